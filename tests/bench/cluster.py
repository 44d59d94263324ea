"""One machine or a cluster: the embedded engine, one node, three nodes, and OpenSearch without us.

    python tests/bench/cluster.py --data DIR [--limit 20000] [--queries N] [--work DIR] [--nodes 1]

Indexes of the same documents are built by the same command in a folder, on one node, and on three
with a copy of each of three shards; ``usual.py`` says what OpenSearch without us is. Pages are
asked for query by query and by turns. All nodes are on this machine and share its cores: of what
several machines add to the speed this tells nothing, of what the way there costs it does. Figures
are ratios to the embedded engine; quality is MRR@10 on questions (xquad, mlqa). Headlines are in
the titles of their articles here, and would tell nothing.
Seconds of processors, of our process and of the servers, tell what a page takes whatever else the
machine does.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

import click
from corpus import Corpus, load, pick, with_corpus, words, work_folder
from figures import percentile, ratio, table
from machine import print_machine
from ours import build
from qualitysets import QuerySet, load_set

sys.path.insert(0, str(Path(__file__).parent.parent))

from opensearch_cluster import JVM, VERSION, Cluster
from usual import Usual, add_analyzers, folder_bytes, processors, store_bytes

from indexer import Searcher, build_index, load_settings, open_index
from indexer.evaluate.comparison import means, values_of

LENGTHS: dict[str, int | None] = {"1 word": 1, "2 words": 2, "3 words": 3, "whole": None}
SETS = ("xquad", "mlqa")
DEPTH = 10
WARM = 50
Ranking = Callable[[str, int], list[tuple[str, float]]]


@dataclass
class System:
    """What is asked: how a page is had, what building took and needs.

    ``nodes`` are seconds of processors that the servers took for it.
    """

    name: str
    page: Callable[[str], object]
    seconds: float
    nodes: float
    size: int
    cluster: Cluster | None = None


@click.command()
@with_corpus
@click.option("--queries", default=100, show_default=True, help="How many to ask.")
@click.option("--rounds", default=2, show_default=True, help="How often to measure pages.")
@click.option("--nodes", multiple=True, type=int, default=(1, 3), show_default=True)
@click.option("--every", default=1, show_default=True, help="Judge every nth query only.")
@click.option("--jobs", default=2, show_default=True, help="Processes that analyse.")
def main(
    data: Path | None,
    limit: int | None,
    work: Path | None,
    queries: int,
    rounds: int,
    nodes: tuple[int, ...],
    every: int,
    jobs: int,
) -> None:
    """Build, ask, compare."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the nodes end with this process
    folder = work_folder(work)
    corpus = load(data, limit or 2_000, folder)
    print_machine("querlang", "tantivy", "opensearch-py")
    print(f"{corpus}; OpenSearch {VERSION}, 512 MB a node")
    os.environ["QUERLANG_CACHE"] = str(folder / "cache")
    with ExitStack() as stack:
        index = corpus.folder / "index-cluster-bench"
        taken = _built("embedded", corpus, index, jobs)
        systems = [_ours("embedded", _opened(stack, index), taken, folder_bytes(index), None)]
        larger = stack.enter_context(ExitStack())
        clusters: list[Cluster] = []
        for count in sorted(nodes):
            own = larger if clusters else stack
            cluster = own.enter_context(_started(count))
            clusters.append(cluster)
            os.environ["QUERLANG_OPENSEARCH_SHARDS"] = str(count)
            address = cluster.address("bench")
            name = f"{count} node{'s' if count > 1 else ''}"
            taken = _built(name, corpus, Path(address), jobs, cluster)
            size = store_bytes(cluster, "bench-000001*")
            systems.append(_ours(name, _opened(own, address), taken, size, cluster))
        systems.append(_timed_usual(clusters[0], corpus))
        built(systems, corpus)
        for number in range(1, rounds + 1):
            say(f"pages, round {number} of {rounds}")
            compare(systems, *pick(corpus.queries, queries, WARM))
        larger.close()
        os.environ["QUERLANG_OPENSEARCH_SHARDS"] = "1"
        if data is not None:
            names = [systems[0].name, systems[1].name, systems[-1].name]
            quality(_asked(data, every, folder), clusters[0], names)


def say(text: str) -> None:
    """Tell who waits what is done now."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def _started(count: int) -> Cluster:
    """Return a cluster of some nodes that has the analyzers and compiles all that is hot."""
    say(f"starting {count} of OpenSearch")
    cluster = Cluster(count, jvm=tuple(option for option in JVM if "Tiered" not in option))
    add_analyzers(cluster)
    return cluster


class Taken(NamedTuple):
    """Seconds of a build: by the clock, and of the servers' processors."""

    seconds: float
    nodes: float


def _built(
    name: str, corpus: Corpus, index: Path, jobs: int, cluster: Cluster | None = None
) -> Taken:
    say(f"building: {name}")
    nodes = processors(cluster)
    seconds = build(corpus, index, jobs)
    return Taken(seconds, processors(cluster) - nodes)


def _opened(stack: ExitStack, index: Path | str) -> Searcher:
    settings = load_settings(cached_pages=0, query_seconds=120.0)
    searcher = stack.enter_context(open_index(index, settings=settings))
    searcher.warm_up()
    return searcher


def _ours(
    name: str, searcher: Searcher, taken: Taken, size: int, cluster: Cluster | None
) -> System:
    def page(text: str) -> object:
        return searcher.search(text, size=10, count_facets=True)

    return System(name, page, *taken, size, cluster)


def _timed_usual(cluster: Cluster, corpus: Corpus) -> System:
    say("building: OpenSearch without us")
    started, nodes = time.perf_counter(), processors(cluster)
    usual = Usual(cluster.address("usual"), corpus.texts())
    seconds = time.perf_counter() - started
    taken = Taken(seconds, processors(cluster) - nodes)
    size = store_bytes(cluster, "usual")
    return System(usual.name, usual.page, *taken, size, cluster)


def compare(systems: list[System], queries: list[str], warm: list[str]) -> None:
    """Print how long a page takes, in medians of the embedded engine."""
    times: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    used: defaultdict[tuple[str, str], float] = defaultdict(float)
    for query in warm:
        for system in systems:
            system.page(query)
    for number, query in enumerate(queries):
        for length, cut in LENGTHS.items():
            given = " ".join(words(query, cut))
            for turn in range(len(systems)):
                system = systems[(number + turn) % len(systems)]
                before = time.process_time() + processors(system.cluster)
                started = time.perf_counter()
                system.page(given)
                times[length, system.name].append(time.perf_counter() - started)
                used[length, system.name] += time.process_time() + processors(system.cluster)
                used[length, system.name] -= before
    rows = []
    for length in LENGTHS:
        base = median(times[length, systems[0].name])
        for system in systems:
            taken = times[length, system.name]
            own = [median(taken), percentile(taken, 99), used[length, system.name] / len(taken)]
            held = (ratio(median(taken), base), ratio(percentile(taken, 99), base))
            rows.append((length, system.name, *held, *(f"{each * 1e3:.1f}" for each in own)))
    header = ("query", "system", "median", "p99", "median ms", "p99 ms", "CPU ms")
    table(header, rows, left=2)
    print(flush=True)


def built(systems: list[System], corpus: Corpus) -> None:
    """Print what building takes, beside the embedded engine."""
    first, thousands = systems[0], corpus.documents / 1000
    rows = [
        (
            system.name,
            ratio(first.seconds, system.seconds),
            ratio(system.size, first.size),
            f"{corpus.documents / system.seconds:.0f}",
            f"{system.nodes / thousands:.1f}",
            f"{system.size / corpus.text_bytes:.2f}",
        )
        for system in systems
    ]
    header = ("rate", "size", "documents a second", "nodes' CPU s a 1,000", "bytes a byte")
    table(("building", *header), rows)
    print(flush=True)


def quality(
    sets: Iterable[tuple[Asked, QuerySet]], cluster: Cluster, systems: Sequence[str]
) -> None:
    """Print MRR@10 by set and language, a set as soon as it is done."""
    header = ("MRR@10", "lang", "queries", *systems)
    for asked, one in sets:
        say(f"{len(asked)} questions of {one.name}")
        rows = []
        with ExitStack() as stack:
            rankings = _rankings(stack, one, cluster)
            for lang in sorted({lang for _, _, lang in asked}):
                queries = [(each, text) for each, text, of in asked if of == lang]
                found = [_mrr(ranking, queries, asked.qrels) for ranking in rankings]
                rows.append((one.name, lang, len(queries), *(f"{value:.3f}" for value in found)))
        table(header, rows, left=2)
        print(flush=True)


class Asked(list[tuple[str, str, str]]):
    """Queries as id, text and language, and what they should find."""

    qrels: dict[str, dict[str, int]]


def _asked(data: Path, every: int, work: Path) -> Iterator[tuple[Asked, QuerySet]]:
    """Yield the questions of the sets, with their documents."""
    for name in SETS:
        one = load_set(name, data, work, every)
        asked = Asked((query.id, query.text, query.lang or "-") for query in one.queries)
        asked.qrels = one.qrels
        yield asked, one


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
