"""Which words of a stored text answer the words of a query.

A text is cut into chunks, and set operations tell which of them can hold a term of the query; only
those are judged. Of chunks that no text had before their letters tell. What a chunk answers is
remembered for the other hits of the query. A text can be read stretch by stretch, to stop where
enough has been found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, compress, count
from typing import NamedTuple

from indexer.analysis.chain import Terms
from indexer.analysis.filters import fold_term
from indexer.analysis.vocabulary import (
    LONGEST,
    Pieces,
    Vocabulary,
    plain_stems,
    vocabulary,
    words_in,
)
from indexer.highlight.sieve import Sieve
from indexer.model import INDEXED, Channel
from indexer.query.units import Pattern, Word
from indexer.records.storedtext import Place, StoredText

_AT_ONCE = 15
"""So many new chunks of a block are all analysed. Of more those that can answer are, and so many
others, the shortest: these are the most frequent, and next to no work. Other queries ask for them.
"""


class Answer(NamedTuple):
    """A word of a chunk that answers words of the query: each by number, how, and by its fold."""

    nth: int
    start: int
    end: int
    terms: Terms
    words: list[tuple[int, Channel | None, bool]]


class Wanted:
    """The words and patterns of a query, by number, and what answers them."""

    def __init__(self, words: Sequence[Word | Pattern], asked: int) -> None:
        """Take words of which the first ``asked`` are asked for, and the others mean them."""
        self.words = words
        self.asked = asked
        self.plain = all(word.plain for word in words[:asked] if isinstance(word, Word))
        """Whether all was typed without diacritics: a text may have it with any."""
        self._by_term: dict[Channel, dict[str, list[int]]] = {channel: {} for channel in INDEXED}
        self.patterns: list[tuple[int, Channel, Callable[[str], bool]]] = []
        for number, word in enumerate(words):
            if isinstance(word, Pattern):
                self.patterns += [(number, *item) for item in word.matches.items()]
                continue
            for channel, terms in word.terms.items():
                for term in terms:
                    self._by_term[channel].setdefault(term, []).append(number)
        self.keys = {fold_term(term) for term in self._by_term[Channel.WORD]}
        for channel in (Channel.FOLD, Channel.STEM, Channel.PART):
            self.keys.update(self._by_term[channel])
        self.keys.update(fold_term(stem) for stem in plain_stems(self._by_term[Channel.STEM]))

    def judge(self, pieces: Pieces) -> list[Answer]:
        """Return those words of a chunk that answer words of the query."""
        judged = (
            Answer(nth, start, end, terms, self.answered(terms))
            for nth, (start, end, terms) in enumerate(pieces)
        )
        return [answer for answer in judged if answer.words]

    def answered(self, terms: Terms) -> list[tuple[int, Channel | None, bool]]:
        """Return the words of the query that these terms answer, how, and whether by the fold."""
        known = self._by_term
        word, fold, stem, within = terms
        close = dict.fromkeys(known[Channel.WORD].get(word, ()), Channel.WORD)
        for number in known[Channel.STEM].get(stem, ()):
            close.setdefault(number, Channel.STEM)
        for part in within:
            for number in known[Channel.PART].get(part, ()):
                close.setdefault(number, Channel.PART)
        folds = known[Channel.FOLD].get(fold, ())
        for number, channel, matches in self.patterns:
            if matches(word if channel is Channel.WORD else fold):
                close.setdefault(number, channel)
        for number in close:
            if number >= self.asked:
                close[number] = Channel.MEANING
        numbers = dict.fromkeys([*close, *folds])
        return [(number, close.get(number), number in folds) for number in numbers]


class _Known:
    """A vocabulary, the chunks of it that can answer the query, and what they answer.

    What many chunks hold that are new to the vocabulary is not found out at once: a sieve tells
    which can answer, and the others are ``left``, but for a few.
    """

    def __init__(self, vocabulary: Vocabulary, keys: Iterable[str]) -> None:
        self.vocabulary = vocabulary
        self.left: set[str] = set()
        self.answers: dict[str, list[Answer]] = {}
        self._long: dict[str, Pieces] = {}
        self._keys = keys
        self._size = -1
        self._candidates: set[str] = set()

    def learn(
        self, chunks: set[str], text: StoredText, make_sieve: Callable[[], Sieve | None]
    ) -> None:
        """Have the vocabulary learn chunks of a text; keep those it will not remember."""
        unknown = chunks.difference(self.vocabulary.pieces, self.left)
        if not unknown:
            return
        stems = text.stems(self.vocabulary.lang)
        many = len(unknown) > _AT_ONCE and text.head.splittable
        if many and (sieve := make_sieve()):
            others = unknown - sieve.passing(unknown, self.vocabulary.lang, stems)
            self.left.update(sorted(others, key=len)[_AT_ONCE:])
            unknown -= self.left
        long = {chunk for chunk in unknown if len(chunk) > LONGEST or " " in chunk}
        self.vocabulary.learn(unknown - long, stems)
        for chunk in long - self._long.keys():
            self._long[chunk] = self.vocabulary.split(chunk, stems)

    def candidates(self, chunks: set[str]) -> set[str]:
        """Return those chunks that have a term of the query, and all the long ones."""
        size = len(self.vocabulary.pieces) + len(self._long)
        if size != self._size:
            self._candidates = self.vocabulary.with_any(self._keys).union(self._long)
            self._size = size
        # another thread may be learning what was left
        return (chunks & self._candidates).difference(self.left)

    def pieces(self, chunk: str) -> Pieces:
        """Return the words of a chunk that was not left."""
        return self._long[chunk] if chunk in self._long else self.vocabulary.pieces[chunk]

    def words(self, chunk: str) -> int:
        """Return how many words a chunk has."""
        return words_in(chunk) if chunk in self.left else len(self.pieces(chunk))


class Found:
    """The tokens, by number, that answer the words of a query.

    ``close[i]`` and ``loose[i]`` have those that answer word ``i``: by its word or stem, and by
    its fold. ``plain`` is that of what is wanted.
    """

    def __init__(self, words: int, *, plain: bool) -> None:
        self.plain = plain
        self.places: dict[int, Place] = {}
        self.close: list[dict[int, Channel]] = [{} for _ in range(words)]
        self.loose: list[dict[int, Channel]] = [{} for _ in range(words)]

    def add(self, answers: Sequence[Answer], start: int, number: int) -> None:
        """Add what a chunk answers that starts at an offset and with the token ``number``."""
        for nth, begin, end, terms, words in answers:
            token = number + nth
            self.places[token] = (start + begin, start + end, terms)
            for word, channel, folds in words:
                if channel is not None:
                    self.close[word][token] = channel
                if folds:
                    self.loose[word][token] = Channel.FOLD


class Scanner:
    """Finds the words of one query in any number of texts; for one thread.

    Without ``counting`` the numbers of tokens tell their order, but not which are neighbours.
    """

    def __init__(self, wanted: Wanted, *, counting: bool) -> None:
        self._counting = counting
        self._wanted = wanted
        self._sieve_made: Sieve | None = None
        self._known: dict[str, _Known] = {}

    def read(self, text: StoredText, block: int, found: Found, first: int = 0) -> None:
        """Add what answers the query in a block of a text whose tokens count from ``first``."""
        token = first + text.blocks[block].first
        stretches = [
            (offset, lang, stretch, stretch.split(" ") if text.head.splittable else [stretch])
            for offset, lang, stretch in text.stretches(block)
        ]
        for lang in dict.fromkeys([lang for _, lang, _, _ in stretches]):
            every = set(chain.from_iterable([each for _, of, _, each in stretches if of == lang]))
            self._known_of(lang).learn(every, text, self._sieve)
        for offset, lang, stretch, chunks in stretches:
            known = self._known[lang]
            distinct = set(chunks)
            answering = self._answering(known, distinct)
            if self._counting and (answering or offset + len(stretch) < text.chars):
                others = distinct.difference(known.vocabulary.regular)
                more = {chunk: known.words(chunk) - 1 for chunk in others}
                token += _place(stretch, chunks, answering, found, offset, token, more)
            elif answering:
                _place(stretch, chunks, answering, found, offset, first + offset)

    def _sieve(self) -> Sieve | None:
        """Return what tells which chunks can answer, unless there are patterns: any may."""
        if self._sieve_made is None and not self._wanted.patterns:
            words = [word for word in self._wanted.words if isinstance(word, Word)]
            self._sieve_made = Sieve(words, self._wanted.asked)
        return self._sieve_made

    def _known_of(self, lang: str) -> _Known:
        current = vocabulary(lang)
        known = self._known.get(lang)
        if known is None or known.vocabulary is not current:
            known = self._known[lang] = _Known(current, self._wanted.keys)
        return known

    def _answering(self, known: _Known, chunks: set[str]) -> dict[str, list[Answer]]:
        """Return the chunks that answer words of the query, and which."""
        answering: dict[str, list[Answer]] = {}
        for chunk in chunks if self._wanted.patterns else known.candidates(chunks):
            answers = known.answers.get(chunk)
            if answers is None:
                answers = known.answers[chunk] = self._wanted.judge(known.pieces(chunk))
            if answers:
                answering[chunk] = answers
        return answering


def _place(
    stretch: str,
    chunks: Sequence[str],
    answering: Mapping[str, Sequence[Answer]],
    found: Found,
    offset: int,
    first: int,
    more_words: Mapping[str, int] | None = None,
) -> int:
    """Add what chunks of a stretch answer; return how many tokens it has.

    ``more_words`` has how many words more than one some chunks have; without it, the number of a
    token is that of its first character.
    """
    special = {*answering, *more_words} if more_words else answering
    spaced = f" {stretch} "
    at = more = 0
    for index in compress(count(), map(special.__contains__, chunks)):
        chunk = chunks[index]
        if answers := answering.get(chunk):
            at = spaced.index(f" {chunk} ", at)
            found.add(answers, offset + at, first + (at if more_words is None else index + more))
            at += len(chunk) + 1
        if more_words:
            more += more_words.get(chunk, 0)
    return len(chunks) + more
