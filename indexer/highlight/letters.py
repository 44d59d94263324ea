"""Marks of words that are found by their letters: the short way, for most texts and queries.

:mod:`.finder` finds the words; here is decided which of them answer which unit of the query, as
:mod:`.highlighter` has it for texts that are read word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple, Self

from indexer.highlight.finder import Finder, Sight, Spot
from indexer.highlight.scan import Wanted
from indexer.model import Channel, Marked
from indexer.query.units import Compound, Divided, Matched, Phrase, Word
from indexer.records.record import Record

_LETTER = re.compile(r"[^\W_]")
_ALL = -1
"""The bits of all words."""

_Answer = tuple[int, Channel, str]
"""A unit of the query by number, how it is answered, and the unit as typed."""

_Single = Mapping[int, tuple[int, str]]
"""The words that count wherever they stand, by number: of which unit, and that as typed."""

_Marks = tuple[tuple[Marked, ...], tuple[Marked, ...]]
"""The marks of title and text."""


class _Together(NamedTuple):
    """A unit whose words stand side by side: its place in the query, its words by number.

    ``bits`` are its words one by one, ``every`` all of them; ``whole`` is the answer where there
    is a term for all of it. The words of a ``strict`` one are not together with other diacritics
    in a document that has some of them as typed.
    """

    place: int
    text: str
    numbers: Sequence[int]
    bits: Sequence[int]
    every: int
    compound: bool
    strict: bool
    whole: _Answer | None

    @classmethod
    def of(
        cls, place: int, unit: Phrase | Compound, numbers: Sequence[int], *, plain: bool
    ) -> Self:
        """Return a unit at its place in the query, which may be ``plain``."""
        bits = [1 << number for number in numbers]
        whole = None
        if isinstance(unit, Compound) and Channel.PART in unit.terms:
            whole = place, Channel.PART, unit.text
        compound = isinstance(unit, Compound)
        strict = compound and not plain
        return cls(place, unit.text, numbers, bits, _bits(numbers), compound, strict, whole)


class Sights(NamedTuple):
    """What was seen of a document."""

    title: Sight
    body: Sight

    @classmethod
    def of(cls, record: Record) -> Sights:
        """Return that nothing was seen of a document."""
        return cls(Sight(record.heading), Sight(record.body))


class _Text:
    """What was seen of a text, and which of its words stand together, by where they start."""

    def __init__(self, sight: Sight) -> None:
        self.spots = sight.spots
        self.noted: dict[int, _Answer] = {}
        self._sight = sight
        self.closely = _closely(sight.spots)

    def note(self, unit: _Together, *, loosely: bool) -> bool:
        """Note where the words of a unit stand side by side in their order; tell if they do."""
        spots = self.spots
        if not loosely and unit.every & ~self.closely:
            return False
        held = [spot[2] | spot[3] for spot in spots] if loosely else [spot[2] for spot in spots]
        first, *others = unit.bits
        last = len(held) - len(others)
        found = [at for at, bits in enumerate(held) if bits & first and at < last]
        for nth, word in enumerate(others, 1):
            found = [at for at in found if held[at + nth] & word and self._beside(at + nth)]
        noted = self.noted
        for begin in found:
            for at, number in enumerate(unit.numbers, begin):
                start, _, _, _, how = spots[at]
                answer = unit.whole
                if loosely or answer is None:
                    answer = unit.place, how.get(number, Channel.FOLD), unit.text
                known = noted.get(start)
                if known is None or answer < known:
                    noted[start] = answer
        return bool(found)

    def _beside(self, at: int) -> bool:
        """Tell whether one of the words found stands beside the one before."""
        end, start = self.spots[at - 1][1], self.spots[at][0]
        if start - end <= 1:
            return True
        base, spaced = self._sight.text.spaced(end, start)
        return _LETTER.search(spaced, end - base, start - base) is None


class Letters:
    """Marks the words of one query in any number of documents; for one thread."""

    def __init__(self, units: Sequence[tuple[Matched, Sequence[int]]], wanted: Wanted) -> None:
        """Take each unit with the numbers of its words."""
        words: dict[int, Word] = {}
        self._single: dict[int, tuple[int, str]] = {}
        self._together: list[_Together] = []
        self._divided: list[tuple[int, str, Sequence[int]]] = []
        for place, (unit, numbers) in enumerate(units):
            if isinstance(unit, (Phrase, Compound)):
                self._together.append(_Together.of(place, unit, numbers, plain=wanted.plain))
                words.update(zip(numbers, unit.words, strict=True))
            elif isinstance(unit, Divided):
                self._single.setdefault(numbers[0], (place, unit.text))
                self._divided.append((place, unit.text, numbers))
                words.update(zip(numbers, unit.words, strict=True))
            elif isinstance(unit, Word):
                self._single.setdefault(numbers[0], (place, unit.text))
                words[numbers[0]] = unit
        self._finder = Finder([words[number] for number in range(len(words))], wanted)
        self._phrases = any(
            isinstance(unit, Phrase) and numbers[0] < wanted.asked for unit, numbers in units
        )
        self._compounds = [unit for unit in self._together if unit.compound]
        self._plain = wanted.plain

    @staticmethod
    def can_mark(units: Iterable[Matched]) -> bool:
        """Tell whether the units are words, next to each other or apart, in title or text."""
        for unit in units:
            words = len(unit.fields) > 1 and isinstance(unit, (Word, Compound, Divided))
            if not words and not (
                isinstance(unit, Phrase) and unit.slop == 1 and len(unit.fields) > 1
            ):
                return False
        return True

    def opening(self, sights: Sights, size: int, named: frozenset[int]) -> _Marks | None:
        """Return the marks of title and opening, of about so many bytes; none if that is all.

        Nor if a compound does not stand there as typed: it may further on.
        """
        if not self._finder.begin(sights.title, sights.body, size):
            return None
        if any(self._apart(sights, unit) for unit in self._compounds):
            return None
        return self._marks(sights, named)

    def marks(self, sights: Sights, named: frozenset[int] = frozenset()) -> _Marks:
        """Return the marks of title and text; none may mean that every word has to be read.

        Of units that are ``named`` nothing less than themselves is marked.
        """
        self._finder.find(sights)
        # what only stands apart as typed may stand together with diacritics: hop and hợp hoà
        if self._plain:
            apart = [unit.every for unit in self._compounds if self._apart(sights, unit)]
            self._finder.find_folded(sights, reduce(or_, apart, 0))
        marks = self._marks(sights, named)
        # the words of a phrase may stand with and without their diacritics side by side
        if self._phrases and not any(marks):
            self._finder.find_folded(sights, _ALL)
            marks = self._marks(sights, named)
        return marks

    @staticmethod
    def _apart(sights: Sights, unit: _Together) -> bool:
        """Tell whether words of a compound stand in a document as typed, but not together."""
        texts = _Text(sights.title), _Text(sights.body)
        return any(text.closely & unit.every for text in texts) and not any(
            text.note(unit, loosely=False) for text in texts
        )

    def _marks(self, sights: Sights, named: frozenset[int]) -> _Marks:
        title, body = sights.title.spots, sights.body.spots
        close = _closely(title) | _closely(body)
        if named:
            close |= _bits(n for n, (place, _) in self._single.items() if place in named)
        if not self._together and not self._divided:
            return _plain_marks(title, self._single, close), _plain_marks(body, self._single, close)
        texts = _Text(sights.title), _Text(sights.body)
        single = self._counting_anywhere(texts, named, close)
        return _all_marks(texts[0], single, close), _all_marks(texts[1], single, close)

    def _counting_anywhere(
        self, texts: Sequence[_Text], named: frozenset[int], close: int
    ) -> _Single:
        """Return the words that count anywhere, also of compounds that do not stand together.

        Those that do are noted in ``texts``.
        """
        single = self._single
        for place, text, (whole, *parts) in self._divided:
            if not close >> whole & 1 and all(close >> part & 1 for part in parts):
                single = {**single, **{n: single.get(n, (place, text)) for n in parts}}
        for unit in self._together:
            if not _stand(texts, unit) and unit.compound and unit.place not in named:
                apart = (unit.place, unit.text)
                single = {**single, **{n: min(apart, single.get(n, apart)) for n in unit.numbers}}
        return single


def _stand(texts: Sequence[_Text], unit: _Together) -> bool:
    """Note where the words of a unit stand together, closely or else anyhow; tell if they do."""
    if sum([text.note(unit, loosely=False) for text in texts]):
        return True
    if unit.strict and any(text.closely & unit.every for text in texts):
        return False
    return sum([text.note(unit, loosely=True) for text in texts]) > 0


def _closely(spots: Iterable[Spot]) -> int:
    """Return which words are answered closely, as bits."""
    close = 0
    for spot in spots:
        close |= spot[2]
    return close


def _bits(numbers: Iterable[int]) -> int:
    return sum({1 << number for number in numbers})


def _set(bits: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set."""
    while bits:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1


def _plain_marks(spots: Sequence[Spot], single: _Single, close: int) -> tuple[Marked, ...]:
    """Return the marks of words that count anywhere, by their fold if none is ``close``."""
    marks: list[Marked] = []
    for start, end, closely, loosely, how in spots:
        if bits := closely | loosely & ~close:
            number = (bits & -bits).bit_length() - 1
            marks.append((start, end, how.get(number, Channel.FOLD), single[number][1]))
    return tuple(marks)


def _all_marks(text: _Text, single: _Single, close: int) -> tuple[Marked, ...]:
    """Return the marks of words that count anywhere, and of those that stand together."""
    marks: list[Marked] = []
    counted = _bits(single)
    closely, loosely = counted, counted & ~close
    noted = text.noted
    for start, end, by_word, by_fold, how in text.spots:
        answer = noted.get(start)
        if bits := by_word & closely | by_fold & loosely:
            number = (bits & -bits).bit_length() - 1
            if bits & bits - 1:  # several words: of the first unit the closest
                number = min((single[each][0], each not in how, each) for each in _set(bits))[2]
            place, typed = single[number]
            if answer is None or place < answer[0]:
                marks.append((start, end, how.get(number, Channel.FOLD), typed))
                continue
        if answer:
            marks.append((start, end, answer[1], answer[2]))
    return tuple(marks)
