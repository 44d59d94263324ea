"""Which words of a stored text answer the words of a query.

A text is cut into chunks, and set operations tell which of them can hold a term of the query;
only those are looked at. What a chunk answers is remembered for the other hits of the query.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from indexer.analysis.chain import Terms
from indexer.analysis.filters import fold_term
from indexer.analysis.vocabulary import LONGEST, Pieces, Vocabulary, vocabulary
from indexer.model import Channel
from indexer.query.units import Pattern, Word
from indexer.storedtext import Place, StoredText


class _Answer(NamedTuple):
    """A word of a chunk that answers words of the query: each by number, how, and by its fold."""

    nth: int
    start: int
    end: int
    terms: Terms
    words: list[tuple[int, Channel | None, bool]]


class _Known(NamedTuple):
    """The chunks with a term of the query in a vocabulary of so many chunks."""

    vocabulary: Vocabulary
    size: int
    chunks: set[str]


class Found:
    """The tokens, by number, that answer the words of a query.

    ``close[i]`` and ``loose[i]`` have those that answer word ``i``: by its word or stem, and by
    its fold.
    """

    def __init__(self, words: int) -> None:
        self.places: dict[int, Place] = {}
        self.close: list[dict[int, Channel]] = [{} for _ in range(words)]
        self.loose: list[dict[int, Channel]] = [{} for _ in range(words)]


class Scanner:
    """Finds the words of one query in any number of texts; for one thread.

    Without ``counting`` tokens have the number of their first character: that keeps their order,
    but not which of them are neighbours.
    """

    def __init__(self, words: Sequence[Word | Pattern], *, counting: bool) -> None:
        self._counting = counting
        self._by_term: dict[Channel, dict[str, list[int]]] = {}
        self._patterns: list[tuple[int, Channel, Callable[[str], bool]]] = []
        for number, word in enumerate(words):
            if isinstance(word, Pattern):
                self._patterns += [(number, *item) for item in word.matches.items()]
                continue
            for channel, terms in word.terms.items():
                for term in terms:
                    self._by_term.setdefault(channel, {}).setdefault(term, []).append(number)
        self._keys = {fold_term(term) for term in self._by_term.get(Channel.WORD, ())}
        self._keys.update(self._by_term.get(Channel.FOLD, ()), self._by_term.get(Channel.STEM, ()))
        self._known: dict[str, _Known] = {}
        self._answers: dict[str, dict[str, list[_Answer]]] = {}

    def read(self, text: StoredText, block: int, found: Found, first: int = 0) -> None:
        """Add what answers the query in a block of a text whose tokens count from ``first``."""
        token = first + text.blocks[block].first
        stretches = list(text.stretches(block))
        for offset, lang, stretch in stretches:
            parted = stretch.split(" ") if text.splittable else [stretch]
            known = vocabulary(lang)
            distinct = set(parted)
            unknown = distinct.difference(known.pieces)
            own = _learn(known, unknown, text.stems(lang)) if unknown else {}
            answering = self._answering(known, distinct, own)
            if not self._counting:
                _place(parted, answering, first + offset, None, offset, stretch, found)
            elif answering or len(stretches) > 1:
                words = {chunk: len(known.pieces[chunk]) for chunk in distinct & known.irregular}
                words.update({chunk: len(pieces) for chunk, pieces in own.items()})
                token += _place(parted, answering, token, words, offset, stretch, found)

    def _answering(
        self, known: Vocabulary, distinct: set[str], own: Mapping[str, Pieces]
    ) -> dict[str, list[_Answer]]:
        """Return the chunks of a text that answer words of the query, and which."""
        if self._patterns:
            candidates = distinct
        else:
            size = len(known.pieces)
            before = self._known.get(known.lang)
            if before is None or before.vocabulary is not known or before.size != size:
                before = _Known(known, size, known.with_any(self._keys))
                self._known[known.lang] = before
            candidates = distinct & before.chunks
            candidates.update(own)
        remembered = self._answers.setdefault(known.lang, {})
        found: dict[str, list[_Answer]] = {}
        for chunk in candidates:
            answers = remembered.get(chunk)
            if answers is None:
                pieces = own[chunk] if chunk in own else known.pieces[chunk]
                answers = remembered[chunk] = self._judge(pieces)
            if answers:
                found[chunk] = answers
        return found

    def _judge(self, pieces: Pieces) -> list[_Answer]:
        judged = (
            _Answer(nth, start, end, terms, self._words(terms))
            for nth, (start, end, terms) in enumerate(pieces)
        )
        return [answer for answer in judged if answer.words]

    def _words(self, terms: Terms) -> list[tuple[int, Channel | None, bool]]:
        """Return the words of the query that these terms answer, how, and whether by the fold."""
        close: dict[int, Channel] = {}
        for channel, term in ((Channel.WORD, terms.word), (Channel.STEM, terms.stem)):
            for number in self._by_term.get(channel, {}).get(term, ()):
                close.setdefault(number, channel)
        folds = self._by_term.get(Channel.FOLD, {}).get(terms.fold, [])
        for number, channel, matches in self._patterns:
            if matches(terms.word if channel is Channel.WORD else terms.fold):
                close.setdefault(number, channel)
        return [
            (number, close.get(number), number in folds)
            for number in dict.fromkeys([*close, *folds])
        ]


def _learn(known: Vocabulary, new: set[str], stems: Mapping[str, str]) -> dict[str, Pieces]:
    """Have the vocabulary learn chunks; return those it will not remember, with their words."""
    long = {chunk for chunk in new if len(chunk) > LONGEST}
    known.learn(new - long, stems)
    return {chunk: known.split(chunk, stems) for chunk in long}


def _place(
    parted: Sequence[str],
    answering: Mapping[str, list[_Answer]],
    first: int,
    words: Mapping[str, int] | None,
    offset: int,
    stretch: str,
    found: Found,
) -> int:
    """Add the tokens of a stretch that answer; return how many tokens it has.

    ``words`` has the number of words of each chunk that has not exactly one.
    """
    special = {*answering, *words} if words else {*answering}
    spaced = f" {stretch} "
    places, close, loose = found.places, found.close, found.loose
    at = more = 0
    for index in [i for i, chunk in enumerate(parted) if chunk in special]:
        chunk = parted[index]
        if answers := answering.get(chunk):
            at = spaced.index(f" {chunk} ", at)
            begin = offset + at
            for nth, start, end, terms, answered in answers:
                token = first + (index + more + nth if words is not None else at + start)
                places[token] = (begin + start, begin + end, terms)
                for word, channel, folds in answered:
                    if channel is not None:
                        close[word][token] = channel
                    if folds:
                        loose[word][token] = Channel.FOLD
            at += len(chunk) + 1
        if words and chunk in words:
            more += words[chunk] - 1
    return len(parted) + more
