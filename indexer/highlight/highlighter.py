"""Stored text + the words of a query -> marks and snippets.

A token is marked when it answers a word of the query: by its word, a form of it, or the same
letters without diacritics. The last is only marked where the document has nothing closer. The
words of a phrase are marked where they stand as one, those of a Vietnamese word too, and alone
only in a document that nowhere has the whole. The words that a German compound of the query is
made of are marked in such a document if it has them all. What only means a word of the query, in
another language, is marked as that, by the channel ``meaning``.

Of a long text a hit reads only blocks that can hold what is asked for, those first that can hold
most of it. What "the document has" is then what was read of it; no word is left out for that,
and a hit has a mark even if all of the text must be read for it. In a shorter one the words are
found by their letters (:mod:`.letters`) wherever that will do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain
from operator import and_, or_
from typing import NamedTuple

from indexer.analysis.vocabulary import plain_stems
from indexer.highlight.letters import Letters, Sights
from indexer.highlight.matching import TITLE, Answered, answer_of
from indexer.highlight.named import NamedMarks, NameFinder, merged
from indexer.highlight.scan import Found, Scanner, Wanted
from indexer.highlight.snippets import Worth, cut, most_words, passages
from indexer.model import Channel, Mark, Marked, Snippet
from indexer.query.units import (
    Alternatives,
    Compound,
    Divided,
    Matched,
    Pattern,
    Phrase,
    Translated,
    Unit,
    Word,
)
from indexer.records.blocks import BlockTable
from indexer.records.record import Record
from indexer.records.storedtext import StoredText

_UNLIKE = (Channel.FOLD, Channel.MEANING)
_CLOSE = (Channel.WORD, Channel.STEM, Channel.PART)
_OPENING = 1_600
"""How many bytes of a text are looked at first: the best passage may stand there."""
_FEW = 1
"""So many words are likely to stand in one passage of the opening; of more it pays to see all."""

_MOST_BLOCKS = 6
"""How many blocks of a text are read for a better match or a better snippet."""


class Highlighted(NamedTuple):
    """The marks of a document, sorted and without overlap."""

    title: tuple[Mark, ...]
    body: tuple[Mark, ...]


class _Seen(NamedTuple):
    """The marks of a document as far as it had to be looked at, and what to show if known."""

    title: Sequence[Marked]
    body: Sequence[Marked]
    chosen: Sequence[tuple[int, int]] | None = None


class _Where(NamedTuple):
    """The blocks, as the bits of a number, that may hold a unit, and that may hold some of it."""

    best: int
    other: int


class Highlighter:
    """Marks the words of one query in any number of documents; for one thread."""

    def __init__(self, units: Sequence[Unit], worth: Worth | None = None) -> None:
        """Take the units of a query, and what they are worth to a snippet."""
        self._worth = worth
        asked = [unit for unit in units if not isinstance(unit, Translated)]
        meant = [each for unit in units if isinstance(unit, Translated) for each in unit.units()]
        self._texts = {unit.text for unit in asked}
        self._asked = len(asked)
        """So many units are asked for; those behind them mean one of them."""
        self._numbers: dict[object, int] = {}
        self._words: list[Word | Pattern] = []
        self._units = self._numbered(asked)
        words = len(self._words)
        self._units += self._numbered(meant)
        reach = max((_reach(unit) for unit, _ in self._units), default=0)
        self._wanted = wanted = Wanted(self._words, words)
        self._scanner = Scanner(wanted, counting=reach > 0)
        by_letters = Letters.can_mark(unit for unit, _ in self._units)
        self._letters = Letters(self._units, wanted) if by_letters else None
        self._names = NameFinder(asked)
        self._looked: dict[str, _Seen] = {}

    def _numbered(self, units: Iterable[Matched]) -> list[tuple[Matched, list[int]]]:
        """Return units with the numbers of their words, which may be known already."""
        found = []
        for unit in units:
            mine = []
            for word in _words(unit):
                number = self._numbers.setdefault(_identity(word), len(self._words))
                if number == len(self._words):
                    self._words.append(word)
                mine.append(number)
            found.append((unit, mine))
        return found

    def marks(self, record: Record) -> Highlighted:
        """Return all marks of a document."""
        return self._every_word(record, self._names.find(record))

    def _every_word(self, record: Record, named: NamedMarks) -> Highlighted:
        """Return all marks of a document, read word by word."""
        found = self._found_in_title(record)
        for number in range(len(record.body.blocks)):
            self._scanner.read(record.body, number, found)
        return self._marks(record, found, named)[0]

    def hit(
        self, record: Record, *, count: int, chars: int
    ) -> tuple[tuple[Mark, ...], tuple[Snippet, ...]]:
        """Return the marks of the title and up to ``count`` snippets of ``chars`` characters."""
        title, body, chosen = self._look(record, count, chars)
        if chosen is None:
            chosen = passages(record, body, count=count, chars=chars, worth=self._worth)
        marks = tuple([Mark(*mark) for mark in title]) if title else ()
        return marks, cut(record, body, chosen, count=count, chars=chars)

    def look(
        self, record: Record, *, count: int, chars: int
    ) -> tuple[Sequence[Marked], Sequence[Marked]]:
        """Return the marks of title and text as far as :meth:`hit` looks, which then need not."""
        return self._look(record, count, chars)[:2]

    def _look(self, record: Record, count: int, chars: int) -> _Seen:
        seen = self._looked.get(record.id)
        if seen is None:
            named = self._names.find(record)
            if table := record.body.table:
                seen = self._long(record, table, named, count, chars)
            elif self._letters is not None and record.by_letters:
                seen = self._by_letters(self._letters, record, named, count, chars)
            else:
                seen = _Seen(*self._every_word(record, named))
            self._looked[record.id] = seen
        return seen

    def _found_in_title(self, record: Record) -> Found:
        found = Found(len(self._words), plain=self._wanted.plain)
        if record.title:
            self._scanner.read(record.heading, 0, found, TITLE)
        return found

    def _by_letters(
        self, letters: Letters, record: Record, named: NamedMarks, count: int, chars: int
    ) -> _Seen:
        """Return the marks of a document whose words can be found by their letters.

        The opening of the text will do if its best passage shows all words of the query.
        """
        sights = Sights.of(record)
        opening = (
            letters.opening(sights, _OPENING, named.units) if len(self._texts) <= _FEW else None
        )
        if opening:
            seen = sights.body.seen
            body = merged(opening[1], tuple([mark for mark in named.body if mark.end <= seen]))
            if self._texts <= _as_typed(body):
                chosen = passages(record, body, count=count, chars=chars, worth=self._worth)
                if self._holds_all(body, chosen, seen):
                    return _Seen(merged(opening[0], named.title), body, chosen)
        return self._whole(letters, sights, record, named)

    def _whole(self, letters: Letters, sights: Sights, record: Record, named: NamedMarks) -> _Seen:
        """Return all marks that can be found by letters."""
        title, body = letters.marks(sights, named.units)
        if title or body or named.units:
            return _Seen(merged(title, named.title), merged(body, named.body))
        return _Seen(*self._every_word(record, named))

    def _holds_all(
        self, marks: Sequence[Marked], chosen: Sequence[tuple[int, int]], seen: int
    ) -> bool:
        """Tell whether the best passage has all words of the query, as typed, and was seen."""
        if not chosen or max([end for _, end in chosen]) > seen:
            return False
        begin, end = chosen[0]
        return self._texts <= _as_typed([mark for mark in marks if begin <= mark[0] < end])

    def _long(
        self, record: Record, table: BlockTable, named: NamedMarks, count: int, chars: int
    ) -> _Seen:
        """Return the marks of a document with a long text, as far as it has to be read."""
        found = self._found_in_title(record)
        reading = _Reading(record.body, self._scanner, found)
        where = [
            self._blocks_with(table, unit, numbers)
            if "body" in unit.fields and place not in named.in_body
            else _Where(0, 0)
            for place, (unit, numbers) in enumerate(self._units)
        ]
        marks, answers = self._marks(record, found, named)
        while True:
            needed = self._needed(where, answers)
            block = reading.next(*needed, most_words(marks.body, chars))
            if block is None:
                break
            reading.read(block)
            marks, answers = self._marks(record, found, named)
        if not marks.title and not marks.body:
            return _Seen(*self._every_word(record, named))
        for begin, end in passages(record, marks.body, count=count, chars=chars, worth=self._worth):
            reading.read_around(begin - chars, end + chars)
        return _Seen(*self._marks(record, found, named)[0])

    def _needed(
        self, where: Sequence[_Where], answers: Sequence[Answered]
    ) -> tuple[list[_Where], list[Answered]]:
        """Return where the units may be that are asked for, and what answers them.

        Where nothing answers one, something that means it will do, whatever it is.
        """
        asked = self._asked
        blocks, answered = [*where[:asked]], [*answers[:asked]]
        body = {
            unit.text
            for (unit, _), answer in zip(self._units, answers, strict=True)
            if any(token >= 0 for token in answer.tokens)
        }
        meant: dict[str, int] = {}
        for (unit, _), (best, _) in zip(self._units[asked:], where[asked:], strict=True):
            if unit.text not in body:
                meant[unit.text] = meant.get(unit.text, 0) | best
        blocks += [_Where(best, 0) for best in meant.values()]
        answered += [Answered({})] * len(meant)
        return blocks, answered

    def _blocks_with(self, table: BlockTable, unit: Matched, numbers: Sequence[int]) -> _Where:
        """Return the blocks that may hold a unit as it is meant, or something of it."""
        if isinstance(unit, Pattern):
            return _Where((1 << len(table.blocks)) - 1, 0)
        words = [self._words[number] for number in numbers]
        terms = [word.terms for word in words if isinstance(word, Word)]
        close = [table.with_any(_close_keys(of)) for of in terms]
        loose = [table.with_any(of.get(Channel.FOLD, ())) for of in terms]
        match unit:
            case Word():
                return _Where(close[0], loose[0])
            case Phrase():
                either = [one | other for one, other in zip(close, loose, strict=True)]
                return _Where(reduce(and_, either), 0)
            case Compound():
                parts = table.with_any(unit.terms.get(Channel.PART, ()))
                return _Where(parts or reduce(and_, close), reduce(or_, close + loose))
            case Divided():
                return _Where(close[0], reduce(or_, [loose[0], *close[1:]]))

    def _marks(
        self, record: Record, found: Found, named: NamedMarks
    ) -> tuple[Highlighted, list[Answered]]:
        """Return the marks of what was found, and what answers each unit.

        What a document names is answered closely: then nothing less is marked.
        """
        answers = [answer_of(unit, numbers, record, found) for unit, numbers in self._units]
        for place in named.units:
            if not answers[place].close:
                answers[place] = Answered({})
        marks: dict[int, Mark] = {}
        for (unit, _), answer in zip(self._units, answers, strict=True):
            for token, channel in answer.tokens.items():
                if token not in marks:
                    start, end, _ = found.places[token]
                    marks[token] = Mark(start, end, channel, unit.text)
        tokens = sorted(marks)
        body = bisect_left(tokens, 0)
        return Highlighted(
            merged(tuple([marks[token] for token in tokens[:body]]), named.title),
            merged(tuple([marks[token] for token in tokens[body:]]), named.body),
        ), answers


class _Reading:
    """What was read of a long text."""

    def __init__(self, text: StoredText, scanner: Scanner, found: Found) -> None:
        self._text = text
        self._scanner = scanner
        self._found = found
        self._unread = (1 << len(text.blocks)) - 1
        self._left = _MOST_BLOCKS

    def read(self, number: int) -> None:
        """Read a block, if that has not been done."""
        if self._unread >> number & 1:
            self._scanner.read(self._text, number, self._found)
            self._unread &= ~(1 << number)
            self._left -= 1

    def read_around(self, start: int, end: int) -> None:
        """Read what has not been read between two offsets."""
        first = self._text.block_at(max(start, 0))
        last = self._text.block_at(min(end, self._text.chars - 1))
        for number in range(first, last + 1):
            self.read(number)

    def next(self, where: Sequence[_Where], answers: Sequence[Answered], shown: int) -> int | None:
        """Return the block to read next, if another is needed.

        It is, if it can hold what no other did; and while only a few were read, if it can hold
        a closer match, or more than the ``shown`` words that one snippet can show so far.
        """
        needed = 0
        for (best, other), answer in zip(where, answers, strict=True):
            have = any(token >= 0 for token in answer.tokens)
            if have and (answer.close or self._left <= 0):
                continue
            candidates = best & self._unread if other or self._left > 0 else 0
            if not candidates and not have:
                candidates = other & self._unread
            needed |= candidates
        more = self._left > 0 and not needed
        ranked = [
            (
                sum(best >> number & 1 for best, _ in where),
                sum((best | other) >> number & 1 for best, other in where),
                -number,
            )
            for number in range(len(self._text.blocks))
            if (self._unread if more else needed) >> number & 1
        ]
        most = max(ranked, default=(0, 0, 0))
        if more and most[1] <= shown:
            return None
        return -most[2] if any(most[:2]) else None


def highlight(record: Record, units: Sequence[Unit]) -> Highlighted:
    """Return the marks of a query's words in the title and the text of a stored document."""
    return Highlighter(units).marks(record)


def _as_typed(marks: Iterable[Marked]) -> set[str]:
    """Return the words of the query that are marked, and not just something like them."""
    return {word for _, _, channel, word in marks if channel not in _UNLIKE}


def _close_keys(terms: Alternatives) -> Iterator[str]:
    """Yield what a word that stands close to one of the query is looked up by in blocks."""
    yield from chain.from_iterable(terms.get(channel, ()) for channel in _CLOSE)
    yield from plain_stems(terms.get(Channel.STEM, ()))


def _reach(unit: Matched) -> int:
    """Return how far apart the words of a unit may be to stand as one; 0 if there is only one."""
    match unit:
        case Phrase():
            return unit.slop
        case Compound():
            return 1
        case _:
            return 0


def _words(unit: Matched) -> tuple[Word | Pattern, ...]:
    return unit.words if isinstance(unit, (Phrase, Compound, Divided)) else (unit,)


def _identity(word: Word | Pattern) -> object:
    return id(word) if isinstance(word, Pattern) else (word.text, frozenset(word.terms.items()))
