"""Near-duplicates folded: the best-ranked document of a group stands for those that match.

A ranking is gone through from its start, and of each group only the first document is kept. Where
the pages begin that have been gone through is remembered, so that the next page costs no more
than the first; a page far behind those costs as much as reading all between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from whoosh import query

from indexer.clock import current_clock
from indexer.duplicates.groups import Duplicates
from indexer.engines.base import FACETS, EngineHit, EngineReader, EngineResult, Facets, Sort
from indexer.search.evidence import Evidence

_SPARE = 4
"""So many more hits than a page holds are fetched: for those folded, and to see what follows."""
_GROWTH = 10
"""If those were not enough, so many times as many are fetched, and so on:"""
_CHUNK = 5_000
"""so many at a time at most."""

Fetch = Callable[[int, int], EngineResult]
"""Returns hits by the rank of the first, from 0, and how many at most."""


class Walk:
    """How far a ranking has been gone through, in pages of one size; safe to share by threads."""

    def __init__(self, duplicates: Duplicates, size: int) -> None:
        self.duplicates = duplicates
        self._size = size
        self._starts = {1: 0}
        """For each page the rank of its first hit."""
        self._standing: dict[str, int] = {}
        """For each group, by its first id, the rank of the document that stands for it."""

    def page(self, number: int, fetch: Fetch) -> tuple[list[EngineHit], int]:
        """Return the hits of a page, and how many are folded before the next page begins.

        A page that would lie behind the end even if nothing were folded is not looked for.
        """
        begun = max(filter(number.__ge__, list(self._starts)))
        rank, kept = self._starts[begun], (begun - 1) * self._size
        passed, wanted = (number - 1) * self._size, number * self._size
        hits: list[EngineHit] = []
        limit = wanted - kept + _SPARE
        while True:
            current_clock().check()
            limit = min(limit, _CHUNK)
            result = fetch(rank, limit)
            if passed >= result.total:
                return [], 0
            for hit in result.hits:
                if self._stands(hit.id, rank):
                    if kept % self._size == 0:
                        self._starts[kept // self._size + 1] = rank
                    if kept == wanted:
                        return hits, rank - kept
                    if kept >= passed:
                        hits.append(hit)
                    kept += 1
                rank += 1
            if rank >= result.total:
                return hits, rank - kept
            limit *= _GROWTH

    def _stands(self, doc_id: str, rank: int) -> bool:
        group = self.duplicates.group(doc_id)
        return not group or self._standing.setdefault(group[0], rank) == rank


def among(tree: query.Query, ids: Iterable[str]) -> query.Query:
    """Return the tree for what matches another and has one of some ids."""
    if tree == query.NullQuery:
        return tree
    return query.Require(tree, query.Or([query.Term("id", doc_id) for doc_id in ids]))


class Ranked(NamedTuple):
    """A page of a ranking: its hits, how many match in all, and what counts their facets.

    ``folded`` hits of this page and those before are left out; ``others`` are those of a hit
    that match, in the order in which they would follow.
    """

    hits: Sequence[EngineHit]
    total: int
    facets: Callable[[], Facets]
    folded: int = 0
    others: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Ranking:
    """What matches a tree, in an order, a page at a time."""

    def __init__(
        self, reader: EngineReader, tree: query.Query, sort: Sort, evidence: Evidence
    ) -> None:
        self._reader = reader
        self._tree = tree
        self._sort = sort
        self._evidence = evidence
        self._first: EngineResult | None = None
        self._places: dict[str, int] = {}
        """Of the first hits, by id, their places after they were put in order again."""

    def plain(self, page: int, size: int) -> Ranked:
        """Return a page of all that matches."""
        result = self._fetch((page - 1) * size, size)
        return Ranked(result.hits, result.total, result.count_facets)

    def folded(self, walk: Walk, page: int) -> Ranked:
        """Return a page of what matches, near-duplicates folded."""
        hits, folded = walk.page(page, self._fetch)
        others = self._others(hits, walk.duplicates)
        first = self._first or self._fetch(0, 1)
        return Ranked(hits, first.total, first.count_facets, folded, others)

    def _fetch(self, offset: int, limit: int) -> EngineResult:
        """Return some hits; facets are counted with the first of them."""
        facets = () if self._first else FACETS
        anew = self._sort is Sort.RELEVANCE and offset < self._evidence.first
        start, size = (0, max(offset + limit, self._evidence.first)) if anew else (offset, limit)
        found = self._reader.search(
            self._tree, offset=start, limit=size, sort=self._sort, facets=facets
        )
        if anew:
            hits = self._evidence.reorder(found.hits)
            self._places = {hit.id: place for place, hit in enumerate(hits[: self._evidence.first])}
            found = replace(found, hits=tuple(hits[offset : offset + limit]))
        self._first = self._first or found
        return found

    def _others(
        self, hits: Sequence[EngineHit], duplicates: Duplicates
    ) -> Mapping[str, tuple[str, ...]]:
        """Return for each hit the near-duplicates of it that match, too."""
        standing = {group[0]: hit.id for hit in hits if (group := duplicates.group(hit.id))}
        if not standing:
            return {}
        ids = [other for doc_id in standing.values() for other in duplicates.others(doc_id)]
        others: defaultdict[str, list[str]] = defaultdict(list)
        tree = among(self._tree, ids)
        found = self._reader.search(tree, limit=len(ids), sort=self._sort).hits
        for hit in sorted(found, key=lambda hit: self._places.get(hit.id, self._evidence.first)):
            others[standing[duplicates.group(hit.id)[0]]].append(hit.id)
        return {doc_id: tuple(followers) for doc_id, followers in others.items()}
