"""Quality of results, per set and language: nDCG@10, MRR@10, R@10, R@100.

    python tests/bench/quality.py                                  # seeds/ alone
    python tests/bench/quality.py --data DIR --sets xquad --every 3

A set is a folder with ``docs.jsonl`` (or ``.jsonl.gz``), ``queries.jsonl`` and ``qrels.tsv``. All
languages of a set stand in one index, which is built once and kept in ``--work``. Weights can be
changed for one run: ``--weight stem=1.2``.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import click

from indexer import build_index, open_index
from indexer.errors import QuerlangError
from indexer.evaluate import MEASURES, measure, read_qrels, read_queries
from indexer.query import DEFAULT_WEIGHTS

SEEDS = Path(__file__).parents[2] / "seeds"
SETS = ("xquad", "mlqa", "news52k")


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True), envvar="QUERLANG_DATA")
@click.option("--sets", multiple=True, default=SETS[:2], show_default=True)
@click.option("--every", default=1, show_default=True, help="Ask every nth query only.")
@click.option("--work", type=click.Path(path_type=Path), help="Folder to keep the indexes in.")
@click.option("--weight", multiple=True, metavar="NAME=VALUE", help="Change a weight.")
def main(
    data: Path | None, sets: tuple[str, ...], every: int, work: Path | None, weight: tuple[str, ...]
) -> None:
    """Build an index per set, answer its queries, print the measures."""
    changed = {name: float(value) for name, _, value in (item.partition("=") for item in weight)}
    weights = replace(DEFAULT_WEIGHTS, **changed)
    folder = work or Path(tempfile.mkdtemp(prefix="querlang-quality-"))
    print("set", "lang", "queries", *MEASURES, sep="\t")
    jobs = [("seeds", SEEDS, SEEDS / "queries.tsv", SEEDS / "qrels.txt")]
    for name in sets if data else ():
        docs = next((data / name).glob("docs.jsonl*"))
        jobs.append((name, docs, data / name / "queries.jsonl", data / name / "qrels.tsv"))
    for name, docs, queries, qrels in jobs:
        index = folder / name
        try:
            searcher = open_index(index, weights=weights)
        except QuerlangError:
            build_index(docs, index)
            searcher = open_index(index, weights=weights)
        judged = read_qrels(qrels)
        runs: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
        for query in list(read_queries(queries))[::every]:
            runs[query.lang or ""][query.id] = dict(searcher.ranking(query.text, 100))
        for lang, run in runs.items():
            means = measure(run, {key: judged[key] for key in run if key in judged})
            print(name, lang, len(run), *(f"{value:.4f}" for value in means.values()), sep="\t")


if __name__ == "__main__":
    main()
