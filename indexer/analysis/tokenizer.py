"""Text -> words with code-point offsets, the same for every language.

A word is a stretch of letters and digits with the marks that belong to them; an apostrophe
between two Latin letters and invisible joiners (soft hyphen, zero-width joiners) stay inside.
Everything else, hyphens and underscores too, separates. Scripts that are written without spaces
give one word a character. Boundaries never cut a grapheme cluster (UAX #29): text made of the
common letters takes one pass of a regular expression, any other goes cluster by cluster.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

_JOINERS = "\u00ad\u200c\u200d\u2060\ufeff"
_CORE = rf"[\p{{L}}\p{{N}}][\p{{L}}\p{{N}}\p{{M}}{_JOINERS}]*"
_APOSTROPHE = r"(?<=[\p{Latin}\p{M}])['’ʼ](?=\p{Latin})"
_WORD = regex.compile(rf"{_CORE}(?:{_APOSTROPHE}{_CORE})*+")

# Within these blocks a cluster is a base character and the marks that follow it, and no mark
# opens a cluster of its own, so the expression above already ends on cluster boundaries.
_COMMON = r"\x00-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2000-\u200a\u2010-\u20cf\u2100-\u22ff"
_UNUSUAL = regex.compile(rf"[^{_COMMON}\u0300-\u036f\ufeff]|\A[\u0300-\u036f]")

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_CLUSTER_KIND = regex.compile(rf"(?P<single>[{_UNSPACED}])|(?P<word>[\p{{L}}\p{{N}}])")
_CLUSTER = regex.compile(r"\X")
_INVISIBLE = regex.compile(rf"[{_JOINERS}\ufe00-\ufe0f\U000e0000-\U000e01ef\p{{Me}}]+")


def words(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of every word of ``text``, in order and without overlap."""
    if _UNUSUAL.search(text) is None:
        return (match.span() for match in _WORD.finditer(text))
    return _words_by_cluster(text)


def visible(surface: str) -> str:
    """Return a word without soft hyphens, joiners and variation selectors."""
    return _INVISIBLE.sub("", surface)


def _words_by_cluster(text: str) -> Iterator[tuple[int, int]]:
    start: int | None = None
    end = 0
    for cluster in _CLUSTER.finditer(text):
        kind = _CLUSTER_KIND.search(cluster.group())
        inside = kind is not None or (start is not None and _continues(text, cluster))
        if start is not None and (not inside or (kind is not None and kind["single"])):
            yield start, end
            start = None
        if kind is not None and kind["single"]:
            yield cluster.span()
        elif inside:
            start = cluster.start() if start is None else start
            end = cluster.end()
    if start is not None:
        yield start, end


_LATIN_AFTER = regex.compile(r"\p{Latin}")
_LATIN_BEFORE = regex.compile(r"(?<=\p{Latin}\p{M}*)")


def _continues(text: str, cluster: regex.Match[str]) -> bool:
    """Tell whether a cluster without letters goes on inside the word before it."""
    piece = cluster.group()
    if not _INVISIBLE.sub("", piece):
        return True
    return (
        piece in "'’ʼ"
        and _LATIN_AFTER.match(text, cluster.end()) is not None
        and _LATIN_BEFORE.match(text, cluster.start()) is not None
    )
