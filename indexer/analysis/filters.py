"""Word filters: surface -> ``word`` and ``fold``, the same for every language.

Filters see one word at a time and never touch offsets. Both terms are stable: filtering a term
again gives the same term.
"""

from __future__ import annotations

import re
import unicodedata

import regex

from indexer.analysis.memory import Memory
from indexer.analysis.tokenizer import visible

_REMEMBERED = 1 << 16
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_TONE = re.compile(f"[{_TONES}]")
_MARKS = re.compile("[\u0300-\u036f]+")
_SYLLABLE = regex.compile(
    # the u of qu and the i of gi belong to the onset when another vowel follows
    r"(?P<onset>qu(?=[aeiouy])|gi(?=[aeiouy])|[bcdđghklmnpqrstvx]{0,3})"
    r"(?P<vowels>(?:[aeiouy][\u0302\u0306\u031b]?){1,3})"
    r"(?P<coda>c|ch|m|n|ng|nh|p|t)?"
)
_VOWEL = regex.compile(r"[aeiouy][\u0302\u0306\u031b]?")
_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe",
     "ə": "e", "ʼ": "", "’": "", "'": "", "ʹ": "", "ʺ": ""}
)  # fmt: skip
_SHORT_I = "и\u0306"
# German words are common and need none of what follows for rarer letters.
_GERMAN = re.compile("[a-z0-9äöü]+")
GERMAN_FOLDS = str.maketrans("äöü", "aou")


def word_term(surface: str) -> str:
    """Return the ``word`` term: NFC, case-folded, Vietnamese tone mark on its canonical vowel."""
    return surface.lower() if surface.isascii() else _words[surface]


def fold_term(word: str) -> str:
    """Return the ``fold`` term of a ``word`` term: no diacritics, đ→d, ß→ss, ё→е; й stays й."""
    return word.replace("'", "") or word if word.isascii() else _folds[word]


def fold_text(text: str) -> str:
    """Return a text with the folds of its words in their places, and with as many spaces.

    Without all marks, й's too: what is looked for in it has to be folded likewise. It is meant for
    texts that are :func:`~indexer.analysis.tokenizer.is_usual`.
    """
    if text.isascii():
        return text.lower().replace("'", "")
    letters = _MARKS.sub("", unicodedata.normalize("NFD", visible(text).casefold()))
    return letters.translate(_LETTERS_WITHOUT_DECOMPOSITION)


def _word(surface: str) -> str:
    folded = surface.casefold()
    if _GERMAN.fullmatch(folded):
        return folded
    term = unicodedata.normalize("NFC", visible(surface).casefold()).replace("’", "'")
    # case folding can undo what composition did, and the other way round, in rare scripts
    term = unicodedata.normalize("NFC", term.casefold())
    return canonical_tone(term)


def _fold(word: str) -> str:
    if _GERMAN.fullmatch(word):
        return word.translate(GERMAN_FOLDS)
    decomposed = unicodedata.normalize("NFD", word).replace(_SHORT_I, "й")
    kept = "".join([char for char in decomposed if not unicodedata.combining(char)])
    kept = kept.translate(_LETTERS_WITHOUT_DECOMPOSITION)
    return unicodedata.normalize("NFC", kept) or word


_words, _folds = Memory(_word, _REMEMBERED), Memory(_fold, _REMEMBERED)
"""What the chain, the segmenter, names and places ask for, of one word after the other."""


def is_syllable(word: str) -> bool:
    """Tell whether a ``word`` term is spelled like a Vietnamese syllable, accented or not."""
    if len(word) > 7:
        return False
    if word.isascii():
        return _SYLLABLE.fullmatch(word) is not None
    letters = unicodedata.normalize("NFD", word)
    bare = _TONE.sub("", letters)
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFD", bare)) is not None


def canonical_tone(word: str) -> str:
    """Move the tone mark of a Vietnamese syllable to its canonical vowel (hoà → hòa).

    ``word`` is NFC and case-folded. The older placement (hòa, thúy), which most news uses, is
    canonical: the vowel with a quality mark (ê, ơ …), else the last vowel before a final
    consonant, else the middle of three and the first of two. What is not a syllable with exactly
    one tone mark stays as it is.
    """
    if word.isascii() or len(word) > 7:
        return word
    letters = unicodedata.normalize("NFD", word)
    tones = _TONE.findall(letters)
    if len(tones) != 1:
        return word
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFC", letters.replace(tones[0], "")))
    syllable = _SYLLABLE.fullmatch(bare)
    if syllable is None:
        return word
    vowels = [match.end() for match in _VOWEL.finditer(bare, *syllable.span("vowels"))]
    marked = [end for end in vowels if bare[end - 1] in "\u0302\u0306\u031b"]
    if marked:
        place = marked[-1]
    elif syllable["coda"]:
        place = vowels[-1]
    else:
        place = vowels[(len(vowels) - 1) // 2]
    return unicodedata.normalize("NFC", bare[:place] + tones[0] + bare[place:])
