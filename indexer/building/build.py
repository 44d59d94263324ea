"""Build and update: find -> analyse -> write -> verify -> stamp -> publish, beside what is there.

``build`` makes a generation of everything; ``update`` makes one of a clone of the published
generation and of what has changed since. Documents go to the engine in the order in which they
are found, whatever the number of jobs. A source that cannot be read is skipped with its reason;
two records with one id stop the build, since either might be the right one. Nothing is published
before the staged generation has been opened and counted.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from indexer.building.changes import Changes, absolute, changes_since, changes_without, everything
from indexer.building.intake import Arrival, arrivals
from indexer.building.publishing import (
    Observer,
    Watch,
    Written,
    duplicate,
    publish,
    refuse_nothing,
    report_of,
    skipped_of,
)
from indexer.config import Settings, load_settings
from indexer.duplicates.groups import DUPLICATES_FILES, load_signatures
from indexer.engines.base import EngineDocument, EngineWriter
from indexer.engines.registry import get_engine
from indexer.errors import SourceFailed, UsageError
from indexer.lexicon.own import FILE as LEXICON
from indexer.lexicon.vectors import VECTORS, Embedder
from indexer.model import WHOLE, BuildReport, LexiconChoice, Progress, Shard, Skipped, Step
from indexer.records.gathered import GATHERED, load_gathered
from indexer.records.packing import Packing
from indexer.records.prepare import restore
from indexer.records.record import Record
from indexer.sources.base import shown_path
from indexer.spelling.syllables import FILE as SYLLABLES_FILE
from indexer.store.addresses import index_at
from indexer.store.generations import SourceEntry, Tally
from indexer.store.manifest import check_engine
from indexer.suggesting.tables import SUGGESTIONS

_BYTES_A_JOB = 2_000_000
"""Less is analysed before another process has loaded its models."""

_WRITTEN_ANEW = (*DUPLICATES_FILES, GATHERED, SUGGESTIONS, SYLLABLES_FILE, LEXICON)
"""Files that an update does not take over."""


def build_index(
    source: Sequence[Path | str] | Path | str,
    index: Path | str,
    *,
    engine: str | None = None,
    settings: Settings | None = None,
    jobs: int | None = 1,
    lexicon: LexiconChoice = "shipped",
    progress: Observer | None = None,
) -> BuildReport:
    """Build an index of files and folders and publish it in place of the one before.

    With ``lexicon`` "corpus" the words of the documents get a lexicon of their own, beside the
    one that ships; updates keep it up to date. It needs the extra ``lexicon``.

    With more than one job, documents are analysed by so many processes beside this one; with
    ``None`` by as many as there are cores and work for them. Raises an error of
    :mod:`indexer.errors` if nothing was published; the index is then what it was. Files that
    could not be read are in the report, with the reason.
    """
    settings = settings or load_settings()
    embedder = Embedder(settings.cache / VECTORS) if lexicon == "corpus" else None
    watch = Watch(progress)
    place = index_at(index, settings)
    chosen = get_engine(place.engine(engine, settings.engine))
    watch.step(Step.FIND)
    changes = everything(paths_of(source), place.folders)
    with place.writing() as staging:
        writing = Writing(staging.folder, changes, settings, watch)
        written = writing.write(chosen.create(staging.folder), jobs)
        manifest = publish(chosen, staging, written, watch, embedder)
    watch.step(Step.DONE)
    return report_of(manifest, changes, watch)


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
    given, dropped = paths_of(source), paths_of(drop)
    if given and dropped:
        raise UsageError(
            "Sources cannot be given and dropped at once.",
            hint="Drop first: all other sources are brought up to date with that.",
        )
    settings = settings or load_settings()
    watch = Watch(progress)
    place = index_at(index, settings)
    place.published()
    with place.writing() as staging:
        before = place.open_manifest(place.published())
        chosen = get_engine(before.engine)
        check_engine(before, chosen, place.address)
        watch.step(Step.FIND)
        changed, scope = (changes_without, dropped) if dropped else (changes_since, given)
        changes = changed(before, scope, settings.max_file_mb, place.folders)
        if not changes.any:
            skipped = tuple(dict.fromkeys([*before.skipped, *changes.skipped]))
            return replace(report_of(before, changes, watch), skipped=skipped)
        watch.step(Step.CLONE)
        staging.clone(chosen, before, without=_WRITTEN_ANEW)
        known = place.folder(before.generation)
        held = Held(load_signatures(known), load_gathered(known))
        writing = Writing(staging.folder, changes, settings, watch, held)
        embedder = Embedder(settings.cache / VECTORS) if LEXICON in before.files else None
        written = writing.write(chosen.append(staging.folder), jobs)
        manifest = publish(chosen, staging, written, watch, embedder)
    watch.step(Step.DONE)
    return report_of(manifest, changes, watch)


class Held(NamedTuple):
    """What is known of the documents that are there, by id: see :class:`~.prepare.Prepared`."""

    signatures: Mapping[str, bytes] = MappingProxyType({})
    gathered: Mapping[str, bytes] = MappingProxyType({})


class Writing:
    """The writing of the documents of one generation, or of a share of them."""

    def __init__(
        self,
        folder: Path,
        changes: Changes,
        settings: Settings,
        watch: Watch,
        held: Held = Held(),  # noqa: B008 (a value that does not change)
        shard: Shard = WHOLE,
    ) -> None:
        """Begin to write what stands beside the documents into a folder."""
        self._folder = folder
        self._shard = shard
        self._changes = changes
        self._max_file_mb = settings.max_file_mb
        self._watch = watch
        self._packing = Packing.load(folder, shard)
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

    def write(self, writer: EngineWriter, jobs: int | None) -> Written:
        """Write all documents; return what else has to be known of them."""
        try:
            self._watch.step(Step.ANALYSE)
            self._add_again(writer)
            self._add_new(writer, jobs)
            if self._shard == WHOLE:
                refuse_nothing(self._origins, [*self._unread, *skipped_of(self._entries)])
            self._watch.step(Step.WRITE)
            writer.commit()
        except BaseException:
            writer.cancel()
            raise
        self._packing.save(self._folder)
        return Written(
            self._changes.roots,
            self._max_file_mb,
            self._entries,
            self._unread,
            self._signatures,
            self._gathered,
        )

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
        max_bytes, shard = int(self._max_file_mb * 1_000_000), self._shard
        entry = _Entry(shard)
        for arrival in arrivals(files, max_bytes=max_bytes, jobs=jobs, shard=shard):
            for document in self._documents(arrival, entry):
                writer.add(document)
            if arrival.last:
                self._close(arrival, entry)
                entry = _Entry(shard)
                done += 1
                done_bytes += arrival.file.size
            read = done_bytes if arrival.last else done_bytes + arrival.position
            counts = done, len(files), len(self._origins), read, all_bytes
            self._watch.counted(Progress(Step.ANALYSE, *counts))

    def _documents(self, arrival: Arrival, entry: _Entry) -> Iterator[EngineDocument]:
        """Yield the documents of a file, packed; note whatever else came of it."""
        shown = shown_path(arrival.file.path)
        for item in arrival.items:
            entry.number += self._shard.total
            if isinstance(item, Skipped):
                entry.skipped.append(item)
                continue
            document, tokens, signature, gathered = item
            where = f"{shown} (record {entry.number})" if document.id != arrival.file.id else shown
            if document.id in self._origins:
                raise duplicate(document.id, self._origins[document.id], where)
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


class _Entry:
    """What has come of the file that is being read."""

    def __init__(self, shard: Shard) -> None:
        self.ids: list[str] = []
        self.skipped: list[Skipped] = []
        self.tally = Tally()
        self.number = shard.number - shard.total


def _tally(document: EngineDocument, tokens: int) -> Tally:
    return Tally(
        documents=1,
        tokens=tokens,
        langs={document.langs[0]: 1},
        collections={document.source: 1},
        first_date=document.date,
        last_date=document.date,
    )


def paths_of(source: Sequence[Path | str] | Path | str) -> list[Path]:
    """Return the sources that were given, one or several."""
    return [Path(source)] if isinstance(source, (str, Path)) else [Path(path) for path in source]
