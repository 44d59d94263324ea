"""The dictionary of Russian forms, loaded with the first Russian word."""

from __future__ import annotations

from functools import cache
from typing import Any

from indexer.installed import version


@cache
def russian_morphology() -> Any:
    """Return pymorphy3's analyzer of Russian words, one for the whole process."""
    import pymorphy3  # its dictionary takes a third of a second

    return pymorphy3.MorphAnalyzer(lang="ru")


def versions() -> dict[str, str]:
    """Return the versions of the analyzer and its dictionary."""
    return {name: version(name) for name in ("pymorphy3", "pymorphy3-dicts-ru")}
