"""Does the first snippet hold the answer? On sets whose queries name it (``answer``).

    python tests/bench/snippets.py --data DIR [--work DIR] [--sets xquad] [--misses N]

Counted are the queries whose best hit is the right document, of more than ``--longer-than``
characters: in how many of them the answer stands in the first snippet, in either of them, and in
the first characters of the text, as many as a snippet has. *characters* are those of the first
snippet; *whole* is the share of first snippets that begin and end with a sentence.

The figure to hold: *first*.
"""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
from figures import ratio, table

from indexer import Searcher, build_index, load_settings, open_index
from indexer.errors import QuerlangError
from indexer.model import Snippet

SETS = ("xquad", "mlqa")
_ENDS = re.compile(r"[.!?…][^\w\s]*$")


class Asked(NamedTuple):
    """A query, its answer as the document has it, and that document."""

    lang: str
    text: str
    answer: str
    doc: str


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True),
    envvar="QUERLANG_DATA",
    required=True,
    help="Folder with the sets.",
)
@click.option("--work", type=click.Path(path_type=Path), help="Folder to keep indexes in.")
@click.option("--sets", multiple=True, default=SETS, show_default=True)
@click.option("--longer-than", default=600, show_default=True, help="Characters of a document.")
@click.option("--misses", default=0, show_default=True, help="Print so many of each language.")
def main(
    data: Path, work: Path | None, sets: tuple[str, ...], longer_than: int, misses: int
) -> None:
    """Look for answers in the snippets of best hits."""
    folder = work or Path(tempfile.mkdtemp(prefix="querlang-snippets-"))
    rows = []
    for name in sets:
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        with searcher_of(data / name, folder / name) as searcher:
            lengths = {record["id"]: len(record["text"]) for record in records(data / name)}
            for asked in questions(data / name):
                if lengths[asked.doc] <= longer_than:
                    continue
                counts = found[asked.lang]
                counts["queries"] += 1
                look(searcher, asked, counts, misses)
        rows += [(name, lang, *figures(counts)) for lang, counts in found.items()]
    header = ("set", "lang", "queries", "at rank 1", "first", "either", "beginning")
    table((*header, "characters", "whole"), rows, left=2)


def look(searcher: Searcher, asked: Asked, counts: Counter[str], misses: int) -> None:
    """Count where the answer of a query stands."""
    hits = searcher.search(asked.text, size=1).hits
    if not hits or hits[0].id != asked.doc:
        return
    counts["hits"] += 1
    shown = hits[0].snippets
    best = shown[0]
    counts["first"] += holds(best.text, asked.answer)
    counts["either"] += any(holds(each.text, asked.answer) for each in shown)
    text = searcher.document(asked.doc).document.text
    counts["beginning"] += holds(text[: load_settings().snippet_chars], asked.answer)
    counts["chars"] += len(best.text)
    counts["whole"] += is_whole(best)
    if not holds(best.text, asked.answer) and counts["shown"] < misses:
        counts["shown"] += 1
        print(f"{asked.lang}: {asked.text} -> {asked.answer}\n    {best.text}")


def figures(counts: Counter[str]) -> Iterator[str]:
    yield str(counts["queries"])
    yield str(counts["hits"])
    for name in ("first", "either", "beginning"):
        yield ratio(counts[name], counts["hits"])
    yield ratio(counts["chars"], counts["hits"])
    yield ratio(counts["whole"], counts["hits"])


def holds(text: str, answer: str) -> bool:
    return plain(answer) in plain(text)


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def is_whole(snippet: Snippet) -> bool:
    """Tell whether a snippet begins and ends with a sentence, as far as its letters show it."""
    first = next((letter for letter in snippet.text if letter.isalnum()), "")
    begins = not snippet.before or not first.islower()
    return begins and (not snippet.after or _ENDS.search(snippet.text) is not None)


def searcher_of(folder: Path, index: Path) -> Searcher:
    try:
        return open_index(index)
    except QuerlangError:
        build_index(next(folder.glob("docs.jsonl*")), index)
        return open_index(index)


def records(folder: Path) -> Iterator[dict[str, Any]]:
    with (folder / "docs.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def questions(folder: Path) -> Iterator[Asked]:
    with (folder / "queries.jsonl").open(encoding="utf-8") as lines:
        for each in map(json.loads, lines):
            yield Asked(each["lang"], each["text"], each["answer"], each["doc"])


if __name__ == "__main__":
    main()
