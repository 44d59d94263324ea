"""The files beside the documents of a generation: in pieces on the cluster, whole on this machine.

A piece is a document ``SHA256-NUMBER`` of the index ``NAME-000007-files``. Who reads a generation
has its files in a folder below the cache; a file that another generation has, too, is not fetched
again, since what was fetched is kept under its sha256.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

import msgspec

from indexer.engines.base import share
from indexer.engines.opensearch_client import Client
from indexer.errors import CorruptIndex
from indexer.store.manifest import FileEntry

PIECE = 1 << 20
"""Bytes of a file that go into one document."""
_NAME = re.compile(r"[\w-][\w.-]*")
_YOUNG = 3600
"""Seconds for which another process may be about to use a file that nobody uses yet."""


class _Piece(msgspec.Struct, frozen=True):
    data: bytes


def upload(client: Client, index: str, path: Path, entry: FileEntry) -> None:
    """Write a file into an index, piece by piece."""
    with path.open("rb") as stream:
        for number in range(_pieces(entry)):
            client.put(f"/{index}/_doc/{entry.sha256}-{number}", _Piece(stream.read(PIECE)))


def download(client: Client, index: str, name: str, entry: FileEntry, target: Path) -> None:
    """Write a file of an index to ``target``, all of it or nothing.

    Raises :class:`~indexer.errors.CorruptIndex` if it is not what was written.
    """
    with NamedTemporaryFile(dir=target.parent, delete=False) as stream:
        written = Path(stream.name)
        try:
            for number in range(_pieces(entry)):
                answer = client.get(f"/{index}/_doc/{entry.sha256}-{number}")
                if answer is None or not answer.get("found"):
                    raise _damaged(index, name, f"lacks piece {number}")
                stream.write(msgspec.convert(answer["_source"], _Piece).data)
            stream.flush()
            if FileEntry.of(written) != entry:
                raise _damaged(index, name, "is not what was written")
        except BaseException:
            written.unlink()
            raise
    written.replace(target)


class Cache:
    """The files of the generations of one index on this machine, in a folder of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._contents = path / "files"

    def folder(self, client: Client, index: str, files: Mapping[str, FileEntry], name: str) -> Path:
        """Return the folder ``name`` with files of an index; fetches those that are not there."""
        folder = self._path / name
        folder.mkdir(parents=True, exist_ok=True)
        self._contents.mkdir(exist_ok=True)
        for file, entry in files.items():
            if not _NAME.fullmatch(file):
                raise _damaged(index, file, "has a name that no file has here")
            path, content = folder / file, self._contents / entry.sha256
            if _is_whole(path, entry):
                continue
            if not _is_whole(content, entry):
                download(client, index, file, entry, content)
            path.unlink(missing_ok=True)
            share(content, path)
        folder.touch()
        self._clean(folder)
        return folder

    def _clean(self, current: Path) -> None:
        """Remove all folders but the last two, and the files that none has any more."""
        folders = [path for path in self._path.iterdir() if path not in (current, self._contents)]
        for path in sorted(folders, key=lambda path: path.stat().st_mtime)[:-1]:
            shutil.rmtree(path, ignore_errors=True)
        for path in self._contents.iterdir():
            status = path.stat()
            if status.st_nlink == 1 and time.time() - status.st_mtime > _YOUNG:
                path.unlink(missing_ok=True)


def _pieces(entry: FileEntry) -> int:
    return -(-entry.size // PIECE)


def _is_whole(path: Path, entry: FileEntry) -> bool:
    return path.is_file() and path.stat().st_size == entry.size


def _damaged(index: str, name: str, why: str) -> CorruptIndex:
    return CorruptIndex(
        f"The file {name} of {index} {why}.", hint="Build the index again, or restore a snapshot."
    )
