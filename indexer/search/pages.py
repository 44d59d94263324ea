"""One page of results, made: analysed, matched, ranked, folded, marked, counted, with suggestions.

These are the steps of a search, in this order, and a :class:`~indexer.model.Page` tells the
milliseconds of each.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial

from indexer.clock import Clock, current_clock, running
from indexer.config import Settings
from indexer.engines.base import Sort, TermReader
from indexer.engines.tree import Query
from indexer.errors import ClusterError, QueryTooSlow, UsageError
from indexer.highlight.snippets import WordWorth
from indexer.highlight.worth import worth_of
from indexer.lexicon.watched import WatchedGlossary
from indexer.model import Hit, NameReading, Page, QueryInfo, Translation
from indexer.query import AnalyzedQuery, Weights
from indexer.query.vocabulary import Vocabulary
from indexer.search.equivalents import translations_held
from indexer.search.facets import Counting
from indexer.search.filtering import Filters
from indexer.search.folded import Ranking, among
from indexer.search.gate import Gate, points
from indexer.search.notes import PlaceLabels, notes_on_patterns, readings_held
from indexer.search.opened import Asked, Opened
from indexer.search.reading import Reading
from indexer.spelling.beside import NotRead

_SUGGESTING = 3.0
"""Seconds that looking for suggestions may take."""
_log = logging.getLogger(__name__)


class PageMaker:
    """Makes the pages of one searcher; safe to share between threads."""

    def __init__(
        self, settings: Settings, weights: Weights, gate: Gate, glossary: WatchedGlossary
    ) -> None:
        self._settings = settings
        self._weights = weights
        self._gate = gate
        self._glossary = glossary

    def page(self, opened: Opened, asked: Asked) -> Page:
        """Return the page asked for, from an opened generation; a costly one in its turn."""
        clock = current_clock()
        with self._gate.passing(points(asked.text, asked.page * asked.size), clock):
            return self._made(opened, asked, clock)

    def _made(self, opened: Opened, asked: Asked, clock: Clock) -> Page:
        weights = self._weights.knowing(
            names=asked.names, places=asked.among_places, across=asked.across
        )
        glossary = self._glossary.current()
        analyzed = opened.analyzed(asked.text, weights, glossary.glossary)

        def restricted(filters: Filters) -> Query:
            tree = filters.restrict(analyzed.tree, self._weights)
            if asked.copies_of is None:
                return tree
            return among(tree, opened.duplicates.group(asked.copies_of) or (asked.copies_of,))

        tree = restricted(asked.filters)
        counting = Counting(opened.reader, tree, asked.filters, restricted)
        worth, readings, translations = opened.reader.together(
            partial(_told, opened.vocabulary, analyzed), tree
        )
        clock.step("analyse")
        sort = _sort(asked.sort, blank=not analyzed.units)
        reading = Reading(analyzed, weights, worth, opened.packing, self._settings)
        ranking = Ranking(opened.reader, tree, sort, reading.evidence())
        if asked.fold and opened.duplicates:
            first = asked._replace(page=1, count_facets=False)
            ranked = ranking.folded(opened.walk(first), asked.page)
        else:
            ranked = ranking.plain(asked.page, asked.size)
        clock.step("search")
        others = ranked.others
        places = PlaceLabels(analyzed.readings, asked.labels)
        hits = tuple([reading.hit(hit, others.get(hit.id, ()), places) for hit in ranked.hits])
        notes = (
            *analyzed.notes,
            *asked.filters.notes(),
            *glossary.notes,
            *(reading.note for reading in readings),
            *(translation.note for translation in translations),
            *notes_on_patterns(opened.reader, asked.text, tree),
        )
        info = QueryInfo(
            asked.text, analyzed.interpreted, notes, analyzed.meaning, readings, translations
        )
        clock.step("mark")
        facets = counting.facets(ranked.facets, asked.labels, now=asked.count_facets)
        clock.step("search")
        suggestions = self._suggestions(opened, asked, weights, hits)
        clock.last_step("suggest")
        return Page(
            info,
            ranked.total,
            asked.page,
            asked.size,
            hits=hits,
            facets=facets,
            suggestions=suggestions or (),
            folded=ranked.folded,
            whole=suggestions is not None,
        )

    def _suggestions(
        self, opened: Opened, asked: Asked, weights: Weights, hits: Sequence[Hit]
    ) -> tuple[str, ...] | None:
        """Return what the query may have been meant to be; only the first page says it.

        Nothing at all if that cannot be told now: the page has been made, and does not fail.
        """
        if asked.page > 1:
            return ()
        restrict = partial(asked.filters.restrict, weights=self._weights)
        found = (text for hit in hits for text in (hit.title, *(s.text for s in hit.snippets)))
        own = weights.knowing(across="off")
        try:
            with running(min(current_clock().left, _SUGGESTING)):
                return opened.speller.suggestions(asked.text, own, restrict, found)
        except NotRead:
            return None
        except (ClusterError, QueryTooSlow) as error:
            _log.warning("A page has no suggestions: %s", error)
            return None


def _told(
    vocabulary: Vocabulary, analyzed: AnalyzedQuery, reader: TermReader
) -> tuple[WordWorth, tuple[NameReading, ...], tuple[Translation, ...]]:
    """Return what the documents tell of the words of a query, beyond what its tree is made of."""
    return (
        worth_of(reader, analyzed.units),
        readings_held(reader, analyzed.readings),
        translations_held(vocabulary.asking(reader), analyzed.units),
    )


def _sort(name: str, *, blank: bool) -> Sort:
    """Return the order asked for; what no word ranks comes newest first."""
    try:
        sort = Sort(name)
    except ValueError as error:
        known = ", ".join(Sort)
        raise UsageError(f"There is no order {name!r}.", hint=f"Choose one of: {known}.") from error
    return Sort.DATE if blank else sort
