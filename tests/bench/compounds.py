"""German compounds: how many are split right, how many simple words are split, and how fast.

    python tests/bench/compounds.py --data DIR [--shown 40]

``DIR/compounds/compounds.tsv`` has compounds with modifier and head as lemmas. Both are right where
their stems (Snowball) are among the stems of the parts; *exact* asks for the lemmas themselves,
after a linking element is taken off. A peer that leaves these on is helped in both.
Compounds with a hyphen are words of their own to the tokenizer and left out. The figures to hold
are .88 right, .03 of simple words split and 25 µs a word that was never seen.

Simple words are the 5,000 most common of at most nine letters (wordfreq, of the extra ``data``).
Compounds are among them (Zeitpunkt, Flughafen): those split are printed, to be judged by a person,
and counted as if all were wrong. The same is done for the modifiers and heads of the file that are
no compounds of it.

compound-split (CharSplit, MIT), if it is installed, stands beside: it always splits, so a word
counts as split from the score up that splits as many compounds as we do.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path

from figures import table
from machine import print_machine

from indexer.analysis.compounds import DATA, splitter
from indexer.analysis.registry import LANGUAGES

GERMAN = LANGUAGES["de"]
LINKS = ("s", "es", "n", "en", "er", "e")
SIMPLE = 5_000
LONGEST = 9

Parts = Callable[[str], Sequence[str]]
Compound = tuple[str, tuple[str, ...], str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--shown", type=int, default=120, help="so many split words are printed")
    options = parser.parse_args()
    print_machine("snowballstemmer", "PyStemmer")
    began = time.process_time()
    known = splitter()
    print(
        f"lists: {len(known.fronts.table):,} fronts, {len(known.heads.table):,} heads, "
        f"{DATA.stat().st_size:,} bytes, loaded in {(time.process_time() - began) * 1e3:.0f} ms"
    )
    compounds = list(compounds_of(options.data / "compounds" / "compounds.tsv"))
    simple = common_words()
    parts_of_others = sorted(
        {word.casefold() for _, modifiers, head in compounds for word in (*modifiers, head)}
        - {compound.casefold() for compound, _, _ in compounds}
    )
    splitters: dict[str, Parts] = {"ours": known.parts}
    if (peer := compound_split(compounds, known.parts)) is not None:
        splitters["compound-split"] = peer
    rows = []
    for name, split in splitters.items():
        right, exact, heads = judged(compounds, split, ours=name == "ours")
        rows.append(
            (
                name,
                f"{right:.3f}",
                f"{exact:.3f}",
                f"{heads:.3f}",
                share_split(simple, split),
                share_split(parts_of_others, split),
                f"{microseconds([word for word, _, _ in compounds], split):.1f}",
                f"{microseconds(simple, split):.1f}",
            )
        )
    header = ("", "both right", "exact", "head", "simple", "their parts", "µs", "µs simple")
    table(header, rows)
    found = [word for word in simple if known.parts(word)]
    print("split of the simple:", " ".join(map(shown, found[: options.shown])))


def shown(word: str) -> str:
    found = splitter().split(word)
    return f"{found.front}|{found.head}" if found else word


def compounds_of(path: Path) -> Iterable[Compound]:
    for line in path.read_text("utf-8").splitlines():
        compound, modifiers, head = line.split("\t")
        if "-" not in compound:
            yield compound, tuple(modifiers.split("|")), head


def common_words() -> list[str]:
    """Return the most common words of wordfreq's list; none where it is not installed."""
    try:
        from wordfreq import iter_wordlist
    except ImportError:
        return []
    words = (word for word in iter_wordlist("de", "large") if word.isalpha())
    return list(islice((word for word in words if len(word) <= LONGEST), SIMPLE))


def judged(
    compounds: Sequence[Compound], split: Parts, *, ours: bool
) -> tuple[float, float, float]:
    """Return in how many compounds both are right by stem, both to the letter, and the head."""
    right = exact = heads = 0
    for compound, modifiers, head in compounds:
        found = split(compound.casefold())
        spelled = {part for each in found for part in unlinked(each)}
        stems = set(map(GERMAN.stem, found if ours else spelled))
        has_head = GERMAN.stem(head.casefold()) in stems
        heads += has_head
        right += has_head and any(GERMAN.stem(each.casefold()) in stems for each in modifiers)
        exact += head.casefold() in spelled and any(m.casefold() in spelled for m in modifiers)
    return right / len(compounds), exact / len(compounds), heads / len(compounds)


def unlinked(part: str) -> set[str]:
    """Return a part as it stands in the compound, without linking element, with what it dropped."""
    ends = (link for link in LINKS if part.endswith(link))
    return {part, part + "e", part + "en", *(part.removesuffix(end) for end in ends)}


def share_split(words: Sequence[str], split: Parts) -> str:
    return f"{sum(bool(split(word)) for word in words) / len(words):.3f}" if words else "-"


def microseconds(words: Sequence[str], split: Parts) -> float:
    gc.collect()
    folded = [word.casefold() for word in words]
    began = time.process_time()
    for word in folded:
        split(word)
    return (time.process_time() - began) / max(len(words), 1) * 1e6


def compound_split(compounds: Sequence[Compound], ours: Parts) -> Parts | None:
    """Return the peer, made to split as many compounds as ours does."""
    try:
        from compound_split import char_split
    except ImportError:
        return None
    best = [char_split.split_compound(compound)[0][0] for compound, _, _ in compounds]
    count = sum(bool(ours(compound.casefold())) for compound, _, _ in compounds)
    least = sorted(best, reverse=True)[count - 1]

    def split(word: str) -> Sequence[str]:
        score, front, head = char_split.split_compound(word.capitalize())[0]
        return (front.casefold(), head.casefold()) if score >= least else ()

    return split


if __name__ == "__main__":
    main()
