"""What a word of running text may start: the name of a place, alone or with the words behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from indexer.places.spelling import word_form, word_key

_REMEMBERED = 1 << 10
"""How many words after one are remembered."""


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

    ``goes_on`` tells of the key of a next word whether a name may go on with it, once for each
    form of the first; forgotten as a whole when it grows too large.
    """

    def __init__(
        self, goes_on: Sequence[Callable[[str], bool]], work_out: Callable[[str], Pair]
    ) -> None:
        super().__init__()
        self._goes_on = goes_on
        self._work_out = work_out

    def __missing__(self, second: str) -> Pair:
        if len(self) >= _REMEMBERED:
            self.clear()
        if second.isascii():
            form = key = second.lower().replace("'", "")
        else:
            form = word_form(second)
            key = word_key(form)
        pair = NO_PAIR
        for goes_on in self._goes_on:
            if goes_on(key) or (form.endswith("s") and goes_on(word_key(form[:-1]))):
                pair = self._work_out(second)
                break
        self[second] = pair
        return pair


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
