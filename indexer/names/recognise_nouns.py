"""Which capitalised German words are common nouns.

A word is common when the list knows it, when an inflectional ending taken off leaves a word of
the list, when it ends as derived nouns do (-ung, -heit, -schaft), or when it is a compound of
parts that are common. What is left over is a name, or rare.

The list comes from Wikidata's lexemes (CC0 1.0); ``recognise_build`` makes it.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Set
from functools import cache, lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "recognise_de_nouns.txt.xz"

_FOLDS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_DERIVED = re.compile(
    r"[a-z]{3,}(?:ung|heit|keit|schaft|tion|taet|ismus|ierung)(?:en|s)?|[a-z]{4,}innen"
)
_LINKS = ("s", "es", "n", "en", "er", "e")
# each with the letters that must stand before it: no Put-in, no Kar-in
_ENDINGS = {"s": 3, "es": 3, "e": 3, "en": 3, "n": 3, "er": 3, "ern": 3, "se": 3, "ses": 3,
            "sen": 3, "nen": 3, "ens": 3, "ien": 4, "in": 5, "innen": 5}  # fmt: skip
_ADJECTIVE_ENDINGS = ("", "e", "en", "er", "es", "em", "ere", "eren", "erer", "eres", "ste", "sten")
_VERB_ENDINGS = ("en", "ens", "n", "t", "et", "te", "ete", "ten", "eten", "end", "ende", "enden")
PREFIX = re.compile(
    "^(?:ab|an|auf|aus|be|bei|durch|ein|ent|er|fest|fort|her|hin|los|mit|nach|ueber|um|unter|ver|vor"
    "|voran|voraus|weg|weiter|wieder|zer|zurueck|zusammen|zu)(?=....)"
)
# Thema, Themen; Medium, Medien; Risiko, Risiken
_LATIN_ENDINGS = ("a", "um", "us", "o", "on")
_UMLAUTS = (("aeu", "au"), ("ae", "a"), ("oe", "o"), ("ue", "u"))
_LEAST_TAIL = 4
_LEAST_FRONT = 3


def fold(word: str) -> str:
    """Return a word as the list writes it: lower case, ä ö ü ß spelled ae oe ue ss."""
    return word.casefold().translate(_FOLDS)


def derived(folded: str) -> bool:
    """Tell whether a folded word ends as nouns made from other words do."""
    return _DERIVED.fullmatch(folded) is not None


class Compounds:
    """Splits folded words into a front and a tail of two sets of words."""

    def __init__(self, nouns: Set[str], fronts: Set[str]) -> None:
        self.nouns = nouns
        self.fronts = fronts

    def inflected(self, word: str) -> bool:
        """Tell whether the word is a noun of the list, in any of its forms."""
        nouns = self.nouns
        if word in nouns:
            return True
        for ending, least in _ENDINGS.items():
            if word.endswith(ending) and len(word) - len(ending) >= least:
                stem = word[: -len(ending)]
                if stem in nouns or (least < _LEAST_TAIL and stem + "e" in nouns):
                    return True
                if ending == "en" and any(stem + latin in nouns for latin in _LATIN_ENDINGS):
                    return True
                if ending in {"e", "en", "n", "er", "ern", "in", "innen"}:
                    for umlaut, plain in _UMLAUTS:
                        at = stem.rfind(umlaut)
                        if at >= 0 and stem[:at] + plain + stem[at + len(umlaut) :] in nouns:
                            return True
        return any(
            (at := word.rfind(umlaut)) >= 0
            and word[:at] + plain + word[at + len(umlaut) :] in nouns
            for umlaut, plain in _UMLAUTS
        )

    def splits(self, word: str, depth: int = 2) -> bool:
        """Tell whether the word is a compound: front, perhaps a linking element, tail."""
        for cut in range(_LEAST_FRONT, len(word) - _LEAST_TAIL + 1):
            if not self._front(word[:cut]):
                continue
            tail = word[cut:]
            if derived(tail) or self.inflected(tail) or (depth and self.splits(tail, depth - 1)):
                return True
        return False

    def _front(self, word: str) -> bool:
        if word in self.nouns or word in self.fronts or derived(word):
            return True
        for link in _LINKS:
            if word.endswith(link) and len(word) - len(link) >= _LEAST_FRONT:
                stem = word[: -len(link)]
                if stem in self.nouns or stem in self.fronts or derived(stem):
                    return True
        if word.endswith("ien") and word[:-2] + "um" in self.nouns:
            return True  # Stipendien
        return word + "e" in self.nouns or word + "en" in self.fronts


@cache
def _lists() -> dict[str, frozenset[str]]:
    """Return the lists of the package by name."""
    found: dict[str, frozenset[str]] = {}
    text = lzma.decompress(DATA.read_bytes()).decode()
    for section in text.split("\n[")[1:]:
        name, *words = section.split("\n")
        found[name.removesuffix("]")] = frozenset(words)
    return found


@cache
def compounds() -> Compounds:
    """Return the nouns and fronts of the package."""
    lists = _lists()
    return Compounds(lists["nouns"], lists["fronts"])


@lru_cache(maxsize=1 << 16)
def is_simple(folded: str) -> bool:
    """Tell whether a folded word is a noun of the list, in any form: it could be a surname."""
    return compounds().inflected(folded)


def is_base(folded: str) -> bool:
    """Tell whether a folded word stands in the list as it is."""
    return folded in compounds().nouns


@lru_cache(maxsize=1 << 16)
def is_composed(folded: str) -> bool:
    """Tell whether a folded word is a derived noun or a compound: hardly ever a surname."""
    return derived(folded) or compounds().splits(folded)


def is_verb(folded: str) -> bool:
    """Tell whether a folded word is a verb, in the forms that begin a sentence or make a noun."""
    verbs = _lists()["verbs"]
    for form in (folded, PREFIX.sub("", folded, count=1)):
        for ending in _VERB_ENDINGS:
            if form.endswith(ending) and form[: len(form) - len(ending)] in verbs:
                return True
    return False


def adjective_ending(folded: str) -> str | None:
    """Return the ending of a folded adjective, maybe none (""); None for what is no adjective."""
    adjectives = _lists()["adjectives"]
    for ending in _ADJECTIVE_ENDINGS:
        if folded.endswith(ending) and folded[: len(folded) - len(ending)] in adjectives:
            return ending
    return None
