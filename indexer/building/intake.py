"""Source files -> analysed documents, with all cores and in a fixed order.

Files that are a document each are read by the worker that analyses them; files of many records
are read here, as a stream, and analysed in batches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from indexer.building.workers import Task, in_order
from indexer.model import WHOLE, Document, Shard, Skipped, SourceFile
from indexer.records.prepare import Prepared, prepare
from indexer.sources import holds_records, read, sha256
from indexer.sources.base import shown_path

_BATCH_CHARS = 200_000
_BATCH_BYTES = 400_000
_BATCH_FILES = 64


class Arrival(NamedTuple):
    """Documents of a file, analysed.

    ``digest`` is the sha256 of the file, ``None`` if it cannot be read. ``last`` tells that
    there are no more of this file, ``position`` how many bytes of it have been read.
    """

    file: SourceFile
    digest: str | None
    items: list[Prepared | Skipped]
    last: bool
    position: int


def arrivals(
    files: Iterable[SourceFile], *, max_bytes: int, jobs: int, shard: Shard = WHOLE
) -> Iterator[Arrival]:
    """Yield the documents of files in the order of the files, each file's in its own order.

    Of files of many records only those of the share are yielded.
    """
    for found in in_order(_tasks(files, max_bytes, shard), jobs):
        yield from found


def digest_of(file: SourceFile) -> str | Skipped:
    """Return the sha256 of a file, or why it cannot be read."""
    try:
        return sha256(file)
    except OSError as error:
        reason = f"It cannot be read: {error.strerror or error}."
        return Skipped(shown_path(file.path), "unreadable", reason)


def _tasks(
    files: Iterable[SourceFile], max_bytes: int, shard: Shard
) -> Iterator[Task[list[Arrival]]]:
    batch: list[SourceFile] = []
    size = 0
    for file in files:
        if holds_records(file.path):
            if batch:
                yield _whole_files, (batch, max_bytes)
                batch, size = [], 0
            yield from _record_tasks(file, max_bytes, shard)
            continue
        batch.append(file)
        size += file.size
        if size >= _BATCH_BYTES or len(batch) >= _BATCH_FILES:
            yield _whole_files, (batch, max_bytes)
            batch, size = [], 0
    if batch:
        yield _whole_files, (batch, max_bytes)


def _record_tasks(file: SourceFile, max_bytes: int, shard: Shard) -> Iterator[Task[list[Arrival]]]:
    digest = digest_of(file)
    if isinstance(digest, Skipped):
        yield _records, (file, None, [digest], True, file.size)
        return
    batch: list[Document | Skipped] = []
    chars = position = 0

    def reached(offset: int) -> None:
        nonlocal position
        position = offset

    for place, item in enumerate(read(file, max_bytes=max_bytes, reached=reached)):
        if not shard.has_record(place):
            continue
        batch.append(item)
        chars += 0 if isinstance(item, Skipped) else len(item.text)
        if chars >= _BATCH_CHARS:
            yield _records, (file, digest, batch, False, position)
            batch, chars = [], 0
    yield _records, (file, digest, batch, True, file.size)


def _whole_files(files: Sequence[SourceFile], max_bytes: int) -> list[Arrival]:
    return [_whole_file(file, max_bytes) for file in files]


def _whole_file(file: SourceFile, max_bytes: int) -> Arrival:
    digest = digest_of(file)
    if isinstance(digest, Skipped):
        return Arrival(file, None, [digest], True, file.size)
    items = _analysed(read(file, max_bytes=max_bytes))
    return Arrival(file, digest, items, True, file.size)


def _records(
    file: SourceFile,
    digest: str | None,
    items: Iterable[Document | Skipped],
    last: bool,
    position: int,
) -> list[Arrival]:
    return [Arrival(file, digest, _analysed(items), last, position)]


def _analysed(items: Iterable[Document | Skipped]) -> list[Prepared | Skipped]:
    return [item if isinstance(item, Skipped) else prepare(item) for item in items]
