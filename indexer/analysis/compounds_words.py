"""The German words that compounds may be made of, for :mod:`indexer.analysis.compounds_make`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from indexer.analysis.compounds import LEAST_FRONT, SHORT

WORD = re.compile("[a-zäöü]+")
VOWEL = re.compile("[aeiouyäöü]")
_LINKS = ("s", "es", "n", "en", "er", "e", "ens", "ns", "nen", "ien")
DECLENSION = ("e", "em", "en", "er", "es")
UMLAUTS = (("äu", "au"), ("ä", "a"), ("ö", "o"), ("ü", "u"))
RARE = 3.0
"""So few occurrences in 100 million words make a word rare."""


class Rules(NamedTuple):
    """What is no front or head by itself; ``function_words`` are fronts all the same."""

    prefixes: frozenset[str]
    particles: frozenset[str]
    function_words: frozenset[str]
    suffixes: frozenset[str]


class Words:
    """The words known: nouns, all forms, adjectives and verbs, and how common each is."""

    def __init__(
        self, nouns: Iterable[str], forms: Iterable[str], common: Mapping[str, float]
    ) -> None:
        titled = (noun for noun in nouns if noun[:1].isupper() and noun[1:].islower())
        self.nouns = {w for w in map(str.casefold, titled) if WORD.fullmatch(w)}
        self.forms = {w for w in map(str.casefold, forms) if WORD.fullmatch(w)}
        self.common = common
        found = self.forms
        compared = {w for w in found if w + "er" in found and _superlatives(w) & found}
        declined = {w for w in found if all(w + e in found for e in DECLENSION)}
        self.adjectives = {w for w in compared | declined if self.of(w, w + "e", w + "en") > RARE}
        self.verbs = {
            w
            for w in found
            if w.endswith("n") and len(w) > 4 and self.of(w) > RARE and self._conjugated(w)
        }

    def of(self, *forms: str) -> float:
        """Return how often some forms occur in 100 million words."""
        return sum(self.common.get(form, 0.0) for form in forms)

    def _conjugated(self, verb: str) -> bool:
        stem = verb[:-2] if verb.endswith("en") else verb[:-1]
        return stem + "t" in self.forms and stem + "st" in self.forms

    def lemmas(self, front: str, rules: Rules) -> Iterator[str]:
        """Yield the words that begin a compound as ``front``, the likeliest first."""
        if front in self.nouns:
            yield front
        if front in self.adjectives or front in rules.function_words:
            yield front
        for link in _LINKS:
            stem = front.removesuffix(link)
            if stem == front or (len(stem) < LEAST_FRONT and stem not in SHORT):
                continue
            if stem in self.nouns:
                yield stem
            if link in ("er", "e", "en") and (plain := _plain(stem)) in self.nouns:
                yield plain
            for latin in {"en": ("um", "a", "us"), "ien": ("ium",)}.get(link, ()):
                if stem + latin in self.nouns:
                    yield stem + latin
        if front + "e" in self.nouns:
            yield front + "e"
        if front + "en" in self.verbs:
            yield front + "en"
        elif front[-1] in "rl" and front + "n" in self.verbs:
            yield front + "n"
        if front + "en" in self.nouns and len(front) >= LEAST_FRONT + 1:
            yield front + "en"
        if (plain := _plain(front)) in self.nouns:
            yield plain
        if front.endswith("e") and front + "n" in self.verbs:
            yield front + "n"


def _plain(word: str) -> str:
    """Return a word with its last umlaut undone; nothing if it has none."""
    for umlaut, plain in UMLAUTS:
        at = word.rfind(umlaut)
        if at >= 0:
            return word[:at] + plain + word[at + len(umlaut) :]
    return ""


def _superlatives(word: str) -> set[str]:
    return {word + "ste", word + "este", word + "sten"}
