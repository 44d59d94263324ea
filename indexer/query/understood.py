"""The words of a query with what the documents tell of them: Vietnamese mistyped, abbreviations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from indexer.analysis.filters import fold_term
from indexer.analysis.tokenizer import words as word_spans
from indexer.query.abbreviations import long_forms, short_forms
from indexer.query.terms import QueryWord, vietnamese_words
from indexer.query.vietnamese import AS_TYPED, Likely, WordReading, readings
from indexer.query.vocabulary import Vocabulary
from indexer.query.weights import Weights


class Understood(NamedTuple):
    """The words of a stretch of the query, and the Vietnamese words that several of them make.

    ``parts`` has these by their first word; ``notes`` say what else is looked for.
    """

    parts: Mapping[int, WordReading]
    words: list[QueryWord]
    notes: list[str]


def understood(
    text: str, words: list[QueryWord], weights: Weights, vocabulary: Vocabulary | None
) -> Understood:
    """Return the words of ``text`` as they may be meant; without a vocabulary, as they are."""
    meant = AS_TYPED
    if vocabulary is not None:
        meant = readings([word.word for word in words], vocabulary)
    parts = {part.first: part for part in meant.words}
    taken = {at for part in meant.words for at in range(part.first, part.end)}
    taken.update(meant.syllables)
    for first, end, term, _ in vietnamese_words(text):
        if taken.isdisjoint(range(first, end)):
            parts[first] = WordReading(first, end, (Likely(term),))
    notes: list[str] = []
    if meant.syllables:
        words = [
            word.meaning(meant.syllables[at], weights) if at in meant.syllables else word
            for at, word in enumerate(words)
        ]
        said = _with_words(text, map(_said, words))
        if said != text:
            notes.append(f"“{text}” is also read as “{said}”.")
    if vocabulary is not None:
        words = _abbreviated(text, words, weights, vocabulary, notes)
    return Understood(parts, words, notes)


def _abbreviated(
    text: str,
    words: Sequence[QueryWord],
    weights: Weights,
    vocabulary: Vocabulary,
    notes: list[str],
) -> list[QueryWord]:
    """Return the words with what they are short for, and with what is short for several.

    An abbreviation of several words is an alternative of each, for its share.
    """
    found = list(words)
    for at, word in enumerate(words):
        if known := long_forms(word.text, word.word, vocabulary):
            found[at] = word.shortening(known, weights)
            said = " or ".join(f"“{' '.join(each.words)}”" for each in known)
            notes.append(f"“{word.text}” is also searched as {said}.")
    folds = [fold_term(word.meant) for word in words]
    for first, end, short in short_forms([word.stems() for word in words], folds, vocabulary):
        for at in range(first, end):
            found[at] = found[at].shortened(short, weights.variant / (end - first))
        spans = list(word_spans(text))
        said = text[spans[first][0] : spans[end - 1][1]]
        notes.append(f"“{said}” is also searched as “{short.upper()}”.")
    return found


def _said(word: QueryWord) -> str:
    """Return what a word means in capitals, or with one, as the word was typed."""
    typed, meant = word.text, word.meant
    if meant == word.word:
        return typed
    if typed.isupper() and len(typed) > 1:
        return meant.upper()
    return meant[:1].upper() + meant[1:] if typed[:1].isupper() else meant


def _with_words(text: str, words: Iterator[str]) -> str:
    """Return a text with other words in the places of its own."""
    pieces: list[str] = []
    done = 0
    for (start, end), word in zip(word_spans(text), words, strict=False):
        pieces += text[done:start], word
        done = end
    return "".join(pieces) + text[done:]
