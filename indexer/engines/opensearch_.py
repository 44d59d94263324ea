"""The OpenSearch engine: the same documents and the same scores on a cluster of machines.

All analysis is ours: an index holds our terms as they are, and trees go to it as data
(:mod:`indexer.engines.opensearch_trees`). The folder of a generation holds a descriptor that
tells where its index is. With more than one shard term statistics are gathered from all of them
first, so that scores do not depend on where a document lies.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextvars import copy_context
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import msgspec

from indexer.clock import current_clock
from indexer.closing import Closing
from indexer.config import load_settings
from indexer.engines import tree as query
from indexer.engines.base import (
    DAY,
    FACETS,
    MOST_PLACES,
    Capability,
    EngineHit,
    EngineResult,
    Facets,
    Returned,
    Sort,
    TermCount,
    TermReader,
)
from indexer.engines.expansion import Expansion
from indexer.engines.opensearch_client import Client, connect
from indexer.engines.opensearch_descriptor import Descriptor
from indexer.engines.opensearch_finish import copy
from indexer.engines.opensearch_foreseen import Foreseen
from indexer.engines.opensearch_frequencies import Frequencies
from indexer.engines.opensearch_index import LAYOUT, WINDOW, create, number, storable
from indexer.engines.opensearch_terms import Terms
from indexer.engines.opensearch_trees import Compiler, Native, Same, only, term
from indexer.engines.opensearch_writer import OpenSearchWriter
from indexer.errors import CorruptIndex, QueryTooSlow, UnsupportedByEngine
from indexer.model import FacetCount

_BUCKETS = 60_000
_COUNTING = 32
_REMEMBERED = 10_000
_TREES = 128
_PASSES = 3
"""So often work is begun again with the answers to what it asked, before it asks one by one."""
_SCORE_DIGITS = 4
"""Scores are 32-bit sums whose last digits depend on the order of adding."""
_WHOLE = {"allow_partial_search_results": False}
_NO_HITS = {"size": 0, "track_total_hits": True}
_BY_SCORE = [{"_score": "desc"}, {"id": "asc"}]
_BY_DATE = [{"date": {"order": "desc", "missing": "_last"}}, {"id": "asc"}]


class OpenSearchEngine:
    """Builds and opens indexes on a cluster."""

    name = "opensearch"
    version = LAYOUT
    capabilities = frozenset(Capability)

    def create(self, folder: Path) -> OpenSearchWriter:
        """Return a writer for a new index: the one that a descriptor in the folder names.

        Where the store has put none, the index gets a name by chance, at the address in the
        environment. An index that is there already is added to: several may fill it.
        """
        found = Descriptor.of(folder)
        described = found or Descriptor.new()
        client = connect(described.parsed)
        made = create(client, described.index, load_settings().opensearch_shards)
        if found is None:
            described.save(folder)
        return OpenSearchWriter(client, described.index, made=made)

    def append(self, folder: Path) -> OpenSearchWriter:
        """Return a writer that changes the index of a folder, all at once when it commits."""
        described = Descriptor.load(folder)
        return OpenSearchWriter(connect(described.parsed), described.index, appending=True)

    def open(self, folder: Path) -> OpenSearchReader:
        """Return a reader of the index of a folder."""
        described = Descriptor.load(folder)
        return OpenSearchReader(connect(described.parsed), described.index)

    def clone(self, source: Path, target: Path) -> None:
        """Make one more index of the same documents; the cluster shares their files.

        Its name is that of the descriptor in ``target``, or one by chance.
        """
        old = Descriptor.load(source)
        new = Descriptor.of(target)
        if new is None:
            new = Descriptor.beside(old.parsed)
            new.save(target)
        client = connect(old.parsed)
        copy(client, old.index, new.index)
        client.close()


class OpenSearchReader(Closing):
    """Answers queries on an index of a cluster."""

    far = True
    counts_later = False

    def __init__(self, client: Client, index: str) -> None:
        self._client = client
        self._index = index
        _ = client.version
        found = client.get(f"/{index}/_settings/index.number_of_shards", flat_settings=True)
        if found is None:
            raise CorruptIndex(
                f"The index {index} at {client.address.cluster} cannot be opened: it is not there.",
                hint="Build the index again.",
            )
        shards = int(next(iter(found.values()))["settings"]["index.number_of_shards"])
        self._kind = {"search_type": "dfs_query_then_fetch"} if shards > 1 else {}
        self._documents = self._count({"match_all": {}})
        self._terms = Terms(self._ask, self._counts, Frequencies(client, index, shards).of)
        known = self._terms.expansion, self._terms.frequencies, self._documents
        self._compiler = Compiler(*known)
        self._matcher = Compiler(*known, scoring=False)
        self._matched = lru_cache(_TREES)(lambda same: query.matching(same.node))
        self._counted: dict[bytes, int] = {}

    def close(self) -> None:
        """Release the connections."""
        self._client.close()

    def search(
        self,
        tree: query.Query,
        *,
        offset: int = 0,
        limit: int = 10,
        sort: Sort = Sort.RELEVANCE,
        facets: Sequence[str] = (),
    ) -> EngineResult:
        """Return hits ``offset`` to ``offset + limit``, the total and the facets asked for.

        Of an order that goes on for more than a million hits the rest is not shown.
        """
        counted = self.facets(tree, facets)
        native = self._compiler.compile(tree)
        first = min(offset, WINDOW)
        found = self._ask(
            {
                "query": native,
                "from": first,
                "size": min(limit, WINDOW - first),
                "sort": _BY_DATE if sort is Sort.DATE else _BY_SCORE,
                "track_scores": sort is not Sort.RELEVANCE,  # else they are what is sorted by
                "track_total_hits": True,
                "_source": ["data"],
            }
        )["hits"]
        return EngineResult(found["total"]["value"], tuple(map(_hit, found["hits"])), counted)

    def facets(self, tree: query.Query, names: Sequence[str]) -> Callable[[], Facets]:
        """Return what counts the facets of all that matches, while others rank and highlight."""
        if unknown := set(names).difference(FACETS, [DAY]):
            raise UnsupportedByEngine(f"There is no facet {min(unknown)!r}.")
        if not names:
            return dict
        matching = self._matching(tree)
        return _helpers().submit(copy_context().run, self._facets, matching, names).result

    def stored(self, doc_id: str) -> bytes | None:
        """Return what was stored of a document, or nothing if there is none with this id."""
        if not storable(doc_id):
            return None
        path = f"/{self._index}/_doc/{number(doc_id)}"
        found = self._client.get(path, _source_includes="data")
        return b64decode(found["_source"]["data"]) if found else None

    def score(self, tree: query.Query, doc_id: str) -> float | None:
        """Return the score of a document for a tree, or nothing if it does not match."""
        if not storable(doc_id):
            return None
        native = only(self._compiler.compile(tree), term("id", doc_id))
        hits = self._ask({"query": native, "size": 1, "_source": False})["hits"]["hits"]
        return _rounded(hits[0]["_score"]) if hits else None

    def count(self, tree: query.Query) -> int:
        """Return how many documents match a tree."""
        found = self._counted_before(tree)
        return self._remembered([self._matching(tree)])[0] if found is None else found

    def together(
        self, work: Callable[[TermReader], Returned], tree: query.Query | None = None
    ) -> Returned:
        """Return what ``work`` returns; what it asks one by one is asked together."""
        more = self._compiler.asked(tree) if tree is not None else ()
        for _ in range(_PASSES):
            ahead = Foreseen(self, self._terms.known, self._counted_before)
            found = work(ahead)
            self._terms.frequencies([*ahead.asked, *more])
            if not ahead.asked and not ahead.trees:
                return found
            if ahead.trees:
                self._remembered([self._matching(tree) for tree in ahead.trees])
        return work(self)

    def doc_count(self) -> int:
        """Return how many documents there are."""
        return self._documents

    def doc_frequency(self, term_field: str, term: str) -> int:
        """Return how many documents hold a term."""
        return self._terms.frequency(term_field, term)

    def terms(self, term_field: str, prefix: str, limit: int) -> list[TermCount]:
        """Return the terms of a field that begin with ``prefix``, the most frequent first."""
        return self._terms.most_frequent(term_field, prefix, limit)

    def lexicon(self, term_field: str, prefix: str, least: int) -> dict[str, int]:
        """Return the terms that begin with ``prefix`` and how many documents hold each."""
        return self._terms.lexicon(term_field, prefix, least)

    def expansion(self, node: query.Prefix | query.Wildcard) -> Expansion:
        """Return the terms that a pattern in a field of text stands for."""
        return self._terms.expansion(node)

    def _ask(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the answer to a search; one that is not whole is none."""
        asked = dict(body)
        if (left := current_clock().left) < float("inf"):
            asked["timeout"] = f"{max(int(left * 1000), 1)}ms"
        found: Mapping[str, Any] = self._client.post(
            f"/{self._index}/_search", asked, allow_partial_search_results=False, **self._kind
        )
        if found["timed_out"]:
            current_clock().check()
            raise QueryTooSlow(
                "The cluster gave the search up.",
                hint="Ask for less: fewer words, patterns and phrases with ~, a nearer page.",
            )
        return found

    def _matching(self, tree: query.Query) -> Native:
        return self._matcher.compile(self._matched(Same(tree)))

    def _counted_before(self, tree: query.Query) -> int | None:
        return self._counted.get(_key(self._matching(tree)))

    def _remembered(self, natives: Sequence[Native]) -> list[int]:
        """Return how many documents match each of several native queries, and remember it."""
        found = self._counts(natives)
        if len(self._counted) > _REMEMBERED:
            self._counted.clear()
        self._counted.update(zip(map(_key, natives), found, strict=True))
        return found

    def _count(self, native: Native) -> int:
        return int(self._client.post(f"/{self._index}/_count", {"query": native})["count"])

    def _counts(self, natives: Sequence[Native]) -> list[int]:
        """Return how many documents match each of several native queries."""
        if len(natives) == 1:
            return [self._count(natives[0])]
        lines = [line for native in natives for line in (_WHOLE, {"query": native, **_NO_HITS})]
        body = b"".join([msgspec.json.encode(line) + b"\n" for line in lines])
        found = self._client.post(f"/{self._index}/_msearch", body)["responses"]
        return [answer["hits"]["total"]["value"] for answer in found]

    def _facets(self, matching: Native, names: Sequence[str]) -> Facets:
        """Return how often each value occurs among the matches, frequent ones first."""
        wanted = {name: {"terms": _values(name)} for name in names}
        found = self._ask({"query": matching, "size": 0, "aggs": wanted})["aggregations"]
        return {name: _ordered(found[name]["buckets"]) for name in names}


@cache
def _helpers() -> Executor:
    """Return the threads that wait for facets while others rank and highlight."""
    return ThreadPoolExecutor(_COUNTING, thread_name_prefix="cluster-facets")


def _values(facet: str) -> dict[str, Any]:
    """Return how the values of a facet are counted: all of them, by every shard."""
    order = [{"_count": "desc"}, {"_key": "asc"}]
    size = MOST_PLACES if facet == "place" else _BUCKETS
    return {"field": facet, "size": size, "shard_size": _BUCKETS, "order": order}


def _ordered(buckets: Iterable[dict[str, Any]]) -> tuple[FacetCount, ...]:
    return tuple(FacetCount(bucket["key"], bucket["doc_count"]) for bucket in buckets)


def _key(native: Native) -> bytes:
    return msgspec.json.encode(native)


def _hit(found: Mapping[str, Any]) -> EngineHit:
    data = b64decode(found["_source"]["data"])
    score = found["_score"] if found["_score"] is not None else found["sort"][0]
    return EngineHit(found["sort"][-1], _rounded(score), data)


def _rounded(score: float) -> float:
    return round(score, _SCORE_DIGITS)


def engine() -> OpenSearchEngine:
    """Return the engine, for the registry."""
    return OpenSearchEngine()
