"""Suggestions for every key of typed queries: ours beside a search, and beside FTS5's prefixes.

    python tests/bench/suggest.py [--data DIR] [--limit N] [--work DIR] [--queries N]

Queries are headlines cut to three words and typed key by key; in one process, warm, by turns, the
text so far goes to ``Searcher.suggest``, to ``Searcher.search`` (ten hits) and to SQLite FTS5,
which gives the eight best titles with the words of the text, the last as a prefix. Nothing is
remembered from one text to the next. Times are processor times, since a person waits for one
answer alone. The figures to hold: *ours / FTS5* and the 95th percentile in milliseconds.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import click
from corpus import load, pick, with_corpus, words, work_folder
from figures import percentile, ratio, table
from machine import print_machine
from ours import searcher_of
from peers import Fts5

from indexer import Searcher, open_index

WORDS = 3
LENGTHS = {"1-2 letters": (1, 2), "3-5": (3, 5), "6-10": (6, 10), "11 and more": (11, 1000)}
SIZE = 8

Answer = Callable[[str], object]


class Titles(Fts5):
    """The titles that hold words and the beginning of another, by FTS5."""

    def suggest(self, text: str) -> list[str]:
        typed = words(text)
        if not typed:
            return []
        asked = " AND ".join(f'"{word}"' for word in typed) + "*"
        found = self._connection.execute(
            "SELECT title FROM docs WHERE docs MATCH ? ORDER BY rank LIMIT ?",
            (f"title : ({asked})", SIZE),
        )
        return [title for (title,) in found]


def typed_texts(queries: Sequence[str]) -> list[str]:
    """Return every text that stands in the box while the queries are typed."""
    whole = [" ".join(words(query, WORDS)) for query in queries]
    return [query[:end] for query in whole for end in range(1, len(query) + 1)]


def first_answer(searcher: Searcher) -> tuple[float, float]:
    """Return the seconds that the first suggestion takes without and with warming up."""
    folder = searcher._folder.path
    with open_index(folder) as cold:
        started = time.perf_counter()
        cold.suggest("Ha", size=SIZE)
        unprepared = time.perf_counter() - started
    with open_index(folder) as warm:
        warm.warm_up()
        started = time.perf_counter()
        warm.suggest("Ha", size=SIZE)
        return unprepared, time.perf_counter() - started


@click.command()
@with_corpus
@click.option("--queries", default=60, show_default=True, help="How many to type.")
def main(data: Path | None, limit: int | None, work: Path | None, queries: int) -> None:
    """Time suggestions."""
    print_machine("querlang", "sqlite")
    corpus = load(data, limit, work_folder(work))
    searcher = searcher_of(corpus)
    suggester = searcher._generations._opened.suggester
    titles = Titles(corpus)
    asked, warm = pick(corpus.queries, queries, 5)
    systems: dict[str, Answer] = {
        "suggest": lambda text: suggester._suggest(text, SIZE, (), "de"),
        "search": lambda text: searcher.search(text, size=10),
        "FTS5 titles": titles.suggest,
    }
    texts = typed_texts(asked)
    print(f"{corpus}; {len(texts)} texts of {len(asked)} queries")
    for text in typed_texts(warm):
        for answer in systems.values():
            answer(text)
    times: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    kinds: Counter[str] = Counter()
    for number, text in enumerate(texts):
        length = next(n for n, (least, most) in LENGTHS.items() if least <= len(text) <= most)
        for turn in range(len(systems)):
            name = list(systems)[(number + turn) % len(systems)]
            started = time.process_time()
            systems[name](text)
            taken = time.process_time() - started
            times[length, name].append(taken)
            times["all", name].append(taken)
        kinds.update(each.kind.value for each in searcher.suggest(text))
    rows = []
    for length in (*LENGTHS, "all"):
        base = median(times[length, "FTS5 titles"])
        for name in systems:
            taken = times[length, name]
            own = [f"{percentile(taken, share) * 1e3:.1f}" for share in (50, 95, 99)]
            rows.append((length, name, ratio(median(taken), base), *own))
    table(("typed", "system", "median / FTS5", "median ms", "p95 ms", "p99 ms"), rows, left=2)
    print(f"suggested: {', '.join(f'{count} {kind}s' for kind, count in kinds.most_common())}")
    cold, prepared = first_answer(searcher)
    print(f"first answer {cold * 1e3:.0f} ms, after warming up {prepared * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
