"""Querlang's side of a benchmark: the index of a corpus, its size, and a reader of it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from corpus import ROOT, Corpus

from indexer import Searcher, load_settings, open_index
from indexer.errors import QuerlangError


def build_command(corpus: Corpus, index: Path, jobs: int) -> list[str]:
    """Return the command a person would build the index with."""
    arguments = ["build", str(corpus.file), "--index", str(index), "--jobs", str(jobs)]
    return [sys.executable, "-m", "indexer", *arguments]


def build(corpus: Corpus, index: Path, jobs: int = 2) -> float:
    """Build the index anew in a process of its own; return the seconds it took."""
    started = time.perf_counter()
    run = subprocess.run(build_command(corpus, index, jobs), cwd=ROOT, capture_output=True)
    if run.returncode:
        raise SystemExit(f"The build failed:\n{run.stderr.decode(errors='replace')}")
    return time.perf_counter() - started


def index_of(corpus: Corpus) -> Path:
    """Return the index of a corpus; it is built if there is none that can be searched."""
    index = corpus.folder / "index"
    try:
        open_index(index).close()
    except QuerlangError:
        build(corpus, index)
    return index


def searcher_of(corpus: Corpus) -> Searcher:
    """Return a searcher that has its models loaded."""
    searcher = open_index(index_of(corpus), settings=load_settings(cached_pages=0))
    searcher.warm_up()
    return searcher


def sizes(index: Path) -> Counter[str]:
    """Return the bytes of the published generation by kind of file."""
    found: Counter[str] = Counter()
    generation = index / (index / "CURRENT").read_text("utf-8").strip()
    for path in generation.rglob("*"):
        if path.is_file():
            found[path.suffix or path.name] += path.stat().st_size
    return found
