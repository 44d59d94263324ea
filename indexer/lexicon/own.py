"""The lexicon of one index: that of its own words, if it has one, and the one that ships."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from indexer.lexicon.lexicon import Lexicon, Translation, load_lexicon

FILE = "lexicon.bin"
"""The lexicon of an index's own words, among its files."""


class Known(Protocol):
    """What knows the translations of words."""

    def translations(self, lang: str, key: str) -> Iterable[Translation]:
        """Return what a stem, or a Vietnamese word, means in the other languages."""
        ...


class Joined:
    """Several lexicons: the first that knows a word tells what it means."""

    def __init__(self, *lexicons: Known) -> None:
        self._lexicons = lexicons

    def translations(self, lang: str, key: str) -> Iterator[Translation]:
        """Yield what a stem, or a Vietnamese word, means in the other languages."""
        known = False
        for lexicon in self._lexicons:
            for translation in lexicon.translations(lang, key):
                known = True
                yield translation
            if known:
                return


def lexicon_of(folder: Path) -> Known:
    """Return the lexicon of a generation."""
    own = folder / FILE
    return Joined(Lexicon.load(own), load_lexicon()) if own.is_file() else load_lexicon()
