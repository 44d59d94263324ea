"""Slips of the finger: words that no document has, and the words of the index near to them.

A slip is told from a word that is only new by weighing both (a noisy channel). For the slip speak
how often the near word stands beside the other words of the query, how few letters differ, and
the length of the word, since short words are near to many others; for the new word speaks how
many of the words of the index are in few documents.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from indexer.analysis.filters import is_syllable
from indexer.model import Channel
from indexer.spelling.counts import Counts, Word

if TYPE_CHECKING:
    from indexer.spelling.words import Near

_TWO_LETTERS_FROM = 6
"""In words of so many letters two may be wrong."""
_SHORT = 3
"""Words of so few letters are near to too many others, unless they are syllables."""
_EDIT = math.log(300)
"""What a wrong letter weighs: it is worth a word that is so many times as frequent."""
_FIRST_LETTER = 0.5
"""What it weighs besides, against a letter, that the first one is wrong."""
_ENDING, _LETTERS_OF_ENDING, _LEAST_STEM = 1.2, 2, 4
"""What it weighs that nothing but the ending differs: it may be a form that is only new."""
_ACCENT, _ACCENTS_LEFT_OUT = 0.8, 0.1
"""What a wrong accent weighs, and having typed none at all."""
_LETTER, _LETTER_OF_SYLLABLE = 1.7, 2.3
"""By how much (logarithm) each letter makes a slip likelier; Vietnamese has more letters."""
_MOST_LETTERS = 10
_LIKELY = -1.0
_MOST_WEIGHED = 6
_MOST_NEIGHBOURS = 3
_CONTEXT = 0.9
"""How much of a word's likelihood is that beside the other words; the rest is that by itself."""
_TIMES_MORE = 20
"""A word that some documents hold is given up for one that so many times as many hold."""


class Slips:
    """Looks for what the words of one query may have been meant to be."""

    def __init__(self, words: Sequence[Word], counts: Counts) -> None:
        self._words = words
        self._counts = counts
        self._index = counts.index
        self._bare = all(each.word.isascii() for each in words)

    def without_marks(self, each: Word) -> str | None:
        """Return the word that was typed without its umlaut or accent, if it was."""
        least = max(1, _TIMES_MORE * self._index.frequency(Channel.WORD, each.word))
        if each.word != each.fold or self._index.frequency(Channel.FOLD, each.fold) < least:
            return None
        if is_syllable(each.word) and not self._bare:
            return None  # among syllables with accents those without have none
        found = self._index.lexicon.spelt_like(each.fold)
        return self._likeliest(each, [near for near in found if near.documents >= least])

    def near(self, each: Word, held: int) -> str | None:
        """Return the word that a slip has made one that ``held`` documents hold, few or none."""
        reach = 2 if len(each.fold) >= _TWO_LETTERS_FROM and not held else 1
        found = self._index.lexicon.near(each.fold, reach)
        least = _TIMES_MORE * held
        short = len(each.fold) <= _SHORT
        return self._likeliest(
            each,
            [
                near
                for near in found
                if near.documents > least and (not short or is_syllable(near.word))
            ],
        )

    def _likeliest(self, each: Word, found: Sequence[Near]) -> str | None:
        """Return the likeliest of the words found, if it is likelier than a new word."""
        weighed = sorted(
            (self._cost(each, near) - math.log(near.documents), near)
            for near in found
            if near.word != each.word
        )
        if not weighed:
            return None
        words = {word.meant for word in self._words if word is not each}
        frequencies = self._counts.together(
            lambda counts: [(counts.held(other), other) for other in words]
        )
        others = sorted(each for each in frequencies if each[0])[:_MOST_NEIGHBOURS]
        weighed = weighed[:_MOST_WEIGHED]
        beside = self._counts.together(
            lambda counts: [
                [counts.beside(near.word, other) / held for held, other in others]
                for _, near in weighed
            ]
        )
        known = len(self._index.lexicon.documents)
        new = math.log(known / (self._index.documents * self._index.tokens))
        best, likeliest = _LIKELY, None
        for (_, near), shares in zip(weighed, beside, strict=True):
            share = near.documents / self._index.documents
            if shares:
                share = _CONTEXT * sum(shares) / len(shares) + (1 - _CONTEXT) * share
            letter = _LETTER_OF_SYLLABLE if is_syllable(near.word) else _LETTER
            letters = min(len(each.fold), _MOST_LETTERS)
            likely = math.log(share) - self._cost(each, near) + letter * letters - new
            if likely > best:
                best, likeliest = likely, near.word
        return likeliest

    def _cost(self, each: Word, near: Near) -> float:
        """Return what the difference of a word from the typed one weighs."""
        from indexer.spelling.words import letters_apart  # loads what only slips need

        cost = float(near.distance)
        if near.distance:
            stem = near.word[:-_LETTERS_OF_ENDING]
            cost += _FIRST_LETTER * (near.word[:1] != each.word[:1])
            cost += _ENDING * (len(stem) >= _LEAST_STEM and each.word.startswith(stem))
        if each.word != each.fold or not self._bare:
            cost += _ACCENT * max(0, letters_apart(each.word, near.word) - near.distance)
        elif not near.word.isascii():
            cost += _ACCENTS_LEFT_OUT
        return cost * _EDIT
