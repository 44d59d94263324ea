"""What one search costs from a cold start: ``python -m indexer search`` in a process of its own.

    python tests/bench/cold.py [--data DIR] [--limit N] [--work DIR] [--rounds N]

Processor time, user and system, of the whole process, by turns with ``python -c pass``, with a
process that only imports, and with one that asks an FTS5 table the same; medians. Files are in
the page cache. With ``--data`` there is a large index beside the one of the seeds.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from shlex import split
from statistics import median

import click
from corpus import Corpus, load, pick, with_corpus, words, work_folder
from figures import table
from machine import print_machine
from ours import index_of
from peers import Fts5
from processes import Taken, run

BARE = "python -c pass"
ASK_FTS5 = """
import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute(
    "SELECT title, snippet(docs, 1, '', '', '…', 40) FROM docs"
    " WHERE docs MATCH ? ORDER BY rank LIMIT 10", (sys.argv[2],)
):
    print(row)
"""


@click.command()
@with_corpus
@click.option("--rounds", default=10, show_default=True, help="How often each is run.")
@click.option("--query", help="What to search; by default the first words of a known query.")
def main(
    data: Path | None, limit: int | None, work: Path | None, rounds: int, query: str | None
) -> None:
    """Time one search from a cold start."""
    print_machine("querlang", "tantivy", "whoosh3", "sqlite")
    folder = work_folder(work)
    corpora = [load(None, None, folder), *([load(data, limit, folder)] if data else [])]
    programs = (BARE, "python -c 'import indexer.cli.commands'")
    commands = {name: [sys.executable, *split(name)[1:]] for name in programs}
    for corpus in corpora:
        text = query or " ".join(words(pick(corpus.queries, 1, 0)[0][0], 2))
        print(f"{corpus}; {text!r}")
        commands |= searches(corpus, text)
    taken: defaultdict[str, list[Taken]] = defaultdict(list)
    for turn in range(rounds + 1):
        for name, command in commands.items():
            each = run(command)
            if turn:
                taken[name].append(each)
    bare = median(each.cpu for each in taken[BARE])
    rows = []
    for name, runs in taken.items():
        cpu, wall = (
            median(column) for column in zip(*((r.cpu, r.wall) for r in runs), strict=True)
        )
        rows.append((name, f"{cpu / bare:.1f}", f"{cpu:.3f}", f"{wall:.3f}"))
    table(("process", f"of {BARE}", "CPU s", "wall s"), rows)


def searches(corpus: Corpus, text: str) -> dict[str, list[str]]:
    """Return how to search the corpus for a text, here and with FTS5."""
    search = ["-m", "indexer", "search", text, "--index", str(index_of(corpus))]
    match = " OR ".join(f'"{word}"' for word in words(text))
    return {
        f"Querlang, {corpus.documents:,} documents": [sys.executable, *search],
        f"SQLite FTS5, {corpus.documents:,} documents": [
            sys.executable,
            "-c",
            ASK_FTS5,
            str(Fts5(corpus).disk),
            match,
        ],
    }


if __name__ == "__main__":
    main()
