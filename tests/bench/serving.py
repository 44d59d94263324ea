"""The JSON endpoint on a real server: beside an empty view, and under many clients.

    python tests/bench/serving.py [--data DIR] [--limit N] [--work DIR] [--seconds N]

``python -m searchapp`` and a Flask application with one empty view run on loopback, both under
waitress with as many threads. Clients with a connection each, kept alive, ask one of them at a
time: the empty view, ``/healthz`` and ``/api/v1/search`` with queries of two and three words, ten
hits a page: a few that are remembered, since each was asked just before the turn, and so many that
none is. Then ``--soak`` clients search for ``--seconds``; an error is any answer but 200.
Clients and server share the processor, so every rate is that of both; *CPU ms* is what a request
costs the server alone.

Last, the same clients search by turns alone and beside ``--hostile`` clients that send queries made
to take long; these may be refused, but an error or a wait of 30 s is one of the server.

The figures to hold: *of the empty view*, no error, a 99th percentile below ten times the median,
and beside hostile clients a median of at most twice that without them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlencode

import click
from client import Load, send
from corpus import ROOT, Corpus, load, pick, with_corpus, words, work_folder
from figures import percentile, ratio, table
from hostile import hostile_targets
from machine import print_machine
from ours import index_of
from processes import cpu_seconds, memory

from indexer import load_settings

EMPTY_APP = Path(__file__).with_name("empty_app.py")
EMPTY = "an empty view"
SEARCH = "/api/v1/search"
ASKED_BEFORE = 100
ROUNDS = 3


class Server(NamedTuple):
    """A server that listens on loopback."""

    pid: int
    port: int


@click.command()
@with_corpus
@click.option("--threads", default=8, show_default=True, help="Threads of the servers.")
@click.option("--clients", default=8, show_default=True, help="Clients of the comparison.")
@click.option("--burst", default=5.0, show_default=True, help="Seconds a turn, of three each.")
@click.option("--soak", default=50, show_default=True, help="Clients at the end.")
@click.option("--seconds", default=60.0, show_default=True, help="How long they search.")
@click.option("--hostile", default=4, show_default=True, help="Clients that mean it ill.")
@click.option("--processes", default=2, show_default=True, help="Processes of the clients.")
def main(
    data: Path | None,
    limit: int | None,
    work: Path | None,
    threads: int,
    clients: int,
    burst: float,
    soak: int,
    seconds: float,
    hostile: int,
    processes: int,
) -> None:
    """Ask a server, and an empty one."""
    print_machine("querlang", "flask", "waitress", "tantivy", "whoosh3")
    corpus = load(data, limit, work_folder(work))
    targets = search_targets(corpus)
    index = index_of(corpus)
    print(f"{corpus}; {threads} threads, {clients} clients in {processes} processes")
    ours = ["-m", "searchapp", "--index", str(index), "--port", "0"]
    with served(ours, threads) as app, served([str(EMPTY_APP), str(threads)], threads) as empty:
        before = targets[:ASKED_BEFORE]
        views = {
            EMPTY: (empty, ["/"], b""),
            "/healthz": (app, ["/healthz"], b"ok"),
            f"{SEARCH}, asked before": (app, before, b'"hits"'),
            SEARCH: (app, targets, b'"hits"'),
        }
        found: defaultdict[str, list[Load]] = defaultdict(list)
        cpu: defaultdict[str, float] = defaultdict(float)
        for _ in range(ROUNDS):
            for name, (server, paths, holds) in views.items():
                if paths is before:
                    send(server.port, paths, clients=1, seconds=60, processes=1, most=len(paths))
                began = cpu_seconds(server.pid)
                part = send(
                    server.port,
                    paths,
                    clients=clients,
                    seconds=burst,
                    processes=processes,
                    holds=holds,
                )
                found[name].append(part)
                cpu[name] += cpu_seconds(server.pid) - began
        compare(found, cpu)
        idle = memory(app.pid)
        many = send(
            app.port, targets, clients=soak, seconds=seconds, processes=processes, holds=b'"hits"'
        )
        after = memory(app.pid)
        report(many, soak, median(part.rate for part in found[EMPTY]))
        print(f"PSS of the server: {idle.pss / 1e6:.0f} MB before, {after.pss / 1e6:.0f} MB after")
        if hostile:
            beside(app, targets, soak, hostile, seconds / ROUNDS, processes)
    for error in many.errors[:5]:
        print(error)
    if many.errors:
        raise SystemExit(1)


def report(many: Load, soak: int, base: float) -> None:
    """Print what many clients for a long time saw."""
    print(
        f"\n{soak} clients for {many.seconds:.0f} s: {len(many.errors)} errors in"
        f" {len(many.times):,} requests, {ratio(many.rate, base)} of the empty view's rate; times "
        + ", ".join(f"p{p:g} {percentile(many.times, p) * 1e3:.0f} ms" for p in (50, 90, 99, 100))
    )
    p99 = percentile(many.times, 99) / percentile(many.times, 50)
    print(f"the 99th percentile is {p99:.1f} times the median")


def beside(
    app: Server, targets: Sequence[str], clients: int, hostile: int, seconds: float, processes: int
) -> None:
    """Print what hostile clients cost the others, in turns with and without them."""
    ill = hostile_targets(SEARCH)
    alone, among, sent = Load(), Load(), Load()
    for _ in range(ROUNDS):
        for whole, senders in ((alone, 0), (among, hostile)):
            with ThreadPoolExecutor(1) as pool:
                other = senders and pool.submit(
                    send,
                    app.port,
                    ill,
                    clients=senders,
                    seconds=seconds,
                    processes=1,
                    statuses=(200, 422, 503),
                )
                part = send(
                    app.port, targets, clients=clients, seconds=seconds, processes=processes
                )
                whole.times += part.times
                whole.errors += part.errors
                if other:
                    sent.times += other.result().times
                    sent.errors += other.result().errors
    rows = [
        (name, len(each.times), *(f"{percentile(each.times, p) * 1e3:.0f}" for p in (50, 99)))
        for name, each in (("alone", alone), ("beside hostile ones", among), ("hostile", sent))
    ]
    table((f"{clients} and {hostile} clients", "requests", "median ms", "p99 ms"), rows)
    for p in (50, 99):
        slower = percentile(among.times, p) / percentile(alone.times, p)
        print(f"p{p} beside hostile clients: {slower:.2f} times that without them")
    errors = [*alone.errors, *among.errors, *sent.errors]
    print(f"{len(errors)} errors", *errors[:5], sep="\n")


def compare(found: dict[str, list[Load]], cpu: dict[str, float]) -> None:
    base = median(part.rate for part in found[EMPTY])
    rows = []
    for name, parts in found.items():
        rate = median(part.rate for part in parts)
        times = [each for part in parts for each in part.times]
        errors = sum(len(part.errors) for part in parts)
        rows.append(
            (
                name,
                ratio(rate, base),
                f"{rate:,.0f}",
                ratio(cpu[name] * 1e3, len(times)),
                f"{percentile(times, 50) * 1e3:.2f}",
                f"{percentile(times, 99) * 1e3:.2f}",
                errors,
            )
        )
    table(("view", f"of {EMPTY}", "requests/s", "CPU ms", "median ms", "p99 ms", "errors"), rows)


def search_targets(corpus: Corpus) -> list[str]:
    """Return the paths of searches for two and for three words."""
    queries, _ = pick(corpus.queries, 4 * load_settings().cached_pages, 0)
    cuts = (" ".join(words(query, 2 + number % 2)) for number, query in enumerate(queries))
    return [f"{SEARCH}?{urlencode({'q': text})}" for text in cuts]


@contextmanager
def served(command: Sequence[str], threads: int) -> Iterator[Server]:
    """Run a server until the block ends."""
    environment = {"PYTHONUNBUFFERED": "1", "QUERLANG_THREADS": str(threads)}
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:([0-9]+)/", line)
            if not address:
                errors.seek(0)
                raise SystemExit(f"No server: {line}{errors.read().decode(errors='replace')}")
            yield Server(process.pid, int(address[1]))
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
