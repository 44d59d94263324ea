"""Stored text + marks -> snippets: stretches of the text, from word to word.

Only the text around the marks that are shown is cut into words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import regex

from indexer.model import Channel, Mark, Snippet
from indexer.record import Record
from indexer.storedtext import StoredText

_MAX_ANCHORS = 500
"""How many marks of one word of the query are tried as the beginning of a snippet."""

_SLACK = 16
"""How many characters a snippet may be longer than asked for: brackets, quotes, full stops."""

_MARGIN = 48
"""How far around a snippet the text is cut into words, to begin with."""

_OPENING = "([{\"'„‚“‘«»‹›¿¡"
_PUNCTUATION = regex.compile(rf"\p{{P}}{{1,{_SLACK // 2}}}+(?!\p{{M}}|\u200d)")
_SENTENCE_END = regex.compile(r"[^\s.!?…]*[.!?…]+[^\s\p{Ps}\p{Pi}]*\s")
_CLUSTER = regex.compile(r"\X")


_OTHER_SPACE = re.compile(r"[^\S ]")


class Window(NamedTuple):
    """Marks that fit into one snippet, as an index range."""

    first: int
    end: int


def snippets(
    record: Record, marks: Sequence[Mark], *, count: int, chars: int
) -> tuple[Snippet, ...]:
    """Return up to ``count`` stretches of about ``chars`` characters with the most to show.

    A stretch is chosen for the words of the query that it shows and those before it do not, and
    begins with its sentence if there is room. Stretches stand in the order of the text and never
    reach into what is not searched. A title that the text repeats is left out if it can be.
    Without marks there is one: the beginning of the text.
    """
    text = record.body
    if count < 1 or not text.tokens:
        return ()
    floor = _after_title(record)
    if not marks:
        return (_opening(text, floor, chars),)
    if beyond_title := [mark for mark in marks if mark.start >= floor]:
        marks = beyond_title
    else:
        floor = 0
    found: list[Snippet] = []
    for first, end in sorted(best_windows(text, marks, count, chars)):
        around = _Around(text, marks[end - 1].end - chars, marks[first].start + chars)
        begin = around.beginning(marks[first], marks[end - 1], chars)
        begin = max(begin, bisect_left(around.starts, floor))
        found.append(around.cut(begin, marks, chars))
        floor = around.last_end
    return tuple(found)


def best_windows(text: StoredText, marks: Sequence[Mark], count: int, chars: int) -> list[Window]:
    """Return the windows to show: each the one that adds most to those before."""
    starts = [mark.start for mark in marks]
    # least distance as a negative number: with the other values the best window is the largest
    windows = [
        (shows, (starts[first] - marks[end - 1].end) // _SLACK, -first, end)
        for first, end, shows in _windows(text, marks, chars)
    ]
    chosen: list[Window] = []
    shown = 0
    while windows and len(chosen) < count:
        *_, shows, first, end = max(
            ((shows & ~shown).bit_count(), shows.bit_count(), near, first, shows, first, end)
            for shows, near, first, end in windows
        )
        chosen.append(Window(-first, end))
        shown |= shows
        at = starts[-first]
        reach = chars + 2 * _SLACK
        windows = [window for window in windows if abs(starts[-window[2]] - at) > reach]
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


def _windows(text: StoredText, marks: Sequence[Mark], chars: int) -> Iterator[tuple[int, int, int]]:
    """Yield, from the last mark to the first, the narrowest window that shows as much as fits.

    That is the index of its first mark, the index after its last, and what it shows, as the bits
    of a number: which words of the query, and whether with their accents. Of a frequent word
    only the first marks are tried.
    """
    hidden = sorted(span.start for span in text.unsearched)
    left = Counter(mark.query for mark in marks)
    bits: dict[tuple[str, bool], int] = {}
    nearest: list[tuple[int, int]] = []  # the next mark of each bit, the nearest first
    for first in range(len(marks) - 1, -1, -1):
        start, _, channel, word = marks[first]
        bit = bits.setdefault((word, channel is Channel.FOLD), 1 << len(bits))
        nearest = [(bit, first), *[other for other in nearest if other[0] != bit]]
        left[word] -= 1
        if left[word] >= _MAX_ANCHORS:
            continue
        limit = start + chars
        if hidden and (region := bisect_right(hidden, start)) < len(hidden):
            limit = min(limit, hidden[region])
        shows, last = bit, first
        for other, index in nearest:
            if marks[index].end > limit:
                break
            shows |= other
            last = max(last, index)
        yield first, last + 1, shows


def _start(mark: Mark) -> int:
    return mark.start


def _after_title(record: Record) -> int:
    """Return where the text goes on after the title, if it repeats it and has more."""
    text, title = record.body, record.title
    end = len(title)
    if not title or text.text(0, end + 1) != f"{title}\n":
        return 0
    return end if _has_words(text, end, text.chars) else 0


def _opening(text: StoredText, floor: int, chars: int) -> Snippet:
    """Return the snippet that begins with the first word at or after ``floor``."""
    reach = chars
    while True:
        around = _Around(text, floor, floor + reach)
        first = bisect_left(around.starts, floor)
        if around.end >= text.chars or (
            first < len(around.starts) and around.starts[first] + chars <= around.end
        ):
            return around.cut(first, (), chars)
        reach *= 2


def _has_words(text: StoredText, start: int, end: int) -> bool:
    """Tell whether there is a word between two boundaries."""
    while start < end:
        stop = min(_boundary_after(text, start + _MARGIN), end)
        if text.words(start, stop)[0]:
            return True
        start = stop
    return False


def _boundary_before(text: StoredText, offset: int) -> int:
    """Return where the chunk begins that an offset is in."""
    if offset <= 0 or not text.splittable:
        return 0
    base, spaced = text.spaced(offset - 1, offset)
    return base + spaced.rfind(" ", 0, offset - base) + 1


def _boundary_after(text: StoredText, offset: int) -> int:
    """Return where the chunk after the one begins that an offset is in."""
    if offset >= text.chars or not text.splittable:
        return text.chars
    base, spaced = text.spaced(offset, offset + 1)
    found = spaced.find(" ", offset - base)
    return base + (found + 1 if found >= 0 else len(spaced))


class _Around:
    """The words of a stretch of text, from which a snippet is cut.

    There is a word before the offset ``first`` in ``starts``, if there is one in the text.
    """

    def __init__(self, text: StoredText, first: int, last: int) -> None:
        margin = _MARGIN
        while True:
            self.start = _boundary_before(text, first - margin)
            self.end = _boundary_after(text, last)
            self.starts, self.ends = text.words(self.start, self.end)
            if self.start <= 0 or (self.starts and self.starts[0] < first):
                break
            margin *= 2
        self.last_end = 0
        self._document = text
        self._base = max(0, self.start - _SLACK)
        self._text = text.text(self._base, min(text.chars, self.end + _SLACK))
        spans = sorted(text.unsearched)
        self._unsearched = [span.start for span in spans]
        self._searched_from = [0, *(span.end for span in spans)]

    def beginning(self, first: Mark, last: Mark, chars: int) -> int:
        """Return the token to begin with, so that both marks can be shown.

        That is the nearest beginning of a sentence; where none is near enough, half of the room
        that is left goes before the first mark. Where the text ends soon, more goes before it.
        """
        starts = self.starts
        at = bisect_left(starts, first.start)
        lowest = min(at, bisect_left(starts, last.end - chars))
        while lowest < at and self._region(starts[lowest]) != self._region(first.start):
            lowest += 1
        full = min(at, max(lowest, bisect_left(starts, self._region_end(first.start) - chars)))
        for token in chain(range(full, at), range(at, lowest - 1, -1)):
            if self._begins_sentence(token):
                return token
        room = max(0, chars - (last.end - first.start))
        begin = min(full, max(lowest, bisect_left(starts, first.start - room // 2)))
        while begin < at and not self._gap_has_space(begin):
            begin += 1
        return begin

    def cut(self, first: int, marks: Sequence[Mark], chars: int) -> Snippet:
        """Return the snippet that begins with token ``first``."""
        starts, ends = self.starts, self.ends
        last = max(first, bisect_right(ends, starts[first] + chars) - 1)
        if self._unsearched:
            region = self._region(starts[first])
            while self._region(starts[last]) != region:
                last -= 1
        self.last_end = ends[last]
        begin = self._widen_left(starts[first])
        finish = self._widen_right(ends[last])
        finish = self._shorten(begin, finish, chars + _SLACK)
        first_mark = bisect_left(marks, begin, key=_start)
        last_mark = bisect_left(marks, finish, key=_start)
        inside = [
            Mark(mark.start - begin, min(mark.end, finish) - begin, mark.channel, mark.query)
            for mark in marks[first_mark:last_mark]
        ]
        text = self._document
        return Snippet(
            _OTHER_SPACE.sub(" ", self._slice(begin, finish)),
            tuple(inside),
            before=first > 0 or _has_words(text, 0, self.start),
            after=last + 1 < len(starts) or _has_words(text, self.end, text.chars),
        )

    def _slice(self, start: int, end: int) -> str:
        return self._text[start - self._base : end - self._base]

    def _region(self, offset: int) -> int:
        """Return which of the stretches between unsearched ones an offset is in."""
        return bisect_right(self._unsearched, offset) if self._unsearched else 0

    def _region_end(self, offset: int) -> int:
        region = self._region(offset)
        return self._unsearched[region] if region < len(self._unsearched) else self._document.chars

    def _gap_has_space(self, token: int) -> bool:
        """Tell whether white space stands before a token."""
        if not token:
            return True
        gap = self._slice(self.ends[token - 1], self.starts[token])
        return any(map(str.isspace, gap))

    def _begins_sentence(self, token: int) -> bool:
        if not token:
            return True
        starts, ends = self.starts, self.ends
        gap = self._text[ends[token - 1] - self._base : starts[token] - self._base]
        if gap == " " and not self._unsearched:  # before most words
            return False
        if self._region(starts[token - 1]) != self._region(starts[token]):
            return True
        if self._slice(starts[token], starts[token] + 1).islower():
            return False
        before = self._slice(starts[token - 1], ends[token - 1])
        # 16. Dezember, z. B., W. P. Bujanow
        ended = _SENTENCE_END.match(gap) and len(before) > 2 and not before.isdigit()
        return "\n" in gap or bool(ended)

    def _widen_left(self, start: int) -> int:
        """Take in the opening quotation mark or bracket before a word."""
        at = start
        limit = max(self._base, self._searched_from[self._region(start)])
        while at > limit and self._slice(at - 1, at) in _OPENING:
            at -= 1
        return at if at == limit or self._slice(at - 1, at).isspace() else start

    def _widen_right(self, end: int) -> int:
        """Take in the punctuation after a word."""
        limit = self._region_end(end - 1) - self._base
        found = _PUNCTUATION.match(self._text, end - self._base, limit)
        return int(found.end()) + self._base if found else end

    def _shorten(self, begin: int, finish: int, chars: int) -> int:
        """Return where to end so that no endless word makes an endless snippet."""
        if finish - begin <= chars:
            return finish
        end = begin
        for cluster in _CLUSTER.finditer(self._text, begin - self._base, finish - self._base):
            if cluster.end() + self._base - begin > chars and end > begin:
                break
            end = cluster.end() + self._base
        return end
