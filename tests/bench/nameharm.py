"""What names and places cost searches that are about neither: quality, building, answering.

One index with both channels is asked with them on and off (``run --names off --places off``);
MRR@10 a language of ``xquad`` and ``mlqa`` must not be more than .003 lower with them. The median
of a query, headlines of news, and the processor time of a build are ratios: with over without. For
a build without, the analysis is made to find no names and no places (``building.named_costs``); the
index of one is its size, too.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from building import named_costs
from corpus import ROOT, Corpus, load, pick
from figures import table
from ours import index_of, searcher_of

from indexer.evaluate.runs import measure, read_qrels, read_queries, read_run

SETS = ("xquad", "mlqa")
MOST_LOST = 0.003
MOST_BUILD = 1.25
MOST_QUERY = 1.3
OFF = {"names": False, "places": False}
_LIMIT = 5_000
_QUERIES, _WARM = 300, 50
_JOBS = 2


def report_harm(data: Path, work: Path) -> None:
    """Print all; indexes are kept in ``work``."""
    rows: list[Sequence[object]] = []
    for name in SETS:
        index = work / name
        if not (index / "CURRENT").exists():
            _indexer("build", str(next((data / name).glob("docs.jsonl*"))), "--index", str(index))
        on, off = (mrr(data / name, index, **options) for options in ({}, OFF))
        for lang in on:
            lost = off[lang] - on[lang]
            note = f"more than {MOST_LOST}" if lost > MOST_LOST else ""
            rows.append((f"{name} {lang}", f"{on[lang]:.4f}", f"{off[lang]:.4f}", note))
    table(("MRR@10", "on", "off", ""), rows)
    corpus = load(data, _LIMIT, work)
    query = query_times(corpus)
    whole = load(data, None, work)
    builds, size = named_costs(whole, _JOBS, turns=1)
    print(f"\nqueries: {corpus}; builds, of the processor: {whole}")
    table(
        ("with names and places", "of without", "to hold"),
        [
            ("median of a query", f"{query:.2f}", MOST_QUERY),
            ("build", f"{median(builds):.3f}", MOST_BUILD),
            ("index", f"{size:.2f}", ""),
        ],
    )


def mrr(folder: Path, index: Path, **options: bool) -> dict[str, float]:
    """Return MRR@10 by language of the queries of a set; options that are given are off."""
    queries = folder / "queries.jsonl"
    output = index.parent / f"{index.name}{''.join(options)}.run"
    flags = [text for name in options for text in (f"--{name}", "off")]
    arguments = ("--index", str(index), "--size", "10", "--output", str(output))
    _indexer("run", str(queries), *arguments, *flags)
    scores, judged = read_run(output), read_qrels(folder / "qrels.tsv")
    by_lang: defaultdict[str, list[str]] = defaultdict(list)
    for query in read_queries(queries):
        if query.id in judged:
            by_lang[query.lang or ""].append(query.id)
    means = {}
    for lang, ids in by_lang.items():
        run = {each: scores.get(each, {}) for each in ids}
        means[lang] = measure(run, {each: judged[each] for each in ids})["MRR@10"]
    return means


def query_times(corpus: Corpus) -> float:
    """Return the median of a query with names and places, over that without; by turns."""
    index_of(corpus)
    searcher = searcher_of(corpus)
    asked, warm = pick(corpus.queries, _QUERIES, _WARM)
    times: dict[bool, list[float]] = {False: [], True: []}
    for number, query in enumerate([*warm, *asked]):
        for on in (number % 2 == 0, number % 2 == 1):
            started = time.perf_counter()
            searcher.search(query, size=10, **({} if on else OFF))
            if number >= len(warm):
                times[on].append(time.perf_counter() - started)
    return median(times[True]) / median(times[False])


def _indexer(*arguments: str) -> None:
    _run([sys.executable, "-m", "indexer", *arguments])


def _run(command: Sequence[str]) -> None:
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if run.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{run.stderr}")
