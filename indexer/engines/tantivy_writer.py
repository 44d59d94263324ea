"""Writing a tantivy index: segments of bounded size, each an index of its own until the commit."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from indexer.engines.base import FACETS, EngineDocument, term_fields
from indexer.engines.tantivy_segments import Segment, join, remove
from indexer.engines.tantivy_trees import MAX_TERM, day_number
from indexer.errors import DuplicateId, WriteFailed

_log = logging.getLogger(__name__)

_TOKENIZER = "spaces"
_PART = "segment"
_SEGMENT_DOCUMENTS = 16_000
_SEGMENT_CHARS = 160_000_000
"""A segment is closed when it holds so many documents, or characters of terms.

Fewer segments answer faster (an eighth between 8,000 and 16,000); larger ones take an update
longer, which writes those anew that hold a changed document.
"""
_SMALL = 500
_MANY_SMALL = 8
"""So many segments of few documents are written anew as one by the next update."""
_WRITER_MEMORY = 1_000_000_000
_LONG_TERM = re.compile(rf"\S{{{MAX_TERM + 1},}}")


class Before(Protocol):
    """The index that is changed, as its reader has it."""

    @property
    def segments(self) -> list[Segment]:
        """Its segments, in order."""

    def segments_with(self, ids: Iterable[str]) -> set[int]:
        """Return the places, in the list of segments, of those that hold any of ``ids``."""

    def stored_in(self, places: Iterable[int], *, without: set[str]) -> Iterator[bytes]:
        """Yield what is stored of the documents in some segments, save those ``without``."""

    def close(self) -> None:
        """Release files and memory."""


class TantivyWriter:
    """Writes the segments of one index; nothing is part of it until :meth:`commit`."""

    def __init__(self, library: Any, folder: Path, before: Before | None = None) -> None:
        """Write to a folder, with tantivy's package and what reads the index ``before``."""
        self._library = library
        self._folder = folder
        self._before = before
        self._kept = list(before.segments) if before else []
        self._ids: set[str] = set()
        self._parts: list[Path] = []
        self._writer: Any = None
        self._documents = self._chars = 0

    def add(self, document: EngineDocument) -> None:
        """Add a document whose id is not in the index."""
        if document.id in self._ids:
            raise DuplicateId(f"Two of the documents to be written have the id {document.id!r}.")
        self._ids.add(document.id)
        native = _native(self._library, document)
        with _writing(self._folder):
            if self._writer is None:
                self._writer = self._new_part()
            self._writer.add_document(native)
        self._documents += 1
        self._chars += sum(map(len, document.terms.values()))
        if self._documents >= _SEGMENT_DOCUMENTS or self._chars >= _SEGMENT_CHARS:
            with _writing(self._folder):
                self._close_part()

    def delete(self, ids: Iterable[str]) -> Iterator[bytes]:
        """Drop the segments that hold ``ids``; return what is stored of their other documents."""
        if self._before is None:
            return iter(())
        gone = set(ids)
        dropped = self._before.segments_with(gone)
        small = {n for n, each in enumerate(self._kept) if each.documents < _SMALL}
        if len(small) >= _MANY_SMALL:
            dropped |= small
        self._kept = [each for n, each in enumerate(self._kept) if n not in dropped]
        return self._before.stored_in(sorted(dropped), without=gone)

    def commit(self) -> None:
        """Write everything out and make one index of all segments."""
        with _writing(self._folder):
            if self._writer is None and self._before is None and not self._parts:
                self._writer = self._new_part()  # the schema, even without documents
            if self._writer is not None:
                self._close_part()
        join(self._folder, self._kept, self._parts)
        self._release()

    def cancel(self) -> None:
        """Release the folder without keeping what was added."""
        if self._writer is not None:
            try:
                self._writer.wait_merging_threads()
            except ValueError as error:  # its thread has died; who cancels knows of what
                _log.debug("The writer in %s had failed: %s", self._folder, error)
        for part in self._parts:
            remove(part)
        self._release()

    def _new_part(self) -> Any:
        part = self._folder / f"{_PART}-{len(self._parts):06}"
        part.mkdir()
        self._parts.append(part)
        self._documents = self._chars = 0
        index = self._library.Index(_schema(self._library), str(part))
        index.register_tokenizer(_TOKENIZER, _between_spaces(self._library))
        return index.writer(_WRITER_MEMORY, num_threads=1)

    def _close_part(self) -> None:
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._writer = None

    def _release(self) -> None:
        self._parts = []
        self._writer = None
        if self._before is not None:
            self._before.close()


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Tell errors of tantivy's writer, which come from another thread, as what they are."""
    try:
        yield
    except UnicodeError:
        raise
    except ValueError as error:
        raise WriteFailed(
            f"The index folder {folder} cannot be written: {error}.",
            hint="Nothing was changed. Make room, or give write access, and run it again.",
        ) from error


def _schema(library: Any) -> Any:
    """Return the schema of an index: term fields, filter values, and what is stored."""
    builder = library.SchemaBuilder()
    for name, positional in term_fields():
        option = "position" if positional else "freq"
        builder.add_text_field(name, tokenizer_name=_TOKENIZER, index_option=option)
    for name in ("id", *FACETS):
        builder.add_text_field(
            name, stored=name == "id", fast=True, tokenizer_name="raw", index_option="basic"
        )
    builder.add_unsigned_field("day", indexed=True, fast=True)
    builder.add_bytes_field("data", stored=True)
    return builder.build()


def _between_spaces(library: Any) -> Any:
    return library.TextAnalyzerBuilder(library.Tokenizer.whitespace()).build()


def _native(library: Any, document: EngineDocument) -> Any:
    """Return a document as tantivy takes it."""
    native = library.Document()
    native.add_text("id", document.id)
    native.add_text("source", document.source)
    if document.type:
        native.add_text("type", document.type)
    for lang in document.langs:
        native.add_text("lang", lang)
    for place in document.places:
        native.add_text("place", place)
    if document.date:
        native.add_text("year", document.date[:4])
        native.add_text("month", document.date[:7])
        native.add_unsigned("day", day_number(document.date) or 0)
    for name, terms in document.terms.items():
        native.add_text(name, terms if len(terms) <= MAX_TERM else _LONG_TERM.sub(_cut, terms))
    native.add_bytes("data", document.stored)
    return native


def _cut(found: re.Match[str]) -> str:
    return found[0][:MAX_TERM]
