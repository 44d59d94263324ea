"""What a query looks for, word by word: the same alternatives that its tree holds.

A tree is for matching and ranking; highlighting needs to know which words of the query a token
answers, and whether words belong together. Only what a document should hold has a unit: what
is excluded, and filters, have none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from indexer.model import Channel

Alternatives = Mapping[Channel, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Word:
    """One word: a token matches if it has one of the terms. ``text`` is the word as typed."""

    text: str
    fields: tuple[str, ...]
    terms: Alternatives


@dataclass(frozen=True, slots=True)
class Pattern:
    """A prefix, wildcard or fuzzy word: a token matches if its word or fold does."""

    text: str
    fields: tuple[str, ...]
    matches: Mapping[Channel, Callable[[str], bool]]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, each at most ``slop`` positions after the one before."""

    text: str
    fields: tuple[str, ...]
    words: tuple[Word, ...]
    slop: int


@dataclass(frozen=True, slots=True)
class Compound:
    """Words that belong together but match one by one too: Vietnamese words, du lịch.

    ``terms`` are the alternatives that stand for the whole.
    """

    text: str
    fields: tuple[str, ...]
    words: tuple[Word, ...]
    terms: Alternatives


@dataclass(frozen=True, slots=True)
class Divided:
    """A compound, the first of the words, and those it is made of: Handelsabkommen.

    These answer where the document nowhere has the compound, and has every one of them.
    """

    text: str
    fields: tuple[str, ...]
    words: tuple[Word, ...]

    @property
    def terms(self) -> Alternatives:
        """The alternatives of the compound."""
        return self.words[0].terms


Unit = Word | Pattern | Phrase | Compound | Divided
