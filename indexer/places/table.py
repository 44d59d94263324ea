"""The data file of the gazetteer: how it is laid out, written and read.

A line of JSON (format, version, sources with their licences), then the msgpack of :class:`_Stored`:
records, the ids of the places, and their names.

Records are lines ``key TAB variant TAB variant …``; a key is found in the frame ``crc32(key) %
frames``, behind a line feed, so a few names are found without reading the others and without an
object a name. A variant is the form (empty where it is the key itself), ``|``, two letters of
attributes (see ``Variant``) and the numbers of the places in base 36, joined by commas. The places
are numbered by population, the largest first; ``_ROWS`` a frame have a line each with the names in
vi, de, ru, en, empty where the name is the English one.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import msgspec
import zstandard

from indexer.errors import QuerlangError
from indexer.frames import Frames, PackedFrames

FORMAT = 2
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
_VALUE = {digit: value for value, digit in enumerate(_DIGITS)}

_CYRILLIC = re.compile(rb"\n([0-9\xd0\xd1][^\t]*)\t")
"""A key that begins with a Cyrillic letter, by the first byte of two, or with a digit."""

_KNOWN = re.compile(r"\n\^?([^\t\n]*)\t")
"""A key of a name or of the beginning of one, behind the end of the line before."""

_FRAME = 4096
"""Bytes of the records of a frame, about."""

_ROWS = 128
"""Places of a frame."""

_DICTIONARY = 64 * 1024
_LEVEL = 19
_FEW = 64
"""So many places are looked for among all before a table of them is made."""

_MANY = 1 << 14
"""After so many questions for keys that are known, all these are held at hand: 20 MB."""

_BREAK = re.compile(rb"[\t\n]")

ADJECTIVE = "~"
"""Stands before the key of an adjective: the stem of московский, the whole of Moskauer."""
OPENING = "^"
"""Stands before the first word of a name, and before the first two of one of three or more; the
record has twice the number of words of the longest such name, plus one where the next word of
one of them is written small."""


class Variant(NamedTuple):
    """One way to write a key, and the places it names.

    ``strengths`` holds how far the name can be trusted in running text of vi, de, ru, en: 0 never,
    1 after a word that announces a place, 2 when capitalised unless it looks like part of the name
    of a person, 3 whenever capitalised. ``small_end`` tells that the last
    word is written small (Mát-xcơ-va), ``loose`` that the name stays distinct in running text
    without its diacritics and spaces (Matxcova).
    """

    form: str
    strengths: tuple[int, int, int, int]
    small_end: bool
    loose: bool
    places: tuple[int, ...]


class _Stored(msgspec.Struct, array_like=True, frozen=True):
    """A gazetteer as it is stored; ``ids`` are lines in one zstd frame."""

    records: PackedFrames
    ids: bytes
    names: PackedFrames


class Table:
    """The records and places of a data file, decoded one at a time when they are asked for."""

    def __init__(self, header: Mapping[str, Any], stored: _Stored) -> None:
        self.header = dict(header)
        self._records = Frames(stored.records)
        self._names = Frames(stored.names)
        self._packed_ids = stored.ids
        self._looked_for = 0
        self._asked = 0
        self._known: frozenset[str] | None = None

    @cached_property
    def _rows(self) -> bytes:
        """The ids of all places, a line feed before and after each."""
        return b"\n%b\n" % zstandard.ZstdDecompressor().decompress(self._packed_ids)

    @cached_property
    def _ids(self) -> list[bytes]:
        return self._rows[1:-1].split(b"\n")

    def __len__(self) -> int:
        return len(self._ids)

    def get(self, key: str) -> list[Variant]:
        """Return the variants of a key, none where there is no such name."""
        line = self._line(key)
        return [] if line is None else [_variant(key, cell) for cell in line.split("\t")[1:]]

    def opening(self, word: str) -> tuple[int, bool]:
        """Return how many words the longest name has that goes on after ``word``, 0 for none.

        ``word`` is the key of the first word of the name or of its first two. The second value
        tells whether the next word of one of these names is written small.
        """
        line = self._line(OPENING + word)
        longest, small = divmod(0 if line is None else int(line.rpartition("\t")[2]), 2)
        return longest, bool(small)

    def place_id(self, place: int) -> str:
        """Return the id of a place by its number."""
        cell = self._ids[place].decode()
        return cell if ":" in cell else f"geo:{cell}"

    def names(self, place: int) -> tuple[str, str, str, str]:
        """Return the names of a place in vi, de, ru, en."""
        frame, row = divmod(place, _ROWS)
        vi, de, ru, en = self._names[frame].split(b"\n")[row].decode().split("\t")
        return vi or en, de or en, ru or en, en

    def names_of(self, place_id: str) -> tuple[str, str, str, str] | None:
        """Return the names of a place in vi, de, ru, en by its id; none of what is no place."""
        number = self.rank(place_id)
        return None if number < 0 else self.names(number)

    def rank(self, place_id: str) -> int:
        """Return the number of a place by its id, the smaller the more people; -1 of no place."""
        raw = _bytes(place_id.removeprefix("geo:"))
        if self._looked_for < _FEW and "_numbers" not in self.__dict__:
            self._looked_for += 1
            at = -1 if _BREAK.search(raw) else self._rows.find(b"\n%b\n" % raw)
            return -1 if at < 0 else self._rows.count(b"\n", 0, at)
        return self._numbers.get(raw, -1)

    def prepare(self) -> None:
        """Make the table of ids now, so that no question waits for it."""
        _ = self._numbers

    @cached_property
    def _numbers(self) -> dict[bytes, int]:
        return dict(zip(self._ids, count()))

    def holds(self, key: str) -> bool:
        """Tell whether there is a record with a key."""
        known = self._known
        return (known is None or key in known) and self._has(key)

    def knows(self, key: str) -> bool:
        """Tell whether a key is the one of a name or of the beginning of one."""
        known = self._known
        if known is not None:
            return key in known
        self._asked += 1
        if self._asked >= _MANY:
            self._known = frozenset(_KNOWN.findall(self._all.decode()))
        return self._has(key) or self._has(OPENING + key)

    def begins(self, letters: str) -> bool:
        """Tell whether the key of a name written in Cyrillic begins with ``letters``."""
        raw = letters.encode("utf-8", "replace")
        at = bisect_left(self._cyrillic, raw)
        return at < len(self._cyrillic) and self._cyrillic[at].startswith(raw)

    @cached_property
    def _cyrillic(self) -> list[bytes]:
        return sorted(_CYRILLIC.findall(self._all))

    @property
    def _all(self) -> bytes:
        return b"".join(map(self._records.__getitem__, range(len(self._records))))

    def _has(self, key: str) -> bool:
        raw = _bytes(key)
        return b"\n%b\t" % raw in self._frame(raw)

    def _line(self, key: str) -> str | None:
        """Return the line of a key, if there is one."""
        raw = _bytes(key)
        frame = self._frame(raw)
        start = frame.find(b"\n%b\t" % raw) + 1
        return frame[start : frame.index(b"\n", start)].decode() if start else None

    def _frame(self, raw: bytes) -> bytes:
        """Return the records among which that of a key is, if there is one."""
        return self._records[crc32(raw) % len(self._records)]


def _bytes(key: str) -> bytes:
    return key.encode("utf-8", "replace")


def _variant(key: str, cell: str) -> Variant:
    form, _, rest = cell.rpartition("|")
    bits, more = _VALUE[rest[0]], _VALUE[rest[1]]
    strengths = (bits & 3, bits >> 2 & 3, more & 3, bits >> 4 & 3)
    places = tuple([int(number, 36) for number in rest[2:].split(",")])
    return Variant(form or key, strengths, bool(more & 4), bool(more & 8), places)


def _cell(key: str, variant: Variant) -> str:
    vi, de, ru, en = variant.strengths
    attributes = (
        _DIGITS[vi | de << 2 | en << 4] + _DIGITS[ru | variant.small_end << 2 | variant.loose << 3]
    )
    numbers = ",".join(_base36(number) for number in variant.places)
    form = "" if variant.form == key else variant.form
    return f"{form}|{attributes}{numbers}"


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
        if not number:
            return digits


def write_table(
    path: Path,
    header: Mapping[str, Any],
    records: Mapping[str, Sequence[Variant]],
    openings: Mapping[str, tuple[int, bool]],
    places: Iterable[tuple[str, str, str, str, str]],
) -> None:
    """Write a data file. ``places`` are rows of id, vi, de, ru, en, ordered by population."""
    lines = {
        key: "\t".join([key, *(_cell(key, variant) for variant in variants)])
        for key, variants in records.items()
    }
    lines |= {
        OPENING + word: f"{OPENING}{word}\t{longest * 2 + small}"
        for word, (longest, small) in openings.items()
    }
    frames: list[list[str]] = [[] for _ in range(sum(map(len, lines.values())) // _FRAME + 1)]
    for key in sorted(lines):
        frames[crc32(_bytes(key)) % len(frames)].append(lines[key])
    ids: list[str] = []
    rows: list[str] = []
    for place, *others, en in places:
        ids.append(place.removeprefix("geo:"))
        rows.append("\t".join([*("" if name == en else name for name in others), en]))
    stored = _Stored(
        _packed(["".join(f"\n{line}" for line in [*each, ""]) for each in frames]),
        zstandard.ZstdCompressor(level=_LEVEL).compress("\n".join(ids).encode()),
        _packed(["\n".join(rows[at : at + _ROWS]) for at in range(0, len(rows), _ROWS)]),
    )
    first = json.dumps({"format": FORMAT, **header}, ensure_ascii=False, sort_keys=True)
    path.write_bytes(first.encode() + b"\n" + msgspec.msgpack.encode(stored))


def _packed(frames: Iterable[str]) -> PackedFrames:
    return PackedFrames.of([frame.encode() for frame in frames], dictionary=_DICTIONARY)


def read_table(path: Path) -> Table:
    """Read a data file; raise ``QuerlangError`` when it has another format."""
    first, _, rest = path.read_bytes().partition(b"\n")
    header = json.loads(first)
    if header.get("format") != FORMAT:
        raise QuerlangError(
            f"{path} has format {header.get('format')}, this version reads {FORMAT}: "
            "run python -m indexer.places.make"
        )
    return Table(header, msgspec.msgpack.decode(rest, type=_Stored))
