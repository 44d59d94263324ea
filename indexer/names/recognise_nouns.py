"""Which capitalised German words are common nouns.

A word is common when the list knows it, when an inflectional ending taken off leaves a word of
the list, when it ends as derived nouns do (-ung, -heit, -schaft), or when it is a compound of
parts that are common. What is left over is a name, or rare.

The list comes from Wikidata's lexemes (CC0 1.0); ``recognise_build`` makes it.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from indexer.analysis.memory import Memory

DATA = Path(__file__).parent / "data" / "recognise_de_nouns.txt.xz"

_FOLDS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_DERIVED = re.compile(r"[a-z]{3,}(?:ung|heit|keit|schaft|tion|taet|ismus)(?:en|s)?|[a-z]{4,}innen")
_DERIVED_ENDINGS = ("ung", "heit", "keit", "schaft", "tion", "taet", "ismus", "innen")
_LONGEST_ADDED = 2
_DERIVED_FORMS = tuple(each + end for each in _DERIVED_ENDINGS for end in ("", "en", "s"))
_MAY_BE_DERIVED = {
    last: tuple(each for each in _DERIVED_FORMS if each[-1] == last) for last in "gtns"
}
"""The endings of derived nouns by their last letter, for a quick look."""
_DERIVED_ENDS = re.compile(f"(?=({'|'.join(_DERIVED_ENDINGS)}))")
_ANY_DERIVED = re.compile("|".join(_DERIVED_ENDINGS))
_LEAST_DERIVED = 6
_LINKS = {"s": ("s",), "n": ("n",), "e": ("e", "es", "en", "er")}
"""What may join the parts of a compound, by its first letter."""
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
_SHORTENED = ("e", *_LATIN_ENDINGS)
_UMLAUT_ENDINGS = frozenset({"e", "en", "n", "er", "ern", "in", "innen"})
_LEAST_TAIL = 4
_LEAST_FRONT = 3

# what a folded string is: the bits of a value of ``Compounds``
_NOUN = 1
_NOUN_WITHOUT_E = 2
_NOUN_WITHOUT_LATIN = 4
_FRONT = 8
_JOINED = 16  # a front as it stands, to which no linking element is added
_STEM = _NOUN | _FRONT
_ANY_FRONT = _STEM | _JOINED


class _Ending(NamedTuple):
    """An ending of nouns, the letters before it, and what the string before it has to be.

    ``text`` is empty where the last two letters of a word tell that it has the ending.
    """

    text: str
    length: int
    least: int
    bits: int
    umlauts: bool


def _endings(last: str) -> tuple[_Ending, ...]:
    """Return the endings of words that end with these letters, one or two."""
    found: list[_Ending] = []
    for text, least in _ENDINGS.items():
        if text[-2:] == last or text == last[-1:]:
            bits = _NOUN if least >= _LEAST_TAIL else _NOUN | _NOUN_WITHOUT_E
            bits |= _NOUN_WITHOUT_LATIN if text == "en" else 0
            rest = text if len(text) > len(last) else ""
            found.append(_Ending(rest, len(text), least, bits, text in _UMLAUT_ENDINGS))
    return tuple(found)


_REMEMBERED = 1 << 16


def fold(word: str) -> str:
    """Return a word as the list writes it: lower case, ä ö ü ß spelled ae oe ue ss."""
    return word.lower() if word.isascii() else word.casefold().translate(_FOLDS)


def derived(folded: str) -> bool:
    """Tell whether a folded word ends as nouns made from other words do."""
    forms = _MAY_BE_DERIVED.get(folded[-1:])
    if forms is None or len(folded) < _LEAST_DERIVED or not folded.endswith(forms):
        return False
    return _DERIVED.fullmatch(folded) is not None


class Compounds:
    """Splits folded words into a front and a tail of two sets of words.

    Nouns, fronts and what is left of them without some endings are in one dictionary, so a string
    is looked up once.
    """

    def __init__(self, nouns: Collection[str], fronts: Iterable[str]) -> None:
        self._bits = dict.fromkeys(nouns, _NOUN)
        self._endings = Memory(_endings, _REMEMBERED)
        for noun in nouns:
            if noun.endswith(_SHORTENED):
                self._add_shortened(noun)
        for front in fronts:
            self._mark(front, _FRONT)
            if front.endswith("en"):
                self._mark(front[:-2], _JOINED)

    def add(self, noun: str) -> None:
        """Take a folded noun."""
        self._mark(noun, _NOUN)
        self._add_shortened(noun)

    def _add_shortened(self, noun: str) -> None:
        if noun.endswith("e"):
            self._mark(noun[:-1], _NOUN_WITHOUT_E | _JOINED)
        elif noun.endswith("ium"):
            self._mark(noun[:-2] + "en", _JOINED)  # Stipendien
        for ending in _LATIN_ENDINGS:
            if noun.endswith(ending):
                self._mark(noun[: -len(ending)], _NOUN_WITHOUT_LATIN)

    def _mark(self, string: str, bits: int) -> None:
        self._bits[string] = self._bits.get(string, 0) | bits

    def is_noun(self, word: str) -> bool:
        """Tell whether the word is a noun of the list as it stands."""
        return bool(self._bits.get(word, 0) & _NOUN)

    def is_inflected(self, word: str) -> bool:
        """Tell whether the word is a noun of the list, in any of its forms."""
        return self._is_form(word, self._ends(word))

    def _ends(self, word: str) -> list[_Ending]:
        """Return the endings of nouns that the word ends with, however much is before them."""
        return [each for each in self._endings[word[-2:]] if not each[0] or word.endswith(each[0])]

    def _is_form(self, word: str, endings: Sequence[_Ending]) -> bool:
        """Tell whether the word is a noun of the list, as it stands or before one of its endings.

        They may be those of a longer word that it is the end of.
        """
        bits_of = self._bits.get
        if bits_of(word, 0) & _NOUN:
            return True
        umlauts = "ue" in word or "ae" in word or "oe" in word
        letters = len(word)
        for _, length, least, bits, may_change in endings:
            if letters - length >= least:
                stem = word[:-length]
                if bits_of(stem, 0) & bits:
                    return True
                if may_change and umlauts and self._without_umlaut(stem):
                    return True
        return umlauts and self._without_umlaut(word)

    def _without_umlaut(self, word: str) -> bool:
        """Tell whether the word is a noun but for an umlaut: Haeus, Haus."""
        for umlaut, plain in _UMLAUTS:
            at = word.rfind(umlaut)
            if at >= 0 and self.is_noun(word[:at] + plain + word[at + len(umlaut) :]):
                return True
        return False

    def splits(self, word: str) -> bool:
        """Tell whether the word is a compound: front, perhaps a linking element, tail."""
        return self._splits(word, self._ends(word), 2)

    def _splits(self, word: str, endings: Sequence[_Ending], depth: int) -> bool:
        """Tell it of a word with some endings; its tail may be one, too, so many times."""
        bits_of, is_form = self._bits.get, self._is_form
        last = len(word) - _LEAST_TAIL
        tails: list[str] = []
        for end in range(last, _LEAST_FRONT - 1, -1):  # short tails first
            bits = bits_of(word[:end])
            if bits and bits & _ANY_FRONT:
                tail = word[end:]
                if is_form(tail, endings) or derived(tail):
                    return True
                tails.append(tail)
                if bits & _STEM and word[end] in _LINKS:
                    for tail in _behind_links(word, end, last):
                        if is_form(tail, endings) or derived(tail):
                            return True
                        tails.append(tail)
        if _ANY_DERIVED.search(word, _LEAST_FRONT):
            for tail in _behind_derived(word, last):
                if is_form(tail, endings) or derived(tail):
                    return True
                tails.append(tail)
        return depth > 0 and any(self._splits(tail, endings, depth - 1) for tail in tails)


def _behind_links(word: str, end: int, last: int) -> list[str]:
    """Return what is behind the linking elements that begin at ``end``, ``last`` at the latest."""
    cuts = [end + len(link) for link in _LINKS[word[end]] if word.startswith(link, end)]
    return [word[cut:] for cut in cuts if cut <= last]


def _behind_derived(word: str, last: int) -> list[str]:
    """Return what is behind the derived nouns, and linking elements, that a word begins with."""
    tails: list[str] = []
    for found in _DERIVED_ENDS.finditer(word, _LEAST_FRONT):
        for end in range(found.end(1), min(found.end(1) + _LONGEST_ADDED, last) + 1):
            if derived(word[:end]):
                tails.append(word[end:])
                if word[end] in _LINKS:
                    tails += _behind_links(word, end, last)
    return tails


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


def is_simple(folded: str) -> bool:
    """Tell whether a folded word is a noun of the list, in any form: it could be a surname."""
    return compounds().is_inflected(folded)


def is_base(folded: str) -> bool:
    """Tell whether a folded word stands in the list as it is."""
    return compounds().is_noun(folded)


def is_composed(folded: str) -> bool:
    """Tell whether a folded word is a derived noun or a compound: hardly ever a surname."""
    return derived(folded) or compounds().splits(folded)


def is_verb(folded: str) -> bool:
    """Tell whether a folded word is a verb, in the forms that begin a sentence or make a noun."""
    if not folded.endswith(_VERB_ENDINGS):
        return False
    verbs = _lists()["verbs"]
    for form in (folded, PREFIX.sub("", folded, count=1)):
        for ending in _VERB_ENDINGS:
            if form.endswith(ending) and form[: len(form) - len(ending)] in verbs:
                return True
    return False


def adjective_ending(folded: str) -> str | None:
    """Return the ending of a folded adjective, maybe none (""); None for what is no adjective."""
    return _adjective_forms().get(folded)


@cache
def _adjective_forms() -> dict[str, str]:
    """Return the endings of adjectives by form."""
    adjectives = _lists()["adjectives"]
    # where a form is one of two adjectives, the ending that is listed first
    return {stem + ending: ending for ending in reversed(_ADJECTIVE_ENDINGS) for stem in adjectives}
