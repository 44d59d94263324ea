"""What an index on a cluster is brought into when nothing more is written to it.

OpenSearch keeps for a while what a copy of an index might ask for that has missed changes: deleted
and overwritten documents, and of every document all that was sent, twice the size of the rest. It
lets go of that when segments are merged, but not before the copies are known to have it, which
takes a minute. A clone has no such history. So an index that is to be rid of it is replaced by a
clone of a clone of it, and merged.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import MappingProxyType

from indexer.engines.opensearch_client import TRIES, Client
from indexer.errors import ClusterError, WriteFailed

LONG = 3600.0
"""Seconds that merging and copying may take, whatever a request may."""
_WORTH_IT = 20_000_000
"""Bytes from which on an index is worth being merged."""
_PRESSED = {"index.codec": "best_compression"}
"""Base64 of what is compressed already: a quarter less."""
_OTHER = "-changed"
"""Ends the name of a copy that takes an index's place."""
_log = logging.getLogger(__name__)


def finish(client: Client, index: str) -> None:
    """Make a new index as small and fast as it can be: one segment a shard, and no history.

    A search of many words takes a fifth less time then, and the disk half. It is done before
    there are copies, which get what is left. An index that cannot be merged is as good, and larger.
    """
    if _primaries(client, index, "store")["size_in_bytes"] < _WORTH_IT:
        return
    try:
        other = _copied(client, index, _PRESSED)
    except (ClusterError, WriteFailed) as error:
        client.delete(f"/{index}{_OTHER}")
        client.put(f"/{index}/_settings", {"index.blocks.write": None})
        _log.warning("%s is larger than it need be, it was not copied: %s", index, error)
        return
    _put_back(client, other, index, _PRESSED)
    try:
        _merge(client, index, 1, max_num_segments=1)
    except ClusterError as error:
        _log.warning("%s is larger than it need be, it was not merged: %s", index, error)


def expunge(client: Client, index: str) -> None:
    """Rid an index of deleted and overwritten documents, which count for the weights of words.

    Nobody may write to it meanwhile.
    """
    if not _deleted(client, index):
        return
    _put_back(client, _copied(client, index, {}), index, {})
    _merge(client, index, TRIES, only_expunge_deletes=True)
    if left := _deleted(client, index):
        _log.warning("%s still holds %d deleted documents", index, left)


def _deleted(client: Client, index: str) -> int:
    return _primaries(client, index, "docs")["deleted"]


def _primaries(client: Client, index: str, what: str) -> dict[str, int]:
    found: dict[str, int] = client.get(f"/{index}/_stats/{what}")["_all"]["primaries"][what]
    return found


def _copied(client: Client, index: str, settings: Mapping[str, str]) -> str:
    """Return the name of a copy of an index, which has no history: the index is as it was."""
    other = f"{index}{_OTHER}"
    client.delete(f"/{other}")
    copy(client, index, other, settings)
    return other


def _put_back(client: Client, other: str, index: str, settings: Mapping[str, str]) -> None:
    """Put a copy in the place of its index."""
    client.delete(f"/{index}")
    copy(client, other, index, settings)
    client.delete(f"/{other}")


def _merge(client: Client, index: str, tries: int, **options: int | bool) -> None:
    client.send("POST", f"/{index}/_flush", params={"force": True}, seconds=LONG)
    path = f"/{index}/_forcemerge"
    client.send("POST", path, params=options, seconds=LONG, tries=tries)
    client.send("POST", f"/{index}/_refresh", seconds=LONG)


def copy(
    client: Client,
    source_index: str,
    target: str,
    changed: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Make ``target`` an index of the same documents as another, which is not written to again.

    Their files are shared by the nodes that hold them. The copy has no further copies, and the
    same settings but for those that are ``changed``.
    """
    client.put(f"/{source_index}/_settings", {"index.blocks.write": True})
    settings = {
        "index.blocks.write": None,
        "index.auto_expand_replicas": "false",
        "index.number_of_replicas": 0,
        **changed,
    }
    path, waiting = f"/{source_index}/_clone/{target}", {"wait_for_active_shards": "all"}
    client.send("PUT", path, {"settings": settings}, waiting)
    found = client.get(f"/_cluster/health/{target}", wait_for_status="green", timeout="30s")
    if found["status"] != "green":
        raise WriteFailed(
            f"The index {source_index} could not be copied to {target}: the copy is "
            f"{found['status']}.",
            hint="Nothing was published. Look at the health of the cluster, and run it again.",
        )
