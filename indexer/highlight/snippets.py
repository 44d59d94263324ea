"""Stored text + marks -> snippets: the passages that answer best, as whole sentences if they fit.

1. Of all stretches of marks that fit into a snippet, the one whose different words are worth most
   is taken: a rare word is worth more than a frequent one, by the root of what it is worth to
   ranking, since two words of a question tell more than one rare name; each counts once. Words
   that a question is asked with count nothing; a thing of the kind it asks for tips the scales.
2. Around it the row of whole sentences is shown that holds the most of that worth, and the longest
   of equals. Where none holds most of it, or is long enough, the snippet begins with a sentence if
   it can, and ends at white space; inside an endless stretch without any at a word.
3. The next snippet looks for what those before it do not show, in what they leave of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from math import isqrt
from typing import NamedTuple

from indexer.highlight.expected import Kind, find
from indexer.highlight.sentences import SHOWN, SLACK, WORD_START, Borders, Stretch, end_of
from indexer.model import Channel, Mark, Marked, Snippet
from indexer.records.record import Record
from indexer.records.storedtext import StoredText

_ENOUGH = 0.8
"""Sentences are shown whole if they hold so much of what fewer of their words could show."""
_BESIDE = 3
"""Between two words of one name there are no more characters."""
_UNWEIGHED = 64
_UNCLOSE = (Channel.FOLD, Channel.MEANING)
_LOOSELY = 0.7
"""What a word without its accents is worth, or what only means it, of the word."""

_IN_TITLE = 0.7
"""What a word of the title is worth: sentences on what all of the text is on need not name it."""
_EXPECTED = 32
"""What a thing is worth that may answer, if that is less than what any word is worth."""

_OTHER_SPACE = re.compile(r"[^\S ]")
_WORDS = re.compile(r"[^\W_]+")

WordWorth = Mapping[str, int]
"""What the words of a query are worth, by their text."""


class Worth(NamedTuple):
    """What the words of a query are worth to a snippet, and the kind of thing that is asked for."""

    words: WordWorth
    kind: Kind | None = None


_ALL_THE_SAME = Worth({})


class _Best(NamedTuple):
    """The marks worth most together: what they are worth, and the first and the last of them."""

    worth: int
    first: int
    last: int
    stretch: Stretch


def snippets(
    record: Record, marks: Sequence[Marked], *, count: int, chars: int, worth: Worth | None = None
) -> tuple[Snippet, ...]:
    """Return up to ``count`` stretches of about ``chars`` characters, the best first.

    They never overlap, nor reach into what is not searched. A title that the text repeats is
    left out if it can be. Without marks there is one: the beginning of the text. ``worth`` has
    what the words of the query are worth; without, all are worth the same.
    """
    chosen = passages(record, marks, count=count, chars=chars, worth=worth)
    return cut(record, marks, chosen, count=count, chars=chars)


def cut(
    record: Record,
    marks: Sequence[Marked],
    chosen: Sequence[tuple[int, int]],
    *,
    count: int,
    chars: int,
) -> tuple[Snippet, ...]:
    """Return passages as snippets; without any the beginning of the text."""
    text = record.body
    if count < 1 or not text.head.tokens:
        return ()
    if not chosen:
        return (_opening(text, _after_title(record), chars),)
    return tuple([_snippet(text, marks, begin, end) for begin, end in chosen])


def passages(
    record: Record, marks: Sequence[Marked], *, count: int, chars: int, worth: Worth | None = None
) -> list[tuple[int, int]]:
    """Return where the snippets begin and end that show some of the marks."""
    if not marks:
        return []
    floor = _after_title(record)
    if marks[-1][0] < floor:
        floor = 0
    return _Passages(record, marks, floor, chars, worth or _ALL_THE_SAME).best(count)


def most_words(marks: Sequence[Marked], chars: int) -> int:
    """Return how many words of the query one snippet can show."""
    inside: Counter[str] = Counter()
    first = most = 0
    for index, (_, end, _, word) in enumerate(marks):
        inside[word] += 1
        while first < index and end - marks[first][0] > chars:
            left = marks[first][3]
            inside[left] -= 1
            if not inside[left]:
                del inside[left]
            first += 1
        most = max(most, len(inside))
    return most


class _Passages:
    """Chooses what to show of one text."""

    def __init__(
        self, record: Record, marks: Sequence[Marked], floor: int, chars: int, worth: Worth
    ) -> None:
        self._text = record.body
        self._chars = chars
        self._starts = [mark[0] for mark in marks]
        self._ends = [mark[1] for mark in marks]
        numbers: dict[tuple[str, bool], int] = {}
        self._word_of = [
            numbers.setdefault((word, channel in _UNCLOSE), len(numbers))
            for _, _, channel, word in marks
        ]
        title = set(_WORDS.findall(record.title.lower()))
        self._worth = [
            int(
                isqrt(worth.words.get(word, _UNWEIGHED) * _UNWEIGHED)
                * (_LOOSELY if loosely else 1)
                * (_IN_TITLE if title.issuperset(_WORDS.findall(word.lower())) else 1)
            )
            for word, loosely in numbers
        ]
        if not any(self._worth):
            self._worth = [1] * len(self._worth)
        self._expected = len(self._worth)
        if worth.kind:
            self._expect(worth.kind)
        self._left = _searched(record.body, floor)

    def _expect(self, kind: Kind) -> None:
        """Take what may answer the question as one more word: worth less than any other."""
        least = min([each for each in self._worth if each])
        self._worth.append(min(least - 1, _EXPECTED))
        for start, end in find(kind, self._text, self._around()):
            place = bisect_left(self._ends, start + 1)
            if place == len(self._starts) or end <= self._starts[place]:
                self._starts.insert(place, start)
                self._ends.insert(place, end)
                self._word_of.insert(place, self._expected)

    def _around(self) -> list[tuple[int, int]]:
        """Return the stretches of the text that snippets with a mark may show."""
        around: list[tuple[int, int]] = []
        for start, end in zip(self._starts, self._ends, strict=True):
            begin, end = max(start - self._chars, 0), min(end + self._chars, self._text.chars)
            if around and begin <= around[-1][1]:
                around[-1] = around[-1][0], end
            else:
                around.append((begin, end))
        return around

    def best(self, count: int) -> list[tuple[int, int]]:
        """Return where up to ``count`` passages begin and end, the best first."""
        found: list[tuple[int, int]] = []
        most = sum(self._worth) + 1
        values = self._worth
        shown: set[int] = set()
        while len(found) < count:
            best = self._most(values)
            if best is None or (found and not best.worth):
                break
            begin, end = self._place(best, values)
            found.append((begin, end))
            if len(found) == count:
                break
            first, last = bisect_left(self._starts, begin), bisect_left(self._starts, end)
            shown.update(self._word_of[first:last])
            # what is new counts before everything else
            values = [
                each if word in shown else each * most for word, each in enumerate(self._worth)
            ]
            # only the best passage has to answer
            values[self._expected :] = [0] * len(values[self._expected :])
            self._take(best.stretch, begin, end)
        return found

    def _most(self, values: Sequence[int]) -> _Best | None:
        """Return the marks worth most that fit into a snippet: the closest, the first of equals."""
        best: _Best | None = None
        for stretch in self._left:
            first = bisect_left(self._starts, stretch.start)
            end = bisect_left(self._starts, stretch.end, first)
            if first == end:
                continue
            found = (
                _Best(values[0], first, first, stretch)
                if len(values) == 1
                else self._most_of(first, end, values, stretch)
            )
            if best is None or found.worth > best.worth:
                best = found
        return best

    def _most_of(self, first: int, end: int, values: Sequence[int], stretch: Stretch) -> _Best:
        starts, ends, words = self._starts, self._ends, self._word_of
        inside = [0] * len(values)
        total = most = 0
        best = first, first
        narrowest = self._chars
        for last in range(first, end):
            word = words[last]
            if not inside[word]:
                total += values[word]
            inside[word] += 1
            lowest = ends[last] - self._chars
            while first < last and (starts[first] < lowest or inside[words[first]] > 1):
                word = words[first]
                inside[word] -= 1
                if not inside[word]:
                    total -= values[word]
                first += 1
            if total >= most:
                wide = (ends[last] - starts[first]) // SLACK
                if total > most or wide < narrowest:
                    most, narrowest, best = total, wide, (first, last)
        return _Best(most, *best, stretch)

    def _place(self, best: _Best, values: Sequence[int]) -> tuple[int, int]:
        """Return where to begin and to end, so that these marks are shown."""
        first, last = best.first, best.last
        while self._one(first - 1):
            first -= 1
        while self._one(last):
            last += 1
        start, end = self._starts[first], self._ends[last]
        borders = Borders(self._text, start, end, best.stretch, self._chars)
        most = -1
        row = (0, 0)
        for begin, stop in borders.rows(self._chars):
            first, last = bisect_left(self._starts, begin), bisect_left(self._starts, stop)
            if self._one(first - 1) or self._one(last - 1):
                continue
            held = sum([values[word] for word in set(self._word_of[first:last])])
            if held > most or (held == most and stop - begin > row[1] - row[0]):
                most, row = held, (begin, stop)
        if most > 0 and most >= _ENOUGH * best.worth:
            return row
        begin = borders.beginning(self._chars)
        return begin, end_of(self._text, begin, end, best.stretch.end, self._chars)

    def _one(self, mark: int) -> bool:
        """Tell whether a mark and the next one are words of the same name, word or phrase."""
        return (
            0 <= mark < len(self._starts) - 1
            and self._word_of[mark] == self._word_of[mark + 1]
            and self._starts[mark + 1] - self._ends[mark] <= _BESIDE
        )

    def _take(self, stretch: Stretch, begin: int, end: int) -> None:
        """Leave out what is shown now, from what else may be."""
        place = self._left.index(stretch)
        self._left[place : place + 1] = [Stretch(stretch.start, begin), Stretch(end, stretch.end)]


def _searched(text: StoredText, floor: int) -> list[Stretch]:
    """Return the stretches of a text that are searched, from an offset on."""
    if not text.unsearched:
        return [Stretch(floor, text.chars)]
    found: list[Stretch] = []
    for start, end in sorted(text.unsearched):
        if floor < start:
            found.append(Stretch(floor, start))
        floor = max(floor, end)
    found.append(Stretch(floor, text.chars))
    return found


def _after_title(record: Record) -> int:
    """Return where the text goes on after the title, if it repeats it and has more."""
    title, text = record.title, record.body
    end = len(title)
    if not title or text.text(0, end + 1) != f"{title}\n":
        return 0
    base, spaced = text.spaced(end, text.chars)
    return end if WORD_START.search(spaced, end - base) else 0


def _opening(text: StoredText, floor: int, chars: int) -> Snippet:
    """Return the snippet that begins with what is first shown from an offset on."""
    while floor < text.chars:
        base, spaced = text.spaced(floor, min(floor + 1, text.chars))
        if found := SHOWN.search(spaced, floor - base):
            begin = base + found.start()
            end = next(part.end for part in _searched(text, 0) if part.end > begin)
            return _snippet(text, (), begin, end_of(text, begin, begin, end, chars))
        floor = base + len(spaced)
    return Snippet("")


def _snippet(text: StoredText, marks: Sequence[Marked], begin: int, end: int) -> Snippet:
    """Return a stretch of the text as a snippet, without white space at its end."""
    shown = text.text(begin, end).rstrip()
    end = begin + len(shown)
    inside: list[Mark] = []
    for start, stop, channel, query in islice(marks, bisect_left(marks, (begin,)), None):
        if start >= end:
            break
        inside.append(Mark(start - begin, min(stop, end) - begin, channel, query))
    base, spaced = text.spaced(begin, max(end, begin + 1))
    return Snippet(
        shown if shown.isprintable() else _OTHER_SPACE.sub(" ", shown),
        tuple(inside),
        before=base > 0 or SHOWN.search(spaced, 0, begin) is not None,
        after=base + len(spaced) < text.chars or SHOWN.search(spaced, end - base) is not None,
    )
