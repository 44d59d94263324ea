"""How many documents hold terms: asked of every shard once, however many terms there are.

A document that is not in the index, of the terms alone, is sent to one copy of each shard, which
says of each term how many of its documents hold it (``_mtermvectors``). That takes no longer for
hundreds of terms than for one, and does not depend on the number of documents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from itertools import count
from typing import Any

from indexer.engines.opensearch_client import Client
from indexer.engines.opensearch_index import cut

_OPTIONS = {
    "term_statistics": True,
    "field_statistics": False,
    "positions": False,
    "offsets": False,
    "payloads": False,
}


class Frequencies:
    """The numbers of documents of one index, in so many shards."""

    def __init__(self, client: Client, index: str, shards: int) -> None:
        self._client = client
        self._index = index
        self._shards = shards

    def of(self, terms: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """Return how many documents hold each term of a field of text."""
        texts: defaultdict[str, list[str]] = defaultdict(list)
        for field, text in terms:
            texts[field].append(cut(text))
        document = {field: " ".join(words) for field, words in texts.items()}
        asked = [{"doc": document, **route, **_OPTIONS} for route in self._routes]
        path = f"/{self._index}/_mtermvectors"
        found = self._client.post(path, {"docs": asked}, realtime=False)["docs"]
        held = [dict(_held(each)) for each in found]
        return {key: sum(each.get((key[0], cut(key[1])), 0) for each in held) for key in terms}

    @cached_property
    def _routes(self) -> tuple[Mapping[str, str], ...]:
        """What leads to each of the shards."""
        if self._shards == 1:
            return ({},)
        routes: dict[int, Mapping[str, str]] = {}
        for number in count():
            path = f"/{self._index}/_search_shards"
            ((copy, *_),) = self._client.get(path, routing=number)["shards"]
            routes.setdefault(int(copy["shard"]), {"routing": str(number)})
            if len(routes) == self._shards:
                return tuple(routes.values())
        raise AssertionError("every shard has documents")


def _held(found: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], int]]:
    for field, vector in found.get("term_vectors", {}).items():
        for text, told in vector["terms"].items():
            yield (field, text), told.get("doc_freq", 0)
