"""The Whoosh engine: pure Python, nothing to install or start, the reference for the others.

Terms go in as lists, so Whoosh analyses nothing. The trees are made of Whoosh's own query
classes; two of them are replaced when a tree is compiled. Whoosh's matcher for DisjunctionMax
takes the better of its two sides even where they stand at different documents and has no tie
break, and its constant score cannot be 0.

Scores are BM25F with Whoosh's own parameters. What sorting, facets and tie breaking need of
every document is read into memory once.
"""

from __future__ import annotations

import heapq
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self

from whoosh import fields, formats, index, matching, query, scoring
from whoosh.searching import SearchContext

from indexer.engines.base import (
    Capability,
    EngineDocument,
    EngineHit,
    EngineResult,
    Sort,
    term_fields,
)
from indexer.errors import CorruptIndex
from indexer.model import FacetCount

_LANG_SEPARATOR = " "
_WRITER_MEMORY_MB = 256


class WhooshEngine:
    """Builds and opens indexes with Whoosh."""

    name = "whoosh"
    version = version("whoosh3")
    capabilities = frozenset(Capability)

    def create(self, folder: Path) -> WhooshWriter:
        """Return a writer for a new index in an empty folder."""
        return WhooshWriter(index.create_in(folder, _schema()))

    def append(self, folder: Path) -> WhooshWriter:
        """Return a writer that changes the index in a folder."""
        return WhooshWriter(_open(folder))

    def open(self, folder: Path) -> WhooshReader:
        """Return a reader of the index in a folder."""
        return WhooshReader(_open(folder))


class WhooshWriter:
    """Writes a Whoosh index; everything is merged into one segment at the end."""

    def __init__(self, opened: Any) -> None:
        self._writer = opened.writer(limitmb=_WRITER_MEMORY_MB)
        self._deletes = not opened.is_empty()

    def add(self, document: EngineDocument) -> None:
        """Add a document, in place of one with the same id if there is one."""
        if self._deletes:
            self._writer.delete_by_term("id", document.id)
        terms = {name: list(found) for name, found in document.terms.items() if found}
        self._writer.add_document(
            id=document.id,
            lang=list(document.langs),
            langs=_LANG_SEPARATOR.join(document.langs).encode(),
            source=document.source,
            date=document.date,
            data=document.stored,
            **terms,
        )

    def delete(self, ids: Iterable[str]) -> None:
        """Delete the documents with these ids."""
        for doc_id in ids:
            self._writer.delete_by_term("id", doc_id)

    def commit(self) -> None:
        """Write everything out, merged into one segment."""
        self._writer.commit(optimize=True)

    def cancel(self) -> None:
        """Release the folder without keeping what was added."""
        self._writer.cancel()


class WhooshReader:
    """Answers queries on a Whoosh index."""

    def __init__(self, opened: Any) -> None:
        self._searcher = opened.searcher(weighting=scoring.BM25F())
        self._lock = Lock()  # Whoosh's readers share file positions between threads

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release files and memory."""
        self._searcher.close()

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
        with self._lock:
            scores = dict(self._matches(tree))
            ids, dates = self._columns["id"], self._columns["date"]
            if sort is Sort.DATE:
                ordered: Iterable[int] = sorted(scores, key=lambda number: ids[number])
                ordered = sorted(ordered, key=lambda number: dates[number], reverse=True)
            else:
                ordered = heapq.nsmallest(
                    offset + limit, scores, key=lambda number: (-scores[number], ids[number])
                )
            page = list(ordered)[offset : offset + limit]
            hits = tuple(EngineHit(ids[n], scores[n], self._data(n)) for n in page)
            return EngineResult(len(scores), hits, {name: self._facet(name, scores) for name in facets})

    def stored(self, doc_id: str) -> bytes | None:
        """Return what was stored of a document, or nothing if there is none with this id."""
        with self._lock:
            number = self._searcher.document_number(id=doc_id)
            return None if number is None else self._data(number)

    def score(self, tree: query.Query, doc_id: str) -> float | None:
        """Return the score of a document for a tree, or nothing if it does not match."""
        with self._lock:
            number = self._searcher.document_number(id=doc_id)
            return dict(self._matches(tree)).get(number) if number is not None else None

    def doc_count(self) -> int:
        """Return how many documents there are."""
        return int(self._searcher.doc_count())

    def doc_frequency(self, term_field: str, term: str) -> int:
        """Return how many documents hold a term."""
        with self._lock:
            return int(self._searcher.doc_frequency(term_field, term))

    def _matches(self, tree: query.Query) -> Iterator[tuple[int, float]]:
        """Yield number and score of every document that matches."""
        compiled = _compile(tree)
        for searcher, first in self._searcher.leaf_searchers():
            matcher = compiled.matcher(searcher, SearchContext(weighting=searcher.weighting))
            while matcher.is_active():
                yield first + matcher.id(), matcher.score()
                matcher.next()

    def _data(self, number: int) -> bytes:
        stored: bytes = self._searcher.stored_fields(number)["data"]
        return stored

    def _facet(self, name: str, numbers: Iterable[int]) -> tuple[FacetCount, ...]:
        """Return how many of the documents have each value of a facet, the commonest first."""
        if name in ("year", "month"):
            dates = self._columns["date"]
            length = len("2025") if name == "year" else len("2025-12")
            counts = Counter(dates[number][:length] for number in numbers)
        elif name == "lang":
            langs = self._columns["langs"]
            counts = Counter(
                lang for number in numbers for lang in langs[number].split(_LANG_SEPARATOR)
            )
        else:
            values = self._columns[name]
            counts = Counter(values[number] for number in numbers)
        counts.pop("", None)
        by_count = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return tuple(FacetCount(value, count) for value, count in by_count)

    @cached_property
    def _columns(self) -> dict[str, list[str]]:
        """The filter values of every document, by document number."""
        reader = self._searcher.reader()
        found = {}
        for name in ("id", "date", "source", "langs"):
            column = reader.column_reader(name)
            values = (column[number] for number in range(reader.doc_count_all()))
            found[name] = [v.decode() if isinstance(v, bytes) else str(v) for v in values]
        return found


def engine() -> WhooshEngine:
    """Return the engine; its name in the registry is ``whoosh``."""
    return WhooshEngine()


def _open(folder: Path) -> Any:
    try:
        return index.open_dir(folder)
    except (index.IndexError, OSError) as error:
        raise CorruptIndex(
            f"The index files in {folder} cannot be opened: {error}.",
            hint="Build the index again, or restore the folder from a copy.",
        ) from error


def _schema() -> fields.Schema:
    schema = fields.Schema(
        id=fields.ID(unique=True, sortable=True),
        lang=fields.KEYWORD(),
        source=fields.ID(sortable=True),
        date=fields.ID(sortable=True),
        data=fields.STORED(),
    )
    schema.add("langs", fields.COLUMN(fields.columns.VarBytesColumn()))
    for name, positional in term_fields():
        schema.add(name, _TermField(positional))
    return schema


class _TermField(fields.FieldType):  # type: ignore[misc]
    """A field whose values are lists of terms."""

    def __init__(self, positional: bool) -> None:
        layout = formats.Positions() if positional else formats.Frequency()
        super().__init__(layout, None, scorable=True)


def _compile(tree: query.Query) -> query.Query:
    """Return the tree with the nodes replaced that Whoosh does not score as they should be."""
    match tree:
        case query.DisjunctionMax():
            return _DisMax(
                [_compile(child) for child in tree.subqueries], tree.boost, tree.tiebreak
            )
        case query.And() | query.Or():
            return type(tree)([_compile(child) for child in tree.subqueries], boost=tree.boost)
        case query.AndMaybe() | query.AndNot() | query.Require():
            return type(tree)(_compile(tree.a), _compile(tree.b))
        case query.ConstantScoreQuery():
            return _Constant(_compile(tree.child), tree.score)
        case query.Term() | query.Phrase() | query.Prefix() | query.Wildcard() | query.TermRange():
            return tree
        case query.FuzzyTerm() | query.Every():
            return tree
        case _ if tree == query.NullQuery:
            return tree
    raise TypeError(f"no translation for {type(tree).__name__}")


class _Constant(query.ConstantScoreQuery):  # type: ignore[misc]
    """Gives every document that its child matches one score, which may be 0."""

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        inner = self.child.matcher(searcher, context)
        ids = array("I", inner.all_ids())
        if not ids:
            return matching.NullMatcher()
        return matching.ListMatcher(ids, array("f", [self.score]) * len(ids))


class _DisMax(query.DisjunctionMax):  # type: ignore[misc]
    """The best of several scores, and ``tiebreak`` times the sum of the others."""

    def _matcher(self, subs: Sequence[query.Query], searcher: Any, context: Any) -> Any:
        matchers = [sub.matcher(searcher, context) for sub in subs]
        active = [matcher for matcher in matchers if matcher.is_active()]
        if not active:
            return matching.NullMatcher()
        best = active[0] if len(active) == 1 else _DisMaxMatcher(active, self.tiebreak)
        return matching.WrappingMatcher(best, self.boost) if self.boost != 1.0 else best


class _DisMaxMatcher(matching.Matcher):  # type: ignore[misc]
    """Walks several matchers in step; only those at the current document count."""

    def __init__(self, matchers: list[Any], tie: float) -> None:
        self._matchers = matchers
        self._tie = tie
        self._settle()

    def _settle(self) -> None:
        self._matchers = [matcher for matcher in self._matchers if matcher.is_active()]
        self._id = min((matcher.id() for matcher in self._matchers), default=-1)

    def copy(self) -> _DisMaxMatcher:
        return _DisMaxMatcher([matcher.copy() for matcher in self._matchers], self._tie)

    def is_active(self) -> bool:
        return bool(self._matchers)

    def id(self) -> int:
        return self._id

    def next(self) -> bool:
        for matcher in self._matchers:
            if matcher.id() == self._id:
                matcher.next()
        self._settle()
        return True

    def skip_to(self, id: int) -> bool:  # noqa: A002 - Whoosh's name
        for matcher in self._matchers:
            if matcher.id() < id:
                matcher.skip_to(id)
        self._settle()
        return True

    def score(self) -> float:
        scores = [matcher.score() for matcher in self._matchers if matcher.id() == self._id]
        best = max(scores)
        return float(best + self._tie * (sum(scores) - best))

    def weight(self) -> float:
        return self.score()

    def replace(self, minquality: float = 0) -> Any:  # noqa: ARG002
        return self if self._matchers else matching.NullMatcher()

    def children(self) -> list[Any]:
        return list(self._matchers)

    def supports_block_quality(self) -> bool:
        return False

