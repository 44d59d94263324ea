"""Query string -> raw tree of ``whoosh.query`` nodes, and notes on what was not understood.

The query language is Whoosh's: the tree holds what was typed, word by word, and knows nothing of
analysis. Nothing a person types raises. Most queries are words alone and need no parser; what has
signs or operators is read by :mod:`indexer.query.grammar`, which is loaded with the first of them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from indexer.engines import tree as query
from indexer.model import Note

TEXT = "text"
"""The field of a word without one: title and body."""
TEXT_FIELDS = ("title", "body", "name", "place")
FILTER_FIELDS = ("lang", "date", "source", "type", "id")
FIELDS = (*TEXT_FIELDS, *FILTER_FIELDS)

MAX_WORDS = 64
MAX_CHARS = 2000
_MAX_SLOP = 50

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»〝〞＂", '"'))
_QUOTING = frozenset('"“”„‟«»〝〞＂')
PASTED_SLOP = 0
"""The slop of a phrase in quotation marks that came with a pasted text; what is typed has 1 at
least."""
_SPECIAL = re.compile(r'["()\[\]{}*?~^:+<>|]|(?<!\S)-')
_SIGN = re.compile(r"[\u055e\u061f\u1367]|" + _SPECIAL.pattern)
"""What the parser might read something into: other scripts have question marks of their own."""
OPERATORS = frozenset(["AND", "OR", "NOT", "ANDNOT", "ANDMAYBE", "REQUIRE"])
"""The words that join or negate what stands beside them, in capitals."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The raw tree of a query and what could not be read the way it was typed."""

    tree: query.Query
    notes: tuple[Note, ...] = ()


class Must(query.Not):
    """Raw trees only: what is below must match, whatever else stands beside it."""


class Either(query.Or):
    """Raw trees only: alternatives joined by OR, where an Or is words typed side by side."""


def parse(text: str) -> Parsed:
    """Return the raw tree of a query string. Never raises."""
    cleaned = clean(text)
    if is_plain(cleaned):
        return Parsed(plain(cleaned))
    from indexer.query.grammar import read

    return read(cleaned)


def is_plain(cleaned: str) -> bool:
    """Tell whether a query is words alone: most are, and need not wait for the parser."""
    if len(cleaned) > MAX_CHARS or _SIGN.search(cleaned):
        return False
    words = cleaned.split()
    return 0 < len(words) <= MAX_WORDS and OPERATORS.isdisjoint(words)


def clean(text: str) -> str:
    """Return what was typed composed (NFC), without control characters, quotes made plain.

    Words in quotation marks that came with a pasted text become a phrase of slop 0, unless they
    are all there is.
    """
    typed = text
    if not typed.isprintable():
        from indexer.query.grammar import without_junk

        typed = without_junk(typed)
    if not _QUOTING.isdisjoint(typed):
        from indexer.query.grammar import with_phrases

        typed = with_phrases(typed).translate(_QUOTES)
    typed = " ".join(unicodedata.normalize("NFC", typed).split())
    if "?" in typed:
        from indexer.query.grammar import without_question_marks

        typed = without_question_marks(typed)
    return typed


def plain(text: str) -> query.Query:
    """Return the tree that searches for the words of ``text`` and reads nothing into them."""
    words = _SPECIAL.sub(" ", text).split()
    kept = [word for word in words if word not in OPERATORS] or words
    return query.Or([query.Term(TEXT, word) for word in kept[:MAX_WORDS]])


def slop_of(node: query.Phrase) -> int:
    """Return how many positions apart the words of a phrase may be at the most: 1 is adjacent."""
    return min(max(int(node.slop), 1), _MAX_SLOP)


def only_first_words() -> Note:
    """Return the note on a query of more words than are searched."""
    return Note("Only the first %(number)s words were searched.", number=MAX_WORDS)
