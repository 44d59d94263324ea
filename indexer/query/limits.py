"""What one query may ask for at the most, so that none keeps the others waiting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer.engines import tree as query
from indexer.model import Note
from indexer.query.parse import MAX_WORDS, OPERATORS
from indexer.query.terms import QueryWord
from indexer.query.vocabulary import Vocabulary

_MAX_WAYS = 625
"""In how many ways the words of phrases may stand: four steps of one to five words."""
_MAX_WORK = 500_000
"""So many documents may be looked into for them: each way looks into those of the rarest word."""
_MAX_PATTERNS = 16
"""Each pattern is a walk over the dictionary; more in a query are words. One that begins with a
wildcard walks over all of it, and counts twice."""


class Limits:
    """What is left of the limits of one query; ``notes`` take what was cut."""

    def __init__(self, vocabulary: Vocabulary | None, notes: list[Note]) -> None:
        self._vocabulary = vocabulary
        self._notes = notes
        self._words = MAX_WORDS
        self._patterns = _MAX_PATTERNS
        self._ways = _MAX_WAYS
        self._work = _MAX_WORK

    def words(self, words: list[QueryWord]) -> list[QueryWord]:
        """Return the words that may still be searched: scripts without spaces know no end."""
        kept = words[: self._words]
        self._words -= len(kept)
        if len(kept) < len(words):
            self._notes.append(
                Note("Only the first %(number)s words were searched.", number=MAX_WORDS)
            )
        return kept

    def operators(self, words: Iterable[query.Term]) -> None:
        """Note the operators that stand where only words can, and are searched as words."""
        self._notes += [
            Note("“%(text)s” has nothing to join here: searched as a word.", text=word.text)
            for word in words
            if word.text in OPERATORS
        ]

    def again(self, words: Sequence[QueryWord]) -> None:
        """Count words as not searched yet: they are read twice."""
        self._words += len(words)

    def pattern(self, typed: str) -> bool:
        """Tell whether a pattern may still be searched, and count it."""
        if self._patterns <= 0:
            self._notes.append(
                Note("Only the first %(number)s patterns were searched.", number=_MAX_PATTERNS)
            )
            return False
        self._patterns -= 2 if typed[0] in "*?" else 1
        return True

    def reach(self, text: str, slop: int, words: Sequence[QueryWord]) -> int:
        """Return how far apart the words of a phrase may be: many words, fewer ways to stand.

        Frequent words have fewer, too, and all phrases of a query share what there is.
        """
        steps, near = len(words) - 1, slop
        if near == 1 or steps < 1:
            return near
        held = 1
        if vocabulary := self._vocabulary:
            held += min(vocabulary.doc_frequency("body_fold", word.fold) for word in words)
        most = min(self._ways, self._work // held)
        while near > 1 and near**steps > most:
            near -= 1
        if near > 1:
            self._ways -= near**steps
            self._work -= near**steps * held
        if near < slop:
            self._notes.append(
                Note(
                    "“%(text)s” takes too long to search with ~%(asked)s: searched with ~%(near)s.",
                    text=text,
                    asked=slop,
                    near=near,
                )
            )
        return near
