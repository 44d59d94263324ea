"""Vietnamese typed without accents before the word that is suggested: it gets them, too."""

from __future__ import annotations

from indexer.analysis.filters import is_syllable
from indexer.suggesting.lines import Lines
from indexer.suggesting.tables import Term
from indexer.suggesting.typed import Typed

_MOST_SYLLABLES = 4
_SPELT_ALIKE = 8
"""So many words are looked at that begin with the same syllables."""


def restored(typed: Typed, first: int, terms: Lines[Term]) -> str:
    """Return the text before a word, the words of several syllables in it with their accents.

    Only what is written all in syllables without accents is read as Vietnamese.
    """
    head = typed.head(first)
    if not head.isascii() or not all(is_syllable(word.fold) for word in typed.words[:first]):
        return head
    pieces: list[str] = []
    done = at = 0
    while at < first:
        size, word = _longest(typed, at, first, terms)
        if word:
            start = typed.words[at].start
            pieces += head[done:start], word
            done = typed.words[at + size - 1].end
        at += size
    return "".join([*pieces, head[done:]])


def _longest(typed: Typed, at: int, first: int, terms: Lines[Term]) -> tuple[int, str]:
    """Return the longest word that begins at a syllable, and of how many it is; else one, none."""
    for size in range(min(_MOST_SYLLABLES, first - at), 1, -1):
        folds = " ".join([word.fold for word in typed.words[at : at + size]]).encode()
        for number in terms.beginning(folds + b" ", _SPELT_ALIKE):
            if terms.words(number) == b" " + folds + b" ":
                return size, terms.entry(number).text
    return 1, ""
