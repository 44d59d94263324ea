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
_NO_TERMS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Word:
    """One word: a token matches if it has one of the terms. ``text`` is the word as typed.

    A word ``spelled_so`` is in every text that has its letters with any diacritics.
    """

    text: str
    fields: tuple[str, ...]
    terms: Alternatives
    spelled_so: bool = False

    @property
    def plain(self) -> bool:
        """Whether it was typed without diacritics: a text may have it with any."""
        return self.terms.get(Channel.FOLD, _NO_TERMS) <= self.terms.get(Channel.WORD, _NO_TERMS)


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


Matched = Word | Pattern | Phrase | Compound | Divided
"""What a text is looked through for."""

Row = tuple[Channel, tuple[str, ...]]
"""Terms of one channel that stand side by side, in this order."""


@dataclass(frozen=True, slots=True)
class Translated:
    """What means a word of the query in other languages: du lịch and туризм for Tourismus.

    ``terms`` are terms of the index that mean it by themselves: stems (``ru:туризм``), words,
    parts (``vi:du_lịch``: all of its syllables); ``rows`` do so together. ``similarities`` has
    for each term how close it comes, from 0 to 1, and for a row by its terms with spaces between
    them. What a glossary says, ``from_glossary``, is no estimate.
    """

    text: str
    fields: tuple[str, ...]
    terms: Alternatives
    similarities: Mapping[str, float]
    rows: tuple[Row, ...] = ()
    from_glossary: bool = False

    def units(self) -> tuple[Word | Phrase, ...]:
        """Return what a text is looked through for, each of one language and enough by itself."""
        alone: dict[str, dict[Channel, set[str]]] = {}
        together = list(self.rows)
        for channel, terms in self.terms.items():
            for term in sorted(terms):
                lang, _, rest = term.rpartition(":")
                if channel is Channel.PART and "_" in rest:
                    row = tuple(f"{lang}:{syllable}" for syllable in rest.split("_"))
                    together.append((Channel.STEM, row))
                else:
                    alone.setdefault(lang, {}).setdefault(channel, set()).add(term)
        words = [
            Word(self.text, self.fields, {c: frozenset(found) for c, found in of_lang.items()})
            for of_lang in alone.values()
        ]
        phrases = [
            Phrase(
                self.text,
                self.fields,
                tuple(Word(self.text, self.fields, {channel: frozenset({each})}) for each in row),
                1,
            )
            for channel, row in dict.fromkeys(together)
        ]
        return (*words, *phrases)


Unit = Matched | Translated
