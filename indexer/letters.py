"""Marks of words that are found by their letters: the short way, for most texts and queries.

:mod:`indexer.finder` finds the words; here is decided which of them answer which unit of the
query, as :mod:`indexer.highlight` has it for texts that are read word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from indexer.finder import Finder, Spot
from indexer.model import Channel, Mark
from indexer.query.units import Compound, Divided, Phrase, Unit, Word
from indexer.record import Record
from indexer.scan import Wanted
from indexer.storedtext import StoredText

_LETTER = re.compile(r"[^\W_]")

_Answer = tuple[int, Channel, str]
"""A unit of the query by number, how it is answered, and the unit as typed."""

_Single = Mapping[int, tuple[int, str]]
"""The words that count wherever they stand, by number: of which unit, and that as typed."""

_Together = tuple[int, Phrase | Compound, Sequence[int]]
"""A unit whose words stand side by side: its place in the query, and their numbers."""

_Text = tuple[StoredText, list[Spot], dict[int, _Answer]]
"""A text, the words found in it, and which of these stand together, by where they start."""


class Letters:
    """Marks the words of one query in any number of documents; for one thread."""

    def __init__(self, units: Sequence[tuple[Unit, Sequence[int]]], wanted: Wanted) -> None:
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
        self._phrases = any(isinstance(unit, Phrase) for unit, _ in units)

    @staticmethod
    def can_mark(units: Iterable[Unit]) -> bool:
        """Tell whether the units are words, next to each other or apart, in title or text."""
        for unit in units:
            words = len(unit.fields) > 1 and isinstance(unit, (Word, Compound, Divided))
            if not words and not (
                isinstance(unit, Phrase) and unit.slop == 1 and len(unit.fields) > 1
            ):
                return False
        return True

    def marks(
        self, record: Record, named: frozenset[int] = frozenset()
    ) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
        """Return the marks of title and text; none may mean that every word has to be read.

        Of units that are ``named`` nothing less than themselves is marked.
        """
        marks = self._marks(record, named, anyhow=False)
        # the words of a phrase may stand with and without their diacritics side by side
        if self._phrases and not any(marks):
            marks = self._marks(record, named, anyhow=True)
        return marks

    def _marks(
        self, record: Record, named: frozenset[int], *, anyhow: bool
    ) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
        heading, text = record.heading, record.body
        title, body = self._finder.find((heading, text), anyhow=anyhow)
        close = _close(title) | _close(body)
        if named:
            close |= _bits(n for n, (place, _) in self._single.items() if place in named)
        if not self._together and not self._divided:
            return _plain_marks(title, self._single, close), _plain_marks(body, self._single, close)
        texts: tuple[_Text, _Text] = (heading, title, {}), (text, body, {})
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
        for text, spots, noted in texts:
            for first in _together(text, spots, numbers, loosely=loosely):
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


def _together(
    text: StoredText, spots: Sequence[Spot], numbers: Sequence[int], *, loosely: bool
) -> list[int]:
    """Return where, among the words found, these stand side by side in their order."""
    found: list[int] = []
    spaced = text.searched
    first, *others = numbers
    for index in range(len(spots) - len(others)):
        _, end, close, loose, _ = spots[index]
        if not (close | loose if loosely else close) >> first & 1:
            continue
        for after, number in enumerate(others, index + 1):
            start, next_end, close, loose, _ = spots[after]
            if not (close | loose if loosely else close) >> number & 1:
                break
            if start - end > 1 and _LETTER.search(spaced, end, start):
                break
            end = next_end
        else:
            found.append(index)
    return found


def _plain_marks(spots: Sequence[Spot], single: _Single, close: int) -> tuple[Mark, ...]:
    """Return the marks of words that count anywhere, by their fold if none is ``close``."""
    marks: list[Mark] = []
    for start, end, closely, loosely, how in spots:
        if bits := closely | loosely & ~close:
            number = (bits & -bits).bit_length() - 1
            marks.append(Mark(start, end, how.get(number, Channel.FOLD), single[number][1]))
    return tuple(marks)


def _all_marks(text: _Text, single: _Single, close: int) -> tuple[Mark, ...]:
    """Return the marks of words that count anywhere, and of those that stand together."""
    _, spots, noted = text
    marks: list[Mark] = []
    counted = _bits(single)
    for start, end, closely, loosely, how in spots:
        answer = noted.get(start)
        if bits := (closely | loosely & ~close) & counted:
            number = (bits & -bits).bit_length() - 1
            place, typed = single[number]
            if answer is None or place < answer[0]:
                answer = place, how.get(number, Channel.FOLD), typed
        if answer:
            marks.append(Mark(start, end, answer[1], answer[2]))
    return tuple(marks)
