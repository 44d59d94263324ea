from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import UsageError
from indexer.evaluate import measure, read_qrels, read_queries, read_run


def test_a_query_without_an_answer_counts_as_zero() -> None:
    qrels = {"1": {"a": 1}, "2": {"a": 1}, "3": {"a": 1}, "4": {"a": 1}}
    run = {"1": {"a": 2.0, "b": 1.0}, "2": {"b": 2.0, "a": 1.0}}
    assert measure(run, qrels)["MRR@10"] == pytest.approx((1 + 0.5) / 4)
    assert measure({}, qrels)["nDCG@10"] == 0.0


def test_grades_weigh_in_ndcg() -> None:
    qrels = {"1": {"a": 2, "b": 1}}
    best = measure({"1": {"a": 2.0, "b": 1.0}}, qrels)["nDCG@10"]
    worse = measure({"1": {"b": 2.0, "a": 1.0}}, qrels)["nDCG@10"]
    assert best == pytest.approx(1.0)
    assert 0 < worse < 1


def test_queries_come_as_jsonl_and_as_tsv(tmp_path: Path) -> None:
    jsonl, tsv = tmp_path / "q.jsonl", tmp_path / "q.tsv"
    jsonl.write_text('{"id": 1, "text": "a b", "lang": "vi"}\n\n', encoding="utf-8")
    tsv.write_text("id\tlang\tquery\tintent\n1\tvi\ta b\tsomething\n", encoding="utf-8")
    assert list(read_queries(jsonl)) == list(read_queries(tsv))


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (read_run, "1 Q0 a 1 0.5 tag\n1 Q0 b\n"),
        (read_qrels, "1 0 a 1\n1 0 a x\n"),
        (lambda path: list(read_queries(path)), '{"id": "1", "text": "a"}\n{"id": "1"}\n'),
    ],
    ids=["run", "qrels", "queries"],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, reader: object, text: str) -> None:
    path = tmp_path / "file"
    path.write_text(text)
    with pytest.raises(UsageError, match="Line 2 of"):
        reader(path)  # type: ignore[operator]
