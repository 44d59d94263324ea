"""The Snowball stemmers, shared by the languages that use them.

snowballstemmer hands out PyStemmer's C implementation where that is installed, as it is here.
A C stemmer must not be used by two threads at once, hence the lock.
"""

from __future__ import annotations

from functools import cached_property
from threading import Lock
from typing import Any

import regex
import snowballstemmer

from indexer.installed import version

_WESTERN = regex.compile(r"(?=.*\p{Latin})[\x00-\u024f--ăđĩũơư]+", regex.VERSION1)
_SURROGATE = regex.compile("[\ud800-\udfff]")


class SnowballStemmer:
    """The part of a language that Snowball answers."""

    algorithm: str

    def __init__(self) -> None:
        self._lock = Lock()

    @cached_property
    def _stem_word(self) -> Any:
        stemmer = snowballstemmer.stemmer(self.algorithm)
        # the chain remembers the terms of a word: a second memory below it costs more than it saves
        stemmer.maxCacheSize = 0
        return stemmer.stemWord

    def writes(self, word: str) -> bool:
        """Tell whether the word is Latin, without the letters only Vietnamese has."""
        return _WESTERN.fullmatch(word) is not None

    def stem(self, word: str) -> str:
        """Return the Snowball stem of a ``word`` term."""
        if _SURROGATE.search(word):  # no word of a text holds one, and C cannot take it
            return word
        with self._lock:
            stem: str = self._stem_word(word)
        return stem or word

    def versions(self) -> dict[str, str]:
        """Return the versions of the stemmers in use."""
        return {name: version(name) for name in ("snowballstemmer", "PyStemmer")}
