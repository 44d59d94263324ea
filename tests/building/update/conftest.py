"""A folder of documents, and an index of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from updating import TEXTS, write

from indexer import build_index


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    for number, text in enumerate(TEXTS[:3]):
        write(folder / f"{number}.txt", text)
    return folder


@pytest.fixture
def index(tmp_path: Path, source: Path) -> Path:
    build_index(source, tmp_path / "index")
    return tmp_path / "index"
