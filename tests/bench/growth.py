"""How build time, index size, latency and memory grow with the corpus: ours beside FTS5.

    python tests/bench/growth.py [--data DIR] [--sizes 1000,5000,20000] [--work DIR]

Samples of a corpus, each part of the next. Every index is built anew, ours and FTS5's by turns.
Then queries of two words go to the indexes of all sizes by turns in one process, warm. Memory is
what the PSS of a new process grows by when it opens the index and answers fifty queries; the
models of the analysis are loaded before. The last line is the exponent of each column: the
slope of the least squares line through the logarithms, 1 where a thing grows as the corpus does.
"""

from __future__ import annotations

import gc
import multiprocessing
import shutil
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import NamedTuple

import click
from corpus import Corpus, load, pick, with_corpus, words, work_folder
from figures import exponent, table
from latency import Ours
from machine import print_machine
from ours import build, searcher_of, sizes
from peers import FTS5, Fts5, Peer, disk_bytes
from processes import memory

from indexer import load_settings, open_index
from indexer.query import analyze_query

SIZES = "1000,5000,20000"
ASKED = 200
WARM = 50


class Row(NamedTuple):
    """The figures of one size: seconds, bytes, seconds, bytes."""

    build: float
    fts5_build: float
    size: float
    fts5_size: float
    latency: float
    fts5_latency: float
    memory: float


@click.command()
@with_corpus
@click.option("--sizes", "numbers", default=SIZES, show_default=True, help="Documents, by commas.")
@click.option("--jobs", default=2, show_default=True, help="Processes that analyse.")
def main(data: Path | None, limit: int | None, work: Path | None, numbers: str, jobs: int) -> None:
    """Measure the same at several sizes; the whole corpus, or ``--limit`` of it, is the last."""
    print_machine("querlang", "tantivy", "whoosh3", "sqlite")
    folder = work_folder(work)
    whole = load(data, limit, folder)
    counts = [int(number) for number in numbers.split(",") if int(number) < whole.documents]
    corpora = [*(load(data, count, folder) for count in counts), whole]
    print(f"{whole}; builds with {jobs} jobs")
    built = [build_both(corpus, jobs) for corpus in corpora]
    asked, warm = pick(whole.queries, ASKED, WARM)
    times = latencies(corpora, asked, warm)
    rows = []
    for corpus, (ours, theirs) in zip(corpora, built, strict=True):
        rows.append(
            Row(
                ours,
                theirs,
                sizes(corpus.folder / "index").total(),
                disk_bytes(corpus.folder / FTS5),
                *times[corpus.documents],
                grown(corpus.folder / "index", [" ".join(words(text, 2)) for text in warm]),
            )
        )
    report(corpora, rows)


def build_both(corpus: Corpus, jobs: int) -> tuple[float, float]:
    """Build both indexes anew and return the seconds of each."""
    shutil.rmtree(corpus.folder / "index", ignore_errors=True)
    (corpus.folder / FTS5).unlink(missing_ok=True)
    ours = build(corpus, corpus.folder / "index", jobs)
    started = time.perf_counter()
    Fts5(corpus)
    return ours, time.perf_counter() - started


def latencies(
    corpora: list[Corpus], asked: list[str], warm: list[str]
) -> dict[int, tuple[float, float]]:
    """Return the median seconds of ours and of FTS5 for every size."""
    systems: dict[int, tuple[Peer, Peer]] = {
        corpus.documents: (Ours(searcher_of(corpus), corpus.folder), Fts5(corpus))
        for corpus in corpora
    }
    times: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    for number, query in enumerate([*warm, *asked]):
        for size, pair in systems.items():
            for which, system in enumerate(pair):
                started = time.perf_counter()
                system.search(words(query, 2))
                if number >= len(warm):
                    times[size, which].append(time.perf_counter() - started)
    return {size: (median(times[size, 0]), median(times[size, 1])) for size in systems}


def grown(index: Path, queries: list[str]) -> int:
    """Return what a new process grows by when it opens an index and answers queries."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_grown, (index, queries))


def _grown(index: Path, queries: list[str]) -> int:
    for query in ("Việt Nam Straße Москва", *queries):
        analyze_query(query)
    gc.collect()
    before = memory().pss
    with open_index(index, settings=load_settings(cached_pages=0)) as searcher:
        for query in queries:
            searcher.search(query, size=10)
        return memory().pss - before


def report(corpora: list[Corpus], rows: list[Row]) -> None:
    lines: list[tuple[str, ...]] = []
    for corpus, row in zip(corpora, rows, strict=True):
        lines.append(
            (
                f"{corpus.documents:,}",
                f"{row.build / row.fts5_build:.1f}",
                f"{row.build:.1f} s",
                f"{row.size / corpus.text_bytes:.2f}",
                f"{row.fts5_size / corpus.text_bytes:.2f}",
                f"{row.latency / row.fts5_latency:.2f}",
                f"{row.latency * 1e3:.2f} ms",
                f"{row.memory / 1e6:.0f} MB",
            )
        )
    chars = [corpus.chars for corpus in corpora]
    ours = {name: exponent(chars, [getattr(row, name) for row in rows]) for name in Row._fields}
    lines.append(
        (
            "exponent",
            "",
            f"{ours['build']:.2f}",
            f"{ours['size']:.2f}",
            f"{ours['fts5_size']:.2f}",
            "",
            f"{ours['latency']:.2f}",
            f"{ours['memory']:.2f}",
        )
    )
    table(
        (
            "documents",
            "build of FTS5's",
            "build",
            "index of the text",
            "FTS5 of the text",
            "latency of FTS5's",
            "latency",
            "memory",
        ),
        lines,
    )
    print(
        f"exponents of FTS5: build {ours['fts5_build']:.2f}, latency {ours['fts5_latency']:.2f};"
        " all against characters"
    )


if __name__ == "__main__":
    main()
