"""What has changed among the sources since a generation was published.

A file whose size and time of change are the recorded ones is taken to be the same, unless it had
been changed just before it was recorded; otherwise its sha256 decides. What cannot be read now
stays as it was read before.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.errors import UsageError
from indexer.intake import digest_of
from indexer.model import Skipped, SourceFile
from indexer.sources import discover
from indexer.store import Manifest, SourceEntry

_SETTLED_NS = 2_000_000_000
"""A file changed again within the granularity of its time stamp would look the same."""


@dataclass(slots=True)
class Changes:
    """The files to take up, the entries that stay and those that go, and what was left out."""

    take: list[SourceFile] = field(default_factory=list)
    kept: list[SourceEntry] = field(default_factory=list)
    gone: list[SourceEntry] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    roots: tuple[str, ...] = ()
    new: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def any(self) -> bool:
        """Whether there is something to do."""
        return bool(self.take or self.gone)


def everything(roots: Sequence[Path]) -> Changes:
    """Return the changes that take up all there is below the roots."""
    changes = Changes(roots=tuple(map(absolute, roots)))
    _sort_out(changes, discover(roots))
    changes.new = len(changes.take)
    return changes


def changes_since(manifest: Manifest, given: Sequence[Path]) -> Changes:
    """Return what changed below the sources ``given``, or below all that the index has.

    Sources that the index does not have yet are new. What lies elsewhere stays as it is.
    """
    roots, within = _scope([Path(root) for root in manifest.roots], given)
    changes = Changes(roots=tuple(map(str, roots)))
    found: Changes = Changes()
    _sort_out(found, (item for item in discover(roots) if _is_below(_path_of(item), within)))
    noted = {item for entry in manifest.sources for item in entry.skipped}
    elsewhere = (item for item in manifest.skipped if not _is_below(_path_of(item), within))
    changes.skipped = [*(item for item in elsewhere if item not in noted), *found.skipped]
    known = {entry.path: entry for entry in manifest.sources}
    there = {absolute(file.path) for file in found.take}
    for file in found.take:
        entry = known.get(absolute(file.path))
        if entry is None:
            changes.new += 1
            changes.take.append(file)
        elif _seems_same(entry, file):
            changes.kept.append(entry)
        elif isinstance(digest := digest_of(file), Skipped):
            changes.kept.append(entry)
            changes.skipped.append(digest)
        elif digest == entry.sha256:
            changes.kept.append(entry)
        else:
            changes.changed += 1
            changes.take.append(file)
            changes.gone.append(entry)
    hidden = [_path_of(item) for item in found.skipped if item.code == "unreadable"]
    for entry in manifest.sources:
        if entry.path in there:
            continue
        if _is_below(entry.path, within) and not _is_below(entry.path, hidden):
            changes.removed += 1
            changes.gone.append(entry)
        else:
            changes.kept.append(entry)
    return changes


def absolute(path: Path) -> str:
    """Return a path from the root on, its links as they are: how a manifest names a file."""
    return os.path.abspath(path)  # noqa: PTH100 - Path.resolve would follow links


def is_settled(file: SourceFile) -> bool:
    """Tell whether a file was last changed long enough ago to be known by its time of change."""
    return time.time_ns() - file.mtime_ns > _SETTLED_NS


def _scope(roots: list[Path], given: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """Return all roots, with those that are new, and the paths to look below."""
    if not given:
        return roots, [str(root) for root in roots]
    within: list[str] = []
    for path in given:
        name = absolute(path)
        if not any(_is_below(name, [str(root)]) for root in roots):
            if inner := next((root for root in roots if _is_below(str(root), [name])), None):
                raise UsageError(
                    f"The index was built from {inner}, which lies in {name}.",
                    hint="Update that folder, or build the index of the larger one anew.",
                )
            roots = [*roots, Path(name)]
        within.append(name)
    return roots, within


def _is_below(path: str, roots: Iterable[str]) -> bool:
    return any(path == root or path.startswith(root.rstrip("/") + "/") for root in roots)


def _path_of(item: SourceFile | Skipped) -> str:
    return absolute(item.path) if isinstance(item, SourceFile) else absolute(Path(item.where))


def _sort_out(changes: Changes, found: Iterator[SourceFile | Skipped]) -> None:
    for item in found:
        if isinstance(item, Skipped):
            changes.skipped.append(item)
        else:
            changes.take.append(item)


def _seems_same(entry: SourceEntry, file: SourceFile) -> bool:
    return entry.settled and (entry.size, entry.mtime_ns) == (file.size, file.mtime_ns)
