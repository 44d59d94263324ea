"""What analysing a query asks of the documents: a reader answers, and it is remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property, lru_cache
from typing import Protocol

from indexer.analysis.abbreviations import PREFIX, Definition
from indexer.engines.base import TermCount

_REMEMBERED = 1 << 16
_SMALL = 1000
_MOST = 20_000
"""So many definitions are known, the most frequent."""


class Terms(Protocol):
    """The terms of an index: what is asked of a reader."""

    def doc_count(self) -> int:
        """Return how many documents there are."""
        ...

    def doc_frequency(self, term_field: str, term: str) -> int:
        """Return how many documents hold a term."""
        ...

    def terms(self, term_field: str, prefix: str, limit: int) -> Sequence[TermCount]:
        """Return the terms of a field that begin with ``prefix``, the most frequent first."""
        ...


class VietnameseWords(Protocol):
    """The Vietnamese words of an index by their syllables."""

    def spelt_like(self, folds: tuple[str, ...]) -> Iterable[tuple[float, tuple[str, ...]]]:
        """Return the words with these syllables but for diacritics, each with its worth."""
        ...


class Words(Protocol):
    """The words of an index, read when they are first asked for."""

    @property
    def vietnamese(self) -> VietnameseWords:
        """The Vietnamese words by their syllables."""
        ...


class Vocabulary:
    """The terms that the documents of one generation hold; safe to share between threads."""

    def __init__(self, terms: Terms, words: Words | None = None) -> None:
        self._terms = terms
        self._words = words
        self.documents = terms.doc_count()
        self.doc_frequency: Callable[[str, str], int] = lru_cache(_REMEMBERED)(terms.doc_frequency)
        """Return how many documents hold a term."""

    def words_like(self, folds: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Yield the Vietnamese words of the documents with these syllables but for diacritics."""
        if self._words is not None:
            for _, syllables in self._words.vietnamese.spelt_like(folds):
                yield syllables

    def asking(self, terms: Terms) -> Vocabulary:
        """Return the same vocabulary that asks another reader how many documents hold terms."""
        if terms is self._terms:
            return self
        self.definitions  # noqa: B018 (read once, for all that ask other readers)
        other = copy(self)
        other.doc_frequency = terms.doc_frequency
        return other

    @cached_property
    def definitions(self) -> Mapping[str, Sequence[Definition]]:
        """What each abbreviation stands for, the most frequent first.

        A definition counts that two documents give; in a small collection one is enough.
        """
        least = 2 if self.documents >= _SMALL else 1
        found: dict[str, list[Definition]] = {}
        for term, documents in self._terms.terms("body_part", PREFIX, _MOST):
            if documents >= least:
                definition = Definition.of(term)
                found.setdefault(definition.short, []).append(definition)
        return found
