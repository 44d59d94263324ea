"""Bulk requests: a bounded number of bytes on their way, and no document lost without a word."""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

from indexer.engines.opensearch_client import Client
from indexer.engines.opensearch_errors import Answer, is_worth_another_try, translated
from indexer.errors import ClusterError, ClusterUnavailable, WriteFailed
from indexer.retries import RETRIES

_BYTES = 4_000_000
_DOCUMENTS = 1_000
"""A request holds no more bytes, save of one document alone, and no more documents."""
_AT_ONCE = 2
"""So many requests are on their way while the next is put together."""
_PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
"""Seconds to wait before documents that the cluster had no room for are sent again."""
_SECONDS = 120.0
_NO_ROOM = 429
_sleep: Callable[[float], None] = time.sleep


class Item(NamedTuple):
    """What is to be done to a document, as lines of a request."""

    doc_id: str
    lines: bytes


class Bulk:
    """Sends documents to an index; :meth:`send` waits while the cluster has enough to do."""

    def __init__(self, client: Client, index: str) -> None:
        self._client = client
        self._index = index
        self._items: list[Item] = []
        self._bytes = 0
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="bulk")
        self._sent: deque[Future[None]] = deque()

    def send(self, doc_id: str, lines: bytes) -> None:
        """Send what is to be done to a document, with others; raises what went wrong before.

        Raises :class:`~indexer.errors.WriteFailed` that names a document which the cluster
        does not take, and :class:`~indexer.errors.ClusterError` for a cluster that takes none.
        """
        if self._items and self._bytes + len(lines) > _BYTES:
            self._flush()
        self._items.append(Item(doc_id, lines))
        self._bytes += len(lines)
        if len(self._items) >= _DOCUMENTS:
            self._flush()

    def finish(self) -> None:
        """Send the rest, and wait until everything has been taken."""
        if self._items:
            self._flush()
        while self._sent:
            self._sent.popleft().result()
        self._pool.shutdown()

    def stop(self) -> None:
        """Send nothing more."""
        self._items = []
        self._pool.shutdown(cancel_futures=True)

    def _flush(self) -> None:
        while len(self._sent) >= _AT_ONCE:
            self._sent.popleft().result()
        self._sent.append(self._pool.submit(self._deliver, self._items))
        self._items, self._bytes = [], 0

    def _deliver(self, items: Sequence[Item]) -> None:
        """Send documents until all of them are taken."""
        for pause in (*_PAUSES, None):
            body = b"".join([item.lines for item in items])
            try:
                found = self._client.send("POST", f"/{self._index}/_bulk", body, seconds=_SECONDS)
            except ClusterError as error:
                raise type(error)(
                    f"{error.message} It was to take document {items[0].doc_id!r} and"
                    f" {len(items) - 1} others.",
                    hint=error.hint,
                ) from error
            if not found["errors"]:
                return
            answers = [next(iter(answer.values())) for answer in found["items"]]
            items = [
                item
                for item, answer in zip(items, answers, strict=True)
                if self._is_to_be_sent_again(item, answer)
            ]
            if not items:
                return
            if pause is not None:
                RETRIES.count(str(_NO_ROOM))
                _sleep(pause * random.uniform(0.7, 1.3))  # noqa: S311
        raise ClusterUnavailable(
            f"The cluster at {self._client.address.cluster} has no room for document "
            f"{items[0].doc_id!r} and {len(items) - 1} others.",
            hint="Nothing was published. Look at its load, and run it again.",
        )

    def _is_to_be_sent_again(self, item: Item, answer: dict[str, Any]) -> bool:
        """Tell whether a document was not taken but may be; raise if it never will be."""
        error = answer.get("error")
        if error is None:
            return False
        refused = Answer.of(answer["status"], answer)
        if refused.kind == "disk_full":
            raise translated(refused, self._client.address, f"/{self._index}")
        if is_worth_another_try(refused):
            return True
        cause = error.get("caused_by") or error
        raise WriteFailed(
            f"The cluster does not take document {item.doc_id!r}: {cause.get('reason')}.",
            hint="Nothing was published. Mend or leave out this document, and run it again.",
        )
