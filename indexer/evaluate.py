"""Run files and measures: TREC runs from a file of queries, and what qrels say of them.

Measures are those of ``ir_measures``. A query that the qrels judge and the run does not answer
scores 0; it is never left out of a mean.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

from indexer.errors import UsageError
from indexer.search import Searcher

MEASURES = {"nDCG@10": nDCG @ 10, "MRR@10": RR @ 10, "R@10": R @ 10, "R@100": R @ 100}
TAG = "querlang"


@dataclass(frozen=True, slots=True)
class Query:
    """One query of a set; ``lang`` is the language it is written in, if the set says so."""

    id: str
    text: str
    lang: str | None = None


def read_queries(path: Path) -> Iterator[Query]:
    """Yield the queries of a JSONL file (``id``, ``text``, ``lang``) or a TSV file with a header.

    Raises :class:`~indexer.errors.UsageError` naming the line that cannot be read.
    """
    with _lines(path) as lines:
        if path.suffix == ".tsv":
            header = next(lines, "").rstrip("\n").split("\t")
            text_column = "query" if "query" in header else "text"
            for number, line in enumerate(lines, 2):
                row = dict(zip(header, line.rstrip("\n").split("\t"), strict=False))
                if not row.get("id") or text_column not in row:
                    raise _bad_line(path, number, "it has no id or no query")
                yield Query(row["id"], row[text_column], row.get("lang"))
            return
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                yield Query(str(record["id"]), str(record["text"]), record.get("lang"))
            except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
                raise _bad_line(path, number, f"{type(error).__name__}: {error}") from error


def write_run(searcher: Searcher, queries: Path, output: Path, *, size: int) -> int:
    """Answer every query of a file and write a TREC run file; return how many there were."""
    count = 0
    with output.open("w", encoding="utf-8") as out:
        for query in read_queries(queries):
            count += 1
            ranking = searcher.ranking(query.text, size)
            for rank, (doc_id, score) in enumerate(ranking, 1):
                out.write(f"{query.id} Q0 {_column(doc_id)} {rank} {score:.6f} {TAG}\n")
    return count


def evaluate(run: Path, qrels: Path) -> dict[str, float]:
    """Return the mean of every measure over the queries that the qrels judge."""
    return measure(read_run(run), read_qrels(qrels))


def measure(
    run: Mapping[str, Mapping[str, float]], qrels: Mapping[str, Mapping[str, int]]
) -> dict[str, float]:
    """Return the mean of every measure for scores and grades by query and document."""
    if not qrels:
        return dict.fromkeys(MEASURES, 0.0)
    judged = [Qrel(q, d, grade) for q, docs in qrels.items() for d, grade in docs.items()]
    scored = [ScoredDoc(q, d, score) for q, docs in run.items() for d, score in docs.items()]
    means = ir_measures.calc_aggregate(list(MEASURES.values()), judged, scored)
    return {name: float(means[value]) for name, value in MEASURES.items()}


def read_run(path: Path) -> dict[str, dict[str, float]]:
    """Return the scores of a TREC run file by query and document."""
    found: dict[str, dict[str, float]] = {}
    with _lines(path) as lines:
        for number, line in enumerate(lines, 1):
            try:
                query, _, doc_id, _, score, _ = line.split()
                found.setdefault(query, {})[doc_id] = float(score)
            except ValueError as error:
                raise _bad_line(path, number, "expected: qid Q0 docid rank score tag") from error
    return found


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Return the grades of a TREC qrels file by query and document."""
    found: dict[str, dict[str, int]] = {}
    with _lines(path) as lines:
        for number, line in enumerate(lines, 1):
            try:
                query, _, doc_id, grade = line.split()
                found.setdefault(query, {})[doc_id] = int(grade)
            except ValueError as error:
                raise _bad_line(path, number, "expected: qid 0 docid grade") from error
    return found


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[str]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            yield file
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The file {path} cannot be read: {error}.") from error


def _bad_line(path: Path, number: int, why: str) -> UsageError:
    return UsageError(f"Line {number} of {path} cannot be read: {why}.")


def _column(doc_id: str) -> str:
    """Return a document id as one column of a run file: white space as %20 and the like."""
    return "".join(quote(char) if char.isspace() else char for char in doc_id)
