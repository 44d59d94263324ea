"""The one analysis chain: text -> runs -> words -> terms, for index, query and highlighting.

For every run the tokenizer finds the words, the filters make ``word`` and ``fold``, the run's
language adds ``stem`` and ``part``. The terms of a surface, those of the words that it is made of
too, are worked out once a language and remembered, so a word that was seen before costs a
dictionary look-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from types import MappingProxyType
from typing import NamedTuple

from indexer.analysis.abbreviations import definitions
from indexer.analysis.base import Entity, Language, Part, tagged
from indexer.analysis.entities import entity_parts
from indexer.analysis.filters import fold_term, word_term
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.runs import assigned_runs, split_runs
from indexer.analysis.tokenizer import split_words
from indexer.model import Channel, Run, Token

_REMEMBERED = 300_000


class Terms(NamedTuple):
    """The terms of a word in the positional channels, and of the words that it is made of."""

    word: str
    fold: str
    stem: str
    within: tuple[str, ...] = ()


class _TermCache(dict[str, Terms]):
    """surface -> terms for one language; forgets everything when it grows too large."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._stem = language.stem
        self._within = language.within
        self._tag = tagged(language.code, "")

    def __missing__(self, surface: str) -> Terms:
        word = word_term(surface)
        return self.add(surface, word, self._stem(word))

    def add(self, surface: str, word: str, stem: str) -> Terms:
        """Remember the terms of a surface whose word and stem are known, and return them."""
        within = tuple([self._tag + part for part in self._within(word)])
        terms = Terms(word, fold_term(word), self._tag + stem, within)
        if len(self) >= _REMEMBERED:
            self.clear()
        self[surface] = terms
        return terms


_CACHES = {code: _TermCache(language) for code, language in LANGUAGES.items()}


class Analysis(NamedTuple):
    """A text analysed, column by column: its tokens in order, and what covers them.

    Token ``i`` is ``text[starts[i]:ends[i]]`` and has the terms ``terms[i]``. Names and places
    are the ``entities``, all other terms of several tokens the ``parts``.
    """

    starts: list[int]
    ends: list[int]
    terms: list[Terms]
    runs: Sequence[Run]
    parts: list[Part]
    entities: list[Entity]

    def all_parts(self) -> Iterator[Part]:
        """Yield the parts, and one for every term of a name or place."""
        yield from self.parts
        for first, end, terms, channel in self.entities:
            for term in terms:
                yield Part(first, end, term, channel)


def analyze(text: str, lang: str | None = None) -> list[Token]:
    """Return the tokens of ``text`` with their terms in every channel.

    With ``lang`` all of the text is taken to be in that language, words in another script
    aside; without, the language of every run is found. Offsets are code points into ``text``
    as given; positions count from 0. A part that covers several tokens is a term of each.
    """
    analysis = analyze_runs(text, runs_of(text, lang))
    mappings = {terms: _mapping(terms) for terms in set(analysis.terms)}
    tokens = [
        Token(start, end, position, terms.stem.partition(":")[0], mappings[terms])
        for start, end, position, terms in zip(
            analysis.starts, analysis.ends, count(), analysis.terms, strict=False
        )
    ]
    for part in analysis.all_parts():
        for index in range(part.first, part.end):
            tokens[index] = _with_term(tokens[index], part.channel, part.term)
    return tokens


def runs_of(text: str, lang: str | None = None, *, hint: str | None = None) -> list[Run]:
    """Return the language runs of ``text``; ``hint`` settles what is too short to judge."""
    return assigned_runs(text, lang) if lang in LANGUAGES else split_runs(text, hint=hint)


def analyze_runs(
    text: str, runs: Sequence[Run], *, known_parts: list[Part] | None = None
) -> Analysis:
    """Return the analysis of a text whose runs are known.

    With known parts neither other parts nor names and places are looked for.
    """
    analysis = Analysis([], [], [], runs, [] if known_parts is None else known_parts, [])
    for start, end, lang in runs:
        stretch = text if end - start == len(text) else text[start:end]
        found = split_words(stretch)
        first = len(analysis.starts)
        if start:
            analysis.starts.extend([start + begin for begin in found.starts])
            analysis.ends.extend([start + stop for stop in found.ends])
        else:
            analysis.starts.extend(found.starts)
            analysis.ends.extend(found.ends)
        terms = list(map(_CACHES[lang].__getitem__, found.surfaces))
        analysis.terms.extend(terms)
        if known_parts is None:
            parts = LANGUAGES[lang].parts(stretch, found) + definitions(stretch, found, terms)
            entities = entity_parts(stretch, found, lang)
            if first:
                parts = [Part(first + f, first + e, term, channel) for f, e, term, channel in parts]
                entities = [Entity(first + f, first + e, terms, of) for f, e, terms, of in entities]
            analysis.parts.extend(parts)
            analysis.entities.extend(entities)
    return analysis


def terms_of(surface: str, lang: str) -> Terms:
    """Return the terms of a word of the text in a language."""
    return _CACHES[lang][surface]


def remember_stems(lang: str, surfaces: Iterable[str], stems: Mapping[str, str]) -> None:
    """Take the stems of words from where they were stored; a word without one is its own stem."""
    cache = _CACHES[lang]
    for surface in surfaces:
        if surface not in cache:
            word = word_term(surface)
            cache.add(surface, word, stems.get(word, word))


def _mapping(terms: Terms) -> Mapping[Channel, tuple[str, ...]]:
    word, fold, stem, within = terms
    found = {Channel.WORD: (word,), Channel.FOLD: (fold,), Channel.STEM: (stem,)}
    return MappingProxyType({**found, Channel.PART: within} if within else found)


def _with_term(token: Token, channel: Channel, term: str) -> Token:
    start, end, position, lang, terms = token
    more = {**terms, channel: (*terms.get(channel, ()), term)}
    return Token(start, end, position, lang, MappingProxyType(more))
