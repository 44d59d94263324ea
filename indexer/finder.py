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
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from enum import Enum
from functools import cached_property
from itertools import accumulate

from indexer.analysis.registry import LANGUAGES
from indexer.analysis.vocabulary import pieces
from indexer.model import Channel
from indexer.query.units import Word
from indexer.scan import Wanted
from indexer.storedtext import StoredText

_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
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


class Where(Enum):
    """Where in a word of a text letters of the query may stand."""

    WHOLE = 0
    BEGINNING = 1
    WITHIN = 2


Spot = tuple[int, int, int, int, Mapping[int, Channel]]
"""Where a word of a text begins and ends; which words of the query it answers closely, and which
by its fold, as bits; and how it answers those closely, by number."""

Literal = tuple[str, int, Where]
"""Letters, the words they are of, as bits, and where in a word of the text they may stand."""


class Finder:
    """Finds the words of one query in any number of texts; for one thread.

    Word ``i`` is answered where the bit ``1 << i`` is set.
    """

    def __init__(self, words: Sequence[Word], wanted: Wanted) -> None:
        self._words = words
        self._every = (1 << len(words)) - 1
        self._wanted = wanted
        self._plain = all(_of(word, Channel.WORD) <= _of(word, Channel.FOLD) for word in words)
        spellings = [
            {each for term in _of(word, Channel.WORD) for each in _spellings(term)}
            for word in words
        ]
        self._as_typed = self._literals([list(_beginnings(word)) for word in words], spellings)
        self._known: defaultdict[str, dict[str, list[Spot]]] = defaultdict(dict)

    def find(self, texts: Sequence[StoredText], *, anyhow: bool = False) -> list[list[Spot]]:
        """Return the words that answer in each of the texts of a document, in order.

        If no word of the query has diacritics, those that stand in none of the texts as typed are
        looked for with any; with ``anyhow`` all are.
        """
        found: list[list[Spot]] = []
        chunks: list[set[int]] = []
        missing = -1
        composed = True
        for text in texts:
            spaced = text.searched
            begins: set[int] = set()
            if text.head.composed:
                _look(spaced.lower(), self._as_typed, begins)
            else:
                composed = False
            spots = self._spots(text, spaced, begins)
            for spot in spots:
                missing &= ~spot[2]
            found.append(spots)
            chunks.append(begins)
        if self._plain:
            anyhow = anyhow or bool(missing & self._every)
        else:
            missing = -1
        if anyhow or not composed:
            for number, text in enumerate(texts):
                if not text.head.composed:
                    found[number] = self._folded_spots(text, set(), -1)
                elif anyhow and not (self._plain and text.searched.isascii()):
                    found[number] = self._folded_spots(text, chunks[number], missing)
        return found

    def _folded_spots(self, text: StoredText, chunks: set[int], missing: int) -> list[Spot]:
        """Return what answers in some chunks, and in those with words with any diacritics."""
        spaced = text.searched
        folded = _without_marks(spaced.lower())
        others: set[int] = set()
        _look(folded, self._folded, others, missing)
        if others:
            starts = list(accumulate([len(each) + 1 for each in spaced.split(" ")], initial=0))
            chunks |= {starts[folded.count(" ", 0, begin)] for begin in others}
        return self._spots(text, spaced, chunks)

    @cached_property
    def _folded(self) -> list[Literal]:
        """What to look for in a text without diacritics."""
        return self._literals(
            [[_without_marks(each) for each in _beginnings(word)] for word in self._words],
            [
                set(map(_without_marks, _of(word, Channel.FOLD) | _of(word, Channel.WORD)))
                for word in self._words
            ],
        )

    def _literals(
        self, beginnings: Sequence[Sequence[str]], spellings: Sequence[Set[str]]
    ) -> list[Literal]:
        """Return what to look for, given how each word's forms begin and how it is spelled."""
        found: dict[Where, dict[str, int]] = {where: defaultdict(int) for where in Where}
        for number, starting in enumerate(beginnings):
            inside = _of(self._words[number], Channel.PART)
            for letters in starting:
                found[Where.WITHIN if inside else Where.BEGINNING][letters] |= 1 << number
        for number, spelled in enumerate(spellings):
            for letters in spelled:
                for where in (Where.BEGINNING, Where.WITHIN):
                    known = found[where]
                    covering = next((each for each in known if letters.startswith(each)), None)
                    if covering:
                        known[covering] |= 1 << number
                        break
                else:
                    found[Where.WHOLE][letters] |= 1 << number
        return [
            (letters, bits, where)
            for where, bits_of in found.items()
            for letters, bits in bits_of.items()
            if letters.strip()
        ]

    def _spots(self, text: StoredText, spaced: str, chunks: Iterable[int]) -> list[Spot]:
        """Return what answers in the chunks that begin at some offsets."""
        found: list[Spot] = []
        runs = text.head.runs
        lang = runs[0][1] if runs else ""
        known = self._known[lang]
        for begin in sorted(chunks):
            end = spaced.find(" ", begin)
            chunk = spaced[begin:end] if end >= 0 else spaced[begin:]
            if len(runs) > 1:
                lang = text.lang_at(begin)
                known = self._known[lang]
            spots = known.get(chunk)
            if spots is None:
                spots = known[chunk] = self._judge(chunk, lang)
            for start, stop, close, loose, how in spots:
                found.append((begin + start, begin + stop, close, loose, how))
        return found

    def _judge(self, chunk: str, lang: str) -> list[Spot]:
        spots: list[Spot] = []
        for _, start, end, _, words in self._wanted.judge(pieces(chunk, lang)):
            how = {number: channel for number, channel, _ in words if channel is not None}
            close = sum(1 << number for number in how)
            loose = sum(1 << number for number, _, folds in words if folds)
            spots.append((start, end, close, loose, how))
        return spots


def _of(word: Word, channel: Channel) -> frozenset[str]:
    return word.terms.get(channel, frozenset())


def _beginnings(word: Word) -> Iterator[str]:
    """Yield how the forms of a word may begin, as far as the stemmers leave its stem alone.

    ß is ss in terms, and an umlaut may have gone with an ending.
    """
    parts = word.terms.get(Channel.PART, frozenset())
    for term in word.terms.get(Channel.STEM, frozenset()) | parts:
        lang, _, stem = term.partition(":")
        kept = stem[: max(len(stem) - _CHANGED, _LEAST + 1)]
        if (len(kept) < _LEAST and term not in parts) or LANGUAGES[lang].stores_stems:
            continue
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


def _look(text: str, literals: Iterable[Literal], chunks: set[int], wanted: int = -1) -> None:
    """Note where chunks begin in which wanted words may stand."""
    for literal, bits, where in literals:
        if not bits & wanted:
            continue
        at = text.find(literal)
        while at >= 0:
            end = at + len(literal)
            # scripts without spaces have a word a character
            if (
                literal[0] > _SPACED
                or where is Where.WITHIN
                or (
                    (at == 0 or not text[at - 1].isalnum())
                    and not (where is Where.WHOLE and text[end : end + 1].isalnum())
                )
            ):
                chunks.add(text.rfind(" ", 0, at) + 1)
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
