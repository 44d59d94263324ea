"""One machine or a cluster: the embedded engine, one node, three nodes, and OpenSearch without us.

    python tests/bench/cluster.py --data DIR [--limit N] [--queries N] [--work DIR] [--nodes 1]

Indexes of the same documents are built by the same command in a folder, on one node, and on three
with a copy of each of three shards; ``usual.py`` says what OpenSearch without us is. Pages are
asked for query by query and by turns. All nodes are on this machine and share its cores: of what
several machines add to the speed this tells nothing, of what the way there costs it does. Figures
are ratios to the embedded engine; quality is MRR@10 on questions (xquad, mlqa) and on headlines.
"""

from __future__ import annotations

import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import click
from corpus import Corpus, load, pick, with_corpus, words, work_folder
from figures import percentile, ratio, table
from machine import print_machine
from ours import build
from qualitysets import QuerySet, load_set

sys.path.insert(0, str(Path(__file__).parent.parent))

from opensearch_cluster import JVM, VERSION, Cluster
from usual import Usual, add_analyzers, folder_bytes, store_bytes

from indexer import Searcher, build_index, load_settings, open_index
from indexer.comparison import means, values_of
from indexer.evaluate import read_qrels, read_queries

LENGTHS: dict[str, int | None] = {"1 word": 1, "2 words": 2, "3 words": 3, "whole": None}
SETS = ("xquad", "mlqa")
DEPTH = 10
WARM = 30
Ranking = Callable[[str, int], list[tuple[str, float]]]


@dataclass
class System:
    """What is asked: how a page and a ranking are had, what building took and needs."""

    name: str
    page: Callable[[str], object]
    ranking: Ranking
    seconds: float
    size: int


@click.command()
@with_corpus
@click.option("--queries", default=100, show_default=True, help="How many to ask.")
@click.option("--nodes", multiple=True, type=int, default=(1, 3), show_default=True)
@click.option("--every", default=1, show_default=True, help="Judge every nth query only.")
@click.option("--jobs", default=2, show_default=True, help="Processes that analyse.")
def main(
    data: Path | None,
    limit: int | None,
    work: Path | None,
    queries: int,
    nodes: tuple[int, ...],
    every: int,
    jobs: int,
) -> None:
    """Build, ask, compare."""
    folder = work_folder(work)
    corpus = load(data, limit or 2_000, folder)
    print_machine("querlang", "tantivy", "opensearch-py")
    print(f"{corpus}; OpenSearch {VERSION}, 512 MB a node")
    os.environ["QUERLANG_CACHE"] = str(folder / "cache")
    jvm = tuple(option for option in JVM if "Tiered" not in option)
    with ExitStack() as stack:
        index = corpus.folder / "index-cluster-bench"
        seconds = build(corpus, index, jobs)
        searcher = _opened(stack, index)
        systems = [_ours("embedded", searcher, seconds, folder_bytes(index))]
        clusters: list[Cluster] = []
        for count in nodes:
            cluster = Cluster(count, jvm=jvm)
            add_analyzers(cluster)
            clusters.append(stack.enter_context(cluster))
            os.environ["QUERLANG_OPENSEARCH_SHARDS"] = str(count)
            address = cluster.address("bench")
            seconds = build(corpus, Path(address), jobs)
            size = store_bytes(cluster, "bench-000001*")
            name = f"{count} node{'s' if count > 1 else ''}"
            systems.append(_ours(name, _opened(stack, address), seconds, size))
        usual = _timed_usual(clusters[0], corpus)
        compare([*systems, usual], *pick(corpus.queries, queries, WARM))
        built([*systems, usual], corpus)
        os.environ["QUERLANG_OPENSEARCH_SHARDS"] = "1"
        if data is not None:
            judged = list(_asked(data, corpus, every, folder))
            quality(judged, clusters[0], [systems[0], systems[1], usual])


def _opened(stack: ExitStack, index: Path | str) -> Searcher:
    settings = load_settings(cached_pages=0, query_seconds=120.0)
    searcher = stack.enter_context(open_index(index, settings=settings))
    searcher.warm_up()
    return searcher


def _ours(name: str, searcher: Searcher, seconds: float, size: int) -> System:
    def page(text: str) -> object:
        return searcher.search(text, size=10)

    return System(name, page, searcher.ranking, seconds, size)


def _timed_usual(cluster: Cluster, corpus: Corpus) -> System:
    started = time.perf_counter()
    usual = Usual(cluster.address("usual"), corpus.texts())
    seconds = time.perf_counter() - started
    size = store_bytes(cluster, "usual")
    return System(usual.name, usual.page, usual.ranking, seconds, size)


def compare(systems: list[System], queries: list[str], warm: list[str]) -> None:
    """Print how long a page takes, in medians of the embedded engine."""
    times: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for query in warm:
        for system in systems:
            system.page(query)
    for number, query in enumerate(queries):
        for length, cut in LENGTHS.items():
            given = " ".join(words(query, cut))
            for turn in range(len(systems)):
                system = systems[(number + turn) % len(systems)]
                started = time.perf_counter()
                system.page(given)
                times[length, system.name].append(time.perf_counter() - started)
    rows = []
    for length in LENGTHS:
        base = median(times[length, systems[0].name])
        for system in systems:
            taken = times[length, system.name]
            own = (f"{median(taken) * 1e3:.1f}", f"{percentile(taken, 99) * 1e3:.1f}")
            held = (ratio(median(taken), base), ratio(percentile(taken, 99), base))
            rows.append((length, system.name, *held, *own))
    header = ("query", "system", "median", "p99", "median ms", "p99 ms")
    table(header, rows, left=2)


def built(systems: list[System], corpus: Corpus) -> None:
    """Print what building takes, beside the embedded engine."""
    first, rows = systems[0], []
    for system in systems:
        rate = f"{corpus.documents / system.seconds:.0f}"
        held = (ratio(first.seconds, system.seconds), ratio(system.size, first.size))
        rows.append((system.name, *held, rate, f"{system.size / corpus.text_bytes:.2f}"))
    print()
    table(("building", "rate", "size", "documents a second", "bytes a byte of text"), rows)


def quality(
    sets: list[tuple[str, Asked, QuerySet | None]], cluster: Cluster, systems: list[System]
) -> None:
    """Print MRR@10 by set and language."""
    rows = []
    for name, asked, one in sets:
        with ExitStack() as stack:
            rankings = [system.ranking for system in systems]
            if one is not None:
                rankings = _rankings(stack, one, cluster)
            for lang in sorted({lang for _, _, lang in asked}):
                queries = [(each, text) for each, text, of in asked if of == lang]
                found = [_mrr(ranking, queries, asked.qrels) for ranking in rankings]
                rows.append((name, lang, len(queries), *(f"{value:.3f}" for value in found)))
    print()
    table(("MRR@10", "lang", "queries", *(system.name for system in systems)), rows, left=2)


class Asked(list[tuple[str, str, str]]):
    """Queries as id, text and language, and what they should find."""

    qrels: dict[str, dict[str, int]]


def _asked(
    data: Path, corpus: Corpus, every: int, work: Path
) -> Iterator[tuple[str, Asked, QuerySet | None]]:
    """Yield the headlines of documents of the corpus, and the sets with collections of their own."""
    there = {text.id for text in corpus.texts()}
    headlines = Asked()
    headlines.qrels = {
        query: judged
        for query, judged in read_qrels(data / "news52k" / "qrels.tsv").items()
        if there.issuperset(judged)
    }
    for query in read_queries(data / "news52k" / "queries.jsonl"):
        if query.id in headlines.qrels:
            headlines.append((query.id, query.text, query.lang or "-"))
    if headlines:
        yield "headlines", headlines, None
    for name in SETS:
        one = load_set(name, data, work, every)
        asked = Asked((query.id, query.text, query.lang or "-") for query in one.queries)
        asked.qrels = one.qrels
        yield name, asked, one


def _rankings(stack: ExitStack, one: QuerySet, cluster: Cluster) -> list[Ranking]:
    here = stack.enter_context(one.collection.searcher())
    address = cluster.address(one.name)
    build_index(one.collection.source, address)
    there = _opened(stack, address)
    usual = Usual(cluster.address(f"usual-{one.name}"), one.collection.texts())
    return [here.ranking, there.ranking, usual.ranking]


def _mrr(
    ranking: Ranking, queries: list[tuple[str, str]], qrels: dict[str, dict[str, int]]
) -> float:
    run = {query: dict(ranking(text, DEPTH)) for query, text in queries}
    judged = {query: qrels[query] for query, _ in queries}
    return means(values_of(run, judged), judged)["MRR@10"]


if __name__ == "__main__":
    main()
