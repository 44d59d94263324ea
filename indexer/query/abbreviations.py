"""Abbreviations of the query and what they stand for, as documents explain them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from indexer.analysis.abbreviations import Definition
from indexer.query.vocabulary import Vocabulary

_CONSONANTS = re.compile(r"[^\W\d_aeiouyäöüаеёиоуыэюя]{3}")
_CAPITALS = 2
_MOST = 2
"""So many long forms of one abbreviation are looked for."""
_LONGEST = 6
"""Long forms of more words are not abbreviated."""


class Abbreviated(NamedTuple):
    """Words of the query, as indices, and the abbreviation that stands for them."""

    first: int
    end: int
    short: str


def long_forms(typed: str, fold: str, vocabulary: Vocabulary) -> Sequence[Definition]:
    """Return what a word, as typed and its fold, stands for, the most frequent first.

    An abbreviation is typed with two capitals, or has three consonants in a row.
    """
    known = vocabulary.definitions.get(fold, ())
    if known and (sum(map(str.isupper, typed)) >= _CAPITALS or _CONSONANTS.search(fold)):
        return known[:_MOST]
    return ()


def short_forms(
    stems: Sequence[Mapping[str, str]], folds: Sequence[str], vocabulary: Vocabulary
) -> Iterator[Abbreviated]:
    """Yield the words that have an abbreviation of their initials, the longest first of each.

    ``stems`` are, for every word, its stems by language.
    """
    initials = "".join([fold[0] for fold in folds])
    first = 0
    while first < len(folds) - 1:
        end = min(first + _LONGEST, len(folds))
        while end > first + 1 and not _defined(initials[first:end], stems[first:end], vocabulary):
            end -= 1
        if end > first + 1:
            yield Abbreviated(first, end, initials[first:end])
        first = max(end, first + 1)


def _defined(short: str, stems: Sequence[Mapping[str, str]], vocabulary: Vocabulary) -> bool:
    """Tell whether documents give words with these stems an abbreviation."""
    return any(
        words == tuple([stem.get(lang, "") for stem in stems])
        for _, lang, words in vocabulary.definitions.get(short, ())
    )
