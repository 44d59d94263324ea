"""Fixtures: write bytes to a file of a given name, and read them as the indexer does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.model import Document, Skipped, SourceFile
from indexer.sources import read

Read = Callable[..., list[Document | Skipped]]


def source_file(path: Path) -> SourceFile:
    status = path.stat()
    return SourceFile(path, path.name, "folder", status.st_size, status.st_mtime_ns)


@pytest.fixture
def read_all(tmp_path: Path) -> Read:
    """``read_all(name, content)``: everything that reading such a file yields."""

    def reading(
        name: str, content: bytes | str, *, max_bytes: int = 1_000_000
    ) -> list[Document | Skipped]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(read(source_file(path), max_bytes=max_bytes))

    return reading


@pytest.fixture
def document(read_all: Read) -> Callable[[str, bytes | str], Document]:
    """``document(name, content)``: the one document of such a file."""

    def reading(name: str, content: bytes | str) -> Document:
        (only,) = read_all(name, content)
        assert isinstance(only, Document), only
        return only

    return reading


@pytest.fixture
def skipped(read_all: Read) -> Callable[[str, bytes | str], Skipped]:
    """``skipped(name, content)``: why such a file is left out."""

    def reading(name: str, content: bytes | str) -> Skipped:
        (only,) = read_all(name, content)
        assert isinstance(only, Skipped), only
        assert only.where.endswith(name)
        return only

    return reading
