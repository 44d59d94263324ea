"""What is read of an index far away is read beside the searches: none of them waits long for it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

from indexer.clock import current_clock, running
from indexer.errors import QuerlangError

PATIENCE = 2.0
"""Seconds, from its beginning on, for which a search waits for the reading at most."""
_SECONDS = 900.0
"""Seconds that the reading may take."""
_PAUSE = 60.0
"""Seconds until it is tried again after it has failed."""
_log = logging.getLogger(__name__)
Read = TypeVar("Read")


class NotRead(Exception):
    """It is being read, or could not be read; who asks for it goes without."""


class Beside(Generic[Read]):
    """The value that ``read`` returns, read by a thread of its own; safe to share by threads."""

    def __init__(self, read: Callable[[], Read], what: str) -> None:
        self._read = read
        self._what = what
        self._value: Read | None = None
        self._lock = Lock()
        self._over = Event()
        self._thread: Thread | None = None
        self._next = self._patient = 0.0

    def begin(self) -> None:
        """Begin to read, unless that is done, or under way, or has failed a moment ago."""
        with self._lock:
            now = time.monotonic()
            if self._value is None and self._thread is None and now >= self._next:
                self._patient = now + PATIENCE
                self._over.clear()
                self._thread = Thread(target=self._run, name=self._what, daemon=True)
                self._thread.start()

    def get(self) -> Read:
        """Return the value; raise :class:`NotRead` if a search that asks cannot wait for it."""
        if self._value is None:
            self.begin()
            patience = min(self._patient - time.monotonic(), current_clock().left / 2)
            self._over.wait(max(patience, 0.0))
        if self._value is None:
            raise NotRead
        return self._value

    def _run(self) -> None:
        try:
            with running(_SECONDS):
                self._value = self._read()
        except QuerlangError as error:
            _log.warning("%s could not be read: %s", self._what, error)
        except Exception:  # noqa: BLE001 - a thread has nobody to raise it to
            _log.exception("%s could not be read", self._what)
        finally:
            if self._value is None:
                self._next = time.monotonic() + _PAUSE
            self._thread = None
            self._over.set()
