"""Where an index is, a folder or ``opensearch://HOST:PORT/NAME``, and what both have in common.

Whatever builds, searches or serves an index asks :func:`index_at` for it and knows no more of
its place than :class:`Index` and :class:`Staged` say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from indexer.config import Settings, cluster_address
from indexer.engines.base import Engine
from indexer.manifest import Manifest
from indexer.model import Step
from indexer.store import IndexFolder


class Staged(Protocol):
    """A generation in the making; nothing of it is seen before :meth:`publish`."""

    @property
    def generation(self) -> str:
        """The name it will be published under."""

    @property
    def folder(self) -> Path:
        """Where its engine and whatever else makes it put their files."""

    def clone(self, engine: Engine, manifest: Manifest, *, without: Collection[str] = ()) -> None:
        """Begin with what a published generation holds, save the files ``without``."""

    def publish(self, manifest: Manifest, step: Callable[[Step], None]) -> None:
        """Stamp the generation and make it the published one, in one atomic step."""


class Index(Protocol):
    """The generations of one index. Reading needs no lock; :meth:`writing` takes the only one."""

    @property
    def address(self) -> str:
        """What a person calls the index, as it is given to ``--index``."""

    def engine(self, given: str | None, default: str) -> str:
        """Return the engine that a build writes with; raise UsageError for one that cannot."""

    def stamp(self) -> Hashable:
        """Return what changes with every publish; cheap enough for every search."""

    def published(self) -> str:
        """Return the name of the published generation; raise IndexNotFound if there is none."""

    def folder(self, generation: str) -> Path:
        """Return the folder with the files of a generation."""

    def open_manifest(self, generation: str) -> Manifest:
        """Return the manifest of a generation that this version can search.

        Raises :class:`~indexer.errors.StaleIndex` with the command that rebuilds another, and
        :class:`~indexer.errors.CorruptIndex`.
        """

    def check_files(self, manifest: Manifest) -> None:
        """Read every file of a generation; raise CorruptIndex if one has changed."""

    def check_health(self) -> None:
        """Raise an error that says why the index cannot answer now, if that is so."""

    def writing(self) -> AbstractContextManager[Staged]:
        """Hold the lock and a staged generation; what is not published is removed."""


def index_at(index: Path | str, settings: Settings) -> Index:
    """Return the index in a folder or at an address; it need not be there yet."""
    address = cluster_address(index)
    if address is None:
        return IndexFolder(Path(index))
    from indexer.cluster import ClusterIndex  # what speaks with a cluster takes time to load

    return ClusterIndex(address, settings)
