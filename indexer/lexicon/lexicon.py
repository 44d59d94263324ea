"""The lexicon's format, and looking words up in it.

A word means what it is linked to. Where a lexicon has to be small and keeps few links of a word, it
also means, less surely, what that is linked to in turn.

A file is one zstd frame around a msgpack map of :class:`Packed`. The words of a language are
numbered in their order; what they mean in another language is kept side by side: how many
translations each has (a byte), their numbers (two bytes each, little-endian) and similarities (a
byte each, in 255ths). So 50,000 words of four languages with some translations each take a few
megabytes, and nothing of them is looked at before a word is looked up.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple, Self

import msgspec
import zstandard

SHIPPED = Path(__file__).parent / "data" / "lexicon.bin"
FORMAT = 1
MOST_WORDS = 1 << 16
"""So many words of a language have numbers of two bytes."""

_LEVEL = 19
_SCALE = 255
_BY_WAY = 0.8
"""How much of its similarity what is found by way of a third word keeps."""
_LEAST = 0.3
"""What comes less near by way of another word is left out."""


class Translation(NamedTuple):
    """A word of another language: a stem, or a Vietnamese word; and how near it is, 0 to 1."""

    lang: str
    key: str
    similarity: float


class Links(msgspec.Struct, array_like=True, frozen=True):
    """What the words of one language mean in another: see the module's text."""

    counts: bytes
    targets: bytes
    similarities: bytes


class Packed(msgspec.Struct, frozen=True):
    """A lexicon as it is stored.

    ``words`` are separated by line feeds, by language; ``links`` have pairs of languages for
    keys, as in ``de>vi``; ``made`` tells from what it was made. ``cut_short`` tells that words
    mean more than they are linked to.
    """

    format: int
    made: dict[str, str]
    words: dict[str, str]
    links: dict[str, Links]
    cut_short: bool = False


class Lexicon:
    """Words and what they mean in the other languages; safe to share between threads."""

    def __init__(self, packed: Packed) -> None:
        self._packed = packed
        self.made: Mapping[str, str] = packed.made
        self.langs = frozenset(packed.words)
        self._words = {lang: _Words(words) for lang, words in packed.words.items()}
        self._from: dict[str, list[tuple[str, _Linked]]] = {lang: [] for lang in packed.words}
        for pair, links in packed.links.items():
            lang, _, other = pair.partition(">")
            self._from[lang].append((other, _Linked(links)))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return the lexicon of a file.

        Raises :class:`OSError` where there is none, and :class:`ValueError` for what is not one
        of this format.
        """
        try:
            packed = msgspec.msgpack.decode(
                zstandard.ZstdDecompressor().decompress(path.read_bytes()), type=Packed
            )
        except (zstandard.ZstdError, msgspec.MsgspecError) as error:
            raise ValueError(f"The file {path} is not a lexicon: {error}.") from error
        if packed.format != FORMAT:
            raise ValueError(
                f"The lexicon {path} has format {packed.format}; this version reads {FORMAT}."
            )
        return cls(packed)

    def save(self, path: Path) -> None:
        """Write the lexicon into a file."""
        compressor = zstandard.ZstdCompressor(level=_LEVEL)
        path.write_bytes(compressor.compress(msgspec.msgpack.encode(self._packed)))

    def __len__(self) -> int:
        """Return how many words it knows."""
        return sum(len(words.each) for words in self._words.values())

    def words(self, lang: str) -> Sequence[str]:
        """Return the words that it knows of a language, the most frequent first."""
        known = self._words.get(lang)
        return known.each if known else ()

    def translations(self, lang: str, key: str) -> Iterator[Translation]:
        """Yield what a stem, or a Vietnamese word, means in the other languages, nearest first.

        There are none for a word that it does not know. If links were cut short, what is linked
        to what a word is linked to comes behind, as near as both links together and a fifth less.
        """
        words = self._words.get(lang)
        number = words.numbers.get(key) if words else None
        if number is None:
            return
        direct = dict(self._linked(lang, number))
        yield from self._told(direct)
        if not self._packed.cut_short:
            return
        by_way: dict[tuple[str, int], float] = {}
        for (other, target), near in direct.items():
            worth = near * _BY_WAY
            for end, nearness in self._linked(other, target):
                if end not in direct and end[0] != lang:
                    by_way[end] = max(worth * nearness, by_way.get(end, 0.0))
        yield from self._told({end: near for end, near in by_way.items() if near > _LEAST})

    def _told(self, found: Mapping[tuple[str, int], float]) -> Iterator[Translation]:
        """Yield translations of which there are languages and numbers, nearest first."""
        for (lang, number), near in sorted(found.items(), key=lambda item: -item[1]):
            yield Translation(lang, self._words[lang].each[number], near)

    def _linked(self, lang: str, number: int) -> Iterator[tuple[tuple[str, int], float]]:
        """Yield what a word is linked to, as languages and numbers, and how near it is."""
        for other, links in self._from[lang]:
            for target, near in links.of(number):
                yield (other, target), near / _SCALE


class _Words:
    """The words of a language, unpacked when the first of them is looked up."""

    def __init__(self, packed: str) -> None:
        self._packed = packed

    @cached_property
    def each(self) -> list[str]:
        return self._packed.split("\n")

    @cached_property
    def numbers(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.each)}


class _Linked:
    """What the words of a language mean in another one, by their numbers."""

    def __init__(self, links: Links) -> None:
        self._links = links

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate(self._links.counts, initial=0))

    @cached_property
    def _targets(self) -> array[int]:
        return _numbers(self._links.targets)

    def of(self, number: int) -> Iterable[tuple[int, int]]:
        """Return the numbers of the translations of a word, and their similarities in 255ths."""
        start, end = self._starts[number], self._starts[number + 1]
        return zip(self._targets[start:end], self._links.similarities[start:end], strict=True)


def pack(
    words: Mapping[str, Sequence[str]],
    links: Mapping[tuple[str, str], Sequence[Sequence[tuple[int, float]]]],
    made: Mapping[str, str],
    *,
    cut_short: bool = False,
) -> Lexicon:
    """Return the lexicon of some words, by language.

    ``links`` has, for two languages, for each word of the first the numbers of its translations
    in the second and their similarities, 0 to 1; ``cut_short`` tells that these are not all.
    """
    return Lexicon(
        Packed(
            FORMAT,
            dict(made),
            {lang: "\n".join(each) for lang, each in words.items()},
            {f"{one}>{other}": _packed(each) for (one, other), each in links.items()},
            cut_short,
        )
    )


def _packed(each: Sequence[Sequence[tuple[int, float]]]) -> Links:
    targets = array("H", [target for found in each for target, _ in found])
    if sys.byteorder == "big":
        targets.byteswap()
    nearness = [round(near * _SCALE) for found in each for _, near in found]
    return Links(bytes(len(found) for found in each), targets.tobytes(), bytes(nearness))


def _numbers(packed: bytes) -> array[int]:
    found = array("H")
    found.frombytes(packed)
    if sys.byteorder == "big":
        found.byteswap()
    return found


@cache
def load_lexicon() -> Lexicon:
    """Return the lexicon that ships."""
    return Lexicon.load(SHIPPED)
