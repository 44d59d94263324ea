"""Remembered tokens: what stands between two spaces, with all that can be known of it beforehand.

A token has the weights that its features give to itself, to the token after it and to the token
before it; they are sums of gains. The gain of a feature is by how much it puts the label ``I_W``
(goes on with a word) above ``B_W`` (begins one).
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping

from indexer.analysis.memory import Memory
from indexer.analysis.vifeatures import (
    PAIR_AFTER,
    PAIR_BEFORE,
    WordList,
    neighbour_features,
    own_features,
    split_tokens,
)

Seconds = dict[str, tuple[float, float, frozenset[str]]]
"""Second syllable -> what the pair adds to the scores of its two tokens, the third syllables."""

Token = tuple[str, str, int, int, float, float, float, Seconds]
"""Text; text in lower case; rank; code points from its start to the start of the next token, if a
space comes after a chunk; what it adds to its own score, to that of the token after it, to that
of the token before it; what comes after it in the word list."""

NEVER, _SMALL, _TITLE = range(3)
"""Ranks: a token may join the word of a token of its own or a higher rank, but for ``NEVER``."""

_REMEMBERED = 1 << 16
_NOTHING: Seconds = {}


class Chunks(dict[str, tuple[Token, ...]]):
    """chunk -> its tokens; forgets everything when it grows too large.

    A chunk is a stretch without white space, or a line feed: no token goes beyond one.
    """

    def __init__(self, gains: Mapping[str, float], words: WordList) -> None:
        super().__init__()
        self._gains = gains
        self._words = words
        self._pair_to_first = self._gain([PAIR_AFTER])
        self._pair_to_second = self._gain([PAIR_BEFORE])
        self._seconds = Memory(self._seconds_after, _REMEMBERED)

    def __missing__(self, chunk: str) -> tuple[Token, ...]:
        texts = split_tokens(chunk)
        last = len(texts) - 1
        tokens = tuple(
            [self._token(text, len(text) + (number == last)) for number, text in enumerate(texts)]
        )
        if len(self) >= _REMEMBERED:
            self.clear()
        self[chunk] = tokens
        return tokens

    def _token(self, text: str, advance: int) -> Token:
        rank = _TITLE if text[0].istitle() else _SMALL
        # pyvi asks whether the token is a substring of all punctuation, and so do we
        if text in string.punctuation or text[0].isdigit():
            rank = NEVER
        lower = text.lower()
        return (
            text,
            lower,
            rank,
            advance,
            self._gain(own_features(text, lower)),
            self._gain(neighbour_features("-1:", text, lower)),
            self._gain(neighbour_features("+1:", text, lower)),
            self._seconds[lower],
        )

    def _gain(self, features: Iterable[str]) -> float:
        gains = self._gains
        return sum([gains[feature] for feature in features if feature in gains])

    def _seconds_after(self, first: str) -> Seconds:
        """Return what comes after a first syllable in the word list."""
        pairs: dict[str, bool] = {}
        thirds: dict[str, list[str]] = {}
        for rest in self._words.beginning(first):
            second, space, third = rest.partition(" ")
            if not space:
                pairs[second] = True
            elif " " not in third:
                pairs.setdefault(second, False)
                thirds.setdefault(second, []).append(third)
        return {
            second: (
                self._pair_to_first if is_word else 0.0,
                self._pair_to_second if is_word else 0.0,
                frozenset(thirds.get(second, ())),
            )
            for second, is_word in pairs.items()
        } or _NOTHING
