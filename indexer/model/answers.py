"""What an index answers: pages of hits, one document, suggestions, and what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from indexer.model.documents import Channel, Document, Run, Skipped
from indexer.model.queries import QueryInfo


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


_NO_STEPS: Mapping[str, float] = MappingProxyType({})


_NO_FACETS: Mapping[str, tuple[FacetCount, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results; pages count from 1. ``took_ms`` is the time of the search in ms.

    ``total`` counts all documents that match, ``folded`` those of them that are near-duplicates
    of a hit of this page or of one before: on the last page it is exact for all pages. ``steps``
    has the milliseconds that each step of the search took; a page that was remembered has none.
    Facets may be counted when they are first looked at, which is no part of these times. One that
    is not ``whole`` lacks what could not be told now, and is not to be remembered.
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
    whole: bool = True


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


Json = dict[str, Any]
