"""Romanisation schemes: Russian written in Latin letters as each of them has it.

Most are carried by iuliia; the others are tables of ours (``data/schemes.toml``). Reading goes
the other way round, from any of them to keys: see ``indexer.names.readings``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_CLASSES = {
    "vowel": "[аеёиоуыэюя]",
    "consonant": "[бвгджзйклмнпрстфхцчшщ]",
    "sign": "[ьъ]",
    "hushing": "[жчшщ]",
}


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme that is a table of ours."""

    title: str
    source: str
    letters: Mapping[str, str]
    pattern: re.Pattern[str]
    latin: tuple[str, ...]

    def romanise(self, text: str) -> str:
        """Return Russian ``text`` in this scheme; other letters stay as they are."""
        return self.pattern.sub(self._replace, text)

    def _replace(self, match: re.Match[str]) -> str:
        written = match.group()
        lower = written.lower()
        latin = self.latin[match.lastindex - 1] if match.lastindex else self.letters[lower]
        if written == lower or not latin:
            return latin
        return latin[0].upper() + latin[1:]


@lru_cache(maxsize=1)
def scheme_names() -> tuple[str, ...]:
    """Return the names that ``romanise`` takes."""
    return tuple(sorted(_romanisers()))


def romanise(text: str, scheme: str) -> str:
    """Return Russian ``text`` in Latin letters after ``scheme``, one of ``scheme_names()``.

    Raises:
        KeyError: there is no such scheme.

    """
    return _romanisers()[scheme](text)


@lru_cache(maxsize=1)
def _romanisers() -> dict[str, Callable[[str], str]]:
    import iuliia  # reads its folder of tables: not before a scheme is asked for

    path = Path(__file__).with_name("data") / "schemes.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    ours = {
        name: table
        for name, table in tables.items()
        if isinstance(table, dict) and "letters" in table
    }
    found: dict[str, Callable[[str], str]] = {
        name: _scheme(table).romanise for name, table in ours.items()
    }
    for name, theirs in tables["carried"].items():
        found[name] = _carried(iuliia.schemas.get(theirs).translate)
    return found


def _carried(translate: Callable[[str], str]) -> Callable[[str], str]:
    # several of iuliia's tables write ё with the Cyrillic letter
    return lambda text: translate(text).replace("ё", "ë").replace("Ё", "Ë")


def _scheme(table: Mapping[str, Any]) -> Scheme:
    parts = [
        _context(rule.get("after", ()), behind=True)
        + f"({rule['letters']})"
        + _context(rule.get("before", ()), behind=False)
        for rule in table["rules"]
    ]
    return Scheme(
        title=table["title"],
        source=table["source"],
        letters=table["letters"],
        pattern=re.compile("|".join([*parts, "[а-яё]"]), re.IGNORECASE),
        latin=tuple(rule["latin"] for rule in table["rules"]),
    )


def _context(names: list[str], *, behind: bool) -> str:
    if not names:
        return ""
    look = "(?<={})" if behind else "(?={})"
    edges = {"start": r"(?<!\w)", "end": r"(?!\w)"}
    options = [edges.get(name) or look.format(_CLASSES.get(name, name)) for name in names]
    return f"(?:{'|'.join(options)})"
