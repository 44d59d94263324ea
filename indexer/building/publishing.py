"""What ends every build: verify what was written, make what is made of all of it, publish.

Near-duplicates, suggestions and the words of Vietnamese are made of all documents at once, so they
are the same however the documents were written: by one build, by updates, or in shares.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from indexer.analysis import fingerprint
from indexer.analysis.fingerprint import components
from indexer.building.changes import Changes
from indexer.building.workers import seldom_collected
from indexer.duplicates.groups import save_duplicates
from indexer.duplicates.signatures import grouped
from indexer.engines.base import Engine, EngineReader
from indexer.errors import CorruptIndex, DuplicateId, NothingToIndex
from indexer.lexicon.corpus import make_lexicon
from indexer.lexicon.own import FILE as LEXICON
from indexer.lexicon.vectors import Embedder
from indexer.model import BuildReport, Progress, Skipped, Step
from indexer.records.gathered import save_gathered
from indexer.retries import RETRIES
from indexer.spelling.syllables import VietnameseWords
from indexer.store.addresses import Staged
from indexer.store.generations import FORMAT_VERSION, Manifest, SourceEntry, Tally
from indexer.suggesting.tables import save_tables

Observer = Callable[[Progress], None]
"""Called at every step, and while documents are analysed."""


class Watch:
    """Tells the observer how far the work has come."""

    def __init__(self, observer: Observer | None) -> None:
        self._observer = observer
        self._last = Progress(Step.FIND)
        self._started = time.perf_counter()
        self._retries = RETRIES.total

    @property
    def seconds(self) -> float:
        """The time since the work began."""
        return time.perf_counter() - self._started

    @property
    def retries(self) -> int:
        """The requests to clusters that were sent again since."""
        return RETRIES.total - self._retries

    def step(self, step: Step) -> None:
        """Begin a step."""
        self._tell(replace(self._last, step=step))

    def counted(self, progress: Progress) -> None:
        """Go on with a step."""
        self._tell(progress)

    def _tell(self, progress: Progress) -> None:
        self._last = progress
        if self._observer is not None:
            self._observer(progress)


class Written(NamedTuple):
    """What has to be known of the documents of a generation beside what its engine holds."""

    roots: tuple[str, ...]
    max_file_mb: float
    entries: Sequence[SourceEntry]
    unread: Sequence[Skipped]
    signatures: Mapping[str, bytes]
    gathered: Mapping[str, bytes]


@seldom_collected()
def publish(
    engine: Engine,
    staging: Staged,
    written: Written,
    watch: Watch,
    embedder: Embedder | None = None,
) -> Manifest:
    """Verify what was written, make what is made of all documents, and publish it.

    With an ``embedder`` the words of the documents get a lexicon of their own.
    """
    folder = staging.folder
    save_duplicates(folder, written.signatures, grouped(written.signatures))
    save_gathered(folder, written.gathered)
    watch.step(Step.VERIFY)
    manifest = _manifest(engine, staging.generation, written)
    with _verified(engine, staging, manifest.documents) as reader:
        VietnameseWords.of(reader, manifest.tokens).save(folder)
        save_tables(folder, written.gathered, reader)
        if embedder is not None:
            watch.step(Step.LINK)
            counted = partial(Progress, Step.LINK, 0, 0, manifest.documents)

            def told(done: int, total: int) -> None:
                watch.counted(counted(done, total))

            make_lexicon(reader, embedder, told).save(folder / LEXICON)
    staging.publish(manifest, watch.step)
    return manifest


def _manifest(engine: Engine, generation: str, written: Written) -> Manifest:
    tally = Tally()
    for entry in written.entries:
        tally.add(entry.tally)
    return Manifest(
        format=FORMAT_VERSION,
        generation=generation,
        engine=engine.name,
        engine_version=engine.version,
        fingerprint=fingerprint(),
        components=components(),
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        roots=written.roots,
        documents=tally.documents,
        tokens=tally.tokens,
        langs=_by_count(tally.langs),
        collections=_by_count(tally.collections),
        first_date=tally.first_date,
        last_date=tally.last_date,
        sources=tuple(written.entries),
        skipped=(*written.unread, *skipped_of(written.entries)),
        max_file_mb=written.max_file_mb,
    )


def report_of(manifest: Manifest, changes: Changes, watch: Watch) -> BuildReport:
    """Return what a build or an update did."""
    return BuildReport(
        manifest.generation,
        manifest.documents,
        manifest.tokens,
        watch.seconds,
        manifest.skipped,
        changes.new,
        changes.changed,
        changes.removed,
        retries=watch.retries,
    )


def duplicate(doc_id: str, one: str, other: str) -> DuplicateId:
    """Return the error of two documents with one id; ``one`` and ``other`` say where they are."""
    return DuplicateId(
        f"Two documents have the id {doc_id!r}: {one} and {other}.",
        hint="Give one of them another id or name, or leave one of the sources out.",
    )


def refuse_nothing(ids: Sized, skipped: Sequence[Skipped]) -> None:
    """Raise :class:`~indexer.errors.NothingToIndex` if there is no document."""
    if not ids:
        reasons = "; ".join(f"{item.where}: {item.reason}" for item in skipped[:3])
        raise NothingToIndex(
            f"No document could be read from the sources. {reasons}".strip(),
            hint="Give files or folders of .txt .md .html .pdf .docx .jsonl or .jsonl.gz.",
        )


def skipped_of(entries: Iterable[SourceEntry]) -> Iterator[Skipped]:
    """Yield what was left out of source files."""
    for entry in entries:
        yield from entry.skipped


def _by_count(counts: dict[str, int]) -> dict[str, int]:
    """Return counts with the largest first."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


@contextmanager
def _verified(engine: Engine, staging: Staged, documents: int) -> Iterator[EngineReader]:
    """Open the staged generation as a reader would, and count."""
    with engine.open(staging.folder) as reader:
        counted = reader.doc_count()
        if counted != documents:
            raise CorruptIndex(
                f"The new index holds {counted} documents where {documents} were written.",
                hint="Nothing was published. Check the disk and build again.",
            )
        yield reader
