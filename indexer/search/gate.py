"""Costly searches wait for each other, so that the others need not wait for them.

What a search will cost is told from its text, before anything is done for it. Costly ones go a
few at a time; some more wait for their turn, and further ones are refused at once: each waiting
one holds a thread of the server that others could use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from indexer.clock import Clock
from indexer.errors import Busy

COSTLY = 40
"""A search of so many points is costly: a word has one, a page a hundredth of its last rank."""
_PATTERN = 8
_LEADING = 16
_PHRASE = 8
_RANKS = 100
_PATTERNS = re.compile(r"[^\s:(+-]*[*?][^\s]*|[^\s\"]~\d")
_SLOPPY = re.compile(r"\"~\d")


def points(text: str, last_rank: int) -> int:
    """Return what a search costs, about as many words that is."""
    found = len(text.split()) + last_rank // _RANKS + _PHRASE * len(_SLOPPY.findall(text))
    for pattern in _PATTERNS.findall(text):
        found += _PATTERN + (_LEADING if pattern[0] in "*?" else 0)
    return found


class Gate:
    """Lets costly searches pass, ``at_once`` at a time, and as many more wait."""

    def __init__(self, at_once: int) -> None:
        self._running = BoundedSemaphore(at_once)
        self._most = 2 * at_once
        self.inside = 0
        """How many costly searches run or wait."""
        self._lock = Lock()

    @contextmanager
    def passing(self, cost: int, clock: Clock) -> Iterator[None]:
        """Let a search do its work in the block, in its turn; raise Busy if it is one too many."""
        if cost < COSTLY:
            yield
            return
        with self._lock:
            if self.inside >= self._most:
                raise _busy()
            self.inside += 1
        try:
            if not self._running.acquire(timeout=min(clock.left, 600)):
                raise _busy()
            try:
                clock.step("wait")
                yield
            finally:
                self._running.release()
        finally:
            with self._lock:
                self.inside -= 1


def _busy() -> Busy:
    return Busy(
        "Too many costly searches are under way.",
        hint="Try again in a moment, or ask for less: fewer words, patterns and phrases with ~.",
    )
