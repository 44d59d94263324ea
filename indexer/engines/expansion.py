"""Patterns -> the terms that fit them, the most frequent first and no more than a bound.

Both engines expand prefixes and wildcards in fields of text by these rules, so that they find the
same documents. Expanding costs a walk over the dictionary, whatever is found; what was found is
remembered, since ranking, counting and the next page all need it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fnmatch import translate
from functools import lru_cache
from typing import NamedTuple

from indexer.engines import tree as query

MAX_EXPANSION = 5_000
"""So many terms of a field a pattern stands for, the most frequent; terms of equal frequency come
in alphabetical order."""

_REMEMBERED = 256
_WILD = re.compile(r"[*?]")

Counted = Iterable[tuple[str, int]]
"""Terms, and how many documents hold each."""


class Expansion(NamedTuple):
    """The terms of one field that fit a pattern; ``complete`` tells whether these are all."""

    terms: tuple[str, ...]
    complete: bool = True


def fits(pattern: str) -> Callable[[str], object]:
    """Return what tells whether a term fits a pattern of ``*`` and ``?``.

    It takes time in proportion to the term, whatever the pattern: what an asterisk has taken it
    does not give back, but for the last one.
    """
    return re.compile(translate(pattern.replace("[", "[[]"))).match


def frequent_first(counted: Counted) -> list[str]:
    """Return terms, the most frequent first."""
    return [term for term, _ in sorted(counted, key=lambda item: (-item[1], item[0]))]


class Expander:
    """Expands the patterns of one index; safe to share between threads.

    ``terms`` returns the terms of a field that begin with a prefix, the most frequent first.
    """

    def __init__(self, terms: Callable[[str, str], Sequence[str]]) -> None:
        self._terms = terms
        self._all: Callable[[str], Sequence[str]] = lru_cache(None)(lambda field: terms(field, ""))
        self._expand: Callable[[str, str], Expansion] = lru_cache(_REMEMBERED)(self._new)

    def expand(self, node: query.Prefix | query.Wildcard) -> Expansion:
        """Return the terms that fit a node."""
        text = str(node.text)
        return self._expand(
            node.fieldname, text if isinstance(node, query.Wildcard) else f"{text}*"
        )

    def _new(self, field: str, pattern: str) -> Expansion:
        literal = _WILD.split(pattern, maxsplit=1)[0]
        candidates = self._terms(field, literal) if literal else self._all(field)
        if pattern == f"{literal}*":
            found = tuple(candidates[: MAX_EXPANSION + 1])
        else:
            found = tuple(filter(fits(pattern), candidates))
        return Expansion(found[:MAX_EXPANSION], len(found) <= MAX_EXPANSION)
