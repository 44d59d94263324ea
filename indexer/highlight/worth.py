"""What the words of a query are worth to a snippet: the rarer, the more, and what it asks for."""

from __future__ import annotations

from collections.abc import Iterable
from math import log

from indexer.engines.base import TermReader
from indexer.highlight.expected import kind_of
from indexer.highlight.snippets import WordWorth, Worth
from indexer.model import Channel
from indexer.query.emphasis import question_words
from indexer.query.units import (
    Alternatives,
    Compound,
    Divided,
    Pattern,
    Phrase,
    Translated,
    Unit,
    Word,
)

_COMMON = 0.25
"""What stands in such a share of the documents tells nothing."""
_LEAST, STEP = 8, 64
"""What such a word is worth, and a word for each natural logarithm of its rarity."""


def worth_of(reader: TermReader, units: Iterable[Unit]) -> dict[str, int]:
    """Return what units are worth, by their text: whole numbers, so that sums can be compared.

    It is the inverse document frequency (that of BM25, Robertson and Spärck Jones 1976) in the
    texts, of documents of which the most common words have all: function and question words are
    worth next to nothing. What belongs together is worth as much as its rarest word, a word of
    the query as much as its most frequent form.
    """
    documents = _COMMON * reader.doc_count()
    found: dict[str, int] = {}
    for unit in units:
        if isinstance(unit, (Pattern, Translated)):
            continue
        holding = _frequency(reader, unit)
        rarity = log(1 + max(0.0, documents - holding + 0.5) / (holding + 0.5))
        found[unit.text] = _LEAST + int(STEP * rarity)
    return found


def worth_in_snippets(units: Iterable[Unit], words: WordWorth, *, asks: bool) -> Worth:
    """Return what units are worth to snippets that are worth so much by their rarity.

    The words that a question is asked with are worth nothing, since no answer needs them. What
    is in capitals, as WHO or AI, is none of them.
    """
    if not asks:
        return Worth(words)
    typed = [
        unit.text
        for unit in units
        if not isinstance(unit, Translated) and (len(unit.text) == 1 or not unit.text.isupper())
    ]
    return Worth({**words, **dict.fromkeys(question_words(typed), 0)}, kind_of(typed))


def _frequency(reader: TermReader, unit: Word | Phrase | Compound | Divided) -> int:
    if isinstance(unit, (Word, Divided)):
        return _holding(reader, unit.terms)
    if isinstance(unit, Compound) and (parts := unit.terms.get(Channel.PART)):
        return max([reader.doc_frequency(f"body_{Channel.PART}", part) for part in parts])
    return min([_holding(reader, word.terms) for word in unit.words])


def _holding(reader: TermReader, terms: Alternatives) -> int:
    """Return in how many texts a word stands in a form that is frequent, or else anyhow."""
    for channels in ((Channel.WORD, Channel.STEM), (Channel.FOLD,)):
        most = max(
            [
                reader.doc_frequency(f"body_{channel}", term)
                for channel in channels
                for term in terms.get(channel, ())
            ],
            default=0,
        )
        if most:
            return most
    return 0
