"""Vietnamese segmentation: ours against pyvi's, on the same lines, with the same words.

    python tests/bench/segmentation.py [--data DIR] [--rounds N] [--characters N]

The lines of real text go through ``Segmenter.words`` (spans), ``Segmenter.tokenize`` (pyvi's
string) and pyvi's ``ViTokenizer.tokenize``, in one process and by turns; printed are medians.
*First* is a pass over text never seen, by a segmenter that remembers nothing; *steady* a pass
over text seen before. pyvi remembers nothing in either. Every string is compared with pyvi's.
Before that, a new process each tells what it costs to import and load the two, in CPU time. The
figure to hold is 5 times the speed of pyvi in the steady state. Without ``--data`` the text is the
project's own ``seeds/``, so little that a first pass meets few words twice.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import subprocess
import sys
import time
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median

from machine import print_machine

from indexer.analysis import pyvimodel
from indexer.analysis.segmenter import load

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # escapes in pyvi's source
    from pyvi import ViTokenizer

SEEDS = Path(__file__).parents[2] / "seeds"
LIBRARIES = ("pyvi", "python-crfsuite", "scikit-learn", "sklearn-crfsuite")
LOWEST_RATIO = 5.0
LOADING = {
    "ours": "from indexer.analysis.segmenter import segmenter; segmenter()",
    "ours, the rest of indexer.analysis aside": (
        "import indexer.analysis, time; before = time.process_time();"
        "from indexer.analysis.segmenter import segmenter; segmenter()"
    ),
    "pyvi": "from pyvi import ViTokenizer; ViTokenizer.tokenize('hợp tác')",
}

Job = Callable[[str], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, help="folder with news52k/docs.jsonl.gz")
    parser.add_argument("--rounds", type=int, default=7, help="timed rounds (default 7)")
    parser.add_argument(
        "--characters", type=int, default=1_000_000, help="text (default 1,000,000)"
    )
    options = parser.parse_args()
    print_machine(*LIBRARIES)
    for name, program in LOADING.items():
        print(f"CPU time to import and load {name}: {cpu_seconds(program):.2f} s")
    texts = articles(options.data) if options.data else seeds()
    lines = up_to(texts, options.characters)
    print(
        f"text: {options.data or SEEDS}, {len(lines):,} lines, {sum(map(len, lines)):,} characters"
    )
    report(lines, options.rounds)


def report(lines: list[str], rounds: int) -> None:
    """Print the medians of ``rounds`` rounds, and whether the two agree on every line."""
    theirs = [ViTokenizer.tokenize(line) for line in lines]
    times: dict[str, list[float]] = {name: [] for name in ("first", "words", "tokenize", "pyvi")}
    for _ in range(rounds):
        segmenter = load(pyvimodel.folder())
        times["first"].append(timed(segmenter.words, lines))
        times["pyvi"].append(timed(ViTokenizer.tokenize, lines))
        times["words"].append(timed(segmenter.words, lines))
        times["tokenize"].append(timed(segmenter.tokenize, lines))
    pyvi = median(times["pyvi"])
    syllables = sum(len(line.split()) for line in lines)
    for name, label in (
        ("first", "words, first"),
        ("words", "words, steady"),
        ("tokenize", "tokenize, steady"),
        ("pyvi", "pyvi"),
    ):
        took = median(times[name])
        missed = label.endswith("steady") and pyvi < took * LOWEST_RATIO
        note = f"  below {LOWEST_RATIO:g}" if missed else ""
        print(
            f"{label:17} {took * 1e3:8.1f} ms {took / syllables * 1e6:6.2f} µs a syllable  "
            f"{pyvi / took:5.1f} times as fast as pyvi{note}"
        )
    ours = [segmenter.tokenize(line) for line in lines]
    differ = sum(mine != other for mine, other in zip(ours, theirs, strict=True))
    print(f"lines that differ from pyvi's: {differ} of {len(lines):,}")


def timed(job: Job, lines: list[str]) -> float:
    gc.collect()
    start = time.perf_counter()
    for line in lines:
        job(line)
    return time.perf_counter() - start


def cpu_seconds(program: str) -> float:
    """Return the CPU time of a program in a process of its own; ``before`` in it is taken off."""
    measured = (
        f"import time; before = time.process_time(); {program}\nprint(time.process_time() - before)"
    )
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", measured],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(run.stdout)


def articles(folder: Path) -> Iterator[str]:
    """Yield one of fifty Vietnamese articles, from all sources in the file."""
    with gzip.open(folder / "news52k" / "docs.jsonl.gz", "rt", encoding="utf-8") as records:
        found = (record["text"] for record in map(json.loads, records) if record["lang"] == "vi")
        yield from islice(found, 0, None, 50)


def seeds() -> Iterator[str]:
    for path in sorted(SEEDS.glob("vi-*")):
        if path.suffix in (".txt", ".md"):
            yield path.read_text("utf-8")


def up_to(texts: Iterable[str], characters: int) -> list[str]:
    """Return the lines of as many texts as it takes, in NFC as the analysis gives them."""
    lines: list[str] = []
    for text in texts:
        if characters <= 0:
            break
        characters -= len(text)
        lines += [line for line in unicodedata.normalize("NFC", text).split("\n") if line.strip()]
    return lines


if __name__ == "__main__":
    main()
