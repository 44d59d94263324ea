"""Which files there are: walks files and folders in a fixed order, each file once.

Names keep the form they have on disk. Hidden files and folders and the lock files of office
programs are passed over. Links are followed, but no file or folder is taken twice: one that is
below the source itself goes by its own name, not by that of a link to it.

A ``.querlangignore`` leaves out what is below its folder, one shell pattern (``* ? [ab]``) a line:

=============  ====================================================================
``*.tmp``      files and folders of such a name, beside the ignore file or deeper
``archiv/``    folders only, with everything in them
``b/c.txt``    with a slash inside: the path from the folder of the ignore file; a
               ``*`` in it also stands for slashes
``/c.txt``     only beside the ignore file
``# a note``   a comment, if the line begins with it
=============  ====================================================================

There is no negation. A file that is itself given as a source is not ignored.
"""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from indexer.errors import SourceNotFound
from indexer.model import Skipped, SourceFile
from indexer.sources.base import safe, shown_path
from indexer.sources.registry import suffix_of, unsupported

IGNORE_FILE = ".querlangignore"
_PASSED_OVER = (".", "~$")


def discover(
    sources: Sequence[Path], *, without: Iterable[Path] = ()
) -> Iterator[SourceFile | Skipped]:
    """Yield every readable file below the sources, in the order given and sorted within each.

    The folders ``without`` are passed over, by whatever name they are reached.
    A file that is reached twice is yielded once, under the id it was first met with, or under its
    own name if it is below the same source as a link to it. Raises
    :class:`~indexer.errors.SourceNotFound`, before anything is yielded, for a source that is
    not there.
    """
    for source in sources:
        if not _is_there(source):
            raise SourceNotFound(
                f"There is no file or folder {shown_path(source)!r}.",
                hint="Check the spelling and the rights, or give the full path.",
            )
    return _discover(sources, {path.resolve() for path in without})


def sha256(file: SourceFile) -> str:
    """Return the SHA-256 of the file's bytes in hexadecimal; ``OSError`` if it cannot be read."""
    with file.path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class _Rule:
    """One pattern of an ignore file that lies in the folder with the id prefix ``base``."""

    base: str
    glob: str
    folders: bool

    @classmethod
    def parse(cls, line: str, base: str) -> _Rule:
        folders = line.endswith("/")
        glob = unicodedata.normalize("NFC", line.rstrip("/"))
        if "/" in glob and not glob.startswith(("/", "**/")):
            glob = f"/{glob}"
        return cls(base, glob, folders)

    def leaves_out(self, path: str, *, folder: bool) -> bool:
        """Tell whether the pattern names a path below the source."""
        if self.folders and not folder:
            return False
        below = unicodedata.normalize("NFC", f"/{path.removeprefix(self.base)}")
        return fnmatchcase(below if "/" in self.glob else below.rpartition("/")[2], self.glob)


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder of the walk: where it is, its id prefix and source name, and what it inherits."""

    path: Path
    prefix: str
    chain: str
    rules: tuple[_Rule, ...] = ()


def _discover(sources: Sequence[Path], seen: set[Path]) -> Iterator[SourceFile | Skipped]:
    for source in sources:
        root = source.resolve()
        if root.is_dir():
            yield from _Walk(_Folder(root, "", _name(root)), seen).items()
        else:
            yield from _file(source, source.name, _name(root.parent), seen)


class _Walk:
    """The walk through one source that is a folder, given by its real path."""

    def __init__(self, root: _Folder, seen: set[Path]) -> None:
        self._root = root
        self._seen = seen

    def items(self) -> Iterator[SourceFile | Skipped]:
        """Yield what there is, in the order of the names."""
        # A stack of iterators, not recursion: a tree may be deeper than Python's stack.
        stack = [self._children(self._root)]
        while stack:
            item = next(stack[-1], None)
            if item is None:
                stack.pop()
            elif isinstance(item, _Folder):
                stack.append(self._children(item))
            else:
                yield item

    def _children(self, folder: _Folder) -> Iterator[SourceFile | Skipped | _Folder]:
        real = folder.path.resolve()
        if real in self._seen:
            return
        self._seen.add(real)
        try:
            entries = _entries(folder)
        except OSError as error:
            yield _unreadable(folder.path, error)
            return
        for entry in entries:
            path = entry.path
            if path.is_symlink() and _real(path) in self._own:
                continue
            if isinstance(entry, _Folder):
                yield entry
            else:
                yield from _file(path, f"{folder.prefix}{path.name}", folder.chain, self._seen)

    @cached_property
    def _own(self) -> set[Path]:
        """The files and folders below the source that are reached without a link."""
        found: set[Path] = set()
        pending = [self._root]
        while pending:
            folder = pending.pop()
            found.add(folder.path)
            try:
                entries = [entry for entry in _entries(folder) if not entry.path.is_symlink()]
            except OSError:  # the walk itself will report it
                continue
            pending += [entry for entry in entries if isinstance(entry, _Folder)]
            found.update(
                entry.path
                for entry in entries
                if isinstance(entry, _File) and suffix_of(entry.path) is not None
            )
        return found


@dataclass(frozen=True, slots=True)
class _File:
    """An entry of a folder that is not itself a folder."""

    path: Path


def _entries(folder: _Folder) -> list[_Folder | _File]:
    """Return what a folder holds, sorted, without what is passed over or ignored."""
    names = sorted(entry.name for entry in os.scandir(folder.path))
    rules = folder.rules
    if IGNORE_FILE in names:
        rules += _rules(folder)
    found: list[_Folder | _File] = []
    for name in names:
        if name.startswith(_PASSED_OVER):
            continue
        path, id_ = folder.path / name, f"{folder.prefix}{name}"
        is_folder = _is_folder(path)
        if any(rule.leaves_out(id_, folder=is_folder) for rule in rules):
            continue
        if is_folder:
            found.append(_Folder(path, f"{id_}/", f"{folder.chain}/{safe(name)}", rules))
        else:
            found.append(_File(path))
    return found


def _rules(folder: _Folder) -> tuple[_Rule, ...]:
    """Return the patterns of a folder's ignore file; names in it may be bytes that are no UTF-8."""
    text = (folder.path / IGNORE_FILE).read_text(encoding="utf-8-sig", errors="surrogateescape")
    lines = (line.strip() for line in text.split("\n") if not line.startswith("#"))
    return tuple(_Rule.parse(line, folder.prefix) for line in lines if line.strip("/"))


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


def _real(path: Path) -> Path | None:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # RuntimeError: a link that leads to itself
        return None


def _storable(name: str) -> str:
    """Return a name that UTF-8 can hold, still different from every other name."""
    return name.encode("utf-8", errors="backslashreplace").decode("utf-8")


def _unreadable(path: Path, error: Exception) -> Skipped:
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Skipped(shown_path(path), "unreadable", f"It cannot be opened: {safe(why)}.")


def _name(folder: Path) -> str:
    return safe(os.path.basename(os.path.abspath(folder))) or folder.as_posix()  # noqa: PTH100, PTH119 - links stay
