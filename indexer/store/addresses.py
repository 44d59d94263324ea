"""Where an index is, a folder or ``opensearch://HOST:PORT/NAME``, and what both have in common.

Whatever builds, searches or serves an index asks :func:`index_at` for it and knows no more of
its place than :class:`Index` and :class:`Staged` say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from indexer.config import Settings, cluster_address
from indexer.engines.base import Engine
from indexer.model import Shard, Step
from indexer.store.generations import IndexFolder
from indexer.store.manifest import Manifest


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


class StagedShare(Protocol):
    """The generation that a share of a build is written into."""

    @property
    def folder(self) -> Path:
        """Where its engine and whatever else makes it put their files."""

    def hand_in(self) -> None:
        """Give the files of the folder to who publishes, in place of what was given before."""


class StagedShares(Staged, Protocol):
    """A generation whose shares are all handed in."""

    @property
    def shares(self) -> Sequence[Path]:
        """The folder of each share with the files that were handed in."""

    def keep_only(self, ids: Collection[str]) -> None:
        """Delete documents that no share knows: a share that was repeated may have left some."""


class Index(Protocol):
    """The generations of one index. Reading needs no lock; :meth:`writing` takes the only one."""

    @property
    def address(self) -> str:
        """What a person calls the index, as it is given to ``--index``."""

    @property
    def folders(self) -> Sequence[Path]:
        """Where it keeps files of its own, which are no documents."""

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

    def sharing(self, shard: Shard, made_by: str) -> AbstractContextManager[StagedShare]:
        """Hold the lock of a share of a build, and the staged generation of all of them.

        ``made_by`` tells software that makes the same of the same sources. Raises
        :class:`~indexer.errors.UsageError` if other shares were made by another, or if there are
        to be another number of them.
        """

    def closing(self) -> AbstractContextManager[StagedShares]:
        """Hold all locks and the staged generation whose shares are all in.

        Raises :class:`~indexer.errors.SharesMissing` if some are not.
        """

    def discard(self) -> None:
        """Remove a staged generation with all shares that are handed in."""


def index_at(index: Path | str, settings: Settings) -> Index:
    """Return the index in a folder or at an address; it need not be there yet."""
    address = cluster_address(index)
    if address is None:
        return IndexFolder(Path(index))
    from indexer.cluster import ClusterIndex  # what speaks with a cluster takes time to load

    return ClusterIndex(address, settings)
