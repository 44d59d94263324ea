from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from pathlib import Path

import pytest

from indexer import build_index, open_index
from indexer.errors import (
    CorruptIndex,
    IndexLocked,
    IndexNotFound,
    NothingToIndex,
    StaleIndex,
    WriteFailed,
)
from indexer.store.generations import IndexFolder, Staging, rebuild_command


@pytest.fixture
def index(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Moskau")
    build_index(tmp_path / "in", tmp_path / "index")
    return tmp_path / "index"


def test_current_names_the_published_generation(index: Path) -> None:
    assert (index / "CURRENT").read_text() == "gen-000001\n"
    assert (index / "gen-000001" / "manifest.json").is_file()


@pytest.mark.parametrize("kind", ["missing", "empty", "file", "documents"])
def test_a_folder_that_is_no_index_is_named(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x"
    if kind == "file":
        path.write_text("x")
    elif kind != "missing":
        path.mkdir()
    if kind == "documents":
        (path / "a.txt").write_text("Moskau")
    with pytest.raises(IndexNotFound, match="python -m indexer build") as caught:
        open_index(path)
    assert str(path) in str(caught.value)


def test_a_manifest_of_another_version_is_refused_with_the_command(index: Path) -> None:
    path = index / "gen-000001" / "manifest.json"
    values = json.loads(path.read_text()) | {"format": 99}
    del values["sha256"]
    path.write_text(json.dumps(values))
    with pytest.raises(StaleIndex, match="has format 99") as caught:
        open_index(index)
    assert f"build {index.parent / 'in'} --index {index}" in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}', "\udcff"])
def test_a_manifest_that_cannot_be_read_is_named(index: Path, text: str) -> None:
    path = index / "gen-000001" / "manifest.json"
    path.write_text(text, errors="surrogateescape")
    with pytest.raises((CorruptIndex, StaleIndex), match=r"manifest\.json|has format"):
        open_index(index)


def test_a_generation_that_is_gone_is_an_error_not_a_crash(index: Path) -> None:
    (index / "CURRENT").write_text("gen-000007\n")
    with pytest.raises(CorruptIndex, match="gen-000007"):
        open_index(index)


def test_missing_engine_files_are_an_error_not_a_crash(index: Path) -> None:
    for file in (index / "gen-000001").iterdir():
        if file.name != "manifest.json":
            file.unlink()
    with pytest.raises(CorruptIndex, match="missing"):
        open_index(index)


def engine_file(index: Path) -> Path:
    files = [path for path in (index / "gen-000001").iterdir() if path.name != "manifest.json"]
    return max(files, key=lambda path: path.stat().st_size)


def test_a_truncated_engine_file_is_named(index: Path) -> None:
    path = engine_file(index)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(CorruptIndex, match=path.name):
        open_index(index)


def test_check_finds_changed_bytes(index: Path) -> None:
    path = max((index / "gen-000001").glob("*.store"))
    data = bytearray(path.read_bytes())
    data[0] ^= 0xFF
    path.write_bytes(data)
    with (
        open_index(index) as searcher,
        pytest.raises(CorruptIndex, match="is not what was written"),
    ):
        searcher.check()


@pytest.mark.parametrize(
    ("name", "value"),
    [("tokens", 999), ("documents", 999), ("fingerprint", "x"), ("format", 1), ("files", "size")],
)
def test_a_damaged_manifest_is_named_and_not_what_it_says(
    index: Path, name: str, value: object
) -> None:
    path = index / "gen-000001" / "manifest.json"
    values = json.loads(path.read_text())
    if name == "files":
        max(values["files"].values(), key=lambda entry: entry["size"])["size"] += 1
    else:
        assert values[name] != value
        values[name] = value
    path.write_text(json.dumps(values))
    with pytest.raises(CorruptIndex, match=r"manifest\.json is not what was written"):
        open_index(index).check()


def test_a_manifest_of_another_version_is_no_damaged_one(index: Path) -> None:
    path = index / "gen-000001" / "manifest.json"
    values = json.loads(path.read_text())
    del values["sha256"]
    path.write_text(json.dumps({**values, "format": 1}))
    with pytest.raises(StaleIndex, match="has format 1"):
        open_index(index)
    path.write_text(json.dumps(values))
    open_index(index).check()


@pytest.mark.parametrize("content", [None, b"", b"\xff\x00\x9c", b"../../etc"])
def test_a_damaged_pointer_loses_no_generation(index: Path, content: bytes | None) -> None:
    build_index(index.parent / "in", index)
    pointer = index / "CURRENT"
    pointer.unlink() if content is None else pointer.write_bytes(content)
    with pytest.raises(CorruptIndex, match="gen-000002"):
        open_index(index)
    (index.parent / "none").mkdir()
    with pytest.raises(NothingToIndex):
        build_index(index.parent / "none", index)
    assert (index / "gen-000001").is_dir()
    assert (index / "gen-000002").is_dir()
    pointer.write_text("gen-000002\n")
    assert open_index(index).search("Moskau").total == 1


def test_a_folder_of_something_else_is_not_made_an_index(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("Moskau")
    with pytest.raises(WriteFailed, match=r"holds a\.txt"):
        build_index(tmp_path / "docs", tmp_path / "docs")
    assert [path.name for path in (tmp_path / "docs").iterdir()] == ["a.txt"]


def test_an_index_built_anew_in_the_same_place_is_picked_up(index: Path) -> None:
    with open_index(index) as searcher:
        shutil.rmtree(index)
        (index.parent / "in" / "a.txt").write_text("Hanoi")
        build_index(index.parent / "in", index)
        assert searcher.generation == "gen-000001"
        assert searcher.search("Hanoi").total == 1
        assert searcher.search("Moskau").total == 0


def test_file_names_need_not_be_unicode(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    name = os.fsencode(tmp_path / "in") + b"/caf\xe9.txt"
    Path(os.fsdecode(name)).write_text("Moskau")
    build_index(tmp_path / "in", tmp_path / "index")
    with open_index(tmp_path / "index") as searcher:
        assert searcher.search("Moskau").total == 1
        (entry,) = IndexFolder(tmp_path / "index").manifest("gen-000001").sources
        assert os.fsencode(entry.path) == name


def hold(index: Path, held: multiprocessing.synchronize.Event, die: bool) -> None:
    with IndexFolder(index).writing():
        held.set()
        if die:
            os._exit(9)
        multiprocessing.Event().wait(30)


@pytest.fixture
def held() -> multiprocessing.synchronize.Event:
    return multiprocessing.get_context("spawn").Event()


def test_a_second_writer_is_refused_and_told_the_first(
    index: Path, held: multiprocessing.synchronize.Event
) -> None:
    holder = multiprocessing.get_context("spawn").Process(target=hold, args=(index, held, False))
    holder.start()
    try:
        assert held.wait(30)
        with (
            pytest.raises(IndexLocked, match=f"process {holder.pid} on "),
            IndexFolder(index).writing(),
        ):
            pass
    finally:
        holder.kill()
        holder.join()
    with IndexFolder(index).writing() as staging:
        assert staging.generation == "gen-000002"


def test_the_lock_of_a_dead_writer_does_not_hold_and_its_leftovers_go(
    index: Path, held: multiprocessing.synchronize.Event
) -> None:
    dead = multiprocessing.get_context("spawn").Process(target=hold, args=(index, held, True))
    dead.start()
    dead.join()
    assert (index / "staging-gen-000002").is_dir()
    build_index(index.parent / "in", index)
    assert not list(index.glob("staging-*"))
    assert IndexFolder(index).current() == "gen-000002"


@pytest.mark.parametrize("step", ["manifest", "rename", "pointer"])
def test_a_publish_that_breaks_off_leaves_the_old_index(
    index: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    broken = {
        "manifest": ("write_text", "manifest.json"),
        "rename": ("rename", "staging-gen-000002"),
        "pointer": ("replace", "staging-CURRENT"),
    }
    method, name = broken[step]
    original = getattr(Path, method)

    def fail(self: Path, *args: object, **options: object) -> object:
        if self.name == name and self.parent != index.parent:
            raise OSError(28, "No space left on device")
        return original(self, *args, **options)

    monkeypatch.setattr(Path, method, fail)
    with pytest.raises(WriteFailed, match="No space left"):
        build_index(index.parent / "in", index)
    monkeypatch.undo()
    assert IndexFolder(index).current() == "gen-000001"
    with open_index(index) as searcher:
        assert searcher.search("Moskau").total == 1
    build_index(index.parent / "in", index)
    assert sorted(p.name for p in index.iterdir()) == [
        "CURRENT", "LOCK", "gen-000001", "gen-000002",
    ]  # fmt: skip


def test_an_index_path_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Moskau")
    with pytest.raises(WriteFailed, match=r"a\.txt"):
        build_index(tmp_path / "a.txt", tmp_path / "a.txt")


def test_staging_is_not_seen_by_readers(index: Path) -> None:
    with IndexFolder(index).writing() as staging:
        assert isinstance(staging, Staging)
        assert IndexFolder(index).current() == "gen-000001"
    assert not staging.folder.exists()


def test_the_rebuild_command_is_quoted() -> None:
    assert rebuild_command(Path("my index"), ["a b"], "whoosh") == (
        "python -m indexer build 'a b' --index 'my index' --engine whoosh"
    )
