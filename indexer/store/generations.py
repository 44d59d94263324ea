"""The index folder: generations, the manifest, the lock, and publishing in one step.

    INDEX/CURRENT        name of the published generation, replaced by one atomic rename
    INDEX/gen-000007/    a generation: the engine's files and manifest.json
    INDEX/LOCK           held by the one process that writes; says which

A generation is staged under a name of its own (``staging-…``), verified, stamped with its
manifest, renamed, and only then named in CURRENT. Until that last rename the index is the old
one; whatever an earlier writer left behind when it died is removed by the next. The generation
before the published one is kept, so readers that have it open lose nothing.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import msgspec

from indexer.engines.base import Engine, share
from indexer.errors import (
    CorruptIndex,
    IndexLocked,
    IndexNotFound,
    StaleIndex,
    UsageError,
    WriteFailed,
)
from indexer.model import Shard, Step
from indexer.store.manifest import (
    CLUSTER_ENGINES,
    FileEntry,
    Manifest,
    SourceEntry,
    Tally,
    check_analysis,
    is_as_written,
    read_values,
    rebuild_command,
    sealed,
    stale,
    unreadable,
)

__all__ = [
    "FORMAT_VERSION",
    "FileEntry",
    "IndexFolder",
    "Manifest",
    "SourceEntry",
    "Staging",
    "Tally",
    "rebuild_command",
]

FORMAT_VERSION = 8
"""Raise when the layout of a generation, a record or the term fields change."""

_CURRENT = "CURRENT"
_LOCK = "LOCK"
_MANIFEST = "manifest.json"
_PREFIX = "gen-"
_NAME = re.compile(r"gen-\d{6,}")
_STAGING = "staging-"


class IndexFolder:
    """One index on disk. Reading needs no lock; :meth:`writing` takes the only one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pointer = str(path / _CURRENT)

    def current(self) -> str | None:
        """Return the name of the published generation, or nothing if there is none."""
        return _generation_in(self.path / _CURRENT)

    @property
    def address(self) -> str:
        """What a person calls the index: the path of the folder."""
        return str(self.path)

    @property
    def folders(self) -> tuple[Path]:
        """The folder, in which there are no documents."""
        return (self.path,)

    def engine(self, given: str | None, default: str) -> str:
        """Return the engine that a build writes with: the one given, or the default."""
        chosen = given or default
        if chosen in CLUSTER_ENGINES:
            raise UsageError(
                f"The engine {chosen} writes to a cluster, and {self.path} is a folder.",
                hint="Give the address of the index: --index opensearch://HOST:PORT/NAME.",
            )
        return chosen

    def stamp(self) -> tuple[int, int]:
        """Return what changes with every publish: which file CURRENT is, and when it was written.

        The generation it names would not do: an index that was removed and built anew begins
        again with the same one.
        """
        try:
            status = os.stat(self._pointer)  # noqa: PTH116 (asked for by every search)
        except OSError:
            self.published()
            raise
        return status.st_ino, status.st_mtime_ns

    def published(self) -> str:
        """Return the name of the published generation; raise if there is none."""
        name = self.current()
        if name is not None:
            return name
        if generations := self._generations():
            last = generations[-1].name
            raise CorruptIndex(
                f"The file {self.path / _CURRENT} is missing or does not name a generation.",
                hint=f"Write a generation's name into it ({last} is there), or build again.",
            )
        what = "is not an index" if self.path.exists() else "does not exist"
        raise IndexNotFound(
            f"The folder {self.path} {what}.",
            hint=f"Build one with: python -m indexer build SOURCE... --index {self.path}",
        )

    def folder(self, generation: str) -> Path:
        """Return the folder of a generation."""
        return self.path / generation

    def manifest(self, generation: str) -> Manifest:
        """Return the manifest of a generation, whatever made it.

        Raises :class:`StaleIndex` for another format and :class:`CorruptIndex` for a file that
        is not a manifest.
        """
        path = self.folder(generation) / _MANIFEST
        values = read_values(path, self.address)
        check_format(values, self.address)
        try:
            return msgspec.convert(values, Manifest)
        except msgspec.ValidationError as error:
            raise unreadable(path, self.address, error) from error

    def open_manifest(self, generation: str) -> Manifest:
        """Return the manifest of a generation that this version can search.

        Raises :class:`StaleIndex` with the command that rebuilds it if the generation was made
        with another analysis than the one running, :class:`CorruptIndex` if a file is damaged.
        """
        try:
            manifest = self.manifest(generation)
            check_analysis(manifest, self.address)
            for name, entry in manifest.files.items():
                path = self.folder(generation) / name
                if not path.is_file() or path.stat().st_size != entry.size:
                    raise self._damaged(path, "is missing or not as long as it was written")
        except (StaleIndex, CorruptIndex):
            self._check_manifest(generation)  # what a damaged one says is not the reason
            raise
        return manifest

    def check_health(self) -> None:
        """Raise :class:`IndexNotFound` if there is no published generation any more."""
        self.published()

    def check_files(self, manifest: Manifest) -> None:
        """Read every file of a generation; raise :class:`CorruptIndex` if one has changed."""
        self._check_manifest(manifest.generation)
        for name, entry in manifest.files.items():
            path = self.folder(manifest.generation) / name
            if FileEntry.of(path) != entry:
                raise self._damaged(path, "is not what was written")

    def _check_manifest(self, generation: str) -> None:
        """Raise :class:`CorruptIndex` if a manifest does not say what was written."""
        path = self.folder(generation) / _MANIFEST
        if not is_as_written(read_values(path, self.address)):
            raise self._damaged(path, "is not what was written")

    def _damaged(self, path: Path, why: str) -> CorruptIndex:
        return CorruptIndex(
            f"The file {path} {why}.",
            hint=f"Restore it from a copy, or build again: {rebuild_command(self.address)}",
        )

    @contextmanager
    def writing(self) -> Iterator[Staging]:
        """Hold the lock and a staged generation; what is not published is removed.

        Raises :class:`IndexLocked` naming the holder if another process is writing. The lock is
        the operating system's, so that of a dead process does not hold.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            foreign = self._foreign()
        except OSError as error:
            raise _not_writable(self.path, error) from error
        if foreign:
            raise WriteFailed(
                f"The folder {self.path} is not an index: it holds {foreign}.",
                hint="Nothing was written. Name a new or empty folder as the index.",
            )
        import filelock  # takes time to load, and who only searches needs none

        lock_path = self.path / _LOCK
        lock = filelock.FileLock(lock_path, timeout=0)
        try:
            lock.acquire()
        except filelock.Timeout as error:
            raise IndexLocked(
                f"Another process is writing to the index {self.path}: {_holder(lock_path)}.",
                hint="Wait until it is done, or stop it.",
            ) from error
        except OSError as error:
            raise _not_writable(self.path, error) from error
        try:
            self._clean()
            lock_path.write_text(own_name() + "\n", encoding="utf-8")
            staging = Staging(self, self._next_name())
            yield staging
        except OSError as error:
            raise _not_writable(self.path, error) from error
        finally:
            self._clean()
            lock.release()

    def sharing(self, shard: Shard, made_by: str) -> NoReturn:
        """Raise :class:`UsageError`: only an index on a cluster is built in shares."""
        del made_by
        raise self._no_shares(f"The share {shard} of a build cannot be written to")

    def closing(self) -> NoReturn:
        """Raise :class:`UsageError`, as :meth:`sharing` does."""
        raise self._no_shares("There are no shares of a build in")

    def discard(self) -> NoReturn:
        """Raise :class:`UsageError`, as :meth:`sharing` does."""
        raise self._no_shares("There are no shares of a build in")

    def _no_shares(self, what: str) -> UsageError:
        return UsageError(
            f"{what} the folder {self.path}.",
            hint="Several machines build an index on a cluster: --index opensearch://HOST:PORT/NAME"
            "; on one machine, build without --shard and with more --jobs.",
        )

    def _foreign(self) -> str | None:
        """Return the name of a file that shows the folder to be something else, if there is one."""
        names = sorted(entry.name for entry in self.path.iterdir())
        if not names or _LOCK in names or _CURRENT in names or self._generations():
            return None
        return next((name for name in names if not name.startswith((".", _STAGING))), None)

    def _next_name(self) -> str:
        numbers = [int(path.name.removeprefix(_PREFIX)) for path in self._generations()]
        return f"{_PREFIX}{max(numbers, default=0) + 1:06}"

    def _generations(self) -> list[Path]:
        return sorted(
            path
            for path in self.path.glob(f"{_PREFIX}*")
            if path.name.removeprefix(_PREFIX).isdecimal()
        )

    def _clean(self) -> None:
        """Remove what was staged and not published, and all but the last two generations."""
        current = self.current()
        pending = _generation_in(self.path / f"{_STAGING}{_CURRENT}")
        # Without a readable CURRENT any generation may be the one somebody wants back.
        known = [path for path in self._generations() if current or path.name == pending]
        older = [path for path in known if current and path.name < current]
        unpublished = [path for path in known if path.name > (current or "")]
        for path in [*self.path.glob(f"{_STAGING}*"), *unpublished, *older[:-1]]:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


class Staging:
    """A generation in the making; nothing of it is seen before :meth:`publish`."""

    def __init__(self, index: IndexFolder, generation: str) -> None:
        self._index = index
        self.generation = generation
        self.folder = index.path / f"{_STAGING}{generation}"
        self.folder.mkdir()
        self._shared: dict[str, FileEntry] = {}

    def clone(self, engine: Engine, manifest: Manifest, *, without: Collection[str] = ()) -> None:
        """Begin with what a published generation holds; its files are shared, not copied.

        What the engine may write to is its own to copy; files beside its own never change, save
        those ``without`` which the clone begins, since they are written anew.
        """
        source = self._index.folder(manifest.generation)
        engine.clone(source, self.folder)
        for name in manifest.files:
            if name not in without and not (self.folder / name).exists():
                share(source / name, self.folder / name)
        self._shared = {
            name: entry
            for name, entry in manifest.files.items()
            if name not in without and (self.folder / name).samefile(source / name)
        }

    def publish(self, manifest: Manifest, step: Callable[[Step], None]) -> None:
        """Stamp the generation and make it the published one, in one atomic step."""
        step(Step.STAMP)
        written = sorted(path for path in self.folder.rglob("*") if path.is_file())
        files: dict[str, FileEntry] = {}
        for path in written:
            name = path.relative_to(self.folder).as_posix()
            known = self._shared.get(name)
            files[name] = known or FileEntry.of(path)
            if known is None:
                _sync(path)
        path = self.folder / _MANIFEST
        path.write_text(sealed(msgspec.structs.replace(manifest, files=files)), encoding="ascii")
        _sync(path)
        _sync(self.folder)
        step(Step.PUBLISH)
        # The pointer comes first: it tells a generation that was never published from a lost one.
        pointer = self._index.path / f"{_STAGING}{_CURRENT}"
        pointer.write_text(f"{self.generation}\n", encoding="utf-8")
        _sync(pointer)
        self.folder.rename(self._index.folder(self.generation))
        _sync(self._index.path)
        step(Step.POINT)
        pointer.replace(self._index.path / _CURRENT)
        _sync(self._index.path)
        step(Step.CLEAN)


def check_format(values: Mapping[str, object], index: str) -> None:
    """Raise :class:`StaleIndex` for the values of a manifest of another format."""
    if values.get("format") != FORMAT_VERSION:
        raise stale(
            values, index, f"has format {values.get('format')}; this version reads {FORMAT_VERSION}"
        )


def own_name() -> str:
    """Return what others are told of the process that holds a lock."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return f"process {os.getpid()} on {platform.node()} since {now}"


def _generation_in(pointer: Path) -> str | None:
    """Return the generation that a file names, or nothing."""
    try:
        name = pointer.read_text(encoding="utf-8", errors="replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return name if _NAME.fullmatch(name) else None


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _holder(lock: Path) -> str:
    try:
        return lock.read_text(encoding="utf-8").strip() or "an unnamed process"
    except OSError:
        return "an unnamed process"


def _not_writable(path: Path, error: OSError) -> WriteFailed:
    return WriteFailed(
        f"The index folder {path} cannot be written: {error.strerror or error}.",
        hint="Nothing was changed. Make room, or give write access, and run it again.",
    )
