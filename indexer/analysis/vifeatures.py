"""What pyvi's segmenter sees of a text: its tokens and their features.

Both are those of pyvi 0.1.1 (``sylabelize`` and ``word2features`` in ``ViTokenizer.py``). The
features of a token come in pyvi's order, since CRFsuite adds their weights in that order. pyvi
gives a feature that does not hold no weight; here it is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import filterfalse

PAIR_BEFORE, PAIR_AFTER = "-1:word.bi_gram()", "+1:word.bi_gram()"
TRIPLE_BEFORE, TRIPLE_AFTER = "-2:word.tri_gram()", "+2:word.tri_gram()"

_MAIL = r"[a-zA-Z0-9_.+-]+@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+|"
_PATTERN = (
    r"[A-ZĐ]+\.|(?:Tp|Mrs?|Ms|Dr|ThS)\.|==>|->|\.\.\.|>>|\n|\w+://\S+|"
    r"%s\d+(?:[.,_]\d+)+|[^\w\s]|\w+"
)
_find_tokens = re.compile(_PATTERN % _MAIL).findall
# the search for an address takes time that grows with the square of a text full of dots
_find_tokens_but_mail = re.compile(_PATTERN % "").findall

_PLACES = (PAIR_BEFORE, PAIR_AFTER, TRIPLE_BEFORE, TRIPLE_AFTER)
_FEATURE = re.compile(
    r"bias|word\.isdigit\(\)|(?:[-+]1:)?word\.(?:is(?:upper|title)\(\)|lower\(\):.*)|"
    + "|".join(map(re.escape, _PLACES)),
    re.DOTALL,
)


def split_tokens(text: str) -> list[str]:
    """Return the tokens of ``text``; only white space, line feeds aside, is in none of them."""
    if text.isalnum():
        return [text]
    return _find_tokens(text) if "@" in text else _find_tokens_but_mail(text)


def unknown_feature(names: Iterable[str]) -> str | None:
    """Return the first of some names of features that pyvi 0.1.1 does not have, if there is one."""
    return next(filterfalse(_FEATURE.fullmatch, names), None)


def own_features(token: str, lower: str) -> list[str]:
    """Return the features that a token, also given in lower case, owes to itself."""
    found = ["bias", f"word.lower():{_c_string(lower)}"]
    if token.isupper():
        found.append("word.isupper()")
    if token.istitle():
        found.append("word.istitle()")
    if token.isdigit():
        found.append("word.isdigit()")
    return found


def neighbour_features(place: str, neighbour: str, lower: str) -> list[str]:
    """Return the features that a token owes to the one before (``-1:``) or after it (``+1:``)."""
    found = [f"{place}word.lower():{_c_string(lower)}"]
    if neighbour.istitle():
        found.append(f"{place}word.istitle()")
    if neighbour.isupper():
        found.append(f"{place}word.isupper()")
    return found


class WordList:
    """Words in lower case, their syllables joined by single spaces, in order."""

    def __init__(self, words: Iterable[str]) -> None:
        """Take the lines of a word list."""
        self._words = sorted(words)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The words of two syllables."""
        return frozenset([word for word in self._words if word.count(" ") == 1])

    @cached_property
    def triples(self) -> frozenset[str]:
        """The words of three syllables."""
        return frozenset([word for word in self._words if word.count(" ") == 2])

    def beginning(self, first: str) -> list[str]:
        """Return the words that go on after a syllable, without it."""
        words, begun = self._words, f"{first} "
        at = bisect_left(words, begun)
        found = []
        while at < len(words) and words[at].startswith(begun):
            found.append(words[at][len(begun) :])
            at += 1
        return found

    def features(self, tokens: Sequence[str], index: int) -> Iterator[str]:
        """Yield all features of the token at ``index``."""
        token = tokens[index]
        two_before, before = tokens[max(index - 2, 0) : index], tokens[max(index - 1, 0) : index]
        after, two_after = tokens[index + 1 : index + 2], tokens[index + 1 : index + 3]
        yield from own_features(token, token.lower())
        for neighbour in before:
            yield from neighbour_features("-1:", neighbour, neighbour.lower())
        if _lower(*before, token) in self.pairs:
            yield PAIR_BEFORE
        if _lower(*two_before, token) in self.triples:
            yield TRIPLE_BEFORE
        for neighbour in after:
            yield from neighbour_features("+1:", neighbour, neighbour.lower())
        if _lower(token, *after) in self.pairs:
            yield PAIR_AFTER
        if _lower(token, *two_after) in self.triples:
            yield TRIPLE_AFTER


def _lower(*tokens: str) -> str:
    return " ".join(tokens).lower()


def _c_string(text: str) -> str:
    # CRFsuite takes the names of features for C strings, which end at a NUL
    return text.partition("\0")[0] if "\0" in text else text
