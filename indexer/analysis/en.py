"""English: Snowball's English (Porter 2) stemmer."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.analysis.base import Part, Variant
from indexer.analysis.snowball import SnowballStemmer


class English(SnowballStemmer):
    """English words, inflected."""

    code = "en"
    script = "Latin"
    inflects = True
    stores_stems = False
    algorithm = "english"

    def parts(self, text: str, words: Sequence[tuple[int, int]]) -> list[Part]:  # noqa: ARG002
        """Return nothing: English words stand alone."""
        return []

    def within(self, word: str, *, smallest: bool = False) -> tuple[str, ...]:  # noqa: ARG002
        """Return nothing: its words are not written as one."""
        return ()

    def variants(self, word: str) -> list[Variant]:  # noqa: ARG002
        """Return nothing: word, fold and stem say it all."""
        return []
