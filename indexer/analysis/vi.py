"""Vietnamese: syllables are the tokens, words of several syllables come from the segmenter.

The segmenter reads the run in its original case, composed (NFC), line by line. Its words are
offsets into that form; a part is made of the words of ours that lie inside of one of its words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

from indexer.analysis import pyvimodel
from indexer.analysis.base import Part, Variant, tagged
from indexer.analysis.filters import word_term
from indexer.analysis.segmenter import segmenter
from indexer.analysis.tokenizer import Words
from indexer.model import Channel

_LATIN = regex.compile(r"\p{Latin}")
_I_OR_Y = re.compile("(h|k|l|m|qu|s|t)([iy])([\u0300\u0301\u0303\u0309\u0323]?)")
_LONGEST_OPEN = 3  # quý
_OTHER = {"i": "y", "y": "i"}
_SPELLED_WITHOUT_TONE = ("h", "k", "t")
"""hy vọng, ky, công ty; my and mi, ly and li are different words."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_syllable = lru_cache(maxsize=1 << 16)(word_term)


class Vietnamese:
    """Vietnamese syllables and the words they make."""

    code = "vi"
    script = "Latin"
    inflects = False
    stores_stems = False

    def writes(self, word: str) -> bool:
        """Tell whether the word is Latin: foreign names stand in Vietnamese text as they are."""
        return _LATIN.search(word) is not None

    def stem(self, word: str) -> str:
        """Return the syllable itself: Vietnamese words do not inflect."""
        return word

    def parts(self, text: str, words: Sequence[tuple[int, int]]) -> list[Part]:
        """Return the words of several syllables, each covering its syllables."""
        composed, syllables = _compose(text, words)
        starts, ends, surfaces = syllables.starts, syllables.ends, syllables.surfaces
        covered: list[tuple[int, int, str, Channel]] = []
        index = 0
        for start, end in _segments(composed):
            first = bisect_left(starts, start, index)
            index = bisect_right(ends, end, first)
            if index - first > 1:
                term = _term(tuple(surfaces[first:index]))
                covered.append((first, index, term, Channel.PART))
        return list(map(Part._make, covered))

    def within(self, word: str, *, smallest: bool = False) -> tuple[str, ...]:  # noqa: ARG002
        """Return nothing: its words are not written as one."""
        return ()

    def variants(self, word: str) -> list[Variant]:
        """Return the syllable with its only vowel i written y, or the other way round: kĩ, kỹ."""
        found = (
            _I_OR_Y.fullmatch(unicodedata.normalize("NFD", word))
            if len(word) <= _LONGEST_OPEN
            else None
        )
        if found is None:
            return []
        onset, vowel, tone = found.groups()
        if not tone and onset not in _SPELLED_WITHOUT_TONE:
            return []
        other = unicodedata.normalize("NFC", onset + _OTHER[vowel] + tone)
        return [Variant(Channel.WORD, other, same_form=True)]

    def versions(self) -> dict[str, str]:
        """Return the version of the segmenter's package and a digest of what it reads there."""
        return pyvimodel.versions()


@lru_cache(maxsize=1 << 16)
def _term(surfaces: tuple[str, ...]) -> str:
    return tagged(Vietnamese.code, "_".join(map(_syllable, surfaces)))


def _segments(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the words of several syllables that the segmenter sees in ``text``."""
    words = segmenter().words
    start = 0
    for line in text.split("\n"):
        for first, end in words(line):
            yield start + first, start + end
        start += len(line) + 1


def _compose(text: str, words: Sequence[tuple[int, int]]) -> tuple[str, Words]:
    """Return ``text`` in NFC and its words with their offsets in that form.

    Half surrogates, which the segmenter's model cannot take, become replacement characters.
    """
    if not isinstance(words, Words):
        starts, ends = [start for start, _ in words], [end for _, end in words]
        words = Words(starts, ends, [text[start:end] for start, end in words])
    composed = words.composed(text)
    text = _SURROGATE.sub("\ufffd", text)
    if composed:
        return text, words
    found = Words([], [], [])
    pieces: list[str] = []
    length = done = 0
    for start, end in words:
        gap = unicodedata.normalize("NFC", text[done:start])
        surface = unicodedata.normalize("NFC", text[start:end])
        found.starts.append(length + len(gap))
        length += len(gap) + len(surface)
        found.ends.append(length)
        found.surfaces.append(surface)
        pieces += gap, surface
        done = end
    pieces.append(unicodedata.normalize("NFC", text[done:]))
    return "".join(pieces), found
