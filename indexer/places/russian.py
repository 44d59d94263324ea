"""Russian place names in any case: from an inflected word to the nominatives it may come from.

The endings are data (``data/declension.toml``); nothing here knows which names there are, so the
caller keeps what the gazetteer holds.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "declension.toml"
_SHORTEST_STEM = 2


@lru_cache(maxsize=1)
def _endings() -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    tables = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    nominatives: dict[str, list[str]] = {}
    for kind in ("adjectives", "nouns"):
        for nominative, forms in tables[kind].items():
            for form in forms:
                nominatives.setdefault(form, []).append(nominative)
    relational = sorted(tables["relational"]["endings"], key=len, reverse=True)
    return {form: tuple(found) for form, found in nominatives.items()}, tuple(relational)


def nominatives(word: str) -> list[str]:
    """Return what a lower-case word (е for ё) may be a case form of, the word itself first."""
    table, _ = _endings()
    found = {word: None}
    for length in (3, 2, 1, 0):
        stem, ending = word[: len(word) - length], word[len(word) - length :]
        if len(stem) < _SHORTEST_STEM:
            continue
        for nominative in table.get(ending, ()):
            found[stem + nominative] = None
    return list(found)


def relational_stem(word: str) -> str | None:
    """Return the stem of an adjective in -ский (``московск`` of московскими), None for others."""
    if "ск" not in word:
        return None
    for ending in _endings()[1]:
        if word.endswith("ск" + ending):
            return word[: -len(ending)]
    return None
