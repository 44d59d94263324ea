"""The letters by which the words of a query are looked for in texts.

Most words stand in a text as they were typed or with another ending: ``str.find`` sees these
sooner than the text can be cut into words. It only proposes places, more rather than less: what
stands there is to be judged by its terms.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import lru_cache
from itertools import accumulate, chain

from indexer.analysis.filters import GERMAN_FOLDS
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.vocabulary import plain_stems
from indexer.model import Channel
from indexer.query.units import Word

_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_VOWEL = re.compile("[aeiouyăâêôơư]")
_UMLAUTS = {"a": "ä", "o": "ö", "u": "ü"}
_ENDINGS = (("i", "y"), ("y", "i"), ("e", ""), ("ie", "y"))
"""What a short stem ends with, and its forms may have instead: city, skies, using, dying."""
_OF_FRONTS = ("um", "us", "a")
"""What a German word may end with by itself and not as the front of a compound: Virenschutz."""
_SPACED = "\u2e7f"
"""Beyond this character begin most scripts that are written without spaces."""
_LEAST = 3
"""So many letters of a stem are enough to look for words that begin with them."""
_KEPT, _CHANGED = 4, 2
"""Beyond the first letters of a stem the last ones may be others in its forms: happy, happi."""
_REMEMBERED = 10_000
"""The spellings of so many words are remembered."""

DIGRAPH = re.compile("([aou])e")
"""What may stand for an umlaut."""

WHOLE, BEGINNING, WITHIN = range(3)
"""Where in a word of a text letters of the query may stand."""

Literal = tuple[str, int, int]
"""Letters, the words they are of, as bits, and where in a word of the text they may stand."""


def as_typed(words: Sequence[Word]) -> list[Literal]:
    """Return what to look for in a text in lower case; bit ``1 << i`` stands for word ``i``."""
    return _literals(
        words,
        [list(_beginnings(word, _LEAST)) for word in words],
        [set(chain.from_iterable(map(_spellings, _as_words(word)))) for word in words],
    )


def folded(
    words: Sequence[Word], fold: Callable[[str], str], *, least: int = _LEAST
) -> list[Literal]:
    """Return what to look for in a text that was folded like this, in the same way.

    Beginnings of fewer than ``least`` letters are left out.
    """
    return _literals(
        words,
        [list(map(fold, _beginnings(word, least))) for word in words],
        [set(map(fold, _of(word, Channel.FOLD) | _as_words(word))) for word in words],
    )


class ByLanguage:
    """Which words of a query can stand in texts of a language, as bits.

    What is asked for is looked for everywhere, what means it in its own language.
    """

    def __init__(self, words: Sequence[Word], asked: int) -> None:
        """Take words of which the first ``asked`` are asked for, and the others mean them."""
        self._always = (1 << asked) - 1
        self._only: dict[str, int] = {}
        for number, word in enumerate(words[asked:], asked):
            if lang := _language(word):
                self._only[lang] = self._only.get(lang, 0) | 1 << number
            else:
                self._always |= 1 << number

    def of(self, langs: Iterable[str]) -> int:
        """Return the words that can stand in a text of these languages."""
        wanted = self._always
        if self._only:
            for lang in langs:
                wanted |= self._only.get(lang, 0)
        return wanted


def _literals(
    words: Sequence[Word], beginnings: Sequence[Sequence[str]], spellings: Sequence[Set[str]]
) -> list[Literal]:
    """Return what to look for, given how each word's forms begin and how it is spelled."""
    begun: defaultdict[str, int] = defaultdict(int)
    within: defaultdict[str, int] = defaultdict(int)
    whole: defaultdict[str, int] = defaultdict(int)
    for number, starting in enumerate(beginnings):
        known = within if words[number].terms.get(Channel.PART) else begun
        for letters in starting:
            known[letters] |= 1 << number
    for number, spelled in enumerate(spellings):
        for letters in spelled:
            for known in (begun, within):
                if covering := next(filter(known.__contains__, accumulate(letters)), None):
                    known[covering] |= 1 << number
                    break
            else:
                whole[letters] |= 1 << number
    return [
        (letters, bits, where)
        for where, bits_of in ((WHOLE, whole), (BEGINNING, begun), (WITHIN, within))
        for letters, bits in bits_of.items()
        if letters.strip()
    ]


def _of(word: Word, channel: Channel) -> frozenset[str]:
    return word.terms.get(channel, frozenset())


def _language(word: Word) -> str:
    """Return the language of a word by its terms, if they are all of one."""
    langs = {term.rpartition(":")[0] for terms in word.terms.values() for term in terms}
    return langs.pop() if len(langs) == 1 else ""


def _as_words(word: Word) -> Set[str]:
    """Return what is looked for as it is: words, and stems of a language that has no others."""
    return _of(word, Channel.WORD).union(plain_stems(_of(word, Channel.STEM)))


def _beginnings(word: Word, least: int) -> Iterator[str]:
    """Yield how the forms of a word may begin, by its stems, as far as that is long enough.

    What it is called by in compounds is taken however short it is.
    """
    parts = _of(word, Channel.PART)
    for term in _of(word, Channel.STEM) | parts:
        lang, _, stem = term.partition(":")
        if LANGUAGES[lang].inflects and not LANGUAGES[lang].stores_stems:
            for kept in beginnings(stem, _of(word, Channel.WORD)):
                if len(kept) >= least or term in parts:
                    yield kept
        if term in parts:
            fronts = [stem[: -len(end)] for end in _OF_FRONTS if stem.endswith(end)]
            yield from [front for front in fronts if len(front) >= _LEAST]


@lru_cache(_REMEMBERED)
def beginnings(stem: str, words: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return how the forms of a stem may begin in lower case; ``words`` are some of them.

    ß is ss in terms, an umlaut may come and go with an ending, ae may be taken for ä, and in
    English e and y may become i. Of two umlauts one is as in the words.
    """
    found: set[str] = set()
    for spelled in (stem, stem.replace("ss", "ß")):
        kept = spelled[: max(len(spelled) - _CHANGED, _KEPT)]
        found.add(kept)
        if kept == spelled:
            found.update([kept[: -len(end)] + new for end, new in _ENDINGS if kept.endswith(end)])
    for kept in tuple(found):
        for word in words:
            for spelled in (word, word.replace("ss", "ß")):
                if begun := _begun(spelled, kept):
                    found.add(begun)
    for kept in tuple(found):
        for at, letter in enumerate(kept):
            if letter in _UMLAUTS:
                found.add(kept[:at] + _UMLAUTS[letter] + kept[at + 1 :])
    return frozenset(found)


def _begun(word: str, kept: str) -> str:
    """Return the beginning of a word of which a stemmer keeps this, if it is another."""
    for end in range(len(kept), min(len(word), len(kept) + _CHANGED) + 1):
        bare = word[:end].translate(GERMAN_FOLDS)
        if kept in (bare, DIGRAPH.sub(r"\1", bare)):
            return word[:end]
    return ""


@lru_cache(_REMEMBERED)
def _spellings(term: str) -> frozenset[str]:
    """Return how a word may be spelled in lower case: with ß, and in either tone placement."""
    found = {term}
    if "'" in term:
        found.add(term.replace("'", "\u2019"))
    if "ss" in term:
        found.add(term.replace("ss", "ß"))
    letters = unicodedata.normalize("NFD", term)
    tones = _TONE.findall(letters)
    if len(tones) == 1:
        bare = unicodedata.normalize("NFC", letters.replace(tones[0], ""))
        for vowel in _VOWEL.finditer(bare):
            other = bare[: vowel.end()] + tones[0] + bare[vowel.end() :]
            found.add(unicodedata.normalize("NFC", other))
    return frozenset(found)


def look(text: str, literals: Iterable[Literal], chunks: set[int], wanted: int) -> None:
    """Note where chunks begin in which wanted words may stand; the text ends with a space."""
    find, add = text.find, chunks.add
    for literal, bits, where in literals:
        if not bits & wanted:
            continue
        at = find(literal)
        if at < 0:
            continue
        size = len(literal)
        spaced = literal[0] <= _SPACED  # scripts without spaces have a word a character
        whole, within = where == WHOLE and spaced, where == WITHIN or not spaced
        while at >= 0:
            end = at + size
            if not whole or not text[end].isalnum():
                before = text[at - 1]  # the space at the end, for the first
                if before == " ":
                    add(at)
                elif within or not before.isalnum():
                    add(text.rfind(" ", 0, at) + 1)
            at = find(literal, end)
