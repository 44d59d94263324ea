"""The registry of formats, and the reading of one file.

A new format is one module with a ``parse`` function and one line in ``FORMATS``. Modules are
imported when the first file of their format is read, so that a format costs nothing unless used.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import cast

from indexer.model import Document, Skipped, SourceFile
from indexer.sources.assemble import assemble
from indexer.sources.base import (
    REPLACEMENT,
    Content,
    Reached,
    Reader,
    UnreadableError,
    ignore,
    safe,
    shown_path,
    size_text,
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WholeFile:
    """Reads files that are one document: ``module.parse`` takes the bytes, returns Content.

    ``type`` is that of the document, one of TYPES.
    """

    module: str
    type: str

    def __call__(
        self, file: SourceFile, *, max_bytes: int, reached: Reached = ignore
    ) -> Iterator[Document | Skipped]:
        """Yield the one document of the file, or why there is none."""
        del reached  # there is nothing between its beginning and its end
        try:
            data = _bytes(file, max_bytes)
            parser = importlib.import_module(f"indexer.sources.{self.module}")
            content = cast("Content", parser.parse(data))
            if lost := content.text.count(REPLACEMENT):
                _log.warning("%s: %d unreadable characters became U+FFFD.", file.id, lost)
            yield assemble(file, content, self.type)
        except UnreadableError as refusal:
            yield Skipped(shown_path(file.path), refusal.code, safe(refusal.reason))


@dataclass(frozen=True, slots=True)
class Records:
    """Reads files that hold many documents: ``module.records`` is itself a reader."""

    module: str

    def __call__(
        self, file: SourceFile, *, max_bytes: int, reached: Reached = ignore
    ) -> Iterator[Document | Skipped]:
        """Yield the documents of the file one by one, without holding it in memory."""
        parser = importlib.import_module(f"indexer.sources.{self.module}")
        yield from cast("Reader", parser.records)(file, max_bytes=max_bytes, reached=reached)


FORMATS: Mapping[str, Reader] = MappingProxyType(
    {
        ".txt": WholeFile("plain", "txt"),
        ".md": WholeFile("markdown", "md"),
        ".html": WholeFile("html", "html"),
        ".htm": WholeFile("html", "html"),
        ".pdf": WholeFile("pdf", "pdf"),
        ".docx": WholeFile("word", "docx"),
        ".jsonl": Records("jsonl"),
        ".jsonl.gz": Records("jsonl"),
    }
)
"""Suffix, in lower case and with its dot, to the reader of that format."""


def suffix_of(path: Path) -> str | None:
    """Return the registered suffix the file's name ends with, the longest first, or ``None``."""
    name = path.name.lower()
    return next((s for s in sorted(FORMATS, key=len, reverse=True) if name.endswith(s)), None)


def holds_records(path: Path) -> bool:
    """Tell whether a file is of a format that holds many documents."""
    return isinstance(FORMATS.get(suffix_of(path) or ""), Records)


def read(
    file: SourceFile, *, max_bytes: int, reached: Reached = ignore
) -> Iterator[Document | Skipped]:
    """Yield the documents of a file, and a Skipped for whatever in it cannot be one.

    ``max_bytes`` limits the file, or each record of a file that holds many; ``reached`` is told
    how many bytes of such a file have been read.
    """
    suffix = suffix_of(file.path)
    if suffix is None:
        yield unsupported(file.path)
    else:
        yield from FORMATS[suffix](file, max_bytes=max_bytes, reached=reached)


def unsupported(path: Path) -> Skipped:
    """Return the notice for a file whose suffix no reader is registered for."""
    kind = f"Files of type {safe(path.suffix)!r}" if path.suffix else "Files without a suffix"
    reason = f"{kind} are not read. Convert it to one of: {' '.join(FORMATS)}."
    return Skipped(shown_path(path), "unsupported-format", reason)


def _bytes(file: SourceFile, max_bytes: int) -> bytes:
    try:
        if not file.path.is_file():
            raise UnreadableError("unreadable", "It is gone, or is not a regular file.")
        with file.path.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except OSError as error:
        raise UnreadableError(
            "unreadable", f"It cannot be opened: {error.strerror or error}."
        ) from error
    if len(data) > max_bytes:
        raise UnreadableError(
            "too-large",
            f"It is larger than {size_text(max_bytes)}. Split it, or raise max_file_mb.",
        )
    if not data.strip():
        raise UnreadableError("empty", "The file is empty.")
    return data
