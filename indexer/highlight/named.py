"""Where a stored document names the persons and places that a query asks for.

Names and places are recognised when a document is indexed, whatever script or spelling they are
in; a record says where each of their terms stands, so nothing has to be read for their marks.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
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


_NO_UNITS: frozenset[int] = frozenset()


class NamedMarks(NamedTuple):
    """The marks of names and places in title and text, and which units of the query have some."""

    title: tuple[Mark, ...] = ()
    body: tuple[Mark, ...] = ()
    units: frozenset[int] = _NO_UNITS
    in_body: frozenset[int] = _NO_UNITS


NOTHING_NAMED = NamedMarks()


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
        self._split: dict[str, Sequence[tuple[int, int]]] = {}
        self._terms: dict[Channel, dict[str, bytes]] = {}
        """All terms of a channel, and these in UTF-8."""
        for each in self._asked:
            encoded = {term: term.encode("utf-8", "surrogatepass") for term in each.terms}
            self._terms.setdefault(each.channel, {}).update(encoded)

    def find(self, record: Record) -> NamedMarks:
        """Return what a document names of what the query asks for."""
        if not self._asked:
            return NOTHING_NAMED
        title, in_title = self._find("title", record.heading)
        body, in_body = self._find("body", record.body)
        if not title and not body:
            return NOTHING_NAMED
        return NamedMarks(title, body, in_title | in_body, in_body)

    def _find(self, field: str, text: StoredText) -> tuple[tuple[Mark, ...], frozenset[int]]:
        named = {channel: text.named(channel, terms) for channel, terms in self._terms.items()}
        if not any(named.values()):
            return (), _NO_UNITS
        marks: dict[int, Mark] = {}
        units: set[int] = set()
        whole = text.around(0, text.chars)[1] if text.table is None else None
        for number, typed, fields, channel, terms in self._asked:
            there = named[channel]
            if field not in fields or terms.isdisjoint(there):
                continue
            units.add(number)
            spans: set[tuple[int, int]] = set()
            spans.update(*[there[term] for term in terms.intersection(there)])
            for start, end in sorted(spans):
                name = text.text(start, end) if whole is None else whole[start:end]
                for begin, stop in self._split.get(name) or self._words(name):
                    first = start + begin
                    if first not in marks:
                        marks[first] = Mark(first, start + stop, channel, typed)
        if not marks:
            return (), _NO_UNITS
        return tuple([marks[start] for start in sorted(marks)]), frozenset(units)

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
