"""The names of what an index has on a cluster."""

from __future__ import annotations

import re
from collections.abc import Iterable

ENGINE = "opensearch"
"""The engine that writes and reads these indexes."""

_DIGITS = 6


class Names:
    """The names that belong to the alias of one index, and to no other."""

    def __init__(self, alias: str) -> None:
        self.alias = alias
        self.pattern = f"{alias}-*"
        """What asks for all of them, and for those of an index whose name begins alike."""
        self.lock = f"{alias}-lock"
        generation = rf"{re.escape(alias)}-(\d{{{_DIGITS},}})"
        self._generation = re.compile(rf"({generation})(-files|-shares|-changed)?")

    def generation_of(self, name: str) -> str | None:
        """Return the generation that an index is, or belongs to; nothing for what is not ours.

        ``-changed`` is what an engine leaves that was stopped while it made a clone.
        """
        found = self._generation.fullmatch(name)
        return found[1] if found else None

    def next(self, names: Iterable[str]) -> str:
        """Return the name of a generation that comes after all of ``names``."""
        numbers = [int(m[2]) for name in names if (m := self._generation.fullmatch(name))]
        return f"{self.alias}-{max(numbers, default=0) + 1:0{_DIGITS}}"


def files_of(generation: str) -> str:
    """Return the index with the files of a generation."""
    return f"{generation}-files"


def shares_of(generation: str) -> str:
    """Return the index with the shares of a generation that are handed in."""
    return f"{generation}-shares"
