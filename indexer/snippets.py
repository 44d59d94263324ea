"""Stored text + marks -> snippets: stretches of the text, from word to word.

Only the text about the two ends of a snippet is cut into words: an expression finds where a
sentence may begin, and the words there decide.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import regex

from indexer.model import Channel, Mark, Snippet
from indexer.record import Record
from indexer.storedtext import StoredText

_MAX_ANCHORS = 500
"""How many marks of one word of the query are tried as the beginning of a snippet."""

_SLACK = 16
"""How many characters a snippet may be longer than asked for: brackets, quotes, full stops."""

_OPENING = "([{\"'„‚“‘«»‹›¿¡"
_PUNCTUATION = regex.compile(rf"\p{{P}}{{1,{_SLACK // 2}}}+(?!\p{{M}}|\u200d)")
_MAYBE_SENTENCE_END = re.compile(r"[.!?…](?:[^\s\w]|_)*\s|\n")
_SENTENCE_END = regex.compile(r"[^\s.!?…]*[.!?…]+[^\s\p{Ps}\p{Pi}]*\s")
_CLUSTER = regex.compile(r"\X")
_SPACE = re.compile(r"\s")
_OTHER_SPACE = re.compile(r"[^\S ]")


class Window(NamedTuple):
    """Marks that fit into one snippet, as an index range."""

    first: int
    end: int


class Choice(NamedTuple):
    """The marks that can be shown, in windows in the order of the text, from an offset on."""

    marks: Sequence[Mark]
    windows: Sequence[Window]
    floor: int


def snippets(
    record: Record, marks: Sequence[Mark], *, count: int, chars: int
) -> tuple[Snippet, ...]:
    """Return up to ``count`` stretches of about ``chars`` characters with the most to show.

    A stretch is chosen for the words of the query that it shows and those before it do not, and
    begins with its sentence if there is room. Stretches stand in the order of the text and never
    reach into what is not searched. A title that the text repeats is left out if it can be.
    Without marks there is one: the beginning of the text.
    """
    return cut(record, choose(record, marks, count=count, chars=chars), count=count, chars=chars)


def choose(record: Record, marks: Sequence[Mark], *, count: int, chars: int) -> Choice:
    """Return which marks to show in up to ``count`` snippets."""
    floor = _after_title(record)
    if floor and marks:
        if beyond_title := [mark for mark in marks if mark.start >= floor]:
            marks = beyond_title
        else:
            floor = 0
    return Choice(marks, sorted(best_windows(record.body, marks, count, chars)), floor)


def cut(record: Record, choice: Choice, *, count: int, chars: int) -> tuple[Snippet, ...]:
    """Return a snippet for every window; the beginning of the text if there is nothing to show."""
    marks, windows, floor = choice
    text = record.body
    if count < 1 or not text.tokens:
        return ()
    scissors = _Scissors(text, marks, chars)
    if not marks:
        return (scissors.cut(scissors.word_from(floor))[0],)
    found: list[Snippet] = []
    for first, end in windows:
        begin = scissors.beginning(marks[first], marks[end - 1])
        if begin < floor:
            begin = scissors.word_from(floor)
        snippet, floor = scissors.cut(begin)
        found.append(snippet)
    return tuple(found)


def best_windows(text: StoredText, marks: Sequence[Mark], count: int, chars: int) -> list[Window]:
    """Return the windows to show: each the one that adds most to those before."""
    windows = _windows(text, marks, chars)
    chosen: list[Window] = []
    shown = 0
    reach = chars + 2 * _SLACK
    while windows and len(chosen) < count:
        if shown:
            _, best = max([((window[-1] & ~shown).bit_count(), window) for window in windows])
        else:
            best = max(windows)
        *_, first, end, shows = best
        chosen.append(Window(-first, end))
        shown |= shows
        at = marks[-first].start
        windows = [window for window in windows if abs(marks[-window[2]].start - at) > reach]
    return chosen


def most_words(marks: Sequence[Mark], chars: int) -> int:
    """Return how many words of the query one snippet can show."""
    inside: Counter[str] = Counter()
    first = most = 0
    for mark in marks:
        inside[mark.query] += 1
        while mark.end - marks[first].start > chars and marks[first] is not mark:
            inside[marks[first].query] -= 1
            first += 1
        inside += Counter()
        most = max(most, len(inside))
    return most


_Candidate = tuple[int, int, int, int, int]
"""A window, so that the best is the largest: how many bits it shows, its length in steps of some
characters as a negative number, its first mark likewise, the index after its last, and the bits."""


def _windows(text: StoredText, marks: Sequence[Mark], chars: int) -> list[_Candidate]:
    """Return for each mark the narrowest window from it on that shows as much as fits.

    What it shows are the bits of a number: which words of the query, and whether with their
    accents. Of a frequent word only the first marks are tried.
    """
    hidden = sorted([span.start for span in text.unsearched])
    bits: dict[tuple[str, bool], int] = {}
    bit_of = [
        bits.setdefault((word, channel is Channel.FOLD), 1 << len(bits))
        for _, _, channel, word in marks
    ]
    everything = (1 << len(bits)) - 1
    ends = [mark.end for mark in marks]
    windows: list[_Candidate] = []
    for first in _anchors(marks):
        start = marks[first].start
        limit = start + chars
        if hidden and (region := bisect_right(hidden, start)) < len(hidden):
            limit = min(limit, hidden[region])
        shows, last = bit_of[first], first
        for index in range(first + 1, len(marks)):
            if shows == everything or ends[index] > limit:
                break
            if bit_of[index] & ~shows:
                shows |= bit_of[index]
                last = index
        near = (start - ends[last]) // _SLACK
        windows.append((shows.bit_count(), near, -first, last + 1, shows))
    return windows


def _anchors(marks: Sequence[Mark]) -> Sequence[int]:
    """Return which marks are tried as the beginning of a snippet."""
    if len(marks) <= _MAX_ANCHORS:
        return range(len(marks))
    tried: Counter[str] = Counter()
    anchors: list[int] = []
    for index, mark in enumerate(marks):
        tried[mark.query] += 1
        if tried[mark.query] <= _MAX_ANCHORS:
            anchors.append(index)
    return anchors


def _after_title(record: Record) -> int:
    """Return where the text goes on after the title, if it repeats it and has more."""
    text, title = record.body, record.title
    end = len(title)
    if not title or text.text(0, end + 1) != f"{title}\n":
        return 0
    starts, _ = text.words_about(end)
    return end if starts and starts[-1] >= end else 0


class _Scissors:
    """Cuts snippets of about ``chars`` characters from one text with its marks."""

    def __init__(self, text: StoredText, marks: Sequence[Mark], chars: int) -> None:
        self._text = text
        self._chars = chars
        self._marks = marks
        self._mark_starts = [mark.start for mark in marks]
        spans = sorted(text.unsearched)
        self._unsearched = [span.start for span in spans]
        self._searched_from = [0, *(span.end for span in spans)]

    def word_from(self, offset: int) -> int:
        """Return where the first word starts at or after an offset."""
        starts, _ = self._text.words_about(offset)
        return starts[bisect_left(starts, offset)]

    def beginning(self, first: Mark, last: Mark) -> int:
        """Return the start of the word to begin with, so that both marks can be shown.

        That is the nearest beginning of a sentence; where none is near enough, half of the room
        that is left goes before the first mark. Where the text ends soon, more goes before it.
        """
        at = first.start
        lowest = max(last.end - self._chars, self._region_start(at))
        full = min(at, max(lowest, self._region_end(at) - self._chars))
        sentences = self._sentences(lowest, at)
        if full < at:
            every = list(sentences)
            sentences = iter([start for start in every[::-1] if full <= start < at] or every)
        if (start := next(sentences, None)) is not None:
            return start
        room = max(0, self._chars - (last.end - at))
        return self._after_space(min(full, max(lowest, at - room // 2)), at)

    def cut(self, begin: int) -> tuple[Snippet, int]:
        """Return the snippet that begins with the word at an offset, and where its last ends."""
        text, chars = self._text, self._chars
        limit = min(begin + chars, self._region_end(begin))
        starts, ends = text.words_about(limit)
        last = bisect_right(ends, limit) - 1
        if last < 0 or starts[last] < begin:
            starts, ends = text.words_about(begin)
            last = bisect_left(starts, begin)
        start = self._widen_left(begin)
        end = self._shorten(start, self._widen_right(ends[last]), chars + _SLACK)
        inside = slice(bisect_left(self._mark_starts, start), bisect_left(self._mark_starts, end))
        marks = [
            Mark(mark.start - start, min(mark.end, end) - start, mark.channel, mark.query)
            for mark in self._marks[inside]
        ]
        shown = _OTHER_SPACE.sub(" ", text.text(start, end))
        after = last + 1 < len(starts)
        return Snippet(shown, tuple(marks), before=begin > self._first_word, after=after), ends[
            last
        ]

    @cached_property
    def _first_word(self) -> int:
        """Where the first word of the text starts."""
        return self.word_from(0)

    def _region(self, offset: int) -> int:
        """Return which of the stretches between unsearched ones an offset is in."""
        return bisect_right(self._unsearched, offset) if self._unsearched else 0

    def _region_start(self, offset: int) -> int:
        return self._searched_from[self._region(offset)]

    def _region_end(self, offset: int) -> int:
        region = self._region(offset)
        return self._unsearched[region] if region < len(self._unsearched) else self._text.chars

    def _sentences(self, lowest: int, highest: int) -> Iterator[int]:
        """Yield the starts of words that begin a sentence between two offsets, last to first."""
        base = max(0, lowest - _SLACK)
        stretch = self._text.text(base, highest)
        seen = highest + 1
        for found in reversed(list(_MAYBE_SENTENCE_END.finditer(stretch))):
            space = base + found.end() - 1
            starts, ends = self._text.words_about(space)
            word = bisect_left(starts, space)
            start = starts[word]
            if lowest <= start < seen:
                seen = start
                if not word or self._ends_sentence(starts[word - 1], ends[word - 1], start):
                    yield start
        region = self._region_start(highest)
        if lowest <= region + _SLACK and lowest <= (start := self.word_from(region)) < seen:
            yield start

    def _ends_sentence(self, before: int, end: int, start: int) -> bool:
        """Tell whether the word between two offsets is the last of a sentence."""
        text = self._text.text
        if self._region(before) != self._region(start):
            return True
        if text(start, start + 1).islower():
            return False
        gap = text(end, start)
        if "\n" in gap:
            return True
        # 16. Dezember, z. B., W. P. Bujanow
        return (
            end - before > 2
            and not text(before, end).isdigit()
            and _SENTENCE_END.match(gap) is not None
        )

    def _after_space(self, offset: int, highest: int) -> int:
        """Return the start of the first word from an offset on that follows white space."""
        while True:
            starts, ends = self._text.words_about(offset)
            word = bisect_left(starts, offset)
            start = starts[word]
            if (
                not word
                or start >= highest
                or _SPACE.search(self._text.text(ends[word - 1], start))
            ):
                return start
            offset = start + 1

    def _widen_left(self, start: int) -> int:
        """Take in the opening quotation mark or bracket before a word."""
        limit = self._region_start(start)
        before = self._text.text(max(limit, start - _SLACK), start)
        kept = before.rstrip(_OPENING)
        at = start - len(before) + len(kept)
        return at if at == limit or kept[-1:].isspace() else start

    def _widen_right(self, end: int) -> int:
        """Take in the punctuation after a word."""
        after = self._text.text(end, min(end + _SLACK, self._region_end(end - 1)))
        found = _PUNCTUATION.match(after)
        return end + len(found[0]) if found else end

    def _shorten(self, begin: int, finish: int, chars: int) -> int:
        """Return where to end so that no endless word makes an endless snippet."""
        if finish - begin <= chars:
            return finish
        end = begin
        for cluster in _CLUSTER.finditer(self._text.text(begin, finish)):
            if cluster.end() > chars and end > begin:
                break
            end = begin + cluster.end()
        return end
