"""What spelling asks of an index: how many documents hold words, by themselves and together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from indexer.engines import tree as query
from indexer.engines.base import TEXT_FIELDS, EngineReader, Returned, TermReader
from indexer.model import Channel
from indexer.query import Weights, analyze_query
from indexer.query.terms import query_word
from indexer.spelling.beside import Beside
from indexer.spelling.typed import TypedWord

if TYPE_CHECKING:
    from indexer.query.terms import QueryWord
    from indexer.spelling.syllables import VietnameseWords
    from indexer.spelling.words import Lexicon

Restrict = Callable[[query.Query], query.Query]
"""Restricts a tree to the documents that are searched at all."""


@dataclass(slots=True)
class Word:
    """A word of a query: as typed, its terms, and the word that it may have been meant to be."""

    typed: TypedWord
    word: str
    fold: str
    meant: str

    @property
    def changed(self) -> bool:
        """Whether it may have been meant to be another."""
        return self.meant != self.word


class IndexWords:
    """The words of one index, read when they are first asked for; safe to share by threads.

    Of an index far away that takes long on a large or busy cluster, and is done beside the
    searches: until it is done :attr:`lexicon` raises :class:`~indexer.spelling.beside.NotRead`.
    """

    def __init__(self, reader: EngineReader, tokens: int, folder: Path) -> None:
        """Serve the open generation in a folder, of so many tokens in all."""
        self.reader = reader
        self._all_tokens = tokens
        self._folder = folder
        self._lock = Lock()
        self._lexicon: Lexicon | None = None
        self._beside = Beside(self._read, "words of the index") if reader.far else None
        self._vietnamese: VietnameseWords | None = None

    @cached_property
    def documents(self) -> int:
        """How many documents there are; none counts as one."""
        return max(1, self.reader.doc_count())

    @property
    def tokens(self) -> float:
        """How many tokens a document has on average."""
        return max(1.0, self._all_tokens / self.documents)

    def prepare(self) -> None:
        """Begin to read what is far away, for a process that answers many queries."""
        if self._beside is not None:
            self._beside.begin()

    @property
    def lexicon(self) -> Lexicon:
        """All words by their letters."""
        if self._beside is not None:
            return self._beside.get()
        with self._lock:
            if self._lexicon is None:
                self._lexicon = self._read()
            return self._lexicon

    def _read(self) -> Lexicon:
        from indexer.spelling.words import Lexicon

        return Lexicon(self.reader)

    @property
    def vietnamese(self) -> VietnameseWords:
        """The Vietnamese words by their syllables."""
        from indexer.spelling.syllables import VietnameseWords

        with self._lock:
            if self._vietnamese is None:
                self._vietnamese = VietnameseWords.load(self._folder)
            return self._vietnamese

    def frequency(self, channel: Channel, term: str) -> int:
        """Return how many documents hold a term, in the field where most do."""
        return _frequency(self.reader, channel, term)


class Counts:
    """Counts documents for one query, among those that it is restricted to."""

    def __init__(
        self,
        index: IndexWords,
        weights: Weights,
        restrict: Restrict,
        reader: TermReader | None = None,
    ) -> None:
        """Count in an index, or in what another ``reader`` knows of it."""
        self.index = index
        self._weights = weights
        self._restrict = restrict
        self._reader = reader or index.reader

    def together(self, work: Callable[[Counts], Returned]) -> Returned:
        """Return what ``work`` counts: see the method of this name of a reader."""
        return self.index.reader.together(
            lambda reader: work(Counts(self.index, self._weights, self._restrict, reader))
        )

    def held(self, word: str) -> int:
        """Return how many documents hold a word under the term that most have."""
        alternatives = self._query_word(word).alternatives
        return max(_frequency(self._reader, each.channel, each.term) for each in alternatives)

    def beside(self, word: str, other: str) -> int:
        """Return how many documents hold a word as it is beside another in any form."""
        forms = [
            query.Term(f"{field}_{each.channel}", each.term)
            for field in TEXT_FIELDS
            for each in self._query_word(other).alternatives
            if each.channel is not Channel.FOLD or other.isascii()
        ]
        return self._count([_exactly(word), query.Or(forms)])

    def typed(self, words: Sequence[Word]) -> int:
        """Return how many documents hold all words as typed; those to change, as spelt."""
        return self._count(
            [_exactly(each.word) if each.changed else self._any_form(each.word) for each in words]
        )

    def meant(self, words: Sequence[Word]) -> int:
        """Return how many documents hold all words as meant; those to change, as spelt."""
        return self._count(
            [_exactly(each.meant) if each.changed else self._any_form(each.word) for each in words]
        )

    def finds_any(self, text: str) -> bool:
        """Tell whether a query finds a document, with all that it says beside its words."""
        tree = analyze_query(text, self._weights).tree
        return bool(self._reader.count(self._restrict(tree)))

    def finds_more(self, words: Sequence[Word], *, otherwise: bool) -> bool:
        """Tell whether more documents hold all the words as meant than as typed.

        Where none does either way, and there are several words, the answer is ``otherwise``.
        """
        if meant := self.meant(words):
            return meant > self.typed(words)
        return otherwise and len(words) > 1 and not self.typed(words)

    def _count(self, trees: list[query.Query]) -> int:
        return self._reader.count(self._restrict(query.And(trees)))

    def _any_form(self, word: str) -> query.Query:
        return self._query_word(word).presence(TEXT_FIELDS)

    def _query_word(self, word: str) -> QueryWord:
        return query_word(word, self._weights)


def _frequency(reader: TermReader, channel: Channel, term: str) -> int:
    return max(reader.doc_frequency(f"{field}_{channel}", term) for field in TEXT_FIELDS)


def _exactly(word: str) -> query.Query:
    return query.Or([query.Term(f"{field}_{Channel.WORD}", word) for field in TEXT_FIELDS])
