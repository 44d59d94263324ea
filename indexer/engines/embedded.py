"""What readers of indexes on this machine have in common."""

from __future__ import annotations

from collections.abc import Callable

from indexer.closing import Closing
from indexer.engines import tree as query
from indexer.engines.base import Returned, TermReader


class EmbeddedReader(Closing):
    """A reader that answers every question at once."""

    far = False
    counts_later = False

    def together(
        self: TermReader,
        work: Callable[[TermReader], Returned],
        tree: query.Query | None = None,  # noqa: ARG002
    ) -> Returned:
        """Return what ``work`` returns."""
        return work(self)
