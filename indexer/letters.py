"""Marks of words that are found by their letters: the short way, for most texts and queries.

:mod:`indexer.finder` finds the words; here is decided which of them answer which unit of the
query, as :mod:`indexer.highlight` has it for texts that are read word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from indexer.finder import Finder, Sight, Spot
from indexer.model import Channel, Marked
from indexer.query.units import Compound, Divided, Matched, Phrase, Word
from indexer.record import Record
from indexer.scan import Wanted

_LETTER = re.compile(r"[^\W_]")

_Answer = tuple[int, Channel, str]
"""A unit of the query by number, how it is answered, and the unit as typed."""

_Single = Mapping[int, tuple[int, str]]
"""The words that count wherever they stand, by number: of which unit, and that as typed."""

_Together = tuple[int, Phrase | Compound, Sequence[int]]
"""A unit whose words stand side by side: its place in the query, and their numbers."""

_Text = tuple[Sight, dict[int, _Answer]]
"""What was seen of a text, and which words stand together, by where they start."""

_Marks = tuple[tuple[Marked, ...], tuple[Marked, ...]]
"""The marks of title and text."""


class Sights(NamedTuple):
    """What was seen of a document."""

    title: Sight
    body: Sight

    @classmethod
    def of(cls, record: Record) -> Sights:
        """Return that nothing was seen of a document."""
        return cls(Sight(record.heading), Sight(record.body))


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
                self._together.append((place, unit, numbers))
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
        """Return the marks of title and opening, of about so many bytes; none if that is all."""
        if not self._finder.begin(sights.title, sights.body, size):
            return None
        return self._marks(sights, named)

    def marks(self, sights: Sights, named: frozenset[int] = frozenset()) -> _Marks:
        """Return the marks of title and text; none may mean that every word has to be read.

        Of units that are ``named`` nothing less than themselves is marked.
        """
        self._finder.find(sights)
        marks = self._marks(sights, named)
        # the words of a phrase may stand with and without their diacritics side by side
        if self._phrases and not any(marks):
            self._finder.find(sights, anyhow=True)
            marks = self._marks(sights, named)
        return marks

    def _marks(self, sights: Sights, named: frozenset[int]) -> _Marks:
        title, body = sights.title.spots, sights.body.spots
        close = _close(title) | _close(body)
        if named:
            close |= _bits(n for n, (place, _) in self._single.items() if place in named)
        if not self._together and not self._divided:
            return _plain_marks(title, self._single, close), _plain_marks(body, self._single, close)
        texts: tuple[_Text, _Text] = (sights.title, {}), (sights.body, {})
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
        for place, unit, numbers in self._together:
            stands = _stands(texts, place, unit, numbers)
            if not stands and place not in named and isinstance(unit, Compound):
                apart = (place, unit.text)
                single = {**single, **{n: min(apart, single.get(n, apart)) for n in numbers}}
        return single


def _stands(
    texts: Sequence[_Text], place: int, unit: Phrase | Compound, numbers: Sequence[int]
) -> bool:
    """Note where the words of a unit stand together, closely or else anyhow; tell if they do."""
    as_part = isinstance(unit, Compound) and Channel.PART in unit.terms
    found = False
    for loosely in (False, True):
        for sight, noted in texts:
            spots = sight.spots
            for first in _together(sight, numbers, loosely=loosely):
                found = True
                for spot, number in zip(islice(spots, first, None), numbers, strict=False):
                    how = spot[4].get(number, Channel.FOLD)
                    answer = (place, how if loosely or not as_part else Channel.PART, unit.text)
                    noted[spot[0]] = min(answer, noted.get(spot[0], answer))
        if found:
            break
    return found


def _bits(numbers: Iterable[int]) -> int:
    return sum({1 << number for number in numbers})


def _close(spots: Iterable[Spot]) -> int:
    """Return which words are answered closely, as bits."""
    close = 0
    for spot in spots:
        close |= spot[2]
    return close


def _together(sight: Sight, numbers: Sequence[int], *, loosely: bool) -> list[int]:
    """Return where, among the words found, these stand side by side in their order."""
    found: list[int] = []
    spots = sight.spots
    first = 1 << numbers[0]
    last = len(spots) - len(numbers)
    if loosely:
        begins = [at for at, spot in enumerate(spots) if (spot[2] | spot[3]) & first and at <= last]
    else:
        begins = [at for at, spot in enumerate(spots) if spot[2] & first and at <= last]
    if not begins:
        return found
    _, spaced = sight.text.spaced(0, spots[-1][1])
    others = [1 << number for number in numbers[1:]]
    for index in begins:
        end = spots[index][1]
        for after, word in enumerate(others, index + 1):
            start, next_end, close, loose, _ = spots[after]
            if not (close | loose if loosely else close) & word:
                break
            if start - end > 1 and _LETTER.search(spaced, end, start):
                break
            end = next_end
        else:
            found.append(index)
    return found


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
    sight, noted = text
    marks: list[Marked] = []
    counted = _bits(single)
    for start, end, closely, loosely, how in sight.spots:
        answer = noted.get(start)
        if bits := (closely | loosely & ~close) & counted:
            number = (bits & -bits).bit_length() - 1
            place, typed = single[number]
            if answer is None or place < answer[0]:
                answer = place, how.get(number, Channel.FOLD), typed
        if answer:
            marks.append((start, end, answer[1], answer[2]))
    return tuple(marks)
