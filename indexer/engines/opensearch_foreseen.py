"""What will be asked of an index far away, found out beforehand and asked for together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from indexer.engines import tree as query
from indexer.engines.base import TermCount, TermReader


class Foreseen:
    """Answers as a reader does what is known, and notes what is not; see ``together`` there."""

    def __init__(
        self,
        reader: TermReader,
        frequency: Callable[[tuple[str, str]], int | None],
        count: Callable[[query.Query], int | None],
    ) -> None:
        """Take what tells the answers that are known."""
        self._reader = reader
        self._frequency = frequency
        self._count = count
        self.asked: dict[tuple[str, str], None] = {}
        """The terms whose frequencies are not known."""
        self.trees: list[query.Query] = []
        """The trees whose matches are not counted."""

    def doc_count(self) -> int:
        """Return how many documents there are."""
        return self._reader.doc_count()

    def doc_frequency(self, term_field: str, term: str) -> int:
        """Return how many documents hold a term, or 0 if that is not known."""
        found = self._frequency((term_field, term))
        if found is None:
            self.asked[term_field, term] = None
        return found or 0

    def count(self, tree: query.Query) -> int:
        """Return how many documents match a tree, or 0 if that is not known."""
        found = self._count(tree)
        if found is None:
            self.trees.append(tree)
        return found or 0

    def terms(self, term_field: str, prefix: str, limit: int) -> Sequence[TermCount]:
        """Return the terms of a field that begin with ``prefix``, the most frequent first."""
        return self._reader.terms(term_field, prefix, limit)
