"""The Searcher: query string -> Page, on whatever generation is published at the moment.

A search analyses the query, has the engine match and rank, and marks the hits of the page from
their stored text. A newly published generation is picked up by the next call; a call
that is under way finishes on the generation it began with.
"""

from __future__ import annotations

import gc
import logging
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from indexer.analysis.compounds import splitter
from indexer.clock import running
from indexer.closing import Closing
from indexer.config import Settings, load_settings
from indexer.engines import tree as query
from indexer.errors import (
    ClusterError,
    DocumentNotFound,
    QueryTooSlow,
    UsageError,
)
from indexer.highlight.highlighter import Highlighted, highlight
from indexer.highlight.meant import MeaningMatch, meaning_matches
from indexer.highlight.worth import worth_of
from indexer.lexicon import load_lexicon
from indexer.lexicon.watched import WatchedGlossary
from indexer.model import (
    DocumentView,
    Page,
    SimilarDocuments,
    Stats,
    Suggestion,
)
from indexer.places import load_gazetteer
from indexer.query import DEFAULT_WEIGHTS, Across, AnalyzedQuery, Weights
from indexer.query.explain import describe, leaves
from indexer.records.record import Record
from indexer.search.checking import check_documents
from indexer.search.evidence import FIRST_ACROSS
from indexer.search.filtering import Filters, Values
from indexer.search.gate import Gate, points
from indexer.search.opened import Asked, Generations, Opened
from indexer.search.pages import PageMaker
from indexer.search.reading import Reading
from indexer.search.similar import similar
from indexer.search.ways import folds, known_across
from indexer.store.addresses import index_at

MAX_PAGE_SIZE = 1000
_SELDOM = (10_000, 20, 100)
"""How often to look for garbage: with the interpreter's own values it takes a tenth of a page."""
_log = logging.getLogger(__name__)


class Searcher(Closing):
    """Searches one index; safe to share between threads; a context manager."""

    def __init__(
        self,
        index: Path | str,
        *,
        settings: Settings | None = None,
        weights: Weights = DEFAULT_WEIGHTS,
    ) -> None:
        """Open the published generation.

        Raises :class:`~indexer.errors.IndexNotFound`, :class:`~indexer.errors.StaleIndex` or
        :class:`~indexer.errors.CorruptIndex`, and :class:`~indexer.errors.GlossaryError` for the
        glossary of the settings.
        """
        self._settings = settings or load_settings()
        self._index = index_at(index, self._settings)
        self._weights = weights
        self._gate = Gate(self._settings.costly_at_once)
        name = self._settings.glossary
        self._glossary = WatchedGlossary(Path(name) if name else None)
        pages = PageMaker(self._settings, self._weights, self._gate, self._glossary)
        self._generations = Generations(
            self._index, pages.page, cached_pages=self._settings.cached_pages
        )

    def warm_up(self) -> None:
        """Load what queries would have to wait for: models, tables and the filter values.

        For a process that answers many queries: all that it holds by now is taken to stay, and
        looked through by its garbage collector no more; for the rest it looks seldom, since a page
        makes many objects and hardly any garbage. A cluster that does not answer now may
        do so later: that is no reason not to start.
        """
        try:
            self.search("Việt Nam Straße Москва", size=1)
            self.search('"Nga"', size=1)
            self.suggest("Hà N")
            import_module("indexer.search.mentions")
            for tables in (splitter(), load_gazetteer(), load_lexicon()):
                tables.prepare()
            with self._generations.current() as opened:
                opened.speller.words.prepare()
        except (ClusterError, QueryTooSlow) as error:
            _log.warning("The first search failed: %s", error)
        gc.collect()
        gc.freeze()
        gc.set_threshold(*map(max, gc.get_threshold(), _SELDOM))

    def close(self) -> None:
        """Release the generation in use."""
        self._generations.close()

    @property
    def generation(self) -> str:
        """The name of the generation that the next call will search."""
        with self._generations.current() as opened:
            return opened.manifest.generation

    @property
    def version(self) -> str:
        """What changes when answers may: with the generation, and with the glossary."""
        return f"{self._generations.version()} {self._glossary.current().version}".strip()

    def ready(self) -> str:
        """Return the name of the generation that the next call will search, if it can answer.

        Raises an error that says why not: of an index on a cluster the cluster is asked.
        """
        self._index.check_health()
        return self.generation

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
        doc_type: Values = None,
        place: Values = None,
        sort: str = "relevance",
        names: bool = True,
        places: bool = True,
        labels: str = "en",
        duplicates: str = "fold",
        copies_of: str | None = None,
        across: Across = "on",
        count_facets: bool = False,
    ) -> Page:
        """Return one page of ranked, highlighted results.

        Names and places are found in every spelling, unless ``names`` or ``places`` is off;
        the facet of places names them in the language ``labels``. Near-duplicates are folded
        into the best-ranked of them, unless ``duplicates`` is ``"show"``; ``copies_of`` is the
        id of a document that is shown with its near-duplicates alone. Words of other languages
        that mean a word of the query are found, too, and come after it; with ``across`` they are
        not (``"off"``), or count as it does (``"first"``). Where the engine can, facets are counted
        when they are looked at; with ``count_facets``, or while filters are chosen, at once.

        ``page`` counts from 1. Filters may be given several values of which any may hold; the
        facet of one counts its values as if it were not in force. Types are those of
        :data:`~indexer.model.TYPES`; dates are days, months or years, both ends included.
        Whatever is typed as a query is answered; a page size, date or order that makes no sense
        raises :class:`~indexer.errors.UsageError`. A search that takes longer than it may raises
        :class:`~indexer.errors.QueryTooSlow`, one too many of the costly ones
        :class:`~indexer.errors.Busy`.
        """
        started = time.perf_counter()
        size = self._settings.page_size if size is None else size
        if page < 1 or not 1 <= size <= MAX_PAGE_SIZE:
            raise UsageError(
                f"Page {page} of size {size} cannot be shown.",
                hint=f"Pages count from 1; sizes go from 1 to {MAX_PAGE_SIZE}.",
            )
        filters = Filters.of(lang, date_from, date_to, source, doc_type, place)
        fold = folds(duplicates) and copies_of is None
        asked = Asked(
            query_text,
            page,
            size,
            filters,
            sort,
            names,
            places,
            labels,
            fold,
            copies_of,
            known_across(across),
            count_facets,
            self._glossary.current().version,
        )
        with self._generations.current() as opened, running(self._seconds) as clock:
            found = opened.page(asked)
        took = (time.perf_counter() - started) * 1000
        return replace(found, took_ms=round(took, 2), steps=clock.steps)

    def suggest(
        self, text: str, *, size: int = 8, lang: Values = None, labels: str = "en"
    ) -> tuple[Suggestion, ...]:
        """Return what the beginning of a query may become: names, places, terms and titles.

        They come kind by kind, titles last, the best of each first, and first what is meant
        by more of the words typed, or held by more documents. ``lang`` restricts titles to
        documents in languages; places are named in the language ``labels``. Whatever is typed is
        answered, what is empty or more than words with nothing; a size that makes no sense
        raises :class:`~indexer.errors.UsageError`.
        """
        if not 1 <= size <= MAX_PAGE_SIZE:
            raise UsageError(
                f"{size} suggestions cannot be shown.", hint=f"Sizes go from 1 to {MAX_PAGE_SIZE}."
            )
        langs = Filters.of(lang).langs
        with self._generations.current() as opened:
            return opened.suggester.suggest(text, size, langs, labels)

    def ranking(
        self,
        query_text: str,
        size: int,
        *,
        names: bool = True,
        places: bool = True,
        across: Across = "on",
    ) -> list[tuple[str, float]]:
        """Return ids and scores of the best ``size`` documents, without highlighting.

        Near-duplicates are not folded: this is to measure, and judgements know every document.
        """
        across = known_across(across)
        weights = self._weights.knowing(names=names, places=places, across=across)
        with self._generations.current() as opened:
            analyzed = self._analyzed(opened, query_text, weights)
            evidence = self._reading(opened, analyzed, weights).evidence()
            result = opened.reader.search(analyzed.tree, limit=max(size, evidence.first))
            hits = evidence.reorder(result.hits)
        return [(hit.id, hit.score) for hit in hits[:size]]

    def similar(self, doc_id: str, *, size: int = 5, lang: Values = None) -> SimilarDocuments:
        """Return the documents that share most of what is telling in one, in any language.

        Its near-duplicates are not among them, :meth:`document` names these; of others one stands
        for all. Raises :class:`~indexer.errors.DocumentNotFound` for an unknown id.
        """
        if not 1 <= size <= MAX_PAGE_SIZE:
            raise UsageError(
                f"{size} similar documents cannot be shown.",
                hint=f"Sizes go from 1 to {MAX_PAGE_SIZE}.",
            )
        with self._generations.current() as opened:
            record = self._record(opened, doc_id)
            filters = Filters.of(lang)
            found = similar(record, opened.reader, self._weights, size, filters, opened.duplicates)
            reading = self._reading(opened, AnalyzedQuery(query.NullQuery), self._weights)
            hits = tuple([reading.hit(hit) for hit in found])
        return SimilarDocuments(record.id, record.title, hits)

    def document(
        self,
        doc_id: str,
        query_text: str | None = None,
        *,
        labels: str = "en",
        across: Across = "on",
    ) -> DocumentView:
        """Return a stored document, with the marks of a query if there is one.

        The places that it names are called as they are in the language ``labels``; ``across`` is
        that of :meth:`search`.
        """
        from indexer.search.mentions import persons_and_places  # searches need none of it

        weights = self._weights.knowing(across=known_across(across))
        with self._generations.current() as opened:
            record = self._record(opened, doc_id)
            others = opened.duplicates.others(doc_id)
            marks = Highlighted((), ())
            if query_text:
                with (
                    running(self._seconds) as clock,
                    self._gate.passing(points(query_text, 0), clock),
                ):
                    analyzed = self._analyzed(opened, query_text, weights)
                    marks = highlight(record, analyzed.units)
        return DocumentView(
            record.document,
            marks.title,
            marks.body,
            others,
            tuple(record.body.runs),
            record.body.head.tokens,
            *persons_and_places(record, labels),
        )

    def analyze(self, query_text: str, *, across: Across = "on") -> AnalyzedQuery:
        """Return a query as it is understood with what the documents tell of its words."""
        weights = self._weights.knowing(across=known_across(across))
        with self._generations.current() as opened:
            return self._analyzed(opened, query_text, weights)

    def score(self, query_text: str, doc_id: str, *, across: Across = "on") -> float | None:
        """Return the score of one document for a query, or nothing if it does not match."""
        first = dict(self.ranking(query_text, FIRST_ACROSS, across=across))
        if doc_id in first:
            return first[doc_id]
        with self._generations.current() as opened:
            weights = self._weights.knowing(across=across)
            tree = self._analyzed(opened, query_text, weights).tree
            return opened.reader.score(tree, doc_id)

    def contributions(
        self, query_text: str, doc_id: str, *, across: Across = "on"
    ) -> dict[str, float]:
        """Return what each word, phrase or pattern of a query gives a document by itself.

        One of the first hits is also given what its text tells beyond them.
        """
        weights = self._weights.knowing(across=known_across(across))
        with self._generations.current() as opened:
            analyzed = self._analyzed(opened, query_text, weights)
            tree, reader = analyzed.tree, opened.reader
            scores = {describe(leaf): reader.score(leaf, doc_id) for leaf in leaves(tree)}
            evidence = self._reading(opened, analyzed, weights).evidence()
            hits = reader.search(tree, limit=evidence.first).hits
            first = zip(hits, evidence.added(hits), strict=True)
            added = [each._asdict() for hit, each in first if hit.id == doc_id]
        found = {leaf: score for leaf, score in scores.items() if score is not None}
        for each in added:
            found |= {f"among the first hits: {what}": value for what, value in each.items()}
        return found

    def meanings(
        self, query_text: str, doc_id: str, *, across: Across = "on"
    ) -> list[MeaningMatch]:
        """Return what is marked in a document because it means words of a query."""
        analyzed = self.analyze(query_text, across=across)
        with self._generations.current() as opened:
            return meaning_matches(self._record(opened, doc_id), analyzed.units)

    def stats(self) -> Stats:
        """Return what the index holds."""
        with self._generations.current() as opened:
            manifest, near_duplicates = opened.manifest, len(opened.duplicates)
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
            near_duplicates,
        )

    def check(self) -> None:
        """Read every file and document of the index; raise if one is missing or has changed."""
        with self._generations.current() as opened:
            self._index.check_files(opened.manifest)
            check_documents(opened)

    @property
    def _seconds(self) -> float:
        return self._settings.query_seconds

    def _record(self, opened: Opened, doc_id: str) -> Record:
        stored = opened.reader.stored(doc_id)
        if stored is None:
            raise DocumentNotFound(
                f"There is no document {doc_id!r} in the index {self._index.address}.",
                hint="Ids are paths relative to the source, or the ids of the records.",
            )
        return Record(opened.packing.unpack(stored))

    def _analyzed(self, opened: Opened, query_text: str, weights: Weights) -> AnalyzedQuery:
        return opened.analyzed(query_text, weights, self._glossary.current().glossary)

    def _reading(self, opened: Opened, analyzed: AnalyzedQuery, weights: Weights) -> Reading:
        worth = opened.reader.together(
            lambda reader: worth_of(reader, analyzed.units), analyzed.tree
        )
        return Reading(analyzed, weights, worth, opened.packing, self._settings)


def open_index(
    index: Path | str, *, settings: Settings | None = None, weights: Weights = DEFAULT_WEIGHTS
) -> Searcher:
    """Return a searcher on the published generation of an index, in a folder or at an address."""
    return Searcher(index, settings=settings, weights=weights)
