"""Words typed without white space between them: with a hyphen, as an address, as a number."""

from __future__ import annotations

from collections.abc import Sequence

import regex

_JOINS = regex.compile(r"|[-\u2010\u2011'’.@&]|\.[-\u2010\u2011]|_+")
"""What joins two words typed without white space: nothing at all, in scripts without spaces."""
_JOINS_DIGITS = regex.compile(r"[/:,]")


def end_of_chunk(text: str, spans: Sequence[tuple[int, int]], at: int) -> int:
    """Return the end of the words from ``at`` on that are joined, as by a hyphen."""
    end = at + 1
    while end < len(spans) and _joined(text, spans[end - 1][1], spans[end][0]):
        end += 1
    return end


def _joined(text: str, end: int, start: int) -> bool:
    """Tell whether what stands between a word's end and the next one's start joins the two."""
    if _JOINS.fullmatch(text, end, start):
        return True
    digits = text[end - 1].isdigit() and text[start].isdigit()
    return digits and _JOINS_DIGITS.fullmatch(text, end, start) is not None
