"""Shares of a build that several machines make: staged in one generation, handed in one by one.

The index ``NAME-000008-shares`` says that the generation is in the making, of how many shares,
and by what software; it holds a document for each share that is in, which names its files, and
the pieces of these. The documents of all shares go into the generation itself, under ids of their
own, so a share that is made again overwrites what it gave before.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from indexer.cluster.documents import ensure_index, exists
from indexer.cluster.files import download, upload
from indexer.cluster.lock import WriterLock
from indexer.cluster.names import ENGINE, shares_of
from indexer.cluster.staging import ClusterStaging, cleaned
from indexer.cluster.stamp import KEY
from indexer.engines.opensearch_client import Client, connect
from indexer.engines.opensearch_descriptor import FILE, Descriptor
from indexer.engines.opensearch_finish import expunge
from indexer.engines.opensearch_writer import OpenSearchWriter
from indexer.engines.registry import get_engine
from indexer.errors import IndexLocked, SharesMissing, UsageError
from indexer.model import Shard
from indexer.store.manifest import FileEntry

if TYPE_CHECKING:
    from indexer.cluster.index import ClusterIndex

_PATIENCE = 60.0
"""Seconds to wait while another machine makes the generation that all shares go into."""
_LOOK = 0.3
_PAGE = 5_000


class ClusterShare:
    """The generation that a share is written into, and its files until they are handed in."""

    def __init__(
        self, index: ClusterIndex, lock: WriterLock, generation: str, shard: Shard, folder: Path
    ) -> None:
        self._index = index
        self._lock = lock
        self._shard = shard
        self._shares = shares_of(generation)
        self.folder = folder
        Descriptor(index.address, generation).save(folder)

    def hand_in(self) -> None:
        """Give the files of the folder to who publishes, in place of what was given before."""
        client, files = self._index.client, {}
        for path in sorted(self.folder.iterdir()):
            if path.name != FILE:
                entry = files[path.name] = FileEntry.of(path)
                upload(client, self._shares, path, entry)
        self._lock.check()
        body = {name: {"size": file.size, "sha256": file.sha256} for name, file in files.items()}
        document = f"/{self._shares}/_doc/share-{self._shard.number}"
        client.put(document, {"files": body}, refresh=True)


class ClusterShares(ClusterStaging):
    """A generation whose shares are all handed in."""

    shares: Sequence[Path] = ()

    def keep_only(self, ids: Collection[str]) -> None:
        """Delete documents that no share knows: a share that was repeated may have left some."""
        client, path = self._index.client, f"/{self.generation}"
        strays: list[str] = []
        if client.get(f"{path}/_count")["count"] != len(ids):
            strays = [each for each in _ids(client, self.generation) if each not in ids]
        writer = OpenSearchWriter(connect(self._index.place), self.generation, appending=True)
        writer.delete(strays)
        writer.commit()
        # what a repeated share has overwritten would count for the weights of words
        expunge(client, self.generation)


@contextmanager
def sharing(index: ClusterIndex, shard: Shard, made_by: str) -> Iterator[ClusterShare]:
    """Hold the lock of a share: see :meth:`indexer.store.addresses.Index.sharing`."""
    with (
        _lock_of(index, shard.number, shard.total) as lock,
        TemporaryDirectory(prefix="querlang-") as folder,
    ):
        generation = _staged_by_all(index, shard, made_by)
        yield ClusterShare(index, lock, generation, shard, Path(folder))


@contextmanager
def closing(index: ClusterIndex) -> Iterator[ClusterShares]:
    """Hold all locks: see :meth:`indexer.store.addresses.Index.closing`."""
    with ExitStack() as stack:
        writer = stack.enter_context(_lock(index, "writer", index.address))
        generation, count = _all_locked(index, stack)
        top = Path(stack.enter_context(TemporaryDirectory(prefix="querlang-")))
        stack.enter_context(cleaned(index))
        own = top / "generation"
        own.mkdir()
        staging = ClusterShares(index, writer, generation, own)
        staging.shares = _handed_in(index, generation, count, top)
        yield staging
        # what is published is no longer in the making
        index.client.delete(f"/{shares_of(generation)}")


def discard(index: ClusterIndex) -> None:
    """Remove a staged generation with all shares that are handed in."""
    with ExitStack() as stack:
        stack.enter_context(_lock(index, "writer", index.address))
        generation, _ = _all_locked(index, stack)
        index.client.delete(f"/{generation}")
        index.client.delete(f"/{shares_of(generation)}")


def _lock(index: ClusterIndex, key: str, what: str) -> WriterLock:
    return WriterLock(index.client, index.names.lock, key, what)


def _lock_of(index: ClusterIndex, number: int, count: int) -> WriterLock:
    return _lock(index, f"share-{number}", f"the share {number}/{count} of {index.address}")


def _all_locked(index: ClusterIndex, stack: ExitStack) -> tuple[str, int]:
    """Lock all shares; return the staged generation and how many shares it has."""
    generation = _staged(index)
    if generation is None:
        raise SharesMissing(
            f"No share of a build is handed in at {index.address}.",
            hint=f"Make them: python -m indexer build SOURCE... --index {index.address} --shard 1/8"
            " and so on.",
        )
    count = int(_meta(index, generation)["count"])
    for number in range(1, count + 1):
        stack.enter_context(_lock_of(index, number, count))
    return generation, count


def _handed_in(index: ClusterIndex, generation: str, count: int, top: Path) -> list[Path]:
    """Return the folders of all shares with what was handed in."""
    shares, folders, missing = shares_of(generation), [], []
    for number in range(1, count + 1):
        answer = index.client.get(f"/{shares}/_doc/share-{number}")
        if answer is None:
            missing.append(f"{number}/{count}")
            continue
        folders.append(top / f"share-{number}")
        folders[-1].mkdir()
        if missing:
            continue
        for name, values in answer["_source"]["files"].items():
            download(index.client, shares, name, FileEntry(**values), folders[-1] / name)
    if missing:
        named = ", ".join(missing)
        raise SharesMissing(
            f"Of the {count} shares of a build at {index.address} these are missing: {named}.",
            hint="Make each with: python -m indexer build SOURCE... --index"
            f" {index.address} --shard {missing[0]}. Or give up all: publish --discard.",
        )
    return folders


def _staged(index: ClusterIndex) -> str | None:
    """Return the generation that shares are handed in for, if there is one."""
    names = index.aliases()
    generations = {g for name in names if (g := index.names.generation_of(name))}
    return next((each for each in sorted(generations) if shares_of(each) in names), None)


def _meta(index: ClusterIndex, generation: str) -> dict[str, Any]:
    name = shares_of(generation)
    found = index.client.get(f"/{name}/_mapping") or {}
    meta: dict[str, Any] = found.get(name, {}).get("mappings", {}).get("_meta", {}).get(KEY, {})
    return meta


def _staged_by_all(index: ClusterIndex, shard: Shard, made_by: str) -> str:
    """Return the generation that all shares go into; the first of them makes it."""
    wanted = {"count": shard.total, "made_by": made_by}
    with ExitStack() as stack:
        _wait_for(index, stack)
        generation = _staged(index) or index.next_generation()
        ensure_index(index.client, shares_of(generation), wanted)
        found = _meta(index, generation)
        if found != wanted:
            raise UsageError(
                f"Shares of {found.get('count')} made by {found.get('made_by')} are handed in at"
                f" {index.address}; this is one of {shard.total}, made by {made_by}.",
                hint="Publish or discard those first: python -m indexer publish --index"
                f" {index.address} [--discard].",
            )
        if not exists(index.client, generation):
            with TemporaryDirectory(prefix="querlang-") as folder:
                Descriptor(index.address, generation).save(Path(folder))
                get_engine(ENGINE).create(Path(folder)).commit()
        return generation


def _wait_for(index: ClusterIndex, stack: ExitStack) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            stack.enter_context(_lock(index, "shares", f"the shares of {index.address}"))
        except IndexLocked:
            if time.monotonic() > until:
                raise
            time.sleep(_LOOK)
        else:
            return


def _ids(client: Client, generation: str) -> Iterator[str]:
    """Yield the ids of all documents of a generation."""
    body: dict[str, Any] = {"size": _PAGE, "sort": ["id"], "_source": False}
    while True:
        hits = client.post(f"/{generation}/_search", body)["hits"]["hits"]
        yield from (hit["sort"][0] for hit in hits)
        if len(hits) < _PAGE:
            return
        body["search_after"] = hits[-1]["sort"]
