"""The segments of a tantivy index, as files: which there are, and how one index is made of many.

A segment is a set of files named ``UUID.*`` that never change; ``meta.json`` lists the segments
of an index. Tantivy's own writer would merge them in the background as it sees fit, and leaves
deleted documents in its statistics. Here every segment is written as an index of its own, and an
index is the list of its segments: what is in them depends on the documents alone, a clone shares
their files by hard links, and scores never depend on what was deleted.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Any, NamedTuple

from indexer.engines.base import share
from indexer.errors import CorruptIndex, WriteFailed

_META = "meta.json"


class Segment(NamedTuple):
    """A segment of an index: the UUID its files are named by, and its entry in ``meta.json``."""

    name: str
    meta: dict[str, Any]

    @property
    def documents(self) -> int:
        """How many documents it holds."""
        return int(self.meta["max_doc"])

    def files(self, folder: Path) -> list[Path]:
        """Return its files in a folder."""
        return sorted(folder.glob(f"{self.name}.*"))


def segments_of(folder: Path) -> list[Segment]:
    """Return the segments of the index in a folder, in order."""
    metas = _read(folder)["segments"]
    return [Segment(str(meta["segment_id"]).replace("-", ""), meta) for meta in metas]


def clone(source: Path, target: Path) -> None:
    """Make the index in ``source`` be in the empty folder ``target``, its segments shared."""
    shutil.copyfile(source / _META, target / _META)
    for segment in segments_of(source):
        for file in segment.files(source):
            share(file, target / file.name)


def join(folder: Path, kept: Sequence[Segment], parts: Sequence[Path]) -> None:
    """Make the index in ``folder`` one of the segments ``kept`` there and of all in ``parts``.

    Parts are folders of indexes, with nothing else in them; they and the files of segments that
    are not kept are removed. Nothing that was in the folder is written to.
    """
    before = segments_of(folder) if (folder / _META).exists() else []
    segments = list(kept)
    values = _read(parts[0] if parts else folder)
    for part in parts:
        for segment in segments_of(part):
            for file in segment.files(part):
                file.rename(folder / file.name)
            segments.append(segment)
        remove(part)
    new = folder / f"{_META}.new"
    metas = [segment.meta for segment in segments]
    new.write_text(json.dumps({**values, "segments": metas}), encoding="utf-8")
    new.replace(folder / _META)
    names = {segment.name for segment in kept}
    for segment in before:
        if segment.name not in names:
            for file in segment.files(folder):
                file.unlink()


@contextmanager
def mirrored(folder: Path, segments: Sequence[Segment]) -> Iterator[str]:
    """Give a passing folder that links to the index in ``folder``.

    Tantivy takes a lock in the folder that it opens, and so could not read one it may not write
    to. Once open, it has all files mapped and needs their names no more.
    """
    try:
        links = Path(mkdtemp(prefix="querlang-"))
    except OSError as error:
        raise WriteFailed(
            f"The folder for passing files {gettempdir()} cannot be written: {error}.",
            hint="Make room there, or name another folder in TMPDIR.",
        ) from error
    try:
        shutil.copyfile(folder / _META, links / _META)
        for segment in segments:
            for file in segment.files(folder.absolute()):
                (links / file.name).symlink_to(file)
        yield str(links)
    finally:
        _remove_all(links)


def _remove_all(links: Path) -> None:
    """Remove a folder in which the thread that watches an index may just be taking its lock."""
    for pause in (0.001, 0.01, 0.1):
        try:
            shutil.rmtree(links)
        except OSError:
            time.sleep(pause)
        else:
            return
    shutil.rmtree(links)


def remove(part: Path) -> None:
    """Remove the folder of an index, or what is left of it."""
    shutil.rmtree(part, ignore_errors=True)


def _read(folder: Path) -> dict[str, Any]:
    path = folder / _META
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        listed = isinstance(values, dict) and isinstance(values.get("segments"), list)
    except (OSError, ValueError) as error:
        raise _unreadable(folder, str(error)) from error
    if not listed:
        raise _unreadable(folder, f"{path.name} lists no segments")
    return dict(values)


def _unreadable(folder: Path, reason: str) -> CorruptIndex:
    return CorruptIndex(
        f"The index in {folder} cannot be opened: {reason}.", hint="Build the index again."
    )
