"""The words of an index by their letters, read once when they are first needed.

Frequencies count documents. In a large index a word of one document alone is as likely a slip
as a word, so it is never suggested.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.analysis.filters import fold_term
from indexer.engines.base import EngineReader
from indexer.model import Channel
from indexer.spelling.syllables import counted


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
        self.documents: Mapping[str, int] = counted(reader, Channel.WORD, "")
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
