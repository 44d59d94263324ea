"""What has changed among the sources since a generation was published.

A file whose size and time of change are the recorded ones is taken to be the same, unless it had
been changed just before it was recorded; otherwise its sha256 decides. What cannot be read now
stays as it was read before.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from indexer.building.intake import digest_of
from indexer.errors import SourceEmptied, SourceNotFound, UsageError
from indexer.model import Skipped, SourceFile
from indexer.sources import discover
from indexer.sources.base import shown_path
from indexer.store.generations import Manifest, SourceEntry

_SETTLED_NS = 2_000_000_000
"""A file changed again within the granularity of its time stamp would look the same."""


@dataclass(slots=True)
class Changes:
    """The files to take up, the entries that stay and those that go, and what was left out.

    ``found_at`` is when the sources began to be looked at, in nanoseconds of the system's clock.
    """

    take: list[SourceFile] = field(default_factory=list)
    kept: list[SourceEntry] = field(default_factory=list)
    gone: list[SourceEntry] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    roots: tuple[str, ...] = ()
    found_at: int = field(default_factory=time.time_ns)
    new: int = 0
    changed: int = 0
    removed: int = 0
    dropped: bool = False

    @property
    def any(self) -> bool:
        """Whether there is something to do; a source that is dropped may have had no files."""
        return bool(self.take or self.gone or self.dropped)

    def is_settled(self, file: SourceFile) -> bool:
        """Tell whether a file was last changed long enough ago to know it by its time of change."""
        return self.found_at - file.mtime_ns > _SETTLED_NS


def everything(roots: Sequence[Path], own: Sequence[Path] = ()) -> Changes:
    """Return the changes that take up all there is below the roots.

    What is in the index' ``own`` folders is no document of anybody's, here and below.
    """
    changes = Changes(roots=tuple(map(absolute, roots)))
    changes.take, changes.skipped = _sorted_out(discover(roots, without=own))
    changes.new = len(changes.take)
    return changes


def changes_since(
    manifest: Manifest, given: Sequence[Path], max_file_mb: float, own: Sequence[Path] = ()
) -> Changes:
    """Return what changed below the sources ``given``, or below all that the index has.

    Sources that the index does not have yet are new. What lies elsewhere stays as it is.
    """
    roots, within = _scope([Path(root) for root in manifest.roots], given)
    changes = Changes(roots=tuple(map(str, roots)))
    looked_at = [root for root in roots if within is None or _touches(root, within)]
    found, skipped = _sorted_out(discover(looked_at, without=own))
    if within is not None:
        found = [file for file in found if _is_below(absolute(file.path), within)]
        _refuse_nothing(within, found, manifest)
    _refuse_emptied(looked_at, found, manifest, within)
    noted = {item for entry in manifest.sources for item in entry.skipped}
    if within is not None:
        skipped = [item for item in skipped if _is_below(absolute(Path(item.where)), within)]
        elsewhere = (i for i in manifest.skipped if not _is_below(absolute(Path(i.where)), within))
        changes.skipped += [item for item in elsewhere if item not in noted]
    changes.skipped += skipped
    _compare(changes, manifest, found, max_file_mb)
    hidden = [absolute(Path(item.where)) for item in skipped if item.code == "unreadable"]
    there = {absolute(file.path) for file in found}
    for entry in manifest.sources:
        if entry.path in there:
            continue
        outside = within is not None and not _is_below(entry.path, within)
        if outside or _is_below(entry.path, hidden):
            changes.kept.append(entry)
        else:
            changes.removed += 1
            changes.gone.append(entry)
    return changes


def changes_without(
    manifest: Manifest, dropped: Sequence[Path], max_file_mb: float, own: Sequence[Path] = ()
) -> Changes:
    """Return what changed below the sources of the index that are not dropped.

    All that came of a dropped source goes, whether it is still there or not; what another source
    reaches as well is taken up again, under the id that it has there. Raises
    :class:`~indexer.errors.UsageError` for what is no source of the index, and if none is left.
    """
    given = {_real(path) for path in dropped}
    roots = {root: _real(Path(root)) for root in manifest.roots}
    for path in dropped:
        if _real(path) not in roots.values():
            raise UsageError(
                f"{shown_path(path)!r} is no source of the index.",
                hint=f"Its sources are: {', '.join(shown_path(Path(root)) for root in roots)}.",
            )
    left = tuple(root for root, real in roots.items() if real not in given)
    if not left:
        raise UsageError(
            "The index would have no source left.",
            hint="Build it anew from other sources, or remove its folder.",
        )
    gone = [entry for entry in manifest.sources if _is_below(entry.path, given)]
    going = {entry.path for entry in gone}
    without = msgspec.structs.replace(
        manifest,
        roots=left,
        sources=tuple(entry for entry in manifest.sources if entry.path not in going),
    )
    changes = changes_since(without, (), max_file_mb, own)
    changes.gone += gone
    changes.removed += len(gone)
    changes.dropped = True
    return changes


def absolute(path: Path) -> str:
    """Return a path from the root on, its links as they are: how a manifest names a file."""
    return os.path.abspath(path)  # noqa: PTH100 - Path.resolve would follow links


def _compare(
    changes: Changes, manifest: Manifest, found: Iterable[SourceFile], max_file_mb: float
) -> None:
    """Sort the files that are there into those that stay and those to take up."""
    known = {entry.path: entry for entry in manifest.sources}
    for file in found:
        entry = known.get(absolute(file.path))
        if entry is None:
            changes.new += 1
            changes.take.append(file)
            continue
        limited = max_file_mb != manifest.max_file_mb and any(
            item.code == "too-large" for item in entry.skipped
        )
        if not limited and entry.settled and _looks_alike(entry, file):
            changes.kept.append(entry)
            continue
        digest = digest_of(file)
        if isinstance(digest, Skipped):
            changes.kept.append(entry)
            changes.skipped.append(digest)
        elif digest == entry.sha256 and not limited:
            settled = changes.is_settled(file)
            now = msgspec.structs.replace(
                entry, size=file.size, mtime_ns=file.mtime_ns, settled=settled
            )
            changes.kept.append(now)
        else:
            changes.changed += 1
            changes.take.append(file)
            changes.gone.append(entry)


def _scope(roots: list[Path], given: Sequence[Path]) -> tuple[list[Path], list[str] | None]:
    """Return all roots, with those that are new, and the real paths to look below, if limited."""
    if not given:
        return roots, None
    within: list[str] = []
    for path in given:
        name = _real(path)
        if not any(_is_below(name, [_real(root)]) for root in roots):
            if inner := next((root for root in roots if _is_below(_real(root), [name])), None):
                raise UsageError(
                    f"The index was built from {inner}, which lies in {absolute(path)}.",
                    hint="Update that folder, or build the index of the larger one anew.",
                )
            roots = [*roots, Path(absolute(path))]
        within.append(name)
    return roots, within


def _refuse_nothing(within: Sequence[str], found: Sequence[SourceFile], manifest: Manifest) -> None:
    """Raise for a source that was given and neither is there nor was."""
    for path in within:
        known = any(_is_below(entry.path, [path]) for entry in manifest.sources)
        if not known and not found and not Path(path).exists():
            raise SourceNotFound(
                f"There is no file or folder {shown_path(Path(path))!r}.",
                hint="Check the spelling and the rights, or give the full path.",
            )


def _refuse_emptied(
    roots: Sequence[Path],
    found: Sequence[SourceFile],
    manifest: Manifest,
    within: Sequence[str] | None,
) -> None:
    """Raise for a source that had documents and holds no file at all: a disk may be missing."""
    if within is not None and found:
        return
    for root in roots:
        real = [_real(root)]
        had = any(
            entry.ids and _is_below(_real(Path(entry.path)), real) for entry in manifest.sources
        )
        has = any(_is_below(_real(file.path), real) for file in found)
        if had and not has and (within is None or _is_below(real[0], within)):
            raise SourceEmptied(
                f"The source {shown_path(root)} had documents and now holds no file.",
                hint="Is a disk not mounted? If it is meant to be empty, take it out of the index"
                " with update --drop.",
            )


def _touches(root: Path, within: Sequence[str]) -> bool:
    real = _real(root)
    return _is_below(real, within) or any(_is_below(path, [real]) for path in within)


def _real(path: Path) -> str:
    """Return a path with all links followed: so sources name the files they find."""
    return os.path.realpath(path)


def _is_below(path: str, roots: Iterable[str]) -> bool:
    return any(path == root or path.startswith(root.rstrip("/") + "/") for root in roots)


def _sorted_out(
    found: Iterable[SourceFile | Skipped],
) -> tuple[list[SourceFile], list[Skipped]]:
    files: list[SourceFile] = []
    skipped: list[Skipped] = []
    for item in found:
        if isinstance(item, Skipped):
            skipped.append(item)
        else:
            files.append(item)
    return files, skipped


def _looks_alike(entry: SourceEntry, file: SourceFile) -> bool:
    return (entry.size, entry.mtime_ns) == (file.size, file.mtime_ns)
