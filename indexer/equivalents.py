"""What means the words of a query in other languages, said in words that documents hold.

A query tree has stems; a person is told words: of those that documents hold with that stem the most
frequent one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from indexer.analysis.registry import LANGUAGES
from indexer.engines.base import TEXT_FIELDS, EngineReader
from indexer.model import Channel, Equivalent, Note, Translation
from indexer.query.units import Translated, Unit

_MOST = 8
"""So many words are told of those that mean one."""
_CANDIDATES = 12
"""Of the words with the same beginning so many are looked at, the most frequent."""
_CHANGED = 2
"""How many letters at the end of a stem its words may have otherwise: happi, happy."""


class _Way(NamedTuple):
    """One way to mean a word: a channel and its terms, and what is said of it."""

    channel: Channel
    terms: tuple[str, ...]
    similarity: float
    from_glossary: bool


def translations_held(reader: EngineReader, units: Iterable[Unit]) -> tuple[Translation, ...]:
    """Return what means words of a query and is held by documents, each with a note."""
    ways: dict[str, list[_Way]] = {}
    for unit in units:
        if isinstance(unit, Translated):
            ways.setdefault(unit.text, []).extend(_ways(unit))
    found = []
    for text, of_word in ways.items():
        told: dict[tuple[str, str], Equivalent] = {}
        for way in sorted(of_word, key=lambda each: (-each.similarity, each.terms)):
            if len(told) < _MOST and _held(reader, way):
                lang, word = _word(reader, way)
                told.setdefault((lang, word), Equivalent(word, lang, *way[2:]))
        if words := tuple(told.values()):
            note = Note(
                "“%(text)s” is also searched in other languages: %(others)s.",
                text=text,
                others=", ".join(each.text for each in words),
            )
            found.append(Translation(text, words, note))
    return tuple(found)


def _ways(unit: Translated) -> Iterator[_Way]:
    similar = unit.similarities
    for channel, terms in unit.terms.items():
        for term in terms:
            yield _Way(channel, (term,), similar.get(term, 1.0), unit.from_glossary)
    for channel, row in unit.rows:
        yield _Way(channel, row, similar.get(" ".join(row), 1.0), unit.from_glossary)


def _held(reader: EngineReader, way: _Way) -> bool:
    """Tell whether some document holds the terms, if not side by side."""
    return all(
        any(reader.doc_frequency(f"{field}_{way.channel}", term) for field in TEXT_FIELDS)
        for term in way.terms
    )


def _word(reader: EngineReader, way: _Way) -> tuple[str, str]:
    """Return the language of terms, if they say it, and the words that they are the terms of."""
    if way.channel is Channel.WORD:
        return "", " ".join(way.terms)
    lang = way.terms[0].partition(":")[0]
    return lang, " ".join(_written(reader, term) for term in way.terms)


def _written(reader: EngineReader, term: str) -> str:
    """Return the most frequent word that documents hold of a stem, or the stem."""
    lang, _, stem = term.partition(":")
    language = LANGUAGES.get(lang)
    if language is None or not language.inflects or language.stores_stems:
        return stem.replace("_", " ")
    for beginning in dict.fromkeys((stem, stem[:-_CHANGED])):
        for word, _ in reader.terms("body_word", beginning, _CANDIDATES) if beginning else ():
            if language.stem(word) == stem:
                return word
    return stem
