"""Updating an index: what is taken up, what stays, and that it answers like one built anew."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import build_index, intake, load_settings, open_index, update_index
from indexer.answer import page_json
from indexer.engines.registry import engine_names
from indexer.errors import (
    DuplicateId,
    IndexNotFound,
    SourceEmptied,
    SourceFailed,
    SourceNotFound,
    StaleIndex,
    UsageError,
)
from indexer.model import Skipped, Stats
from indexer.store import IndexFolder

TEXTS = (
    "Die Delegation reist nach Moskau und spricht über Tourismus.",
    "Đoàn đại biểu Hà Nội thăm tỉnh Kaluga, bàn về hợp tác du lịch.",
    "Делегация Москвы посетила Ханой и говорила о туризме.",
    "A delegation from Hanoi came to Moscow to talk about tourism.",
    "Du lịch Việt Nam và Đức: hợp tác, giáo dục, đào tạo.",
    "Moskau, Moskau, Moskau.",
    "Die Delegation aus Hanoi wurde gestern in Moskau empfangen und sprach mit Vertretern der Stadt"
    " über Tourismus, über den Austausch von Studenten und über eine neue Verbindung nach Hanoi.",
    "Die Delegation aus Hanoi wurde gestern in Moskau empfangen und sprach mit Vertretern der Stadt"
    " über Tourismus, über den Austausch von Studenten und über eine neue Verbindung nach Hanoi!!"
    " (dpa)",
)
QUERIES = (
    "Moskau", "du lịch", "hop tac", "делегация Ханой", '"Die Delegation"', "touris*", "Moskua", "",
)  # fmt: skip


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    for number, text in enumerate(TEXTS[:3]):
        write(folder / f"{number}.txt", text)
    return folder


@pytest.fixture
def index(tmp_path: Path, source: Path) -> Path:
    build_index(source, tmp_path / "index")
    return tmp_path / "index"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def records(path: Path, **texts: str) -> None:
    lines = (json.dumps({"id": name, "text": text}) for name, text in texts.items())
    write(path, "\n".join(lines) + "\n")


def answers(index: Path) -> list[dict[str, Any]]:
    """Everything that an index says, save when and how fast."""
    with open_index(index) as searcher:
        pages = [page_json(searcher.search(text, size=50)) for text in QUERIES]
        stats = searcher.stats()
        views = [searcher.document(hit["id"], "Moskau du lịch") for hit in pages[-1]["hits"]]
        similar = [searcher.similar(hit["id"]) for hit in pages[-1]["hits"]]
        searcher.check()
    for page in pages:
        del page["took_ms"]
    return [*pages, held(stats), {"documents": views, "similar": similar}]


def held(stats: Stats) -> dict[str, Any]:
    return {
        "stats": replace(stats, generation="", built_at="", skipped=()),
        "skipped": {(item.code, item.reason) for item in stats.skipped},
    }


def ids(index: Path, query: str = "") -> set[str]:
    with open_index(index) as searcher:
        return {hit.id for hit in searcher.search(query, size=50).hits}


def test_new_changed_and_removed_files(source: Path, index: Path, tmp_path: Path) -> None:
    write(source / "1.txt", "Ganz anders: Thüringen.")
    (source / "2.txt").unlink()
    write(source / "sub" / "3.txt", TEXTS[3])
    report = update_index(index)
    assert (report.new, report.changed, report.removed) == (1, 1, 1)
    assert (report.generation, report.documents) == ("gen-000002", 3)
    assert ids(index) == {"0.txt", "1.txt", "sub/3.txt"}
    assert ids(index, "Thüringen") == {"1.txt"}
    assert ids(index, "Kaluga") == set()
    build_index(source, tmp_path / "fresh")
    assert answers(index) == answers(tmp_path / "fresh")


def test_without_changes_nothing_is_done(index: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in index.rglob("*") if path.name != "LOCK"}
    report = update_index(index)
    assert (report.generation, report.new, report.changed, report.removed) == (
        "gen-000001", 0, 0, 0,
    )  # fmt: skip
    assert report.documents == 3
    after = {path: path.stat().st_mtime_ns for path in index.rglob("*") if path.name != "LOCK"}
    assert {p: t for p, t in after.items() if p != index} == {
        p: t for p, t in before.items() if p != index
    }


def test_a_file_that_was_only_touched_is_not_read_again(source: Path, index: Path) -> None:
    os.utime(source / "0.txt", (1, 1))
    assert update_index(index).changed == 0


def test_a_change_that_keeps_size_and_time_is_seen_if_it_was_recent(
    source: Path, index: Path
) -> None:
    status = (source / "0.txt").stat()
    write(source / "0.txt", TEXTS[0].replace("Moskau", "Peking"))
    os.utime(source / "0.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert update_index(index).changed == 1
    assert ids(index, "Peking") == {"0.txt"}


def test_settled_files_are_known_by_size_and_time(tmp_path: Path, source: Path) -> None:
    for path in source.iterdir():
        os.utime(path, (1, 1))
    build_index(source, tmp_path / "index")
    write(source / "0.txt", TEXTS[0].replace("Moskau", "Peking"))
    os.utime(source / "0.txt", (1, 1))
    assert update_index(tmp_path / "index").changed == 0


def test_unchanged_files_are_shared(source: Path, index: Path) -> None:
    build = IndexFolder(index)
    write(source / "3.txt", TEXTS[3])
    update_index(index)
    old, new = build.folder("gen-000001"), build.folder("gen-000002")
    shared = [p for p in old.iterdir() if p.suffix and (new / p.name).exists()]
    assert any(path.samefile(new / path.name) for path in shared)
    assert not (old / "manifest.json").samefile(new / "manifest.json")


def test_a_given_source_limits_what_is_looked_at(source: Path, index: Path) -> None:
    write(source / "0.txt", "Nur das hier: Thüringen.")
    write(source / "sub" / "3.txt", TEXTS[3])
    (source / "2.txt").unlink()
    report = update_index(index, source / "sub")
    assert (report.new, report.changed, report.removed) == (1, 0, 0)
    assert ids(index) == {"0.txt", "1.txt", "2.txt", "sub/3.txt"}
    assert ids(index, "Thüringen") == set()
    assert update_index(index, [source / "0.txt"]).changed == 1
    assert update_index(index).removed == 1


def test_a_further_source_is_added(tmp_path: Path, source: Path, index: Path) -> None:
    records(tmp_path / "more.jsonl", a=TEXTS[3], b=TEXTS[4])
    assert update_index(index, tmp_path / "more.jsonl").new == 1
    assert {"a", "b", "0.txt"} <= ids(index)
    records(tmp_path / "more.jsonl", a=TEXTS[3])
    assert update_index(index).changed == 1
    assert "b" not in ids(index)
    build_index([source, tmp_path / "more.jsonl"], tmp_path / "fresh")
    assert answers(index) == answers(tmp_path / "fresh")


def test_a_source_around_that_of_the_index_is_refused(tmp_path: Path, index: Path) -> None:
    with pytest.raises(UsageError, match="documents"):
        update_index(index, tmp_path)


def test_a_source_that_is_gone_takes_nothing_with_it(source: Path, index: Path) -> None:
    shutil.rmtree(source)
    with pytest.raises(SourceNotFound):
        update_index(index)
    assert len(ids(index)) == 3


def test_an_index_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound, match="build"):
        update_index(tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_a_second_document_with_an_id_is_refused(tmp_path: Path, index: Path) -> None:
    records(tmp_path / "more.jsonl", **{"0.txt": TEXTS[3]})
    with pytest.raises(DuplicateId, match=r"0\.txt.*more\.jsonl"):
        update_index(index, tmp_path / "more.jsonl")
    assert len(ids(index)) == 3


def test_another_analysis_is_refused(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.store.fingerprint", lambda: "another")
    with pytest.raises(StaleIndex, match="build"):
        update_index(index)


def test_another_version_of_the_engine_is_refused(index: Path) -> None:
    path = index / "gen-000001" / "manifest.json"
    path.write_text(path.read_text().replace('"engine_version": "', '"engine_version": "9.'))
    with pytest.raises(StaleIndex, match=r"9\."):
        update_index(index)


def test_what_was_skipped_is_remembered_and_tried_when_it_changes(
    source: Path, index: Path
) -> None:
    write(source / "bad.jsonl", '{"id": "x"}\n')
    write(source / "notes.xyz", "what is this")
    assert len(update_index(index).skipped) == 2
    report = update_index(index)
    assert (report.generation, len(report.skipped)) == ("gen-000002", 2)
    records(source / "bad.jsonl", x=TEXTS[4])
    report = update_index(index)
    assert report.changed == 1
    assert [Path(item.where).name for item in report.skipped] == ["notes.xyz"]


def test_what_cannot_be_read_now_stays(
    source: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(file: object) -> Skipped:
        return Skipped(str(source / "0.txt"), "unreadable", f"No: {file}")

    monkeypatch.setattr("indexer.changes.digest_of", refused)
    write(source / "0.txt", "Thüringen")
    report = update_index(index)
    assert (report.changed, report.documents) == (0, 3)


NAMES = st.sampled_from(["a.txt", "b.md", "sub/c.txt", "d.jsonl", "e.jsonl"])
CHANGES = st.lists(
    st.tuples(NAMES, st.none() | st.lists(st.sampled_from(TEXTS), max_size=3)), max_size=4
)


def change(folder: Path, name: str, texts: list[str] | None) -> None:
    path = folder / name
    if texts is None:
        path.unlink(missing_ok=True)
    elif path.suffix == ".jsonl":
        records(path, **{f"{path.stem}{number}": text for number, text in enumerate(texts)})
    else:
        write(path, "\n\n".join(texts))


@pytest.mark.parametrize("engine", engine_names())
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(rounds=st.lists(CHANGES, min_size=1, max_size=4))
def test_after_any_updates_the_answers_are_those_of_a_fresh_build(
    engine: str, rounds: list[list[tuple[str, list[str] | None]]]
) -> None:
    with TemporaryDirectory() as folder:
        source, index, fresh = (Path(folder, name) for name in ("source", "index", "fresh"))
        write(source / "always.txt", TEXTS[0])
        build_index(source, index, engine=engine)
        for changes in rounds:
            for name, texts in changes:
                change(source, name, texts)
            update_index(index)
        build_index(source, fresh, engine=engine)
        assert answers(index) == answers(fresh)
        assert len(list(index.glob("gen-*"))) <= 2


def test_a_source_reached_through_a_link_is_updated(tmp_path: Path, source: Path) -> None:
    (tmp_path / "link").symlink_to(source)
    build_index(tmp_path / "link", tmp_path / "index")
    write(source / "new.txt", TEXTS[3])
    write(source / "0.txt", "Thüringen")
    (source / "1.txt").unlink()
    report = update_index(tmp_path / "index")
    assert (report.new, report.changed, report.removed) == (1, 1, 1)
    build_index(tmp_path / "link", tmp_path / "fresh")
    assert answers(tmp_path / "index") == answers(tmp_path / "fresh")
    write(source / "0.txt", "Sachsen")
    assert update_index(tmp_path / "index", tmp_path / "link").changed == 1
    write(source / "0.txt", "Thüringen")
    assert update_index(tmp_path / "index", source / "0.txt").changed == 1


def test_a_source_that_is_empty_takes_nothing_with_it(
    tmp_path: Path, source: Path, index: Path
) -> None:
    records(tmp_path / "more.jsonl", a=TEXTS[3])
    update_index(index, tmp_path / "more.jsonl")
    for path in source.iterdir():
        path.unlink()
    with pytest.raises(SourceEmptied, match="documents"):
        update_index(index)
    assert len(ids(index)) == 4


def test_a_source_that_is_dropped_takes_its_documents_with_it(
    tmp_path: Path, source: Path, index: Path
) -> None:
    records(tmp_path / "more.jsonl", a=TEXTS[3], b=TEXTS[4])
    update_index(index, tmp_path / "more.jsonl")
    write(source / "new.txt", TEXTS[5])
    report = update_index(index, drop=tmp_path / "more.jsonl")
    assert (report.new, report.removed) == (1, 1)
    build_index(source, tmp_path / "fresh")
    assert answers(index) == answers(tmp_path / "fresh")
    assert (tmp_path / "more.jsonl").exists()
    assert update_index(index).removed == 0


def test_a_source_that_is_no_longer_there_can_be_dropped(
    tmp_path: Path, source: Path, index: Path
) -> None:
    records(tmp_path / "more.jsonl", a=TEXTS[3])
    update_index(index, tmp_path / "more.jsonl")
    shutil.rmtree(source)
    with pytest.raises(SourceNotFound):
        update_index(index)
    update_index(index, drop=[source])
    assert ids(index) == {"a"}


def test_a_source_within_another_is_dropped_and_its_files_get_the_ids_of_that(
    tmp_path: Path, source: Path
) -> None:
    write(source / "below" / "3.txt", TEXTS[3])
    index = tmp_path / "index"
    build_index([source / "below", source], index)
    assert "3.txt" in ids(index)
    update_index(index, drop=source / "below")
    build_index(source, tmp_path / "fresh")
    assert answers(index) == answers(tmp_path / "fresh")


def test_what_cannot_be_dropped_is_told(source: Path, index: Path) -> None:
    before = ids(index)
    with pytest.raises(UsageError, match="no source of the index"):
        update_index(index, drop=source / "0.txt")
    with pytest.raises(UsageError, match="no source left"):
        update_index(index, drop=source)
    with pytest.raises(UsageError, match="at once"):
        update_index(index, source, drop=source)
    assert ids(index) == before


def test_a_source_that_is_not_there_and_never_was_is_an_error(source: Path, index: Path) -> None:
    with pytest.raises(SourceNotFound, match="typo"):
        update_index(index, source / "typo")
    (source / "1.txt").unlink()
    assert update_index(index, source / "1.txt").removed == 1


def test_a_changed_file_that_cannot_be_read_to_its_end_loses_no_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "many.jsonl"
    records(file, a=TEXTS[0], b=TEXTS[1])
    build_index(file, tmp_path / "index")
    records(file, a=TEXTS[0], b=TEXTS[1], c=TEXTS[2])
    read = intake.read

    def failing(*arguments: Any, **options: Any) -> Iterator[Any]:
        yield next(read(*arguments, **options))
        yield Skipped(str(file), "unreadable", "It cannot be read: Input/output error.")

    monkeypatch.setattr(intake, "read", failing)
    with pytest.raises(SourceFailed, match="Input/output error"):
        update_index(tmp_path / "index")
    assert ids(tmp_path / "index") == {"a", "b"}
    build_index(file, tmp_path / "partial")
    monkeypatch.setattr(intake, "read", read)
    assert update_index(tmp_path / "index").changed == 1
    assert ids(tmp_path / "index") == {"a", "b", "c"}
    assert update_index(tmp_path / "partial").changed == 1
    assert ids(tmp_path / "partial") == {"a", "b", "c"}


def test_files_that_were_too_large_are_tried_when_more_is_allowed(
    tmp_path: Path, source: Path
) -> None:
    write(source / "large.txt", "Moskau und Hanoi. " * 100)
    small = load_settings(max_file_mb=0.001)
    build_index(source, tmp_path / "index", settings=small)
    assert update_index(tmp_path / "index", settings=small).changed == 0
    assert update_index(tmp_path / "index").changed == 1
    assert "large.txt" in ids(tmp_path / "index")


def test_a_new_skip_is_told_even_if_nothing_has_changed(source: Path, index: Path) -> None:
    write(source / "notes.xyz", "what is this")
    report = update_index(index)
    assert report.generation == "gen-000001"
    assert [Path(item.where).name for item in report.skipped] == ["notes.xyz"]
