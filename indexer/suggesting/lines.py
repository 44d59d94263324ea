"""A table of lines that is searched for the beginnings of words, and what each line stands for.

A line holds the folded words of an entry with a space before and after each. They stand one after
another in one string of bytes, the best first. A word anywhere in a line is found by going through
them: what is frequent at once, what is rare or missing at the cost of a pass over all (about
1.5 GB/s). The beginning of a line is looked up in the alphabetical order of the lines.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from heapq import nsmallest
from itertools import accumulate
from typing import Generic, TypeVar

import msgspec

from indexer.frames import little_endian

Entry = TypeVar("Entry", bound=msgspec.Struct)

_AFTER_ALL = b"\xff"


class PackedLines(msgspec.Struct, array_like=True, frozen=True):
    """A table as it is stored: lines and entries, and in bytes how long each of these is.

    ``order`` holds the numbers of the lines in alphabetical order. Numbers have 32 bits,
    little-endian.
    """

    lines: bytes
    line_sizes: bytes
    entries: bytes
    entry_sizes: bytes
    order: bytes


class Lines(Generic[Entry]):
    """A table that is read; safe to share between threads."""

    def __init__(self, packed: PackedLines, shape: type[Entry]) -> None:
        self._lines = packed.lines
        self._starts = _offsets(packed.line_sizes)
        self._entries = packed.entries
        self._ends = _offsets(packed.entry_sizes)
        self._order = _numbers(packed.order)
        self._decode = msgspec.msgpack.Decoder(shape).decode

    @staticmethod
    def pack(rows: Iterable[tuple[str, msgspec.Struct]]) -> PackedLines:
        """Return a table of words, a space between each two, and entries: the best first."""
        lines: list[bytes] = []
        entries: list[bytes] = []
        for words, entry in rows:
            lines.append(f"\n {words} ".encode())
            entries.append(_encode(entry))
        order = sorted(range(len(lines)), key=lines.__getitem__)
        return PackedLines(
            b"".join(lines),
            _packed(map(len, lines)),
            b"".join(entries),
            _packed(map(len, entries)),
            _packed(order),
        )

    def __len__(self) -> int:
        return len(self._starts) - 1

    def entry(self, number: int) -> Entry:
        """Return what a line stands for."""
        found: Entry = self._decode(self._entries[self._ends[number] : self._ends[number + 1]])
        return found

    def words(self, number: int) -> bytes:
        """Return a line: its words in UTF-8, a space before and after each."""
        return self._lines[self._starts[number] + 1 : self._starts[number + 1]]

    def beginning(self, words: bytes, most: int) -> list[int]:
        """Return the numbers of the first lines that begin with ``words``, in order."""
        first = bisect_left(self._order, b" " + words, key=self.words)
        end = bisect_left(self._order, b" " + words + _AFTER_ALL, first, key=self.words)
        return nsmallest(most, self._order[first:end])

    def holding(self, part: bytes) -> Iterator[int]:
        """Yield the numbers of the lines that hold ``part``, in order."""
        at = self._lines.find(part)
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            yield number
            at = self._lines.find(part, self._starts[number + 1])


_encode = msgspec.msgpack.Encoder().encode


def _packed(numbers: Iterable[int]) -> bytes:
    return little_endian(array("I", numbers)).tobytes()


def _numbers(packed: bytes) -> array[int]:
    return little_endian(array("I", packed))


def _offsets(sizes: bytes) -> array[int]:
    return array("Q", accumulate(_numbers(sizes), initial=0))
