"""Where the words of a query stand in a text, found by their letters instead of word by word.

Most texts are composed (NFC), and most words of a query stand in them as typed or with another
ending: ``str.find`` sees these sooner than the text can be cut into words. Where a word typed
without diacritics is not found so but may stand with some, and in other texts, it looks at the text
without diacritics. Either only proposes places: what stands there is cut into words, analysed like
every text, and judged by its terms.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

from indexer.analysis.chain import Terms
from indexer.analysis.vocabulary import pieces
from indexer.highlight.literals import ByLanguage, Literal, as_typed, folded, look
from indexer.highlight.scan import Wanted
from indexer.model import Channel
from indexer.query.units import Word
from indexer.records.storedtext import StoredText

_BETWEEN_WORDS = "\u00a0\u2002\u2003\u2009\u202f–—…“”„«»·•"
"""Signs outside ASCII that may stand between two words without a space."""
_REMEMBERED = 50_000
"""The words of so many chunks are remembered: other queries find them again."""

Spot = tuple[int, int, int, int, Mapping[int, Channel]]
"""Where a word of a text begins and ends; which words of the query it answers closely, and which
by its fold, as bits; and how it answers those closely, by number."""


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
        self._wanted = wanted
        self._folding = sum(
            1 << number
            for number, word in enumerate(words[: wanted.asked])
            if word.terms.get(Channel.FOLD) and not word.spelled_so
        )
        """The words asked for that may stand in texts with other diacritics alone, as bits."""
        self._plain = wanted.plain
        self._as_typed = as_typed(words)
        self._by_language = ByLanguage(words, wanted.asked)
        self._known: defaultdict[str, dict[str, list[Spot]]] = defaultdict(dict)
        self._answers: dict[Terms, tuple[int, int, Mapping[int, Channel]]] = {}

    def find(self, sights: Sequence[Sight]) -> None:
        """Look at all that has not been looked at of the texts of a document.

        If no word of the query has diacritics, those that stand in none of the texts as typed are
        looked for with any, unless no text has them so alone.
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
            self.find_folded(sights, ~close & self._folding)

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
        look(stretch.lower() + " ", self._as_typed, begins, self._wanted_in(sight.text))
        sight.begins.update([offset + begin for begin in begins] if offset else begins)
        self._judge_all(sight, stretch, offset, sorted(begins))
        sight.seen = end

    def _look_folded(self, sight: Sight, words: int) -> None:
        """Find what answers in the chunks that were found, and in those with any diacritics."""
        spaced = sight.text.searched
        letters = _without_marks(spaced.lower()) + " "
        others: set[int] = set()
        look(letters, self._folded, others, words & self._wanted_in(sight.text))
        found = len(sight.begins)
        if others:
            starts = list(accumulate([len(each) + 1 for each in spaced.split(" ")], initial=0))
            sight.begins.update([starts[letters.count(" ", 0, begin)] for begin in others])
        if len(sight.begins) == found and sight.seen == sight.text.chars:
            return  # all of them have been judged
        sight.spots.clear()
        self._judge_all(sight, spaced, 0, sorted(sight.begins))
        sight.seen = sight.text.chars

    def _wanted_in(self, text: StoredText) -> int:
        """Return which words can stand in a text of its languages, as bits."""
        return self._by_language.of([lang for _, lang in text.head.runs])

    @cached_property
    def _folded(self) -> list[Literal]:
        """What to look for in a text without diacritics."""
        return folded(self._words, _without_marks)

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
