"""What means the words of a query in other languages, said in words that documents hold.

A query tree has stems; a person is told words that have them and that documents hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, Protocol

from indexer.analysis.registry import LANGUAGES
from indexer.engines.base import TEXT_FIELDS
from indexer.model import Channel, Equivalent, Note, Translation
from indexer.query.units import Translated, Unit

_MOST = 6
"""So many words are told of those that mean one."""
_LEAST = 0.3
"""Words that come less near are searched but not told."""
_ENDINGS = {
    lang: endings.split(",")
    for lang, endings in {
        "de": ",e,en,n,er,es,s,us,ung,lich,ig,isch",
        "en": ",e,s,y,al,ial,ion,ing,ed,ment,ent,ence,ic,ics,ical,ation,ure,ive",
    }.items()
}
"""What stemmers take away most often; a word that ends otherwise is told by its stem."""
_UMLAUTS = {"a": "ä", "o": "ö", "u": "ü"}
_MOST_ROOTS = 8
_REMEMBERED = 20_000


class Frequencies(Protocol):
    """How many documents hold a term: what is asked of a vocabulary."""

    def doc_frequency(self, term_field: str, term: str) -> int:
        """Return how many documents hold a term."""
        ...


class _Way(NamedTuple):
    """One way to mean a word: a channel and its terms, and what is said of it."""

    channel: Channel
    terms: tuple[str, ...]
    similarity: float
    from_glossary: bool


def translations_held(terms: Frequencies, units: Iterable[Unit]) -> tuple[Translation, ...]:
    """Return what means words of a query and is held by documents, each with a note."""
    ways: dict[str, list[_Way]] = {}
    for unit in units:
        if isinstance(unit, Translated):
            ways.setdefault(unit.text, []).extend(_ways(unit))
    found = []
    for text, of_word in ways.items():
        told: dict[tuple[str, str], Equivalent] = {}
        for way in sorted(of_word, key=lambda each: (-each.similarity, each.terms)):
            if len(told) < _MOST and way.similarity >= _LEAST and _held(terms, way):
                lang, word = _word(terms, way)
                told.setdefault((lang, word), Equivalent(word, lang, *way[2:]))
        if words := tuple(told.values()):
            note = Note(
                "“%(text)s” is also searched in other languages: %(others)s.",
                text=text,
                others=", ".join(dict.fromkeys(each.text for each in words)),
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


def _held(terms: Frequencies, way: _Way) -> bool:
    """Tell whether some document holds the terms, if not side by side."""
    return all(
        any(terms.doc_frequency(f"{field}_{way.channel}", term) for field in TEXT_FIELDS)
        for term in way.terms
    )


def _word(terms: Frequencies, way: _Way) -> tuple[str, str]:
    """Return the language of terms, if they say it, and the words that they are the terms of."""
    if way.channel is Channel.WORD:
        return "", " ".join(way.terms)
    lang = way.terms[0].partition(":")[0]
    return lang, " ".join(_written(terms, term) for term in way.terms)


def _written(terms: Frequencies, term: str) -> str:
    """Return a word that documents hold of a stem, or the stem."""
    lang, _, stem = term.partition(":")
    for root in _roots(lang, stem):
        for ending in _ENDINGS.get(lang, ()):
            word = root + ending
            if terms.doc_frequency("body_word", word) and LANGUAGES[lang].stem(word) == stem:
                return word
    return stem.replace("_", " ")


@lru_cache(_REMEMBERED)
def _roots(lang: str, stem: str) -> tuple[str, ...]:
    """Return what the words that have a stem may begin with, the likeliest first."""
    if lang == "en" and stem.endswith("i"):
        return f"{stem[:-1]}y", stem
    roots = [stem]
    if lang == "de":
        for at, letter in enumerate(stem):
            if letter in _UMLAUTS and len(roots) < _MOST_ROOTS:
                roots += [root[:at] + _UMLAUTS[letter] + root[at + 1 :] for root in roots]
    return tuple(roots)
