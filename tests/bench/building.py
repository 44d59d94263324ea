"""A full build beside the work it cannot do without: its own analysis, and pyvi alone.

    python tests/bench/building.py [--data DIR] [--limit N] [--work DIR] [--jobs N] [--turns N]

One after the other, with as many processes each: half of the analysis, half of pyvi, the build
(``python -m indexer build`` in a process of its own), and the other halves. *Analysis* is
``prepare`` of every document, which lies in memory; *read and analysed* is what the build gets
from its workers, reading and the way between processes included. *pyvi* is
``ViTokenizer.tokenize`` line by line over the Vietnamese documents. Imports and models are loaded
before, except in the build and the reading.

The figure to hold is *of pyvi* of the build, by the clock, or by processor time (all processes
together) on a machine that has other things to do. Memory is the PSS of all processes of the
build together, sampled every 0.2 s: pages that processes share count once.

With ``--turns N`` names and places alone are looked at: N builds with them, and beside each one
without, at the same time on the same cores, so that whatever the machine does meanwhile it does
to both. The ratio of their processor time is the figure.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import shutil
import subprocess
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import Pool
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median

import click
from corpus import MAX_BYTES, ROOT, Corpus, documents_in, files_in, load, with_corpus, work_folder
from figures import ratio, table
from machine import print_machine
from ours import build_command, sizes
from processes import Taken, Watch

from indexer.building.intake import arrivals
from indexer.model import Document
from indexer.records.prepare import prepare

PIECE = 10
_LOADING = 120.0
_DOCUMENTS: list[Document] = []
"""Filled before processes are forked, so that a task is two numbers."""


@click.command()
@with_corpus
@click.option("--jobs", default=2, show_default=True, help="Processes that analyse.")
@click.option("--turns", default=0, help="Builds with and without names and places, nothing else.")
def main(data: Path | None, limit: int | None, work: Path | None, jobs: int, turns: int) -> None:
    """Time a build and its parts."""
    print_machine("querlang", "pyvi", "tantivy", "whoosh3")
    corpus = load(data, limit, work_folder(work))
    print(f"{corpus}; {corpus.text_bytes:,} bytes; {jobs} jobs")
    if turns:
        report_named(corpus, jobs, turns)
        return
    _DOCUMENTS.extend(documents_in(corpus.file))
    vietnamese = [n for n, document in enumerate(_DOCUMENTS) if document.lang == "vi"]
    everything = list(range(len(_DOCUMENTS)))
    index = corpus.folder / "index"
    gc.freeze()  # the collector of a process below has no business with all documents
    taken: dict[str, Taken] = dict.fromkeys(("build", "read", "analysis", "pyvi"), Taken(0, 0))
    context = multiprocessing.get_context("fork")
    loaded = context.Barrier(jobs + 1)
    with context.Pool(jobs, load_models, (loaded,)) as pool:
        loaded.wait(_LOADING)
        for half in range(2):
            taken["analysis"] += timed(spread(pool, analyse, everything[half::2]))
            taken["pyvi"] += timed(spread(pool, segment, vietnamese[half::2]))
            if half == 0:
                taken["build"], watch = build(corpus, index, jobs)
                taken["read"] = timed(
                    arrivals(files_in(corpus.file), max_bytes=MAX_BYTES, jobs=jobs)
                )
    report(corpus, taken, len(vietnamese), sum(len(_DOCUMENTS[n].text) for n in vietnamese))
    print(
        f"\npeak memory of the build: {watch.peak / 1e6:,.0f} MB PSS,"
        f" {watch.anonymous / 1e6:,.0f} MB of it no file"
    )
    report_sizes(corpus, index)


def report_named(corpus: Corpus, jobs: int, turns: int) -> None:
    """Print what names and places cost a build."""
    ratios, size = named_costs(corpus, jobs, turns)
    header = ("with names and places, of without", "least", "median", "most")
    figures = (f"{each:.3f}" for each in (min(ratios), median(ratios), max(ratios)))
    table(header, [("processor time", *figures), ("index", *(f"{size:.2f}",) * 3)])


def named_costs(corpus: Corpus, jobs: int, turns: int) -> tuple[list[float], float]:
    """Return the processor time of builds with names and places over that of builds without.

    One of each runs beside the other on as many cores as there are jobs. The second value is
    the same of the sizes of the indexes.
    """
    every = sorted(os.sched_getaffinity(0))
    ratios: list[float] = []
    size = 0.0
    for turn in range(turns):
        cores = {every[(turn + job) % len(every)] for job in range(jobs)}
        folders = {
            named: corpus.folder / f"index-{named}" for named in (turn % 2 > 0, turn % 2 < 1)
        }
        with ThreadPoolExecutor(len(folders)) as pool:
            begun = {
                named: pool.submit(build, corpus, index, jobs, named=named, cores=cores)
                for named, index in folders.items()
            }
            taken = {named: each.result()[0] for named, each in begun.items()}
        size = sizes(folders[True]).total() / sizes(folders[False]).total()
        for index in folders.values():
            shutil.rmtree(index)
        ratios.append(taken[True].cpu / taken[False].cpu)
        print(
            f"processor time with and without: {taken[True].cpu:.1f} s, {taken[False].cpu:.1f} s;"
            f" {ratios[-1]:.3f} times"
        )
    return ratios, size


def report(corpus: Corpus, taken: dict[str, Taken], documents: int, chars: int) -> None:
    """Print the parts; ``documents`` and ``chars`` are those that went to pyvi."""
    counts = dict.fromkeys(taken, (corpus.documents, corpus.chars)) | {"pyvi": (documents, chars)}
    labels = {
        "build": "build",
        "read": "read and analysed",
        "analysis": "analysis",
        "pyvi": f"pyvi, {documents:,} documents",
    }
    build, pyvi = taken["build"], taken["pyvi"]
    rows = []
    for name, label in labels.items():
        wall, cpu = taken[name].wall, taken[name].cpu
        rows.append(
            (
                label,
                *(ratio(wall, pyvi.wall), ratio(cpu, pyvi.cpu), ratio(build.wall, wall)),
                *(f"{wall:.1f}", f"{cpu:.1f}"),
                *(f"{count / wall:,.0f}" for count in counts[name]),
            )
        )
    header = ("", "of pyvi", "CPU of pyvi", "build of it", "s", "CPU s", "documents/s", "chars/s")
    table(header, rows)


def report_sizes(corpus: Corpus, index: Path) -> None:
    kinds = sizes(index)
    print()
    rows = [
        (kind, f"{count / corpus.text_bytes:.3f}", f"{count:,}")
        for kind, count in [("index", kinds.total()), *kinds.most_common()]
    ]
    table(("file", "of the text", "bytes"), rows)


def build(
    corpus: Corpus, index: Path, jobs: int, *, named: bool = True, cores: Iterable[int] = ()
) -> tuple[Taken, Watch]:
    """Build the index anew, with names and places or without, on some cores or any, and watch."""
    shutil.rmtree(index, ignore_errors=True)
    command = build_command(corpus, index, jobs)
    if not named:
        command[1:3] = [str(Path(__file__).with_name("unnamed.py"))]
    if cores:
        command[:0] = ["taskset", "--cpu-list", ",".join(map(str, cores))]
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with Watch(process.pid, memory=True) as watch:
        failed = process.wait()
    if failed:
        raise SystemExit("The build failed.")
    return Taken(time.perf_counter() - started, watch.cpu), watch


def spread(
    pool: Pool, job: Callable[[Sequence[int]], int], numbers: Sequence[int]
) -> Iterator[int]:
    """Yield what the processes make of the documents of these numbers."""
    pieces = [numbers[start : start + PIECE] for start in range(0, len(numbers), PIECE)]
    yield from pool.imap_unordered(job, pieces)


def timed(work: Iterable[object]) -> Taken:
    """Take everything and drop it."""
    started = time.perf_counter()
    with Watch(os.getpid()) as watch:
        for _ in work:
            pass
    return Taken(time.perf_counter() - started, watch.cpu)


def load_models(loaded: Barrier) -> None:
    for lang in ("vi", "de", "ru", "en"):
        prepare(Document("", "Một hai. Straße, Москва; a house.", lang=lang))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # escapes in pyvi's source
        from pyvi import ViTokenizer
    ViTokenizer.tokenize("hợp tác")
    loaded.wait()


def analyse(numbers: Sequence[int]) -> int:
    return sum(prepare(_DOCUMENTS[number]).tokens for number in numbers)


def segment(numbers: Sequence[int]) -> int:
    from pyvi import ViTokenizer

    count = 0
    for number in numbers:
        for line in _DOCUMENTS[number].text.split("\n"):
            count += len(ViTokenizer.tokenize(line))
    return count


if __name__ == "__main__":
    main()
