"""The words of an index, read once when they are first needed: by their letters, by syllables.

Frequencies count documents. In a large index a word of one document alone is as likely a slip
as a word, so it is never suggested.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.analysis.base import tagged
from indexer.analysis.filters import fold_term, is_syllable
from indexer.engines.base import TEXT_FIELDS, EngineReader
from indexer.model import Channel

_LARGE = 1_000
"""From so many documents on a word has to stand in two of them."""
_LONGEST_SYLLABLES = 5
"""Longer Vietnamese words are joined of shorter ones."""
_INSIDE = 0.7
"""This share of the longer words with a syllable is taken off from what there is of it."""
_LEAST_ALONE = 0.02
"""At least this share of what there is of a syllable stands outside of longer words."""
_BARE_WORD, _BARE_SYLLABLE = 0.1, 0.5
"""How much of what stands without accents in the index was not just left without them."""
_NEARLY_ALL = 0.999

_fold = lru_cache(1 << 14)(fold_term)


class Near(NamedTuple):
    """A word near to a typed one: in how many letters its fold differs, and its documents."""

    word: str
    distance: int
    documents: int


def letters_apart(one: str, other: str) -> int:
    """Return in how many letters two words differ (optimal string alignment)."""
    return int(OSA.distance(one, other))


class Lexicon:
    """The words of an index and the documents that hold them, to be looked up by their fold."""

    def __init__(self, reader: EngineReader) -> None:
        self.documents: Mapping[str, int] = _counted(reader, Channel.WORD, "")
        self._by_fold: dict[str, list[str]] = {}
        self._folds: defaultdict[int, list[str]] = defaultdict(list)
        for word in self.documents:
            if word.isalpha():
                fold = fold_term(word)
                if fold not in self._by_fold:
                    self._by_fold[fold] = []
                    self._folds[len(fold)].append(fold)
                self._by_fold[fold].append(word)

    def spelt_like(self, fold: str) -> list[Near]:
        """Return the words that differ from others of a fold in nothing but diacritics."""
        return [Near(word, 0, self.documents[word]) for word in self._by_fold.get(fold, ())]

    def near(self, fold: str, distance: int) -> list[Near]:
        """Return the words whose fold differs in at most so many letters.

        One letter left out, added or put in place of another counts one, two neighbours that
        have changed places too (optimal string alignment).
        """
        found: list[Near] = []
        for length in range(len(fold) - distance, len(fold) + distance + 1):
            for near, letters, _ in process.extract(
                fold,
                self._folds.get(length, ()),
                scorer=OSA.distance,
                score_cutoff=distance,
                limit=None,
            ):
                found += [Near(w, int(letters), self.documents[w]) for w in self._by_fold[near]]
        return found


class VietnameseWords:
    """The Vietnamese words of an index, to be looked up by their syllables without accents.

    A word is worth the logarithm of how likely one in running text is to be it. That is
    estimated from the share of documents that hold it: a word that comes up at random ``m``
    times a document is missing from ``exp(-m)`` of them. A syllable counts as a word only where
    it stands outside of longer ones.
    """

    def __init__(self, reader: EngineReader, documents: int, tokens: float) -> None:
        """Take the words of an index of ``documents``, of so many ``tokens`` each."""
        self._documents = documents
        self._tokens = tokens
        self._found: defaultdict[tuple[str, ...], list[tuple[float, tuple[str, ...]]]]
        self._found = defaultdict(list)
        self.longest = 1
        tag = tagged("vi", "")
        inside: defaultdict[str, float] = defaultdict(float)
        for term, count in _counted(reader, Channel.PART, tag).items():
            syllables = tuple(term[len(tag) :].split("_"))
            if len(syllables) <= _LONGEST_SYLLABLES:
                often = self._often(count)
                bare = all(map(str.isascii, syllables))
                self._add(syllables, often * (_BARE_WORD if bare else 1.0))
                for syllable in syllables:
                    inside[syllable] += often
        for term, count in _counted(reader, Channel.STEM, tag).items():
            syllable = term[len(tag) :]
            if is_syllable(syllable):
                often = self._often(count)
                alone = max(often - _INSIDE * inside[syllable], often * _LEAST_ALONE)
                self._add((syllable,), alone * (_BARE_SYLLABLE if syllable.isascii() else 1.0))

    def worth(self, documents: int) -> float:
        """Return the worth of a word that so many documents hold; of none, less than of one."""
        return math.log(self._often(documents or 0.1) / self._tokens)

    def spelt_like(self, folds: tuple[str, ...]) -> list[tuple[float, tuple[str, ...]]]:
        """Return the words with these syllables but for accents, each with its worth."""
        return self._found.get(folds, [])

    def _often(self, documents: float) -> float:
        """Return how often a word comes up in a document on average."""
        return -math.log1p(-min(documents / (self._documents + 1), _NEARLY_ALL))

    def _add(self, syllables: tuple[str, ...], often: float) -> None:
        worth = math.log(often / self._tokens)
        self._found[tuple(map(_fold, syllables))].append((worth, syllables))
        self.longest = max(self.longest, len(syllables))


def _counted(reader: EngineReader, channel: Channel, prefix: str) -> dict[str, int]:
    """Return how many documents hold each term, in the field that most of them hold it in."""
    least = 2 if reader.doc_count() >= _LARGE else 1
    found: dict[str, int] = {}
    for field in TEXT_FIELDS:
        counted = reader.lexicon(f"{field}_{channel}", prefix, least)
        if len(counted) > len(found):
            found, counted = counted, found
        for term, documents in counted.items():
            if documents > found.get(term, 0):
                found[term] = documents
    return found
