"""A generation in the making on a cluster: filled, stamped, copied, and published by one switch.

The engine writes to the new index without copies; what stands beside its documents is made in a
folder of this machine. To publish, the files are uploaded, the stamp is written into the mapping,
copies are asked for and waited for, and the alias is switched in one request: until then every
reader has the generation before. What was built anew is merged before that.
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from indexer.cluster.documents import ensure_index
from indexer.cluster.files import upload
from indexer.cluster.lock import WriterLock
from indexer.cluster.names import files_of, shares_of
from indexer.cluster.stamp import meta_of, save_sources
from indexer.engines.base import Engine, share
from indexer.engines.opensearch_descriptor import FILE, Descriptor
from indexer.engines.opensearch_finish import finish
from indexer.errors import ClusterError, ClusterUnavailable, QuerlangError, WriteFailed
from indexer.model import Step
from indexer.store.manifest import FileEntry, Manifest

if TYPE_CHECKING:
    from indexer.cluster.index import ClusterIndex

COPIED = 120.0
"""Seconds to wait for the copies of a new generation; without them it is published all the same."""
_LOOK = 0.5

_log = logging.getLogger(__name__)


class ClusterStaging:
    """A generation in the making; nothing of it is seen before :meth:`publish`."""

    def __init__(
        self, index: ClusterIndex, lock: WriterLock, generation: str, folder: Path
    ) -> None:
        self._index = index
        self._lock = lock
        self.generation = generation
        self.folder = folder
        self._anew = True
        Descriptor(index.address, generation).save(folder)

    def clone(self, engine: Engine, manifest: Manifest, *, without: Collection[str] = ()) -> None:
        """Begin with what a published generation holds, save the files ``without``."""
        self._anew = False
        source = self._index.folder(manifest.generation)
        engine.clone(source, self.folder)
        for name in manifest.files:
            if name not in without and not (self.folder / name).exists():
                share(source / name, self.folder / name)

    def publish(self, manifest: Manifest, step: Callable[[Step], None]) -> None:
        """Stamp the generation and make it the published one, in one atomic step."""
        step(Step.STAMP)
        client, before = self._index.client, self._index.current()
        if self._anew:
            finish(client, self.generation)
        save_sources(self.folder, manifest)
        files = self._uploaded()
        stamp = meta_of(msgspec.structs.replace(manifest, files=files), before)
        client.put(f"/{self.generation}/_mapping", {"_meta": stamp})
        step(Step.PUBLISH)
        self._copied()
        self._lock.check()
        step(Step.POINT)
        alias = self._index.names.alias
        actions = [{"add": {"index": self.generation, "alias": alias}}]
        if before is not None:
            actions.insert(0, {"remove": {"index": before, "alias": alias}})
        try:
            client.post("/_aliases", {"actions": actions})
        except ClusterError:
            if self._index.current() != self.generation:  # else the answer was lost, no more
                raise
        step(Step.CLEAN)

    def _uploaded(self) -> dict[str, FileEntry]:
        """Write the files of the folder into the index beside the generation's own."""
        index = files_of(self.generation)
        ensure_index(self._index.client, index)
        files: dict[str, FileEntry] = {}
        for path in sorted(self.folder.iterdir()):
            if path.name != FILE:
                files[path.name] = FileEntry.of(path)
                upload(self._index.client, index, path, files[path.name])
        return files

    def _copied(self) -> None:
        """Ask for copies of the generation and wait for them, but not for ever."""
        client = self._index.client
        copies = {
            "auto_expand_replicas": f"0-{self._index.replicas}" if self._index.replicas else False
        }
        client.put(f"/{self.generation}/_settings", {"index": copies})
        both = f"{self.generation},{files_of(self.generation)}"
        until = time.monotonic() + COPIED
        while True:
            status = client.get(f"/_cluster/health/{both}")["status"]
            if status == "green":
                return
            if time.monotonic() > until:
                break
            time.sleep(_LOOK)
        if status == "red":
            raise ClusterUnavailable(
                f"The new index {self.generation} lost a part: a node went down.",
                hint="Nothing was published. Start the node again, and build again.",
            )
        _log.warning("%s is published before all its copies are made", self.generation)


@contextmanager
def cleaned(index: ClusterIndex) -> Iterator[None]:
    """Remove what an earlier writer left behind, now and when the block ends."""
    clean(index)
    try:
        yield
    finally:
        try:
            clean(index)
        except QuerlangError as error:  # the next writer does it; what was published is
            _log.warning("Old generations of %s remain: %s", index.address, error)


def clean(index: ClusterIndex) -> None:
    """Remove all but the published generation, the one before it, and shares handed in.

    Where the alias is lost any generation that was finished may be the one somebody wants back.
    """
    names = index.aliases()
    generations = {g for name in names if (g := index.names.generation_of(name))}
    kept = {each for each in generations if shares_of(each) in names}
    current = next((g for g in generations if index.names.alias in names.get(g, ())), None)
    if current is not None:
        kept |= {current, str(index.meta(current).get("previous"))}
    else:
        kept |= {each for each in generations if each in names and index.meta(each)}
    for name in names:
        generation = index.names.generation_of(name)
        if generation is not None and generation not in kept:
            index.client.delete(f"/{name}")


def not_writable(error: OSError) -> WriteFailed:
    """Return the error of a folder of this machine that cannot be written."""
    place = error.filename or tempfile.gettempdir()
    return WriteFailed(
        f"{place} cannot be written: {error.strerror or error}.",
        hint="Nothing was published. Make room, or set TMPDIR or the setting cache.",
    )
