"""Sources of an index when it is updated: more of them, fewer, links, and those that are gone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from updating import TEXTS, answers, ids, records, write

from indexer import build_index, update_index
from indexer.errors import (
    SourceEmptied,
    SourceNotFound,
    UsageError,
)


def test_a_source_that_is_gone_takes_nothing_with_it(source: Path, index: Path) -> None:
    shutil.rmtree(source)
    with pytest.raises(SourceNotFound):
        update_index(index)
    assert len(ids(index)) == 3


def test_a_source_around_that_of_the_index_is_refused(tmp_path: Path, index: Path) -> None:
    with pytest.raises(UsageError, match="documents"):
        update_index(index, tmp_path)


def test_a_further_source_is_added(tmp_path: Path, source: Path, index: Path) -> None:
    records(tmp_path / "more.jsonl", a=TEXTS[3], b=TEXTS[4])
    assert update_index(index, tmp_path / "more.jsonl").new == 1
    assert {"a", "b", "0.txt"} <= ids(index)
    records(tmp_path / "more.jsonl", a=TEXTS[3])
    assert update_index(index).changed == 1
    assert "b" not in ids(index)
    build_index([source, tmp_path / "more.jsonl"], tmp_path / "fresh")
    assert answers(index) == answers(tmp_path / "fresh")


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
