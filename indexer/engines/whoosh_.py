"""The Whoosh engine: pure Python, nothing to install or start, the reference for the others.

Terms go in as lists, so Whoosh analyses nothing. It keeps the dictionary, the posting lists and
what is stored; trees are evaluated by :mod:`indexer.engines.whoosh_scores`. What sorting, facets
and tie breaking need of every document is read into memory once.
"""

from __future__ import annotations

import heapq
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from whoosh import fields, formats, index
from whoosh.columns import VarBytesColumn

from indexer.engines import tree as query
from indexer.engines.base import (
    DAY,
    FACETS,
    MOST_PLACES,
    Capability,
    EngineDocument,
    EngineHit,
    EngineResult,
    Facets,
    Sort,
    TermCount,
    term_fields,
)
from indexer.engines.embedded import EmbeddedReader
from indexer.engines.expansion import Expansion
from indexer.engines.whoosh_scores import Evaluation
from indexer.engines.whoosh_terms import Terms
from indexer.errors import CorruptIndex, DuplicateId, UnsupportedByEngine
from indexer.installed import version
from indexer.model import FacetCount

_SEVERAL = {"lang": "langs", "place": "places"}
"""Facets of which a document may have several values, and the columns that hold these."""
_PERIODS = {"year": len("2025"), "month": len("2025-12"), DAY: len("2025-12-16")}
"""Facets of dates, and how much of a date is their value."""
_SEPARATOR = " "
_WRITER_MEMORY_MB = 256
_LOCK_FILE = "MAIN_WRITELOCK"


class WhooshEngine:
    """Builds and opens indexes with Whoosh."""

    name = "whoosh"
    version = version("whoosh3")
    capabilities = frozenset(Capability)

    def create(self, folder: Path) -> WhooshWriter:
        """Return a writer for a new index in an empty folder."""
        return WhooshWriter(folder, index.create_in(str(folder), _schema()))

    def append(self, folder: Path) -> WhooshWriter:
        """Return a writer that changes the index in a folder."""
        return WhooshWriter(folder, _open(folder))

    def open(self, folder: Path) -> WhooshReader:
        """Return a reader of the index in a folder."""
        return WhooshReader(_open(folder))

    def clone(self, source: Path, target: Path) -> None:
        """Make the index in ``source`` be in ``target``, too: a copy, since Whoosh merges it."""
        for file in source.iterdir():
            if file.name.lstrip("_").startswith("MAIN_"):
                shutil.copyfile(file, target / file.name)


class WhooshWriter:
    """Writes a Whoosh index; everything is merged into one segment at the end."""

    def __init__(self, folder: Path, opened: Any) -> None:
        self._folder = folder
        self._before = set(folder.iterdir())
        self._writer = opened.writer(limitmb=_WRITER_MEMORY_MB)
        self._added: set[str] = set()

    def add(self, document: EngineDocument) -> None:
        """Add a document whose id is not in the index."""
        if document.id in self._added:
            raise DuplicateId(f"Two of the documents to be written have the id {document.id!r}.")
        self._added.add(document.id)
        terms = {name: found.split(" ") for name, found in document.terms.items() if found}
        self._writer.add_document(
            id=document.id,
            lang=list(document.langs),
            langs=_SEPARATOR.join(document.langs).encode(),
            places=_SEPARATOR.join(document.places).encode(),
            source=document.source,
            type=document.type or None,
            date=document.date,
            data=document.stored,
            **terms,
        )

    def delete(self, ids: Iterable[str]) -> Iterator[bytes]:
        """Delete the documents with these ids, and no others."""
        for doc_id in ids:
            self._writer.delete_by_term("id", doc_id)
        return iter(())

    def commit(self) -> None:
        """Write everything out, merged into one segment."""
        self._writer.commit(optimize=True)
        (self._folder / _LOCK_FILE).unlink(missing_ok=True)

    def cancel(self) -> None:
        """Release the folder without keeping what was added."""
        if not self._writer.is_closed:  # a commit that fails half-way has closed it
            self._writer.cancel()
        for left in set(self._folder.iterdir()) - self._before:
            if left.is_file():
                left.unlink()


class WhooshReader(EmbeddedReader):
    """Answers queries on a Whoosh index."""

    def __init__(self, opened: Any) -> None:
        self._searcher = opened.searcher()
        self._terms = Terms(self._searcher)
        self._closed = False
        self._lock = Lock()  # Whoosh's readers share file positions between threads

    def close(self) -> None:
        """Release files and memory."""
        with self._lock:
            if not self._closed:
                self._closed = True
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
        _check(facets)
        with self._lock:
            scores = Evaluation(self._terms).scores(tree)
            columns = self._terms.columns
            ids, dates = columns["id"], columns["date"]
            if sort is Sort.DATE:
                by_id = sorted(scores, key=lambda number: ids[number])
                ordered = sorted(by_id, key=lambda number: dates[number], reverse=True)
            else:
                ordered = heapq.nsmallest(
                    offset + limit, scores, key=lambda number: (-scores[number], ids[number])
                )
            page = ordered[offset : offset + limit]
            hits = tuple(EngineHit(ids[n], scores[n], self._data(n)) for n in page)
            counted = {name: self._facet(name, scores) for name in facets}
            return EngineResult(len(scores), hits, lambda: counted)

    def facets(self, tree: query.Query, names: Sequence[str]) -> Callable[[], Facets]:
        """Return the facets of all that matches, counted already."""
        _check(names)
        with self._lock:
            numbers = Evaluation(self._terms).scores(tree)
            counted = {name: self._facet(name, numbers) for name in names}
        return lambda: counted

    def stored(self, doc_id: str) -> bytes | None:
        """Return what was stored of a document, or nothing if there is none with this id."""
        with self._lock:
            number = self._number(doc_id)
            return None if number is None else self._data(number)

    def score(self, tree: query.Query, doc_id: str) -> float | None:
        """Return the score of a document for a tree, or nothing if it does not match."""
        with self._lock:
            number = self._number(doc_id)
            return None if number is None else Evaluation(self._terms).scores(tree).get(number)

    def count(self, tree: query.Query) -> int:
        """Return how many documents match a tree."""
        with self._lock:
            return len(Evaluation(self._terms).scores(tree))

    def doc_count(self) -> int:
        """Return how many documents there are."""
        return self._terms.doc_count

    def doc_frequency(self, term_field: str, term: str) -> int:
        """Return how many documents hold a term."""
        with self._lock:
            return self._terms.frequency(term_field, term)

    def terms(self, term_field: str, prefix: str, limit: int) -> list[TermCount]:
        """Return the terms of a field that begin with ``prefix``, the most frequent first."""
        with self._lock:
            counted = [
                TermCount(term, self._terms.frequency(term_field, term))
                for term in self._terms.beginning_with(term_field, prefix)
            ]
        return sorted(counted, key=lambda found: (-found.documents, found.term))[:limit]

    def lexicon(self, term_field: str, prefix: str, least: int) -> dict[str, int]:
        """Return the terms that begin with ``prefix`` and how many documents hold each."""
        with self._lock:
            return self._terms.counted(term_field, prefix, least)

    def expansion(self, node: query.Prefix | query.Wildcard) -> Expansion:
        """Return the terms that a pattern in a field of text stands for."""
        with self._lock:
            return self._terms.expansion(node)

    def _number(self, doc_id: str) -> int | None:
        """Return the number of a document; what is no text, a lone surrogate, is no id."""
        try:
            number: int | None = self._searcher.document_number(id=doc_id)
        except UnicodeEncodeError:
            return None
        return number

    def _data(self, number: int) -> bytes:
        stored: bytes = self._searcher.stored_fields(number)["data"]
        return stored

    def _facet(self, name: str, numbers: Iterable[int]) -> tuple[FacetCount, ...]:
        """Return how many of the documents have each value of a facet, the commonest first."""
        if name in _PERIODS:
            dates = self._terms.columns["date"]
            length = _PERIODS[name]
            counts = Counter(dates[number][:length] for number in numbers)
        elif name in _SEVERAL:
            lists = self._terms.columns[_SEVERAL[name]]
            counts = Counter(
                value for number in numbers for value in lists[number].split(_SEPARATOR)
            )
        else:
            values = self._terms.columns[name]
            counts = Counter(values[number] for number in numbers)
        counts.pop("", None)
        by_count = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        most = MOST_PLACES if name == "place" else None
        return tuple(FacetCount(value, count) for value, count in by_count[:most])


def engine() -> WhooshEngine:
    """Return the engine; its name in the registry is ``whoosh``."""
    return WhooshEngine()


def _check(facets: Iterable[str]) -> None:
    if unknown := set(facets).difference(FACETS, [DAY]):
        raise UnsupportedByEngine(f"There is no facet {min(unknown)!r}.")


def _open(folder: Path) -> Any:
    try:
        return index.open_dir(str(folder))
    except Exception as error:  # damaged bytes surface as any error of unpacking
        raise CorruptIndex(
            f"The index files in {folder} cannot be opened: {error}.",
            hint="Build the index again, or restore the folder from a copy.",
        ) from error


def _schema() -> fields.Schema:
    schema = fields.Schema(
        id=fields.ID(unique=True, sortable=True),
        lang=fields.KEYWORD(),
        source=fields.ID(sortable=True),
        type=fields.ID(sortable=True),
        date=fields.ID(sortable=True),
        data=fields.STORED(),
    )
    for name in _SEVERAL.values():
        schema.add(name, fields.COLUMN(VarBytesColumn()))
    for name, positional in term_fields():
        schema.add(name, _TermField(positional))
    return schema


class _TermField(fields.FieldType):
    """A field whose values are lists of terms."""

    def __init__(self, positional: bool) -> None:
        layout = formats.Positions() if positional else formats.Frequency()
        super().__init__(layout, None, scorable=True)  # type: ignore[arg-type]
