"""An index on a cluster as those see it who search, build or serve it.

Readers ask for the alias at most once every :data:`INTERVAL` seconds, however many searches there
are, so a new generation is noticed a second after it was published; who notices it fetches its
files before anybody searches it. While the cluster does not answer, the generation in use stays,
and the searches tell what is wrong.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, NamedTuple

from indexer.cluster import shares
from indexer.cluster.files import Cache, download
from indexer.cluster.lock import WriterLock
from indexer.cluster.names import ENGINE, Names, files_of
from indexer.cluster.shares import ClusterShare, ClusterShares
from indexer.cluster.staging import ClusterStaging, cleaned, not_writable
from indexer.cluster.stamp import KEY, manifest_of
from indexer.config import Settings
from indexer.engines.opensearch_client import Address, Client, Credentials, connect
from indexer.engines.opensearch_descriptor import Descriptor
from indexer.errors import (
    ClusterError,
    ClusterUnavailable,
    CorruptIndex,
    IndexNotFound,
    UsageError,
)
from indexer.model import Shard
from indexer.store.generations import check_format
from indexer.store.manifest import FileEntry, Manifest, check_analysis, rebuild_command

INTERVAL = 1.0
"""Seconds for which the answer that an alias leads to a generation is taken to hold."""
_QUICK = 2.0
"""Seconds for the question whether there is a new one; the old one serves if they are over."""


class Stamp(NamedTuple):
    """A generation, and which one of that name it is."""

    generation: str
    uuid: str


class _Known(NamedTuple):
    stamp: Stamp
    until: float


class ClusterIndex:
    """One index on a cluster; safe to share between threads."""

    def __init__(self, address: str, settings: Settings) -> None:
        """Prepare to connect; raises UsageError for an address that is none."""
        self.place = Address.parse(address)
        self.names = Names(self.place.name)
        self.replicas = settings.opensearch_replicas
        self._connected = connect(self.place, Credentials.of(settings))
        self._folder = settings.cache / _as_file_name(self.address)
        self._cache = Cache(self._folder)
        self._known: _Known | None = None
        self._asking = Lock()

    @property
    def address(self) -> str:
        """The address of the index, without user and password."""
        return str(self.place)

    @property
    def client(self) -> Client:
        """The connection; raises ClusterVersion for a server that this was not made for."""
        _ = self._connected.version
        return self._connected

    @property
    def folders(self) -> tuple[Path]:
        """Where its files are kept on this machine."""
        return (self._folder,)

    def engine(self, given: str | None, default: str) -> str:  # noqa: ARG002 (of folders)
        """Return the engine that a build writes with: that of the cluster, whatever the default."""
        if given not in (None, ENGINE):
            raise UsageError(
                f"The engine {given} writes to a folder, and {self.address} is on a cluster.",
                hint=f"Leave --engine out: an index on a cluster has the engine {ENGINE}.",
            )
        return ENGINE

    def stamp(self) -> Stamp:
        """Return which generation is published, as it was :data:`INTERVAL` seconds ago or later."""
        known = self._known
        if known is None:
            known = self._known = _Known(self._ask(), time.monotonic() + INTERVAL)
        elif time.monotonic() > known.until and self._asking.acquire(blocking=False):
            try:
                known = self._known = self._asked_again(known.stamp)
            finally:
                self._asking.release()
        return known.stamp

    def current(self) -> str | None:
        """Return the name of the published generation, or nothing if there is none."""
        try:
            return self._ask().generation
        except IndexNotFound:
            return None

    def published(self) -> str:
        """Return the name of the published generation; raise if there is none."""
        return self._ask().generation

    def folder(self, generation: str) -> Path:
        """Return a folder of this machine with the files of a generation and its descriptor."""
        uuid, meta = self._described(generation)
        return self._fetched(Stamp(generation, uuid), meta)

    def open_manifest(self, generation: str) -> Manifest:
        """Return the manifest of a generation that this version can search.

        Raises as :meth:`indexer.store.addresses.Index.open_manifest` does.
        """
        uuid, meta = self._described(generation)
        check_format(meta, self.address)
        folder = self._fetched(Stamp(generation, uuid), meta)
        manifest = manifest_of(meta, folder, generation)
        check_analysis(manifest, self.address)
        return manifest

    def check_files(self, manifest: Manifest) -> None:
        """Read every file of a generation; raise :class:`CorruptIndex` if one has changed."""
        index = files_of(manifest.generation)
        with TemporaryDirectory(prefix="querlang-") as folder:
            for name, entry in manifest.files.items():
                download(self.client, index, name, entry, Path(folder) / entry.sha256)

    def check_health(self) -> None:
        """Raise :class:`ClusterUnavailable` if the cluster lacks parts of the index."""
        stamp = self._ask()
        path = f"/_cluster/health/{stamp.generation}"
        health = self._connected.send("GET", path, tries=1, seconds=_QUICK)
        if health["status"] == "red":
            raise ClusterUnavailable(
                f"The index {stamp.generation} at {self.place.cluster} is red:"
                f" {health['unassigned_shards']} of its shards are on no node.",
                hint="Start the nodes that are down, or look at the cluster's allocation.",
            )

    @contextmanager
    def writing(self) -> Iterator[ClusterStaging]:
        """Hold the lock and a staged generation; what is not published is removed.

        Raises :class:`~indexer.errors.IndexLocked` naming the holder if another process is
        writing, on whatever machine.
        """
        try:
            with (
                WriterLock(self.client, self.names.lock, "writer", self.address) as lock,
                TemporaryDirectory(prefix="querlang-") as folder,
                cleaned(self),
            ):
                staging = ClusterStaging(self, lock, self.next_generation(), Path(folder))
                yield staging
        except OSError as error:
            raise not_writable(error) from error

    def sharing(self, shard: Shard, made_by: str) -> AbstractContextManager[ClusterShare]:
        """Hold the lock of a share: see :meth:`indexer.store.addresses.Index.sharing`."""
        return shares.sharing(self, shard, made_by)

    def closing(self) -> AbstractContextManager[ClusterShares]:
        """Hold all locks: see :meth:`indexer.store.addresses.Index.closing`."""
        return shares.closing(self)

    def discard(self) -> None:
        """Remove a staged generation with all shares that are handed in."""
        shares.discard(self)

    def next_generation(self) -> str:
        """Return the name of a generation that there is not yet."""
        return self.names.next(self.aliases())

    def aliases(self) -> dict[str, set[str]]:
        """Return all indexes whose names begin like ours, and the aliases of each."""
        found = self.client.get(f"/{self.names.pattern}/_alias") or {}
        return {name: set(values["aliases"]) for name, values in found.items()}

    def meta(self, generation: str) -> dict[str, Any]:
        """Return the stamp of a generation, empty for one that was not finished."""
        return self._described(generation, missing={})[1]

    def _ask(self, **hurry: Any) -> Stamp:
        """Return which generation is published now."""
        path = f"/{self.names.alias}/_settings/index.uuid"
        params = {"flat_settings": True, "local": True}
        found = self.client.send("GET", path, None, params, missing=True, **hurry) or {}
        if not found:
            raise IndexNotFound(
                f"There is no index {self.address}.",
                hint=f"Build one with: {rebuild_command(self.address)}",
            )
        ((name, values), *others) = found.items()
        if others or self.names.generation_of(name) is None:
            raise CorruptIndex(
                f"At {self.place.cluster} the name {self.names.alias} leads to"
                f" {', '.join(found)} and not to one generation of an index.",
                hint="Take another name, or make it an alias of one generation again.",
            )
        return Stamp(name, values["settings"]["index.uuid"])

    def _asked_again(self, before: Stamp) -> _Known:
        """Return what is published now, fetched, or what was if the cluster does not answer."""
        try:
            stamp = self._ask(tries=1, seconds=_QUICK)
            if stamp != before:
                self.folder(stamp.generation)
        except ClusterError:
            stamp = before
        return _Known(stamp, time.monotonic() + INTERVAL)

    def _described(
        self, generation: str, missing: dict[str, Any] | None = None
    ) -> tuple[str, dict[str, Any]]:
        """Return which index of its name a generation is, and its stamp."""
        wanted = "*.mappings._meta,*.settings.index.uuid"
        found = (self.client.get(f"/{generation}", filter_path=wanted) or {}).get(generation, {})
        meta = found.get("mappings", {}).get("_meta", {}).get(KEY, missing)
        if not found or meta is None:
            raise CorruptIndex(
                f"The generation {generation} at {self.place.cluster} is not there or not whole.",
                hint=f"Build the index again: {rebuild_command(self.address)}",
            )
        return found["settings"]["index"]["uuid"], meta

    def _fetched(self, stamp: Stamp, meta: dict[str, Any]) -> Path:
        files = {name: FileEntry(**entry) for name, entry in meta["files"].items()}
        index, name = files_of(stamp.generation), f"{stamp.generation}-{stamp.uuid}"
        try:
            folder = self._cache.folder(self.client, index, files, name)
            Descriptor(self.address, stamp.generation).save(folder)
        except OSError as error:
            raise not_writable(error) from error
        return folder


def _as_file_name(address: str) -> str:
    return "".join(letter if letter.isalnum() or letter in ".-" else "_" for letter in address)
