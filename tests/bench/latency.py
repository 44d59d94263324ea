"""Query string -> page of ten hits with snippets: ours beside FTS5, tantivy and Whoosh.

    python tests/bench/latency.py [--data DIR] [--limit N] [--work DIR] [--queries N]

In one process, warm, query by query and by turns: the same words go to ``Searcher.search``, which
gives a page of hits with highlighted snippets, and to every peer. Queries are headlines, cut to so
many words. Other queries have been asked before. FTS5's table and tantivy's fields hold words as
written; ours has stems, foldings and segmented words, too. Facets, which no peer counts, are
counted when they are looked at: what that takes stands among our steps.

The figures to hold: *FTS5 / median* (how many times as fast as FTS5's median) and *p99 / FTS5*.
``--profile`` prints where our time goes.
"""

from __future__ import annotations

import cProfile
import pstats
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any
from unittest.mock import patch

import click
from corpus import Corpus, load, pick, with_corpus, words, work_folder
from figures import percentile, table
from machine import print_machine
from ours import searcher_of
from peers import Fts5, Peer, Tantivy, Whoosh

from indexer import Searcher
from indexer.query import analyze_query
from indexer.search import opened

LENGTHS: dict[str, int | None] = {"1 word": 1, "2 words": 2, "3 words": 3, "whole": None}
OURS = "Querlang"
WARM = 50


class Ours:
    """A page of our search, as a peer."""

    name = OURS

    def __init__(self, searcher: Searcher, disk: Path) -> None:
        self.disk = disk
        self.searcher = searcher

    def search(self, words: Sequence[str]) -> list[tuple[str, str]]:
        page = self.searcher.search(" ".join(words), size=10)
        return [(hit.title, " ".join(each.text for each in hit.snippets)) for hit in page.hits]


@click.command()
@with_corpus
@click.option("--queries", default=300, show_default=True, help="How many to ask.")
@click.option("--whoosh-limit", default=5_000, show_default=True, help="Its documents; 0: none.")
@click.option("--profile", is_flag=True, help="Print where our time goes.")
def main(
    data: Path | None,
    limit: int | None,
    work: Path | None,
    queries: int,
    whoosh_limit: int,
    profile: bool,
) -> None:
    """Time queries here and in other engines."""
    print_machine("querlang", "tantivy", "whoosh3", "sqlite")
    folder = work_folder(work)
    corpus = load(data, limit, folder)
    asked, warm = pick(corpus.queries, queries, WARM)
    searcher = searcher_of(corpus)
    print(f"{corpus}; {len(asked)} queries; our engine: {searcher.stats().engine}")
    ours = Ours(searcher, corpus.folder)
    systems: list[Peer] = [ours, *peers(corpus, data, folder, whoosh_limit)]
    for cut in LENGTHS.values():
        for query in warm:
            for system in systems:
                system.search(words(query, cut))
    compare(systems, asked)
    steps(searcher, asked)
    if profile:
        print_profile(ours, asked)


def peers(corpus: Corpus, data: Path | None, work: Path, whoosh_limit: int) -> Iterator[Peer]:
    yield Fts5(corpus)
    yield Tantivy(corpus)
    if whoosh_limit:
        yield Whoosh(load(data, min(whoosh_limit, corpus.documents), work))


def compare(systems: Sequence[Peer], queries: Sequence[str]) -> None:
    """Print the times of every system for every length of query."""
    times: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    hits: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, query in enumerate(queries):
        for length, cut in LENGTHS.items():
            given = words(query, cut)
            for turn in range(len(systems)):
                system = systems[(number + turn) % len(systems)]
                started = time.perf_counter()
                found = system.search(given)
                times[length, system.name].append(time.perf_counter() - started)
                hits[length, system.name].append(len(found))
    rows = []
    for length in LENGTHS:
        base = median(times[length, "SQLite FTS5"])
        for system in systems:
            taken = times[length, system.name]
            row = (f"{base / median(taken):.2f}", f"{percentile(taken, 99) / base:.2f}")
            own = (f"{median(taken) * 1e3:.2f}", f"{percentile(taken, 99) * 1e3:.2f}")
            rows.append((length, system.name, *row, *own, f"{mean(hits[length, system.name]):.1f}"))
    header = ("query", "system", "FTS5 / median", "p99 / FTS5", "median ms", "p99 ms", "hits")
    table(header, rows, left=2)


def steps(searcher: Searcher, queries: Sequence[str]) -> None:
    """Print the medians of our steps: what is left of a page is reading and marking its hits."""
    rows = []
    for length, cut in LENGTHS.items():
        parts: defaultdict[str, list[float]] = defaultdict(list)
        for query in queries:
            for part, seconds in parts_of(searcher, " ".join(words(query, cut))).items():
                parts[part].append(seconds)
        page = median(parts["page"])
        rows.append((length, *(f"{median(each) / page:.2f}" for each in parts.values())))
    print("\nour steps: medians as shares of a page's median")
    header = ("query", "page", "analysis", "engine", "reading and marking", "facets, beside it")
    table(header, rows)


def parts_of(searcher: Searcher, query: str) -> dict[str, float]:
    """Return the seconds of one search and of its steps."""
    reader = searcher._generations._opened.reader
    taken: defaultdict[str, float] = defaultdict(float)

    def timed(part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            started = time.perf_counter()
            result = function(*arguments, **options)
            taken[part] += time.perf_counter() - started
            return result

        return call

    with (
        patch.object(opened, "analyze_query", timed("analysis", analyze_query)),
        patch.object(reader, "search", timed("engine", reader.search)),
    ):
        page = timed("page", searcher.search)(query, size=10)
    timed("facets", dict)(page.facets)
    rest = taken["page"] - taken["analysis"] - taken["engine"]
    names = ("page", "analysis", "engine")
    return {name: taken[name] for name in names} | {"rest": rest, "facets": taken["facets"]}


def print_profile(ours: Ours, queries: Sequence[str]) -> None:
    """Print the functions that take the most time themselves, for queries of two words."""
    profile = cProfile.Profile()
    with profile:
        for query in queries:
            ours.search(words(query, 2))
    pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(20)


if __name__ == "__main__":
    main()
