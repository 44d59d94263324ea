"""The values that pass between the parts: frozen, without behaviour beyond their own shape.

All offsets are code-point offsets, start inclusive and end exclusive, into the text exactly as
it was given (NFC or not). Dates are ISO 8601 strings, ``YYYY-MM-DD``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Self


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


class Channel(StrEnum):
    """A kind of term; design and weights differ from channel to channel, the engine does not."""

    WORD = "word"
    FOLD = "fold"
    STEM = "stem"
    PART = "part"
    NAME = "name"
    PLACE = "place"


POSITIONAL = (Channel.WORD, Channel.FOLD, Channel.STEM)
"""The channels that hold exactly one term for every token, in token order."""


TYPES = ("pdf", "docx", "html", "md", "txt", "record")
"""The types of documents: the format of the file; a record is one of many in a file."""


class Span(NamedTuple):
    """A stretch of text."""

    start: int
    end: int


class Run(NamedTuple):
    """A stretch of text in one language (ISO 639-1 code)."""

    start: int
    end: int
    lang: str


class Token(NamedTuple):
    """One word of the original text and the terms under which it can be found.

    A named tuple rather than a dataclass: analysis makes one a word, and a frozen dataclass
    takes four times as long to make. ``position`` counts tokens from 0 over the whole text.
    """

    start: int
    end: int
    position: int
    lang: str
    terms: Mapping[Channel, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found.

    ``text`` is everything that is shown of the document; the stretches in ``unsearched``
    (teasers of other articles, comment counters, source lines) are shown but not indexed.
    ``source`` names the collection it came from, for filters and facets; ``type`` is one of
    TYPES, or empty where there was no file.
    """

    id: str
    text: str
    title: str = ""
    lang: str | None = None
    date: str | None = None
    url: str | None = None
    source: str = ""
    author: str | None = None
    unsearched: tuple[Span, ...] = ()
    type: str = ""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file found below a source that was given: ``id`` is its path relative to that source.

    ``source`` is the name of the folder that holds it, beginning with the source's own name
    (``seeds`` or ``seeds/reports``).
    """

    path: Path
    id: str
    source: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or record that was left out of a build: where it is, a stable code, and why.

    ``where`` is a path, with ``:LINE`` for a record of a JSONL file.
    """

    where: str
    code: str
    reason: str


class Mark(NamedTuple):
    """A highlighted stretch: the channel that matched and the word of the query it answers."""

    start: int
    end: int
    channel: Channel
    query: str


Marked = tuple[int, int, Channel, str]
"""What a :class:`Mark` holds, where many are found and few are shown: one takes time to make."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of a document's text around matches; ``marks`` index into ``text``.

    ``before`` and ``after`` tell whether the document goes on beyond the snippet.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    before: bool = False
    after: bool = False


class HitPlace(NamedTuple):
    """A place that a hit names, by its id, and what it is called in a language."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that matched, in its place in the ranking.

    ``duplicates`` are the ids of the near-duplicates that match too and are folded into it, in
    the order in which they would follow. ``places`` are a few of those that it names, those of
    the query first, then the most named.
    """

    id: str
    title: str
    lang: str
    date: str | None
    source: str
    url: str | None
    score: float
    title_marks: tuple[Mark, ...] = ()
    snippets: tuple[Snippet, ...] = ()
    duplicates: tuple[str, ...] = ()
    type: str = ""
    places: tuple[HitPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many matching documents have one value of a facet; ``label`` is a place's name."""

    value: str
    count: int
    label: str = ""


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


@dataclass(frozen=True, slots=True)
class QueryInfo:
    """The query as typed, as understood, and what could not be understood, in plain words.

    ``notes`` are all of them, those of ``readings`` too. A blank query has no ``meaning``.
    """

    text: str
    interpreted: str = ""
    notes: tuple[Note, ...] = ()
    meaning: Meaning | None = None
    readings: tuple[NameReading, ...] = ()


_NO_STEPS: Mapping[str, float] = MappingProxyType({})
_NO_FACETS: Mapping[str, tuple[FacetCount, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results; pages count from 1. ``took_ms`` is the time of the search in ms.

    ``total`` counts all documents that match, ``folded`` those of them that are near-duplicates
    of a hit of this page or of one before: on the last page it is exact for all pages. ``steps``
    has the milliseconds that each step of the search took; a page that was remembered has none.
    """

    query: QueryInfo
    total: int = 0
    page: int = 1
    size: int = 10
    took_ms: float = 0.0
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=lambda: _NO_FACETS)
    suggestions: tuple[str, ...] = ()
    folded: int = 0
    steps: Mapping[str, float] = field(default_factory=lambda: _NO_STEPS)


@dataclass(frozen=True, slots=True)
class SimilarDocuments:
    """The documents that are most like one, which is none of them, the most similar first."""

    id: str
    title: str
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person that a document names: the fullest form as written, and how often in any.

    ``query`` finds the name in every spelling; ``spellings`` are those of the document.
    """

    name: str
    count: int
    query: str
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place that a document names, how often, and as what; ``name`` is in the reader's language.

    ``id`` is a value of the filter for places.
    """

    id: str
    name: str
    count: int
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A stored document with the marks of a query in its title and in its whole text.

    ``duplicates`` are the ids of its near-duplicates, ``runs`` the languages of its text, which
    they cover, ``tokens`` how many words of it are searched; ``names`` and ``places`` are what it
    names, the most mentioned first.
    """

    document: Document
    title_marks: tuple[Mark, ...] = ()
    marks: tuple[Mark, ...] = ()
    duplicates: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()
    tokens: int = 0
    names: tuple[NamedPerson, ...] = ()
    places: tuple[NamedPlace, ...] = ()


class SuggestionKind(StrEnum):
    """What a suggestion is: words to search for, or the title of a document."""

    NAME = "name"
    PLACE = "place"
    TERM = "term"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be meant by the beginning of a query: a whole query, or a document by its title.

    ``id`` is that of the document; ``count`` tells how many documents hold what is suggested.
    ``marks`` index into ``text``: the letters that were typed. ``lang`` is its language, if known.
    """

    text: str
    kind: SuggestionKind
    id: str | None = None
    count: int | None = None
    lang: str | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Stats:
    """What an index holds. ``langs`` and ``sources`` count documents.

    ``near_duplicates`` counts those that have others nearly like them.
    """

    generation: str
    engine: str
    built_at: str
    documents: int
    tokens: int
    langs: Mapping[str, int]
    sources: Mapping[str, int]
    first_date: str | None
    last_date: str | None
    skipped: tuple[Skipped, ...] = ()
    near_duplicates: int = 0


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build or an update did: the generation now published, and what it had to leave out.

    ``documents`` and ``tokens`` are those of the whole index; ``new``, ``changed`` and
    ``removed`` count source files.
    """

    generation: str
    documents: int
    tokens: int
    seconds: float
    skipped: tuple[Skipped, ...] = ()
    new: int = 0
    changed: int = 0
    removed: int = 0


class Step(StrEnum):
    """What a build or an update is doing, in this order; what goes wrong can go wrong at each."""

    FIND = "finding sources"
    CLONE = "cloning the index"
    ANALYSE = "analysing"
    WRITE = "writing"
    VERIFY = "verifying"
    STAMP = "stamping"
    PUBLISH = "publishing"
    POINT = "switching"
    CLEAN = "cleaning up"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come: files and bytes of sources done and in all, documents written."""

    step: Step
    files: int = 0
    all_files: int = 0
    documents: int = 0
    bytes: int = 0
    all_bytes: int = 0


Json = dict[str, Any]
