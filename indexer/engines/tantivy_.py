"""The tantivy engine: Lucene's design in Rust, the embedded default.

Terms go in as text between spaces, so tantivy analyses nothing; trees are compiled to its query
objects by :mod:`indexer.engines.tantivy_trees`. Files are mapped into memory, never read whole:
a reader that is open costs little, and any number of threads and processes share the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

import tantivy

from indexer.engines import tree as query
from indexer.engines.base import (
    DAY,
    FACETS,
    MOST_PLACES,
    Capability,
    EngineHit,
    EngineResult,
    Facets,
    Sort,
    TermCount,
)
from indexer.engines.embedded import EmbeddedReader
from indexer.engines.expansion import Expander, Expansion, frequent_first
from indexer.engines.tantivy_segments import clone, mirrored, segments_of
from indexer.engines.tantivy_trees import Compiler, known, storable
from indexer.engines.tantivy_writer import TantivyWriter
from indexer.errors import CorruptIndex, UnsupportedByEngine
from indexer.installed import version
from indexer.model import FacetCount

_MAX_BUCKETS = 60_000
_MORE = 4
_SCORE_DIGITS = 4
"""Scores are 32-bit sums whose last digits depend on the order of adding."""


class TantivyEngine:
    """Builds and opens indexes with tantivy."""

    name = "tantivy"
    version = version("tantivy")
    capabilities = frozenset(Capability)

    def create(self, folder: Path) -> TantivyWriter:
        """Return a writer for a new index in an empty folder."""
        return TantivyWriter(tantivy, folder)

    def append(self, folder: Path) -> TantivyWriter:
        """Return a writer that changes the index in a folder."""
        return TantivyWriter(tantivy, folder, TantivyReader(folder))

    def open(self, folder: Path) -> TantivyReader:
        """Return a reader of the index in a folder."""
        return TantivyReader(folder)

    def clone(self, source: Path, target: Path) -> None:
        """Make the index in ``source`` be in ``target``, too: segments are shared."""
        clone(source, target)


class TantivyReader(EmbeddedReader):
    """Answers queries on a tantivy index."""

    counts_later = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.segments = segments_of(folder)
        try:
            with mirrored(folder, self.segments) as links:
                index = tantivy.Index.open(links)
                index.config_reader("manual")  # what is published never changes: nothing to watch
                self._searcher: Any = index.searcher()
        except (ValueError, OSError) as error:
            raise CorruptIndex(
                f"The index in {folder} cannot be opened: {error}.", hint="Build the index again."
            ) from error
        self._schema = index.schema
        self._last: tuple[query.Query | None, Any] = None, None
        self._expander: Any = Expander(self._frequent_first)
        self._compiler: Any = Compiler(tantivy, self._schema, self._searcher, self._expander.expand)

    def close(self) -> None:
        """Release files and memory."""
        if self._compiler is not None:
            self._compiler.close()
        self._searcher = self._compiler = self._expander = None
        self._last = None, None

    def search(
        self,
        tree: query.Query,
        *,
        offset: int = 0,
        limit: int = 10,
        sort: Sort = Sort.RELEVANCE,
        facets: Sequence[str] = (),
    ) -> EngineResult:
        """Return hits ``offset`` to ``offset + limit``, the total and the facets asked for."""
        searcher = self._searcher
        counted = self.facets(tree, facets)
        native = self._compiler.compile(tree)
        with self._reading():
            by = self._by_date if sort is Sort.DATE else self._by_score
            total, hits = by(searcher, native, offset, limit)
        return EngineResult(total, tuple(hits), counted)

    def facets(self, tree: query.Query, names: Sequence[str]) -> Callable[[], Facets]:
        """Return what counts the facets of all that matches, when it is first called.

        Threads would not help: tantivy's package lets no other run while it counts.
        """
        if unknown := set(names).difference(FACETS, [DAY]):
            raise UnsupportedByEngine(f"There is no facet {min(unknown)!r}.")
        if not names:
            return dict
        return cache(partial(self._facets, self._searcher, self._matching(tree), names))

    def stored(self, doc_id: str) -> bytes | None:
        """Return what was stored of a document, or nothing if there is none with this id."""
        searcher = self._searcher
        with self._reading():
            hits = searcher.search(self._id(doc_id), 1, count=False).hits
            return _value(searcher.doc(hits[0][1]), "data") if hits else None

    def score(self, tree: query.Query, doc_id: str) -> float | None:
        """Return the score of a document for a tree, or nothing if it does not match."""
        native = self._compiler.only(self._compiler.compile(tree), self._id(doc_id))
        with self._reading():
            hits = self._searcher.search(native, 1, count=False).hits
        return _rounded(hits[0][0]) if hits else None

    def count(self, tree: query.Query) -> int:
        """Return how many documents match a tree."""
        native = self._matching(tree)
        with self._reading():
            return int(self._searcher.search(native, 1).count)

    def doc_count(self) -> int:
        """Return how many documents there are."""
        return int(self._searcher.num_docs)

    def doc_frequency(self, term_field: str, term: str) -> int:
        """Return how many documents hold a term."""
        return int(self._compiler.frequency(term_field, term))

    def terms(self, term_field: str, prefix: str, limit: int) -> list[TermCount]:
        """Return the terms of a field that begin with ``prefix``, the most frequent first."""
        known(term_field)
        if not storable(prefix):
            return []
        found = self._searcher.terms_with_prefix(term_field, prefix)
        best = sorted(found, key=lambda item: (-item[1], item[0]))[:limit]
        return [TermCount(*item) for item in best]

    def lexicon(self, term_field: str, prefix: str, least: int) -> dict[str, int]:
        """Return the terms that begin with ``prefix`` and how many documents hold each."""
        known(term_field)
        found = self._searcher.terms_with_prefix(term_field, prefix)
        return {term: documents for term, documents in found if documents >= least}

    def expansion(self, node: query.Prefix | query.Wildcard) -> Expansion:
        """Return the terms that a pattern in a field of text stands for."""
        known(node.fieldname)
        found: Expansion = self._expander.expand(node)
        return found

    def _frequent_first(self, term_field: str, prefix: str) -> list[str]:
        return frequent_first(self._searcher.terms_with_prefix(term_field, prefix))

    def segments_with(self, ids: Iterable[str]) -> set[int]:
        """Return the places, in the list of segments, of those that hold any of ``ids``."""
        wanted = [doc_id for doc_id in ids if storable(doc_id)]
        if not wanted:
            return set()
        native = tantivy.Query.term_set_query(self._schema, "id", wanted)
        hits = self._searcher.search(native, len(wanted), count=False).hits
        return {address.segment_ord for _, address in hits}

    def stored_in(self, places: Iterable[int], *, without: set[str]) -> Iterator[bytes]:
        """Yield what is stored of the documents in some segments, save those ``without``."""
        searcher = self._searcher
        for place in places:
            for number in range(self.segments[place].documents):
                document = searcher.doc(tantivy.DocAddress(place, number))
                if _value(document, "id") not in without:
                    yield _value(document, "data")

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Tell what tantivy finds wrong while it reads as what it is: a damaged file."""
        try:
            yield
        except BaseException as error:
            if isinstance(error, ValueError) or type(error).__name__ == "PanicException":
                raise CorruptIndex(
                    f"The index in {self._folder} cannot be read: {error}.",
                    hint="Look for the damage with `python -m indexer check`, or build it again.",
                ) from error
            raise

    def _matching(self, tree: query.Query) -> Any:
        """Return the native query of what matches a tree, the last of which is remembered."""
        last, native = self._last
        if last is not tree:
            native = self._compiler.compile(query.matching(tree))
            self._last = tree, native
        return native

    def _id(self, doc_id: str) -> Any:
        return self._compiler.compile(query.Term("id", doc_id))

    def _by_score(
        self, searcher: Any, native: Any, offset: int, limit: int
    ) -> tuple[int, list[EngineHit]]:
        """Return the total and the best hits; more are fetched while the last ones are equal."""
        wanted = min(offset + limit, self.doc_count())
        size = wanted + 1
        while True:
            found = searcher.search(native, size)
            scores = [_rounded(score) for score, _ in found.hits]
            if len(scores) in (wanted, found.count) or scores[wanted - 1] > scores[-1]:
                break
            size = min(size * _MORE, found.count)
        first = min(offset, len(scores))
        while 0 < first < len(scores) and scores[first - 1] == scores[first]:
            first -= 1  # to the beginning of the equal ones that the page begins among
        last = wanted
        while 0 < last < len(scores) and scores[last - 1] == scores[last]:
            last += 1
        read = [
            _hit(searcher, score, address)
            for score, (_, address) in zip(scores[first:last], found.hits[first:last], strict=True)
        ]
        read.sort(key=lambda hit: (-hit.score, hit.id))
        return found.count, read[offset - first : wanted - first]

    def _by_date(
        self, searcher: Any, native: Any, offset: int, limit: int
    ) -> tuple[int, list[EngineHit]]:
        """Return the total and the newest hits: day by day, each day's in the order of ids."""
        limit = max(min(limit, self.doc_count() - offset), 0)
        found = searcher.search(
            native, max(limit, 1), order_by_field="day", offset=min(offset, self.doc_count())
        )
        hits: list[EngineHit] = []
        for day in dict.fromkeys(day for day, _ in found.hits[:limit]):
            skipped = 0 if hits else offset - self._newer(searcher, native, day)
            page = searcher.search(
                self._of_day(native, day),
                limit - len(hits),
                count=False,
                order_by_field="id",
                order=tantivy.Order.Asc,
                offset=skipped,
            )
            hits += [_hit(searcher, 0.0, address) for _, address in page.hits]
        return found.count, self._scored(searcher, native, hits)

    def _of_day(self, native: Any, day: int | None) -> Any:
        """Return a query restricted to one day, or to undated documents."""
        if day is None:
            return self._compiler.without(native, self._compiler.days(None, None))
        return self._compiler.only(native, self._compiler.days(day, day))

    def _newer(self, searcher: Any, native: Any, day: int | None) -> int:
        """Return how many matches are newer than a day; all dated ones are than none."""
        later = self._compiler.days(None if day is None else day + 1, None)
        return int(searcher.search(self._compiler.only(native, later), 1).count)

    def _scored(self, searcher: Any, native: Any, hits: Sequence[EngineHit]) -> list[EngineHit]:
        """Return hits with the scores they have for a query."""
        if not hits:
            return []
        these = tantivy.Query.term_set_query(self._schema, "id", [hit.id for hit in hits])
        found = searcher.search(self._compiler.only(native, these), len(hits), count=False).hits
        scores = {_value(searcher.doc(address), "id"): _rounded(score) for score, address in found}
        return [hit._replace(score=scores[hit.id]) for hit in hits]

    def _facets(self, searcher: Any, matching: Any, names: Sequence[str]) -> Facets:
        """Return how often each value occurs among the matches, frequent ones first."""
        wanted = {name: {"terms": {"field": name, "size": _buckets(name)}} for name in names}
        with self._reading():
            found = searcher.aggregate(matching, wanted)
        return {name: _ordered(found[name]["buckets"]) for name in names}


def _buckets(facet: str) -> int:
    return MOST_PLACES if facet == "place" else _MAX_BUCKETS


def _ordered(buckets: Iterable[dict[str, Any]]) -> tuple[FacetCount, ...]:
    counts = (FacetCount(_written(bucket["key"]), bucket["doc_count"]) for bucket in buckets)
    return tuple(sorted(counts, key=lambda found: (-found.count, found.value)))


def _written(key: str | int) -> str:
    """Return a value of a facet as text, a number of a day as its date."""
    if isinstance(key, str):
        return key
    return f"{key // 10_000:04}-{key // 100 % 100:02}-{key % 100:02}"


def _hit(searcher: Any, score: float, address: Any) -> EngineHit:
    document = searcher.doc(address)
    return EngineHit(_value(document, "id"), score, _value(document, "data"))


def _value(document: Any, name: str) -> Any:
    return document.get_first(name)


def _rounded(score: float) -> float:
    return round(score, _SCORE_DIGITS)


def engine() -> TantivyEngine:
    """Return the engine, for the registry."""
    return TantivyEngine()
