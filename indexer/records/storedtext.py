"""The title or the text of a stored document: what is known of it, and reading it.

Tokens and their terms are not stored: the tokenizer finds them again, and the language runs say
in which language. Of a long text only the blocks that are asked for are decoded.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Self

import msgspec

from indexer.analysis import Analysis, Terms, analyze_runs
from indexer.analysis.abbreviations import PREFIX
from indexer.analysis.base import Entity, Part, tagged
from indexer.analysis.chain import remember_stems
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.tokenizer import JOINERS, split_words
from indexer.analysis.vocabulary import splittable
from indexer.model import Channel, Run, Span
from indexer.records.blocks import Block, BlockTable

_GOING_ON = re.compile("1+")


NAMED = (Channel.NAME, Channel.PLACE)
"""The channels whose parts are stored by their terms."""

Named = tuple[list[tuple[str, ...]], list[list[int]]]
"""The terms of names, and for each where it begins in the text and its length, over and over."""

NamedTerms = dict[str, list[tuple[int, int]]]
"""Terms, and where each begins and ends in the text."""

_encode = msgspec.msgpack.Encoder().encode
_decode_named = msgspec.msgpack.Decoder(Named).decode


class TextHead(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What is known of a title or a text beside its characters.

    ``runs`` are ends and languages. Of the parts, ``named`` has the names and places by channel,
    and ``parts`` what is not just the joined words of its tokens. ``splittable`` tells whether
    the chunks of the text have the words that it has, ``composed`` whether its letters are (NFC,
    and as many in lower case), and ``by_letters`` whether words can be found by their letters.
    """

    chars: int
    tokens: int
    splittable: bool
    composed: bool
    by_letters: bool
    runs: tuple[tuple[int, str], ...]
    parts: tuple[Part, ...]
    named: tuple[bytes, ...]

    @classmethod
    def of(
        cls, text: str, analysis: Analysis, parts: Sequence[Part], named: Sequence[Named]
    ) -> Self:
        """Return what is known of a searched text after its analysis.

        Of its parts ``parts`` are kept as they are, and ``named``.
        """
        whole = splittable(text)
        return cls(
            len(text),
            len(analysis.starts),
            whole,
            unicodedata.is_normalized("NFC", text) and len(text.lower()) == len(text),
            whole
            and all(part.term.startswith(PREFIX) for part in parts)
            and not any(LANGUAGES[run.lang].stores_stems for run in analysis.runs)
            and not any(joiner in text for joiner in JOINERS),
            tuple([(end, lang) for _, end, lang in analysis.runs]),
            tuple(parts),
            tuple([_encode(each) if each[0] else b"" for each in named]),
        )


Place = tuple[int, int, Terms]
"""Where a token begins and ends, and its terms."""


class StoredText:
    """The title or the text of a stored document, read stretch by stretch."""

    def __init__(
        self,
        head: TextHead,
        data: bytes | str,
        joins: bytes,
        *,
        unsearched: Sequence[Span] = (),
        stems: bytes = b"",
        table: bytes = b"",
    ) -> None:
        self.head = head
        self.chars = head.chars
        self.unsearched = unsearched
        self.table = BlockTable.unpack(table, self.chars) if table else None
        self._data = b"" if isinstance(data, str) else data
        self._joins = joins
        self._stems = stems
        self._decoded: dict[int, str] = {0: data} if isinstance(data, str) else {}
        self._spaced: dict[int, str] = {}
        self._searched: str | None = None
        self._opening = self._spaced_opening = ""

    @cached_property
    def runs(self) -> list[Run]:
        """The stretches in one language; they cover all of the text."""
        start = 0
        runs: list[Run] = []
        for end, lang in self.head.runs:
            runs.append(Run(start, end, lang))
            start = end
        return runs

    @cached_property
    def blocks(self) -> Sequence[Block]:
        """The stretches that are read one by one."""
        return self.table.blocks if self.table else [Block(0, self.chars)]

    def text(self, start: int, end: int) -> str:
        """Return a stretch of the text as it was given."""
        base, text = self.around(start, end)
        return text[start - base : end - base]

    def around(self, start: int, end: int) -> tuple[int, str]:
        """Return the text as it was given from the block of one offset to that of another.

        The first value is where that begins.
        """
        if self.table is None:
            return 0, self._opening if end <= len(self._opening) else self._block(0)
        return self._around(start, end, self._block)

    def spaced(self, start: int, end: int) -> tuple[int, str]:
        """Return the searched text from the block of one offset to that of another.

        The first value is where that begins. Line ends, and what is not searched, are spaces.
        """
        if self.table is None:
            return 0, self._spaced_opening if end <= len(self._spaced_opening) else self.searched
        return self._around(start, end, self._spaced_block)

    def opening(self, size: int) -> str:
        """Return the beginning of the searched text, of ``size`` bytes or a few more, to a space.

        Nothing more is decoded. There is none if the text is not much longer, has a table, or
        stretches that are not searched.
        """
        if self.table is None and not self.unsearched and len(self._data) > size + size // 4:
            end = self._data.find(b" ", size)
            if end >= 0 and not self._opening:
                self._opening = self._data[:end].decode()
                self._spaced_opening = self._opening.replace("\n", " ")
        return self._spaced_opening

    @property
    def searched(self) -> str:
        """All of the searched text, as :meth:`spaced` has it."""
        if self._searched is None:
            blocks = range(len(self.table.blocks)) if self.table else (0,)
            self._searched = "".join(map(self._spaced_block, blocks))
        return self._searched

    def stretches(self, number: int) -> Iterator[tuple[int, str, str]]:
        """Yield offset, language and text, as :meth:`spaced` has it, of the runs of a block."""
        block = self.blocks[number]
        return self._runs_in(block.start, block.end, block.start, self._spaced_block(number))

    def lang_at(self, offset: int) -> str:
        """Return the language of the text at an offset."""
        if len(self.head.runs) == 1:
            return self.head.runs[0][1]
        return self.runs[bisect_right(self.runs, offset, key=_start) - 1].lang

    def block_at(self, offset: int) -> int:
        """Return the number of the block that an offset is in."""
        return max(0, bisect_right(self.blocks, offset, key=_start) - 1)

    def stems(self, lang: str) -> Mapping[str, str]:
        """Return the stored stems of a language: those that differ from their word."""
        return self._stems_by_language.get(lang, {})

    def is_part(self, first: int, end: int) -> bool:
        """Tell whether these tokens are a stored part, and its term their joined words."""
        bits = self._joins
        if not bits or self._goes_on(first) or (end < self.head.tokens and self._goes_on(end)):
            return False
        return all(self._goes_on(token) for token in range(first + 1, end))

    def places(self, first: int, end: int) -> dict[int, Place]:
        """Return where tokens stand, by number: for parts whose words were not looked for."""
        analysis = self.analysis
        columns = zip(analysis.starts, analysis.ends, analysis.terms, strict=True)
        return dict(enumerate(islice(columns, first, end), first))

    @cached_property
    def analysis(self) -> Analysis:
        """The analysis of the searched text, made without segmenter and language detector."""
        return self._analysed(self.chars)

    def beginning(self, chars: int) -> Analysis:
        """Return the analysis of the first blocks of the text, at least of so many characters."""
        if self.table is None or chars >= self.chars:
            return self.analysis
        block = self.block_at(chars) + 1
        return (
            self._analysed(self.blocks[block].start) if block < len(self.blocks) else self.analysis
        )

    def _analysed(self, end: int) -> Analysis:
        """Return the analysis of the blocks up to an offset where one ends."""
        text = blanked(self.text(0, end), self.unsearched)
        runs = [Run(start, min(stop, end), lang) for start, stop, lang in self.runs if start < end]
        for start, stop, lang in runs:
            if LANGUAGES[lang].stores_stems:
                remember_stems(lang, split_words(text[start:stop]).surfaces, self.stems(lang))
        analysis = analyze_runs(text, runs, known_parts=[])
        tokens = len(analysis.starts)
        analysis.parts.extend(self._joined(analysis.terms))
        analysis.parts.extend(part for part in self.head.parts if part.end <= tokens)
        analysis.entities.extend(self._entities(analysis, end))
        return analysis

    def named(self, channel: Channel, asked: Mapping[str, bytes]) -> NamedTerms:
        """Return where the text names some persons or places, by term.

        ``asked`` are their terms, and these in UTF-8: most texts name none of them, and tell so.
        """
        packed = self.head.named[NAMED.index(channel)]
        if not (packed and any(map(packed.__contains__, asked.values()))):
            return {}
        found: NamedTerms = {}
        wanted = asked.keys()
        for terms, spans in zip(*self._named(channel), strict=True):
            if not wanted.isdisjoint(terms):
                places = [(at, at + length) for at, length in _pairs(spans)]
                for term in wanted & set(terms):
                    found.setdefault(term, []).extend(places)
        return found

    def all_named(self, channel: Channel) -> dict[Span, list[str]]:
        """Return the terms of the persons or places that the text names, by where, in order."""
        found: dict[Span, list[str]] = {}
        for terms, start, length in self._all_named(channel):
            found.setdefault(Span(start, start + length), []).extend(terms)
        return dict(sorted(found.items()))

    def times_named(self, channel: Channel, asked: Iterable[str]) -> dict[str, int]:
        """Return how often the text names some persons or places, by term."""
        times = dict.fromkeys(asked, 0)
        for terms, spans in zip(*self._named(channel), strict=True):
            for term in terms:
                if term in times:
                    times[term] += len(spans) // 2
        return times

    def _all_named(self, channel: Channel) -> Iterator[tuple[tuple[str, ...], int, int]]:
        """Yield the terms of each person or place that the text names, where it is, its length."""
        for terms, spans in zip(*self._named(channel), strict=True):
            for start, length in _pairs(spans):
                yield terms, start, length

    def _named(self, channel: Channel) -> Named:
        packed = self.head.named[NAMED.index(channel)]
        return _decode_named(packed) if packed else ([], [])

    def _entities(self, analysis: Analysis, last: int) -> Iterator[Entity]:
        """Yield the names and places up to an offset."""
        starts, ends = analysis.starts, analysis.ends
        for channel in NAMED:
            for terms, start, length in self._all_named(channel):
                if start + length <= last:
                    after = bisect_left(ends, start + length) + 1
                    yield Entity(bisect_left(starts, start), after, terms, channel)

    def _goes_on(self, token: int) -> int:
        return self._joins[token >> 3] >> (token & 7) & 1

    def _joined(self, terms: Sequence[Terms]) -> Iterator[Part]:
        if not self._joins:
            return
        bits = f"{int.from_bytes(self._joins, 'little'):0{self.head.tokens}b}"[::-1]
        for found in _GOING_ON.finditer(bits):
            first, end = found.start() - 1, found.end()
            if end > len(terms):
                break
            yield Part(first, end, joined(terms[first:end]))

    def _around(self, start: int, end: int, part: Callable[[int], str]) -> tuple[int, str]:
        first, last = self.block_at(start), self.block_at(end - 1)
        text = "".join([part(number) for number in range(first, last + 1)])
        return self.blocks[first].start, text

    def _runs_in(
        self, start: int, end: int, base: int, text: str
    ) -> Iterator[tuple[int, str, str]]:
        for begin, stop, lang in self.runs:
            if begin < end and stop > start:
                first = max(begin, start)
                yield first, lang, text[first - base : min(stop, end) - base]

    def _block(self, number: int) -> str:
        text = self._decoded.get(number)
        if text is None:
            if self.table is None:
                data = self._data
            else:
                blocks = self.table.blocks
                end = blocks[number + 1].byte if number + 1 < len(blocks) else None
                data = self._data[blocks[number].byte : end]
            text = self._decoded[number] = data.decode()
        return text

    def _spaced_block(self, number: int) -> str:
        text = self._spaced.get(number)
        if text is None:
            text = self._block(number)
            if self.unsearched:
                text = blanked(text, self.unsearched, self.blocks[number].start)
            if self.head.splittable:
                text = text.replace("\n", " ")
            self._spaced[number] = text
        return text

    @cached_property
    def _stems_by_language(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for line in self._stems.decode().splitlines():
            lang, _, entries = line.partition(" ")
            found[lang] = dict(map(_unpack_stem, entries.split(" ")))
        return found


def blanked(text: str, hidden: Sequence[Span], offset: int = 0) -> str:
    """Return a text that begins at ``offset`` with line ends for what is hidden of it."""
    for start, end in hidden:
        first = max(start - offset, 0)
        last = min(end - offset, len(text))
        if first < last:
            text = f"{text[:first]}{chr(10) * (last - first)}{text[last:]}"
    return text


def joined(terms: Sequence[Terms]) -> str:
    """Return the term of a part that is just its words, joined: ``vi:hợp_tác``."""
    return tagged(language_of(terms[0]), "_".join([found.word for found in terms]))


def language_of(terms: Terms) -> str:
    """Return the language of a word, by the tag of its stem."""
    return terms.stem.partition(":")[0]


def _pairs(flat: Sequence[int]) -> Iterator[tuple[int, int]]:
    return zip(flat[::2], flat[1::2], strict=True)


def _unpack_stem(entry: str) -> tuple[str, str]:
    word, _, change = entry.partition("-")
    cut_off, _, ending = change.partition("+")
    return word, word[: len(word) - int(cut_off)] + ending


def _start(stretch: Block | Run) -> int:
    return stretch.start
