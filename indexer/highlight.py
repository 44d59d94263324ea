"""Original text + tokens + the words of a query -> marks and snippets.

A token is marked when it answers a word of the query: by its word, a form of it, or the same
letters without diacritics. The last is only marked where the document has nothing closer. The
words of a phrase are marked where they stand as one, those of a Vietnamese word too, and alone
only in a document that nowhere has the whole. Snippets are cut around marks, from word to word.
Nothing here analyses text: the stored token
tables say where every term is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import regex

from indexer.analysis import TokenTable
from indexer.model import Channel, Mark, Snippet
from indexer.query.units import Compound, Pattern, Phrase, Unit, Word
from indexer.record import Record

_CLOSE = (Channel.WORD, Channel.STEM)
_MAX_ANCHORS = 500
"""How many marks of one word of the query are tried as the beginning of a snippet."""

_SLACK = 16
"""How many characters a snippet may be longer than asked for: brackets, quotes, full stops."""

_OPENING = "([{\"'„‚“‘«»‹›¿¡"
_PUNCTUATION = regex.compile(rf"\p{{P}}{{1,{_SLACK // 2}}}+(?!\p{{M}}|\u200d)")
_SENTENCE_END = regex.compile(r"[^\s.!?…]*[.!?…]+[^\s\p{Ps}\p{Pi}]*\s")
_CLUSTER = regex.compile(r"\X")

_Found = dict[int, Channel]


class Highlighted(NamedTuple):
    """The marks of a document, sorted and without overlap."""

    title: tuple[Mark, ...]
    body: tuple[Mark, ...]


def highlight(record: Record, units: Sequence[Unit]) -> Highlighted:
    """Return the marks of a query's words in the title and the text of a stored document."""
    tables = {"title": record.title, "body": record.body}
    found: dict[str, dict[int, Mark]] = {"title": {}, "body": {}}
    for unit in units:
        mine = {name: table for name, table in tables.items() if name in unit.fields}
        for name, tokens in _find(mine, unit).items():
            for index, channel in tokens.items():
                start, end = tables[name].span(index, index + 1)
                found[name].setdefault(index, Mark(start, end, channel, unit.text))
    marks = {name: tuple(marks[i] for i in sorted(marks)) for name, marks in found.items()}
    return Highlighted(marks["title"], marks["body"])


def _find(tables: dict[str, TokenTable], unit: Unit) -> dict[str, _Found]:
    """Return, per field, the tokens that answer a unit and how."""
    match unit:
        case Word():
            return _find_word(tables, unit)
        case Pattern():
            return {name: _by_pattern(table, unit) for name, table in tables.items()}
        case Phrase():
            return _sequences(tables, unit.words, unit.slop)
        case Compound():
            whole = _whole(tables, unit)
            if any(whole.values()):
                return whole
            apart: dict[str, _Found] = {name: {} for name in tables}
            for word in {word.text: word for word in unit.words}.values():
                for name, tokens in _find_word(tables, word).items():
                    apart[name] |= tokens
            return apart


def _find_word(tables: dict[str, TokenTable], word: Word) -> dict[str, _Found]:
    close = {name: _by_terms(table, word, _CLOSE) for name, table in tables.items()}
    folds = word.terms.get(Channel.FOLD, frozenset())
    accented = not folds & word.terms.get(Channel.WORD, frozenset())
    if accented and any(close.values()):
        return close
    loose = {name: _by_terms(table, word, (Channel.FOLD,)) for name, table in tables.items()}
    return {name: loose[name] | close[name] for name in tables}


def _by_terms(table: TokenTable, word: Word, channels: Sequence[Channel]) -> _Found:
    found: _Found = {}
    for channel in channels:
        if terms := word.terms.get(channel):
            for index in table.tokens_with(channel, terms.__contains__):
                found.setdefault(index, channel)
    return found


def _by_pattern(table: TokenTable, pattern: Pattern) -> _Found:
    found: _Found = {}
    for channel, matches in pattern.matches.items():
        for index in table.tokens_with(channel, matches):
            found.setdefault(index, channel)
    return found


def _whole(tables: dict[str, TokenTable], unit: Compound) -> dict[str, _Found]:
    """Return the tokens of the places where the words of a compound stand as one."""
    whole = _sequences(tables, unit.words, 1)
    for name, table in tables.items():
        for channel, terms in unit.terms.items():
            for part in table.parts_with(channel, terms):
                whole[name].update(dict.fromkeys(range(part.first, part.end), channel))
    return whole


def _sequences(
    tables: dict[str, TokenTable], words: Sequence[Word], slop: int
) -> dict[str, _Found]:
    """Return the tokens of all places where the words follow each other within ``slop``.

    Places that only match without diacritics count where there is no closer one.
    """
    found: dict[str, _Found] = {}
    distinct = {word.text: word for word in words}.values()
    for channels in (_CLOSE, (*_CLOSE, Channel.FOLD)):
        found = {}
        for name, table in tables.items():
            known = {word.text: _by_terms(table, word, channels) for word in distinct}
            found[name] = _chains([known[word.text] for word in words], slop)
        if any(found.values()):
            break
    return found


def _chains(words: Sequence[_Found], slop: int) -> _Found:
    """Return the tokens on a way through all words by steps of 1 to ``slop`` tokens."""
    steps = range(1, slop + 1)
    ways = [set(words[0])]
    for following in words[1:]:
        before = ways[-1]
        ways.append({i for i in following if any(i - step in before for step in steps)})
    for place in range(len(ways) - 2, -1, -1):
        after = ways[place + 1]
        ways[place] = {i for i in ways[place] if any(i + step in after for step in steps)}
    return {i: words[place][i] for place, way in enumerate(ways) for i in sorted(way)}


def snippets(
    record: Record, marks: Sequence[Mark], *, count: int, chars: int
) -> tuple[Snippet, ...]:
    """Return up to ``count`` stretches of about ``chars`` characters with the most to show.

    A stretch is chosen for the words of the query that it shows and those before it do not, and
    begins with its sentence if there is room. Stretches stand in the order of the text and never
    reach into what is not searched. A title that the text repeats is left out if it can be.
    Without marks there is one: the beginning of the text.
    """
    text = _Text(record)
    if count < 1 or not text.table.starts:
        return ()
    if not marks:
        return (text.cut(text.opening(), (), chars),)
    found: list[Snippet] = []
    floor = text.opening()
    if beyond_title := [mark for mark in marks if mark.start >= text.table.starts[floor]]:
        marks = beyond_title
    else:
        floor = 0
    for window in sorted(_choose(text, marks, count, chars)):
        first = max(floor, text.beginning(marks[window.first], marks[window.end - 1], chars))
        found.append(text.cut(first, marks, chars))
        floor = text.last_cut
    return tuple(found)


class _Window(NamedTuple):
    """Marks that fit into one snippet, as an index range."""

    first: int
    end: int


def _choose(text: _Text, marks: Sequence[Mark], count: int, chars: int) -> list[_Window]:
    """Return the windows to show: each the one that adds most to those before."""
    windows = list(_windows(text, marks, chars))
    shows = {window: {_shown(mark) for mark in marks[slice(*window)]} for window in windows}
    chosen: list[_Window] = []
    shown: set[tuple[str, bool]] = set()
    while windows and len(chosen) < count:
        best = max(
            windows,
            key=lambda w: (
                len(shows[w] - shown),
                len(shows[w]),
                (marks[w.first].start - marks[w.end - 1].end) // _SLACK,
                -w.first,
            ),
        )
        chosen.append(best)
        shown |= shows[best]
        at = marks[best.first].start
        windows = [w for w in windows if abs(marks[w.first].start - at) > chars + 2 * _SLACK]
    return chosen


def _windows(text: _Text, marks: Sequence[Mark], chars: int) -> Iterator[_Window]:
    """Yield, for each mark, the narrowest window from it that shows as much as fits.

    Of a frequent word only the first marks are tried.
    """
    end = 0
    tried: Counter[str] = Counter()
    for first, mark in enumerate(marks):
        tried[mark.query] += 1
        if tried[mark.query] > _MAX_ANCHORS:
            continue
        end = max(end, first + 1)
        region = text.region(mark.start)
        while (
            end < len(marks)
            and marks[end].end - mark.start <= chars
            and text.region(marks[end].start) == region
        ):
            end += 1
        shows = {_shown(marks[index]): index for index in range(end - 1, first - 1, -1)}
        yield _Window(first, max(shows.values()) + 1)


def _shown(mark: Mark) -> tuple[str, bool]:
    """Return what a mark shows a reader: a word of the query, and whether with its accents."""
    return mark.query, mark.channel is not Channel.FOLD


class _Text:
    """A document's text and tokens, cut into snippets between words."""

    def __init__(self, record: Record) -> None:
        self.table = record.body
        self.last_cut = 0
        document = record.document
        self._text = document.text
        self._title = document.title
        spans = sorted(document.unsearched)
        self._unsearched = [span.start for span in spans]
        self._searched_from = [0, *(span.end for span in spans)]

    def region(self, offset: int) -> int:
        """Return which of the stretches between unsearched ones an offset is in."""
        return bisect_right(self._unsearched, offset)

    def opening(self) -> int:
        """Return the first token after the title, if the text repeats it, and has more."""
        own_line = f"{self._title}\n"
        if not self._title or not self._text.startswith(own_line):
            return 0
        first = bisect_left(self.table.starts, len(self._title))
        return first if first < len(self.table) else 0

    def beginning(self, first: Mark, last: Mark, chars: int) -> int:
        """Return the token to begin with, so that both marks can be shown.

        That is the nearest beginning of a sentence; where none is near enough, half of the room
        that is left goes before the first mark. Where the text ends soon, more goes before it.
        """
        starts = self.table.starts
        at = bisect_left(starts, first.start)
        lowest = min(at, bisect_left(starts, last.end - chars))
        while lowest < at and self.region(starts[lowest]) != self.region(first.start):
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
        starts, ends = self.table.starts, self.table.ends
        region = self.region(starts[first])
        last = first
        while (
            last + 1 < len(starts)
            and ends[last + 1] - starts[first] <= chars
            and self.region(starts[last + 1]) == region
        ):
            last += 1
        self.last_cut = last + 1
        begin = self._widen_left(starts[first])
        finish = self._widen_right(ends[last])
        finish = self._shorten(begin, finish, chars + _SLACK)
        shown = "".join(" " if char.isspace() else char for char in self._text[begin:finish])
        inside = tuple(
            mark._replace(start=mark.start - begin, end=min(mark.end, finish) - begin)
            for mark in marks
            if begin <= mark.start < finish
        )
        return Snippet(shown, inside, before=first > 0, after=last + 1 < len(self.table))

    def _gap_has_space(self, token: int) -> bool:
        """Tell whether white space stands before a token."""
        if not token:
            return True
        gap = self._text[self.table.ends[token - 1] : self.table.starts[token]]
        return any(map(str.isspace, gap))

    def _begins_sentence(self, token: int) -> bool:
        starts, ends = self.table.starts, self.table.ends
        if not token or self.region(starts[token - 1]) != self.region(starts[token]):
            return True
        gap = self._text[ends[token - 1] : starts[token]]
        if self._text[starts[token]].islower():
            return False
        before = self._text[starts[token - 1] : ends[token - 1]]
        # 16. Dezember, z. B., W. P. Bujanow
        ended = _SENTENCE_END.match(gap) and len(before) > 2 and not before.isdigit()
        return "\n" in gap or bool(ended)

    def _region_end(self, offset: int) -> int:
        region = self.region(offset)
        return self._unsearched[region] if region < len(self._unsearched) else len(self._text)

    def _widen_left(self, start: int) -> int:
        """Take in the opening quotation mark or bracket before a word."""
        at = start
        limit = self._searched_from[self.region(start)]
        while at > limit and self._text[at - 1] in _OPENING:
            at -= 1
        return at if at == limit or self._text[at - 1].isspace() else start

    def _widen_right(self, end: int) -> int:
        """Take in the punctuation after a word."""
        found = _PUNCTUATION.match(self._text, end, self._region_end(end - 1))
        return found.end() if found else end

    def _shorten(self, begin: int, finish: int, chars: int) -> int:
        """Return where to end so that no endless word makes an endless snippet."""
        if finish - begin <= chars:
            return finish
        end = begin
        for cluster in _CLUSTER.finditer(self._text, begin, finish):
            if cluster.end() - begin > chars and end > begin:
                break
            end = cluster.end()
        return end
