"""The seam between Querlang and what stores and matches terms.

An engine gets terms and never analyses text. It writes one generation into a folder and, opened
on that folder, answers query trees as :mod:`indexer.query.analyze` makes them. What an engine
cannot do it does not declare in its :class:`Capability` set, and a query that needs it is
refused with an error, never answered with a silent empty result.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Protocol, Self, TypeVar

from indexer.engines import tree as query
from indexer.engines.expansion import Expansion
from indexer.model import INDEXED, POSITIONAL, FacetCount

TEXT_FIELDS = ("title", "body")
FILTER_FIELDS = ("id", "lang", "source", "type", "date")
FACETS = ("lang", "year", "month", "source", "type", "place")
DAY = "day"
"""A facet for short periods, beside those of every search."""
MOST_PLACES = 30
"""So many places a facet names, the most frequent."""


class Capability(StrEnum):
    """What an engine can do."""

    PHRASE = "phrase"
    PREFIX = "prefix"
    WILDCARD = "wildcard"
    FUZZY = "fuzzy"
    FACETS = "facets"
    SORT = "sort"


class Sort(StrEnum):
    """The order of hits: by score, or newest first (undated ones last)."""

    RELEVANCE = "relevance"
    DATE = "date"


def term_fields() -> tuple[tuple[str, bool], ...]:
    """Return every term field, ``FIELD_CHANNEL``, and whether it holds positions."""
    return tuple(
        (f"{name}_{channel}", channel in POSITIONAL) for name in TEXT_FIELDS for channel in INDEXED
    )


def inverse_frequency(holding: int, documents: int) -> float:
    """Return the inverse document frequency of a term that ``holding`` of all documents have.

    ln(1 + (N - n + 0.5) / (n + 0.5)): Robertson and Spärck Jones 1976, kept above 0 as in Lucene.
    """
    return log(1 + (documents - holding + 0.5) / (holding + 0.5))


def beside_title(term_field: str) -> str:
    """Return the field of texts whose frequencies tell what a term is worth in a title, or "".

    A term in a title scores its inverse document frequency, be the title short or long. Where
    most documents have none, what is written in titles seems rare, and each title endless beside
    an average near 0; so a word is worth there what it is in texts, if more documents have it.
    """
    name, _, channel = term_field.partition("_")
    return f"body_{channel}" if name == "title" else ""


@dataclass(frozen=True, slots=True)
class EngineDocument:
    """A document as an engine takes it.

    ``terms`` maps term fields to their terms in token order, a space between each two; ``stored``
    is given back as it is; ``places`` are ids for the facet; an empty ``type`` is none.
    """

    id: str
    terms: Mapping[str, str]
    langs: tuple[str, ...]
    places: tuple[str, ...]
    source: str
    type: str
    date: str | None
    stored: bytes


class EngineHit(NamedTuple):
    """A document that matched: its id, its score, what was stored of it."""

    id: str
    score: float
    stored: bytes


class TermCount(NamedTuple):
    """A term and how many documents hold it."""

    term: str
    documents: int


Facets = Mapping[str, tuple[FacetCount, ...]]
"""For each facet its values, the most frequent first."""


@dataclass(frozen=True, slots=True)
class EngineResult:
    """One page of hits, how many documents matched in all, and what counts their facets.

    An engine may count while the hits are looked at.
    """

    total: int
    hits: tuple[EngineHit, ...] = ()
    count_facets: Callable[[], Facets] = dict

    @property
    def facets(self) -> Facets:
        """The facets of all matches, as soon as they are counted."""
        return self.count_facets()


class EngineWriter(Protocol):
    """Writes one generation. Nothing is readable before :meth:`commit`."""

    def add(self, document: EngineDocument) -> None:
        """Add a document. One that was there with its id has to be deleted first.

        Raises :class:`~indexer.errors.DuplicateId` for an id that this writer has added.
        """
        ...

    def delete(self, ids: Iterable[str]) -> Iterator[bytes]:
        """Delete documents that were there before; unknown ids are passed over.

        Call it once, before any :meth:`add`. An engine whose files never change lets go of more
        than was asked for: it returns what is stored of those documents, and they have to be
        added again before :meth:`commit`.
        """
        ...

    def commit(self) -> None:
        """Write everything out and release the folder."""
        ...

    def cancel(self) -> None:
        """Release the folder without keeping what was added."""
        ...


Returned = TypeVar("Returned")


class TermReader(Protocol):
    """Tells what terms there are and how many documents hold them."""

    def doc_count(self) -> int:
        """Return how many documents there are."""
        ...

    def doc_frequency(self, term_field: str, term: str) -> int:
        """Return how many documents hold a term."""
        ...

    def count(self, tree: query.Query) -> int:
        """Return how many documents match a tree."""
        ...

    def terms(self, term_field: str, prefix: str, limit: int) -> Sequence[TermCount]:
        """Return the terms of a field that begin with ``prefix``, the most frequent first.

        Terms of equal frequency come in alphabetical order.
        """
        ...


class EngineReader(TermReader, Protocol):
    """Answers queries on one published generation; safe to share between threads.

    Where the index is ``far``, on other machines, what is much takes long. If it ``counts_later``,
    facets are counted when what counts them is called, which may be after the reader is closed.
    """

    far: bool
    counts_later: bool

    def search(
        self,
        tree: query.Query,
        *,
        offset: int = 0,
        limit: int = 10,
        sort: Sort = Sort.RELEVANCE,
        facets: Sequence[str] = (),
    ) -> EngineResult:
        """Return hits ``offset`` to ``offset + limit`` of the tree.

        Documents with equal scores, or equal dates, come in the order of their ids, so that
        pages neither repeat nor lose one. Words score BM25 (k1 1.2, b 0.75) in each field, a
        phrase as one word with the sum of their inverse document frequencies; patterns, ranges,
        filters and Every score their boost; a prefix or wildcard in a field of text stands for
        the terms of its :meth:`expansion`. Of what only adds to scores (AndMaybe) an engine may
        leave out phrases whose words are all very frequent.
        Raises :class:`~indexer.errors.UnsupportedByEngine` for a node, field or facet that
        the engine does not know.
        """
        ...

    def facets(self, tree: query.Query, names: Sequence[str]) -> Callable[[], Facets]:
        """Return what counts the facets of all that matches a tree; they may be counted already.

        Raises :class:`~indexer.errors.UnsupportedByEngine` as :meth:`search` does.
        """
        ...

    def stored(self, doc_id: str) -> bytes | None:
        """Return what was stored of a document, or nothing if there is none with this id."""
        ...

    def score(self, tree: query.Query, doc_id: str) -> float | None:
        """Return the score of a document for a tree, or nothing if it does not match."""
        ...

    def together(
        self, work: Callable[[TermReader], Returned], tree: query.Query | None = None
    ) -> Returned:
        """Return what ``work`` returns; what it asks one by one is asked together where that pays.

        ``work`` may be called several times with a reader that answers 0 where it does not know
        yet: it must do no harm by that, and not remember it. A search for ``tree`` that follows
        waits less, too. An engine on this machine answers at once.
        """
        ...

    def lexicon(self, term_field: str, prefix: str, least: int) -> dict[str, int]:
        """Return the terms that begin with ``prefix`` and how many documents hold each.

        Terms that fewer than ``least`` documents hold are left out. They come in any order.
        """
        ...

    def expansion(self, node: query.Prefix | query.Wildcard) -> Expansion:
        """Return the terms that a pattern in a field of text stands for."""
        ...

    def close(self) -> None:
        """Release files and memory; again is no harm."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def share(source: Path, target: Path) -> None:
    """Make a file that never changes have a second name; copy it where that cannot be."""
    try:
        target.hardlink_to(source)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise
        shutil.copyfile(source, target)


class Engine(Protocol):
    """An engine of the registry."""

    name: str
    version: str
    capabilities: frozenset[Capability]

    def create(self, folder: Path) -> EngineWriter:
        """Return a writer for a new index in an empty folder."""
        ...

    def append(self, folder: Path) -> EngineWriter:
        """Return a writer that changes the index in a folder."""
        ...

    def open(self, folder: Path) -> EngineReader:
        """Return a reader of the index in a folder."""
        ...

    def clone(self, source: Path, target: Path) -> None:
        """Make the index in ``source`` be in the empty folder ``target``, too.

        Whatever :meth:`append` does to the clone leaves the source as it is. Files that never
        change are shared.
        """
        ...
