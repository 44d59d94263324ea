"""Names and places across scripts and spellings: what meets, what should not, and how fast.

    python tests/bench/names.py --data DIR [--slow N] [--harm [--work DIR]]

``DIR/names`` holds ``pairs.tsv`` (two spellings of a name, the second labelled with its schemes),
``groups.tsv`` (all spellings of a name, Russian and Latin) and ``places.tsv`` (regions in four
languages). Names match by keys alone, ours and the peers' in one run; a label that is no language
is read as an unknown one. *False*: every spelling of a pair is asked for, and how many other
groups hold a form with one of its keys, those aside that list this very spelling; *any* counts
them, too. *keys* and *µs* are means a spelling, the latter at first sight and in one process.
Of a Vietnamese gloss, *1 part* is at least one part of the name that meets, *all parts* is every
part of the Russian and Belarusian names, which their surnames' endings tell. Places are asked for
in one language and looked for under their name in another; *false* counts other regions found.

With ``--harm``: what names and places cost searches that are about neither.
"""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations
from pathlib import Path

import click
from corpus import ROOT, work_folder
from figures import table
from machine import print_machine
from namefigures import OTHERS, STANDARD, Figures, Pair, measure, read_names, rows, share
from namepeers import OURS, Peer, load

from indexer.analysis.registry import LANGUAGES

LEAST = {
    "standard": 0.99,
    **dict(zip(OTHERS, (0.97, 0.97, 0.90, 0.75), strict=True)),
    "1 part": 0.75,
    "all parts": 1.0,
}
MOST_FALSE = 1.0
LEAST_PLACES = 0.97


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True), envvar="QUERLANG_DATA")
@click.option("--slow", default=200, show_default=True, help="Pairs that slow peers are asked.")
@click.option("--peers/--no-peers", default=True, show_default=True)
@click.option("--harm", is_flag=True, help="Measure searches with names and places on and off.")
@click.option("--work", type=click.Path(path_type=Path), help="Folder to keep indexes in.")
def main(data: Path | None, slow: int, peers: bool, harm: bool, work: Path | None) -> None:
    """Print all figures for names and places."""
    if data is None:
        raise click.UsageError("There is no --data: these figures are about real names.")
    all_peers, libraries, missing = load()
    chosen = all_peers if peers else all_peers[:1]
    print_machine("pymorphy3")
    if peers:
        print(", ".join(libraries))
        for each in missing:
            print(f"not installed: {each}")
    pairs, glosses, groups = read_names(data / "names")
    print(f"{len(pairs):,} pairs, {len(glosses)} glosses, {len(groups):,} groups\n")
    found = {peer.name: measure(peer, pairs, glosses, groups, slow) for peer in chosen}
    report_names(found, pairs)
    for peer in chosen:
        if peer.note or peer.slow:
            sampled = f"asked {slow} pairs among as many groups, scaled" if peer.slow else ""
            print(f"{peer.name}: {peer.note}{sampled}")
    report_places(chosen, list(rows(data / "names" / "places.tsv")))
    report_gazetteer()
    if harm:
        from nameharm import report_harm

        report_harm(data, work_folder(work))


def report_names(found: dict[str, Figures], pairs: Sequence[Pair]) -> None:
    """Print what meets by group of schemes, then by scheme, and what of ours is below."""
    lines: list[Sequence[object]] = [
        (
            name,
            *(f"{figures.shares[column]:.3f}" for column in LEAST),
            f"{figures.false:.2f}",
            f"{figures.any_other:.2f}",
            f"{figures.keys:.2f}",
            f"{figures.latin_us:.1f}",
            f"{figures.cyrillic_us:.1f}",
        )
        for name, figures in found.items()
    ]
    lines.append(("to hold", *(f"{least:.3f}" for least in LEAST.values()), f"{MOST_FALSE:.2f}"))
    lines[-1] = (*lines[-1], "", "", "", "")
    table(("", *LEAST, "false", "any", "keys", "µs Latin", "µs Cyrillic"), lines)
    print()
    schemes = [*STANDARD, *OTHERS]
    counts = [(f"{sum(scheme in pair.labels for pair in pairs):,}") for scheme in schemes]
    table(
        ("scheme", "pairs", *found),
        [
            (scheme, count, *(f"{figures.shares[scheme]:.3f}" for figures in found.values()))
            for scheme, count in zip(schemes, counts, strict=True)
        ],
    )
    ours = found[OURS]
    below = [name for name, least in LEAST.items() if ours.shares[name] < least]
    if ours.false > MOST_FALSE:
        below.append("false groups")
    print(f"not held: {', '.join(below) or 'none'}")


def report_places(peers: Sequence[Peer], rows: Sequence[dict[str, str]]) -> None:
    """Print for ours and the peers how many places are found, by direction."""
    from indexer.places import load_gazetteer
    from indexer.places.gazetteer import DATA
    from indexer.places.table import read_table

    finders: dict[str, Callable[[str], Iterable[str]]] = {OURS: load_gazetteer().lookup}
    for peer in peers:
        if peer.name != OURS and not peer.slow:
            finders[peer.name] = lambda name, keys=peer.keys: keys(name.replace(" ", ""), None)
    directions = list(permutations(LANGUAGES, 2))
    lines: dict[str, list[str]] = {f"{one} → {other}": [] for one, other in directions}
    lines |= {name: [] for name in ("all", "found under no name", "false")}
    for finder in finders.values():
        ids = [{lang: frozenset(finder(row[lang])) for lang in LANGUAGES} for row in rows]
        shares = [share(bool(each[a] & each[b]) for each in ids) for a, b in directions]
        for line, value in zip(lines.values(), shares, strict=False):
            line.append(f"{value:.3f}")
        lines["all"].append(f"{sum(shares) / len(shares):.3f}")
        unknown = sum(not any(each.values()) for each in ids)
        lines["found under no name"].append(f"{unknown / len(rows):.3f}")
        lines["false"].append(f"{other_places(rows, ids):.2f}")
    sources = ", ".join(
        f"{each['name']} {each['version']}" for each in read_table(DATA).header["sources"]
    )
    print(f"\n{len(rows):,} places, gazetteer of {sources}; to hold: all {LEAST_PLACES}")
    table(("places", *finders), [(name, *line) for name, line in lines.items()])
    print()


def other_places(rows: Sequence[dict[str, str]], ids: Sequence[dict[str, frozenset[str]]]) -> float:
    """Return how many other places a name finds on average, those aside that bear the name."""
    holders: defaultdict[str, set[int]] = defaultdict(set)
    bearers: defaultdict[str, set[int]] = defaultdict(set)
    for number, each in enumerate(ids):
        for lang, found in each.items():
            bearers[rows[number][lang]].add(number)
            for id_ in found:
                holders[id_].add(number)
    false = 0
    for number, each in enumerate(ids):
        for lang, found in each.items():
            others = set().union(*(holders[id_] for id_ in found))
            false += len(others - bearers[rows[number][lang]] - {number})
    return false / max(1, len(ids) * len(LANGUAGES))


def report_gazetteer() -> None:
    """Print what the gazetteer weighs, loaded in a process of its own."""
    program = (
        "import resource, time\n"
        "import indexer.analysis\n"
        "held = lambda: int(open('/proc/self/statm').read().split()[1]) * resource.getpagesize()\n"
        "before, started = held(), time.perf_counter()\n"
        "from indexer.places import load_gazetteer\n"
        "load_gazetteer().lookup('Moskau')\n"
        "print(f'{time.perf_counter() - started:.3f} s, {(held() - before) / 1e6:.1f} MB')"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    files = [path for path in (ROOT / "indexer/places/data").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    print(f"gazetteer: {size / 1e6:.2f} MB in {len(files)} files, loaded in {run.stdout.strip()}")


if __name__ == "__main__":
    main()
