"""What the analysis costs beside the libraries it stands on: chain against bare library.

    python tests/bench/analysis.py [--data DIR] [--rounds N] [--characters N]

For every language the same documents go through ``analyze(text, lang)`` and through the library
alone, in one process and by turns; printed are medians. The bare calls are

    vi      pyvi's ``ViTokenizer.tokenize``, line by line
    de, en  ``stemWord`` of PyStemmer (the C stemmer that snowballstemmer hands out) on each
            lower-cased match of ``\\w+``
    ru      ``MorphAnalyzer.parse(word)[0].normal_form`` of pymorphy3 on the same words

*First pass*: nothing is remembered yet, by the chain or by the stemmer, and every document is
seen once. *Steady*: the documents have been seen before. The figure to hold is a ratio of 1.6 at
most in the steady state; Russian is far below 1, since the chain remembers and the library does
not. Without ``--data`` the documents are the project's own ``seeds/``, a small corpus in which
a first pass meets few words twice.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import pymorphy3
import snowballstemmer
from machine import print_machine
from pyvi import ViTokenizer

from indexer.analysis import analyze, chain
from indexer.analysis.registry import LANGUAGES

SEEDS = Path(__file__).parents[2] / "seeds"
LIBRARIES = ("pyvi", "snowballstemmer", "PyStemmer", "pymorphy3", "pymorphy3-dicts-ru", "regex")
HIGHEST_RATIO = 1.6

Job = Callable[[list[str]], None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, help="folder with xquad/ and mlqa/ docs.jsonl")
    parser.add_argument("--rounds", type=int, default=7, help="timed rounds (default 7)")
    parser.add_argument(
        "--characters",
        type=int,
        default=150_000,
        help="text a language (default 150,000)",
    )
    options = parser.parse_args()
    print_machine(*LIBRARIES)
    print(f"corpus: {options.data or SEEDS}, about {options.characters:,} characters a language")
    print(
        f"{'':2} {'pass':6} {'characters':>10} {'tokens':>7} {'chain ms':>9} {'bare ms':>8} "
        f"{'chain/bare':>10} {'chain tokens/s':>14} {'chain chars/s':>13} {'bare chars/s':>12}"
    )
    for lang in LANGUAGES:
        documents = evaluation_data(options.data, lang) if options.data else seeds(lang)
        once = up_to(documents, options.characters)
        report(lang, "first", once, options.rounds, forget=True)
        many = once if options.data else repeated(documents, options.characters)
        report(lang, "steady", many, options.rounds, forget=False)


def report(lang: str, name: str, documents: list[str], rounds: int, *, forget: bool) -> None:
    """Print a line: the medians of ``rounds`` runs of the chain and the bare library by turns."""
    bare = BARE[lang]()
    tokens = sum(len(analyze(text, lang)) for text in documents)  # loads the models, too
    bare(documents)
    chain_times: list[float] = []
    bare_times: list[float] = []
    for _ in range(rounds):
        if forget:
            clear_memories()
            bare = BARE[lang]()
        chain_times.append(timed(partial(analyze_all, lang), documents))
        bare_times.append(timed(bare, documents))
    ours, theirs = median(chain_times), median(bare_times)
    characters = sum(map(len, documents))
    note = "" if ours <= HIGHEST_RATIO * theirs else f"  above {HIGHEST_RATIO}"
    print(
        f"{lang} {name:6} {characters:10,} {tokens:7,} {ours * 1e3:9.1f} {theirs * 1e3:8.1f} "
        f"{ours / theirs:10.2f} {tokens / ours:14,.0f} {characters / ours:13,.0f} "
        f"{characters / theirs:12,.0f}{note}",
        flush=True,
    )


def analyze_all(lang: str, documents: list[str]) -> None:
    for text in documents:
        analyze(text, lang)


def timed(job: Job, documents: list[str]) -> float:
    gc.collect()
    start = time.perf_counter()
    job(documents)
    return time.perf_counter() - start


def clear_memories() -> None:
    """Make the chain forget every word; it has no reason to do so outside of a benchmark."""
    for cache in chain._CACHES.values():
        cache.clear()
    for language in LANGUAGES.values():
        for memory in vars(language).values():
            if hasattr(memory, "cache_clear"):
                memory.cache_clear()


def bare_pyvi() -> Job:
    def run(documents: list[str]) -> None:
        for text in documents:
            for line in text.split("\n"):
                ViTokenizer.tokenize(line)

    return run


def bare_snowball(algorithm: str) -> Job:
    stemmer = snowballstemmer.stemmer(algorithm)

    def run(documents: list[str]) -> None:
        for text in documents:
            for word in re.findall(r"\w+", text):
                stemmer.stemWord(word.lower())

    return run


def bare_pymorphy() -> Job:
    morph = LOADED.setdefault("ru", pymorphy3.MorphAnalyzer(lang="ru"))

    def run(documents: list[str]) -> None:
        for text in documents:
            for word in re.findall(r"\w+", text):
                _ = morph.parse(word.lower())[0].normal_form

    return run


LOADED: dict[str, pymorphy3.MorphAnalyzer] = {}
BARE: dict[str, Callable[[], Job]] = {
    "vi": bare_pyvi,
    "de": lambda: bare_snowball("german"),
    "ru": bare_pymorphy,
    "en": lambda: bare_snowball("english"),
}


def seeds(lang: str) -> list[str]:
    paths = sorted(SEEDS.glob(f"{lang}-*"))
    return [path.read_text("utf-8") for path in paths if path.suffix in (".txt", ".md")]


def evaluation_data(folder: Path, lang: str) -> list[str]:
    records = (
        json.loads(line)
        for name in ("xquad", "mlqa")
        for line in (folder / name / "docs.jsonl").read_text("utf-8").splitlines()
    )
    return [record["text"] for record in records if record["lang"] == lang]


def up_to(documents: list[str], characters: int) -> list[str]:
    chosen: list[str] = []
    for text in documents:
        if characters <= 0:
            break
        chosen.append(text)
        characters -= len(text)
    return chosen


def repeated(documents: list[str], characters: int) -> list[str]:
    times = max(1, round(characters / sum(map(len, documents))))
    return list(islice(cycle(documents), times * len(documents)))


if __name__ == "__main__":
    main()
