"""Original text + tokens + the words of a query -> marks and snippets.

A token is marked when it answers a word of the query: by its word, a form of it, or the same
letters without diacritics. The last is only marked where the document has nothing closer. The
words of a phrase are marked where they stand as one, those of a Vietnamese word too, and alone
only in a document that nowhere has the whole. Nothing here analyses text: the stored token
tables say where every term is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from indexer.analysis import TokenTable
from indexer.model import Channel, Mark, Snippet
from indexer.query.units import Compound, Pattern, Phrase, Unit, Word
from indexer.record import Record

_CLOSE = (Channel.WORD, Channel.STEM)
_MAX_ANCHORS = 2000

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
            return {
                name: _sequences(table, unit.words, unit.slop) for name, table in tables.items()
            }
        case Compound():
            whole = {name: _whole(table, unit) for name, table in tables.items()}
            if any(whole.values()):
                return whole
            apart: dict[str, _Found] = {name: {} for name in tables}
            for word in unit.words:
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


def _whole(table: TokenTable, unit: Compound) -> _Found:
    """Return the tokens of the places where the words of a compound stand as one."""
    found: _Found = {}
    for channel, terms in unit.terms.items():
        for part in table.parts_with(channel, terms):
            found.update(dict.fromkeys(range(part.first, part.end), channel))
    for index, channel in _sequences(table, unit.words, 1).items():
        found.setdefault(index, channel)
    return found


def _sequences(table: TokenTable, words: Sequence[Word], slop: int) -> _Found:
    """Return the tokens of all places where the words follow each other within ``slop``."""
    tokens = [_by_terms(table, word, (*_CLOSE, Channel.FOLD)) for word in words]
    chains: list[tuple[int, ...]] = [(index,) for index in tokens[0]]
    for following in tokens[1:]:
        chains = [
            (*chain, index)
            for chain in chains
            for index in range(chain[-1] + 1, chain[-1] + slop + 1)
            if index in following
        ]
    return {index: tokens[place][index] for chain in chains for place, index in enumerate(chain)}


def snippets(
    record: Record, marks: Sequence[Mark], *, count: int, chars: int
) -> tuple[Snippet, ...]:
    """Return up to ``count`` stretches of about ``chars`` characters with the most to show.

    Stretches with more different words of the query come first in choice, and stand in the
    order of the text. Without marks there is one: the beginning of the text.
    """
    if count < 1:
        return ()
    text, table = record.document.text, record.body
    if not marks:
        first = _opening(record)
        return (_cut(text, table, first, (), chars),) if first is not None else ()
    chosen: list[tuple[int, int]] = []
    for first, end in _windows(marks, chars):
        stretch = (marks[first].start, marks[end - 1].end)
        if all(abs(stretch[0] - other[0]) > chars for other in chosen):
            chosen.append(stretch)
        if len(chosen) == count:
            break
    found = []
    for start, end in sorted(chosen):
        room = max(0, chars - (end - start))
        found.append(_cut(text, table, max(0, start - room // 2), marks, chars))
    return tuple(snippet for snippet in found if snippet.marks)


def _windows(marks: Sequence[Mark], chars: int) -> Iterator[tuple[int, int]]:
    """Yield windows of marks, as index ranges, the best first."""
    scored: list[tuple[float, int, int]] = []
    end = 0
    for first, mark in enumerate(marks[:_MAX_ANCHORS]):
        end = max(end, first + 1)
        while end < len(marks) and marks[end].end - mark.start <= chars:
            end += 1
        window = marks[first:end]
        different = len({(m.query, m.channel is Channel.FOLD) for m in window})
        scored.append((-(different + min(len(window), 10) / 100), first, end))
    yield from ((first, end) for _, first, end in sorted(scored))


def _opening(record: Record) -> int | None:
    """Return where the text begins after its title, or nothing if it has no words."""
    text, title = record.document.text, record.document.title
    start = len(title) if title and text.startswith(title) else 0
    return start if record.body.starts else None


def _cut(text: str, table: TokenTable, start: int, marks: Sequence[Mark], chars: int) -> Snippet:
    """Return the snippet that begins at or before ``start``, cut between words."""
    first = max(0, _index_before(table, start))
    last = first
    while last + 1 < len(table) and table.ends[last + 1] - table.starts[first] <= chars:
        last += 1
    begin = _widen_left(text, table.starts[first], table.ends[first - 1] if first else 0)
    stop = table.starts[last + 1] if last + 1 < len(table) else len(text)
    finish = _widen_right(text, table.ends[last], stop)
    shown = "".join(" " if char.isspace() else char for char in text[begin:finish])
    inside = tuple(
        mark._replace(start=mark.start - begin, end=mark.end - begin)
        for mark in marks
        if begin <= mark.start and mark.end <= finish
    )
    return Snippet(shown, inside, before=first > 0, after=last + 1 < len(table))


def _index_before(table: TokenTable, start: int) -> int:
    """Return the first token at or after ``start``, or the last there is."""
    return min(bisect_left(table.starts, start), len(table) - 1)


def _widen_left(text: str, start: int, limit: int) -> int:
    """Take in the opening quotation mark or bracket before a word."""
    at = start
    while at > limit and not text[at - 1].isspace() and not text[at - 1].isalnum():
        at -= 1
    return at


def _widen_right(text: str, end: int, limit: int) -> int:
    """Take in the punctuation after a word."""
    while end < limit and not text[end].isspace():
        end += 1
    return end
