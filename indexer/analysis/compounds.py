"""German compounds: the words that a long word is made of.

A word is split where a front (a word as it begins compounds, with its linking element: arbeits,
sprach, kinder) meets a head (a word as it ends them, in any of its forms). How often each does so
among known compounds is its cost; the split that costs least is taken, unless the word could as
well be no compound: that is decided by the cost a letter. Fronts and heads may be compounds
again. What is left over is never a part, nor are prefixes and suffixes, as no list has them.

The lists come from ``data/compounds_de.txt.zst``, which ``compounds_make`` makes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import zstandard

from indexer.installed import digest

DATA = Path(__file__).parent / "data" / "compounds_de.txt.zst"

LEAST_WORD = 7
"""Shorter words are never split."""
LEAST_FRONT = 3
LEAST_HEAD = 3
SHORT = frozenset({"öl", "ei"})
"""The words of two letters that are parts of compounds."""
_LEAST_COMPOUND = 6
"""A part of fewer letters is no compound itself."""
_LONGEST = 60
_JOINT = 6
"""What it costs that a part is a compound not known as one."""
_FREE = ord("0")
"""The letter for a cost of nothing: one cost more, the next letter."""
_FEW = 1 << 12
"""So many words are looked for in the order of a list before there is a table of it."""
_FAR = 1 << 20
_BASE = 61
_PER_LETTER = 2


class Split(NamedTuple):
    """A compound: its front and head as they stand in it, and what the split costs."""

    front: str
    head: str
    cost: int


class Costs:
    """Words and what each costs; the first that are asked for are looked for in their order."""

    def __init__(self, words: Sequence[str], letters: str) -> None:
        """Take words in order, and a letter for the cost of each."""
        self._words = words
        self._letters = letters
        self._asked = 0
        self.get: Callable[[str], int | None] = self._look_for
        """Returns what a word costs, or nothing if it is not among them."""

    @staticmethod
    def written(costs: Mapping[str, int]) -> str:
        """Return words and costs as a line of the lists has them."""
        words = sorted(costs)
        return " ".join(["".join([chr(_FREE + costs[word]) for word in words]), *words])

    @classmethod
    def read(cls, line: str) -> Costs:
        """Return what is written in a line."""
        letters, *words = line.split(" ")
        return cls(words, letters)

    @cached_property
    def least(self) -> int:
        """What the cheapest costs."""
        return ord(min(self._letters, default=chr(_FREE))) - _FREE

    @cached_property
    def table(self) -> dict[str, int]:
        """All of them."""
        return {
            word: ord(letter) - _FREE
            for word, letter in zip(self._words, self._letters, strict=True)
        }

    def prepare(self) -> None:
        """Make the table now, so that no question waits for it."""
        self.get = self.table.get

    def _look_for(self, word: str) -> int | None:
        self._asked += 1
        if self._asked > _FEW:
            self.prepare()
        at = bisect_left(self._words, word)
        known = at < len(self._words) and self._words[at] == word
        return ord(self._letters[at]) - _FREE if known else None


class Splitter:
    """Splits words in lower case, by lists of fronts and heads with their costs.

    The lists are taken apart when they are first needed: most queries have no word that is long
    enough.
    """

    def __init__(self, text: str) -> None:
        """Take the lists: lines of a kind, and words."""
        lines = [line.partition(" ") for line in text.split("\n")]
        self._lists = {kind: rest for kind, _, rest in lines}

    @cached_property
    def fronts(self) -> Costs:
        """What begins compounds."""
        return Costs.read(self._lists["fronts"])

    @cached_property
    def heads(self) -> Costs:
        """What ends compounds."""
        return Costs.read(self._lists["heads"])

    @cached_property
    def lemmas(self) -> dict[str, str]:
        """The words of fronts whose stem is another than that of their word."""
        words = self._lists.get("lemmas", "").split()
        return dict(zip(words[::2], words[1::2], strict=True))

    @cached_property
    def prefixes(self) -> frozenset[str]:
        """What begins words that are no compounds for that."""
        return frozenset(self._lists.get("prefixes", "").split())

    @cached_property
    def whole(self) -> frozenset[str]:
        """What looks like a compound and is none."""
        return frozenset(self._lists.get("whole", "").split())

    @cached_property
    def _least(self) -> int:
        """What no split costs less than."""
        return self.fronts.least + min(self.fronts.least, self.heads.least)

    def prepare(self) -> None:
        """Take the lists apart now, for whoever splits many words."""
        self.fronts.prepare()
        self.heads.prepare()

    def knows(self, word: str) -> bool:
        """Tell whether a word may be part of a compound."""
        return self.heads.get(word) is not None or self.fronts.get(word) is not None

    def split(self, word: str) -> Split | None:
        """Return the front and the head of a word, if it is a compound."""
        length = len(word)
        if not LEAST_WORD <= length <= _LONGEST or word in self.whole:
            return None
        return self._cheaper(word, self.heads, _dear(word))

    def parts(self, word: str, *, smallest: bool = False) -> tuple[str, ...]:
        """Return the words a compound is made of, each once, in order.

        Of more than two, those in between are among them (weltmeisterschaft with welt and
        meisterschaft), unless only the ``smallest`` are asked for.
        """
        found = self.split(word)
        if found is None:
            return ()
        parts: dict[str, None] = {}
        self._collect(found, parts, smallest=smallest)
        return tuple(parts)

    def _collect(self, found: Split, parts: dict[str, None], *, smallest: bool) -> None:
        for part, lists in ((found.front, self.fronts), (found.head, self.heads)):
            inner = self._inner(part, lists)
            if inner is None or not smallest:
                parts[self.lemmas.get(part, part) if lists is self.fronts else part] = None
            if inner is not None:
                self._collect(inner, parts, smallest=smallest)

    def _inner(self, part: str, lists: Costs) -> Split | None:
        """Return how a part is split again, if it is."""
        if len(part) < LEAST_WORD or part in self.whole:
            return None
        return self._cheaper(part, lists, _FAR if lists.get(part) is None else _dear(part))

    def _cheaper(self, word: str, tails: Costs, most: int) -> Split | None:
        """Return the cheapest split of a word, if it costs less than ``most`` and has no prefix."""
        found = self._cheapest(word, tails, most, 2)
        return None if found is None or found.front in self.prefixes else found

    def _cheapest(self, word: str, tails: Costs, most: int, depth: int) -> Split | None:
        """Return the cheapest split into a front and one of ``tails``: heads, or fronts again.

        It costs less than ``most``; of equals it is the one with the shortest front. A side that
        is in no list may be a compound itself, down to ``depth``: that is only looked at where
        the other side leaves enough for it, the cheapest of those first.
        """
        front_of, tail_of = self.fronts.get, tails.get
        length = len(word)
        best, least = 0, most
        unknown: list[tuple[int, int, bool]] = []
        for cut in range(2, length - 1):
            front = front_of(word[:cut])
            tail = tail_of(word[cut:])
            if front is None:
                if tail is not None and cut >= _LEAST_COMPOUND:
                    unknown.append((tail, cut, True))
            elif tail is None:
                if length - cut >= _LEAST_COMPOUND:
                    unknown.append((front, cut, False))
            elif front + tail < least:
                best, least = cut, front + tail
        for known, cut, is_front in sorted(unknown) if depth else ():
            left = least + (cut < best) - known - _JOINT
            if left <= self._least:
                break
            side, lists = (word[:cut], self.fronts) if is_front else (word[cut:], tails)
            if inner := self._cheapest(side, lists, left, depth - 1):
                best, least = cut, known + _JOINT + inner.cost
        return Split(word[:best], word[best:], least) if best else None


def _dear(word: str) -> int:
    """Return what a split of a word costs that is no compound: more than so much a letter."""
    return _BASE + _PER_LETTER * len(word) + 1


@cache
def splitter() -> Splitter:
    """Return the splitter with the lists of the package."""
    return Splitter(zstandard.ZstdDecompressor().decompress(DATA.read_bytes()).decode())


@cache
def lists_version() -> str:
    """Return a digest of the lists of the package."""
    return digest(DATA.read_bytes())
