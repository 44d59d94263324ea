"""The glossary that is in force: the file of the settings, read again when it has changed."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from indexer.errors import GlossaryError
from indexer.lexicon.glossary import Glossary
from indexer.model import Note

_log = logging.getLogger(__name__)


class InForce(NamedTuple):
    """A glossary, what changes when it does, and what there is to say of it."""

    glossary: Glossary
    version: str = ""
    notes: tuple[Note, ...] = ()


class WatchedGlossary:
    """A glossary that may be edited while it is used; safe to share between threads."""

    def __init__(self, path: Path | None) -> None:
        """Read the file, if there is one in the settings.

        Raises :class:`~indexer.errors.GlossaryError` for one that cannot be used.
        """
        self._path = path
        self._lock = Lock()
        self._version = _version(path)
        self._current = InForce(Glossary.load(path) if path else Glossary(), self._version)

    def current(self) -> InForce:
        """Return the glossary as the file is now, or as it was if it cannot be used any more.

        The log then says what is wrong with it, and the notes that something is.
        """
        version = _version(self._path)
        if self._path is None or version == self._version:
            return self._current
        with self._lock:
            if version != self._version:
                self._current = self._read_again(self._path, version)
                self._version = version
        return self._current

    def _read_again(self, path: Path, version: str) -> InForce:
        try:
            return InForce(Glossary.load(path), version)
        except GlossaryError as error:
            _log.warning("%s", error)
            note = Note("The glossary was changed and cannot be read: it is used as it was before.")
            return InForce(self._current.glossary, version, (note,))


def _version(path: Path | None) -> str:
    """Return what changes when a file does; of one that is not there, nothing."""
    try:
        found = path.stat() if path else None
    except OSError:
        return ""
    return f"{found.st_mtime_ns:x}-{found.st_size:x}" if found else ""
