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
from functools import cached_property, lru_cache
from itertools import accumulate

from indexer.analysis.chain import Terms
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.vocabulary import pieces, plain_stems
from indexer.highlight.scan import Wanted
from indexer.model import Channel
from indexer.query.units import Word
from indexer.records.storedtext import StoredText

_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_VOWEL = re.compile("[aeiouyăâêôơư]")
_UMLAUTS = {"a": "ä", "o": "ö", "u": "ü"}
_BETWEEN_WORDS = "\u00a0\u2002\u2003\u2009\u202f–—…“”„«»·•"
"""Signs outside ASCII that may stand between two words without a space."""
_SPACED = "\u2e7f"
"""Beyond this character begin most scripts that are written without spaces."""
_LEAST = 3
"""So many letters of a stem are enough to look for words that begin with them."""
_REMEMBERED = 50_000
"""The words of so many chunks are remembered: other queries find them again."""
_CHANGED = 2
"""How many letters at the end of a stem its forms may have otherwise: happy, happi."""


WHOLE, BEGINNING, WITHIN = range(3)
"""Where in a word of a text letters of the query may stand."""

Spot = tuple[int, int, int, int, Mapping[int, Channel]]
"""Where a word of a text begins and ends; which words of the query it answers closely, and which
by its fold, as bits; and how it answers those closely, by number."""

Literal = tuple[str, int, int]
"""Letters, the words they are of, as bits, and where in a word of the text they may stand."""


class Sight:
    """What was seen of a text: the words that answer, in order, as far as it was looked at."""

    __slots__ = ("begins", "seen", "spots", "text")

    def __init__(self, text: StoredText) -> None:
        self.text = text
        self.spots: list[Spot] = []
        self.begins: set[int] = set()
        """Where chunks begin in which words may stand."""
        self.seen = 0
        """The offset up to which it was looked at."""


class Finder:
    """Finds the words of one query in any number of texts; for one thread.

    Word ``i`` is answered where the bit ``1 << i`` is set.
    """

    def __init__(self, words: Sequence[Word], wanted: Wanted) -> None:
        self._words = words
        self._asked = (1 << wanted.asked) - 1
        self._wanted = wanted
        self._plain = wanted.plain
        spellings = [
            {each for term in _as_words(word) for each in _spellings(term)} for word in words
        ]
        self._as_typed = self._literals([list(_beginnings(word)) for word in words], spellings)
        self._always = self._asked
        self._in_lang: dict[str, int] = {}
        for number, word in enumerate(words[wanted.asked :], wanted.asked):
            if lang := _language(word):
                self._in_lang[lang] = self._in_lang.get(lang, 0) | 1 << number
            else:
                self._always |= 1 << number
        self._known: defaultdict[str, dict[str, list[Spot]]] = defaultdict(dict)
        self._answers: dict[Terms, tuple[int, int, Mapping[int, Channel]]] = {}

    def find(self, sights: Sequence[Sight]) -> None:
        """Look at all that has not been looked at of the texts of a document.

        If no word of the query has diacritics, those that stand in none of the texts as typed are
        looked for with any.
        """
        close = 0
        for sight in sights:
            if sight.text.head.composed:
                self._look_on(sight, sight.text.searched, sight.text.chars)
            else:
                self._look_folded(sight, -1)
            for spot in sight.spots:
                close |= spot[2]
        if self._plain:
            self.find_folded(sights, ~close & self._asked)

    def find_folded(self, sights: Iterable[Sight], words: int) -> None:
        """Look for words, given as bits, with any diacritics in texts that were looked at."""
        for sight in sights if words else ():
            if sight.text.head.composed and not (self._plain and sight.text.searched.isascii()):
                self._look_folded(sight, words)

    def begin(self, heading: Sight, body: Sight, size: int) -> bool:
        """Look at a title and the opening of a text, of about so many bytes; tell if there is more.

        If there is not, nothing was looked at.
        """
        if not heading.text.head.composed or not body.text.head.composed:
            return False
        opening = body.text.opening(size)
        if opening:
            self._look_on(heading, heading.text.searched, heading.text.chars)
            self._look_on(body, opening, len(opening))
        return bool(opening)

    def _look_on(self, sight: Sight, spaced: str, end: int) -> None:
        """Look at a text from where it was left up to an offset: a space, or its end."""
        if sight.seen >= end:
            return
        offset, stretch = sight.seen, spaced[sight.seen : end]
        begins: set[int] = set()
        _look(stretch.lower() + " ", self._as_typed, begins, self._wanted_in(sight.text))
        sight.begins.update([offset + begin for begin in begins] if offset else begins)
        self._judge_all(sight, stretch, offset, sorted(begins))
        sight.seen = end

    def _look_folded(self, sight: Sight, words: int) -> None:
        """Find what answers in the chunks that were found, and in those with any diacritics."""
        spaced = sight.text.searched
        folded = _without_marks(spaced.lower()) + " "
        others: set[int] = set()
        _look(folded, self._folded, others, words & self._wanted_in(sight.text))
        if others:
            starts = list(accumulate([len(each) + 1 for each in spaced.split(" ")], initial=0))
            sight.begins.update([starts[folded.count(" ", 0, begin)] for begin in others])
        sight.spots.clear()
        self._judge_all(sight, spaced, 0, sorted(sight.begins))
        sight.seen = sight.text.chars

    def _wanted_in(self, text: StoredText) -> int:
        """Return which words can stand in a text of its languages, as bits."""
        wanted = self._always
        if self._in_lang:
            for _, lang in text.head.runs:
                wanted |= self._in_lang.get(lang, 0)
        return wanted

    @cached_property
    def _folded(self) -> list[Literal]:
        """What to look for in a text without diacritics."""
        return self._literals(
            [[_without_marks(each) for each in _beginnings(word)] for word in self._words],
            [
                set(map(_without_marks, _of(word, Channel.FOLD) | _as_words(word)))
                for word in self._words
            ],
        )

    def _literals(
        self, beginnings: Sequence[Sequence[str]], spellings: Sequence[Set[str]]
    ) -> list[Literal]:
        """Return what to look for, given how each word's forms begin and how it is spelled."""
        found: dict[int, dict[str, int]] = {
            where: defaultdict(int) for where in (WHOLE, BEGINNING, WITHIN)
        }
        for number, starting in enumerate(beginnings):
            inside = _of(self._words[number], Channel.PART)
            for letters in starting:
                found[WITHIN if inside else BEGINNING][letters] |= 1 << number
        for number, spelled in enumerate(spellings):
            for letters in spelled:
                for where in (BEGINNING, WITHIN):
                    known = found[where]
                    covering = next((each for each in known if letters.startswith(each)), None)
                    if covering:
                        known[covering] |= 1 << number
                        break
                else:
                    found[WHOLE][letters] |= 1 << number
        return [
            (letters, bits, where)
            for where, bits_of in found.items()
            for letters, bits in bits_of.items()
            if letters.strip()
        ]

    def _judge_all(self, sight: Sight, stretch: str, offset: int, begins: Iterable[int]) -> None:
        """Add what answers in the chunks that begin at some places of a stretch of a text."""
        text, add, find = sight.text, sight.spots.append, stretch.find
        runs = text.head.runs
        mixed = len(runs) > 1
        lang = runs[0][1] if runs else ""
        known = self._known[lang]
        for begin in begins:
            end = find(" ", begin)
            chunk = stretch[begin:end] if end >= 0 else stretch[begin:]
            at = offset + begin
            if mixed:
                lang = text.lang_at(at)
                known = self._known[lang]
            spots = known.get(chunk)
            if spots is None:
                spots = known[chunk] = self._judge(chunk, lang)
            for start, stop, close, loose, how in spots:
                add((at + start, at + stop, close, loose, how))

    def _judge(self, chunk: str, lang: str) -> list[Spot]:
        spots: list[Spot] = []
        for start, end, terms in _pieces(chunk, lang):
            answer = self._answers.get(terms)
            if answer is None:
                answer = self._answers[terms] = self._answer(terms)
            close, loose, how = answer
            if close or loose:
                spots.append((start, end, close, loose, how))
        return spots

    def _answer(self, terms: Terms) -> tuple[int, int, Mapping[int, Channel]]:
        """Return what a word answers, as a spot has it."""
        close = loose = 0
        how: dict[int, Channel] = {}
        for number, channel, folds in self._wanted.answered(terms):
            if channel is not None:
                how[number] = channel
                close |= 1 << number
            if folds:
                loose |= 1 << number
        return close, loose, how


_pieces = lru_cache(_REMEMBERED)(pieces)


def _of(word: Word, channel: Channel) -> frozenset[str]:
    return word.terms.get(channel, frozenset())


def _language(word: Word) -> str:
    """Return the language of a word by its terms, if they are all of one."""
    langs = {term.rpartition(":")[0] for terms in word.terms.values() for term in terms}
    return langs.pop() if len(langs) == 1 else ""


def _as_words(word: Word) -> Set[str]:
    """Return what is looked for as it is: words, and stems of a language that has no others."""
    return _of(word, Channel.WORD).union(plain_stems(_of(word, Channel.STEM)))


def _beginnings(word: Word) -> Iterator[str]:
    """Yield how the forms of a word may begin, as far as the stemmers leave its stem alone.

    ß is ss in terms, and an umlaut may have gone with an ending.
    """
    parts = word.terms.get(Channel.PART, frozenset())
    for term in word.terms.get(Channel.STEM, frozenset()) | parts:
        lang, _, stem = term.partition(":")
        if not LANGUAGES[lang].inflects:
            continue
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


def _look(text: str, literals: Iterable[Literal], chunks: set[int], wanted: int) -> None:
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
