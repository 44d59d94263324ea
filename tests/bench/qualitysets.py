"""The sets of queries that quality is measured on, and the documents they are asked of.

| set | documents | queries |
| --- | --- | --- |
| seeds | the project's own | all |
| xquad | 960 paragraphs, of every language | questions |
| xquad-plain | the same | the Vietnamese questions, without diacritics |
| mlqa | 1,885 paragraphs | questions |
| mlqa-news | these among 52,424 news, statutes and speeches | the same questions |
| news52k | the same documents, the news without their headlines | these headlines |
| news52k-plain | the same | the Vietnamese headlines, without diacritics |

A set comes from a folder of ``--data`` with ``docs.jsonl`` (or ``.jsonl.gz``), ``queries.jsonl``
and ``qrels.tsv``. A collection is indexed once and kept; news52k and mlqa are one of them.
"""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from corpus import SEEDS, Text, seed_lines, text_of

from indexer import Searcher, build_index, load_settings, open_index
from indexer.errors import QuerlangError
from indexer.evaluate.runs import Query, read_qrels, read_queries
from indexer.query import DEFAULT_WEIGHTS, Weights

_NEWS = "news52k"
_LETTERS = str.maketrans({"đ": "d", "Đ": "D"})


class _Origin(NamedTuple):
    collection: str
    folder: str
    plain: bool = False


SETS = {
    "seeds": _Origin("seeds", "seeds"),
    "xquad": _Origin("xquad", "xquad"),
    "xquad-plain": _Origin("xquad", "xquad", plain=True),
    "mlqa": _Origin("mlqa", "mlqa"),
    "mlqa-news": _Origin("news52k-mlqa", "mlqa"),
    "news52k": _Origin("news52k-mlqa", _NEWS),
    "news52k-plain": _Origin("news52k-mlqa", _NEWS, plain=True),
}
QUICK = ("seeds", "xquad", "xquad-plain", "mlqa")
"""The sets of small collections."""


@dataclass(frozen=True)
class Collection:
    """Documents of JSON Lines, and the folder where what is built of them is kept.

    ``cluster`` is the beginning of the address of indexes that are kept on a cluster instead.
    """

    name: str
    folder: Path
    source: Path
    cluster: str = ""

    def texts(self) -> Iterator[Text]:
        """Yield what the peers index; names of the seeds begin with their language."""
        for line in seed_lines() if self.source.is_dir() else _lines(self.source):
            text = text_of(json.loads(line))
            yield text if text.lang else text._replace(lang=text.id[:2])

    @cached_property
    def documents(self) -> int:
        """How many there are."""
        return sum(1 for _ in self.texts())

    def searcher(self, weights: Weights = DEFAULT_WEIGHTS) -> Searcher:
        """Open the index; it is built if there is none that can be searched."""
        index = f"{self.cluster}-{self.name}" if self.cluster else self.folder / "index"
        settings = load_settings(cached_pages=0)
        try:
            return open_index(index, settings=settings, weights=weights)
        except QuerlangError:
            build_index(self.source, index)
            return open_index(index, settings=settings, weights=weights)


@dataclass(frozen=True)
class QuerySet:
    """Queries, what they should find, and where; every query is judged."""

    name: str
    collection: Collection
    queries: tuple[Query, ...]
    qrels: dict[str, dict[str, int]]

    @cached_property
    def langs(self) -> dict[str, tuple[Query, ...]]:
        """The queries by language."""
        found: defaultdict[str, list[Query]] = defaultdict(list)
        for query in self.queries:
            found[query.lang or "-"].append(query)
        return {lang: tuple(queries) for lang, queries in found.items()}


def load_set(
    name: str, data: Path | None, work: Path, every: int = 1, cluster: str = ""
) -> QuerySet:
    """Return a set, or every ``every``-th query of it."""
    origin = SETS[name]
    folder = SEEDS if origin.folder == "seeds" else _folder(data, origin.folder)
    queries = "queries.tsv" if folder == SEEDS else "queries.jsonl"
    qrels = read_qrels(folder / ("qrels.txt" if folder == SEEDS else "qrels.tsv"))
    asked = [query for query in read_queries(folder / queries) if query.id in qrels]
    if origin.plain:
        asked = [
            Query(query.id, without_diacritics(query.text), query.lang)
            for query in asked
            if query.lang == "vi"
        ]
    asked = asked[::every]
    judged = {query.id: qrels[query.id] for query in asked}
    collection = replace(_collection(origin.collection, data, work), cluster=cluster)
    return QuerySet(name, collection, tuple(asked), judged)


def without_diacritics(text: str) -> str:
    """Return Vietnamese as it is typed without diacritics: đường is duong."""
    letters = unicodedata.normalize("NFD", text.translate(_LETTERS))
    bare = "".join(char for char in letters if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare)


def _collection(name: str, data: Path | None, work: Path) -> Collection:
    folder = work / name
    folder.mkdir(parents=True, exist_ok=True)
    if name == "seeds":
        return Collection(name, folder, SEEDS)
    if name in SETS:
        return Collection(name, folder, _docs(data, name))
    source = folder / "docs.jsonl"
    if not source.exists():
        partial = source.with_suffix(".partial")
        with partial.open("w", encoding="utf-8") as out:
            for line in _lines(_docs(data, _NEWS)):
                out.write(json.dumps(json.loads(line) | {"title": ""}, ensure_ascii=False) + "\n")
            out.writelines(_lines(_docs(data, "mlqa")))
        partial.rename(source)
    return Collection(name, folder, source)


def _docs(data: Path | None, name: str) -> Path:
    return next(_folder(data, name).glob("docs.jsonl*"))


def _folder(data: Path | None, name: str) -> Path:
    if data is None or not (data / name).is_dir():
        raise SystemExit(f"There is no folder {name} of evaluation data: give --data.")
    return data / name


def _lines(path: Path) -> Iterator[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield line if line.endswith("\n") else f"{line}\n"
