"""What was worked out before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Memory(dict[K, V]):
    """Values by what they are worked out from; forgotten as a whole when it grows too large.

    A look-up costs what one in a dictionary does. Safe to share between threads.
    """

    def __init__(self, work_out: Callable[[K], V], size: int) -> None:
        super().__init__()
        self._work_out = work_out
        self._size = size

    def __missing__(self, key: K) -> V:
        value = self._work_out(key)
        if len(self) >= self._size:
            self.clear()
        self[key] = value
        return value

    def add(self, key: K, value: V) -> None:
        """Remember what was worked out already."""
        if len(self) >= self._size:
            self.clear()
        self[key] = value
