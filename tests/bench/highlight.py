"""What it costs to highlight a hit, by the length of its text.

    python tests/bench/highlight.py DOCUMENTS.jsonl[.gz] [--rounds N] [--queries N] [--lang CODE]

Texts of each length are made by joining documents of the file, in its order. A query is three
words that stand side by side in the text, or two of them and one from elsewhere. Timed, by
turns over all lengths, is what a hit of a page takes once the engine has found it: decompressing
its record, marking the words of the query, cutting two snippets of 240 characters. Printed are
the medians as ratios to the shortest text, for texts whose chunks have been seen before.
*Shown* compares the words of the query in the snippets with those that snippets from a reading
of the whole text show. The figure to hold is a ratio of 6 for 100,000 characters.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import os
import platform
import random
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

from indexer.highlight.highlighter import Highlighter
from indexer.highlight.snippets import snippets
from indexer.model import Document, Snippet
from indexer.query import analyze_query
from indexer.records.prepare import prepare
from indexer.records.record import Codec, Record

LENGTHS = (2_500, 10_000, 30_000, 100_000, 1_000_000)
HIGHEST_RATIO = {100_000: 6.0}
COUNT, CHARS = 2, 240


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("documents", type=Path, help="JSONL with text, and lang for --lang")
    parser.add_argument("--rounds", type=int, default=5, help="timed rounds (default 5)")
    parser.add_argument("--queries", type=int, default=20, help="queries a text (default 20)")
    parser.add_argument("--lang", help="only documents of this language")
    options = parser.parse_args()
    print_machine()
    print(f"corpus: {options.documents}, {options.lang or 'all languages'}")
    texts = [joined(options.documents, options.lang, length) for length in LENGTHS]
    codec = Codec()
    packed = [codec.compress(prepare(Document("a", text)).document.stored) for text in texts]
    queries = [questions(text, options.queries) for text in texts]
    times: list[list[float]] = [[] for _ in texts]
    for turn in range(options.rounds + 1):
        for number, record in enumerate(packed):
            gc.collect()
            for query in queries[number]:
                seconds = timed(codec, record, query)
                if turn:  # in the first, chunks are new
                    times[number].append(seconds)
    base = median(times[0])
    print(f"{'characters':>10} {'ratio':>6} {'stored/text bytes':>17}  shown")
    for number, text in enumerate(texts):
        ratio = median(times[number]) / base
        highest = HIGHEST_RATIO.get(LENGTHS[number])
        note = f"  above {highest:g}" if highest and ratio > highest else ""
        shown = as_many_words(codec, packed[number], queries[number])
        share = len(packed[number]) / len(text.encode())
        print(f"{len(text):10,} {ratio:6.2f} {share:17.2f}  {shown}{note}")


def timed(codec: Codec, packed: bytes, query: str) -> float:
    units = analyze_query(query).units
    start = time.perf_counter()
    hit = Record(codec.decompress(packed))
    Highlighter(units).hit(hit, count=COUNT, chars=CHARS)
    return time.perf_counter() - start


def as_many_words(codec: Codec, packed: bytes, queries: list[str]) -> str:
    """Return for how many queries the snippets show as many words as a full reading would."""
    record = Record(codec.decompress(packed))
    as_many = 0
    for query in queries:
        highlighter = Highlighter(analyze_query(query).units)
        _, found = highlighter.hit(record, count=COUNT, chars=CHARS)
        every = snippets(record, highlighter.marks(record).body, count=COUNT, chars=CHARS)
        as_many += words(found) >= words(every)
    return f"{as_many}/{len(queries)}"


def words(found: tuple[Snippet, ...]) -> int:
    return len({mark.query for snippet in found for mark in snippet.marks})


def joined(path: Path, lang: str | None, length: int) -> str:
    pieces: list[str] = []
    open_text = gzip.open if path.suffix == ".gz" else open
    with open_text(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if lang is None or record.get("lang") == lang:
                pieces.append(record["text"])
                length -= len(pieces[-1]) + 2
            if length <= 0:
                break
    text = "\n\n".join(pieces)
    return text[: len(text) + length] if length < 0 else text


def questions(text: str, count: int) -> list[str]:
    """Return queries of words of the text, the same at every run."""
    chosen = random.Random(count)  # noqa: S311 - no secret
    plain = [word for word in text.split() if word.isalpha()]
    queries: list[str] = []
    for number in range(count):
        at = chosen.randrange(max(1, len(plain) - 3))
        asked = plain[at : at + 3]
        if number % 2:
            asked[-1:] = [chosen.choice(plain)]
        queries.append(" ".join(asked))
    return queries


def print_machine() -> None:
    model = platform.processor() or platform.machine()
    system = f"{platform.system()}; Python {platform.python_version()}"
    print(f"{model}, {os.cpu_count()} cores, {system}")
    print(", ".join(f"{name} {version(name)}" for name in ("zstandard", "regex")))


if __name__ == "__main__":
    main()
