"""Build: read -> analyse -> write -> verify -> stamp -> publish, beside the published index.

Documents go to the engine in the order in which they are read. A source that cannot be read is
skipped with its reason; two records with one id stop the build, since either might be the right
one. Nothing is published before the staged generation has been opened and counted.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from indexer.analysis import fingerprint
from indexer.analysis.fingerprint import components
from indexer.config import Settings, load_settings
from indexer.engines.base import Engine, EngineDocument, EngineWriter
from indexer.engines.registry import get_engine
from indexer.errors import CorruptIndex, DuplicateId, NothingToIndex
from indexer.model import BuildReport, Document, Skipped, SourceFile
from indexer.prepare import prepare
from indexer.sources import discover, read, sha256
from indexer.sources.base import shown_path
from indexer.store import FORMAT_VERSION, IndexFolder, Manifest, SourceEntry, Staging

_PROGRESS_EVERY = 500

Progress = Callable[[int, int, int], None]
"""Called with files done, files in all, documents written so far."""


@dataclass(slots=True)
class _Tally:
    """What a build has seen so far."""

    tokens: int = 0
    langs: Counter[str] = field(default_factory=Counter)
    collections: Counter[str] = field(default_factory=Counter)
    dates: list[str] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)
    sources: list[SourceEntry] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def build_index(
    source: Sequence[Path | str] | Path | str,
    index: Path | str,
    *,
    engine: str | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Build an index of files and folders and publish it in place of the one before.

    Raises an error of :mod:`indexer.errors` if nothing was published; the index is then what
    it was. Files that could not be read are in the report, with the reason.
    """
    settings = settings or load_settings()
    roots = [Path(source)] if isinstance(source, (str, Path)) else [Path(path) for path in source]
    chosen = get_engine(engine or settings.engine)
    started = time.perf_counter()
    found = list(discover(roots))
    folder = IndexFolder(Path(index))
    with folder.writing() as staging:
        tally = _Tally()
        writer = chosen.create(staging.folder)
        try:
            _fill(writer, found, tally, settings, progress)
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        _verify(chosen, staging, len(tally.origins))
        staging.publish(_manifest(staging, chosen, roots, tally))
    seconds = time.perf_counter() - started
    return BuildReport(
        staging.generation, len(tally.origins), tally.tokens, seconds, tuple(tally.skipped)
    )


def _fill(
    writer: EngineWriter,
    found: Sequence[SourceFile | Skipped],
    tally: _Tally,
    settings: Settings,
    progress: Progress | None,
) -> None:
    """Read, analyse and write every source."""
    for done, item in enumerate(found, 1):
        if isinstance(item, Skipped):
            tally.skipped.append(item)
        else:
            for _ in _add_file(writer, item, tally, settings):
                if progress is not None and len(tally.origins) % _PROGRESS_EVERY == 0:
                    progress(done - 1, len(found), len(tally.origins))
        if progress is not None:
            progress(done, len(found), len(tally.origins))
    if not tally.origins:
        reasons = "; ".join(f"{s.where}: {s.reason}" for s in tally.skipped[:3])
        raise NothingToIndex(
            f"No document could be read from the sources. {reasons}".strip(),
            hint="Give files or folders of .txt .md .html .pdf .docx .jsonl or .jsonl.gz.",
        )


def _add_file(
    writer: EngineWriter, file: SourceFile, tally: _Tally, settings: Settings
) -> Iterator[str]:
    """Add the documents of a file, yielding the id of each."""
    try:
        digest = sha256(file)
    except OSError as error:
        reason = f"It cannot be read: {error.strerror or error}."
        tally.skipped.append(Skipped(shown_path(file.path), "unreadable", reason))
        return
    ids: list[str] = []
    for number, item in enumerate(read(file, max_bytes=int(settings.max_file_mb * 1_000_000)), 1):
        if isinstance(item, Skipped):
            tally.skipped.append(item)
            continue
        shown = shown_path(file.path)
        where = f"{shown} (record {number})" if item.id != file.id else shown
        if item.id in tally.origins:
            raise DuplicateId(
                f"Two documents have the id {item.id!r}: {tally.origins[item.id]} and {where}.",
                hint="Give one of them another id or name, or leave one of the sources out.",
            )
        tally.origins[item.id] = where
        ids.append(item.id)
        writer.add(_prepare(item, tally))
        yield item.id
    if ids:
        tally.sources.append(
            SourceEntry(
                path=str(file.path),
                size=file.size,
                mtime_ns=file.mtime_ns,
                sha256=digest,
                ids=tuple(ids),
            )
        )


def _prepare(document: Document, tally: _Tally) -> EngineDocument:
    """Analyse a document into what the engine takes."""
    prepared, tokens = prepare(document)
    tally.tokens += tokens
    tally.langs.update(prepared.langs[:1])
    tally.collections[prepared.source] += 1
    if prepared.date:
        tally.dates.append(prepared.date)
    return prepared


def _verify(engine: Engine, staging: Staging, documents: int) -> None:
    """Open the staged generation as a reader would, and count."""
    with engine.open(staging.folder) as reader:
        counted = reader.doc_count()
    if counted != documents:
        raise CorruptIndex(
            f"The new index holds {counted} documents where {documents} were written.",
            hint="Nothing was published. Check the disk and build again.",
        )


def _manifest(staging: Staging, engine: Engine, roots: Sequence[Path], tally: _Tally) -> Manifest:
    return Manifest(
        format=FORMAT_VERSION,
        generation=staging.generation,
        engine=engine.name,
        engine_version=engine.version,
        fingerprint=fingerprint(),
        components=components(),
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        roots=tuple(str(root.resolve()) for root in roots),
        documents=len(tally.origins),
        tokens=tally.tokens,
        langs=dict(tally.langs.most_common()),
        collections=dict(tally.collections.most_common()),
        first_date=min(tally.dates, default=None),
        last_date=max(tally.dates, default=None),
        sources=tuple(tally.sources),
        skipped=tuple(tally.skipped),
    )
