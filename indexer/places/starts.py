"""What a word of running text may start: the name of a place, alone or with the words behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from indexer.analysis.memory import Memory
from indexer.places.spelling import word_form, word_key

_REMEMBERED = 1 << 10
"""How many words after one are remembered."""
_WORDS = 1 << 15
"""How many words have their keys remembered."""


class Named(NamedTuple):
    """Places that some words may name, and how far they can be trusted to (``table.Variant``)."""

    strength: int
    small_end: bool
    places: tuple[int, ...]
    ids: tuple[str, ...]


class Pair(NamedTuple):
    """Two words that may start a name: how many words the longest has, what the two name."""

    longest: int
    named: tuple[Named, ...]


NO_PAIR = Pair(0, ())


class Pairs(dict[str, Pair]):
    """What a word may start with the next, by that; of most words nothing, which is told first.

    ``knows`` tells of the key of a word's form and the key of the next whether a name is or begins
    so; forgotten as a whole when it grows too large.
    """

    def __init__(
        self, keys: Sequence[str], knows: Callable[[str], bool], work_out: Callable[[str], Pair]
    ) -> None:
        super().__init__()
        self._keys = keys
        self._knows = knows
        self._work_out = work_out

    def __missing__(self, second: str) -> Pair:
        if len(self) >= _REMEMBERED:
            self.clear()
        key, without_s = keys_of[second]
        knows = self._knows
        pair = NO_PAIR
        for first in self._keys:
            if knows(first + key) or (without_s and knows(first + without_s)):
                pair = self._work_out(second)
                break
        self[second] = pair
        return pair


def _keys(surface: str) -> tuple[str, str]:
    if surface.isascii():
        form = key = surface.lower().replace("'", "")
    else:
        form = word_form(surface)
        key = word_key(form)
    return key, word_key(form[:-1]) if form.endswith("s") else ""


keys_of = Memory(_keys, _WORDS)
"""The key of a word, and the key without an s at the end of its form."""


class Start(NamedTuple):
    """A word that may start a name: what it may be, what it names alone.

    ``pairs`` has what it is with the next word, where longer names start with it;
    ``small_next``: the next word of such a name may be written small; ``hides``: the word may
    start a name that is no place but holds one; ``stands``: it need not be looked at together
    with the next word to be a name, or to hide one.
    """

    pairs: Mapping[str, Pair] | None
    small_next: bool
    stands: bool
    hides: bool
    forms: tuple[str, ...]
    alone: tuple[Named, ...]
