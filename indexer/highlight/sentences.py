"""Where sentences begin and end, and where a snippet may."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import regex

from indexer.records.storedtext import StoredText

SLACK = 16
"""How many characters a snippet may be longer than asked for, so that it ends well."""

_SENTENCE_END = re.compile(
    r"[.!?…\n](?:(?<=\n)\s*|(?:(?<=\w\w[^\W\d].)|(?<=[^\s\w.].))[^\s\w]*\s+"
    r"|(?<=[^\sA-Z.]{3}.)(?=[A-ZÀ-ÖØ-ÞĂĐĨŨƠƯЁА-ЯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ]))(?=\S)"
)
"""Not after 16. or z. B., and with W. P. Bujanow it does not begin anew. Texts that were taken out
of others often have no space between paragraphs: “… vorbei.Im Mai …”."""
SHOWN = re.compile(r"\S")
_AFTER_SPACE = re.compile(r"(?<=\s)\S")
WORD_START = re.compile(r"\b[^\W_]")
_WORD_END = regex.compile(r"[^\W_]\b(?![\p{M}\u200d])")
_CLUSTER = regex.compile(r"\X")


class Stretch(NamedTuple):
    """A stretch of the text that may be shown."""

    start: int
    end: int


class Borders:
    """Where sentences begin and end around some marks, within a stretch."""

    def __init__(
        self, text: StoredText, start: int, end: int, stretch: Stretch, chars: int
    ) -> None:
        self._start, self._end, self._stretch = start, end, stretch
        self._most = chars + SLACK
        self._base = base = max(stretch.start, start - self._most)
        limit = min(stretch.end, end + self._most)
        # one more character tells whether a sentence ends at the limit
        self._around = around = text.text(base, min(limit + 1, text.chars))
        self._last = limit - base
        self._found: list[re.Match[str]] = []
        self._begins: list[int] = []
        """Where a sentence begins after each of those found."""
        for border in _SENTENCE_END.finditer(around, 0, self._last):
            begin = border.end()
            if not _goes_on(around, begin):
                self._found.append(border)
                self._begins.append(begin)
        self._at_start = base == stretch.start
        self._at_end = limit == stretch.end

    def rows(self, chars: int) -> Iterator[tuple[int, int]]:
        """Yield the longest rows of whole sentences that fit, one from each of the beginnings.

        The sentence with the first of the marks comes first, then those before it, then others.
        """
        base, begins = self._base, self._begins
        first = self._start - base
        latest = bisect_right(begins, first)
        for number in (*range(latest - 1, -2, -1), *range(latest, len(begins))):
            begin = begins[number] if number >= 0 else self._first()
            if begin < 0:
                continue
            stop = self._row_end(begin, number)
            alone = number < 0 and stop == self._last and begin <= first
            if stop - begin >= chars // 2 or (alone and stop > begin):
                inside = self._around[begin:stop].rstrip() if stop == self._last else ""
                yield base + begin, base + (begin + len(inside) if inside else stop)

    def _first(self) -> int:
        """Return where a sentence begins with the stretch, or -1 if none does."""
        shown = SHOWN.search(self._around) if self._at_start else None
        return shown.start() if shown else -1

    def _row_end(self, begin: int, number: int) -> int:
        """Return the end of the longest row of sentences from one on, or its beginning."""
        limit = begin + self._most
        if self._at_end and self._last <= limit:
            return self._last
        # of the sentences that begin behind the limit only the first may be next to a fitting one
        behind = bisect_right(self._begins, limit) + 1
        for border in reversed(self._found[number + 1 : behind]):
            stop = border.start() + len(border[0].rstrip())
            if stop <= limit:
                return stop
        return begin

    def _all_begins(self) -> list[int]:
        """Return where sentences begin in the text."""
        first = self._first()
        return [self._base + begin for begin in (first, *self._begins) if begin >= 0]

    def beginning(self, chars: int) -> int:
        """Return where to begin so that the marks can be shown, and more than whole sentences.

        That is the nearest beginning of a sentence; where none is near enough, half of the room
        that is left goes before the first mark. Where the text ends soon, more goes before it.
        """
        start, region = self._start, self._stretch
        lowest = max(self._end - chars, region.start)
        full = min(start, max(lowest, region.end - chars))
        sentences = [begin for begin in self._all_begins() if lowest <= begin <= start]
        if sentences:
            return next((begin for begin in sentences if full <= begin < start), sentences[-1])
        room = max(0, chars - (self._end - start))
        offset = max(lowest, min(full, start - room // 2)) - self._base
        highest = start - self._base
        found = _AFTER_SPACE.search(self._around, max(offset, 0), highest) or WORD_START.search(
            self._around, max(offset, 0), highest
        )
        return self._base + found.start() if found else start


def _goes_on(text: str, begin: int) -> bool:
    """Tell whether the word that follows begins with a small letter."""
    first = text[begin]
    if not first.isalnum():
        after = WORD_START.search(text, begin)
        first = after[0] if after else first
    return first.islower()


def end_of(text: StoredText, begin: int, least: int, region_end: int, chars: int) -> int:
    """Return where a snippet ends that begins at an offset and reaches another."""
    limit = min(begin + chars + SLACK, region_end)
    base, spaced = text.spaced(begin, min(max(limit, least) + SLACK, region_end))
    start, last = begin - base, region_end - base
    stop = limit - base
    if stop < last and stop < len(spaced):
        stop = spaced.rfind(" ", start, stop + 1)
        if stop <= least - base:
            stop = spaced.find(" ", least - base)
            stop = min(len(spaced) if stop < 0 else stop, last)
            if stop - start > chars + SLACK:
                stop = _shorten(spaced, start, least - base, stop, chars)
    return base + stop


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
