"""Abbreviations that a text itself explains: ``Ủy ban nhân dân (UBND)``, ``EU (Europäische …)``.

The algorithm is that of Schwartz and Hearst 2003, "A simple algorithm for identifying
abbreviation definitions in biomedical text" (PSB): the characters of the short form stand in the
long form in this order, the first one at the beginning of a word. To it is added that an
abbreviation has two capitals, and that diacritics do not matter (đ answers D).

What is found becomes a part of the short form, ``abbr:ubnd=vi:ủy_ban_nhân_dân``: the long form
by its stems, so that all its cases are one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from indexer.analysis.base import Part
from indexer.analysis.filters import fold_term, word_term
from indexer.analysis.tokenizer import Words

PREFIX = "abbr:"
_PARENTHESES = re.compile(r"[(\uff08]([^()\uff08\uff09\n]{2,80})[)\uff09]")
_SHORT = re.compile(r"[^\W\d_][\w&./-]{1,9}")
_CAPITALS = 2
_LONGER = 5
"""A long form has at most so many words more than its short form has letters, or twice as many."""
_MOST_WORDS = 10


class _Stemmed(Protocol):
    """The terms of a word."""

    @property
    def stem(self) -> str:
        """Its stem, tagged by the language."""
        ...


class Definition(NamedTuple):
    """What an abbreviation, without its diacritics, stands for: the stems of the long form."""

    short: str
    lang: str
    words: tuple[str, ...]

    @property
    def term(self) -> str:
        """The term under which the definition is indexed."""
        return f"{prefix_of(self.short)}{self.lang}:{'_'.join(self.words)}"

    @classmethod
    def of(cls, term: str) -> Definition:
        """Return the definition that is indexed under a term."""
        short, _, meant = term.removeprefix(PREFIX).partition("=")
        lang, _, words = meant.partition(":")
        return cls(short, lang, tuple(words.split("_")))


def prefix_of(short: str) -> str:
    """Return how the terms of all definitions of an abbreviation begin."""
    return f"{PREFIX}{short}="


def definitions(text: str, words: Words, terms: Sequence[_Stemmed]) -> list[Part]:
    """Return a part for every abbreviation that ``text`` explains; ``terms`` are of its words."""
    if "(" not in text and "\uff08" not in text:
        return []
    starts, ends = words.starts, words.ends
    found: list[Part] = []
    for parentheses in _PARENTHESES.finditer(text):
        before = bisect_right(ends, parentheses.start())
        first = bisect_left(starts, parentheses.start(1))
        after = bisect_right(ends, parentheses.end(1))
        if before == 0 or after == first or text[ends[before - 1] : parentheses.start()].strip():
            continue
        for short, low, high in (
            ((first, after), max(0, before - _MOST_WORDS), before),
            ((before - 1, before), first, after),
        ):
            if short[1] - short[0] != 1 or not _abbreviates(
                text[starts[short[0]] : ends[short[0]]]
            ):
                continue
            abbreviation = text[starts[short[0]] : ends[short[0]]]
            long = list(range(low, high))
            long = _within_sentence(text, starts, ends, long) if low < short[0] else long
            surfaces = [text[starts[at] : ends[at]] for at in long]
            begin = _long_form(abbreviation, surfaces, whole=low > short[0])
            if begin is not None:
                lang = terms[long[begin]].stem.partition(":")[0]
                stemmed = tuple([terms[at].stem.partition(":")[2] for at in long[begin:]])
                definition = Definition(fold_term(word_term(abbreviation)), lang, stemmed)
                found.append(Part(*short, definition.term))
                break
    return found


def _abbreviates(word: str) -> bool:
    return _SHORT.fullmatch(word) is not None and sum(map(str.isupper, word)) >= _CAPITALS


def _within_sentence(
    text: str, starts: Sequence[int], ends: Sequence[int], words: list[int]
) -> list[int]:
    """Return the last of some words between which nothing but spaces and hyphens stands."""
    kept = words[-1:]
    for at in reversed(words[:-1]):
        if text[ends[at] : starts[at + 1]].strip("- \u2010\u2011\xa0/"):
            break
        kept.insert(0, at)
    return kept


def _long_form(short: str, words: Sequence[str], *, whole: bool) -> int | None:
    """Return at which word the long form of an abbreviation begins, if the words end with one.

    ``whole`` asks for the first word, for nothing else stands in the parentheses.
    """
    letters = [each for each in fold_term(word_term(short)) if each.isalnum()]
    folded = [fold_term(word_term(word)) for word in words]
    most = min(len(letters) + _LONGER, len(letters) * 2)
    at_word, at_letter = len(folded) - 1, None
    for number in range(len(letters) - 1, -1, -1):
        while at_word >= 0:
            word = folded[at_word]
            limit = len(word) if at_letter is None else at_letter
            place = (
                (0 if word[:1] == letters[number] and limit > 0 else -1)
                if not number
                else word.rfind(letters[number], 0, limit)
            )
            if place >= 0:
                at_letter = place
                break
            at_word, at_letter = at_word - 1, None
        if at_word < 0:
            return None
    long = folded[at_word:]
    if len(long) > most or "".join(long) == "".join(letters) or len("".join(long)) <= len(letters):
        return None
    if "".join(letters) in long or (whole and at_word):
        return None
    return at_word
