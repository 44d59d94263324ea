"""Tables of examples in tables/: what is typed, a tab, what is expected; # begins a comment."""

from __future__ import annotations

from pathlib import Path

TABLES = Path(__file__).parent / "tables"


def rows(name: str) -> list[tuple[str, str]]:
    """The rows of a table: what is typed, and what stands after the tab."""
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(typed, expected) for typed, expected in pairs]
