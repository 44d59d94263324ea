"""Vietnamese: syllables are the tokens, words of several syllables come from pyvi.

pyvi reads the run in its original case, composed (NFC), line by line; its answer is walked
along the text it was given, so that a word's offsets are those of the text as it stands. Where
the walk fails the line keeps its syllables and loses its words: an offset is never guessed.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from importlib.metadata import version
from typing import Any

import regex

from indexer.analysis.base import Part, Variant, tagged
from indexer.analysis.filters import word_term

_LATIN = regex.compile(r"\p{Latin}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_syllable = lru_cache(maxsize=1 << 16)(word_term)


class Vietnamese:
    """Vietnamese syllables and the words they make."""

    code = "vi"
    script = "Latin"
    inflects = False

    @cached_property
    def _tokenizer(self) -> Any:
        with warnings.catch_warnings():
            # pyvi's source has escapes that Python deprecates; they concern its authors alone.
            warnings.simplefilter("ignore", DeprecationWarning)
            warnings.simplefilter("ignore", SyntaxWarning)
            from pyvi import ViTokenizer  # loads a model: seconds, so not before it is needed

        return ViTokenizer

    def writes(self, word: str) -> bool:
        """Tell whether the word is Latin: foreign names stand in Vietnamese text as they are."""
        return _LATIN.search(word) is not None

    def stem(self, word: str) -> str:
        """Return the syllable itself: Vietnamese words do not inflect."""
        return word

    def parts(self, text: str, words: Sequence[tuple[int, int]]) -> list[Part]:
        """Return the words of several syllables, each covering its syllables."""
        composed, starts, ends = _compose(text, words)
        found: list[Part] = []
        index = 0
        for start, end in self._segments(composed):
            while index < len(starts) and starts[index] < start:
                index += 1
            first = index
            while index < len(ends) and ends[index] <= end:
                index += 1
            if index - first > 1:
                spans = zip(starts[first:index], ends[first:index], strict=True)
                syllables = [_syllable(composed[begin:stop]) for begin, stop in spans]
                found.append(Part(first, index, tagged(self.code, "_".join(syllables))))
        return found

    def variants(self, word: str) -> list[Variant]:  # noqa: ARG002
        """Return nothing: word and fold say it all."""
        return []

    def versions(self) -> dict[str, str]:
        """Return the version of the segmenter, whose model is part of its package."""
        return {"pyvi": version("pyvi")}

    def _segments(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the offsets of the words of several syllables that pyvi sees in ``text``."""
        start = 0
        for line in text.split("\n"):
            if line and not line.isspace():
                for first, end in _walk(line, self._tokenizer.tokenize(line)):
                    yield start + first, start + end
            start += len(line) + 1


def _compose(text: str, words: Sequence[tuple[int, int]]) -> tuple[str, list[int], list[int]]:
    """Return ``text`` in NFC with the offsets of its words in that form.

    Half surrogates, which the segmenter cannot take, become replacement characters.
    """
    text = _SURROGATE.sub("\ufffd", text)
    if unicodedata.is_normalized("NFC", text):
        return text, [start for start, _ in words], [end for _, end in words]
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    length = done = 0
    for start, end in words:
        gap = unicodedata.normalize("NFC", text[done:start])
        surface = unicodedata.normalize("NFC", text[start:end])
        starts.append(length + len(gap))
        length += len(gap) + len(surface)
        ends.append(length)
        pieces += gap, surface
        done = end
    pieces.append(unicodedata.normalize("NFC", text[done:]))
    return "".join(pieces), starts, ends


def _walk(line: str, segmented: str) -> list[tuple[int, int]]:
    """Find the words that ``segmented`` joins with ``_`` in the line it was made from.

    Returns nothing if ``segmented`` is not the line with its white space replaced.
    """
    found: list[tuple[int, int]] = []
    at = 0
    for word in segmented.split():
        at = _skip_space(line, at)
        if line.startswith(word, at):
            at += len(word)
            continue
        start = at
        first, *others = word.split("_")
        if not line.startswith(first, at):
            return []
        at += len(first)
        for syllable in others:
            # an underscore may be one of the line's own
            at = at + 1 if line.startswith("_", at) else _skip_space(line, at)
            if not line.startswith(syllable, at):
                return []
            at += len(syllable)
        found.append((start, at))
    return found


def _skip_space(line: str, at: int) -> int:
    while at < len(line) and line[at].isspace():
        at += 1
    return at
