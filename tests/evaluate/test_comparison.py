from __future__ import annotations

from itertools import product
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from indexer.errors import UsageError
from indexer.evaluate.comparison import by_language, changes_of, paired_p, report, tables, values_of
from indexer.evaluate.runs import MEASURES, Query, measure

QRELS = {"1": {"a": 1}, "2": {"a": 1}, "3": {"b": 2, "c": 1}, "4": {"a": 1}}
FIRST = {"1": {"a": 2.0}, "2": {"b": 2.0, "a": 1.0}, "3": {"c": 2.0, "b": 1.0}, "9": {"a": 1.0}}
SECOND = {"1": {"b": 2.0, "a": 1.0}, "2": {"a": 1.0}, "3": {"b": 2.0, "c": 1.0}}
FILES = {
    "before": [f"{q} Q0 {d} 1 {score} t" for q, docs in FIRST.items() for d, score in docs.items()],
    "after": [f"{q} Q0 {d} 1 {score} t" for q, docs in SECOND.items() for d, score in docs.items()],
    "qrels": [f"{q} 0 {d} {grade}" for q, docs in QRELS.items() for d, grade in docs.items()],
    "queries.tsv": ["id\tlang\ttext", "1\tvi\tx", "2\tvi\ty", "3\tde\tz", "8\tru\tя"],
    "no-lang.tsv": ["id\ttext", "1\tx"],
    "others": ["77 Q0 a 1 1.0 t"],
}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, lines in FILES.items():
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_the_values_of_queries_have_the_means_of_the_run() -> None:
    values = values_of(FIRST, QRELS)
    assert list(values) == list(QRELS)
    assert values["4"] == dict.fromkeys(MEASURES, 0.0), "an unanswered query counts"
    for name, mean in measure(FIRST, QRELS).items():
        assert fmean(row[name] for row in values.values()) == pytest.approx(mean)


def test_queries_are_grouped_by_language() -> None:
    queries = [Query("2", "x", "vi"), Query("1", "x", "de"), Query("4", "x"), Query("5", "x", "ru")]
    assert by_language(QRELS, queries) == {"vi": ["2"], "de": ["1"], "-": ["3", "4"]}


def test_a_change_counts_queries_won_lost_and_tied() -> None:
    before, after = values_of(FIRST, QRELS), values_of(SECOND, QRELS)
    changes = {each.measure: each for each in changes_of(before, after, list(QRELS))}
    mrr, ndcg = changes["MRR@10"], changes["nDCG@10"]
    assert (mrr.wins, mrr.losses, mrr.ties) == (1, 1, 2)
    assert (ndcg.wins, ndcg.losses, ndcg.ties) == (2, 1, 1)
    assert mrr.difference == pytest.approx(0)
    assert ndcg.difference > 0
    assert ndcg.p is None


@pytest.mark.parametrize("count", [2, 5, 9])
def test_p_of_few_queries_is_the_share_of_all_changes_of_sign(count: int) -> None:
    differences = [(-1) ** (each % 3) * (each + 1) / 10 for each in range(count)]
    sums = [
        abs(sum(sign * each for sign, each in zip(signs, differences, strict=True)))
        for signs in product((1, -1), repeat=count)
    ]
    share = fmean(each >= abs(sum(differences)) - 1e-9 for each in sums)
    assert paired_p([0.0, *differences, 0.0]) == pytest.approx(share)


def test_p_is_small_for_what_is_always_better_and_large_for_what_is_not() -> None:
    assert paired_p([0.1] * 40) == pytest.approx(1 / 10_000, abs=1e-4)
    assert paired_p([0.1, -0.1] * 40) > 0.9
    assert paired_p([]) == paired_p([0.0, 0.5]) == 1.0
    mixed = [0.5, -0.2, 0.1] * 10
    assert paired_p(mixed) == paired_p(mixed), "the seed is fixed"


def test_a_report_has_what_was_asked_for_beside_the_means(files: Path) -> None:
    run, qrels, other = files / "before", files / "qrels", files / "after"
    assert report(run, qrels) == pytest.approx(measure(FIRST, QRELS))
    found = report(
        run,
        qrels,
        by_lang=files / "queries.tsv",
        compare=[other],
        per_query=True,
        significance=True,
    )
    assert found["by_lang"]["vi"]["queries"] == 2
    assert found["by_lang"]["-"]["MRR@10"] == 0
    assert found["per_query"]["2"]["MRR@10"] == 0.5
    (compared,) = found["compare"]
    assert compared["run"] == str(other)
    assert list(compared["changes"]) == ["vi", "de", "-", "all"]
    change = compared["changes"]["de"]["nDCG@10"]
    assert change["difference"] == pytest.approx(change["after"] - change["before"])
    assert (change["wins"], change["losses"], change["ties"], change["p"]) == (1, 0, 0, 1.0)


@pytest.mark.parametrize(
    ("options", "headers"),
    [
        pytest.param({}, [], id="means"),
        pytest.param({"by_lang": "queries.tsv"}, ["lang queries"], id="languages"),
        pytest.param({"per_query": True}, ["query nDCG@10"], id="queries"),
        pytest.param({"compare": "after"}, ["after"], id="compare"),
        pytest.param(
            {"compare": "after", "per_query": True},
            ["after", "query measure before after difference"],
            id="compare-queries",
        ),
    ],
)
def test_the_tables_of_a_report(files: Path, options: dict[str, Any], headers: list[str]) -> None:
    asked = dict(options)
    if "by_lang" in asked:
        asked["by_lang"] = files / asked["by_lang"]
    if "compare" in asked:
        asked["compare"] = [files / asked["compare"]]
    rows = list(tables(report(files / "before", files / "qrels", **asked)))
    means = measure(FIRST, QRELS)
    assert rows[:4] == [(name, f"{value:.4f}") for name, value in means.items()]
    begun = [" ".join(rows[at + 1]) for at, row in enumerate(rows) if not row]
    assert len(begun) == len(headers)
    assert all(row.startswith(header) for row, header in zip(begun, headers, strict=True))
    if "compare" in options:
        at = rows.index(("after", str(files / "after")))
        counted = ("difference", "wins", "losses", "ties")
        assert rows[at + 1] == ("lang", "measure", "before", "after", *counted)
        assert rows[at + 3] == ("all", "MRR@10", "0.6250", "0.6250", "+0.0000", "1", "1", "2")
    if "per_query" in options and "compare" in options:
        assert ("2", "MRR@10", "0.5000", "1.0000", "+0.5000") in rows
        assert not [row for row in rows if row and row[0] == "4"], "what is the same is not shown"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        pytest.param({"significance": True}, "only one run", id="one-run"),
        pytest.param({"compare": ["others"]}, "No query is in both .*others", id="other-queries"),
        pytest.param({"compare": ["missing"]}, "missing cannot be read", id="no-file"),
        pytest.param({"by_lang": "no-lang.tsv"}, "language of no query", id="no-language"),
    ],
)
def test_what_cannot_be_reported_is_said(files: Path, options: dict[str, Any], why: str) -> None:
    asked = {
        name: [files / each for each in value] if isinstance(value, list) else value
        for name, value in options.items()
    }
    if "by_lang" in asked:
        asked["by_lang"] = files / asked["by_lang"]
    with pytest.raises(UsageError, match=why):
        report(files / "before", files / "qrels", **asked)
