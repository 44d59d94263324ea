"""Where the words of a query stand in a text, found by their letters instead of word by word.

Most texts are composed (NFC), and most words of a query stand in them as typed or with another
ending: ``str.find`` sees these sooner than the text can be cut into words. Where a word typed
without diacritics is not found so, and in other texts, it looks at the text without diacritics.
Either only proposes places: what stands there is cut into words, analysed like every text, and
judged by its terms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from indexer.analysis.registry import LANGUAGES
from indexer.analysis.tokenizer import JOINERS, split_words
from indexer.analysis.vocabulary import pieces
from indexer.model import Channel
from indexer.query.units import Word
from indexer.scan import Answer, Wanted
from indexer.storedtext import StoredText

_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_LETTER = re.compile(r"[^\W_]")
_VOWEL = re.compile("[aeiouyăâêôơư]")
_UMLAUTS = {"a": "ä", "o": "ö", "u": "ü"}
_BETWEEN_WORDS = "\u00a0\u2002\u2003\u2009\u202f–—…“”„«»·•"
"""Signs outside ASCII that may stand between two words without a space."""
_SPACED = "\u2e7f"
"""Beyond this character begin most scripts that are written without spaces."""
_LEAST = 3
"""So many letters of a stem are enough to look for words that begin with them."""
_CHANGED = 2
"""How many letters at the end of a stem its forms may have otherwise: happy, happi."""
_FAR = 1 << 16
_LETTERS_A_WORD = 24


class _Literals(NamedTuple):
    """Letters that forms of the words begin with, and others that are a word."""

    beginnings: list[str]
    whole: list[str]


class Finder:
    """Finds the words of one query in any number of texts; for one thread."""

    def __init__(self, words: Sequence[Word], wanted: Wanted, *, reach: int) -> None:
        """Prepare for the words; up to ``reach`` tokens apart, their distance is told exactly."""
        self._number = len(words)
        self._wanted = wanted
        self._reach = reach
        self._plain = all(word.terms[Channel.WORD] <= word.terms[Channel.FOLD] for word in words)
        beginnings = {b for word in words for stem in _stems(word) for b in _beginnings(stem)}
        terms = frozenset[str]().union(*(word.terms[Channel.WORD] for word in words))
        folds = frozenset[str]().union(*(word.terms[Channel.FOLD] for word in words))
        self._as_typed = _literals(beginnings, {s for term in terms for s in _spellings(term)})
        self._folded = _literals(
            map(_without_marks, beginnings), map(_without_marks, folds | terms)
        )
        self._known: dict[str, dict[str, list[Answer]]] = {}

    @staticmethod
    def can_read(text: StoredText) -> bool:
        """Tell whether the forms of a word in a text begin alike, and show all their letters."""
        if text.table is not None or not text.splittable or text.parts:
            return False
        for run in text.runs:
            if LANGUAGES[run.lang].stores_stems:
                return False
        _, spaced = text.spaced(0, text.chars)
        return not any(joiner in spaced for joiner in JOINERS)

    def find(self, text: StoredText, *, anyhow: bool = False) -> list[tuple[int, Answer]]:
        """Return the words that answer, in the order of the text, and where their chunks begin.

        If no word of the query has diacritics, those that do not stand there as typed are looked
        for with any; with ``anyhow`` all are.
        """
        _, spaced = text.spaced(0, text.chars)
        lowered = spaced.lower()
        answers: dict[int, list[Answer]] = {}
        if len(lowered) == len(spaced) and unicodedata.is_normalized("NFC", spaced):
            places = {spaced.rfind(" ", 0, at) + 1 for at in _places(lowered, self._as_typed)}
            answers = self._judged(text, spaced, places)
            close = {n for of in answers.values() for a in of for n, how, _ in a.words if how}
            anyhow = anyhow or (self._plain and len(close) < self._number)
        else:
            anyhow = True
        if anyhow:
            folded = _without_marks(lowered)
            nth = {folded.count(" ", 0, at) for at in _places(folded, self._folded)}
            chunks = {len(spaced) - len(spaced.split(" ", n)[-1]) for n in nth}
            answers.update(self._judged(text, spaced, chunks - answers.keys()))
        return [(begin, answer) for begin in sorted(answers) for answer in answers[begin]]

    def tokens(
        self, text: StoredText, found: Sequence[tuple[int, Answer]], first: int
    ) -> list[int]:
        """Return token numbers for what was found, from ``first`` on, in the order of the text.

        Up to ``reach`` tokens apart their distance is that in the text; beyond it is larger.
        """
        _, spaced = text.spaced(0, text.chars)
        numbers: list[int] = []
        token, end = first, 0
        for begin, answer in found:
            start = begin + answer.start
            if start - end > self._reach * _LETTERS_A_WORD:
                token += _FAR
            elif start - end > 1 and _LETTER.search(spaced, end, start):
                # of neighbours it is enough to know that they are none
                token += 1 + (self._reach < 2 or len(split_words(spaced[end:start])))
            else:
                token += 1
            numbers.append(token)
            end = begin + answer.end
        return numbers

    def _judged(
        self, text: StoredText, spaced: str, begins: Iterable[int]
    ) -> dict[int, list[Answer]]:
        """Return what answers in the chunks that begin at some offsets."""
        found: dict[int, list[Answer]] = {}
        for begin in begins:
            end = spaced.find(" ", begin)
            chunk = spaced[begin:end] if end >= 0 else spaced[begin:]
            lang = text.lang_at(begin)
            known = self._known.setdefault(lang, {})
            answers = known.get(chunk)
            if answers is None:
                answers = known[chunk] = self._wanted.judge(pieces(chunk, lang))
            if answers:
                found[begin] = answers
        return found


def _stems(word: Word) -> Iterator[str]:
    for term in word.terms.get(Channel.STEM, ()):
        lang, _, stem = term.partition(":")
        if not LANGUAGES[lang].stores_stems:
            yield stem


def _beginnings(stem: str) -> Iterator[str]:
    """Yield how the forms with a stem may begin, as far as the stemmers leave it alone.

    ß is ss in terms, and an umlaut may have gone with an ending.
    """
    kept = stem[: max(len(stem) - _CHANGED, _LEAST + 1)]
    if len(kept) < _LEAST:
        return
    yield kept
    if "ss" in kept:
        yield kept.replace("ss", "ß")
    for at, letter in enumerate(kept):
        if letter in _UMLAUTS:
            yield kept[:at] + _UMLAUTS[letter] + kept[at + 1 :]


def _spellings(term: str) -> Iterator[str]:
    """Yield how a word may be spelled in lower case: with ß, and in either tone placement."""
    yield term
    if "'" in term:
        yield term.replace("'", "\u2019")
    if "ss" in term:
        yield term.replace("ss", "ß")
    letters = unicodedata.normalize("NFD", term)
    tones = _TONE.findall(letters)
    if len(tones) == 1:
        bare = unicodedata.normalize("NFC", letters.replace(tones[0], ""))
        for vowel in _VOWEL.finditer(bare):
            other = bare[: vowel.end()] + tones[0] + bare[vowel.end() :]
            yield unicodedata.normalize("NFC", other)


def _literals(beginnings: Iterable[str], whole: Iterable[str]) -> _Literals:
    """Return what to look for, without what is found by another of it."""
    kept: list[str] = []
    for beginning in sorted(set(beginnings) - {""}, key=len):
        if not beginning.startswith(tuple(kept)):
            kept.append(beginning)
    return _Literals(kept, [word for word in set(whole) - {""} if not word.startswith(tuple(kept))])


def _places(text: str, literals: _Literals) -> Iterator[int]:
    """Yield where a word of a text begins with certain letters, or is one of certain words."""
    for wanted, whole in ((literals.beginnings, False), (literals.whole, True)):
        for literal in wanted:
            at = text.find(literal)
            while at >= 0:
                end = at + len(literal)
                inside = at and text[at - 1].isalnum()
                goes_on = whole and text[end : end + 1].isalnum()
                # scripts without spaces have a word a character
                if not (inside or goes_on) or literal[0] > _SPACED:
                    yield at
                at = text.find(literal, end)


def _without_marks(lowered: str) -> str:
    """Return a text in ASCII: without diacritics, and without what is no Latin letter.

    There are as many spaces in it as in the text.
    """
    if lowered.isascii():
        return lowered
    spelled = lowered.replace("đ", "d").replace("ß", "ss")
    for sign in _BETWEEN_WORDS:
        spelled = spelled.replace(sign, "-")
    return unicodedata.normalize("NFD", spelled).encode("ascii", "ignore").decode()
