"""Stored text + marks -> snippets: stretches of the text, from word to word.

A snippet begins and ends at white space, and inside an endless stretch without any at a word.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import regex

from indexer.model import Channel, Mark, Snippet
from indexer.record import Record
from indexer.storedtext import StoredText

_MAX_ANCHORS = 500
"""How many marks of one word of the query are tried as the beginning of a snippet."""

_SLACK = 16
"""How many characters a snippet may be longer than asked for: brackets, quotes, full stops."""

_SENTENCE_END = re.compile(
    r"[.!?…](?:(?<=\w\w[^\W\d].)|(?<=[^\s\w.].))[^\s\w]*\s+(?=\S)|\n\s*(?=\S)"
)
"""Not after 16. or z. B., and with W. P. Bujanow it does not begin anew."""
_SHOWN = re.compile(r"\S")
_AFTER_SPACE = re.compile(r"(?<=\s)\S")
_WORD_START = re.compile(r"\b[^\W_]")
_WORD_END = regex.compile(r"[^\W_]\b(?![\p{M}\u200d])")
_CLUSTER = regex.compile(r"\X")
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
    if count < 1 or not text.head.tokens:
        return ()
    scissors = _Scissors(text, marks, chars)
    if not marks:
        return (scissors.opening(floor),)
    found: list[Snippet] = []
    for first, end in windows:
        begin = scissors.beginning(marks[first], marks[end - 1], floor)
        snippet, floor = scissors.cut(begin, marks[end - 1].end)
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
        if shows != everything:
            for index in range(first + 1, bisect_right(ends, limit, first + 1)):
                if bit_of[index] & ~shows:
                    shows |= bit_of[index]
                    last = index
                    if shows == everything:
                        break
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
    title, text = record.title, record.body
    end = len(title)
    if not title or text.text(0, end + 1) != f"{title}\n":
        return 0
    base, spaced = text.spaced(end, text.chars)
    return end if _WORD_START.search(spaced, end - base) else 0


class _Scissors:
    """Cuts snippets of about ``chars`` characters from one text with its marks."""

    def __init__(self, text: StoredText, marks: Sequence[Mark], chars: int) -> None:
        self._text = text
        self._chars = chars
        self._marks = marks
        spans = sorted(text.unsearched)
        self._unsearched = [span.start for span in spans]
        self._searched_from = [0, *(span.end for span in spans)]

    def opening(self, floor: int) -> Snippet:
        """Return the snippet that begins with what is first shown from an offset on."""
        while floor < self._text.chars:
            base, text = self._text.spaced(floor, min(floor + 1, self._text.chars))
            if found := _SHOWN.search(text, floor - base):
                return self.cut(base + found.start(), base + found.start())[0]
            floor = base + len(text)
        return Snippet("")

    def beginning(self, first: Mark, last: Mark, floor: int) -> int:
        """Return where to begin, from ``floor`` on, so that both marks can be shown.

        That is the nearest beginning of a sentence; where none is near enough, half of the room
        that is left goes before the first mark. Where the text ends soon, more goes before it.
        """
        at = first.start
        region = self._region(at)
        region_start = max(self._searched_from[region], floor)
        lowest = max(last.end - self._chars, region_start)
        full = min(at, max(lowest, self._region_end(region) - self._chars))
        sentences = self._sentences(lowest, at, region_start)
        if sentences:
            return next((start for start in sentences if full <= start < at), sentences[-1])
        room = max(0, self._chars - (last.end - at))
        return self._after_space(max(lowest, min(full, at - room // 2)), at)

    def cut(self, begin: int, end: int) -> tuple[Snippet, int]:
        """Return the snippet from one offset on that reaches another, and where it ends."""
        chars = self._chars
        region_end = self._region_end(self._region(begin))
        limit = min(begin + chars, region_end)
        base, spaced = self._text.spaced(begin, min(max(limit, end) + _SLACK, region_end))
        start, last = begin - base, region_end - base
        stop = limit - base
        if stop < last and stop < len(spaced):
            stop = spaced.rfind(" ", start, stop + 1)
            if stop <= end - base:
                stop = spaced.find(" ", end - base)
                stop = min(len(spaced) if stop < 0 else stop, last)
                if stop - start > chars + _SLACK:
                    stop = _shorten(spaced, start, end - base, stop, chars)
        shown = spaced[start:stop].rstrip()
        stop = begin + len(shown)
        marks = []
        for mark in self._marks:
            if mark.start >= stop:
                break
            if mark.start >= begin:
                marks.append(
                    Mark(mark.start - begin, min(mark.end, stop) - begin, mark.channel, mark.query)
                )
        after = base + len(spaced) < self._text.chars or _SHOWN.search(spaced, stop - base)
        snippet = Snippet(
            shown if shown.isprintable() else _OTHER_SPACE.sub(" ", shown),
            tuple(marks),
            before=_SHOWN.search(spaced, 0, start) is not None or base > 0,
            after=bool(after),
        )
        return snippet, stop

    def _region(self, offset: int) -> int:
        """Return which of the stretches between unsearched ones an offset is in."""
        return bisect_right(self._unsearched, offset) if self._unsearched else 0

    def _region_end(self, region: int) -> int:
        return self._unsearched[region] if region < len(self._unsearched) else self._text.chars

    def _sentences(self, lowest: int, highest: int, region_start: int) -> list[int]:
        """Return where sentences begin between two offsets, or what is searched begins."""
        base = max(region_start, lowest - _SLACK)
        text = self._text.text(base, highest + _SLACK)
        found = []
        if base == region_start and (first := _SHOWN.search(text)):
            found.append(base + first.start())
        for end in _SENTENCE_END.finditer(text, 0, highest - base + 1):
            after = _WORD_START.search(text, end.end())
            if end[0][0] == "\n" or not (after and after[0].islower()):
                found.append(base + end.end())
        return [start for start in found if lowest <= start <= highest]

    def _after_space(self, offset: int, highest: int) -> int:
        """Return the first offset that follows white space, or else a word that begins there."""
        base, spaced = self._text.spaced(max(offset - 1, 0), highest + 1)
        found = _AFTER_SPACE.search(spaced, offset - base, highest - base) or _WORD_START.search(
            spaced, offset - base, highest - base
        )
        return base + found.start() if found else highest


def _shorten(text: str, begin: int, least: int, end: int, chars: int) -> int:
    """Return where to end within an endless word: after a word, or at least a grapheme."""
    for word in reversed(list(_WORD_END.finditer(text, least, min(end, begin + chars)))):
        return word.end()
    stop = begin
    for cluster in _CLUSTER.finditer(text, begin, end):
        if cluster.end() - begin > chars and stop > begin:
            break
        stop = cluster.end()
    return stop
