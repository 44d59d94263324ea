"""What a generation says of itself: what made it, of what sources, and what it holds."""

from __future__ import annotations

from msgspec import Struct

from indexer.model import Skipped


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
