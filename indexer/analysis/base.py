"""What a language module offers, and what all of them share.

A language knows how to stem a word and which words of running text belong together. It never
sees offsets of the document: ``parts`` gets the text of one run and the words found in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from indexer.model import Channel


class Part(NamedTuple):
    """A term of a channel without positions and the words it covers (indices, end exclusive)."""

    first: int
    end: int
    term: str
    channel: Channel = Channel.PART


class Entity(NamedTuple):
    """A name or a place, and the words it covers (indices, end exclusive).

    ``terms`` are all of its terms in the channel: the keys of a name, the ids of a place.
    """

    first: int
    end: int
    terms: tuple[str, ...]
    channel: Channel


class Variant(NamedTuple):
    """Another term under which a word of a query may stand in the index.

    ``same_form`` tells another spelling of the word (ae for ä) from another form of it.
    """

    channel: Channel
    term: str
    same_form: bool = False


class Language(Protocol):
    """One language of the registry. Implementations are safe to share between threads."""

    code: str
    script: str
    """Unicode script its words are written in: ``Latin`` or ``Cyrillic``."""
    inflects: bool
    """Whether a stem says more than the word; where it does not, queries leave it out."""
    stores_stems: bool
    """Whether stems take so long to find that a stored document keeps them."""

    def writes(self, word: str) -> bool:
        """Tell whether a ``word`` term could be spelled in this language."""
        ...

    def stem(self, word: str) -> str:
        """Return the stem or lemma of a ``word`` term, without the language tag."""
        ...

    def parts(self, text: str, words: Sequence[tuple[int, int]]) -> list[Part]:
        """Return the terms that cover several words of a run."""
        ...

    def within(self, word: str, *, smallest: bool = False) -> tuple[str, ...]:
        """Return the stems of the words that a ``word`` term is made of, each once.

        Of those that are made of others again, ``smallest`` leaves out the larger ones.
        """
        ...

    def variants(self, word: str) -> list[Variant]:
        """Return what else a query for ``word`` should look for, beyond word, fold and stem."""
        ...

    def versions(self) -> dict[str, str]:
        """Return name and version of everything the terms depend on, for the fingerprint."""
        ...


def tagged(code: str, term: str) -> str:
    """Return a term tagged by its language: ``de:haus``."""
    return f"{code}:{term}"
