"""Requests to clusters that this process has sent again, counted by what made it do so.

A request that is tried again in the end succeeds, and nobody is told; only their number says that
a cluster is busy or loses nodes. So everything that may be asked counts in one place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from threading import Lock


class Retries:
    """A count for each reason; safe to share between threads."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = Lock()

    def count(self, reason: str) -> None:
        """Count one more: ``reason`` is an HTTP status, ``down``, ``slow`` or ``node_lost``."""
        with self._lock:
            self._counts[reason] += 1

    @property
    def by_reason(self) -> Mapping[str, int]:
        """How many there were of each reason since the process was started."""
        with self._lock:
            return dict(self._counts)

    @property
    def total(self) -> int:
        """How many there were."""
        return sum(self.by_reason.values())


RETRIES = Retries()
"""Those of this process."""
