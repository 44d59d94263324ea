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

_Stamp = tuple[int, int] | None


class InForce(NamedTuple):
    """A glossary, how often it has changed, and what there is to say of it."""

    glossary: Glossary
    version: int = 0
    notes: tuple[Note, ...] = ()


class WatchedGlossary:
    """A glossary that may be edited while it is used; safe to share between threads."""

    def __init__(self, path: Path | None) -> None:
        """Read the file, if there is one in the settings.

        Raises :class:`~indexer.errors.GlossaryError` for one that cannot be used.
        """
        self._path = path
        self._lock = Lock()
        self._stamp = _stamp(path)
        self._current = InForce(Glossary.load(path) if path else Glossary())

    def current(self) -> InForce:
        """Return the glossary as the file is now, or as it was if it cannot be used any more.

        The log then says what is wrong with it, and the notes that something is.
        """
        stamp = _stamp(self._path)
        if self._path is None or stamp == self._stamp:
            return self._current
        with self._lock:
            if stamp != self._stamp:
                self._stamp = stamp
                self._current = self._read_again(self._path)
        return self._current

    def _read_again(self, path: Path) -> InForce:
        glossary, version, _ = self._current
        try:
            return InForce(Glossary.load(path), version + 1)
        except GlossaryError as error:
            _log.warning("%s", error)
            note = Note("The glossary was changed and cannot be read: it is used as it was before.")
            return InForce(glossary, version + 1, (note,))


def _stamp(path: Path | None) -> _Stamp:
    """Return what changes when a file does; of one that is not there, nothing."""
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size) if found else None
