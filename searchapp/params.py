"""The parameters of an address: read, checked, and named when they are wrong.

A blank value counts as not given, because forms send every field. The API reads strictly: an
unknown parameter and a repeated single value are errors. The pages ignore the first and take
the last of the second.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Self, TypeVar, get_args
from urllib.parse import parse_qsl

from flask import request
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError
from werkzeug.datastructures import MultiDict

from indexer.errors import UsageError

Sort = Literal["relevance", "date"]
Switch = Literal["on", "off"]
Duplicates = Literal["fold", "show"]
Across = Literal["off", "on", "first"]
DocumentType = Literal["pdf", "docx", "html", "md", "txt", "record"]

MAX_QUERY = 2000
MAX_PAGE = 1_000_000
MAX_SIZE = 100
MAX_SUGGESTIONS = 50
MAX_VALUES = 20
MAX_FIELDS = 200

_DIGITS = re.compile(r"[0-9]{1,9}(\.0)?")
_LANG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_YEAR = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
_LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_MONTH_DAY = (
    "(?:0[13578]|1[02])(?:-(?:0[1-9]|[12][0-9]|3[01]))?"
    "|(?:0[469]|11)(?:-(?:0[1-9]|[12][0-9]|30))?"
    "|02(?:-(?:0[1-9]|1[0-9]|2[0-8]))?"
)
DATE_PATTERN = f"^(?:{_YEAR}(?:-(?:{_MONTH_DAY}))?|{_LEAP_YEAR}-02-29)$"
"""What the schema says of a date: exactly the years, months and days that there are."""
LANG_PATTERN = "^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$"


class ParameterProblem(NamedTuple):
    """What is wrong with one parameter; ``detail`` completes the sentence "NAME …"."""

    parameter: str
    detail: str


class ParameterError(UsageError):
    """A request has parameters that cannot be understood."""

    code = "bad-parameter"

    def __init__(self, problems: list[ParameterProblem]) -> None:
        self.problems = tuple(problems[:MAX_VALUES])
        super().__init__(" ".join(f"{item.parameter!r} {item.detail}." for item in self.problems))


def _whole_number(value: object) -> object:
    if isinstance(value, str) and not _DIGITS.fullmatch(value.strip()):
        raise PydanticCustomError("number", "must be a whole number")
    return value


def _language(value: str) -> str:
    code = value.strip().lower()
    if not _LANG.fullmatch(code):
        raise PydanticCustomError("lang", "must be a language code such as de, vi, ru or en")
    return code


def _first_day(value: str) -> str:
    match = _DATE.fullmatch(value)
    if not match:
        raise ValueError(value)
    year, month, day = (int(part) if part else 1 for part in match.groups())
    return date(year, month, day).isoformat()


def _last_day(value: str) -> str:
    first = date.fromisoformat(_first_day(value))
    month = first.month if len(value) > 4 else 12
    day = first.day if len(value) > 7 else monthrange(first.year, month)[1]
    return first.replace(month=month, day=day).isoformat()


def _partial_date(value: str) -> str:
    text = value.strip()
    try:
        _first_day(text)
    except ValueError as error:
        raise PydanticCustomError(
            "date", "must be a date: YYYY, YYYY-MM or YYYY-MM-DD, for example 2025-12"
        ) from error
    return text


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


PageNumber = Annotated[int, Field(ge=1, le=MAX_PAGE), BeforeValidator(_whole_number)]
PageSize = Annotated[int, Field(ge=1, le=MAX_SIZE), BeforeValidator(_whole_number)]
Query = Annotated[str, Field(max_length=MAX_QUERY)]
Name = Annotated[str, Field(max_length=500)]
Identifier = Annotated[str, Field(max_length=4000)]
PartialDate = Annotated[
    str, AfterValidator(_partial_date), Field(json_schema_extra={"pattern": DATE_PATTERN})
]
Language = Annotated[
    str, AfterValidator(_language), Field(json_schema_extra={"pattern": f"^$|{LANG_PATTERN}"})
]
Languages = Annotated[
    tuple[Language, ...],
    Field(max_length=MAX_VALUES),
    AfterValidator(_distinct),
]
Names = Annotated[tuple[Name, ...], Field(max_length=MAX_VALUES), AfterValidator(_distinct)]


def or_blank(*choices: str) -> dict[str, JsonValue]:
    """Return what the schema says of one of the values of a parameter: a choice, or nothing."""
    return {"enum": ["", *choices]}


Types = Annotated[
    tuple[Annotated[DocumentType, Field(json_schema_extra=or_blank(*get_args(DocumentType)))], ...],
    Field(max_length=MAX_VALUES),
    AfterValidator(_distinct),
]


class SearchParams(BaseModel):
    """The parameters of a search; ``date_from`` and ``date_to`` are kept as they were written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: Query = ""
    page: PageNumber = 1
    size: PageSize | None = None
    lang: Languages = ()
    date_from: PartialDate | None = Field(None, alias="from")
    date_to: PartialDate | None = Field(None, alias="to")
    place: Names = ()
    source: Names = ()
    type: Types = ()
    sort: Sort = "relevance"
    names: Switch = "on"
    places: Switch = "on"
    duplicates: Duplicates = "fold"
    copies_of: Identifier | None = None
    across: Across = "on"

    @property
    def first_day(self) -> str | None:
        """The first day of the range as YYYY-MM-DD."""
        return _first_day(self.date_from) if self.date_from else None

    @property
    def last_day(self) -> str | None:
        """The last day of the range as YYYY-MM-DD."""
        return _last_day(self.date_to) if self.date_to else None

    @property
    def filtered(self) -> bool:
        """Whether anything but the query narrows the search."""
        return bool(
            self.lang
            or self.source
            or self.place
            or self.type
            or self.date_from
            or self.date_to
            or self.copies_of
        )

    @property
    def asked(self) -> bool:
        """Whether anything was asked at all, if only to list every document."""
        return bool(self.q or self.filtered or self.sort != "relevance" or self.page > 1)


class PageParams(SearchParams):
    """The parameters of a search by a person, who is told if a period ends before it begins."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.date_from and self.date_to and _first_day(self.date_from) > _last_day(self.date_to):
            raise PydanticCustomError("order", "must not be later than 'to'")
        return self


class DocumentParams(BaseModel):
    """The parameters of a document: the query whose words are marked in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: Query = ""
    across: Across = "on"


class SimilarParams(BaseModel):
    """The parameters of what is similar to a document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: PageSize = 5
    lang: Languages = ()


class SuggestParams(BaseModel):
    """The parameters of suggestions: what was typed so far, and the language of place names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: Query = ""
    size: Annotated[int, Field(ge=1, le=MAX_SUGGESTIONS), BeforeValidator(_whole_number)] = 8
    lang: Languages = ()
    labels: Language = "en"


class NoParams(BaseModel):
    """An address that takes no parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


_OF_SEVERAL = {"order": "from"}
"""Of what does not go together, the parameter that is named, by the type of the error."""

_REPEATABLE = frozenset({"lang", "place", "source", "type"})

_CHOICES = frozenset(("sort", "names", "places", "duplicates", "across", "type", "fields"))
"""What is one of a few words: to programs, white space is none of them."""

ModelT = TypeVar("ModelT", bound=BaseModel)


def request_args() -> MultiDict[str, str]:
    """Return the parameters of the current request; bytes that are not UTF-8 become U+FFFD."""
    text = request.query_string.decode("utf-8", "replace")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise ParameterError(
            [ParameterProblem("?", f"has more than {MAX_FIELDS} fields")]
        ) from error
    return MultiDict(pairs)


def typed_query() -> str:
    """Return the query of the current request as far as it can be shown again."""
    try:
        return (request_args().get("q") or "")[:MAX_QUERY]
    except ParameterError:
        return ""


def _message(error: Any) -> str:
    message = str(error["msg"])
    return message.replace("Input should", "should").replace("String should", "should").rstrip(".")


@cache
def _names(model: type[BaseModel]) -> frozenset[str]:
    """Return the names of the parameters as they stand in an address."""
    return frozenset(field.alias or name for name, field in model.model_fields.items())


def read(model: type[ModelT], *, strict: bool) -> ModelT:
    """Return the parameters of the current request as ``model``.

    Raises :class:`ParameterError` with one entry for every parameter that is wrong.
    """
    args = request_args()
    known = _names(model)
    values: dict[str, Any] = {}
    problems: list[ParameterProblem] = []
    for name in args:
        exact = strict and name in _CHOICES
        given = [value for value in args.getlist(name) if (value if exact else value.strip())]
        if name not in known:
            if strict:
                known_names = ", ".join(sorted(known)) or "none"
                detail = f"is not a parameter of this address; it takes: {known_names}"
                problems.append(ParameterProblem(name[:60], detail))
        elif name in _REPEATABLE:
            if strict and len(args.getlist(name)) > MAX_VALUES:
                detail = f"may be given {MAX_VALUES} times at most"
                problems.append(ParameterProblem(name, detail))
            values[name] = tuple(given[:MAX_VALUES])
        elif strict and len(args.getlist(name)) > 1:
            problems.append(ParameterProblem(name, "may be given only once"))
        elif given:
            values[name] = given[-1]
    try:
        params = model.model_validate(values)
    except ValidationError as error:
        problems += [
            ParameterProblem(
                str(item["loc"][0]) if item["loc"] else _OF_SEVERAL.get(item["type"], "from"),
                _message(item),
            )
            for item in error.errors(include_url=False, include_input=False)
        ]
        raise ParameterError(problems) from error
    if problems:
        raise ParameterError(problems)
    return params
