"""Abbreviations of the query and what they stand for, as documents explain them.

An explanation counts that several documents give; in a small collection one is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from indexer.analysis.abbreviations import Definition, prefix_of
from indexer.query.vocabulary import Vocabulary

_FIELD = "body_part"
_LIKE_ONE = re.compile(
    r"(?=.{2,10}$)\w*(?:[^\W\d_a-zà-öø-ÿа-яё]\w*[^\W\d_a-zà-öø-ÿа-яё]|[^\W\d_aeiouyäöü]{3})\w*"
)
"""Two capitals, or three consonants in a row."""
_SMALL = 1000
_LEAST = 2
_MOST = 2
"""So many long forms of one abbreviation are looked for."""
_LONGEST = 6
"""Long forms of more words are not abbreviated."""


class Abbreviated(NamedTuple):
    """Words of the query, as indices, and the abbreviation that stands for them."""

    first: int
    end: int
    short: str


def long_forms(typed: str, fold: str, vocabulary: Vocabulary) -> list[Definition]:
    """Return what a word, as typed and its fold, stands for, the most frequent first."""
    if not _LIKE_ONE.fullmatch(typed):
        return []
    known = vocabulary.terms(_FIELD, prefix_of(fold), _MOST)
    least = _least(vocabulary) if known else 0
    return [Definition.of(each.term) for each in known if each.documents >= least]


def short_forms(
    stems: Sequence[Mapping[str, str]], folds: Sequence[str], vocabulary: Vocabulary
) -> Iterator[Abbreviated]:
    """Yield the words that have an abbreviation of their initials, the longest first of each.

    ``stems`` are, for every word, its stems by language.
    """
    first = 0
    while first < len(folds) - 1:
        found = _longest(first, stems, folds, vocabulary)
        if found:
            yield found
        first = found.end if found else first + 1


def _longest(
    first: int, stems: Sequence[Mapping[str, str]], folds: Sequence[str], vocabulary: Vocabulary
) -> Abbreviated | None:
    for end in range(min(first + _LONGEST, len(folds)), first + 1, -1):
        short = "".join([fold[0] for fold in folds[first:end]])
        if not vocabulary.doc_frequency("body_fold", short):
            continue
        for lang in stems[first]:
            words = tuple([stem.get(lang, "") for stem in stems[first:end]])
            term = Definition(short, lang, words).term
            if all(words) and vocabulary.doc_frequency(_FIELD, term) >= _least(vocabulary):
                return Abbreviated(first, end, short)
    return None


def _least(vocabulary: Vocabulary) -> int:
    return _LEAST if vocabulary.doc_count() >= _SMALL else 1
