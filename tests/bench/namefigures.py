"""How well spellings of one name meet by their keys, and how many other names they meet."""

from __future__ import annotations

import csv
import random
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from namepeers import Peer

from indexer.analysis.registry import LANGUAGES

STANDARD = ("icao", "bgn", "gost779", "iso9", "wiki_en", "scientific", "ala_lc", "mvd_fr", "bs")
OTHERS = ("latn-de-like", "latn-hacek", "latn-pl-like", "latn-other")
_GLOSS = "baomoi-gloss"
_RUSSIAN = re.compile(r"(?:ov|ev|yov|in|yn|sk[iy]|skaya|ova|eva|ina|yna|enko|chuk|vich)$")
"""Endings of the last part of an English name that make it a Russian or Belarusian one."""
_SEED = 52
_WARM = ("Testov", "Testow", "Тестов", "Te-xtốp")


class Pair(NamedTuple):
    """Two spellings of one name with their languages; ``labels`` are the schemes of the second."""

    one: str
    lang_one: str | None
    other: str
    lang_other: str | None
    labels: frozenset[str]
    group: str

    @property
    def sides(self) -> tuple[tuple[str, str | None], tuple[str, str | None]]:
        return (self.one, self.lang_one), (self.other, self.lang_other)


class Group(NamedTuple):
    """A name in all its spellings."""

    id: str
    russian: tuple[str, ...]
    latin: tuple[str, ...]


class Figures(NamedTuple):
    """Of one peer."""

    shares: dict[str, float]
    false: float
    any_other: float
    keys: float
    latin_us: float
    cyrillic_us: float


def read_names(folder: Path) -> tuple[list[Pair], list[Pair], list[Group]]:
    """Return pairs of names, Vietnamese glosses of whole names, and groups."""
    pairs, glosses = [], []
    for row in rows(folder / "pairs.tsv"):
        label = row["lang_b"]
        pair = Pair(
            row["name_a"],
            row["lang_a"] if row["lang_a"] in LANGUAGES else None,
            row["name_b"],
            label if label in LANGUAGES else None,
            frozenset(label.split("+")),
            row["group_id"],
        )
        if row["source"] == _GLOSS:
            glosses.append(pair)
        elif pair.labels <= {*STANDARD, *OTHERS}:  # the others are places
            pairs.append(pair)
    lines = (folder / "groups.tsv").read_text("utf-8").splitlines()
    groups = []
    for line in lines:
        group, russian, latin = line.split("\t")
        groups.append(Group(group, tuple(russian.split("|")), tuple(latin.split("|"))))
    return pairs, glosses, groups


def measure(
    peer: Peer, pairs: Sequence[Pair], glosses: Sequence[Pair], groups: Sequence[Group], slow: int
) -> Figures:
    """Return the figures of a peer; a slow one sees a sample of pairs and groups."""
    scale = 1.0
    if peer.slow:
        chosen = random.Random(_SEED)  # noqa: S311 - the same sample every time
        pairs = chosen.sample(pairs, min(slow, len(pairs)))
        sample = chosen.sample(groups, min(slow, len(groups)))
        scale, groups = len(groups) / len(sample), sample
    for name in _WARM:
        peer.keys(name, None)
    cyrillic, latin = (
        microseconds(peer, sorted({pair.sides[side] for pair in pairs}, key=str)) for side in (0, 1)
    )
    shares = {
        name: share(meets(peer, *pair.sides) for pair in pairs if pair.labels & labels)
        for name, labels in labels_by_name().items()
    }
    shares["1 part"] = share(any(parts_that_meet(peer, gloss)) for gloss in glosses)
    shares["all parts"] = share(
        all(parts_that_meet(peer, gloss)) for gloss in glosses if _RUSSIAN.search(gloss.other)
    )
    false, any_other = false_groups(peer, pairs, groups)
    spellings = {side for pair in pairs for side in pair.sides}
    keys = sum(len(peer.keys(*each)) for each in spellings) / max(1, len(spellings))
    return Figures(shares, false * scale, any_other * scale, keys, latin, cyrillic)


def labels_by_name() -> dict[str, frozenset[str]]:
    """Return what stands together: groups of schemes first, then every scheme of its own."""
    together = {"standard": frozenset(STANDARD)}
    return together | {name: frozenset((name,)) for name in (*OTHERS, *STANDARD)}


def meets(peer: Peer, one: tuple[str, str | None], other: tuple[str, str | None]) -> bool:
    return not peer.keys(*one).isdisjoint(peer.keys(*other))


def parts_that_meet(peer: Peer, gloss: Pair) -> list[bool]:
    """Return for every part of the English name whether one of the Vietnamese name meets it."""
    vietnamese = [(part, gloss.lang_one) for part in gloss.one.split()]
    return [
        any(meets(peer, one, (part, gloss.lang_other)) for one in vietnamese)
        for part in gloss.other.split()
    ]


def false_groups(peer: Peer, pairs: Sequence[Pair], groups: Sequence[Group]) -> tuple[float, float]:
    """Return how many other groups a spelling meets, without and with those that list it."""
    holders: defaultdict[str, set[str]] = defaultdict(set)
    listing: defaultdict[str, set[str]] = defaultdict(set)
    for group in groups:
        forms = [(form, "ru") for form in group.russian] + [(form, None) for form in group.latin]
        for form, lang in forms:
            listing[form].add(group.id)
            for key in peer.keys(form, lang):
                holders[key].add(group.id)
    false = any_other = 0
    for pair in pairs:
        for spelling, lang in pair.sides:
            found = set().union(*(holders.get(key, ()) for key in peer.keys(spelling, lang)))
            found.discard(pair.group)
            any_other += len(found)
            false += len(found - listing[spelling])
    asked = max(1, 2 * len(pairs))
    return false / asked, any_other / asked


def microseconds(peer: Peer, spellings: Sequence[tuple[str, str | None]]) -> float:
    """Return the mean time a spelling; none of them has been seen before."""
    started = time.perf_counter()
    for each in spellings:
        peer.keys(*each)
    return (time.perf_counter() - started) / max(1, len(spellings)) * 1e6


def share(held: Iterable[bool]) -> float:
    """Return the share of those that hold; of none, 1."""
    known = list(held)
    return sum(known) / len(known) if known else 1.0


def rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
