"""Long texts in blocks, with a signature that tells which of them may hold a term.

The signature is a Bloom filter for every block, stored row by row: a row has one bit of each
block's filter, so three rows answer for all blocks at once. It may name a block that does not
hold the term; it never leaves out one that does.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

SIZE = 4_000
"""Characters of a block, about."""

LONG = 4 * SIZE
"""Texts of more characters are cut into blocks."""

_ROWS_A_TERM = 8
_MOST_ROWS = 16_384
_PROBES = 3
_HEAD = struct.Struct("<II")
_BLOCK = struct.Struct("<III")


class Block(NamedTuple):
    """A stretch of text, the offset of its first byte, and the number of its first token."""

    start: int
    end: int
    byte: int = 0
    first: int = 0


def cut(text: str) -> list[int]:
    """Return where the blocks of a text begin: after a line end or, failing that, a space."""
    starts = [0]
    while len(text) - starts[-1] > SIZE + SIZE // 2:
        least = starts[-1] + SIZE
        at = text.find("\n", least, least + SIZE // 2)
        if at < 0:
            at = text.find(" ", least)
        if not 0 <= at < len(text) - 1:
            break
        starts.append(at + 1)
    return starts


class BlockTable:
    """The blocks of one text and their signature."""

    def __init__(self, blocks: Sequence[Block], rows: int, signature: bytes) -> None:
        self.blocks = blocks
        self._rows = rows
        self._signature = signature
        self._width = (len(blocks) + 7) // 8

    @classmethod
    def of(cls, blocks: Sequence[Block], terms: Sequence[Collection[str]]) -> BlockTable:
        """Return the table of blocks and the terms of each."""
        rows = min(max(1, _ROWS_A_TERM * max(map(len, terms), default=0)), _MOST_ROWS)
        bits = [0] * rows
        for number, held in enumerate(terms):
            bit = 1 << number
            for term in held:
                for row in _probes(term, rows):
                    bits[row] |= bit
        width = (len(blocks) + 7) // 8
        return cls(blocks, rows, b"".join([row.to_bytes(width, "little") for row in bits]))

    def with_any(self, terms: Iterable[str]) -> int:
        """Return, as the bits of a number, which blocks may hold one of the terms."""
        found = 0
        for term in terms:
            held = -1
            for row in _probes(term, self._rows):
                at = row * self._width
                held &= int.from_bytes(self._signature[at : at + self._width], "little")
            found |= held
        return found

    def pack(self) -> bytes:
        """Return the table as bytes."""
        head = _HEAD.pack(len(self.blocks), self._rows)
        blocks = [_BLOCK.pack(block.start, block.byte, block.first) for block in self.blocks]
        return b"".join([head, *blocks, self._signature])

    @classmethod
    def unpack(cls, data: bytes, chars: int) -> BlockTable:
        """Return the table of a text of so many characters from what :meth:`pack` made."""
        count, rows = _HEAD.unpack_from(data)
        at = _HEAD.size + count * _BLOCK.size
        found = list(_BLOCK.iter_unpack(data[_HEAD.size : at]))
        ends = [start for start, _, _ in found[1:]] + [chars]
        blocks = [
            Block(start, end, byte, first)
            for (start, byte, first), end in zip(found, ends, strict=True)
        ]
        return cls(blocks, rows, data[at:])


def spans(starts: Sequence[int], chars: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of the blocks that begin at ``starts``."""
    return pairwise([*starts, chars])


def _probes(term: str, rows: int) -> Iterator[int]:
    """Yield the rows of a term (double hashing, Kirsch and Mitzenmacher 2006)."""
    code = zlib.crc32(term.encode())
    step = code >> 16 | 1
    return ((code + turn * step) % rows for turn in range(_PROBES))
