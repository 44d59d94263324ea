"""Facets of a page: how many documents each value of a filter would show.

Values of one filter are alternatives, filters combine. A filter that is in force must therefore
not hide the alternatives to what it chose: its values are counted without it, among what all
other filters let through. Dates are no alternatives: years, months and days are those of what
matches. Facets take a fifth of a search or more: an engine that can counts them when they are
looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Lock

from indexer.engines import tree as query
from indexer.engines.base import DAY, EngineReader, Facets
from indexer.model import FacetCount
from indexer.search.filtering import CHOICES, Filters
from indexer.search.notes import labelled

_MONTHS_OF_DAYS = 2
"""Of a period of so many months, days are counted, too."""

Restricted = Callable[[Filters], query.Query]
"""Returns the tree of a search with some filters instead of those asked for."""


class Later(Mapping[str, tuple[FacetCount, ...]]):
    """Facets that are counted when one of them is first looked at; safe to share by threads."""

    def __init__(self, count: Callable[[], Facets]) -> None:
        self._count: Callable[[], Facets] | None = count
        self._counted: Facets = {}
        self._lock = Lock()

    @property
    def counted(self) -> Facets:
        """All of them."""
        with self._lock:
            if self._count is not None:
                self._counted = self._count()
                self._count = None
        return self._counted

    def __getitem__(self, name: str) -> tuple[FacetCount, ...]:
        return self.counted[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.counted)

    def __len__(self) -> int:
        return len(self.counted)


class Counting:
    """The facets of a search that are counted besides those of its matches.

    They are begun when this is made, so that an engine may count them while it ranks.
    """

    def __init__(
        self, reader: EngineReader, tree: query.Query, filters: Filters, restricted: Restricted
    ) -> None:
        """Count what matches a tree, which is ``restricted`` to filters."""
        self._reader = reader
        self._tree = tree
        self._filters = filters
        self._restricted = restricted
        self._begun = {
            name: reader.facets(restricted(filters.only(name, ())), [name])
            for name in CHOICES
            if filters.chosen(name)
        }

    def facets(self, matching: Callable[[], Facets], labels: str, *, now: bool) -> Facets:
        """Return all facets, of which ``matching`` returns those of the matches; places named.

        They are counted ``now`` or, if the engine can and no filter is in force, later.
        """
        if self._reader.counts_later and not (now or self._begun):
            days = self._reader.facets(self._tree, [DAY])
            return Later(lambda: _complete(matching(), days, labels))
        counted = dict(matching())
        for name, count in self._begun.items():
            found = count()[name]
            counted[name] = (*found, *self._rest(name, {each.value for each in found}))
        return _complete(counted, lambda: self._reader.facets(self._tree, [DAY])(), labels)

    def _rest(self, name: str, listed: set[str]) -> list[FacetCount]:
        """Return the counts of chosen values that are none of the frequent ones."""
        rest = [value for value in self._filters.chosen(name) if value not in listed]
        if name != "place":
            return [FacetCount(value, 0) for value in rest]
        trees = [self._restricted(self._filters.only(name, (value,))) for value in rest]
        counts = map(self._reader.count, trees)
        return [FacetCount(*each) for each in zip(rest, counts, strict=True)]


def _complete(counted: Facets, count_days: Callable[[], Facets], labels: str) -> Facets:
    """Return facets with their places named, and days if there are few enough."""
    found = dict(counted)
    found[DAY] = ()
    if 0 < _months(found["month"]) <= _MONTHS_OF_DAYS:
        found |= count_days()
    return found | {"place": labelled(found["place"], labels)}


def _months(counts: Sequence[FacetCount]) -> int:
    """Return how many months lie between the first and the last, both included."""
    if not counts:
        return 0
    months = [each.value for each in counts]
    first, last = (int(m[:4]) * 12 + int(m[5:7]) for m in (min(months), max(months)))
    return last - first + 1
