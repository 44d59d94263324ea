"""Many strings of bytes in one, compressed one by one: each is read without the others.

A table of which a search needs a few lines is laid out so, and opening it costs nothing. What the
strings have in common can be told beforehand, by a dictionary made of them.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from itertools import accumulate
from threading import Lock
from typing import Self

import msgspec
import zstandard

from indexer.errors import CorruptIndex

_LEVEL = 19


class PackedFrames(msgspec.Struct, array_like=True, frozen=True):
    """Strings of bytes as they are stored: zstd frames one after another, and where each ends.

    ``ends`` are offsets in bytes, of 32 bits, little-endian. ``dictionary`` is what zstd made of
    the strings, or empty.
    """

    dictionary: bytes
    ends: bytes
    frames: bytes

    @classmethod
    def of(cls, strings: Sequence[bytes], *, dictionary: int = 0) -> Self:
        """Pack strings, with a dictionary of at most so many bytes if they are enough for one."""
        known = _trained(strings, dictionary) if dictionary else None
        compressor = zstandard.ZstdCompressor(
            level=_LEVEL, dict_data=known, write_checksum=True, write_dict_id=False
        )
        frames = [compressor.compress(each) for each in strings]
        ends = little_endian(array("I", accumulate(map(len, frames))))
        return cls(known.as_bytes() if known else b"", ends.tobytes(), b"".join(frames))


class Frames:
    """Strings of bytes, by number, each decompressed when it is first asked for and kept.

    Safe to share between threads. Raises :class:`~indexer.errors.CorruptIndex` for what is damaged.
    """

    def __init__(self, packed: PackedFrames) -> None:
        ends = little_endian(array("I", packed.ends))
        self._starts = array("I", [0, *ends])
        self._frames = packed.frames
        self._known: list[bytes | None] = [None] * len(ends)
        dictionary = packed.dictionary
        self._decompressor = zstandard.ZstdDecompressor(
            dict_data=zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        )
        self._lock = Lock()  # zstandard's objects serve one thread at a time

    def __len__(self) -> int:
        return len(self._known)

    def __getitem__(self, number: int) -> bytes:
        return self._known[number] or self._read(number)

    def _read(self, number: int) -> bytes:
        frame = self._frames[self._starts[number] : self._starts[number + 1]]
        try:
            with self._lock:
                found = self._known[number] = self._decompressor.decompress(frame)
        except zstandard.ZstdError as error:
            raise CorruptIndex(
                f"A part of a table cannot be read, {len(frame)} bytes: {error}.",
                hint="Build the index again; if that does not help, install Querlang again.",
            ) from error
        return found


def _trained(strings: Sequence[bytes], size: int) -> zstandard.ZstdCompressionDict | None:
    try:
        return zstandard.train_dictionary(size, list(strings), level=_LEVEL)
    except zstandard.ZstdError:  # zstd tells too few samples in no other way
        return None


def little_endian(numbers: array[int]) -> array[int]:
    """Return numbers in the order of bytes in which they are stored, or from it in our own."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
