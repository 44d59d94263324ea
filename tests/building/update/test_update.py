"""Updating an index: what is taken up, what stays, and that it answers like one built anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from updating import TEXTS, answers, ids, records, write

from indexer import build_index, load_settings, update_index
from indexer.building import intake
from indexer.engines.registry import engine_names
from indexer.errors import (
    DuplicateId,
    IndexNotFound,
    SourceFailed,
    StaleIndex,
)
from indexer.model import Skipped
from indexer.store.generations import IndexFolder


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
    monkeypatch.setattr("indexer.store.manifest.fingerprint", lambda: "another")
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

    monkeypatch.setattr("indexer.building.changes.digest_of", refused)
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
