"""The one analysis chain: text -> runs -> words -> terms, for index, query and highlighting.

For every run the tokenizer finds the words, the filters make ``word`` and ``fold``, the run's
language adds ``stem`` and ``part``. The terms of a surface are worked out once a language and
remembered, so a word that was seen before costs a dictionary look-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count, repeat
from types import MappingProxyType
from typing import NamedTuple

from indexer.analysis.base import Language, Part, tagged
from indexer.analysis.filters import fold_term, word_term
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.runs import assigned_runs, split_runs
from indexer.analysis.tokenizer import split_words
from indexer.model import POSITIONAL, Channel, Run, Token

Terms = Mapping[Channel, tuple[str, ...]]

_REMEMBERED = 300_000
_WORD, _FOLD, _STEM = POSITIONAL


class _TermCache(dict[str, Terms]):
    """surface -> terms for one language; forgets everything when it grows too large."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._stem = language.stem
        self._tag = tagged(language.code, "")

    def __missing__(self, surface: str) -> Terms:
        word = word_term(surface)
        fold = fold_term(word)
        words = (word,)
        folds = words if fold == word else (fold,)
        stems = (self._tag + self._stem(word),)
        terms = MappingProxyType({_WORD: words, _FOLD: folds, _STEM: stems})
        if len(self) >= _REMEMBERED:
            self.clear()
        self[surface] = terms
        return terms


_CACHES = {code: _TermCache(language) for code, language in LANGUAGES.items()}


# what Token._make does, without its check: a third of a pass over known words is spent here
_new: Callable[[type[Token], Iterable[object]], Token] = tuple.__new__


class Analysis(NamedTuple):
    """A text analysed: its tokens in order, and the parts with the tokens they cover."""

    tokens: list[Token]
    parts: list[Part]


def analyze(text: str, lang: str | None = None) -> list[Token]:
    """Return the tokens of ``text`` with their terms in every channel.

    With ``lang`` all of the text is taken to be in that language, words in another script
    aside; without, the language of every run is found. Offsets are code points into ``text``
    as given; positions count from 0. A part that covers several tokens is a term of each.
    """
    tokens, parts = analyze_runs(text, runs_of(text, lang))
    for part in parts:
        for index in range(part.first, part.end):
            tokens[index] = _with_term(tokens[index], part.channel, part.term)
    return tokens


def runs_of(text: str, lang: str | None = None, *, hint: str | None = None) -> list[Run]:
    """Return the language runs of ``text``; ``hint`` settles what is too short to judge."""
    return assigned_runs(text, lang) if lang in LANGUAGES else split_runs(text, hint=hint)


def analyze_runs(text: str, runs: Sequence[Run]) -> Analysis:
    """Return the analysis of a text whose runs are known."""
    tokens: list[Token] = []
    parts: list[Part] = []
    for start, end, lang in runs:
        stretch = text if end - start == len(text) else text[start:end]
        found = split_words(stretch)
        first = len(tokens)
        starts, ends = found.starts, found.ends
        if start:
            starts = [start + begin for begin in starts]
            ends = [start + stop for stop in ends]
        terms = map(_CACHES[lang].__getitem__, found.surfaces)
        columns = zip(starts, ends, count(first), repeat(lang), terms)
        tokens += map(_new, repeat(Token), columns)
        for covered, stop, term, channel in LANGUAGES[lang].parts(stretch, found):
            parts.append(Part(first + covered, first + stop, term, channel))
    return Analysis(tokens, parts)


def _with_term(token: Token, channel: Channel, term: str) -> Token:
    start, end, position, lang, terms = token
    more = {**terms, channel: (*terms.get(channel, ()), term)}
    return Token(start, end, position, lang, MappingProxyType(more))
