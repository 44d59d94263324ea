"""Build and update: find -> analyse -> write -> verify -> stamp -> publish, beside what is there.

``build`` makes a generation of everything; ``update`` makes one of a clone of the published
generation and of what has changed since. Documents go to the engine in the order in which they
are found, whatever the number of jobs. A source that cannot be read is skipped with its reason;
two records with one id stop the build, since either might be the right one. Nothing is published
before the staged generation has been opened and counted.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from indexer.analysis import fingerprint
from indexer.analysis.fingerprint import components
from indexer.changes import Changes, absolute, changes_since, changes_without, everything
from indexer.config import Settings, load_settings
from indexer.duplicates import DUPLICATES_FILES, load_signatures, save_duplicates
from indexer.engines.base import Engine, EngineDocument, EngineReader, EngineWriter
from indexer.engines.registry import get_engine
from indexer.errors import CorruptIndex, DuplicateId, NothingToIndex, SourceFailed, UsageError
from indexer.gathered import GATHERED, load_gathered, save_gathered
from indexer.intake import Arrival, arrivals
from indexer.model import BuildReport, Progress, Skipped, Step
from indexer.packing import Packing
from indexer.prepare import restore
from indexer.record import Record
from indexer.signatures import grouped
from indexer.sources.base import shown_path
from indexer.spelling.syllables import FILE as SYLLABLES_FILE
from indexer.spelling.syllables import VietnameseWords
from indexer.store import FORMAT_VERSION, IndexFolder, Manifest, SourceEntry, Staging, Tally
from indexer.suggesting.tables import SUGGESTIONS, save_tables

_BYTES_A_JOB = 2_000_000
"""Less is analysed before another process has loaded its models."""

_WRITTEN_ANEW = (*DUPLICATES_FILES, GATHERED, SUGGESTIONS, SYLLABLES_FILE)
"""Files that an update does not take over."""

Observer = Callable[[Progress], None]
"""Called at every step, and while documents are analysed."""


def build_index(
    source: Sequence[Path | str] | Path | str,
    index: Path | str,
    *,
    engine: str | None = None,
    settings: Settings | None = None,
    jobs: int | None = 1,
    progress: Observer | None = None,
) -> BuildReport:
    """Build an index of files and folders and publish it in place of the one before.

    With more than one job, documents are analysed by so many processes beside this one; with
    ``None`` by as many as there are cores and work for them. Raises an error of
    :mod:`indexer.errors` if nothing was published; the index is then what it was. Files that
    could not be read are in the report, with the reason.
    """
    settings = settings or load_settings()
    watch = _Watch(progress)
    chosen = get_engine(engine or settings.engine)
    watch.step(Step.FIND)
    changes = everything(_paths(source))
    with IndexFolder(Path(index)).writing() as staging:
        writing = _Writing(chosen, staging, changes, settings, watch)
        manifest = writing.publish(chosen.create(staging.folder), jobs)
    watch.step(Step.DONE)
    return _report(manifest, changes, watch)


def update_index(
    index: Path | str,
    source: Sequence[Path | str] | Path | str = (),
    *,
    drop: Sequence[Path | str] | Path | str = (),
    settings: Settings | None = None,
    jobs: int | None = 1,
    progress: Observer | None = None,
) -> BuildReport:
    """Bring an index up to date with its sources, or with those given, and publish it.

    Only files that are new or have changed are read; documents of files that are gone go, and
    those of the sources to ``drop``, which the index forgets. The result answers as an index
    built anew would. If nothing has changed nothing is done, and the report names the generation
    that there is. Raises as :func:`build_index` does.
    """
    given, dropped = _paths(source), _paths(drop)
    if given and dropped:
        raise UsageError(
            "Sources cannot be given and dropped at once.",
            hint="Drop first: all other sources are brought up to date with that.",
        )
    settings = settings or load_settings()
    watch = _Watch(progress)
    folder = IndexFolder(Path(index))
    folder.published()
    with folder.writing() as staging:
        before = folder.open_manifest(folder.published())
        chosen = get_engine(before.engine)
        folder.check_engine(before, chosen)
        watch.step(Step.FIND)
        if dropped:
            changes = changes_without(before, dropped, settings.max_file_mb)
        else:
            changes = changes_since(before, given, settings.max_file_mb)
        if not changes.any:
            skipped = tuple(dict.fromkeys([*before.skipped, *changes.skipped]))
            return replace(_report(before, changes, watch), skipped=skipped)
        watch.step(Step.CLONE)
        staging.clone(chosen, before, without=_WRITTEN_ANEW)
        known = folder.folder(before.generation)
        held = _Held(load_signatures(known), load_gathered(known))
        writing = _Writing(chosen, staging, changes, settings, watch, held)
        manifest = writing.publish(chosen.append(staging.folder), jobs)
    watch.step(Step.DONE)
    return _report(manifest, changes, watch)


class _Watch:
    """Tells the observer how far the work has come."""

    def __init__(self, observer: Observer | None) -> None:
        self._observer = observer
        self._last = Progress(Step.FIND)
        self.started = time.perf_counter()

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


class _Held(NamedTuple):
    """What is known of the documents that are there, by id: see :class:`~.prepare.Prepared`."""

    signatures: Mapping[str, bytes] = MappingProxyType({})
    gathered: Mapping[str, bytes] = MappingProxyType({})


class _Writing:
    """The writing of one generation, from the first document to the switch."""

    def __init__(
        self,
        engine: Engine,
        staging: Staging,
        changes: Changes,
        settings: Settings,
        watch: _Watch,
        held: _Held = _Held(),  # noqa: B008 (a value that does not change)
    ) -> None:
        """Begin to write."""
        self._engine = engine
        self._staging = staging
        self._changes = changes
        self._max_file_mb = settings.max_file_mb
        self._watch = watch
        self._packing = Packing.load(staging.folder)
        self._entries = list(changes.kept)
        self._unread = list(changes.skipped)
        self._origins = {
            doc_id: shown
            for entry in changes.kept
            for shown in (shown_path(Path(entry.path)),)
            for doc_id in entry.ids
        }
        self._signatures = {doc_id: held.signatures[doc_id] for doc_id in self._origins}
        self._gathered = {doc_id: held.gathered[doc_id] for doc_id in self._origins}

    def publish(self, writer: EngineWriter, jobs: int | None) -> Manifest:
        """Write all documents, verify what was written, and make it the published index."""
        try:
            self._watch.step(Step.ANALYSE)
            self._add_again(writer)
            self._add_new(writer, jobs)
            self._refuse_nothing()
            self._watch.step(Step.WRITE)
            writer.commit()
        except BaseException:
            writer.cancel()
            raise
        self._packing.save(self._staging.folder)
        save_duplicates(self._staging.folder, self._signatures, grouped(self._signatures))
        save_gathered(self._staging.folder, self._gathered)
        self._watch.step(Step.VERIFY)
        manifest = self._manifest()
        with _verified(self._engine, self._staging, manifest.documents) as reader:
            VietnameseWords.of(reader, manifest.tokens).save(self._staging.folder)
            save_tables(self._staging.folder, self._gathered, reader)
        self._staging.publish(manifest, self._watch.step)
        return manifest

    def _add_again(self, writer: EngineWriter) -> None:
        """Delete what is gone, and add what the engine let go with it."""
        gone = [doc_id for entry in self._changes.gone for doc_id in entry.ids]
        for stored in writer.delete(gone):
            record = Record(self._packing.unpack(stored))
            writer.add(replace(restore(record), stored=stored))

    def _add_new(self, writer: EngineWriter, jobs: int | None) -> None:
        files = self._changes.take
        all_bytes = sum(file.size for file in files)
        if jobs is None:
            jobs = min(os.cpu_count() or 1, 1 + all_bytes // _BYTES_A_JOB)
        done = done_bytes = 0
        entry = _Entry()
        for arrival in arrivals(files, max_bytes=int(self._max_file_mb * 1_000_000), jobs=jobs):
            for document in self._documents(arrival, entry):
                writer.add(document)
            if arrival.last:
                self._close(arrival, entry)
                entry = _Entry()
                done += 1
                done_bytes += arrival.file.size
            read = done_bytes if arrival.last else done_bytes + arrival.position
            counts = done, len(files), len(self._origins), read, all_bytes
            self._watch.counted(Progress(Step.ANALYSE, *counts))

    def _documents(self, arrival: Arrival, entry: _Entry) -> Iterator[EngineDocument]:
        """Yield the documents of a file, packed; note whatever else came of it."""
        shown = shown_path(arrival.file.path)
        for item in arrival.items:
            entry.number += 1
            if isinstance(item, Skipped):
                entry.skipped.append(item)
                continue
            document, tokens, signature, gathered = item
            where = f"{shown} (record {entry.number})" if document.id != arrival.file.id else shown
            if document.id in self._origins:
                raise DuplicateId(
                    f"Two documents have the id {document.id!r}:"
                    f" {self._origins[document.id]} and {where}.",
                    hint="Give one of them another id or name, or leave one of the sources out.",
                )
            self._origins[document.id] = where
            entry.ids.append(document.id)
            entry.tally.add(_tally(document, tokens))
            self._signatures[document.id] = signature
            self._gathered[document.id] = gathered
            lang = document.langs[0]
            yield replace(document, stored=self._packing.pack(document.stored, lang))

    def _close(self, arrival: Arrival, entry: _Entry) -> None:
        file = arrival.file
        broken = next((item for item in entry.skipped if item.code == "unreadable"), None)
        if broken is not None and any(e.path == absolute(file.path) for e in self._changes.gone):
            raise SourceFailed(
                f"{broken.where}: {broken.reason}",
                hint="The index stays as it was. Mend or remove the file, and update again.",
            )
        if arrival.digest is None:
            self._unread += entry.skipped
            return
        self._entries.append(
            SourceEntry(
                path=absolute(file.path),
                size=file.size,
                mtime_ns=file.mtime_ns,
                settled=self._changes.is_settled(file),
                # what was not read to its end is tried again by every update
                sha256="" if broken else arrival.digest,
                ids=tuple(entry.ids),
                skipped=tuple(entry.skipped),
                tally=entry.tally,
            )
        )

    def _refuse_nothing(self) -> None:
        if not self._origins:
            left_out = [*self._unread, *(item for e in self._entries for item in e.skipped)]
            reasons = "; ".join(f"{item.where}: {item.reason}" for item in left_out[:3])
            raise NothingToIndex(
                f"No document could be read from the sources. {reasons}".strip(),
                hint="Give files or folders of .txt .md .html .pdf .docx .jsonl or .jsonl.gz.",
            )

    def _manifest(self) -> Manifest:
        tally = Tally()
        for entry in self._entries:
            tally.add(entry.tally)
        skipped = [*self._unread, *(item for entry in self._entries for item in entry.skipped)]
        return Manifest(
            format=FORMAT_VERSION,
            generation=self._staging.generation,
            engine=self._engine.name,
            engine_version=self._engine.version,
            fingerprint=fingerprint(),
            components=components(),
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            roots=self._changes.roots,
            documents=tally.documents,
            tokens=tally.tokens,
            langs=_by_count(tally.langs),
            collections=_by_count(tally.collections),
            first_date=tally.first_date,
            last_date=tally.last_date,
            sources=tuple(self._entries),
            skipped=tuple(skipped),
            max_file_mb=self._max_file_mb,
        )


class _Entry:
    """What has come of the file that is being read."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.skipped: list[Skipped] = []
        self.tally = Tally()
        self.number = 0


def _tally(document: EngineDocument, tokens: int) -> Tally:
    return Tally(
        documents=1,
        tokens=tokens,
        langs={document.langs[0]: 1},
        collections={document.source: 1},
        first_date=document.date,
        last_date=document.date,
    )


def _by_count(counts: dict[str, int]) -> dict[str, int]:
    """Return counts with the largest first."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _paths(source: Sequence[Path | str] | Path | str) -> list[Path]:
    return [Path(source)] if isinstance(source, (str, Path)) else [Path(path) for path in source]


@contextmanager
def _verified(engine: Engine, staging: Staging, documents: int) -> Iterator[EngineReader]:
    """Open the staged generation as a reader would, and count."""
    with engine.open(staging.folder) as reader:
        counted = reader.doc_count()
        if counted != documents:
            raise CorruptIndex(
                f"The new index holds {counted} documents where {documents} were written.",
                hint="Nothing was published. Check the disk and build again.",
            )
        yield reader


def _report(manifest: Manifest, changes: Changes, watch: _Watch) -> BuildReport:
    return BuildReport(
        manifest.generation,
        manifest.documents,
        manifest.tokens,
        time.perf_counter() - watch.started,
        manifest.skipped,
        changes.new,
        changes.changed,
        changes.removed,
    )
