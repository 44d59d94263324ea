from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import UsageError
from indexer.evaluate.runs import (
    evaluate,
    measure,
    read_qrels,
    read_queries,
    read_run,
    write_run,
)


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


class Answers:
    """Stands for a searcher that finds the same for every query, and counts."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ranking(self, query: str, size: int, **_: bool) -> list[tuple[str, float]]:
        self.asked.append(query)
        return [("a b.txt", 1.5), ("c.txt", -0.5)][:size]


def queries(tmp_path: Path, *lines: str, name: str = "q.jsonl") -> Path:
    path = tmp_path / name
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def run_of(tmp_path: Path, *lines: str) -> Path:
    output = tmp_path / "run"
    write_run(Answers(), queries(tmp_path, *lines), output, size=2)  # type: ignore[arg-type]
    return output


def test_ids_with_white_space_are_percent_encoded_in_a_run(tmp_path: Path) -> None:
    output = run_of(
        tmp_path,
        '{"id": "q 1\\u00a0\\t2", "query": "x"}',
        '{"id": "\\ud800", "text": "y"}',
    )
    assert read_run(output) == {
        query: {"a%20b.txt": 1.5, "c.txt": -0.5} for query in ("q%201%C2%A0%092", "%ED%A0%80")
    }
    qrels = queries(tmp_path, "q%201%C2%A0%092 0 a%20b.txt 1", name="qrels")
    assert evaluate(output, qrels)["MRR@10"] == 1.0


@pytest.mark.parametrize("second", ["a b", "a%20b", " a b "])
def test_two_queries_with_one_id_are_an_error_naming_both_lines(
    tmp_path: Path, second: str
) -> None:
    path = queries(tmp_path, '{"id": "a b", "text": "x"}', "", f'{{"id": "{second}", "text": "y"}}')
    with pytest.raises(UsageError, match=r"Lines 1 and 3 .*'a%20b'"):
        list(read_queries(path))
    path = queries(tmp_path, "id\ttext", "1\tx", "1\ty", name="q.tsv")
    with pytest.raises(UsageError, match="Lines 2 and 3"):
        list(read_queries(path))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"id": "1"}', "it has no text"),
        ('{"id": "1", "text": " "}', "it has no text"),
        ('{"id": "1", "text": null, "query": null}', "it has no text"),
        ('{"id": "1", "text": ["a"]}', "its text is neither"),
        ('{"text": "a"}', "it has no id"),
        ('{"id": null, "text": "a"}', "it has no id"),
        ('{"id": true, "text": "a"}', "its id is neither"),
        ("[1]", "not a JSON object"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_what_a_query_lacks_is_said(tmp_path: Path, line: str, why: str) -> None:
    with pytest.raises(UsageError, match=f"Line 1 of .*{why}"):
        list(read_queries(queries(tmp_path, line)))


@pytest.mark.parametrize("header", ["", "1\tMoskau", "id\tlang", "query\tlang"])
def test_a_tsv_file_without_a_header_is_refused(tmp_path: Path, header: str) -> None:
    with pytest.raises(UsageError, match="does not name the columns"):
        list(read_queries(queries(tmp_path, header, "2\tHanoi", name="q.tsv")))


def test_nothing_is_answered_or_written_before_all_is_checked(tmp_path: Path) -> None:
    answers = Answers()
    good = queries(tmp_path, '{"id": "1", "text": "x"}', name="good.jsonl")
    bad = queries(tmp_path, '{"id": "1", "text": "x"}', "{", name="bad.jsonl")
    none = queries(tmp_path, "", name="none.jsonl")
    for path, output, why in [
        (good, tmp_path / "no" / "run", "there is no folder"),
        (good, tmp_path, "cannot be written"),
        (bad, tmp_path / "run", "Line 2"),
        (none, tmp_path / "run", "no query"),
    ]:
        with pytest.raises(UsageError, match=why):
            write_run(answers, path, output, size=2)  # type: ignore[arg-type]
    assert not answers.asked
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("run", "qrels", "why"),
    [
        ("", "1 0 a 1", "no line in .*run"),
        ("1 Q0 a 1 0.5 tag", "\n", "no line in .*qrels"),
        ("1 Q0 a 1 0.5 tag", "2 0 a 1", "No query is in both"),
        ("1 Q0 a 1 nan tag", "1 0 a 1", "Line 1 .*finite"),
        ("1 Q0 a 1 -inf tag", "1 0 a 1", "Line 1 .*finite"),
    ],
)
def test_a_run_that_cannot_be_measured_is_refused(
    tmp_path: Path, run: str, qrels: str, why: str
) -> None:
    paths = queries(tmp_path, run, name="run"), queries(tmp_path, qrels, name="qrels")
    with pytest.raises(UsageError, match=why):
        evaluate(*paths)


def test_a_run_may_leave_queries_unanswered_and_have_negative_scores(tmp_path: Path) -> None:
    run = queries(tmp_path, "1 Q0 b 1 -2.5 tag", "1 Q0 a 2 -0.5 tag", name="run")
    qrels = queries(tmp_path, "1 0 a 1", "2 0 a 1", name="qrels")
    assert evaluate(run, qrels)["MRR@10"] == 0.5
