"""The parameters that only programs give: which fields of a hit, and where to go on."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from searchapp.api.answers import HitField
from searchapp.api.cursor import CURSOR_PATTERN
from searchapp.params import SearchParams, or_blank

HIT_FIELDS: tuple[str, ...] = get_args(HitField)
_MAX_FIELDS = 50


def _listed(value: object) -> object:
    """Return a list that is written ``id,title`` as its items; white space is no blank item."""
    if not isinstance(value, str):
        return value
    return tuple(name.strip() or name for name in value.split(","))


def _known(names: tuple[str, ...]) -> tuple[str, ...]:
    given = [name for name in names if name]
    if not set(given) <= set(HIT_FIELDS):
        raise PydanticCustomError(
            "fields", "must be among: {names}", {"names": ", ".join(HIT_FIELDS)}
        )
    return tuple(dict.fromkeys(given))


Fields = Annotated[
    tuple[Annotated[str, Field(json_schema_extra=or_blank(*HIT_FIELDS))], ...],
    Field(max_length=_MAX_FIELDS),
    BeforeValidator(_listed),
    AfterValidator(_known),
]


class ApiSearchParams(SearchParams):
    """The parameters of a search by a program."""

    fields: Fields = ()
    cursor: Annotated[str, Field(pattern=CURSOR_PATTERN)] | None = None
