"""Russian: lemmas from pymorphy3, ё and е as one letter.

In the index a word has one lemma, the likeliest without context. A query knows better than to
rely on that: it looks for the lemma of every reading, and for those forms of the word that the
index files under another lemma (стали is filed under стать, and still answers сталь).

Surnames in -ов, -ев, -ин are rarely in the dictionary, and guessed differently in each case
(Калгановым as if from калгановое), so an unknown word of that shape has the surname's base as
its lemma, one for both genders.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from indexer.analysis.base import Part, Variant, tagged
from indexer.analysis.morphology import russian_morphology, versions
from indexer.model import Channel

_LIKELY = 0.005
_LIKELY_BESIDE_FUNCTION_WORD = 0.1
_FUNCTION_WORDS = frozenset({"PREP", "CONJ", "PRCL", "INTJ", "NPRO"})
"""Parts of speech (OpenCorpora) whose rare readings are noise: после is hardly ever a посол."""
_MAX_FORMS = 40

# pymorphy3 raises on letters that have no name in this Python's Unicode, in some positions
_CYRILLIC = regex.compile(r"(?=.*\p{Cyrillic})[\p{Cyrillic}\p{M}\p{N}]+")
_SURNAME = regex.compile(r"(?P<base>\w{2,}(?:ов|ев|ёв|ин|ын))(?:а|у|ым|е|ой|ою|ы|ых|ыми)?")
_SURNAME_ENDINGS = ("", "а", "у", "ым", "е", "ой", "ою", "ы", "ых", "ыми")


class Russian:
    """Russian words in any case, number or tense."""

    code = "ru"
    script = "Cyrillic"
    inflects = True
    stores_stems = True

    def __init__(self) -> None:
        self._lemma = lru_cache(maxsize=200_000)(self._likeliest_lemma)

    def _likeliest_lemma(self, word: str) -> str:
        if not self.writes(word):
            return word
        parse = russian_morphology().parse(word)[0]
        surname = None if parse.is_known else _SURNAME.fullmatch(word)
        return _plain(surname["base"] if surname else parse.normal_form)

    def writes(self, word: str) -> bool:
        """Tell whether the word is Cyrillic, digits aside."""
        return _CYRILLIC.fullmatch(word) is not None

    def stem(self, word: str) -> str:
        """Return the likeliest lemma of a ``word`` term, with е for ё."""
        return self._lemma(word.replace("\u0301", ""))

    def parts(self, text: str, words: Sequence[tuple[int, int]]) -> list[Part]:  # noqa: ARG002
        """Return nothing: Russian words stand alone."""
        return []

    def within(self, word: str, *, smallest: bool = False) -> tuple[str, ...]:  # noqa: ARG002
        """Return nothing: its words are not written as one."""
        return ()

    def variants(self, word: str) -> list[Variant]:
        """Return the lemmas of all likely readings and the forms filed under other lemmas."""
        own = self.stem(word)
        parses = russian_morphology().parse(word)
        function_word = parses[0].tag.POS in _FUNCTION_WORDS
        least = _LIKELY_BESIDE_FUNCTION_WORD if function_word else _LIKELY
        likely = [parse for parse in parses if parse.score >= least or not parse.is_known]
        lemmas = {_plain(parse.normal_form) for parse in likely} | {own}
        forms = {form.word for parse in likely for form in parse.lexeme}
        if surname := _SURNAME.fullmatch(word):
            lemmas.add(_plain(surname["base"]))
            forms.update(surname["base"] + ending for ending in _SURNAME_ENDINGS)
        astray = sorted(form for form in forms if self.stem(form) not in lemmas)[:_MAX_FORMS]
        return [
            *(Variant(Channel.STEM, tagged(self.code, lemma)) for lemma in sorted(lemmas - {own})),
            *(Variant(Channel.WORD, form) for form in astray),
        ]

    def versions(self) -> dict[str, str]:
        """Return the versions of the analyzer and its dictionary."""
        return versions()


def _plain(lemma: str) -> str:
    return lemma.replace("ё", "е")
