"""Writing an index on a cluster: documents in bulk, no faster than the cluster takes them.

A new index is filled as documents come. One that is changed is changed by the commit alone, all
at once: until then what is to be written waits in a file of this machine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import msgspec

from indexer.engines.base import EngineDocument
from indexer.engines.opensearch_bulk import Bulk
from indexer.engines.opensearch_client import Client
from indexer.engines.opensearch_finish import LONG, expunge
from indexer.engines.opensearch_index import number, source, storable
from indexer.errors import ClusterError, DuplicateId, WriteFailed

_IDS = 1_000
"""So many ids are asked for at once."""
_encode = msgspec.json.Encoder().encode


class OpenSearchWriter:
    """Fills or changes one index; nothing of it is to be found before :meth:`commit`."""

    def __init__(
        self, client: Client, index: str, *, made: bool = False, appending: bool = False
    ) -> None:
        """Write to an index that was ``made`` for this, or change one that is there."""
        self._client = client
        self._index = index
        self._made = made
        self._bulk = Bulk(client, index)
        self._added: set[str] = set()
        self._gone: list[str] = []
        self._waiting: Any = tempfile.TemporaryFile() if appending else None  # noqa: SIM115

    def add(self, document: EngineDocument) -> None:
        """Add a document whose id is not in the index."""
        if document.id in self._added:
            raise DuplicateId(f"Two of the documents to be written have the id {document.id!r}.")
        self._added.add(document.id)
        lines = _lines(document)
        if self._waiting is None:
            self._bulk.send(document.id, lines)
        else:
            self._waiting.write(_encode((document.id, lines.decode())) + b"\n")

    def delete(self, ids: Iterable[str]) -> Iterator[bytes]:
        """Delete the documents with these ids, and no others."""
        self._gone += filter(storable, ids)
        return iter(())

    def commit(self) -> None:
        """Write everything out, and see that it is there."""
        self._unlock()
        expected = len(self._added)
        if self._waiting is None:
            self._refresh()  # the rest is a second segment: one alone would never be merged
        else:
            expected += self._count() - self._there()
            self._write_waiting()
        self._bulk.finish()
        self._refresh()
        if self._waiting is not None:
            expunge(self._client, self._index)
        found = self._count()
        # Several may fill a new index; who changes one is alone.
        if found < expected or (self._waiting is not None and found > expected):
            raise WriteFailed(
                f"The index {self._index} at {self._client.address.cluster} holds {found} "
                f"documents of {expected}.",
                hint="Nothing was published. Look at the health of the cluster, and run it again.",
            )
        self._release()

    def cancel(self) -> None:
        """Let go of the index without keeping what was added; one that was made is removed."""
        self._bulk.stop()
        if self._made:
            with suppress(ClusterError):  # whoever writes next cleans up
                self._client.delete(f"/{self._index}")
        self._release()

    def _release(self) -> None:
        if self._waiting is not None:
            self._waiting.close()
        self._client.close()

    def _unlock(self) -> None:
        """Allow writing to an index that was the source of a clone."""
        if not self._made:
            self._client.put(f"/{self._index}/_settings", {"index.blocks.write": None})

    def _write_waiting(self) -> None:
        for doc_id in self._gone:
            action = {"delete": {"_id": number(doc_id)}}
            self._bulk.send(doc_id, _encode(action) + b"\n")
        self._waiting.seek(0)
        for line in self._waiting:
            doc_id, lines = msgspec.json.decode(line)
            self._bulk.send(doc_id, lines.encode())

    def _there(self) -> int:
        """Return how many of the documents to be deleted there are."""
        ids = list(dict.fromkeys(self._gone))
        return sum(self._count(ids[at : at + _IDS]) for at in range(0, len(ids), _IDS))

    def _count(self, ids: list[str] | None = None) -> int:
        query = {"match_all": {}} if ids is None else {"terms": {"id": ids}}
        return int(self._client.post(f"/{self._index}/_count", {"query": query})["count"])

    def _refresh(self) -> None:
        self._client.send("POST", f"/{self._index}/_refresh", seconds=LONG)


def _lines(document: EngineDocument) -> bytes:
    action = {"index": {"_id": number(document.id)}}
    return _encode(action) + b"\n" + _encode(source(document)) + b"\n"
