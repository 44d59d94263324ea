"""A query as it was understood, to be said in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple, Self

from indexer.model.documents import Channel


class Note(str):
    """A sentence about a query, in English, that can be said in another language.

    ``message`` has places such as ``%(text)s`` for ``values``, as :mod:`gettext` wants it; as a
    string a note is the whole sentence.
    """

    __slots__ = ("message", "values")
    message: str
    values: Mapping[str, object]

    def __new__(cls, message: str, /, **values: object) -> Self:
        """Return the sentence with its places filled."""
        note = super().__new__(cls, message % values if values else message)
        note.message, note.values = message, MappingProxyType(values)
        return note


Asks = Literal[
    "word", "phrase", "prefix", "wildcard", "fuzzy", "every",
    "lang", "date", "source", "type", "id",
    "any", "all", "either",
]  # fmt: skip
"""What a piece of a query asks for: words, a filter, or what pieces below it ask for."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A piece of a query as it was understood, to be said in any language.

    ``field`` is where a word was asked for (title, body, name, place), or nothing. ``number`` is
    the slop of a phrase (0: its words may stand apart, too) and the letters in which a fuzzy
    word may differ. The ``parts`` of a group may be ``required`` or ``excluded``; its filters
    restrict the others. Of ``any`` of them the more the better, of ``all`` none may be missing,
    of ``either`` one will do.
    """

    asks: Asks
    text: str = ""
    field: str = ""
    number: int = 0
    parts: tuple[Meaning, ...] = ()
    required: bool = False
    excluded: bool = False


class NameReading(NamedTuple):
    """A stretch of a query that is a name that documents hold, and the note that says so.

    ``others`` are the names of a place in the languages known; of a person's name there are none.
    """

    text: str
    channel: Channel
    others: tuple[str, ...]
    note: Note


class Equivalent(NamedTuple):
    """A word of another language that documents hold and that means one of the query.

    ``similarity`` goes from 0 to 1; what a glossary says, ``from_glossary``, is as near as can be.
    """

    text: str
    lang: str
    similarity: float
    from_glossary: bool = False


class Translation(NamedTuple):
    """Words of a query, what means them in other languages, the nearest first, and the note."""

    text: str
    words: tuple[Equivalent, ...]
    note: Note


@dataclass(frozen=True, slots=True)
class QueryInfo:
    """The query as typed, as understood, and what could not be understood, in plain words.

    ``notes`` are all of them, those of ``readings`` and ``translations`` too. A blank query has
    no ``meaning``.
    """

    text: str
    interpreted: str = ""
    notes: tuple[Note, ...] = ()
    meaning: Meaning | None = None
    readings: tuple[NameReading, ...] = ()
    translations: tuple[Translation, ...] = ()
