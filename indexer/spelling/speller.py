"""Did you mean: another spelling of a query, from the words of the index, where it finds more.

Three things are looked at, each only when there is reason to:

*   A query all without accents that reads as Vietnamese: its likeliest words with accents.
*   A word that stands without its umlaut or accent, where the index nearly always has one.
*   A word that no document holds under any of its terms, or hardly any while no document has all
    the words: the words of the index at one or two letters from it.

What was typed is always what is searched. A suggestion is offered beside it, and only if more
documents hold its words than hold those that were typed, as they were typed. An ordinary query
pays for looking up each of its words once; the words of the index are read into memory by the
first query that needs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from indexer.analysis.filters import fold_term, is_syllable, word_term
from indexer.engines.base import EngineReader
from indexer.model import Channel
from indexer.query import Weights
from indexer.spelling.counts import Counts, IndexWords, Restrict, Word
from indexer.spelling.slips import Slips
from indexer.spelling.typed import replaced, typed_words

_FAMILIAR = 5
"""A word that so many documents hold as it was typed is not looked into."""
_LEAST_LETTERS = 3
_REMEMBERED = 10_000
_SYLLABLES = 0.6
"""Vietnamese without accents has at least this share of words that are written like syllables."""
_JOINED = 0.5
"""In a reading of words that no document has together so many syllables are in longer words."""
_LIKELIER = 1.0
"""By so much (logarithm, for each syllable with an accent) it must be likelier than as typed."""


class Speller:
    """Suggests spellings in the words of one index; safe to share between threads."""

    def __init__(self, reader: EngineReader, tokens: int, folder: Path) -> None:
        """Serve the open generation in a folder, of so many tokens in all."""
        self.words = IndexWords(reader, tokens, folder)

    def suggestions(
        self, text: str, weights: Weights, restrict: Restrict, found: Iterable[str] = ()
    ) -> tuple[str, ...]:
        """Return what the query ``text`` may have been meant to be: nothing, or one string.

        ``restrict`` filters; ``found`` are titles and snippets of what was found for it.
        """
        words = [Word(typed, *_terms(typed.text)) for typed in typed_words(text)]
        if not words:
            return ()
        counts = Counts(self.words, weights, restrict)
        if not _restore_accents(words, counts, found):
            _correct(words, counts)
        elif _correct(words, counts):
            _restore_accents(words, counts, found)
        changes = [(each.typed, each.meant) for each in words if each.changed]
        suggested = replaced(text, changes)
        return (suggested,) if changes and counts.finds_any(suggested) else ()


@lru_cache(_REMEMBERED)
def _terms(surface: str) -> tuple[str, str, str]:
    """Return the word and the fold of a typed word, and what it means: itself."""
    word = word_term(surface)
    return word, fold_term(word), word


def _restore_accents(words: Sequence[Word], counts: Counts, found: Iterable[str]) -> bool:
    """Read a query as Vietnamese typed without accents; return whether it looks like that.

    It has to be likelier than what was typed, and more documents have to hold all its words with
    these accents than hold them as typed. Where none does either way, most of its syllables have
    to be in words of several syllables or phrases that the index knows.
    """
    if not all(each.word.isascii() for each in words):
        return False
    folds = [fold_term(each.meant) for each in words]
    syllables = sum(map(is_syllable, folds))
    if syllables < 2 or syllables < _SYLLABLES * len(folds):
        return False
    from indexer.spelling.accents import read  # reads the words of the index

    known = counts.index.vietnamese
    reading = read(folds, known, list(found))
    typed = sum(known.worth(counts.index.frequency(Channel.WORD, each.word)) for each in words)
    accented = sum(map(str.__ne__, folds, reading.syllables))
    if not accented or reading.worth - typed < _LIKELIER * accented:
        return False
    before = [each.meant for each in words]
    for each, syllable in zip(words, reading.syllables, strict=True):
        each.meant = syllable
    if counts.finds_more(words, otherwise=reading.joined >= _JOINED * len(folds)):
        return True
    for each, word in zip(words, before, strict=True):
        each.meant = word
    return False


def _correct(words: Sequence[Word], counts: Counts) -> bool:
    """Look for words near to those that are unknown, or lack an umlaut; return whether one is.

    If all are known and yet no document has all of them, those that hardly any has are looked at.
    """
    rare = [
        each
        for each in words
        if not each.changed
        and len(each.fold) >= _LEAST_LETTERS
        and counts.index.frequency(Channel.WORD, each.word) < _FAMILIAR
    ]
    if not rare:
        return False
    slips = Slips(words, counts)
    held = counts.together(lambda counts: [counts.held(each.word) for each in rare])
    new = not all(held)
    for each, documents in zip(rare, held, strict=True):
        if word := slips.without_marks(each):
            each.meant, new = word, True
        elif not documents:
            each.meant = slips.near(each, 0) or each.word
    hardly_held = [(each, n) for each, n in zip(rare, held, strict=True) if n < _FAMILIAR]
    if not new and hardly_held and not counts.typed(words):
        for each, documents in hardly_held:
            each.meant = slips.near(each, documents) or each.word
    changed = any(each.changed for each in rare)
    if changed and not counts.finds_more(words, otherwise=new):
        for each in rare:
            each.meant = each.word
        return False
    return changed
