"""What a cluster answers when it does not do what it was asked -> an error for a person to read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

from indexer.errors import (
    ClusterAccess,
    ClusterError,
    ClusterFull,
    ClusterUnavailable,
    IndexNotFound,
    QuerlangError,
    QueryTooSlow,
)

_AGAIN = frozenset({429, 502, 503, 504})
"""Too many requests, no node behind a proxy, no shard or no manager at the moment, a timeout."""
NODE_LOST = "node_lost"
_LOST = frozenset(
    {
        "connect_transport_exception",
        "node_closed_exception",
        "node_disconnected_exception",
        "node_not_connected_exception",
        "search_context_missing_exception",
    }
)
"""What a node says that asked another which went down meanwhile: mostly with the status 500."""
_LONGEST = 300
_FULL = re.compile("flood-stage|cluster create-index blocked")
"""What is refused where disks are full: to write, and, if all of them are, to make an index."""


class Place(Protocol):
    """Where a cluster is: an :class:`~indexer.engines.opensearch_client.Address`."""

    @property
    def cluster(self) -> str:
        """Its hosts."""

    @property
    def name(self) -> str:
        """The index."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is no success.

    ``kind`` is the type of error that OpenSearch gives, :data:`NODE_LOST` for several of them, or
    ``down``, ``slow`` or ``tls`` if nothing was answered at all; ``status`` is then 0.
    """

    kind: str
    status: int = 0
    reason: str = ""

    @classmethod
    def of(cls, status: int, info: Any) -> Self:
        """Return the answer with an HTTP status; ``info`` is what its body holds."""
        causes = list(_causes(info))
        kind = causes[0][0] if causes else ""
        # the root cause says it best; a search gives those of its shards
        reason = next((reason or kind for kind, reason in reversed(causes) if reason or kind), "")
        full = next((each for each in causes if _FULL.search(each[1])), None)
        if full:
            return cls("disk_full", status, full[1])
        kinds = {name for name, _ in causes}
        if not kinds.isdisjoint(_LOST):
            return cls(NODE_LOST, status, reason[:_LONGEST])
        for known in ("too_many_nested_clauses", "too_many_clauses", "task_cancelled_exception"):
            if known in kinds:
                kind = known
        return cls(kind, status, reason[:_LONGEST])


def _causes(info: Any) -> Iterator[tuple[str, str]]:
    """Yield the types and reasons of an error and of what caused it."""
    error = info.get("error", info) if isinstance(info, Mapping) else None
    if isinstance(error, str):
        yield "", error
    while isinstance(error, Mapping):
        yield str(error.get("type") or ""), str(error.get("reason") or "")
        for shard in error.get("failed_shards") or ():
            yield from _causes(shard.get("reason"))
        error = error.get("caused_by")


def is_worth_another_try(answer: Answer) -> bool:
    """Tell whether the same request may succeed in a moment."""
    if answer.kind == "disk_full":
        return False
    return answer.kind in ("down", "slow", NODE_LOST) or answer.status in _AGAIN


def reason_of(answer: Answer) -> str:
    """Return in a word why a request is tried again: the status, or why there was none."""
    lost = answer.kind == NODE_LOST or not answer.status
    return answer.kind if lost else str(answer.status)


def translated(answer: Answer, place: Place, path: str) -> QuerlangError:
    """Return the error for an answer to a request at ``path``."""
    where, reason = place.cluster, answer.reason or answer.kind or f"status {answer.status}"
    match answer:
        case Answer(kind="tls"):
            return ClusterUnavailable(
                f"The cluster at {where} cannot be trusted: {reason}.",
                hint="Name the file of its certificate authority as opensearch_ca in the settings, "
                "and write opensearch+https:// for a cluster with TLS alone.",
            )
        case Answer(kind="down"):
            return ClusterUnavailable(
                f"The cluster at {where} cannot be reached: {reason}.",
                hint="Start it, or mend the address; a cluster with TLS has opensearch+https://.",
            )
        case Answer(kind="slow"):
            return ClusterUnavailable(
                f"The cluster at {where} does not answer: {reason}.",
                hint="Look at its load, or give it more time: opensearch_seconds in the settings.",
            )
        case Answer(kind="disk_full"):
            return ClusterFull(
                f"The disks of the cluster at {where} are full: {reason}.",
                hint="Make room or add a node; the index that is searched is unchanged.",
            )
        case Answer(status=401):
            return ClusterAccess(
                f"The cluster at {where} does not know who asks (401).",
                hint="Give opensearch_user and opensearch_password in the settings or in the "
                "environment: QUERLANG_OPENSEARCH_USER, QUERLANG_OPENSEARCH_PASSWORD.",
            )
        case Answer(status=403):
            return ClusterAccess(
                f"The cluster at {where} does not allow it (403): {reason}.",
                hint="Give the user the rights to read and write the indexes "
                f"{place.name}-*, their aliases and the health of the cluster.",
            )
        case Answer(status=404, kind="index_not_found_exception"):
            return IndexNotFound(
                f"There is no index {path.split('/')[1]} at {where}.",
                hint=f"Build one with: python -m indexer build SOURCE... --index {where}/NAME",
            )
        case Answer(kind="too_many_nested_clauses" | "too_many_clauses"):
            return QueryTooSlow(
                f"The question has more parts than the cluster at {where} takes.",
                hint="Ask for less, or raise indices.query.bool.max_clause_count of the cluster.",
            )
        case Answer(status=413):
            return ClusterError(
                f"The cluster at {where} takes no request that large (413).",
                hint="Raise http.max_content_length of its nodes, or leave the document out.",
            )
        case Answer(status=429 | 502 | 503 | 504) | Answer(kind="node_lost"):
            return ClusterUnavailable(
                f"The cluster at {where} cannot do it at the moment ({answer.status}): {reason}.",
                hint="Look at its health: a red cluster lacks shards, a busy one takes fewer "
                "requests. Nothing that is published was changed.",
            )
        case _:
            return ClusterError(
                f"The cluster at {where} refuses a request ({answer.status}): {reason}.",
                hint="Nothing that is published was changed.",
            )
