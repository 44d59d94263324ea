"""What tests of indexes on a cluster ask of them."""

from __future__ import annotations

from pathlib import Path

from opensearch_cluster import Cluster

from indexer import Searcher, Settings, open_index
from indexer.addresses import index_at
from indexer.cluster import ClusterIndex
from indexer.config import load_settings

QUERIES = ("Moskau", "Kalganow", "Kalganov", "hop tac", '"Hợp tác du lịch"', "Лангшон", "деле*", "")


def name_of(address: str) -> str:
    return address.rpartition("/")[2]


def indexes(cluster: Cluster, address: str) -> set[str]:
    """The indexes that belong to an address, without its name."""
    name = name_of(address)
    found = cluster.ask("GET", f"/_cat/indices/{name}-*?format=json")
    return {each["index"].removeprefix(name) for each in found}


def cluster_index(address: str, settings: Settings | None = None) -> ClusterIndex:
    found = index_at(address, settings or load_settings())
    assert isinstance(found, ClusterIndex)
    return found


def answers(index: Path | str, queries: tuple[str, ...] = QUERIES) -> list[object]:
    """What an index answers to queries, as far as it does not depend on time."""
    with open_index(index) as searcher:
        return [answer(searcher, query) for query in queries]


def answer(searcher: Searcher, query: str) -> object:
    page = searcher.search(query, size=50, duplicates="show")
    hits = [(hit.id, round(hit.score, 3), hit.title_marks, hit.snippets) for hit in page.hits]
    return page.total, hits, page.facets, page.suggestions, searcher.suggest(query)
