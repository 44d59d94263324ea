"""The words of pyvi's list by how they look without diacritics, for queries typed without them.

The list (``pyvimodel`` states its origin and licence) is read with the first query that needs
it. Its syllables become ``word`` terms when they are looked up: few of them ever are.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from indexer.analysis import pyvimodel
from indexer.analysis.filters import fold_term, word_term

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


class Lexicon(NamedTuple):
    """Syllables by their fold, and words of several syllables by theirs, joined by spaces."""

    syllables: dict[str, list[str]]
    words: dict[str, list[str]]
    longest: int
    """So many syllables has the longest word."""


@cache
def lexicon() -> Lexicon:
    """Return what the installed list holds, as it is written there in lower case."""
    lines = pyvimodel.read_words(pyvimodel.folder() / pyvimodel.WORD_LIST)
    text = unicodedata.normalize("NFC", "\n".join(lines)).lower()
    words: dict[str, list[str]] = {}
    for word, bare in zip(text.split("\n"), text.translate(_BARE).split("\n"), strict=True):
        if " " in word:
            words.setdefault(bare, []).append(word)
    syllables: dict[str, list[str]] = {}
    every = " ".join(set(text.split()))
    for syllable, bare in zip(every.split(" "), every.translate(_BARE).split(" "), strict=True):
        syllables.setdefault(bare, []).append(syllable)
    return Lexicon(syllables, words, max(word.count(" ") for word in words) + 1)


@lru_cache(_REMEMBERED)
def syllables_like(fold: str) -> tuple[str, ...]:
    """Return the known syllables that have this fold, as ``word`` terms."""
    return tuple(sorted({word_term(each) for each in lexicon().syllables.get(fold, ())}))


@lru_cache(_REMEMBERED)
def words_like(folds: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the known words whose syllables have these folds, each as its ``word`` terms."""
    found = lexicon().words.get(" ".join(folds), ())
    return tuple(sorted({tuple(map(word_term, word.split(" "))) for word in found}))
