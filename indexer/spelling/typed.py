"""The plain words of a query string, with their places in it: those that may be spelt better.

Left alone is whatever is not there to be read as a word: what has a field before it, what is
excluded, operators, patterns and fuzzy words, addresses, and what holds a digit. A suggestion
replaces words and keeps all else of the string as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from indexer.analysis.tokenizer import words
from indexer.query.parse import MAX_WORDS, OPERATORS

_GROUP = r"\"[^\"]*\"?(?:~\d*)?|\([^()]*\)?|[\[{][^\]}]*[\]}]?|[^\s()]*"
_PIECES = re.compile(
    rf"""
    (?P<apart>
      [+-]?[^\W\d_]+:(?:{_GROUP})            # lang:de  title:"a b"  date:[2024 TO 2025]
    | -(?:{_GROUP})                         # -word  -"a b"
    | NOT\s+(?:[^\W\d_]+:)?(?:{_GROUP})
    )
    | (?P<plain>[^\s"()]+)
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_OTHER = re.compile(r"[*~^\[\]{}<>|@/\\=#&_]|\d|[?.:](?=\w)")
"""What makes a piece of a query a pattern, an address or anything but words."""


class TypedWord(NamedTuple):
    """A word of a query string: ``text[start:end]``."""

    start: int
    end: int
    text: str


def typed_words(text: str) -> list[TypedWord]:
    """Return the words of a query string that may be spelt in another way, in order.

    There are no more of them than are searched at all: beyond those the cost would know no bound.
    """
    return list(islice(_words(text), MAX_WORDS))


def replaced(text: str, changes: Sequence[tuple[TypedWord, str]]) -> str:
    """Return a query string with other spellings of some of its words, in the case of these."""
    pieces: list[str] = []
    done = 0
    for (start, end, surface), word in sorted(changes):
        pieces += (text[done:start], in_case_of(surface, word))
        done = end
    return "".join([*pieces, text[done:]])


def in_case_of(surface: str, word: str) -> str:
    """Return a word in lower case the way another is written: ``SCHLUTER`` gives SCHLÜTER."""
    if surface.isupper() and len(surface) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if surface[:1].isupper() else word


def _words(text: str) -> Iterator[TypedWord]:
    for found in _PIECES.finditer(text):
        piece = found["plain"]
        if piece is None or piece in OPERATORS or _OTHER.search(piece):
            continue
        base = found.start()
        for start, end in words(piece):
            yield TypedWord(base + start, base + end, piece[start:end])
