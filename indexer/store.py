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

import json
import os
import shlex
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import filelock
from pydantic import BaseModel, ConfigDict, ValidationError

from indexer.analysis import fingerprint
from indexer.errors import CorruptIndex, IndexLocked, IndexNotFound, StaleIndex, WriteFailed
from indexer.model import Skipped

FORMAT_VERSION = 1
"""Raise when the layout of a generation, a record or the term fields change."""

_CURRENT = "CURRENT"
_LOCK = "LOCK"
_MANIFEST = "manifest.json"
_PREFIX = "gen-"
_STAGING = "staging-"


class SourceEntry(BaseModel):
    """A source file as it was when it was indexed; ``ids`` are the documents it gave."""

    model_config = ConfigDict(frozen=True)

    path: str
    size: int
    mtime_ns: int
    sha256: str
    ids: tuple[str, ...]


class Manifest(BaseModel):
    """The stamp of a generation: what made it, of what, and what it holds."""

    model_config = ConfigDict(frozen=True)

    format: int
    generation: str
    engine: str
    engine_version: str
    fingerprint: str
    components: dict[str, str]
    built_at: str
    roots: tuple[str, ...]
    documents: int
    tokens: int
    langs: dict[str, int]
    collections: dict[str, int]
    first_date: str | None
    last_date: str | None
    sources: tuple[SourceEntry, ...]
    skipped: tuple[Skipped, ...]


class IndexFolder:
    """One index on disk. Reading needs no lock; :meth:`writing` takes the only one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def current(self) -> str | None:
        """Return the name of the published generation, or nothing if there is none."""
        try:
            return (self.path / _CURRENT).read_text(encoding="utf-8").strip() or None
        except (FileNotFoundError, NotADirectoryError):
            return None

    def published(self) -> str:
        """Return the name of the published generation; raise if there is none."""
        name = self.current()
        if name is None:
            what = "is not an index" if self.path.exists() else "does not exist"
            raise IndexNotFound(
                f"The folder {self.path} {what}.",
                hint=f"Build one with: python -m indexer build SOURCE... --index {self.path}",
            )
        return name

    def folder(self, generation: str) -> Path:
        """Return the folder of a generation."""
        return self.path / generation

    def manifest(self, generation: str) -> Manifest:
        """Return the manifest of a generation, whatever made it.

        Raises :class:`StaleIndex` for another format and :class:`CorruptIndex` for a file that
        is not a manifest.
        """
        path = self.folder(generation) / _MANIFEST
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(values, dict) and values.get("format") != FORMAT_VERSION:
                raise self._stale(
                    values,
                    f"has format {values.get('format')}; this version reads {FORMAT_VERSION}",
                )
            return Manifest.model_validate(values)
        except (OSError, UnicodeDecodeError, json.JSONDecodeError, ValidationError) as error:
            reason = str(error).splitlines()[0]
            raise CorruptIndex(
                f"The manifest {path} cannot be read: {reason}.",
                hint=f"Build the index again: {rebuild_command(self.path)}",
            ) from error

    def open_manifest(self, generation: str) -> Manifest:
        """Return the manifest of a generation that this version can search.

        Raises :class:`StaleIndex` with the command that rebuilds it if the generation was made
        with another analysis than the one running.
        """
        manifest = self.manifest(generation)
        if manifest.fingerprint != fingerprint():
            raise self._stale(
                manifest.model_dump(), "was made with another version of the analysis"
            )
        return manifest

    def _stale(self, values: dict[str, object], why: str) -> StaleIndex:
        roots = values.get("roots")
        engine = values.get("engine")
        command = rebuild_command(
            self.path,
            [str(root) for root in roots] if isinstance(roots, (list, tuple)) else (),
            str(engine) if engine else "",
        )
        return StaleIndex(f"The index {self.path} {why}.", hint=f"Rebuild it with: {command}")

    @contextmanager
    def writing(self) -> Iterator[Staging]:
        """Hold the lock and a staged generation; what is not published is removed.

        Raises :class:`IndexLocked` naming the holder if another process is writing. The lock is
        the operating system's, so that of a dead process does not hold.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _not_writable(self.path, error) from error
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
            lock_path.write_text(_own_name(), encoding="utf-8")
            staging = Staging(self, self._next_name())
            yield staging
        except OSError as error:
            raise _not_writable(self.path, error) from error
        finally:
            self._clean()
            lock.release()

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
        older = [path for path in self._generations() if current and path.name < current]
        unpublished = [path for path in self._generations() if not current or path.name > current]
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

    def publish(self, manifest: Manifest) -> None:
        """Stamp the generation and make it the published one, in one atomic step."""
        path = self.folder / _MANIFEST
        path.write_text(manifest.model_dump_json(), encoding="utf-8")
        for file in self.folder.rglob("*"):
            if file.is_file():
                _sync(file)
        _sync(self.folder)
        self.folder.rename(self._index.folder(self.generation))
        pointer = self._index.path / f"{_STAGING}{_CURRENT}"
        pointer.write_text(f"{self.generation}\n", encoding="utf-8")
        _sync(pointer)
        _sync(self._index.path)
        pointer.replace(self._index.path / _CURRENT)
        _sync(self._index.path)


def rebuild_command(index: Path, roots: tuple[str, ...] | list[str] = (), engine: str = "") -> str:
    """Return the command that builds an index again, as it is typed."""
    sources = " ".join(shlex.quote(root) for root in roots) or "SOURCE..."
    chosen = f" --engine {engine}" if engine else ""
    return f"python -m indexer build {sources} --index {shlex.quote(str(index))}{chosen}"


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _own_name() -> str:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return f"process {os.getpid()} on {socket.gethostname()} since {now}\n"


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
