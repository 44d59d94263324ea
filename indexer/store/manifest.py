"""What a generation says of itself: what made it, of what sources, and what it holds."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from indexer.analysis import fingerprint
from indexer.engines.base import Engine
from indexer.errors import CorruptIndex, StaleIndex
from indexer.model import Skipped

CLUSTER_ENGINES = ("opensearch",)
"""Engines whose indexes are no folders: :mod:`indexer.cluster` publishes what they write."""

_SEAL = "sha256"


class Tally(Struct):
    """What a source, or a whole index, holds; ``langs`` and ``collections`` count documents."""

    documents: int = 0
    tokens: int = 0
    langs: dict[str, int] = {}
    collections: dict[str, int] = {}
    first_date: str | None = None
    last_date: str | None = None

    def add(self, other: Tally) -> None:
        """Take in what another tally holds."""
        self.documents += other.documents
        self.tokens += other.tokens
        for mine, more in (
            (self.langs, other.langs),
            (self.collections, other.collections),
        ):
            for value, count in more.items():
                mine[value] = mine.get(value, 0) + count
        self.first_date = min(filter(None, (self.first_date, other.first_date)), default=None)
        self.last_date = max(filter(None, (self.last_date, other.last_date)), default=None)


class SourceEntry(Struct, frozen=True):
    """A source file as it was when it was indexed, the documents it gave, what was left out.

    ``settled`` tells that its time of change was old enough to know it by.
    """

    path: str
    size: int
    mtime_ns: int
    settled: bool
    sha256: str
    ids: tuple[str, ...]
    tally: Tally
    skipped: tuple[Skipped, ...] = ()


class FileEntry(Struct, frozen=True):
    """A file of the generation as it was published."""

    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> FileEntry:
        """Return the entry of a file as it is now."""
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return cls(size=path.stat().st_size, sha256=digest)


class Manifest(Struct, frozen=True):
    """The stamp of a generation: what made it, of what, and what it holds.

    ``sources`` are the files that could be read; ``skipped`` lists all that was left out;
    ``files`` are those of the generation, by path below it, filled in when it is published.
    """

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
    max_file_mb: float
    files: dict[str, FileEntry] = {}


def sealed(manifest: Manifest) -> str:
    """Return a manifest as its file has it: JSON in ASCII, with a digest of all that it says.

    Names of files need not be Unicode; escapes keep what they are.
    """
    values = msgspec.to_builtins(manifest)
    return json.dumps({**values, _SEAL: _digest(values)})


def read_values(path: Path, index: str) -> dict[str, object]:
    """Return what a file of a manifest says; raise CorruptIndex if it says nothing."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise unreadable(path, index, error) from error
    if not isinstance(values, dict):
        raise unreadable(path, index, "It is no JSON object")
    return values


def is_as_written(values: Mapping[str, object]) -> bool:
    """Tell whether a manifest says what :func:`sealed` had it say; earlier ones had no digest."""
    rest = {name: value for name, value in values.items() if name != _SEAL}
    return values.get(_SEAL) in (None, _digest(rest))


def unreadable(path: Path, index: str, reason: object) -> CorruptIndex:
    """Return the error of a file that is no manifest."""
    return CorruptIndex(
        f"The manifest {path} cannot be read: {str(reason).splitlines()[0]}.",
        hint=f"Build the index again: {rebuild_command(index)}",
    )


def _digest(values: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(values).encode("ascii")).hexdigest()


def check_analysis(manifest: Manifest, index: str) -> None:
    """Raise :class:`StaleIndex` if a generation was made with another analysis than this one."""
    if manifest.fingerprint != fingerprint():
        values = msgspec.structs.asdict(manifest)
        raise stale(values, index, "was made with another version of the analysis")


def check_engine(manifest: Manifest, engine: Engine, index: str) -> None:
    """Raise :class:`StaleIndex` if another version of its engine would write to an index."""
    if manifest.engine_version != engine.version:
        raise stale(
            msgspec.structs.asdict(manifest),
            index,
            f"was written by {engine.name} {manifest.engine_version}; this is {engine.version}",
        )


def stale(values: Mapping[str, object], index: str, why: str) -> StaleIndex:
    """Return the error of an index that has to be built again, with the command that does it."""
    roots = values.get("roots")
    engine = values.get("engine")
    command = rebuild_command(
        index,
        [str(root) for root in roots] if isinstance(roots, (list, tuple)) else (),
        str(engine) if engine else "",
    )
    return StaleIndex(f"The index {index} {why}.", hint=f"Rebuild it with: {command}")


def rebuild_command(
    index: Path | str, roots: tuple[str, ...] | list[str] = (), engine: str = ""
) -> str:
    """Return the command that builds an index again, as it is typed."""
    sources = " ".join(shlex.quote(root) for root in roots) or "SOURCE..."
    chosen = "" if engine in CLUSTER_ENGINES or not engine else f" --engine {engine}"
    return f"python -m indexer build {sources} --index {shlex.quote(str(index))}{chosen}"
