"""Which files there are: walks files and folders in a fixed order, each file once.

Names keep the form they have on disk. Hidden files and folders and the lock files of office
programs are passed over, and what a ``.querlangignore`` beside them names, one shell pattern a
line; links are followed, but no folder is entered twice.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from indexer.errors import SourceNotFound
from indexer.model import Skipped, SourceFile
from indexer.sources.base import safe, shown_path
from indexer.sources.registry import suffix_of, unsupported

IGNORE_FILE = ".querlangignore"
_PASSED_OVER = (".", "~$")


def discover(sources: Sequence[Path]) -> Iterator[SourceFile | Skipped]:
    """Yield every readable file below the sources, in the order given and sorted within each.

    A file that is reached twice is yielded once, under the id it was first met with. Raises
    :class:`~indexer.errors.SourceNotFound`, before anything is yielded, for a source that is
    not there.
    """
    for source in sources:
        if not _is_there(source):
            raise SourceNotFound(
                f"There is no file or folder {shown_path(source)!r}.",
                hint="Check the spelling and the rights, or give the full path.",
            )
    return _discover(sources)


def sha256(file: SourceFile) -> str:
    """Return the SHA-256 of the file's bytes in hexadecimal; ``OSError`` if it cannot be read."""
    with file.path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _discover(sources: Sequence[Path]) -> Iterator[SourceFile | Skipped]:
    seen: set[Path] = set()
    for source in sources:
        root = source.resolve()
        if root.is_dir():
            yield from _walk(source, "", _name(root), seen)
        else:
            yield from _file(source, source.name, _name(root.parent), seen)


def _walk(folder: Path, prefix: str, chain: str, seen: set[Path]) -> Iterator[SourceFile | Skipped]:
    # A stack of iterators, not recursion: a tree may be deeper than Python's stack.
    stack = [_children(folder, prefix, chain, seen)]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, tuple):
            stack.append(_children(*item, seen))
        else:
            yield item


def _children(
    folder: Path, prefix: str, chain: str, seen: set[Path]
) -> Iterator[SourceFile | Skipped | tuple[Path, str, str]]:
    """Yield the files of one folder, and its folders as (path, id prefix, source name)."""
    real = folder.resolve()
    if real in seen:
        return
    seen.add(real)
    try:
        names = sorted(entry.name for entry in os.scandir(folder))
        ignored = _ignored(folder) if IGNORE_FILE in names else ()
    except OSError as error:
        yield _unreadable(folder, error)
        return
    for name in names:
        if name.startswith(_PASSED_OVER) or any(fnmatchcase(name, glob) for glob in ignored):
            continue
        path = folder / name
        if _is_folder(path):
            yield path, f"{prefix}{name}/", f"{chain}/{safe(name)}"
        else:
            yield from _file(path, f"{prefix}{name}", chain, seen)


def _ignored(folder: Path) -> tuple[str, ...]:
    """Return the patterns of a folder's ignore file; ``#`` begins a comment."""
    lines = (folder / IGNORE_FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    stripped = (line.partition("#")[0].strip() for line in lines)
    return tuple(line for line in stripped if line)


def _file(path: Path, id_: str, chain: str, seen: set[Path]) -> Iterator[SourceFile | Skipped]:
    try:
        real = path.resolve()
        status = path.stat()
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
        yield _unreadable(path, error)
        return
    if real in seen:
        return
    seen.add(real)
    if not stat.S_ISREG(status.st_mode):
        yield Skipped(shown_path(path), "unreadable", "This is a device or a pipe, not a file.")
    elif suffix_of(path) is None:
        yield unsupported(path)
    else:
        yield SourceFile(path, _storable(id_), chain, status.st_size, status.st_mtime_ns)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder on the way to it may not be entered
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # opening it as a file will tell the reason
        return False


def _storable(name: str) -> str:
    """Return a name that UTF-8 can hold, still different from every other name."""
    return name.encode("utf-8", errors="backslashreplace").decode("utf-8")


def _unreadable(path: Path, error: Exception) -> Skipped:
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Skipped(shown_path(path), "unreadable", f"It cannot be opened: {safe(why)}.")


def _name(folder: Path) -> str:
    return safe(folder.name) or folder.as_posix()
