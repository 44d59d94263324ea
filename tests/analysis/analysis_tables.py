"""Reads the tables that people edit: one row a line, columns apart by tabs, # for comments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(__file__).with_name("tables")


def rows(name: str) -> list[Any]:
    """Return the rows of ``tables/NAME.tsv`` as parameters that name their file and line."""
    lines = (_FOLDER / f"{name}.tsv").read_text("utf-8").splitlines()
    return [
        pytest.param(*line.split("\t"), id=f"{name}.tsv:{number}")
        for number, line in enumerate(lines, 1)
        if line and not line.startswith("#")
    ]
