"""A search for the weights of ranking: one weight after the other, as long as it helps.

    python tests/bench/tune.py --data DIR --work WORK [--sets …] [--every N] [--jobs 2]
    python tests/bench/tune.py --data DIR --work WORK --only near --only tie --rounds 1

The objective is MRR@10: the mean over sets of the mean over the languages of a set. The queries of
a set and language are parted into two halves: those of every other document, so that no document
(of parallel ones, in any language) is in both. The search sees the first half alone; the last
table has the second one beside it, and what is won on the first alone is chance.

A weight is tried a step below and a step above its own value, and further on in the direction that
helps; then comes the next weight. From the second round over all of them on steps are half as
long. When a round changes nothing, or after ``--rounds``, it ends. Nothing is drawn at random: the
same data give the same search. What is better by less than ``--least`` counts as equal, and the
value that was there stays. What it finds is a proposal: a person sets ``weights.py``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import fields, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

import click
from corpus import work_folder
from figures import table
from qualitysets import QUICK, SETS, QuerySet, load_set

from indexer import Searcher
from indexer.evaluate.runs import Query
from indexer.query import DEFAULT_WEIGHTS, Weights

DEPTH = 10


class Range(NamedTuple):
    """The least and the greatest value of a weight, and the step between values tried first."""

    least: float
    most: float
    step: float


RANGES = {
    "stem": Range(0, 1.2, 0.1),
    "part": Range(0, 2, 0.2),
    "apart": Range(0.3, 1, 0.1),
    "fold_plain": Range(0.1, 1, 0.1),
    "fold_accented": Range(0, 1, 0.1),
    "variant": Range(0, 1.2, 0.1),
    "name": Range(0, 1.2, 0.1),
    "place": Range(0, 1.2, 0.1),
    "inside": Range(0, 1.2, 0.1),
    "divided": Range(0, 3, 0.3),
    "function": Range(0, 1, 0.1),
    "statement": Range(0, 1, 0.2),
    "language": Range(0, 10, 1),
    "title": Range(0.2, 4, 0.25),
    "tie": Range(0, 1, 0.1),
    "near": Range(0, 2, 0.1),
    "all_words": Range(0, 16, 2),
    "sentence": Range(0, 1, 0.1),
    "heading": Range(0, 2, 0.2),
    "lead": Range(0, 1, 0.1),
    "short": Range(0, 6, 0.5),
    "distinct": Range(0, 1.6, 0.1),
}
"""``word`` is 1: the others are measured by it. A weight without a range has a wide one."""
_FINER = 2
"""By this steps are shorter from the second round on; finer ones would fit the queries at hand."""

Scores = dict[tuple[str, str, int], float]
"""MRR@10 by set, language and half."""


class Task(NamedTuple):
    """What a process needs to measure weights on a set."""

    name: str
    data: Path | None
    work: Path
    every: int


class Bench:
    """Measures weights, on one half of the queries at a time, and remembers what it measured."""

    def __init__(self, tasks: Sequence[Task], pool: ProcessPoolExecutor | None) -> None:
        self._tasks = tasks
        self._map = pool.map if pool else map
        self._known: dict[tuple[Weights, int], Scores] = {}
        self.seconds: list[float] = []

    def measure(self, tried: Sequence[Weights], half: int) -> list[float]:
        """Return the objective for every one of some weights."""
        new = [weights for weights in dict.fromkeys(tried) if (weights, half) not in self._known]
        jobs = [(task, weights, half) for weights in new for task in self._tasks]
        started = time.perf_counter()
        found = list(self._map(_measured, jobs))
        if new:
            self.seconds.append((time.perf_counter() - started) / len(new))
        for number, weights in enumerate(new):
            each = found[number * len(self._tasks) : (number + 1) * len(self._tasks)]
            self._known[weights, half] = {key: score for one in each for key, score in one.items()}
        return [objective(self._known[weights, half]) for weights in tried]

    def scores(self, weights: Weights, half: int) -> Scores:
        """Return what is behind the objective."""
        self.measure([weights], half)
        return self._known[weights, half]


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True), envvar="QUERLANG_DATA")
@click.option("--sets", multiple=True, type=click.Choice(list(SETS)), help="Default: the small.")
@click.option("--every", default=1, show_default=True, help="Ask every nth query only.")
@click.option("--work", type=click.Path(path_type=Path), help="Folder to keep the indexes in.")
@click.option("--weight", multiple=True, metavar="NAME=VALUE", help="Begin with another weight.")
@click.option("--only", multiple=True, metavar="NAME", help="Search these weights alone.")
@click.option("--rounds", default=3, show_default=True, help="Over all weights, at most.")
@click.option("--least", default=0.0002, show_default=True, help="What counts as better.")
@click.option("--jobs", default=1, show_default=True, help="Processes.")
def main(
    data: Path | None,
    sets: tuple[str, ...],
    every: int,
    work: Path | None,
    weight: tuple[str, ...],
    only: tuple[str, ...],
    rounds: int,
    least: float,
    jobs: int,
) -> None:
    """Search for better weights; print every step, and the second half of the queries at last."""
    begun = {name: float(value) for name, _, value in (item.partition("=") for item in weight)}
    first = replace(DEFAULT_WEIGHTS, **begun)
    searched = only or [each.name for each in fields(Weights) if each.name != "word"]
    folder = work_folder(work)
    names = sets or (QUICK if data else QUICK[:1])
    tasks = [Task(name, data, folder, every) for name in names]
    for task in tasks:
        _opened(task)  # an index that is not there is built here, once
    # a fork of a process with an open index and its threads would not be safe
    own = ProcessPoolExecutor(jobs, get_context("spawn")) if jobs > 1 else nullcontext()
    with own as pool:
        bench = Bench(tasks, pool)
        print(f"{sum(len(_opened(task)[0].queries) for task in tasks)} queries, half to choose by")
        best = search(bench, first, searched, rounds, least)
        print(f"\n{fmean(bench.seconds):.1f} s an evaluation of one half")
        _print_halves(bench, first, best)
    changed = [
        (name, f"{getattr(first, name):g}", f"{getattr(best, name):g}")
        for name in searched
        if getattr(first, name) != getattr(best, name)
    ]
    print()
    table(("weight", "before", "after"), changed or [("none is better", "", "")])


def search(
    bench: Bench, first: Weights, names: Sequence[str], rounds: int, least: float
) -> Weights:
    """Return the best weights on the way from the first, weight by weight, by the first half."""
    best = first
    score = bench.measure([best], 0)[0]
    print(f"{'':14}{'':16}{score:.4f}")
    for turn in range(rounds):
        before = best
        for name in names:
            best, score = climb(bench, best, score, name, least, finer=bool(turn))
        if best == before and turn:
            break
    return best


def climb(
    bench: Bench, best: Weights, score: float, name: str, least: float, *, finer: bool
) -> tuple[Weights, float]:
    """Move one weight up or down while that helps; return the weights and their objective."""
    limits = RANGES.get(name) or Range(0, max(1.0, 4 * getattr(best, name)), 0.1)
    step = limits.step / (_FINER if finer else 1)
    ways = [direction * step for direction in (-1, 1)]
    while tried := list(_moved(best, name, ways, limits)):
        scores = bench.measure([weights for _, weights in tried], 0)
        for (_, weights), each in zip(tried, scores, strict=True):
            mark = " *" if each > score + least else ""
            was, now = getattr(best, name), getattr(weights, name)
            print(f"{name:14}{was:6g} -> {now:<6g}{each:.4f}{mark}", flush=True)
        top = max(range(len(tried)), key=lambda at: scores[at])
        if scores[top] <= score + least:
            break
        way, best = tried[top]
        score, ways = scores[top], [way]
    return best, score


def objective(scores: Scores) -> float:
    """Return the mean over sets of the means over their languages."""
    sets: dict[str, list[float]] = {}
    for (name, _, _), value in scores.items():
        sets.setdefault(name, []).append(value)
    return fmean(fmean(values) for values in sets.values())


def reciprocal_rank(ranking: Sequence[tuple[str, float]], right: set[str]) -> float:
    """Return 1 over the rank of the first right document; 0 if there is none."""
    ranks = (rank for rank, (doc_id, _) in enumerate(ranking, 1) if doc_id in right)
    return 1 / next(ranks, float("inf"))


def halves_of(one: QuerySet, queries: Sequence[Query]) -> tuple[list[Query], list[Query]]:
    """Return the queries of every other document, the first that is right, and the rest."""
    halves: tuple[list[Query], list[Query]] = [], []
    numbers: dict[str, int] = {}
    for query in queries:
        document = next(iter(one.qrels[query.id]))
        number = numbers.setdefault(document, len(numbers))
        halves[number % 2].append(query)
    return halves


def _moved(
    weights: Weights, name: str, ways: Sequence[float], limits: Range
) -> Iterator[tuple[float, Weights]]:
    """Yield the steps that a weight can take in its range, with the weights it leads to."""
    for way in ways:
        value = round(min(max(getattr(weights, name) + way, limits.least), limits.most), 6)
        if value != getattr(weights, name):
            yield way, replace(weights, **{name: value})


def _measured(job: tuple[Task, Weights, int]) -> Scores:
    """Measure weights on one half of a set, in whatever process."""
    task, weights, half = job
    one, searcher = _opened(task)
    searcher._weights = weights
    found = {}
    for lang, queries in one.langs.items():
        ranks = [
            reciprocal_rank(
                searcher.ranking(query.text, DEPTH),
                {doc_id for doc_id, grade in one.qrels[query.id].items() if grade > 0},
            )
            for query in halves_of(one, queries)[half]
        ]
        if ranks:
            found[one.name, lang, half] = fmean(ranks)
    return found


@cache
def _opened(task: Task) -> tuple[QuerySet, Searcher]:
    one = load_set(task.name, task.data, task.work, task.every)
    return one, one.collection.searcher()


def _print_halves(bench: Bench, first: Weights, best: Weights) -> None:
    """Print both halves, before and after."""
    rows: list[tuple[str, ...]] = []
    halves = [[bench.scores(weights, half) for weights in (first, best)] for half in (0, 1)]
    for name, lang, _ in halves[0][0]:
        cells: list[str] = []
        for half, (before, after) in enumerate(halves):
            key = name, lang, half
            if key in before:
                pair = before[key], after[key]
                cells += [*(f"{value:.4f}" for value in pair), f"{pair[1] - pair[0]:+.4f}"]
            else:
                cells += ["-"] * 3
        rows.append((name, lang, *cells))
    totals: list[str] = []
    for half in halves:
        pair = objective(half[0]), objective(half[1])
        totals += [*(f"{value:.4f}" for value in pair), f"{pair[1] - pair[0]:+.4f}"]
    rows.append(("mean of sets", "", *totals))
    own = ("chosen by: before", "after", "won")
    table(("set", "lang", *own, "the other half: before", "after", "won"), rows, left=2)


if __name__ == "__main__":
    main()
