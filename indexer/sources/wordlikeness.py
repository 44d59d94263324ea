"""How likely words are real ones, in the language a single-byte encoding is used for.

Bytes read in the wrong encoding still give letters, but not words: a case mark in mid-word, a
Cyrillic word of rare letters, a syllable that Vietnamese spelling does not have. Each judge gets
one word and answers between 0 (no such word) and 1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

Judge = Callable[[str], float]

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
_RUSSIAN = re.compile(r"[а-яё]+")
_RUSSIAN_COMMON = frozenset("оеаинтсрвл")
_WESTERN = frozenset("äöüßéèêëàâáçñóôíîïúûëåøæœ")
_SIGNS = frozenset("–—‘’‚“”„‹›«»…•·§°€£©®™×½¼¾²³±№\xa0\xad")
_SIGN_WEIGHT = 0.7
"""Below a good word, above a doubtful one: signs alone decide when a text has nothing else."""

_RUSSIAN_LONE = frozenset("авикосуя")
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|th|tr|ch|gh|gi|kh|ph|qu|[bcdđghklmnpqrstvx])?"
    r"(?:uyê|uya|uyu|oai|oay|oeo|oao|uây|uôi|ươi|ươu|iêu|yêu"
    r"|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê"
    r"|[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
"""A Vietnamese syllable without its tone: initial, nucleus, final."""


def plausibility(text: str, judge: Judge) -> float:
    """Return how plausible the characters outside ASCII are, on average, as words and signs."""
    total = sum(not c.isascii() for c in text)
    if not total:
        return 0.0
    score = 0.0
    for word in _WORD.findall(text):
        if outside := sum(not c.isascii() for c in word):
            score += outside * judge(word)
    signs = sum(c in _SIGNS for c in text)
    return (score + _SIGN_WEIGHT * signs) / total


def _natural_case(word: str) -> bool:
    return word == word.lower() or word[1:] == word[1:].lower() or word == word.upper()


def russian(word: str) -> float:
    """Judge by script, case (KOI8 mirrors it) and how common the letters are."""
    letters = word.lower()
    if not _RUSSIAN.fullmatch(letters) or not _natural_case(word) or letters[0] in "ъыь":
        return 0.0
    if len(letters) == 1:
        return 0.65 if letters in _RUSSIAN_LONE else 0.0
    common = sum(letter in _RUSSIAN_COMMON for letter in letters) / len(letters)
    shouted = word == word.upper()
    return (0.6 + 0.4 * common) * (0.8 if shouted else 1.0)


def vietnamese(word: str) -> float:
    """Judge by the spelling of the syllable, once its single tone mark is off."""
    marks = unicodedata.normalize("NFD", word.lower())
    letters, tones = _TONE.subn("", marks)
    base = unicodedata.normalize("NFC", letters)
    return float(tones <= 1 and _natural_case(word) and bool(_SYLLABLE.fullmatch(base)))


def western(word: str) -> float:
    """Judge by which accented letters there are, and that they are the smaller part."""
    letters = word.lower()
    accented = [letter for letter in letters if not letter.isascii()]
    italian = letters[-1] in "ìò" and len(accented) == 1 and letters[-2:-1] not in tuple("aeiouy")
    if not _natural_case(word) or not (italian or _WESTERN.issuperset(accented)):
        return 0.0
    return 1.0 if len(accented) <= max(1, len(letters) // 2) else 0.0


JUDGES: Mapping[str, Judge] = MappingProxyType(
    {
        "cp1252": western,
        "cp1258": vietnamese,
        "cp1251": russian,
        "koi8-r": russian,
        "cp866": russian,
        "iso8859-5": russian,
    }
)
"""Single-byte encoding to the judge of its words; of equal scores the first one wins."""
