"""A lexicon of a corpus' own words, beside the one that ships.

The shipped lexicon knows what is common everywhere. A corpus has words of its own, and its words
have their translations, if any, among those of its other languages. So the words of an index are
embedded as the general vocabulary was, put into the same space, and linked to each other. Vectors
are kept for all indexes of a user: an update embeds what is new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from heapq import nsmallest
from itertools import combinations
from typing import Protocol

from indexer.analysis.registry import LANGUAGES
from indexer.lexicon.lexicon import MOST_WORDS, Lexicon, pack
from indexer.lexicon.space import Space, nearest
from indexer.lexicon.vectors import Embedder
from indexer.lexicon.vocabulary import Vocabulary, tells, written

MOST = 8
"""So many translations of a word into each language are kept."""

_MOST_LETTERS = 40
_MOST_FORMS = 4
_FULL = [""] * _MOST_FORMS


class Terms(Protocol):
    """The terms of an index: what is asked of a reader."""

    def lexicon(self, term_field: str, prefix: str, least: int) -> Mapping[str, int]:
        """Return the terms that begin with ``prefix`` and how many documents hold each."""
        ...


def make_lexicon(terms: Terms, embedder: Embedder, told: Callable[[int, int], None]) -> Lexicon:
    """Return the lexicon of the words of an index.

    ``told`` is called with how many words have their vectors, and how many there are.
    """
    words = {lang: corpus_words(terms, lang) for lang in LANGUAGES}
    total = sum(len(forms) for each in words.values() for forms in each.values())
    space = Space.load()
    placed = {}
    done = 0

    def count(embedded: int) -> None:
        told(done + embedded, total)

    for lang, vocabulary in words.items():
        vectors = embedder.of_words(vocabulary.values(), count)
        placed[lang] = space.place(lang, vectors)
        done += sum(map(len, vocabulary.values()))
    links = {}
    for one, other in combinations(words, 2):
        links[one, other], links[other, one] = nearest(placed[one], placed[other], MOST)
    keys = {lang: list(vocabulary) for lang, vocabulary in words.items()}
    return pack(keys, links, {"made by": "indexer/lexicon/corpus.py", "model": embedder.made_by})


def corpus_words(terms: Terms, lang: str) -> Vocabulary:
    """Return the words of a language in an index by their keys, the most frequent first.

    A stem stands in the forms that most documents have.
    """
    prefix = f"{lang}:"
    held = {
        term.removeprefix(prefix): count
        for term, count in terms.lexicon("body_stem", prefix, 1).items()
    }
    if lang == "vi":
        held |= {
            term.removeprefix(prefix): count
            for term, count in terms.lexicon("body_part", prefix, 1).items()
            if "_" in term
        }
    fit = {key: count for key, count in held.items() if _fits(lang, key)}
    frequent = nsmallest(MOST_WORDS, fit, key=lambda key: (-fit[key], key))
    if lang == "vi":
        return {key: [key.replace("_", " ")] for key in frequent}
    forms: dict[str, list[str]] = {key: [] for key in frequent}
    for key, word in _forms(terms, lang):
        if len(known := forms.get(key, _FULL)) < _MOST_FORMS:
            known.append(written(lang, word))
    return {key: known or [key] for key, known in forms.items()}


def _forms(terms: Terms, lang: str) -> Iterator[tuple[str, str]]:
    """Yield the forms of stems with these, the most frequent first."""
    language = LANGUAGES[lang]
    words = terms.lexicon("body_word", "", 1)
    for word in sorted(words, key=lambda word: (-words[word], word)):
        if language.writes(word):
            yield language.stem(word), word


def _fits(lang: str, key: str) -> bool:
    return 1 < len(key) <= _MOST_LETTERS and tells(lang, key)
