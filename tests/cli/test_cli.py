from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli.commands import main


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    source = folder / "in"
    source.mkdir()
    (source / "a.txt").write_text("Die Delegation in Moskau", encoding="utf-8")
    (source / "b.txt").write_text("Hợp tác du lịch ở Kaluga", encoding="utf-8")
    (source / "empty.txt").write_bytes(b"")
    built = run("build", source, "--index", folder / "index", "--jobs", "2")
    assert built.exit_code == 0, built.output
    assert "skipped" in built.stderr
    assert "empty.txt" in built.stderr
    assert "2 documents" in built.stdout
    return folder / "index"


def test_search_prints_ranked_results_with_marks(index: Path) -> None:
    result = run("search", "Delegationen", "--index", index)
    assert result.exit_code == 0
    assert "1 document" in result.stdout
    assert "Die Delegation in Moskau" in result.stdout


def test_json_is_one_object_on_stdout(index: Path) -> None:
    answer = json.loads(run("search", "du lich", "--index", index, "--json").stdout)
    assert [hit["id"] for hit in answer["hits"]] == ["b.txt"]
    paged = run("search", "", "--index", index, "--size", "1", "--page", "2", "--json")
    assert json.loads(paged.stdout)["page"] == 2


def test_markup_of_the_terminal_in_a_document_is_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("[bold red]Moskau[/] [/nothing]", encoding="utf-8")
    run("build", tmp_path / "a.txt", "--index", tmp_path / "index")
    assert (
        "[bold red]Moskau[/] [/nothing]"
        in run("search", "moskau", "--index", tmp_path / "index").stdout
    )


def test_sources_are_dropped_by_name(tmp_path: Path) -> None:
    index = tmp_path / "index"
    sources = [tmp_path / f"{name}.txt" for name in "abc"]
    for source in sources:
        source.write_text("Moskau", encoding="utf-8")
    run("build", *sources, "--index", index)
    dropped = run("update", "--drop", sources[0], "--drop", sources[2], "--index", index)
    assert dropped.exit_code == 0, dropped.output
    answer = json.loads(run("search", "Moskau", "--index", index, "--json").stdout)
    assert [hit["id"] for hit in answer["hits"]] == ["b.txt"]
    refused = run("update", "--drop", sources[0], "--index", index)
    assert refused.exit_code
    assert "b.txt" in refused.stderr


def test_a_better_spelling_is_printed_beside_what_was_found(index: Path) -> None:
    result = run("search", "Delegatoin", "--index", index)
    assert "0 documents" in result.stdout
    assert "did you mean: Delegation\n" in result.stdout
    answer = json.loads(run("search", "Delegatoin", "--index", index, "--json").stdout)
    assert answer["suggestions"] == ["Delegation"]


def test_similar_prints_documents_like_one(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name, text in (("a", "Tourismus am Strand"), ("b", "Strand und Tourismus"), ("c", "Recht")):
        (tmp_path / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
    run("build", tmp_path / "in", "--index", tmp_path / "i")
    result = run("similar", "a.txt", "--index", tmp_path / "i")
    assert result.exit_code == 0
    assert "1 document like" in result.stdout
    assert "Strand und Tourismus" in result.stdout
    answer = json.loads(run("similar", "a.txt", "--index", tmp_path / "i", "--json").stdout)
    assert [hit["id"] for hit in answer["hits"]] == ["b.txt"]
    assert run("similar", "nope", "--index", tmp_path / "i").exit_code == 2


def test_run_and_evaluate(index: Path, tmp_path: Path) -> None:
    queries, qrels, out = tmp_path / "q.jsonl", tmp_path / "qrels", tmp_path / "run"
    queries.write_text('{"id": "1", "text": "Moskau"}\n{"id": "2", "text": "Kaluga"}\n')
    qrels.write_text("1 0 a.txt 1\n2 0 a.txt 1\n")
    done = run("run", queries, "--index", index, "--size", "5", "--output", out)
    assert done.exit_code == 0
    assert done.stdout == ""
    first = out.read_text().splitlines()[0].split()
    assert first[:4] == ["1", "Q0", "a.txt", "1"]
    assert len(first) == 6
    means = run("evaluate", out, qrels).stdout.split()
    assert dict(zip(means[::2], map(float, means[1::2]), strict=True)) == {
        "nDCG@10": 0.5, "MRR@10": 0.5, "R@10": 0.5, "R@100": 0.5,
    }  # fmt: skip
    more = ("--compare", out, "--per-query", "--significance", "--json")
    found = json.loads(run("evaluate", out, qrels, *more).stdout)
    assert found["MRR@10"] == 0.5
    assert found["per_query"]["2"]["MRR@10"] == 0.0
    assert found["compare"][0]["changes"]["all"]["R@10"]["p"] == 1.0


def test_explain_shows_tokens() -> None:
    shown = run("explain", "Hợp tác", "--lang", "vi").stdout
    assert "part=vi:hợp_tác" in shown
    tokens = json.loads(run("explain", "Häuser", "--lang", "de", "--json").stdout)["tokens"]
    assert tokens[0]["terms"]["stem"] == ["de:haus"]


def test_explain_shows_why_a_document_matches(index: Path) -> None:
    shown = run("explain", "Delegationen", "--index", index, "--doc", "a.txt").stdout
    assert "de:delegation" in shown
    assert "marked: Delegation" in shown
    assert run("explain", "x", "--index", index, "--doc", "nothing").exit_code == 2


def test_explain_with_an_index_shows_how_a_query_is_understood(index: Path) -> None:
    shown = run("explain", "Delegationen", "--index", index).stdout
    assert shown.startswith("understood as: Delegationen")
    assert shown.endswith("1 document\n")
    answer = json.loads(run("explain", "Delegationen", "--index", index, "--json").stdout)
    assert answer["total"] == 1
    assert "de:delegation" in answer["tree"]


@pytest.mark.parametrize("query", ["", "  ", "!!!"])
def test_explain_says_that_there_is_no_word(index: Path, query: str) -> None:
    result = run("explain", query, "--index", index, "--doc", "a.txt")
    assert result.exit_code == 2
    assert "no word to explain" in result.stderr


def test_explain_does_not_take_a_language_for_a_query(index: Path) -> None:
    result = run("explain", "x", "--index", index, "--lang", "de")
    assert result.exit_code == 2
    assert "--lang" in result.stderr


def test_search_takes_languages_in_any_case_and_names_those_it_knows(index: Path) -> None:
    found = json.loads(run("search", "", "--index", index, "--lang", "DE", "--json").stdout)
    assert [hit["id"] for hit in found["hits"]] == ["a.txt"]
    result = run("search", "", "--index", index, "--lang", "xx")
    assert result.exit_code == 2
    assert all(f"'{code}'" in result.stderr for code in ("vi", "de", "ru", "en"))


def test_a_run_into_a_folder_that_is_not_there_answers_no_query(
    index: Path, tmp_path: Path
) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": "1", "text": "Moskau"}\n')
    result = run("run", tmp_path / "q.jsonl", "--index", index, "--output", tmp_path / "no" / "run")
    assert result.exit_code == 2
    assert f"no folder {tmp_path / 'no'}" in result.stderr


def test_what_is_no_text_in_arguments_is_printed_all_the_same(index: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "indexer", "search", b"Moskau \xff", "--index", index, "--json"],
        capture_output=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["query"]


def test_stats_and_check(index: Path) -> None:
    assert "documents\t2" in run("stats", "--index", index).stdout
    found = json.loads(run("stats", "--index", index, "--json").stdout)
    assert [item["code"] for item in found["skipped"]] == ["empty"]
    assert "2 documents, all readable" in run("check", "--index", index).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        pytest.param(["build", "nowhere", "--index", "i"], 2, "nowhere", id="missing-source"),
        pytest.param(["build"], 2, "SOURCE", id="no-source"),
        pytest.param(
            ["search", "x", "--index", "nowhere"], 2, "python -m indexer build", id="no-index"
        ),
        pytest.param(["search", "x", "--bogus"], 2, "bogus", id="unknown-option"),
        pytest.param(
            ["build", ".", "--index", "i", "--engine", "lucene"], 2, "lucene", id="engine"
        ),
        pytest.param(["evaluate", "no-run", "no-qrels"], 2, "no-run", id="no-run"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, says: str
) -> None:
    (tmp_path / "a.txt").write_text("Moskau")
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == code
    assert says in result.stderr
    assert not result.stdout


def test_nothing_published_ends_with_3_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    result = run("build", tmp_path / "in", "--index", tmp_path / "index")
    assert result.exit_code == 3
    assert "empty.txt" in result.stderr


def test_two_records_with_one_id_end_with_3_naming_both(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": "x", "text": "Moskau"}\n{"id": "x", "text": "Hanoi"}\n')
    result = run("build", file, "--index", tmp_path / "index")
    assert result.exit_code == 3
    assert result.stderr.count("a.jsonl (record") == 2


def test_the_module_runs_as_a_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "indexer", "--version"], capture_output=True, text=True, check=True
    )
    assert "querlang" in done.stdout
