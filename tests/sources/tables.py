"""Tables of examples in data/: what is given, a tab, what is expected; # begins a comment."""

from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[object]:
    """The rows of a table as parameters; ``-`` is None and ``¶`` a line end."""
    found: list[object] = []
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            given, expected = line.split("\t")
            text = given.replace("¶", "\n")
            found.append(
                pytest.param(text, None if expected == "-" else expected, id=given or "nothing")
            )
    return found
