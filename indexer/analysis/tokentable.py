"""A document's tokens, packed: what highlighting reads instead of analysing the text again.

The table holds the offset of every token, the distinct (word, fold, stem) entries with the
entry of each token, and the parts with the tokens they cover. Looking up a term costs a pass
over the distinct entries, not over the text. Packed, a table takes about two bytes a token.
"""

from __future__ import annotations

import json
import struct
import sys
import zlib
from array import array
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import accumulate, chain
from operator import add, sub

from indexer.analysis.base import Part
from indexer.analysis.chain import Analysis
from indexer.model import POSITIONAL, Channel, Span

_LEVEL = 6


class TokenTable:
    """The tokens of one text; ``starts[i]`` and ``ends[i]`` are code-point offsets."""

    def __init__(
        self,
        starts: list[int],
        ends: list[int],
        entries: list[tuple[str, ...]],
        token_entries: list[int],
        parts: list[Part],
    ) -> None:
        self.starts = starts
        self.ends = ends
        self.parts = parts
        self._entries = entries
        self._token_entries = token_entries

    @classmethod
    def of(cls, analysis: Analysis) -> TokenTable:
        """Return the table of an analysed text."""
        numbers: dict[tuple[str, ...], int] = {}
        token_entries = [
            numbers.setdefault(
                tuple(token.terms[channel][0] for channel in POSITIONAL), len(numbers)
            )
            for token in analysis.tokens
        ]
        return cls(
            [token.start for token in analysis.tokens],
            [token.end for token in analysis.tokens],
            list(numbers),
            token_entries,
            analysis.parts,
        )

    def __len__(self) -> int:
        return len(self.starts)

    def span(self, first: int, end: int) -> Span:
        """Return the stretch of text from token ``first`` up to token ``end``, exclusive."""
        return Span(self.starts[first], self.ends[end - 1])

    def tokens_with(self, channel: Channel, matches: Callable[[str], bool]) -> Iterator[int]:
        """Yield, in order, the tokens whose term in a positional channel is matched."""
        column = POSITIONAL.index(channel)
        wanted = {i for i, entry in enumerate(self._entries) if matches(entry[column])}
        if wanted:
            yield from (i for i, entry in enumerate(self._token_entries) if entry in wanted)

    def parts_with(self, channel: Channel, terms: frozenset[str]) -> Iterator[Part]:
        """Yield the parts of a channel whose term is one of ``terms``."""
        for term in terms & self._parts_by_term.keys():
            yield from (part for part in self._parts_by_term[term] if part.channel == channel)

    @cached_property
    def _parts_by_term(self) -> dict[str, list[Part]]:
        found: dict[str, list[Part]] = {}
        for part in self.parts:
            found.setdefault(part.term, []).append(part)
        return found

    def pack(self) -> bytes:
        """Return the table as compressed bytes."""
        joined = [self._joined(part) for part in self.parts]
        explicit = [
            list(part) for part, term in zip(self.parts, joined, strict=True) if part.term != term
        ]
        joins = [part for part, term in zip(self.parts, joined, strict=True) if part.term == term]
        columns = [
            _deltas(self.starts),
            [end - start for start, end in zip(self.starts, self.ends, strict=True)],
            self._token_entries,
            _deltas([part.first for part in joins]),
            [part.end - part.first for part in joins],
        ]
        head = {"entries": [_short(entry) for entry in self._entries], "parts": explicit}
        text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
        pieces = [_LENGTH.pack(len(text)), text, *(_pack_column(column) for column in columns)]
        return zlib.compress(b"".join(pieces), _LEVEL)

    @classmethod
    def unpack(cls, packed: bytes) -> TokenTable:
        """Return the table that :meth:`pack` made the bytes from."""
        data = zlib.decompress(packed)
        (length,) = _LENGTH.unpack_from(data)
        at = _LENGTH.size + length
        head = json.loads(data[_LENGTH.size : at])
        columns: list[list[int]] = []
        while at < len(data):
            column, at = _unpack_column(data, at)
            columns.append(column)
        gaps, lengths, token_entries, part_gaps, part_lengths = columns
        starts = list(accumulate(gaps))
        ends = list(map(add, starts, lengths))
        entries = [_long(entry) for entry in head["entries"]]
        table = cls(starts, ends, entries, token_entries, [])
        firsts = accumulate(part_gaps)
        for first, count in zip(firsts, part_lengths, strict=True):
            part = Part(first, first + count, "")
            table.parts.append(part._replace(term=table._joined(part)))
        table.parts += [Part(f, e, t, Channel(channel)) for f, e, t, channel in head["parts"]]
        table.parts.sort(key=lambda part: part.first)
        return table

    def _joined(self, part: Part) -> str:
        """Return the term a part has when it is just its syllables joined: ``vi:hợp_tác``."""
        entries = [self._entries[entry] for entry in self._token_entries[part.first : part.end]]
        lang = entries[0][2].partition(":")[0]
        return f"{lang}:{'_'.join(entry[0] for entry in entries)}"


_LENGTH = struct.Struct("<I")
_COLUMN = struct.Struct("<cI")


def _short(entry: tuple[str, ...]) -> str:
    """Return word, fold and stem as one line, leaving out what repeats the word."""
    word, fold, stem = entry
    lang, _, rest = stem.partition(":")
    return f"{word} {'' if fold == word else fold} {lang} {'' if rest == word else rest}"


def _long(line: str) -> tuple[str, ...]:
    word, fold, lang, rest = line.split(" ")
    return word, fold or word, f"{lang}:{rest or word}"


def _deltas(numbers: list[int]) -> list[int]:
    return list(map(sub, numbers, chain([0], numbers)))


def _pack_column(numbers: list[int]) -> bytes:
    """Return a column of numbers in the narrowest of 1, 2 and 4 bytes each, little-endian."""
    largest = max(numbers, default=0)
    code = "B" if largest < 1 << 8 else "H" if largest < 1 << 16 else "I"
    return _COLUMN.pack(code.encode(), len(numbers)) + _little_endian(array(code, numbers))


def _unpack_column(data: bytes, at: int) -> tuple[list[int], int]:
    code, count = _COLUMN.unpack_from(data, at)
    start = at + _COLUMN.size
    numbers = array(code.decode())
    end = start + count * numbers.itemsize
    numbers.frombytes(_little_endian_bytes(data[start:end], code.decode()))
    return numbers.tolist(), end


def _little_endian(numbers: array[int]) -> bytes:
    return _little_endian_bytes(numbers.tobytes(), numbers.typecode)


def _little_endian_bytes(data: bytes, code: str) -> bytes:
    if sys.byteorder == "little":
        return data
    swapped = array(code, data)
    swapped.byteswap()
    return swapped.tobytes()
