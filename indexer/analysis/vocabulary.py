"""The chunks of text seen lately and the words in them: how stored text is searched for words.

A chunk is what stands between two spaces; line ends count as spaces. Most are one word, some
have punctuation around it, few hold several words or none. Cutting a text into chunks is much
faster than finding its words, and most chunks of a text have been seen before: then set
operations tell which of them hold a term. The chunks of a text that is
:func:`splittable` have the words that it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from threading import Lock
from typing import NamedTuple

import regex

from indexer.analysis.base import Language
from indexer.analysis.chain import Terms, remember_stems, terms_of
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.tokenizer import is_one_word, split_words

_REMEMBERED = 50_000
"""How many chunks of a language are remembered."""

LONGEST = 64
"""Longer chunks are not remembered."""

_PREPENDED_SPACE = regex.compile(r"\p{GCB=Prepend}[ \n]")


class Piece(NamedTuple):
    """A word of a chunk, with its offsets in the chunk."""

    start: int
    end: int
    terms: Terms


Pieces = tuple[Piece, ...]


def splittable(text: str) -> bool:
    """Tell whether every chunk has the words it has in ``text``.

    It has not if a sign that forms a grapheme with what follows stands before a space.
    """
    return text.isascii() or _PREPENDED_SPACE.search(text) is None


def keys(terms: Terms, language: Language) -> tuple[str, ...]:
    """Return what a word is looked up by: its fold; its stem and parts, where they say more."""
    return (terms.fold, terms.stem, *terms.within) if language.inflects else (terms.fold,)


def plain_stems(terms: Iterable[str]) -> Iterator[str]:
    """Yield the stems, of those tagged by their language, that say no more than their words."""
    for term in terms:
        lang, _, stem = term.partition(":")
        if not LANGUAGES[lang].inflects:
            yield stem


def pieces(chunk: str, lang: str) -> Pieces:
    """Return the words of a chunk."""
    found = split_words(chunk)
    return tuple(
        Piece(start, end, terms_of(surface, lang))
        for start, end, surface in zip(found.starts, found.ends, found.surfaces, strict=True)
    )


def words_in(chunk: str) -> int:
    """Return how many words a chunk has."""
    return 1 if is_one_word(chunk) else len(split_words(chunk))


class Vocabulary:
    """Chunks of one language and the words in them; safe to share between threads.

    ``regular`` holds the chunks that have exactly one word. A chunk is in ``pieces``, and in
    ``regular``, only after everything else about it is in place.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.pieces: dict[str, Pieces] = {}
        self.regular: set[str] = set()
        self._language = LANGUAGES[lang]
        self._chunks_by_key: dict[str, str] = {}
        self._lock = Lock()

    @property
    def full(self) -> bool:
        """Whether it is time for another one."""
        return len(self.pieces) >= _REMEMBERED

    def split(self, chunk: str, stems: Mapping[str, str]) -> Pieces:
        """Return the words of a chunk; ``stems`` are those that were stored with its text."""
        if self._language.stores_stems:
            remember_stems(self.lang, split_words(chunk).surfaces, stems)
        return pieces(chunk, self.lang)

    def learn(self, new: Iterable[str], stems: Mapping[str, str]) -> None:
        """Remember chunks."""
        for chunk in new:
            pieces = self.split(chunk, stems)
            with self._lock:
                if chunk in self.pieces:
                    continue
                for key in {key for piece in pieces for key in keys(piece.terms, self._language)}:
                    before = self._chunks_by_key.get(key)
                    self._chunks_by_key[key] = f"{before} {chunk}" if before else chunk
                self.pieces[chunk] = pieces
                if len(pieces) == 1:
                    self.regular.add(chunk)

    def with_any(self, wanted: Iterable[str]) -> set[str]:
        """Return the chunks that hold a word with one of these keys."""
        found = " ".join(filter(None, map(self._chunks_by_key.get, wanted)))
        return set(found.split(" ")) if found else set()


_vocabularies: dict[str, Vocabulary] = {}


def vocabulary(lang: str) -> Vocabulary:
    """Return the vocabulary of a language to use for a text; a full one makes place for another."""
    found = _vocabularies.get(lang)
    if found is None or found.full:
        found = _vocabularies[lang] = Vocabulary(lang)
    return found
