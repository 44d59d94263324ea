"""Vietnamese typed without accents -> the likeliest words of the index that sound so bare.

Of all ways to cut syllables into words of the index, and to put accents on these, the one is
taken whose words are the likeliest together (Viterbi, words taken one by one): *hop tac* is read
as *hợp tác*, since that is a word, and not as *hộp* and *tắc*, which are two. Titles and snippets
of what the bare query finds count, too: syllables that stand in one of them in the order in which
they were typed are a phrase, and likelier than any words that would have to come together.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from indexer.analysis.chain import terms_of
from indexer.analysis.tokenizer import split_words
from indexer.spelling.syllables import VietnameseWords

_PHRASE = math.log(0.01)
"""How likely (logarithm) a phrase is that stands in all the texts that were found."""

Syllables = tuple[str, ...]


class Reading(NamedTuple):
    """Syllables with accents, what they are worth (logarithm), how many are in longer words."""

    syllables: Syllables
    worth: float
    joined: int


def read(folds: Sequence[str], words: VietnameseWords, texts: Sequence[str] = ()) -> Reading:
    """Return the likeliest reading of syllables without accents; what is unknown stays bare.

    ``texts`` are titles and snippets that hold some of the syllables.
    """
    phrases = _phrases(folds, texts)
    unknown = words.worth(0)
    best = [Reading((), 0.0, 0)]
    for end in range(1, len(folds) + 1):
        before = best[end - 1]
        found = Reading((*before.syllables, folds[end - 1]), before.worth + unknown, before.joined)
        for start in range(end):
            before = best[start]
            joined = before.joined + (end - start if end - start > 1 else 0)
            known = (
                words.spelt_like(tuple(folds[start:end])) if end - start <= words.longest else []
            )
            for worth, syllables in (*known, *phrases.get((start, end), ())):
                if before.worth + worth > found.worth:
                    found = Reading((*before.syllables, *syllables), before.worth + worth, joined)
        best.append(found)
    return best[-1]


def _phrases(
    folds: Sequence[str], texts: Sequence[str]
) -> dict[tuple[int, int], list[tuple[float, Syllables]]]:
    """Return what stands in the texts for each stretch of two or more syllables."""
    pairs: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at in range(len(folds) - 1):
        pairs[folds[at], folds[at + 1]].append(at)
    counts: Counter[tuple[int, Syllables]] = Counter()
    for text in texts:
        counts.update(set(_stretches(folds, pairs, text)))
    found: defaultdict[tuple[int, int], list[tuple[float, Syllables]]] = defaultdict(list)
    for (start, syllables), count in counts.items():
        worth = _PHRASE + math.log(count / len(texts))
        found[start, start + len(syllables)].append((worth, syllables))
    return found


def _stretches(
    folds: Sequence[str], pairs: dict[tuple[str, str], list[int]], text: str
) -> Iterator[tuple[int, Syllables]]:
    """Yield where stretches of a text begin among the typed syllables, and their syllables."""
    terms = [terms_of(surface, "vi") for surface in split_words(text).surfaces]
    bare = [each.fold for each in terms]
    for place, pair in enumerate(pairwise(bare)):
        for at in pairs.get(pair, ()):
            length = 2
            syllables = tuple(each.word for each in terms[place : place + 2])
            while True:
                yield at, syllables
                if at + length >= len(folds) or bare[place + length : place + length + 1] != [
                    folds[at + length]
                ]:
                    break
                syllables = (*syllables, terms[place + length].word)
                length += 1
