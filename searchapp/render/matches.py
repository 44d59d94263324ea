"""The marks of a document -> its matches, and an outline of where they are.

A match is one mark, or several with nothing but a space or a hyphen between them; matches are
numbered from 1, and ``#m3`` in an address is the third. The outline stays small whether a document
has five matches or five thousand: ticks on a strip, and a few passages for each word of the query.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from indexer.model import DocumentView, Mark, Run
from searchapp.render.marks import Shown, Why, shown

BINS = 60
"""So many ticks fit on the strip."""
TALLEST = 4
"""Heights of ticks go up to it."""
PASSAGES = 20
"""So many passages are shown for each word of the query."""
_BEFORE, _AFTER = 45, 75
"""So many characters of a passage stand before a match, and so many from its end on."""

_BETWEEN = re.compile(r"[^\S\n\r]?[-\u2010\u2011]?[^\S\n\r]?")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_BLANK = re.compile(r"[^\S\u00a0]+")
_FIRST_WORD = re.compile(r"^\S*\s+")
_LAST_WORD = re.compile(r"\s+\S*$")


class Match(NamedTuple):
    """What is marked side by side, its number, and the words of the query that it answers."""

    number: int
    shown: tuple[Shown, ...]
    words: tuple[str, ...]

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.shown[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.shown[-1].end


class Tick(NamedTuple):
    """Matches that are near each other: the first and the last, and where, of ``BINS`` places.

    ``height`` is 1 where there is one match, and ``TALLEST`` where most are.
    """

    at: int
    first: int
    last: int
    height: int = 1


class Passage(NamedTuple):
    """A match with what stands around it, and how many of its word follow before the next.

    ``meant`` tells that it is of another language and means the word.
    """

    number: int
    before: str
    text: str
    after: str
    lang: str | None
    more: int
    meant: bool = False


class WordMatches(NamedTuple):
    """The matches of one word of the query: how many, and some of them from all over the text."""

    word: str
    hits: int
    passages: list[Passage]


def matches_of(text: str, marks: Sequence[Mark]) -> list[Match]:
    """Return the matches in a text, in order; marks are sorted and do not overlap."""
    groups: list[list[Shown]] = []
    for item in shown(text, marks):
        if groups and _BETWEEN.fullmatch(text, groups[-1][-1].end, item.start):
            groups[-1].append(item)
        else:
            groups.append([item])
    rest = iter(marks)
    mark = next(rest, None)
    found: list[Match] = []
    for number, group in enumerate(groups, 1):
        words: list[str] = []
        while mark is not None and mark.start < group[-1].end:
            words.append(mark.query)
            mark = next(rest, None)
        found.append(Match(number, tuple(group), tuple(dict.fromkeys(words))))
    return found


def ticks(matches: Sequence[Match], length: int) -> list[Tick]:
    """Return where the matches of a text of ``length`` characters are, in order."""
    found: dict[int, Tick] = {}
    for match in matches:
        at = match.start * BINS // length
        found[at] = Tick(at, found[at].first if at in found else match.number, match.number)
    most = max([tick.last - tick.first for tick in found.values()], default=0)
    return [
        tick._replace(height=1 + (tick.last - tick.first) * (TALLEST - 1) // most) if most else tick
        for tick in found.values()
    ]


def by_word(view: DocumentView, matches: Sequence[Match]) -> list[WordMatches]:
    """Return the matches of every word of the query, the word with most of them first."""
    of: dict[str, list[Match]] = {}
    for match in matches:
        for word in match.words:
            of.setdefault(word, []).append(match)
    return [
        WordMatches(word, len(found), _passages(view, found))
        for word, found in sorted(of.items(), key=lambda item: -len(item[1]))
    ]


def lang_at(runs: Sequence[Run], offset: int) -> str | None:
    """Return the language of a text at an offset, if its languages are known."""
    return runs[bisect_right(runs, offset, key=lambda run: run.start) - 1].lang if runs else None


def _passages(view: DocumentView, matches: Sequence[Match]) -> list[Passage]:
    count = min(len(matches), PASSAGES)
    firsts = [number * len(matches) // count for number in range(count)]
    return [
        _passage(view, matches[first], following - first - 1)
        for first, following in zip(firsts, [*firsts[1:], len(matches)], strict=True)
    ]


def _passage(view: DocumentView, match: Match, more: int) -> Passage:
    """Return a match with whole words of its paragraph around it, all on one line."""
    text = view.document.text
    before = text[max(0, match.start - _BEFORE) : match.start]
    after = text[match.end : match.end + _AFTER]
    return Passage(
        match.number,
        _later(before, cut_off=match.start > _BEFORE),
        text[match.start : match.end],
        _earlier(after, cut_off=match.end + _AFTER < len(text)),
        lang_at(view.runs, match.start),
        more,
        all(item.why is Why.MEANING for item in match.shown),
    )


def _later(before: str, *, cut_off: bool) -> str:
    """Return what stands before a match from its paragraph's start on, else from a word on."""
    *others, last = _PARAGRAPH.split(before)
    if cut_off and not others:
        last = "…\u00a0" + _FIRST_WORD.sub("", last)
    return _BLANK.sub(" ", last)


def _earlier(after: str, *, cut_off: bool) -> str:
    """Return what follows a match up to the end of its paragraph, else of a word."""
    first, *others = _PARAGRAPH.split(after)
    if cut_off and not others:
        first = _LAST_WORD.sub("", first) + "\u00a0…"
    return _BLANK.sub(" ", first)
