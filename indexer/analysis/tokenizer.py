"""Text -> words with code-point offsets, the same for every language.

A word is a stretch of letters and digits with the marks that belong to them; an apostrophe
between a letter and a Latin letter and invisible joiners (soft hyphen, zero-width joiners) stay
inside.
Everything else, hyphens and underscores too, separates. Scripts that are written without spaces
give one word a character. Boundaries never cut a grapheme cluster (UAX #29): text made of the
common letters takes one pass of a regular expression; the stretch between two spaces that holds
anything else goes cluster by cluster. Both ways give the same words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import overload

import regex

JOINERS = "\u00ad\u200c\u200d\u2060\ufeff"
"""Characters without a shape of their own that do not end a word."""

_MARKS = "\u0300-\u036f"

# The information sign is a letter to Unicode and a pictograph that joins others, too.
LETTER = r"[\p{L}--\u2139]"
"""Letters as the tokenizer sees them, a set for expressions of ``regex.VERSION1``."""

# Within these blocks a cluster is a base character and the marks that follow it, and no joiner
# glues two letters, so an expression over characters already ends on cluster boundaries.
_COMMON_RANGES = (
    (0x0000, 0x02FF),
    (0x0370, 0x0482),
    (0x048A, 0x052F),
    (0x1E00, 0x200A),
    (0x2010, 0x20CF),
    (0x2100, 0x22FF),
)


_COMMON_CHARACTERS = "\ud800".join(
    "".join(map(chr, range(first, last + 1))) for first, last in _COMMON_RANGES
)
"""All of them in order, with what is in no class between two blocks."""


def _class_of(pattern: str) -> str:
    """Return the common characters that match, as the inside of a character class of ``re``.

    ``re`` knows no properties, and is twice as fast as ``regex`` over a class it can look up.
    """
    ranges = regex.compile(f"(?:{pattern})+", regex.VERSION1).finditer(_COMMON_CHARACTERS)
    return "".join(f"{re.escape(each[0][0])}-{re.escape(each[0][-1])}" for each in ranges)


_ALNUM = _class_of(rf"[{LETTER}\p{{N}}]")
_LETTER = _class_of(LETTER)
_LATIN = _class_of(r"\p{Latin}")
_CORE = rf"[{_ALNUM}][{_ALNUM}{_MARKS}{JOINERS}]*"
_WORD = re.compile(rf"({_CORE}(?:(?<=[{_LETTER}{_MARKS}{JOINERS}])['’](?=[{_LATIN}]){_CORE})*)")

_ONE_WORD = re.compile(f"[{_ALNUM}]+")

_COMMON = "".join(rf"\u{first:04x}-\u{last:04x}" for first, last in _COMMON_RANGES)
_UNUSUAL = re.compile(rf"[^{_COMMON}{_MARKS}\ufeff]")
_CHUNK_END = regex.compile(r"(?<!\p{GCB=Prepend})(?=[ \n])")

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
# Some rare letters form a cluster with whatever follows: white space and half surrogates, which
# no index can store, still hold words apart. A mark alone is no word.
_CLUSTER_KIND = regex.compile(
    rf"(?P<apart>.*[\s\ud800-\udfff])|.*?(?:(?P<single>(?!\p{{M}})[{_UNSPACED}])|(?P<word>[{LETTER}\p{{N}}]))",
    regex.DOTALL | regex.VERSION1,
)
_CLUSTER = regex.compile(r"\X")
_CONTINUATION = regex.compile(rf"[\p{{M}}{JOINERS}]+")
_ENCLOSING = "\u0488\u0489\u1abe\u20dd-\u20e0\u20e2-\u20e4\ua670-\ua672"  # all of \p{Me}
_INVISIBLE = re.compile(f"[{JOINERS}\ufe00-\ufe0f\U000e0100-\U000e01ef{_ENCLOSING}]+")
_APOSTROPHE = regex.compile(rf"(?<=[{LETTER}\p{{M}}{JOINERS}])['’](?=\p{{Latin}})", regex.VERSION1)


class Words(Sequence[tuple[int, int]]):
    """The words of a text: a sequence of their offsets, and the same column by column.

    ``text[starts[i]:ends[i]] == surfaces[i]``; the pairs are made only where they are asked for.
    """

    __slots__ = ("_composed", "ends", "starts", "surfaces")

    def __init__(self, starts: list[int], ends: list[int], surfaces: list[str]) -> None:
        self.starts = starts
        self.ends = ends
        self.surfaces = surfaces
        self._composed: bool | None = None

    def composed(self, text: str) -> bool:
        """Tell whether ``text``, of which these are the words, is in NFC; it is read once."""
        if self._composed is None:
            self._composed = unicodedata.is_normalized("NFC", text)
        return self._composed

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> tuple[int, int]: ...

    @overload
    def __getitem__(self, index: slice) -> list[tuple[int, int]]: ...

    def __getitem__(self, index: int | slice) -> tuple[int, int] | list[tuple[int, int]]:
        if isinstance(index, slice):
            return list(zip(self.starts[index], self.ends[index], strict=True))
        return self.starts[index], self.ends[index]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self.starts, self.ends, strict=True)


def split_words(text: str) -> Words:
    """Return the words of ``text``, in order and without overlap."""
    unusual = None if text.isascii() else _UNUSUAL.search(text)
    if unusual is None:
        return _split_common(text)
    found = Words([], [], [])
    done = 0
    while unusual is not None:
        at = unusual.start()
        start = max(text.rfind(" ", done, at), text.rfind("\n", done, at), done)
        chunk_end = _CHUNK_END.search(text, unusual.end())
        end = chunk_end.start() if chunk_end else len(text)
        _extend(found, _split_common(text[done:start]), done)
        _extend(found, _split_clusters(text[start:end]), start)
        done = end
        unusual = _UNUSUAL.search(text, done)
    _extend(found, _split_common(text[done:]), done)
    return found


def words(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of every word of ``text``, in order and without overlap."""
    return iter(split_words(text))


def is_one_word(text: str) -> bool:
    """Tell whether a text is one word for sure: nothing but common letters and digits."""
    return _ONE_WORD.fullmatch(text) is not None


def is_usual(text: str) -> bool:
    """Tell whether a text has only common characters and marks, whose letters tell the words."""
    return text.isascii() or _UNUSUAL.search(text) is None


def visible(surface: str) -> str:
    """Return a word without soft hyphens, joiners, variation selectors and enclosing marks."""
    return _INVISIBLE.sub("", surface)


def _extend(found: Words, more: Words, offset: int) -> None:
    found.starts.extend([start + offset for start in more.starts])
    found.ends.extend([end + offset for end in more.ends])
    found.surfaces.extend(more.surfaces)


def _split_common(text: str) -> Words:
    # what lies between the words and the words, alternately: so their lengths give the offsets
    pieces = _WORD.split(text)
    offsets = list(accumulate(map(len, pieces)))
    return Words(offsets[0:-1:2], offsets[1::2], pieces[1::2])


def _split_clusters(text: str) -> Words:
    spans = list(_words_by_cluster(text))
    return Words(
        [start for start, _ in spans], [end for _, end in spans], [text[s:e] for s, e in spans]
    )


def _words_by_cluster(text: str) -> Iterator[tuple[int, int]]:
    start: int | None = None
    end = 0
    for cluster in _CLUSTER.finditer(text):
        found = _CLUSTER_KIND.match(cluster.group())
        kind = found.lastgroup if found else None
        if kind == "word":
            start = cluster.start() if start is None else start
        elif start is not None and (kind is not None or not _continues(text, cluster)):
            yield start, end
            start = None
        end = cluster.end()
        if kind == "single":
            yield cluster.span()
    if start is not None:
        yield start, end


def _continues(text: str, cluster: regex.Match[str]) -> bool:
    """Tell whether a cluster without letters goes on inside the word before it."""
    if _CONTINUATION.fullmatch(text, *cluster.span()):
        return True
    apostrophe = _APOSTROPHE.match(text, cluster.start())
    return apostrophe is not None and bool(apostrophe.end() == cluster.end())
