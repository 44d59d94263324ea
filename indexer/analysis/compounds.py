"""German compounds: the words that a long word is made of.

A word is split where a front (a word as it begins compounds, with its linking element: arbeits,
sprach, kinder) meets a head (a word as it ends them, in any of its forms). How often each does so
among known compounds is its cost; the split that costs least is taken, unless the word could as
well be no compound: that is decided by the cost a letter. Fronts and heads may be compounds
again. What is left over is never a part, nor are prefixes and suffixes, as no list has them.

The lists come from ``data/compounds_de.txt.gz``, which ``compounds_make`` makes.
"""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data" / "compounds_de.txt.gz"

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
_FAR = 1 << 20
_BASE = 61
_PER_LETTER = 2


class Split(NamedTuple):
    """A compound: its front and head as they stand in it, and what the split costs."""

    front: str
    head: str
    cost: int


class Splitter:
    """Splits words in lower case, by lists of fronts and heads with their costs.

    ``lemmas`` has, for fronts whose stem is another than their word's, that word.
    """

    def __init__(
        self,
        fronts: dict[str, int],
        heads: dict[str, int],
        lemmas: dict[str, str],
        prefixes: frozenset[str],
        whole: frozenset[str],
    ) -> None:
        self.fronts = fronts
        self.heads = heads
        self.lemmas = lemmas
        self.prefixes = prefixes
        self.whole = whole

    def knows(self, word: str) -> bool:
        """Tell whether a word may be part of a compound."""
        return word in self.heads or word in self.fronts

    def split(self, word: str) -> Split | None:
        """Return the front and the head of a word, if it is a compound."""
        length = len(word)
        if not LEAST_WORD <= length <= _LONGEST or word in self.whole:
            return None
        found = self._cheapest(word, self.heads)
        if found is None or found.front in self.prefixes:
            return None
        return found if found.cost <= _BASE + _PER_LETTER * length else None

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

    def _inner(self, part: str, lists: dict[str, int]) -> Split | None:
        """Return how a part is split again, if it is."""
        if len(part) < LEAST_WORD or part in self.whole:
            return None
        found = self._cheapest(part, lists)
        if found is None or found.front in self.prefixes:
            return None
        dear = found.cost > _BASE + _PER_LETTER * len(part)
        return None if dear and part in lists else found

    def _cheapest(self, word: str, tails: dict[str, int], depth: int = 2) -> Split | None:
        """Return the cheapest split into a front and one of ``tails``: heads, or fronts again."""
        fronts = self.fronts
        best: Split | None = None
        least = _FAR
        for cut in range(2, len(word) - 1):
            left = word[:cut]
            right = word[cut:]
            front = fronts.get(left)
            tail = tails.get(right)
            if front is None:
                if tail is None or not depth or cut < _LEAST_COMPOUND:
                    continue
                inner = self._cheapest(left, fronts, depth - 1)
                if inner is None:
                    continue
                front = inner.cost + _JOINT
            elif tail is None:
                if not depth or len(word) - cut < _LEAST_COMPOUND:
                    continue
                inner = self._cheapest(right, tails, depth - 1)
                if inner is None:
                    continue
                tail = inner.cost + _JOINT
            cost = front + tail
            if cost < least:
                least = cost
                best = Split(left, right, cost)
        return best


@cache
def splitter() -> Splitter:
    """Return the splitter with the lists of the package."""
    return read(gzip.decompress(DATA.read_bytes()).decode())


@cache
def digest() -> str:
    """Return a digest of the lists of the package."""
    return hashlib.sha256(DATA.read_bytes()).hexdigest()[:12]


def read(text: str) -> Splitter:
    """Return the splitter whose lists a text has: lines of a kind, a cost, and words."""
    fronts: dict[str, int] = {}
    heads: dict[str, int] = {}
    lemmas: dict[str, str] = {}
    prefixes = whole = frozenset[str]()
    for line in text.split("\n"):
        kind, _, rest = line.partition(" ")
        if kind == "lemmas":
            words = rest.split()
            lemmas = dict(zip(words[::2], words[1::2], strict=True))
        elif kind == "prefixes":
            prefixes = frozenset(rest.split())
        elif kind == "whole":
            whole = frozenset(rest.split())
        elif kind in ("front", "head"):
            cost, _, words_of = rest.partition(" ")
            listed = fronts if kind == "front" else heads
            listed.update(dict.fromkeys(words_of.split(), int(cost)))
    return Splitter(fronts, heads, lemmas, prefixes, whole)
