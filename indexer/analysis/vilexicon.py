"""The words of pyvi's list by how they look without diacritics, for queries typed without them.

The list (``pyvimodel`` states its origin and licence) is read with the first query that needs
it. Its syllables become ``word`` terms when they are looked up: few of them ever are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from indexer.analysis import pyvimodel
from indexer.analysis.filters import fold_term, word_term
from indexer.analysis.memory import Memory
from indexer.analysis.vifeatures import WordList

_REMEMBERED = 1 << 13
_VOWELS = "aâăeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_BARE = str.maketrans(
    {
        unicodedata.normalize("NFC", vowel + tone): fold_term(vowel)
        for vowel in _VOWELS
        for tone in _TONES
    }
    | {"đ": "d"}
)


class Lexicon:
    """Words as they are written, in lower case, to be looked up by how they look bare."""

    def __init__(self, words: Iterable[str]) -> None:
        text = unicodedata.normalize("NFC", "\n".join(words)).lower()
        every = list(set(text.split()))
        self._bare = dict(zip(every, " ".join(every).translate(_BARE).split(" "), strict=True))
        self.syllables: dict[str, list[str]] = {}
        """Syllables by their fold."""
        for syllable, fold in self._bare.items():
            self.syllables.setdefault(fold, []).append(syllable)
        self._words = WordList(text.split("\n"))
        self._beginning = Memory(self._words_beginning, _REMEMBERED)

    def words(self, fold: str) -> list[str]:
        """Return the words of several syllables that have a fold, in which these are joined."""
        first, _, rest = fold.partition(" ")
        return self._beginning[first].get(rest, []) if first in self.syllables else []

    def _words_beginning(self, fold: str) -> dict[str, list[str]]:
        """Return the words whose first syllable has a fold, by the folds of the others."""
        bare = self._bare
        found: dict[str, list[str]] = {}
        for syllable in self.syllables[fold]:
            for rest in self._words.beginning(syllable):
                folds = " ".join([bare[each] for each in rest.split()])
                found.setdefault(folds, []).append(f"{syllable} {rest}")
        return found


@cache
def lexicon() -> Lexicon:
    """Return what the installed list holds."""
    return Lexicon(pyvimodel.read_words(pyvimodel.folder() / pyvimodel.WORD_LIST))


@lru_cache(_REMEMBERED)
def syllables_like(fold: str) -> tuple[str, ...]:
    """Return the known syllables that have this fold, as ``word`` terms."""
    return tuple(sorted({word_term(each) for each in lexicon().syllables.get(fold, ())}))


@lru_cache(_REMEMBERED)
def words_like(folds: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the known words whose syllables have these folds, each as its ``word`` terms."""
    found = lexicon().words(" ".join(folds))
    return tuple(sorted({tuple(map(word_term, word.split(" "))) for word in found}))
