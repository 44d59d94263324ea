"""Run files and measures: TREC runs from a file of queries, and what qrels say of them.

Measures are those of ``ir_measures``. A query that the qrels judge and the run does not answer
scores 0; it is never left out of a mean.

The columns of run files and qrels end at white space. Ids of queries and documents therefore have
theirs percent-encoded (``a b`` is ``a%20b``), in :class:`Query` and in the runs written here; what
is read from a run file or qrels is taken to be in that form already.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

from indexer.errors import UsageError
from indexer.query import Across
from indexer.search.searcher import Searcher

MEASURES = {"nDCG@10": nDCG @ 10, "MRR@10": RR @ 10, "R@10": R @ 10, "R@100": R @ 100}
TAG = "querlang"


@dataclass(frozen=True, slots=True)
class Query:
    """One query of a set; ``lang`` is the language it is written in, if the set says so.

    ``id`` is in the form that run files and qrels have it: with white space percent-encoded.
    """

    id: str
    text: str
    lang: str | None = None


def read_queries(path: Path) -> Iterator[Query]:
    """Yield the queries of a JSONL file, or of a TSV file with a header: ``id text lang``.

    The text may also be named ``query``. Raises :class:`~indexer.errors.UsageError` naming the
    line that cannot be read, or the two lines that have one id.
    """
    first: dict[str, int] = {}
    with _lines(path) as lines:
        rows = _tsv(path, lines) if path.suffix.lower() == ".tsv" else _jsonl(path, lines)
        for number, row in rows:
            try:
                query = _query(row)
            except ValueError as error:
                raise _bad_line(path, number, str(error)) from error
            if query.id in first:
                raise UsageError(
                    f"Lines {first[query.id]} and {number} of {path} have the same query id"
                    f" {query.id!r}.",
                    hint="Give one of the queries another id.",
                )
            first[query.id] = number
            yield query


def _tsv(path: Path, lines: Iterator[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    header = [name.strip() for name in next(lines, "").split("\t")]
    if "id" not in header or not {"query", "text"}.intersection(header):
        raise UsageError(
            f"The first line of {path} does not name the columns.",
            hint="A TSV file of queries begins with a header: id, and query or text.",
        )
    for number, line in enumerate(lines, 2):
        if line.strip():
            yield number, dict(zip(header, line.rstrip("\n").split("\t"), strict=False))


def _jsonl(path: Path, lines: Iterator[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise _bad_line(path, number, f"it is not JSON ({error})") from error
        if not isinstance(row, dict):
            raise _bad_line(path, number, "it is not a JSON object with id and text")
        yield number, row


def _query(row: Mapping[str, Any]) -> Query:
    """Return the query of a record; ``ValueError`` says what the record lacks."""
    text = row.get("text")
    lang = row.get("lang")
    return Query(
        column(_value(row.get("id"), "id")),
        _value(row.get("query") if text is None else text, "text"),
        lang if isinstance(lang, str) and lang else None,
    )


def _value(value: object, name: str) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    if value is None or (isinstance(value, str) and not value.strip()):
        raise ValueError(f"it has no {name}")
    if not isinstance(value, str):
        raise ValueError(f"its {name} is neither a string nor a number")
    return value.strip()


def write_run(
    searcher: Searcher,
    queries: Path,
    output: Path,
    *,
    size: int,
    names: bool = True,
    places: bool = True,
    across: Across = "on",
) -> int:
    """Answer every query of a file and write a TREC run file; return how many there were.

    The queries and the place for the output are checked before the first query is answered;
    raises :class:`~indexer.errors.UsageError`.
    """
    if not output.parent.is_dir():
        raise UsageError(
            f"The run file {output} cannot be written: there is no folder {output.parent}.",
            hint="Make the folder first, or give another path.",
        )
    known = list(read_queries(queries))
    if not known:
        raise UsageError(f"There is no query in {queries}.")
    with _written(output) as out:
        for query in known:
            ranking = searcher.ranking(query.text, size, names=names, places=places, across=across)
            for rank, (doc_id, score) in enumerate(ranking, 1):
                out.write(f"{query.id} Q0 {column(doc_id)} {rank} {score:.6f} {TAG}\n")
    return len(known)


def evaluate(run: Path, qrels: Path) -> dict[str, float]:
    """Return the mean of every measure over the queries that the qrels judge.

    Raises :class:`~indexer.errors.UsageError` as :func:`read_judged` does.
    """
    return measure(*read_judged(run, qrels))


def read_judged(
    run: Path, qrels: Path
) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, int]]]:
    """Return the scores of a run file and the grades of its qrels.

    Raises :class:`~indexer.errors.UsageError` for files that have nothing to do with each other:
    one of them is empty, or no query is in both. A run may leave some judged queries unanswered.
    """
    scores, grades = read_run(run), read_qrels(qrels)
    for path, found in ((run, scores), (qrels, grades)):
        if not found:
            raise UsageError(f"There is no line in {path}, so there is nothing to measure.")
    if not scores.keys() & grades.keys():
        raise UsageError(
            f"No query is in both {run} (such as {next(iter(scores))!r}) and {qrels}"
            f" (such as {next(iter(grades))!r}).",
            hint="Give the qrels that belong to the queries of the run.",
        )
    return scores, grades


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
    """Return the scores of a TREC run file by query and document, ids as they are in the file.

    Scores may be negative; one that is not a finite number has no place in a ranking.
    """
    found: dict[str, dict[str, float]] = {}
    with _lines(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                query, _, doc_id, _, column_5, _ = line.split()
                score = float(column_5)
            except ValueError as error:
                raise _bad_line(path, number, "expected: qid Q0 docid rank score tag") from error
            if not math.isfinite(score):
                raise _bad_line(path, number, f"the score {column_5} is not a finite number")
            found.setdefault(query, {})[doc_id] = score
    return found


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Return the grades of a TREC qrels file by query and document, ids as they are in the file."""
    found: dict[str, dict[str, int]] = {}
    with _lines(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
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


@contextmanager
def _written(path: Path) -> Iterator[TextIO]:
    try:
        file = path.open("w", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The run file {path} cannot be written: {error.strerror}.") from error
    with file:
        yield file


def column(id_: str) -> str:
    """Return an id as one column of a run file: white space as ``%20`` and the like."""
    return "".join(
        quote(char, errors="surrogatepass") if char.isspace() or _is_surrogate(char) else char
        for char in id_
    )


def _is_surrogate(char: str) -> bool:
    return "\ud800" <= char <= "\udfff"
