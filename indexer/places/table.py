"""The data file of the gazetteer: how it is laid out, written and read.

A line of JSON (format, version, sources with their licences, lengths), then one zstd frame with
three sections: bytes a bucket (unsigned short, little-endian), records, places.

Records are lines ``key TAB variant TAB variant …`` in the order of ``crc32(key) % buckets``, so a
key is found by reading one bucket, without an object a name. A variant is the form (empty where it
is the key itself), ``|``, two letters of attributes (see ``Variant``) and the numbers of the
places in base 36, joined by commas. The places are numbered by population, the largest first; a
line a place has the id and the names in vi, de, ru, en, empty where the name is the English one.
"""

from __future__ import annotations

import json
import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, count
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import zstandard

from indexer.errors import QuerlangError

FORMAT = 1
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
_VALUE = {digit: value for value, digit in enumerate(_DIGITS)}

_CYRILLIC = re.compile(rb"\n([0-9\xd0\xd1][^\t]*)\t")
"""A key that begins with a Cyrillic letter, by the first byte of two, or with a digit."""

_KNOWN = re.compile(r"\n\^?([^\t\n]*)\t")
"""A key of a name or of the beginning of one, behind the end of the line before."""

_ID = re.compile(rb"(?m)^[^\t\n]*")
"""The id of a place, at the beginning of its line."""

_STRIDE = 64
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
_OPENING = OPENING.encode()


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


class Table:
    """The records and places of a data file, decoded one at a time when they are asked for."""

    def __init__(self, header: Mapping[str, Any], sizes: bytes, records: bytes, places: bytes):
        self.header = dict(header)
        self._records = b"\n" + records
        self._sizes = _shorts(sizes)
        """Of each bucket; most are empty."""
        self._buckets = len(self._sizes)
        sums = (sum(self._sizes[at : at + _STRIDE]) for at in range(0, self._buckets, _STRIDE))
        self._begins = list(accumulate(sums, initial=0))
        """Where the first bucket begins, and each ``_STRIDE``."""
        self._rows = b"\n%b\n" % places
        self._looked_for = 0
        self._asked = 0
        self._known: frozenset[str] | None = None

    @cached_property
    def _places(self) -> list[bytes]:
        return self._rows[1:-1].split(b"\n")

    def __len__(self) -> int:
        return len(self._places)

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
        cell = self._places[place].partition(b"\t")[0].decode()
        return cell if ":" in cell else f"geo:{cell}"

    def names(self, place: int) -> tuple[str, str, str, str]:
        """Return the names of a place in vi, de, ru, en."""
        _, vi, de, ru, en = self._places[place].decode().split("\t")
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
            at = -1 if _BREAK.search(raw) else self._rows.find(b"\n%b\t" % raw)
            return -1 if at < 0 else self._rows.count(b"\n", 0, at)
        return self._numbers.get(raw, -1)

    @cached_property
    def _numbers(self) -> dict[bytes, int]:
        return dict(zip(_ID.findall(self._rows[1:-1]), count()))

    def holds(self, key: str) -> bool:
        """Tell whether there is a record with a key."""
        known = self._known
        return (known is None or key in known) and self._find(_bytes(key)) > 0

    def knows(self, key: str) -> bool:
        """Tell whether a key is the one of a name or of the beginning of one."""
        known = self._known
        if known is not None:
            return key in known
        self._asked += 1
        if self._asked >= _MANY:
            self._known = frozenset(_KNOWN.findall(self._records.decode()))
        raw = _bytes(key)
        return self._find(raw) > 0 or self._find(_OPENING + raw) > 0

    def begins(self, letters: str) -> bool:
        """Tell whether the key of a name written in Cyrillic begins with ``letters``."""
        raw = letters.encode("utf-8", "replace")
        at = bisect_left(self._cyrillic, raw)
        return at < len(self._cyrillic) and self._cyrillic[at].startswith(raw)

    @cached_property
    def _cyrillic(self) -> list[bytes]:
        return sorted(_CYRILLIC.findall(self._records))

    def _line(self, key: str) -> str | None:
        start = self._find(_bytes(key))
        return self._records[start : self._records.index(b"\n", start)].decode() if start else None

    def _find(self, raw: bytes) -> int:
        """Return where in the records the line of a key begins, 0 if there is none."""
        bucket = crc32(raw) % self._buckets
        return self._find_in(bucket, raw) if self._sizes[bucket] else 0

    def _find_in(self, bucket: int, raw: bytes) -> int:
        before = bucket // _STRIDE
        start = self._begins[before] + sum(self._sizes[before * _STRIDE : bucket])
        # the line feed that is put before all records makes their offsets greater by one
        return self._records.find(b"\n%b\t" % raw, start, start + self._sizes[bucket] + 1) + 1


def _bytes(key: str) -> bytes:
    return key.encode("utf-8", "replace")


def _shorts(packed: bytes) -> array[int]:
    found = array("H")
    found.frombytes(packed)
    if sys.byteorder == "big":
        found.byteswap()
    return found


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
    buckets: list[list[str]] = [[] for _ in range(2 * len(lines) + 1)]
    for key in sorted(lines):
        buckets[crc32(key.encode()) % len(buckets)].append(lines[key])
    chunks = ["".join(line + "\n" for line in bucket).encode() for bucket in buckets]
    rows = [
        "\t".join([place.removeprefix("geo:"), *("" if name == en else name for name in rest), en])
        for place, *rest, en in places
    ]
    sizes = array("H", map(len, chunks))
    if sys.byteorder == "big":
        sizes.byteswap()
    sections = [sizes.tobytes(), b"".join(chunks), "\n".join(rows).encode()]
    full = {"format": FORMAT, **header, "lengths": [len(section) for section in sections]}
    packed = zstandard.ZstdCompressor(level=19).compress(b"".join(sections))
    first = json.dumps(full, ensure_ascii=False, sort_keys=True).encode()
    path.write_bytes(first + b"\n" + packed)


def read_table(path: Path) -> Table:
    """Read a data file; raise ``QuerlangError`` when it has another format."""
    first, _, packed = path.read_bytes().partition(b"\n")
    header = json.loads(first)
    if header.get("format") != FORMAT:
        raise QuerlangError(
            f"{path} has format {header.get('format')}, this version reads {FORMAT}: "
            "run python -m indexer.places.make"
        )
    whole = zstandard.ZstdDecompressor().decompress(packed)
    first_end, second_end = accumulate(header["lengths"][:2])
    return Table(header, whole[:first_end], whole[first_end:second_end], whole[second_end:])
