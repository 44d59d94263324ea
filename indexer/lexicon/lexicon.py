"""The lexicon's format, and looking words up in it.

A word means what it is linked to. Where a lexicon has to be small and keeps few links of a word, it
also means, less surely, what that is linked to in turn.

A file is a msgpack map of :class:`Packed`. The words of a language are numbered in their order, and
stand in frames of ``_BLOCK``. What they mean in another language is kept side by side, in a frame
each: how many translations each has (a byte), their numbers (two bytes each, little-endian) and
similarities (a byte each, in 255ths). So 50,000 words of four languages with some translations
each take a few megabytes, and nothing of them is looked at before a word is looked up.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import accumulate, chain
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

from indexer.frames import Frames, PackedFrames, little_endian

SHIPPED = Path(__file__).parent / "data" / "lexicon.bin"
FORMAT = 2
MOST_WORDS = 1 << 16
"""So many words of a language have numbers of two bytes."""

_SCALE = 255
_NEAR = [near / _SCALE for near in range(_SCALE + 1)]
_BITS = 16
_NUMBER = MOST_WORDS - 1
"""A word of any language is a number: the place of its language, and so many bits of its own."""
_NEARNESS = itemgetter(1)
_STRIDE = 256
_BLOCK = 4096
"""Words of a frame."""
_FEW = 32
"""So many words are looked for in the text of all before a table of them is made."""
_COUNTS, _TARGETS, _SIMILARITIES = range(3)
_BY_WAY = 0.8
"""How much of its similarity what is found by way of a third word keeps."""
_LEAST = 0.3
"""What comes less near by way of another word is left out."""


class Translation(NamedTuple):
    """A word of another language: a stem, or a Vietnamese word; and how near it is, 0 to 1."""

    lang: str
    key: str
    similarity: float


class Packed(msgspec.Struct, frozen=True):
    """A lexicon as it is stored.

    ``words`` have a line feed before and after each, by language; ``links`` have pairs of
    languages for keys, as in ``de>vi``, and counts, numbers and similarities; ``made`` tells from
    what it was made. ``cut_short`` tells that words mean more than they are linked to.
    """

    format: int
    made: dict[str, str]
    words: dict[str, PackedFrames]
    links: dict[str, PackedFrames]
    cut_short: bool = False


class Lexicon:
    """Words and what they mean in the other languages; safe to share between threads."""

    def __init__(self, packed: Packed) -> None:
        self._packed = packed
        self.made: Mapping[str, str] = packed.made
        self.langs = frozenset(packed.words)
        self._words = {lang: _Words(words) for lang, words in packed.words.items()}
        self._order = {lang: place for place, lang in enumerate(packed.words)}
        self._each = list(self._words.values())
        self._from: dict[str, list[tuple[int, _Linked]]] = {lang: [] for lang in packed.words}
        for pair, links in packed.links.items():
            lang, _, other = pair.partition(">")
            self._from[lang].append((self._order[other] << _BITS, _Linked(links)))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return the lexicon of a file.

        Raises :class:`OSError` where there is none, and :class:`ValueError` for what is not one
        of this format.
        """
        try:
            packed = msgspec.msgpack.decode(path.read_bytes(), type=Packed)
        except msgspec.MsgspecError as error:
            raise ValueError(f"The file {path} is not a lexicon: {error}.") from error
        if packed.format != FORMAT:
            raise ValueError(
                f"The lexicon {path} has format {packed.format}; this version reads {FORMAT}."
            )
        return cls(packed)

    def save(self, path: Path) -> None:
        """Write the lexicon into a file."""
        path.write_bytes(msgspec.msgpack.encode(self._packed))

    def __len__(self) -> int:
        """Return how many words it knows."""
        return sum(len(words.each) for words in self._words.values())

    def words(self, lang: str) -> Sequence[str]:
        """Return the words that it knows of a language, the most frequent first."""
        known = self._words.get(lang)
        return known.each if known else ()

    def prepare(self) -> None:
        """Read all of it now, so that no question waits for a part."""
        for words in self._each:
            _ = words.numbers
        for _, linked in chain.from_iterable(self._from.values()):
            linked.prepare()

    def translations(self, lang: str, key: str) -> Iterator[Translation]:
        """Yield what a stem, or a Vietnamese word, means in the other languages, nearest first.

        There are none for a word that it does not know. If links were cut short, what is linked
        to what a word is linked to comes behind, as near as both links together and a fifth less.
        """
        words = self._words.get(lang)
        number = words.number(key) if words else None
        if number is None:
            return
        direct = {
            base | target: near
            for base, links in self._from[lang]
            for target, near in links.of(number)
        }
        yield from self._told(direct)
        if self._packed.cut_short:
            yield from self._told(self._by_way(lang, direct))

    def _by_way(self, lang: str, direct: Mapping[int, float]) -> Mapping[int, float]:
        """Return what is linked to what a word of a language is linked to, and how near it is."""
        own = self._order[lang] << _BITS
        from_each = [self._from[each] for each in self._order]
        found: dict[int, float] = {}
        for word, near in direct.items():
            worth = near * _BY_WAY
            for base, links in from_each[word >> _BITS]:
                if base == own:
                    continue
                for target, nearness in links.of(word & _NUMBER):
                    end = base | target
                    if worth * nearness > found.get(end, 0.0):
                        found[end] = worth * nearness
        return {word: near for word, near in found.items() if near > _LEAST and word not in direct}

    def _told(self, found: Mapping[int, float]) -> Iterator[Translation]:
        """Yield translations, which are given as they are linked to, nearest first."""
        langs, words = list(self._order), self._each
        for word, near in sorted(found.items(), key=_NEARNESS, reverse=True):
            place = word >> _BITS
            yield Translation(langs[place], words[place][word & _NUMBER], near)


class _Words:
    """The words of a language; the first that are looked up are looked for in the packed ones."""

    def __init__(self, packed: PackedFrames) -> None:
        self._frames = Frames(packed)
        self._read: dict[int, list[str]] = {}
        self._looked_for = 0

    def __getitem__(self, number: int) -> str:
        block, place = divmod(number, _BLOCK)
        return self._block(block)[place]

    def number(self, word: str) -> int | None:
        """Return the number of a word; nothing if it is not known."""
        if self._looked_for < _FEW and "numbers" not in self.__dict__:
            self._looked_for += 1
            return self._look_for(word)
        return self.numbers.get(word)

    def _look_for(self, word: str) -> int | None:
        wanted = b"\n%b\n" % word.encode("utf-8", "replace")
        for block in range(0 if "\n" in word else len(self._frames)):
            at = self._frames[block].find(wanted)
            if at >= 0:
                return block * _BLOCK + self._frames[block].count(b"\n", 0, at)
        return None

    @cached_property
    def each(self) -> list[str]:
        return list(chain.from_iterable(map(self._block, range(len(self._frames)))))

    @cached_property
    def numbers(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.each)}

    def _block(self, number: int) -> list[str]:
        found = self._read.get(number)
        if found is None:
            found = self._read[number] = self._frames[number][1:-1].decode().split("\n")
        return found


class _Linked:
    """What the words of a language mean in another one, by their numbers."""

    def __init__(self, links: PackedFrames) -> None:
        self._links = Frames(links)

    def prepare(self) -> None:
        """Read them all."""
        _ = self._starts, self._targets, self._links[_SIMILARITIES]

    @cached_property
    def _starts(self) -> list[int]:
        """Where the translations of every so many words begin: the first, and each ``_STRIDE``."""
        counts = self._links[_COUNTS]
        sums = (sum(counts[at : at + _STRIDE]) for at in range(0, len(counts), _STRIDE))
        return list(accumulate(sums, initial=0))

    @cached_property
    def _targets(self) -> array[int]:
        return little_endian(array("H", self._links[_TARGETS]))

    def of(self, number: int) -> Iterable[tuple[int, float]]:
        """Return the numbers of the translations of a word, and how near they are."""
        counts = self._links[_COUNTS]
        before = number // _STRIDE
        start = self._starts[before] + sum(counts[before * _STRIDE : number])
        end = start + counts[number]
        near = map(_NEAR.__getitem__, self._links[_SIMILARITIES][start:end])
        return zip(self._targets[start:end], near, strict=True)


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
            {lang: _packed_words(each) for lang, each in words.items()},
            {f"{one}>{other}": _packed_links(each) for (one, other), each in links.items()},
            cut_short,
        )
    )


def _packed_words(words: Sequence[str]) -> PackedFrames:
    blocks = (words[at : at + _BLOCK] for at in range(0, len(words), _BLOCK))
    return PackedFrames.of(["\n".join(["", *block, ""]).encode() for block in blocks])


def _packed_links(each: Sequence[Sequence[tuple[int, float]]]) -> PackedFrames:
    targets = little_endian(array("H", [target for found in each for target, _ in found]))
    nearness = [round(near * _SCALE) for found in each for _, near in found]
    return PackedFrames.of([bytes(map(len, each)), targets.tobytes(), bytes(nearness)])


@cache
def load_lexicon() -> Lexicon:
    """Return the lexicon that ships."""
    return Lexicon.load(SHIPPED)
