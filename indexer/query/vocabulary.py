"""What analysing a query asks of the documents: a reader of an index answers it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from indexer.engines.base import TermCount


class Vocabulary(Protocol):
    """The terms that the documents hold."""

    def doc_count(self) -> int:
        """Return how many documents there are."""
        ...

    def doc_frequency(self, term_field: str, term: str) -> int:
        """Return how many documents hold a term."""
        ...

    def terms(self, term_field: str, prefix: str, limit: int) -> Sequence[TermCount]:
        """Return the terms of a field that begin with ``prefix``, the most frequent first."""
        ...
