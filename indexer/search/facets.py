"""Facets of a page: how many documents each value of a filter would show.

Values of one filter are alternatives, filters combine. A filter that is in force must therefore
not hide the alternatives to what it chose: its values are counted without it, among what all
other filters let through. Dates are no alternatives: years, months and days are those of what
matches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from indexer.engines import tree as query
from indexer.engines.base import DAY, EngineReader, Facets
from indexer.model import FacetCount
from indexer.search.filtering import CHOICES, Filters
from indexer.search.notes import labelled

_MONTHS_OF_DAYS = 2
"""Of a period of so many months, days are counted, too."""

Restricted = Callable[[Filters], query.Query]
"""Returns the tree of a search with some filters instead of those asked for."""


class Counting:
    """The facets of a search that are counted besides those of its matches.

    They are begun when this is made, so that an engine may count them while it ranks.
    """

    def __init__(self, reader: EngineReader, filters: Filters, restricted: Restricted) -> None:
        self._reader = reader
        self._filters = filters
        self._restricted = restricted
        self._begun = {
            name: reader.facets(restricted(filters.only(name, ())), [name])
            for name in CHOICES
            if filters.chosen(name)
        }

    def facets(self, matching: Facets, labels: str) -> Facets:
        """Return all facets, of which ``matching`` are those of the matches; places named."""
        found = dict(matching)
        for name, count in self._begun.items():
            counted = count()[name]
            found[name] = (*counted, *self._rest(name, {each.value for each in counted}))
        found[DAY] = ()
        if 0 < _months(found["month"]) <= _MONTHS_OF_DAYS:
            found |= self._reader.facets(self._restricted(self._filters), [DAY])()
        return found | {"place": labelled(found["place"], labels)}

    def _rest(self, name: str, listed: set[str]) -> list[FacetCount]:
        """Return the counts of chosen values that are none of the frequent ones."""
        rest = [value for value in self._filters.chosen(name) if value not in listed]
        if name != "place":
            return [FacetCount(value, 0) for value in rest]
        trees = [self._restricted(self._filters.only(name, (value,))) for value in rest]
        counts = map(self._reader.count, trees)
        return [FacetCount(*each) for each in zip(rest, counts, strict=True)]


def _months(counts: Sequence[FacetCount]) -> int:
    """Return how many months lie between the first and the last, both included."""
    if not counts:
        return 0
    months = [each.value for each in counts]
    first, last = (int(m[:4]) * 12 + int(m[5:7]) for m in (min(months), max(months)))
    return last - first + 1
