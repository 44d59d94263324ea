"""The Searcher: query string -> Page, on whatever generation is published at the moment.

A search analyses the query, has the engine match and rank, and marks the hits of the page from
their stored text. A newly published generation is picked up by the next call; a call
that is under way finishes on the generation it began with.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import NamedTuple, Self

from whoosh import query

from indexer.analysis.registry import LANGUAGES
from indexer.config import Settings, load_settings
from indexer.engines.base import FACETS, TEXT_FIELDS, EngineHit, EngineReader, Sort
from indexer.engines.registry import get_engine
from indexer.errors import CorruptIndex, DocumentNotFound, QuerlangError, UsageError
from indexer.highlight import Highlighter, highlight
from indexer.model import Channel, DocumentView, FacetCount, Hit, Page, QueryInfo, Stats
from indexer.packing import Packing
from indexer.query import DEFAULT_WEIGHTS, Weights, analyze_query
from indexer.query.explain import describe, leaves
from indexer.query.periods import period
from indexer.query.readings import Reading, place_ids, place_name
from indexer.query.vocabulary import Vocabulary
from indexer.record import Record
from indexer.store import IndexFolder, Manifest

MAX_PAGE_SIZE = 1000
_MOST_SAID = 6
"""So many other names of a place are said."""

Values = str | Sequence[str] | None


class _Filters(NamedTuple):
    """What restricts a search: values of which any may hold, and a period."""

    langs: tuple[str, ...]
    date_from: str | None
    date_to: str | None
    sources: tuple[str, ...]
    places: tuple[str, ...]


class _Asked(NamedTuple):
    """What a page answers: pages that were asked for lately are remembered by it."""

    text: str
    page: int
    size: int
    filters: _Filters
    sort: str
    names: bool
    among_places: bool
    labels: str


@dataclass(slots=True)
class _Opened:
    """A generation in use: closed when it is no longer the published one and nobody reads it."""

    stamp: tuple[int, int]
    manifest: Manifest
    reader: EngineReader
    vocabulary: Vocabulary
    packing: Packing
    page: Callable[[_Asked], Page]
    users: int = 0
    retired: bool = False

    def close(self) -> None:
        """Release the reader, and the pages, which hold on to it."""
        self.reader.close()
        self.page = _closed


def _closed(_: _Asked) -> Page:
    raise UsageError("The searcher is closed.", hint="Open the index again.")


class Searcher:
    """Searches one index folder; safe to share between threads; a context manager."""

    def __init__(
        self,
        index: Path | str,
        *,
        settings: Settings | None = None,
        weights: Weights = DEFAULT_WEIGHTS,
    ) -> None:
        """Open the published generation.

        Raises :class:`~indexer.errors.IndexNotFound`, :class:`~indexer.errors.StaleIndex` or
        :class:`~indexer.errors.CorruptIndex`.
        """
        self._folder = IndexFolder(Path(index))
        self._settings = settings or load_settings()
        self._weights = weights
        self._lock = Lock()
        self._opened = self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def warm_up(self) -> None:
        """Load what the first query would have to wait for: models and the filter values."""
        self.search("Việt Nam Straße Москва", size=1)

    def close(self) -> None:
        """Release the generation in use."""
        with self._lock:
            self._retire(self._opened)

    @property
    def generation(self) -> str:
        """The name of the generation that the next call will search."""
        with self._current() as opened:
            return opened.manifest.generation

    def search(
        self,
        query_text: str,
        *,
        page: int = 1,
        size: int | None = None,
        lang: Values = None,
        date_from: str | None = None,
        date_to: str | None = None,
        source: Values = None,
        place: Values = None,
        sort: str = "relevance",
        names: bool = True,
        places: bool = True,
        labels: str = "en",
    ) -> Page:
        """Return one page of ranked, highlighted results.

        Names and places are found in every spelling, unless ``names`` or ``places`` is off;
        the facet of places names them in the language ``labels``.

        ``page`` counts from 1. Filters may be given several values of which any may hold;
        dates are days, months or years, both ends included. Whatever is typed as a query is
        answered; a page size, date or order that makes no sense raises
        :class:`~indexer.errors.UsageError`.
        """
        started = time.perf_counter()
        size = self._settings.page_size if size is None else size
        if page < 1 or not 1 <= size <= MAX_PAGE_SIZE:
            raise UsageError(
                f"Page {page} of size {size} cannot be shown.",
                hint=f"Pages count from 1; sizes go from 1 to {MAX_PAGE_SIZE}.",
            )
        filters = _Filters(_given(lang), date_from, date_to, _given(source), _given(place))
        asked = _Asked(query_text, page, size, filters, sort, names, places, labels)
        with self._current() as opened:
            found = opened.page(asked)
        took = (time.perf_counter() - started) * 1000
        return replace(found, took_ms=round(took, 2))

    def ranking(
        self, query_text: str, size: int, *, names: bool = True, places: bool = True
    ) -> list[tuple[str, float]]:
        """Return ids and scores of the best ``size`` documents, without highlighting."""
        weights = self._weighing(names=names, places=places)
        with self._current() as opened:
            analyzed = analyze_query(query_text, weights, opened.vocabulary)
            result = opened.reader.search(analyzed.tree, limit=size)
        return [(hit.id, hit.score) for hit in result.hits]

    def document(self, doc_id: str, query_text: str | None = None) -> DocumentView:
        """Return a stored document, with the marks of a query if there is one."""
        with self._current() as opened:
            stored = opened.reader.stored(doc_id)
            analyzed = analyze_query(query_text or "", self._weights, opened.vocabulary)
        if stored is None:
            raise DocumentNotFound(
                f"There is no document {doc_id!r} in the index {self._folder.path}.",
                hint="Ids are paths relative to the source, or the ids of the records.",
            )
        record = Record(opened.packing.unpack(stored))
        if not query_text:
            return DocumentView(record.document)
        marks = highlight(record, analyzed.units)
        return DocumentView(record.document, marks.title, marks.body)

    def score(self, query_text: str, doc_id: str) -> float | None:
        """Return the score of one document for a query, or nothing if it does not match."""
        with self._current() as opened:
            tree = analyze_query(query_text, self._weights, opened.vocabulary).tree
            return opened.reader.score(tree, doc_id)

    def contributions(self, query_text: str, doc_id: str) -> dict[str, float]:
        """Return what each word, phrase or pattern of a query gives a document by itself."""
        with self._current() as opened:
            tree = analyze_query(query_text, self._weights, opened.vocabulary).tree
            scores = {describe(leaf): opened.reader.score(leaf, doc_id) for leaf in leaves(tree)}
        return {leaf: score for leaf, score in scores.items() if score is not None}

    def stats(self) -> Stats:
        """Return what the index holds."""
        with self._current() as opened:
            manifest = opened.manifest
        return Stats(
            manifest.generation,
            manifest.engine,
            manifest.built_at,
            manifest.documents,
            manifest.tokens,
            manifest.langs,
            manifest.collections,
            manifest.first_date,
            manifest.last_date,
            manifest.skipped,
        )

    def check(self) -> None:
        """Read every file and document of the index; raise if one is missing or has changed."""
        with self._current() as opened:
            self._folder.check_files(opened.manifest)
            counted = opened.reader.doc_count()
            if counted != opened.manifest.documents:
                raise CorruptIndex(
                    f"The index holds {counted} documents; its manifest says"
                    f" {opened.manifest.documents}.",
                    hint="Build the index again.",
                )
            ids = [doc_id for entry in opened.manifest.sources for doc_id in entry.ids]
            for doc_id in ids:
                stored = opened.reader.stored(doc_id)
                if stored is None:
                    raise CorruptIndex(
                        f"The document {doc_id!r} is missing.", hint="Build the index again."
                    )
                record = Record(opened.packing.unpack(stored))
                _ = record.document, record.heading.runs, record.body.runs

    def _page(self, opened: _Opened, asked: _Asked) -> Page:
        """Return the page asked for, from an opened generation."""
        weights = self._weighing(names=asked.names, places=asked.among_places)
        analyzed = analyze_query(asked.text, weights, opened.vocabulary)
        result = opened.reader.search(
            _filtered(analyzed.tree, self._filters(asked.filters)),
            offset=(asked.page - 1) * asked.size,
            limit=asked.size,
            sort=_sort(asked.sort, blank=not analyzed.units),
            facets=FACETS,
        )
        highlighter = Highlighter(analyzed.units)
        hits = tuple([self._hit(opened, hit, highlighter) for hit in result.hits])
        notes = (*analyzed.notes, *_notes(opened.reader, analyzed.readings))
        info = QueryInfo(asked.text, analyzed.interpreted, notes)
        facets = {**result.facets, "place": _labelled(result.facets["place"], asked.labels)}
        return Page(info, result.total, asked.page, asked.size, 0.0, hits, facets)

    def _filters(self, filters: _Filters) -> list[query.Query]:
        """Return the queries of which a document has to match all."""
        named = [query.Or([self._naming(name) for name in filters.places])]
        return [
            *_any_of("lang", filters.langs),
            *_any_of("source", filters.sources),
            *_dates(filters.date_from, filters.date_to),
            *(named if filters.places else []),
        ]

    def _naming(self, place: str) -> query.Query:
        """Return the query for documents that name a place, given as its id or any name."""
        ids = (place,) if place_name(place, "en") != place else place_ids(place)
        if not ids:
            return analyze_query(f'"{place}"', self._weights).tree
        fields = [f"{field}_{Channel.PLACE}" for field in TEXT_FIELDS]
        return query.Or([query.Term(field, each) for field in fields for each in ids])

    def _weighing(self, *, names: bool, places: bool) -> Weights:
        off = {"name": 0.0} if not names else {}
        if not places:
            off["place"] = 0.0
        return replace(self._weights, **off) if off else self._weights

    def _hit(self, opened: _Opened, hit: EngineHit, highlighter: Highlighter) -> Hit:
        record = Record(opened.packing.unpack(hit.stored))
        title_marks, snippets = highlighter.hit(
            record, count=self._settings.snippets, chars=self._settings.snippet_chars
        )
        return Hit(
            record.id,
            record.title,
            record.lang or "",
            record.date,
            record.source,
            record.url,
            round(hit.score, 6),
            title_marks,
            snippets,
        )

    @contextmanager
    def _current(self) -> Iterator[_Opened]:
        """Hold the published generation for the length of one call."""
        published = self._folder.stamp()
        with self._lock:
            if self._opened.stamp != published:
                before, self._opened = self._opened, self._open()
                self._retire(before)
            opened = self._opened
            opened.users += 1
        try:
            yield opened
        finally:
            with self._lock:
                opened.users -= 1
                if opened.retired and not opened.users:
                    opened.close()

    def _open(self) -> _Opened:
        """Open the published generation, and the next one if it is replaced meanwhile."""
        while True:
            stamp = self._folder.stamp()
            try:
                return self._open_one(stamp)
            except (QuerlangError, OSError):
                if self._folder.stamp() == stamp:
                    raise

    def _open_one(self, stamp: tuple[int, int]) -> _Opened:
        generation = self._folder.published()
        manifest = self._folder.open_manifest(generation)
        folder = self._folder.folder(generation)
        packing = Packing.load(folder)
        reader = get_engine(manifest.engine).open(folder)

        @lru_cache(self._settings.cached_pages)
        def page(asked: _Asked) -> Page:
            return self._page(opened, asked)

        opened = _Opened(stamp, manifest, reader, Vocabulary(reader), packing, page)
        return opened

    def _retire(self, opened: _Opened) -> None:
        opened.retired = True
        if not opened.users:
            opened.close()


def open_index(
    index: Path | str, *, settings: Settings | None = None, weights: Weights = DEFAULT_WEIGHTS
) -> Searcher:
    """Return a searcher on the published generation of an index folder."""
    return Searcher(index, settings=settings, weights=weights)


def _notes(reader: EngineReader, readings: Sequence[Reading]) -> list[str]:
    """Say how names were read, as far as documents hold them; of a place only that it is one."""
    said: dict[str, str] = {}
    for text, channel, terms in sorted(readings, key=_places_last):
        fields = [f"{field}_{channel}" for field in TEXT_FIELDS]
        held = [
            term for term in sorted(terms) if any(reader.doc_frequency(f, term) for f in fields)
        ]
        if not held:
            continue
        if channel is Channel.PLACE:
            called = dict.fromkeys(place_name(place, lang) for place in held for lang in LANGUAGES)
            others = [name for name in called if name and name.casefold() != text.casefold()]
            said[text] = f"a place: {', '.join(others[:_MOST_SAID])}"
        else:
            said[text] = f"a name, in any spelling ({', '.join(held)})"
    return [f"“{text}” is also searched as {reading}." for text, reading in said.items()]


def _places_last(reading: Reading) -> bool:
    return reading.channel is Channel.PLACE


def _labelled(places: Sequence[FacetCount], lang: str) -> tuple[FacetCount, ...]:
    counted = [(place.value, place.count) for place in places]
    return tuple([FacetCount(*each, place_name(each[0], lang)) for each in counted])


def _sort(name: str, *, blank: bool) -> Sort:
    """Return the order asked for; what no word ranks comes newest first."""
    try:
        sort = Sort(name)
    except ValueError as error:
        known = ", ".join(Sort)
        raise UsageError(f"There is no order {name!r}.", hint=f"Choose one of: {known}.") from error
    return Sort.DATE if blank else sort


def _given(values: Values) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values or ())


def _any_of(name: str, values: Sequence[str]) -> list[query.Query]:
    return [query.Or([query.Term(name, value) for value in values])] if values else []


def _dates(date_from: str | None, date_to: str | None) -> list[query.Query]:
    if not date_from and not date_to:
        return []
    first, last = period(date_from or ""), period(date_to or "")
    for given, days in ((date_from, first), (date_to, last)):
        if given and days is None:
            raise UsageError(f"{given!r} is not a date.", hint="Write 2025, 2025-12 or 2025-12-16.")
    return [query.TermRange("date", first and first[0], last and last[1])]


def _filtered(tree: query.Query, filters: list[query.Query]) -> query.Query:
    if not filters or tree == query.NullQuery:
        return tree
    return query.Require(tree, query.And(filters))
