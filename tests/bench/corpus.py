"""The documents and queries of a benchmark, and the folder where its indexes are kept.

``load`` takes a sample of news52k below ``--data``, or the project's own ``seeds/`` without it.
A smaller sample is part of every larger one. The sample lies as one JSONL file in its folder, and
whatever is built of it beside it.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from indexer.evaluate.runs import read_queries
from indexer.model import Document, SourceFile
from indexer.sources import discover, read

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
_NAME = "news52k"
_SEED = 52
_WORD = re.compile(r"[^\W_]+")
MAX_BYTES = 50_000_000
"""Of a file, or of a line of JSONL."""

Command = TypeVar("Command", bound=Callable[..., Any])


class Text(NamedTuple):
    """What the peers index of a document."""

    id: str
    lang: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """A sample of documents: ``text_bytes`` is the UTF-8 of the titles and texts."""

    label: str
    folder: Path
    documents: int
    chars: int
    text_bytes: int
    queries: tuple[str, ...]

    @property
    def file(self) -> Path:
        """The documents, one JSON object a line."""
        return self.folder / "docs.jsonl"

    def texts(self) -> Iterator[Text]:
        """Yield what the peers index, in the order of the file."""
        with self.file.open(encoding="utf-8") as lines:
            yield from map(text_of, map(json.loads, lines))

    def __str__(self) -> str:
        return f"{self.label}: {self.documents:,} documents, {self.chars:,} characters"


def with_corpus(command: Command) -> Command:
    """Give a command the options that :func:`load` takes."""
    for option in (
        click.option("--work", type=click.Path(path_type=Path), help="Folder to keep indexes in."),
        click.option("--limit", type=click.IntRange(min=1), help="Take so many documents."),
        click.option(
            "--data",
            type=click.Path(path_type=Path, exists=True),
            envvar="QUERLANG_DATA",
            help=f"Folder with {_NAME}/; without it the seeds are taken.",
        ),
    ):
        command = option(command)
    return command


def work_folder(work: Path | None) -> Path:
    """Return the folder that was asked for, or a new temporary one."""
    return work or Path(tempfile.mkdtemp(prefix="querlang-bench-"))


def load(data: Path | None, limit: int | None, work: Path) -> Corpus:
    """Return a sample of ``limit`` documents, or all; its file is written if there is none."""
    lines = list(_news(data / _NAME / "docs.jsonl.gz") if data else seed_lines())
    name = _NAME if data else SEEDS.name
    count = min(limit or len(lines), len(lines))
    order = list(range(len(lines)))
    random.Random(_SEED).shuffle(order)  # noqa: S311 - the same sample every time
    sample = [lines[number] for number in sorted(order[:count])]
    folder = work / f"{name}-{count}"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "docs.jsonl"
    if not file.exists():
        partial = file.with_suffix(".partial")
        partial.write_text("".join(sample), encoding="utf-8")
        partial.rename(file)
    chars = text_bytes = 0
    for record in map(json.loads, sample):
        searched = (record.get("title") or "") + record["text"]
        chars += len(searched)
        text_bytes += len(searched.encode())
    queries = data / _NAME / "queries.jsonl" if data else SEEDS / "queries.tsv"
    label = name if count == len(lines) else f"{name}, a sample of its {len(lines):,}"
    return Corpus(label, folder, count, chars, text_bytes, tuple(_texts_of(queries)))


def text_of(record: dict[str, Any]) -> Text:
    """Return what the peers index of a record of JSONL."""
    lang, title = record.get("lang") or "", record.get("title") or ""
    return Text(str(record["id"]), lang, title, record["text"])


def words(text: str, count: int | None = None) -> list[str]:
    """Return the first words of a text, or all: letters and digits, so that all can read them."""
    return _WORD.findall(unicodedata.normalize("NFC", text))[:count]


def pick(queries: Iterable[str], count: int, others: int) -> tuple[list[str], list[str]]:
    """Return queries to measure and others to warm up with; the same if there are too few."""
    known = list(queries)
    random.Random(_SEED).shuffle(known)  # noqa: S311
    return known[:count], known[count : count + others] or known[:others]


def files_in(path: Path) -> list[SourceFile]:
    """Return the files that a build would read."""
    return [file for file in discover([path]) if isinstance(file, SourceFile)]


def documents_in(path: Path) -> Iterator[Document]:
    """Yield the documents that a build would index."""
    for file in files_in(path):
        for item in read(file, max_bytes=MAX_BYTES):
            if isinstance(item, Document):
                yield item


def _news(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from lines


def seed_lines() -> Iterator[str]:
    """Yield the documents of ``seeds/`` as lines of JSONL."""
    for document in documents_in(SEEDS):
        record = {
            "id": document.id,
            "lang": document.lang or ("vi" if document.id.startswith("vi-") else None),
            "title": document.title,
            "date": document.date,
            "text": document.text,
        }
        yield json.dumps(record, ensure_ascii=False) + "\n"


def _texts_of(queries: Path) -> Iterator[str]:
    for query in read_queries(queries):
        if len(words(query.text)) > 1:
            yield query.text
