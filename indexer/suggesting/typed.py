"""What has been typed so far, as suggestions look at it: words, of which the last may go on."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import NamedTuple, Self

from indexer.analysis.filters import fold_term, word_term
from indexer.analysis.tokenizer import split_words
from indexer.model import Channel, Mark
from indexer.query.parse import OPERATORS
from indexer.query.readings import name_terms
from indexer.suggesting.tables import skeleton

_LONGEST = 200
_MOST_WORDS = 12
_SYNTAX = re.compile(r"[:*?~^()\[\]{}<>|@/\\=#&]|(?:^|\s)[-+]\S")
"""What makes a query more than words: it is not for suggestions to rewrite."""
_LEAST_KEY = 3


class TypedWord(NamedTuple):
    """A word typed: where it is, its fold, and the skeletons of the keys it has as a name."""

    start: int
    end: int
    word: str
    fold: str
    keys: frozenset[str]


class Typed(NamedTuple):
    """The beginning of a query: ``text`` with its ``words``.

    ``goes_on`` tells that more letters may follow the last word. What is quoted, or has more words
    than are looked at, is ``closed``: not completed, but it may be a title.
    """

    text: str
    words: tuple[TypedWord, ...]
    goes_on: bool
    closed: bool

    @classmethod
    def of(cls, query_text: str) -> Self:
        """Return what was typed; of what is no plain words, nothing."""
        text = unicodedata.normalize("NFC", query_text[: _LONGEST + 1]).lstrip()
        if len(text) > _LONGEST or _SYNTAX.search(text) or not OPERATORS.isdisjoint(text.split()):
            return cls(text, (), False, False)
        found = split_words(text)
        columns = zip(found.starts, found.ends, found.surfaces, strict=True)
        words = tuple([_word(*each) for each in islice(columns, _MOST_WORDS)])
        goes_on = bool(words) and words[-1].end == len(text)
        return cls(text, words, goes_on, '"' in text or len(words) < len(found))

    def tail(self, number: int) -> bytes:
        """Return what stands after a word where it is looked for: a space unless it may go on."""
        return b"" if self.goes_on and number == len(self.words) - 1 else b" "

    def part(self, number: int) -> bytes:
        """Return a word as lines hold it."""
        return b" " + self.words[number].fold.encode() + self.tail(number)

    def phrase(self, first: int) -> bytes:
        """Return the words from ``first`` on as lines hold them, without the space before."""
        folds = [word.fold for word in self.words[first:]]
        return " ".join(folds).encode() + self.tail(len(self.words) - 1)

    def head(self, first: int) -> str:
        """Return the text before a word."""
        return self.text[: self.words[first].start]

    @property
    def longest(self) -> int:
        """The number of the longest word: few lines hold it."""
        return max(range(len(self.words)), key=lambda number: len(self.part(number)))

    def fits_last(self, word: str) -> bool:
        """Tell whether a word begins with the last one as it was typed, accents and all."""
        return word.startswith(self.words[-1].word)

    def fits(self, text: str) -> bool:
        """Tell whether a text has the words typed with just the accents they were typed with."""
        accented = [word.word for word in self.words if word.word != word.fold]
        return not accented or all(word in word_term(text) for word in accented)

    def marks(self, text: str) -> tuple[Mark, ...]:
        """Return the letters in a text that were typed: side by side, or each word once."""
        found = split_words(text)
        folds = [fold_term(word_term(surface)) for surface in found.surfaces]
        typed = range(len(self.words))
        for first in range(len(folds) - len(self.words) + 1):
            if all(self._begins(number, folds[first + number]) for number in typed):
                at = {number: first + number for number in typed}
                break
        else:
            at = {
                number: place
                for number in typed
                for place in range(len(folds) - 1, -1, -1)
                if self._begins(number, folds[place])
            }
        marks: dict[int, Mark] = {}
        for number, place in at.items():
            start, end = found.starts[place], found.ends[place]
            word, fold = self.words[number].word, self.words[number].fold
            stop = start + len(fold) if len(folds[place]) == end - start else end
            if start not in marks or marks[start].end < stop:
                marks[start] = Mark(start, stop, Channel.FOLD, word)
        return tuple([marks[start] for start in sorted(marks)])

    def _begins(self, number: int, fold: str) -> bool:
        """Tell whether a word of which the fold is given may be what was typed."""
        typed = self.words[number].fold
        return fold == typed or (not self.tail(number) and fold.startswith(typed))


def _word(start: int, end: int, surface: str) -> TypedWord:
    word = word_term(surface)
    keys = frozenset([skeleton(key) for key in name_terms(surface) if len(key) >= _LEAST_KEY])
    return TypedWord(start, end, word, fold_term(word), keys)
