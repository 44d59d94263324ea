from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from indexer import build_index, open_index, update_index
from indexer.answer import page_json
from indexer.engines.registry import engine_names
from indexer.errors import DuplicateId, NothingToIndex, SourceNotFound, StaleIndex, WorkerLost
from indexer.model import Document, Progress, Span, Step
from indexer.records.prepare import prepare
from indexer.records.record import Record
from indexer.store.generations import IndexFolder


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def test_a_build_publishes_what_it_read(tmp_path: Path) -> None:
    source = write(tmp_path / "in", a="Hợp tác du lịch", b="Die Delegation in Moskau")
    report = build_index(source, tmp_path / "index")
    assert (report.generation, report.documents, report.skipped) == ("gen-000001", 2, ())
    assert report.tokens == 8
    manifest = IndexFolder(tmp_path / "index").manifest("gen-000001")
    assert [entry.ids for entry in manifest.sources] == [("a.txt",), ("b.txt",)]
    assert manifest.sources[0].size == len("Hợp tác du lịch".encode())
    assert len(manifest.sources[0].sha256) == 64
    assert manifest.langs == {"vi": 1, "de": 1}


def test_a_running_searcher_picks_up_the_next_generation(tmp_path: Path) -> None:
    source, index = write(tmp_path / "in", a="Moskau"), tmp_path / "index"
    build_index(source, index)
    with open_index(index) as searcher:
        assert searcher.search("Hanoi").total == 0
        write(source, b="Hanoi")
        build_index(source, index)
        assert [hit.id for hit in searcher.search("Hanoi").hits] == ["b.txt"]
        assert searcher.generation == "gen-000002"


def test_one_generation_before_the_published_one_is_kept(tmp_path: Path) -> None:
    source, index = write(tmp_path / "in", a="Moskau"), tmp_path / "index"
    for _ in range(4):
        build_index(source, index)
    assert sorted(path.name for path in index.iterdir()) == [
        "CURRENT", "LOCK", "gen-000003", "gen-000004",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        pytest.param("empty.txt", b"", "empty", id="no-bytes"),
        pytest.param("bad.pdf", b"not a PDF at all", "broken", id="a-pdf-that-is-none"),
        pytest.param("bin.txt", bytes(range(256)) * 20, "binary", id="binary"),
        pytest.param("bad.docx", b"PK\x03\x04 nonsense", "broken", id="a-docx-that-is-none"),
    ],
)
def test_a_bad_file_is_skipped_with_its_reason(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    source = write(tmp_path / "in", good="Moskau")
    (source / name).write_bytes(data)
    report = build_index(source, tmp_path / "index")
    assert report.documents == 1
    assert [(Path(item.where).name, item.code) for item in report.skipped] == [(name, code)]
    assert report.skipped[0].reason
    assert IndexFolder(tmp_path / "index").manifest("gen-000001").skipped == report.skipped


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_file_is_skipped(tmp_path: Path) -> None:
    source = write(tmp_path / "in", good="Moskau", locked="Hanoi")
    (source / "locked.txt").chmod(0)
    report = build_index(source, tmp_path / "index")
    assert [item.code for item in report.skipped] == ["unreadable"]


def test_invalid_utf8_loses_no_document(tmp_path: Path) -> None:
    source = write(tmp_path / "in", good="Moskau")
    text = "Hợp tác du lịch giữa hai thành phố, kỳ họp thứ nhất. ".encode() * 20
    (source / "bad.txt").write_bytes(text[:500] + b"\xff\xfe" + text[500:])
    report = build_index(source, tmp_path / "index")
    assert report.documents == 2


def test_a_broken_line_of_jsonl_is_reported_and_the_rest_indexed(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text('{"id": "1", "text": "Moskau"}\n{"id": \n{"id": "3", "body": "Hanoi"}\n')
    report = build_index(file, tmp_path / "index")
    assert report.documents == 2
    assert [item.where for item in report.skipped] == [f"{file}:2"]


def test_two_records_with_one_id_stop_the_build_and_are_both_named(tmp_path: Path) -> None:
    index = tmp_path / "index"
    build_index(write(tmp_path / "before", a="Moskau"), index)
    first, second = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    first.write_text(json.dumps({"id": "x", "text": "Moskau"}))
    second.write_text(json.dumps({"id": "x", "text": "Hanoi"}))
    with pytest.raises(DuplicateId) as caught:
        build_index([first, second], index)
    assert str(first) in str(caught.value)
    assert str(second) in str(caught.value)
    assert IndexFolder(index).current() == "gen-000001"
    assert not list(index.glob("staging-*"))


def test_a_missing_source_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match="nowhere"):
        build_index(tmp_path / "nowhere", tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_nothing_to_index_leaves_the_published_index(tmp_path: Path) -> None:
    index = tmp_path / "index"
    build_index(write(tmp_path / "in", a="Moskau"), index)
    with pytest.raises(NothingToIndex, match=r"empty\.txt"):
        build_index(write(tmp_path / "none", empty=""), index)
    with open_index(index) as searcher:
        assert searcher.search("Moskau").total == 1


def test_what_is_not_searched_is_shown_but_not_found() -> None:
    text = "Hội nghị ở Hà Nội.\nTin liên quan\nThủ tướng Thái Lan"
    document = Document("a", text, unsearched=(Span(19, len(text)),))
    prepared, tokens, *_ = prepare(document)
    assert tokens == 5
    assert "thái" not in prepared.terms["body_word"]
    assert Record(prepared.stored).document.text == text


def test_a_document_in_two_languages_is_in_both() -> None:
    german = "Die Delegation der Provinz besuchte im Frühjahr die Universität in Leipzig. " * 3
    vietnamese = "Đoàn đại biểu của tỉnh đã đến thăm trường đại học ở thành phố Leipzig. " * 3
    prepared, *_ = prepare(Document("a", f"{german}\n{vietnamese}"))
    assert set(prepared.langs) == {"de", "vi"}
    assert "de:universitat" in prepared.terms["body_stem"]
    assert "vi:đại_học" in prepared.terms["body_part"]


def test_an_index_of_another_analysis_is_refused_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / "my files", a="Moskau")
    build_index(source, tmp_path / "index")
    monkeypatch.setattr("indexer.store.manifest.fingerprint", lambda: "another")
    with pytest.raises(StaleIndex) as caught:
        open_index(tmp_path / "index")
    command = f"python -m indexer build '{source}' --index {tmp_path / 'index'} --engine tantivy"
    assert command in str(caught.value)


def test_the_language_a_record_states_is_kept() -> None:
    text = "The delegation from Leipzig visited the university and the harbour of Hai Phong."
    prepared, *_ = prepare(Document("a", text, lang="vi"))
    assert prepared.langs == ("vi", "en")
    assert Record(prepared.stored).document.lang == "vi"
    assert "en:visit" in prepared.terms["body_stem"]


def test_every_step_is_told_and_large_files_on_the_way(tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(n), "text": "Moskau und Hanoi " * 200}) for n in range(150)]
    (tmp_path / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    told: list[Progress] = []
    build_index(tmp_path / "all.jsonl", tmp_path / "index", progress=told.append)
    assert list(dict.fromkeys(item.step for item in told)) == [
        Step.FIND, Step.ANALYSE, Step.WRITE, Step.VERIFY, Step.STAMP, Step.PUBLISH, Step.POINT,
        Step.CLEAN, Step.DONE,
    ]  # fmt: skip
    size = (tmp_path / "all.jsonl").stat().st_size
    counts = [item for item in told if item.step is Step.ANALYSE][1:]
    assert 0 < counts[0].bytes < size
    assert 0 < counts[0].documents < 150
    assert (counts[-1].files, counts[-1].documents, counts[-1].bytes) == (1, 150, size)


@pytest.mark.parametrize("engine", engine_names())
def test_any_number_of_jobs_makes_the_same_index(engine: str, seeds: Path, tmp_path: Path) -> None:
    records = [
        {"id": f"r{n}", "text": path.read_text(encoding="utf-8")}
        for n, path in enumerate(sorted(seeds.glob("*.txt")) * 5)
    ]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "many.jsonl").write_text("\n".join(map(json.dumps, records)))
    (tmp_path / "in" / "broken.jsonl").write_text("{}\n")
    made = []
    for jobs in (1, 2, 3):
        index = tmp_path / f"index{jobs}"
        build_index([seeds, tmp_path / "in"], index, engine=engine, jobs=jobs)
        with open_index(index) as searcher:
            pages = [page_json(searcher.search(q, size=100)) for q in ("du lịch", "Moskau", "")]
            stats = searcher.stats()
        manifest = json.loads((index / "gen-000001" / "manifest.json").read_text())
        made.append(
            (
                [(p["total"], p["hits"], p["facets"]) for p in pages],
                (stats.documents, stats.tokens, stats.langs, stats.skipped),
                [(entry["path"], entry["ids"]) for entry in manifest["sources"]],
            )
        )
    assert made[0] == made[1] == made[2]


def test_a_worker_that_dies_ends_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Moskau")
    monkeypatch.setattr("indexer.building.intake._whole_files", die)
    with pytest.raises(WorkerLost, match="--jobs"):
        build_index(tmp_path / "a.txt", tmp_path / "index", jobs=2)
    assert not list((tmp_path / "index").glob("*-*"))


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_an_index_within_its_source_is_no_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("Moskau")
    index = tmp_path / "docs" / "index"
    assert build_index(tmp_path / "docs", index).skipped == ()
    assert build_index(tmp_path / "docs", index).skipped == ()
    (index / "gen-000002" / "b.txt").write_text("Hanoi")
    report = update_index(index)
    assert (report.documents, report.skipped, report.new) == (1, (), 0)
    (tmp_path / "docs" / "c.txt").write_text("Hanoi")
    report = update_index(index)
    assert (report.documents, report.skipped, report.new) == (2, (), 1)
