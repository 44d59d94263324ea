"""The words of a query with what the documents tell of them: Vietnamese mistyped, abbreviations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from indexer.analysis.abbreviations import Definition
from indexer.analysis.base import tagged
from indexer.analysis.filters import fold_term, is_syllable
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.tokenizer import words as word_spans
from indexer.analysis.vilexicon import syllables_like
from indexer.model import Channel, Note
from indexer.query.abbreviations import long_forms, short_forms
from indexer.query.persons import in_other_script, with_diacritics
from indexer.query.terms import Alternative, QueryWord
from indexer.query.vietnamese import (
    AS_TYPED,
    Likely,
    WordReading,
    marks_in_common,
    readings,
    vietnamese_words,
)
from indexer.query.vocabulary import Vocabulary
from indexer.query.weights import Weights

_MOST_MARKS = 6
"""More marks than two syllables can share; a match that shares fewer of them weighs less."""


class Understood(NamedTuple):
    """The words of a stretch of the query, and the Vietnamese words that several of them make.

    ``parts`` has these by their first word; ``notes`` say what else is looked for.
    """

    parts: Mapping[int, WordReading]
    words: list[QueryWord]
    notes: list[Note]


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
    parts = {first: _either_spelling(part) for first, part in parts.items()}
    notes: list[Note] = []
    if meant.syllables:
        words = [
            word.meaning(meant.syllables[at], weights) if at in meant.syllables else word
            for at, word in enumerate(words)
        ]
        joined = _said_by_parts(meant.words)
        said = _with_words(
            text, (_said(word, joined.get(at, word.meant)) for at, word in enumerate(words))
        )
        if said != text:
            notes.append(Note("“%(text)s” is also read as “%(read)s”.", text=text, read=said))
    if vocabulary is not None:
        if len(words) == 1:
            words = [_with_similar(words[0], weights, vocabulary)]
        words = _abbreviated(text, words, weights, vocabulary, notes)
        if weights.name:
            words, persons = in_other_script(words, weights, vocabulary)
            for first, end in persons:
                words, made = with_diacritics(words, first, end, weights, vocabulary)
                parts |= {part.first: part for part in made}
                notes.append(_read_as(text, words, first, end, _said_by_parts(made)))
    return Understood(parts if weights.part else {}, words, notes)


def _either_spelling(part: WordReading) -> WordReading:
    """Return a Vietnamese word with its other spelling, if it has one: kĩ thuật, kỹ thuật."""
    terms = list(part.terms)
    for term, probability, close in part.terms:
        lang, _, syllables = term.partition(":")
        other = [_other_spelling(syllable) for syllable in syllables.split("_")]
        terms.append(Likely(tagged(lang, "_".join(other)), probability, close))
    return part._replace(terms=tuple({each.term: each for each in terms[::-1]}.values())[::-1])


def _other_spelling(syllable: str) -> str:
    return next((each.term for each in LANGUAGES["vi"].variants(syllable)), syllable)


def _with_similar(word: QueryWord, weights: Weights, vocabulary: Vocabulary) -> QueryWord:
    """Return the only word of a query with the syllables that share some of its diacritics.

    They match by ``fold`` as what shares none does, and come before it, after the word itself.
    """
    if word.word == word.fold or not is_syllable(word.word):
        return word
    known = {term for channel, term, _ in word.alternatives if channel is Channel.WORD}
    more = []
    for other in syllables_like(word.fold):
        shared = marks_in_common(word.word, other)
        if shared and other not in known and vocabulary.doc_frequency("body_word", other):
            weight = weights.fold_accented * (1 + shared / _MOST_MARKS)
            more.append(Alternative(Channel.WORD, other, weight))
    return word._replace(alternatives=word.alternatives + tuple(more))


def _abbreviated(
    text: str,
    words: Sequence[QueryWord],
    weights: Weights,
    vocabulary: Vocabulary,
    notes: list[Note],
) -> list[QueryWord]:
    """Return the words with what they are short for, and with what is short for several.

    An abbreviation of several words is an alternative of each, for its share.
    """
    found = list(words)
    for at, word in enumerate(words):
        if known := long_forms(word.text, word.fold, vocabulary):
            found[at] = word.shortening(known, weights)
            said = ", ".join(map(_said_in_full, known))
            notes.append(
                Note("“%(text)s” is also searched as %(others)s.", text=word.text, others=said)
            )
    folds = [fold_term(word.meant) for word in words]
    for first, end, short in short_forms([word.stems() for word in words], folds, vocabulary):
        for at in range(first, end):
            found[at] = found[at].shortened(short, weights.variant / (end - first))
        spans = list(word_spans(text))
        said = text[spans[first][0] : spans[end - 1][1]]
        notes.append(
            Note("“%(text)s” is also searched as “%(short)s”.", text=said, short=short.upper())
        )
    return found


def _said_by_parts(parts: Iterable[WordReading]) -> dict[int, str]:
    """Return the syllables of Vietnamese words of several, by the words of the query they are."""
    return {
        at: syllable
        for part in parts
        for at, syllable in enumerate(part.terms[0].term.partition(":")[2].split("_"), part.first)
    }


def _read_as(
    text: str, words: Sequence[QueryWord], first: int, end: int, joined: Mapping[int, str]
) -> Note:
    """Return the note on a name in Russian letters; ``joined`` are syllables that are certain."""
    spans = list(word_spans(text))
    return Note(
        "“%(text)s” is also read as “%(read)s”.",
        text=text[spans[first][0] : spans[end - 1][1]],
        read=" ".join(joined.get(at, words[at].read_as).capitalize() for at in range(first, end)),
    )


def _said_in_full(definition: Definition) -> str:
    """Return what an abbreviation stands for; of words that inflect the stems alone are known."""
    long = f"“{' '.join(definition.words)}”"
    lang = LANGUAGES.get(definition.lang)
    return f"any form of {long}" if lang is not None and lang.inflects else long


def _said(word: QueryWord, meant: str) -> str:
    """Return what a word means in capitals, or with one, as the word was typed."""
    typed = word.text
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
