"""Where a stored document names the persons and places that a query asks for.

Names and places are recognised when a document is indexed, whatever script or spelling they are
in; a record says where each of their terms stands, so nothing has to be read for their marks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, TypeVar

from indexer.analysis.tokenizer import split_words
from indexer.model import Channel, Mark, Marked
from indexer.query.units import Compound, Divided, Unit, Word
from indexer.records.record import Record
from indexer.records.storedtext import StoredText

_MOST_PLACES = 4
"""So many places of a hit are told."""

AnyMark = TypeVar("AnyMark", bound=Marked)


class _Asked(NamedTuple):
    """A unit of the query by number, as typed, the fields to look in, and one channel's terms."""

    unit: int
    text: str
    fields: tuple[str, ...]
    channel: Channel
    terms: frozenset[str]


class _Row(NamedTuple):
    """The same for words that are one and are names each: Rimski-Korsakow."""

    unit: int
    text: str
    fields: tuple[str, ...]
    words: tuple[str, ...]
    names: tuple[frozenset[str], ...]


_Spans = Sequence[tuple[int, int]]
_OTHER = frozenset((Channel.PART, Channel.PLACE))
"""Words that together are one of these are not several names."""
_NO_TERMS: frozenset[str] = frozenset()
_NO_UNITS: frozenset[int] = frozenset()
_BETWEEN = re.compile(r"[^\S\n]?[-\u00ad\u2010-\u2015]?[^\S\n]?")
_MOST_BETWEEN = 3
"""What stands between two names that are one: a hyphen, a space, a dash between spaces."""


class NamedMarks(NamedTuple):
    """The marks of names and places in title and text, and which units of the query have some."""

    title: tuple[Mark, ...] = ()
    body: tuple[Mark, ...] = ()
    units: frozenset[int] = _NO_UNITS
    in_body: frozenset[int] = _NO_UNITS


NOTHING_NAMED = NamedMarks()


class _Text:
    """A text in which names were found: where they stand, by channel and term; their marks."""

    def __init__(self, text: StoredText, terms: Mapping[Channel, Mapping[str, bytes]]) -> None:
        self.named = {channel: text.named(channel, asked) for channel, asked in terms.items()}
        self.marks: dict[int, Mark] = {}
        self.units: set[int] = set()
        self._stored = text
        self.any = any(self.named.values())
        self._whole = text.around(0, text.chars)[1] if text.table is None and self.any else None

    def text(self, start: int, end: int) -> str:
        """Return the text between two offsets."""
        return self._stored.text(start, end) if self._whole is None else self._whole[start:end]

    def spans(self, channel: Channel, terms: frozenset[str]) -> _Spans:
        """Return where something has one of the terms, in order."""
        there = self.named[channel]
        if terms.isdisjoint(there):
            return ()
        spans: set[tuple[int, int]] = set()
        spans.update(*[there[term] for term in terms.intersection(there)])
        return sorted(spans)

    def side_by_side(self, names: Sequence[_Spans]) -> list[tuple[int, int]]:
        """Return where names stand that follow each other with hardly anything between them."""
        rows = [[span] for span in names[0]]
        for spans in names[1:]:
            beginning: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
            for span in spans:
                beginning[span[0]].append(span)
            rows = [
                [*row, span]
                for row in rows
                for start in range(row[-1][1] + 1, row[-1][1] + 1 + _MOST_BETWEEN)
                if start in beginning and _BETWEEN.fullmatch(self.text(row[-1][1], start))
                for span in beginning[start]
            ]
        return [span for row in rows for span in row]

    def sorted(self) -> tuple[Mark, ...]:
        """Return the marks in order."""
        return tuple([self.marks[start] for start in sorted(self.marks)])


class NameFinder:
    """Finds the names and places of one query in any number of documents."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._asked = [
            _Asked(number, unit.text, unit.fields, channel, unit.terms[channel])
            for number, unit in enumerate(units)
            if isinstance(unit, (Word, Compound, Divided))
            # What names a place is marked as a place, though some of its names are spelled alike.
            for channel in (Channel.PLACE, Channel.NAME)
            if unit.terms.get(channel)
        ]
        self._rows = [
            _Row(number, unit.text, unit.fields, tuple(word.text for word in unit.words), names)
            for number, unit in enumerate(units)
            if isinstance(unit, Compound) and not _OTHER.intersection(unit.terms)
            if all(names := tuple(word.terms.get(Channel.NAME, _NO_TERMS) for word in unit.words))
        ]
        self._split: dict[str, Sequence[tuple[int, int]]] = {}
        self._terms: dict[Channel, dict[str, bytes]] = {}
        """All terms of a channel, and these in UTF-8."""
        wanted = [(each.channel, each.terms) for each in self._asked]
        wanted += [(Channel.NAME, terms) for row in self._rows for terms in row.names]
        for channel, terms in wanted:
            encoded = {term: term.encode("utf-8", "surrogatepass") for term in terms}
            self._terms.setdefault(channel, {}).update(encoded)

    def find(self, record: Record) -> NamedMarks:
        """Return what a document names of what the query asks for."""
        if not self._terms:
            return NOTHING_NAMED
        title, body = _Text(record.heading, self._terms), _Text(record.body, self._terms)
        if not title.any and not body.any:
            return NOTHING_NAMED
        fields = (("title", title), ("body", body))
        for field, text in fields:
            for unit, typed, of, channel, terms in self._asked if text.any else ():
                if field in of and (spans := text.spans(channel, terms)):
                    self._mark(text, Mark(0, 0, channel, typed), spans)
                    text.units.add(unit)
        for row in self._rows:
            self._mark_row(row, [text for field, text in fields if field in row.fields])
        units = frozenset(title.units | body.units)
        return NamedMarks(title.sorted(), body.sorted(), units, frozenset(body.units))

    def _mark(self, text: _Text, mark: Mark, spans: _Spans) -> None:
        """Mark the words of names, as ``mark`` says; those that are marked already are left."""
        for start, end in spans:
            name = text.text(start, end)
            for begin, stop in self._split.get(name) or self._words(name):
                first = start + begin
                if first not in text.marks:
                    text.marks[first] = mark._replace(start=first, end=start + stop)

    def _mark_row(self, row: _Row, texts: Sequence[_Text]) -> None:
        """Mark names that are one where they stand side by side, else each wherever it stands.

        That is done where a document has all of them and not the whole as one name. Those that
        stand apart are marked as the words that they are, and words as typed are closer.
        """
        if any(row.unit in text.units for text in texts):
            return
        each = [[text.spans(Channel.NAME, terms) for terms in row.names] for text in texts]
        if not all(map(any, zip(*each, strict=True))):
            return
        found = [
            text.side_by_side(names) if all(names) else []
            for text, names in zip(texts, each, strict=True)
        ]
        together = any(found)
        for text, spans, names in zip(texts, found, each, strict=True):
            if spans:
                self._mark(text, Mark(0, 0, Channel.NAME, row.text), spans)
                text.units.add(row.unit)
            for word, apart in zip(row.words, names, strict=True) if not together else ():
                self._mark(text, Mark(0, 0, Channel.NAME, word), apart)

    def _words(self, name: str) -> Sequence[tuple[int, int]]:
        """Return where the words of a name stand in it, and remember it for the next text."""
        words = [(0, len(name))] if name.isalnum() else list(split_words(name))
        self._split[name] = words
        return words


def places_of(record: Record, asked: Collection[str]) -> list[str]:
    """Return the ids of a few places of a document: those asked for, then the most named."""
    if len(record.places) < 2:
        return list(record.places)
    named = record.body.times_named(Channel.PLACE, record.places)
    ranked = sorted(record.places, key=lambda place: (place not in asked, -named[place]))
    return ranked[:_MOST_PLACES]


def merged(marks: tuple[AnyMark, ...], named: tuple[AnyMark, ...]) -> tuple[AnyMark, ...]:
    """Return all marks in order; where a word has two, that of the word itself.

    A name counts before what only means a word of the query.
    """
    if not named:
        return marks
    meant = [mark for mark in marks if mark[2] is Channel.MEANING]
    closer = [mark for mark in marks if mark[2] is not Channel.MEANING] if meant else marks
    by_start = {mark[0]: mark for mark in (*meant, *named, *closer)}
    return tuple([by_start[start] for start in sorted(by_start)])
