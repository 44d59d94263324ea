"""Stored text + the words of a query -> marks and snippets.

A token is marked when it answers a word of the query: by its word, a form of it, or the same
letters without diacritics. The last is only marked where the document has nothing closer. The
words of a phrase are marked where they stand as one, those of a Vietnamese word too, and alone
only in a document that nowhere has the whole. The words that a German compound of the query is
made of are marked in such a document if it has them all.

Of a long text a hit reads only blocks that can hold what is asked for, those first that can hold
most of it. What "the document has" is then what was read of it; no word is left out for that,
and a hit has a mark even if all of the text must be read for it. In a
shorter one the words are found by their letters (:mod:`indexer.letters`) wherever that will do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import reduce
from itertools import chain
from operator import and_, or_
from typing import NamedTuple

from indexer.blocks import BlockTable
from indexer.letters import Letters
from indexer.model import Channel, Mark, Snippet
from indexer.named import NamedMarks, NameFinder, merged
from indexer.query.units import Compound, Divided, Pattern, Phrase, Unit, Word
from indexer.record import Record
from indexer.scan import Found, Scanner, Wanted
from indexer.snippets import best_windows, most_words, snippets
from indexer.storedtext import StoredText, language_of

_CLOSE = (Channel.WORD, Channel.STEM, Channel.PART)
_TITLE = -(1 << 48)
"""What the tokens of a title count from; those of the text count from 0."""

_MOST_BLOCKS = 6
"""How many blocks of a text are read for a better match or a better snippet."""

_Tokens = dict[int, Channel]


class Highlighted(NamedTuple):
    """The marks of a document, sorted and without overlap."""

    title: tuple[Mark, ...]
    body: tuple[Mark, ...]


class _Answer(NamedTuple):
    """The tokens that answer a unit, and whether as closely as they could."""

    tokens: _Tokens
    close: bool = True


class _Where(NamedTuple):
    """The blocks, as the bits of a number, that may hold a unit, and that may hold some of it."""

    best: int
    other: int


class Highlighter:
    """Marks the words of one query in any number of documents; for one thread."""

    def __init__(self, units: Sequence[Unit]) -> None:
        numbers: dict[object, int] = {}
        self._words: list[Word | Pattern] = []
        self._units: list[tuple[Unit, list[int]]] = []
        for unit in units:
            mine: list[int] = []
            for word in _words(unit):
                number = numbers.setdefault(_identity(word), len(self._words))
                if number == len(self._words):
                    self._words.append(word)
                mine.append(number)
            self._units.append((unit, mine))
        reach = max((_reach(unit) for unit in units), default=0)
        wanted = Wanted(self._words)
        self._scanner = Scanner(wanted, counting=reach > 0)
        self._letters = Letters(self._units, wanted) if Letters.can_mark(units) else None
        self._names = NameFinder(units)

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
        if table := record.body.table:
            marks = self._long(record, table, self._names.find(record), count, chars)
        else:
            marks = self._short(record, self._names.find(record))
        return marks.title, snippets(record, marks.body, count=count, chars=chars)

    def _found_in_title(self, record: Record) -> Found:
        found = Found(len(self._words))
        if record.title:
            self._scanner.read(record.heading, 0, found, _TITLE)
        return found

    def _short(self, record: Record, named: NamedMarks) -> Highlighted:
        """Return the marks of a document whose text is looked at as a whole."""
        if (
            self._letters is not None
            and record.body.head.by_letters
            and record.heading.head.by_letters
        ):
            title, body = self._letters.marks(record, named.units)
            if title or body or named.units:
                return Highlighted(merged(title, named.title), merged(body, named.body))
        return self._every_word(record, named)

    def _long(
        self, record: Record, table: BlockTable, named: NamedMarks, count: int, chars: int
    ) -> Highlighted:
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
            block = reading.next(where, answers, most_words(marks.body, chars))
            if block is None:
                break
            reading.read(block)
            marks, answers = self._marks(record, found, named)
        if not marks.title and not marks.body:
            return self._every_word(record, named)
        for first, end in best_windows(record.body, marks.body, count, chars):
            reading.read_around(marks.body[first].start - chars, marks.body[end - 1].end + chars)
        return self._marks(record, found, named)[0]

    def _blocks_with(self, table: BlockTable, unit: Unit, numbers: Sequence[int]) -> _Where:
        """Return the blocks that may hold a unit as it is meant, or something of it."""
        if isinstance(unit, Pattern):
            return _Where((1 << len(table.blocks)) - 1, 0)
        words = [self._words[number] for number in numbers]
        terms = [word.terms for word in words if isinstance(word, Word)]
        close = [
            table.with_any(chain.from_iterable(of.get(channel, ()) for channel in _CLOSE))
            for of in terms
        ]
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
    ) -> tuple[Highlighted, list[_Answer]]:
        """Return the marks of what was found, and what answers each unit.

        What a document names is answered closely: then nothing less is marked.
        """
        answers = [_answer(unit, numbers, record, found) for unit, numbers in self._units]
        for place in named.units:
            if not answers[place].close:
                answers[place] = _Answer({})
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

    def next(self, where: Sequence[_Where], answers: Sequence[_Answer], shown: int) -> int | None:
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


def _reach(unit: Unit) -> int:
    """Return how far apart the words of a unit may be to stand as one; 0 if there is only one."""
    match unit:
        case Phrase():
            return unit.slop
        case Compound():
            return 1
        case _:
            return 0


def _words(unit: Unit) -> tuple[Word | Pattern, ...]:
    return unit.words if isinstance(unit, (Phrase, Compound, Divided)) else (unit,)


def _identity(word: Word | Pattern) -> object:
    return id(word) if isinstance(word, Pattern) else (word.text, frozenset(word.terms.items()))


def _answer(unit: Unit, numbers: Sequence[int], record: Record, found: Found) -> _Answer:
    """Return the tokens that answer a unit and how."""
    if len(unit.fields) == 1:
        found = _only(found, unit.fields[0], numbers)
    match unit:
        case Word():
            return _answer_word(numbers[0], found)
        case Pattern():
            return _Answer(found.close[numbers[0]])
        case Phrase():
            return _sequences(numbers, unit.slop, found)
        case Compound():
            whole = _whole(unit, numbers, record, found)
            if whole.tokens:
                return whole
            apart: _Tokens = {}
            for number in dict.fromkeys(numbers):
                apart.update(_answer_word(number, found).tokens)
            return _Answer(apart, close=False)
        case Divided():
            whole = _answer_word(numbers[0], found)
            parts = [found.close[number] for number in numbers[1:]]
            if whole.close or not all(parts):
                return whole
            return _Answer({token: how for part in parts for token, how in part.items()}, False)


def _only(found: Found, name: str, numbers: Sequence[int]) -> Found:
    """Return what was found of some words in one field."""
    part = Found(len(found.close))
    part.places = found.places
    for number in numbers:
        for mine, all_of_them in ((part.close, found.close), (part.loose, found.loose)):
            tokens = all_of_them[number].items()
            mine[number] = {t: channel for t, channel in tokens if (t < 0) == (name == "title")}
    return part


def _answer_word(number: int, found: Found) -> _Answer:
    close = found.close[number]
    return _Answer(close) if close else _Answer(found.loose[number], close=False)


def _whole(unit: Compound, numbers: Sequence[int], record: Record, found: Found) -> _Answer:
    """Return the tokens of the places where the words of a compound stand as one."""
    tokens, _ = _sequences(numbers, 1, found)
    for term in unit.terms.get(Channel.PART, ()):
        lang, _, rest = term.partition(":")
        words = rest.split("_")
        firsts = [token for token in tokens if found.places[token][2].word == words[0]]
        for first in firsts:
            if _is_part(record, first, words, lang, found):
                tokens.update(dict.fromkeys(range(first, first + len(words)), Channel.PART))
    for name, text, base in (("title", record.heading, _TITLE), ("body", record.body, 0)):
        for part in text.head.parts:
            if name in unit.fields and part.term in unit.terms.get(part.channel, ()):
                for token, place in text.places(part.first, part.end).items():
                    found.places[base + token] = place
                    tokens[base + token] = part.channel
    return _Answer(tokens)


def _is_part(record: Record, first: int, words: Sequence[str], lang: str, found: Found) -> bool:
    """Tell whether the tokens from ``first`` on are these words and a part."""
    text, base = (record.body, 0) if first >= 0 else (record.heading, _TITLE)
    if not text.is_part(first - base, first - base + len(words)):
        return False
    for token, word in enumerate(words, first):
        place = found.places.get(token)
        if place is None or place[2].word != word or language_of(place[2]) != lang:
            return False
    return True


def _sequences(numbers: Sequence[int], slop: int, found: Found) -> _Answer:
    """Return the tokens of all places where the words follow each other within ``slop``.

    Places that only match without diacritics count where there is no closer one.
    """
    tokens = _chains([found.close[number] for number in numbers], slop)
    if tokens:
        return _Answer(tokens)
    if not all(found.loose[number] or found.close[number] for number in numbers):
        return _Answer({}, close=False)
    either = {number: found.loose[number] | found.close[number] for number in numbers}
    return _Answer(_chains([either[number] for number in numbers], slop), close=False)


def _chains(words: Sequence[_Tokens], slop: int) -> _Tokens:
    """Return the tokens on a way through all words by steps of 1 to ``slop`` tokens."""
    if not all(words):
        return {}
    if slop == 1:
        firsts = set(words[0])
        for step, following in enumerate(words[1:], 1):
            firsts = {first for first in firsts if first + step in following}
        return {
            first + step: word[first + step] for first in firsts for step, word in enumerate(words)
        }
    steps = range(1, slop + 1)
    ways = [set(words[0])]
    for following in words[1:]:
        before = ways[-1]
        ways.append({i for i in following if any(i - step in before for step in steps)})
    for place in range(len(ways) - 2, -1, -1):
        after = ways[place + 1]
        ways[place] = {i for i in ways[place] if any(i + step in after for step in steps)}
    return {i: words[place][i] for place, way in enumerate(ways) for i in sorted(way)}
