"""The time that one search takes: step by step, and no more than it may."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from indexer.errors import QueryTooSlow


class Clock:
    """Measures the steps of a search; ``seconds`` is how long it may take in all."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last = time.perf_counter()
        self._until = self._last + seconds
        self.steps: dict[str, float] = {}
        """Milliseconds by step."""

    def step(self, name: str) -> None:
        """Count the time since the last step as that of ``name``, and go on if there is more."""
        self.last_step(name)
        self.check()

    def last_step(self, name: str) -> None:
        """Count the time of a step after which nothing is to be done."""
        now = time.perf_counter()
        self.steps[name] = self.steps.get(name, 0.0) + (now - self._last) * 1000
        self._last = now

    def check(self) -> None:
        """Raise :class:`~indexer.errors.QueryTooSlow` if the time is up."""
        if time.perf_counter() > self._until:
            raise QueryTooSlow(
                f"The search took longer than {self._seconds:g} s and was given up.",
                hint="Ask for less: fewer words, patterns and phrases with ~, a nearer page.",
            )

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return max(0.0, self._until - time.perf_counter())


_CURRENT: ContextVar[Clock] = ContextVar("clock")


@contextmanager
def running(seconds: float) -> Iterator[Clock]:
    """Give a clock to all that is done until the block ends."""
    clock = Clock(seconds)
    token = _CURRENT.set(clock)
    try:
        yield clock
    finally:
        _CURRENT.reset(token)


def current_clock() -> Clock:
    """Return the clock of the search that is under way; what is no search has all the time."""
    return _CURRENT.get(None) or Clock(float("inf"))
