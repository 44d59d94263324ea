"""A build that several machines make together: each analyses a share, and one publishes them all.

A file that is a document belongs to the share that a hash of its id tells; of a file of many
records each share takes every n-th. So shares are disjoint and complete wherever they are made,
as long as every machine is given the same sources: what a share hands in says which these were.
A share can be made again at any time; its documents take the place of those it gave before. What
is made of all documents together (near-duplicates, suggestions) is made when they are published.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from indexer.analysis import fingerprint
from indexer.building.build import Writing, paths_of
from indexer.building.changes import Changes, everything
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
from indexer.duplicates.groups import load_signatures, save_duplicates
from indexer.engines.registry import get_engine
from indexer.errors import SharesMissing
from indexer.lexicon.vectors import VECTORS, Embedder
from indexer.model import BuildReport, LexiconChoice, Shard, Skipped, Step
from indexer.records.gathered import load_gathered, save_gathered
from indexer.records.packing import DICTIONARIES
from indexer.records.values import load_values, save_values
from indexer.sources import holds_records
from indexer.sources.base import shown_path
from indexer.store.addresses import index_at
from indexer.store.generations import FORMAT_VERSION, SourceEntry, Tally, own_name

SHARE = "share.json.zst"


class Share(msgspec.Struct, frozen=True):
    """What a share says of itself when it is handed in."""

    number: int
    count: int
    made_by: str
    maker: str
    roots: tuple[str, ...]
    max_file_mb: float
    sources: tuple[SourceEntry, ...]
    unread: tuple[Skipped, ...]


def build_share(
    source: Sequence[Path | str] | Path | str,
    index: Path | str,
    shard: Shard | str,
    *,
    settings: Settings | None = None,
    jobs: int | None = 1,
    progress: Observer | None = None,
) -> BuildReport:
    """Analyse a share of the sources and write it into the staged generation of an index.

    ``shard`` is which of how many it is: ``2/8``. Nothing is published; the report counts what
    the share holds. Raises as :func:`~indexer.building.build.build_index` does, and
    :class:`~indexer.errors.UsageError` for an index in a folder.
    """
    settings = settings or load_settings()
    part = Shard.parse(shard) if isinstance(shard, str) else shard
    place = index_at(index, settings)
    engine = get_engine(place.engine(None, settings.engine))
    made_by = f"{engine.name} {engine.version}, format {FORMAT_VERSION}, {fingerprint()}"
    watch = Watch(progress)
    watch.step(Step.FIND)
    changes = everything(paths_of(source), place.folders)
    changes.take = [f for f in changes.take if holds_records(f.path) or part.has_file(f.id)]
    changes.new = len(changes.take)
    with place.sharing(part, made_by) as staged:
        writing = Writing(staged.folder, changes, settings, watch, shard=part)
        written = writing.write(engine.create(staged.folder), jobs)
        share = Share(
            *part, made_by, own_name(), written.roots, written.max_file_mb,
            tuple(written.entries), tuple(written.unread),
        )  # fmt: skip
        save_duplicates(staged.folder, written.signatures, ())
        save_gathered(staged.folder, written.gathered)
        save_values(staged.folder / SHARE, msgspec.to_builtins(share))
        watch.step(Step.STAMP)
        staged.hand_in()
    watch.step(Step.DONE)
    return _report_of(share, changes, watch)


def publish_shares(
    index: Path | str,
    *,
    settings: Settings | None = None,
    lexicon: LexiconChoice = "shipped",
    progress: Observer | None = None,
) -> BuildReport:
    """Publish what the shares of a build have written, if all are in.

    The index answers as one built by one machine, with the same choice of ``lexicon``. Raises
    :class:`~indexer.errors.SharesMissing` naming the shares that are not there or were made of
    other sources, and as :func:`~indexer.building.build.build_index` does.
    """
    settings = settings or load_settings()
    embedder = Embedder(settings.cache / VECTORS) if lexicon == "corpus" else None
    place = index_at(index, settings)
    engine = get_engine(place.engine(None, settings.engine))
    watch = Watch(progress)
    watch.step(Step.FIND)
    with place.closing() as staged:
        shares = [_read(folder) for folder in staged.shares]
        written = _together(shares, staged.shares)
        for path in (path for folder in staged.shares for path in folder.iterdir()):
            if DICTIONARIES.fullmatch(path.name):
                (staged.folder / path.name).write_bytes(path.read_bytes())
        staged.keep_only({doc_id for entry in written.entries for doc_id in entry.ids})
        manifest = publish(engine, staged, written, watch, embedder)
    watch.step(Step.DONE)
    changes = Changes(new=len(written.entries))
    return report_of(manifest, changes, watch)


def discard_shares(index: Path | str, *, settings: Settings | None = None) -> None:
    """Give up the shares of a build that are handed in and not published."""
    index_at(index, settings or load_settings()).discard()


def _read(folder: Path) -> Share:
    return msgspec.convert(load_values(folder / SHARE), Share)


def _together(shares: Sequence[Share], folders: Sequence[Path]) -> Written:
    """Return what is known of the documents of all shares; raise for what does not agree."""
    first = shares[0]
    for share in shares:
        if (share.roots, share.max_file_mb) != (first.roots, first.max_file_mb):
            raise _not_alike(share, first, "is made of other sources, or with other settings")
    unread = dict.fromkeys(item for share in shares for item in share.unread)
    return Written(
        first.roots,
        first.max_file_mb,
        _entries(shares),
        tuple(unread),
        {key: value for folder in folders for key, value in load_signatures(folder).items()},
        {key: value for folder in folders for key, value in load_gathered(folder).items()},
    )


def _entries(shares: Sequence[Share]) -> list[SourceEntry]:
    """Return the source files of all shares; those of many records are in each of them."""
    entries: dict[str, SourceEntry] = {}
    origins: dict[str, str] = {}
    for share in shares:
        for entry in share.sources:
            for doc_id in entry.ids:
                if doc_id in origins:
                    raise duplicate(doc_id, origins[doc_id], shown_path(Path(entry.path)))
                origins[doc_id] = shown_path(Path(entry.path))
            known = entries.get(entry.path)
            if known and known.sha256 and entry.sha256 and known.sha256 != entry.sha256:
                why = f"has read {shown_path(Path(entry.path))} when it was another"
                raise _not_alike(share, shares[0], why)
            entries[entry.path] = _joined(known, entry) if known else entry
    left_out = [*(item for share in shares for item in share.unread)]
    refuse_nothing(origins, [*left_out, *skipped_of(entries.values())])
    return [entries[path] for path in sorted(entries)]


def _joined(one: SourceEntry, other: SourceEntry) -> SourceEntry:
    tally = Tally()
    tally.add(one.tally)
    tally.add(other.tally)
    return msgspec.structs.replace(
        one,
        settled=one.settled and other.settled,
        # what was not read to its end is tried again by every update
        sha256=one.sha256 and other.sha256,
        ids=one.ids + other.ids,
        skipped=one.skipped + other.skipped,
        tally=tally,
    )


def _not_alike(share: Share, first: Share, why: str) -> SharesMissing:
    return SharesMissing(
        f"The share {share.number}/{share.count}, made by {share.maker}, {why} than the share"
        f" {first.number}/{first.count}, made by {first.maker}.",
        hint="Make the one or the other again, of the same sources; nothing was published.",
    )


def _report_of(share: Share, changes: Changes, watch: Watch) -> BuildReport:
    return BuildReport(
        f"share {share.number}/{share.count}",
        sum(len(entry.ids) for entry in share.sources),
        sum(entry.tally.tokens for entry in share.sources),
        watch.seconds,
        (*share.unread, *skipped_of(share.sources)),
        changes.new,
        published=False,
        retries=watch.retries,
    )
