"""Quality of results, a set and language a row: nDCG@10, MRR@10, R@10, R@100.

    python tests/bench/quality.py                               # seeds/ alone
    python tests/bench/quality.py --data DIR --work WORK        # and the sets of small collections
    python tests/bench/quality.py --data DIR --sets all --peers --ablate --significance
    python tests/bench/quality.py --data DIR --save now.json    # and after a change:
    python tests/bench/quality.py --data DIR --before now.json --significance
    python tests/bench/quality.py --data DIR --before now.json --cluster opensearch://HOST:9200/q

``qualitysets.py`` says what the sets are. The index of a collection is kept in ``--work`` until it
was made by other rules than the tree has: a change that raises no version needs another folder.
With ``--significance`` a difference has a star where the paired randomisation test gives p < .05.
Weights can be changed for one run: ``--weight stem=1.2``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean

import click
from corpus import work_folder
from figures import table
from qualitymisses import print_misses
from qualitysets import QUICK, SETS, QuerySet, load_set

from indexer.evaluate.comparison import Change, Values, changes_of, means, values_of
from indexer.evaluate.runs import MEASURES, Query
from indexer.query import DEFAULT_WEIGHTS, Weights

DEPTH = 100
SURE = 0.05
ABLATIONS: dict[str, dict[str, float]] = {
    "word": {"word": 0},
    "fold": {"fold_plain": 0, "fold_accented": 0},
    "stem": {"stem": 0},
    "part": {"part": 0},
    "name": {"name": 0},
    "place": {"place": 0},
    "proximity": {"near": 0},
    "title": {"title": 1},
    "all words": {"all_words": 0},
    "sentence": {"sentence": 0},
    "heading": {"heading": 0},
    "lead": {"lead": 0},
    "short": {"short": 0},
    "distinct": {"distinct": 0},
}
"""What is switched off, and by which weights; a title is then worth as much as a text."""

Figures = dict[str, dict[str, Values]]
"""By set and language, the values of the queries."""


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True), envvar="QUERLANG_DATA")
@click.option("--sets", multiple=True, type=click.Choice([*SETS, "all"]), help="Default: small.")
@click.option("--every", default=1, show_default=True, help="Ask every nth query only.")
@click.option("--work", type=click.Path(path_type=Path), help="Folder to keep the indexes in.")
@click.option("--cluster", default="", help="opensearch://HOST:PORT/BEGINNING of them.")
@click.option("--weight", multiple=True, metavar="NAME=VALUE", help="Change a weight.")
@click.option("--peers", is_flag=True, help="Other engines beside it.")
@click.option("--ablate", is_flag=True, help="What every part contributes.")
@click.option("--misses", is_flag=True, help="The queries whose document is not first.")
@click.option(
    "--measure", default="MRR@10", show_default=True, help="To compare by.",
    type=click.Choice(list(MEASURES)),
)  # fmt: skip
@click.option("--significance", is_flag=True, help="Mark differences that are hardly chance.")
@click.option("--save", type=click.Path(path_type=Path), help="Keep the figures in a JSON file.")
@click.option("--before", type=click.Path(path_type=Path, exists=True), help="Compare with them.")
def main(
    data: Path | None,
    sets: tuple[str, ...],
    every: int,
    work: Path | None,
    cluster: str,
    weight: tuple[str, ...],
    peers: bool,
    ablate: bool,
    misses: bool,
    measure: str,
    significance: bool,
    save: Path | None,
    before: Path | None,
) -> None:
    """Build the indexes, answer the queries, print the measures."""
    changed = {name: float(value) for name, _, value in (item.partition("=") for item in weight)}
    weights = replace(DEFAULT_WEIGHTS, **changed)
    folder = work_folder(work)
    names = SETS if "all" in sets else sets or (QUICK if data else QUICK[:1])
    known = [load_set(name, data, folder, every, cluster) for name in SETS if name in names]
    figures: Figures = {}
    rows = []
    for one in known:
        figures[one.name] = _ours(one, weights)
        for lang, values in figures[one.name].items():
            measured = means(values, values).values()
            rows.append((one.name, lang, len(values), *(f"{value:.4f}" for value in measured)))
    table(("set", "lang", "queries", *MEASURES), rows, left=2)
    if save:
        save.write_text(json.dumps(figures), encoding="utf-8")
    if before:
        _print_before(json.loads(before.read_text("utf-8")), figures, measure, significance)
    if ablate:
        others = {
            label: {one.name: _ours(one, replace(weights, **off)) for one in known}
            for label, off in ABLATIONS.items()
        }
        print(f"\n{measure}: what is lost or won without")
        _print_beside(figures, others, measure, significance, differences=True)
    if peers:
        print(f"\n{measure} beside other engines")
        _print_beside(figures, _peers(known), measure, significance)
    if misses:
        for one in known:
            print_misses(one, weights)


def ask(one: QuerySet, answer: Callable[[Query], Iterable[tuple[str, float]]]) -> dict[str, Values]:
    """Return the values of the queries of a set, by language."""
    found = {}
    for lang, queries in one.langs.items():
        run = {query.id: dict(answer(query)) for query in queries}
        found[lang] = values_of(run, {query.id: one.qrels[query.id] for query in queries})
    return found


def _ours(one: QuerySet, weights: Weights) -> dict[str, Values]:
    with one.collection.searcher(weights) as searcher:
        return ask(one, lambda query: searcher.ranking(query.text, DEPTH))


def _peers(known: Sequence[QuerySet]) -> dict[str, Figures]:
    """Return the figures of every peer; those of one collection are indexed one by one."""
    from qualitypeers import WHOOSH_LIMIT, peers_of  # its libraries are in the extra bench

    found: dict[str, Figures] = {}
    for collection in dict.fromkeys(one.collection for one in known):
        if collection.documents > WHOOSH_LIMIT:
            print(f"Whoosh is left out on {collection.documents:,} documents: it indexes too long.")
        for name, answer in peers_of(collection):
            for one in known:
                if one.collection == collection:
                    found.setdefault(name, {})[one.name] = ask(one, answer)
    return found


def _print_before(before: Figures, after: Figures, measure: str, significance: bool) -> None:
    """Print what has changed at the queries that were asked both times."""
    print(f"\n{measure}, before and after")
    rows = []
    for name, lang, values in _rows(after):
        old = before.get(name, {}).get(lang, {})
        if both := [query for query in values if query in old]:
            change = _change(old, values, both, measure, significance)
            star = _star(change)
            rows.append(
                (
                    name,
                    lang,
                    len(both),
                    f"{change.before:.4f}",
                    f"{change.after:.4f}",
                    f"{change.difference:+.4f}{star}",
                    f"{change.wins}/{change.losses}/{change.ties}",
                    "" if change.p is None else f"{change.p:.4f}",
                )
            )
    header = ("set", "lang", "queries", "before", "after", "difference", "won/lost/tied", "p")
    table(header, rows, left=2)


def _print_beside(
    ours: Figures,
    others: dict[str, Figures],
    measure: str,
    significance: bool,
    *,
    differences: bool = False,
) -> None:
    """Print a column for ours and each of the others, and their means over sets."""
    rows: list[list[str]] = []
    by_set: dict[str, dict[str, list[float]]] = {}
    for name, lang, values in _rows(ours):
        own = means(values, values)[measure]
        row = [name, lang, f"{own:.4f}"]
        by_set.setdefault("", {}).setdefault(name, []).append(own)
        for label, figures in others.items():
            if name not in figures:
                row.append("-")
                continue
            change = _change(values, figures[name][lang], list(values), measure, significance)
            shown = f"{change.difference:+.4f}" if differences else f"{change.after:.4f}"
            row.append(f"{shown}{_star(change) or ' ' * significance}")
            kept = change.difference if differences else change.after
            by_set.setdefault(label, {}).setdefault(name, []).append(kept)
        rows.append(row)
    last = ["mean of sets", "", f"{_mean(by_set['']):.4f}"]
    for label in others:
        whole = by_set[label].keys() == ours.keys()
        sign = "+" if differences else ""
        last.append(f"{_mean(by_set[label]):{sign}.4f}{' ' * significance}" if whole else "-")
    table(("set", "lang", "ours", *others), [*rows, last], left=2)


def _change(
    before: Values, after: Values, queries: Sequence[str], measure: str, significance: bool
) -> Change:
    changes = changes_of(before, after, queries, only=measure, significance=significance)
    return changes[0]


def _star(change: Change) -> str:
    return "*" if change.p is not None and change.p < SURE else ""


def _mean(by_set: dict[str, list[float]]) -> float:
    return fmean(fmean(values) for values in by_set.values())


def _rows(figures: Figures) -> Iterable[tuple[str, str, Values]]:
    return (
        (name, lang, values) for name, langs in figures.items() for lang, values in langs.items()
    )


if __name__ == "__main__":
    main()
