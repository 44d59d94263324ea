"""Documents that are changed on conditions, and the small indexes that hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from indexer.engines.opensearch_client import Client
from indexer.errors import ClusterError


class Seen(NamedTuple):
    """Which writing of a document was read."""

    seq_no: int
    primary_term: int

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> Self:
        """Return that of an answer to a GET or PUT."""
        return cls(answer["_seq_no"], answer["_primary_term"])

    @property
    def condition(self) -> dict[str, str | int | bool]:
        """What makes a request fail if the document has changed since."""
        return {"if_seq_no": self.seq_no, "if_primary_term": self.primary_term}


def put_if(client: Client, path: str, body: object, seen: Seen | None) -> Any:
    """Write a document that is not there yet, or is as it was seen; nothing if it is not so."""
    condition = seen.condition if seen else {"op_type": "create"}
    return client.send("PUT", path, body, condition, conflict=True)


def delete_if(client: Client, path: str, seen: Seen) -> None:
    """Delete a document if it is as it was seen."""
    client.send("DELETE", path, None, seen.condition, missing=True, conflict=True)


def exists(client: Client, index: str) -> bool:
    """Tell whether there is an index."""
    return client.get(f"/{index}/_settings/index.uuid") is not None


def ensure_index(client: Client, index: str, meta: object = None) -> bool:
    """Make an index for documents that are only stored; tell whether it was not there yet.

    It has a copy wherever there is a second node.
    """
    if exists(client, index):
        return False
    body = {
        "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
        "mappings": {"dynamic": False, "_meta": {"querlang": meta}},
    }
    try:
        client.put(f"/{index}", body)
    except ClusterError:
        if exists(client, index):  # another writer was faster
            return False
        raise
    return True
