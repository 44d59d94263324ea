"""One writer at a time, though writers may run on different machines.

A writer holds a document of the index ``NAME-lock``, which only one can create, and writes to it
again every :data:`BEAT` seconds. One that has not been written to for :data:`EXPIRY` seconds by
the clock of who wants it is watched for :data:`WATCH` seconds more; if nobody writes to it
meanwhile its holder is taken to be dead and it is taken over. So clocks that differ never take
a lock from a writer that lives; a writer that died holds others up for 40 seconds at most where
clocks agree. Every change is conditional on what was read, so of several takers one succeeds.
"""

from __future__ import annotations

import logging
import time
from threading import Event, Thread
from typing import NamedTuple, Self
from uuid import uuid4

from indexer.cluster.documents import Seen, delete_if, ensure_index, put_if
from indexer.engines.opensearch_client import Client
from indexer.errors import IndexLocked, QuerlangError
from indexer.store.generations import own_name

BEAT = 5.0
EXPIRY = 30.0
WATCH = 10.0

_log = logging.getLogger(__name__)


class _Held(NamedTuple):
    """A lock as it was read: its holder, when that wrote last, and which writing it was."""

    holder: str
    token: str
    beat: float
    seen: Seen


class WriterLock:
    """A lock of an index, held while its context lasts.

    ``what`` is what is locked, for people; ``key`` tells locks of one index apart.
    """

    def __init__(self, client: Client, index: str, key: str, what: str) -> None:
        self._client = client
        self._path = f"/{index}/_doc/{key}"
        self._index = index
        self._what = what
        self._token = uuid4().hex
        self._name = own_name()
        self._seen = Seen(0, 0)
        self._beaten = 0.0
        self._lost = False
        self._over = Event()
        self._thread = Thread(target=self._beat_on, name=f"lock {what}", daemon=True)

    def __enter__(self) -> Self:
        """Take the lock; raise :class:`IndexLocked` naming the holder if another has it."""
        ensure_index(self._client, self._index)
        while not self._take():
            pass
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Release the lock; one that cannot be released expires."""
        self._over.set()
        self._thread.join()
        if self._lost:
            return
        try:
            delete_if(self._client, self._path, self._seen)
        except QuerlangError as error:
            _log.warning("%s stays locked for %.0f seconds: %s", self._what, EXPIRY + WATCH, error)

    def check(self) -> None:
        """Raise :class:`IndexLocked` if the lock has been lost: its holder was taken for dead."""
        if not self._lost:
            self._beat()
        if self._lost:
            raise IndexLocked(
                f"Another process has taken over the lock of {self._what}.",
                hint="The cluster was out of reach for too long. Nothing was published; try again.",
            )

    def _take(self) -> bool:
        """Take the lock, or find out that it has just been free and has to be tried again."""
        if self._write(None):
            return True
        held = self._read()
        if held is None:
            return False
        if held.token == self._token:  # the answer to the first try was lost
            self._seen = held.seen
            return True
        if time.time() - held.beat < EXPIRY:
            raise self._refused(held)
        _log.warning("%s is locked by %s, silent since; watching", self._what, held.holder)
        time.sleep(WATCH)
        again = self._read()
        if again is not None and again.seen != held.seen:
            raise self._refused(again)
        return again is not None and self._write(again.seen)

    def _refused(self, held: _Held) -> IndexLocked:
        return IndexLocked(
            f"Another process is writing to {self._what}: {held.holder}.",
            hint="Wait until it is done, or stop it; the lock of one that died expires"
            f" within {EXPIRY + WATCH:.0f} seconds.",
        )

    def _read(self) -> _Held | None:
        answer = self._client.get(self._path)
        if answer is None or not answer.get("found"):
            return None
        source = answer["_source"]
        return _Held(source["holder"], source["token"], source["beat"], Seen.of(answer))

    def _write(self, seen: Seen | None) -> bool:
        """Write the lock where there is none, or where it is as it was seen; tell if it was."""
        now = time.time()
        body = {"holder": self._name, "token": self._token, "beat": now}
        answer = put_if(self._client, self._path, body, seen)
        if answer is None:
            return False
        self._seen, self._beaten = Seen.of(answer), now
        return True

    def _beat(self) -> None:
        if self._write(self._seen):
            return
        held = self._read()
        if held is not None and held.token == self._token:
            self._seen = held.seen
        else:
            self._lost = True

    def _beat_on(self) -> None:
        while not self._over.wait(BEAT) and not self._lost:
            try:
                self._beat()
            except QuerlangError as error:
                _log.warning("The lock of %s cannot be held: %s", self._what, error)
