"""The conformance suite on tantivy, and what is tantivy's own."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.engines import tantivy_writer
from indexer.engines import tree as q
from indexer.engines.base import EngineDocument
from indexer.engines.registry import get_engine
from indexer.engines.tantivy_segments import segments_of
from indexer.errors import CorruptIndex

from .conformance import EngineConformance
from .corpus import document, word
from .suite import ids

ENGINE = get_engine("tantivy")
NAMES = [f"{number:02}" for number in range(10)]


class TestTantivy(EngineConformance):
    name = "tantivy"


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tantivy_writer, "_SEGMENT_DOCUMENTS", 4)


def write(folder: Path, documents: list[EngineDocument], delete: tuple[str, ...] = ()) -> list[str]:
    """Write documents; return the ids of those that had to be written again."""
    writer = ENGINE.append(folder) if (folder / "meta.json").exists() else ENGINE.create(folder)
    again = [stored.decode() for stored in writer.delete(delete)]
    for item in [*(document(name, "wort") for name in again), *documents]:
        writer.add(item)
    writer.commit()
    return again


@pytest.mark.usefixtures("small_segments")
def test_segments_hold_so_many_documents_and_nobody_merges_them(tmp_path: Path) -> None:
    write(tmp_path, [document(name, "wort") for name in NAMES])
    assert [segment.documents for segment in segments_of(tmp_path)] == [4, 4, 2]
    kinds = {path.suffix for path in tmp_path.iterdir()}
    assert kinds == {".json", ".idx", ".pos", ".store", ".term", ".fast", ".fieldnorm"}


@pytest.mark.usefixtures("small_segments")
def test_what_shares_a_segment_with_a_deleted_document_is_written_again(tmp_path: Path) -> None:
    write(tmp_path, [document(name, "wort") for name in NAMES])
    assert write(tmp_path, [], delete=("05", "nobody")) == ["04", "06", "07"]
    assert [segment.documents for segment in segments_of(tmp_path)] == [4, 2, 3]
    with ENGINE.open(tmp_path) as reader:
        assert ids(reader, q.every()) == [name for name in NAMES if name != "05"]
        assert reader.doc_frequency("body_word", "wort") == 9


def test_many_small_segments_become_one(tmp_path: Path) -> None:
    for name in NAMES:
        again = write(tmp_path, [document(name, "wort")])
        assert len(again) in (0, 8)
    assert [segment.documents for segment in segments_of(tmp_path)] == [9, 1]
    with ENGINE.open(tmp_path) as reader:
        assert ids(reader, word("wort")) == NAMES


def test_a_clone_shares_its_segments_and_leaves_the_first_as_it_is(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    write(first, [document("a", "alt"), document("b", "alt")])
    before = {path.name: path.read_bytes() for path in first.iterdir()}
    ENGINE.clone(first, second)
    assert all((first / name).samefile(second / name) for name in before if name != "meta.json")
    write(second, [document("c", "neu")], delete=("a",))
    assert {path.name: path.read_bytes() for path in first.iterdir()} == before
    with ENGINE.open(second) as reader:
        assert ids(reader, q.every()) == ["b", "c"]


def test_a_reader_needs_the_names_of_its_files_no_more(tmp_path: Path) -> None:
    write(tmp_path, [document(name, "wort", stored=b"x" * 5000) for name in NAMES])
    with ENGINE.open(tmp_path) as reader:
        for path in tmp_path.iterdir():
            path.unlink()
        gc.collect()
        assert ids(reader, word("wort")) == NAMES
        assert reader.stored("03") == b"x" * 5000


def test_a_closed_reader_waits_for_no_garbage_collector(tmp_path: Path) -> None:
    write(tmp_path, [document(name, "wort") for name in NAMES])
    reader = ENGINE.open(tmp_path)
    assert ids(reader, word("wort")) == NAMES
    compiler = weakref.ref(reader._compiler)
    gc.disable()
    try:
        reader.close()
        assert compiler() is None
    finally:
        gc.enable()


def test_a_folder_that_is_read_is_not_written_to(tmp_path: Path) -> None:
    write(tmp_path, [document("a", "wort")])
    before = {path: path.stat().st_mtime_ns for path in (tmp_path, *tmp_path.iterdir())}
    with ENGINE.open(tmp_path) as reader:
        reader.search(word("wort"))
    assert {path: path.stat().st_mtime_ns for path in (tmp_path, *tmp_path.iterdir())} == before


def test_terms_longer_than_tantivy_takes_are_found(tmp_path: Path) -> None:
    endless = "ж" * 70_000
    write(tmp_path, [document("a", f"vorher {endless} nachher"), document("b", "wort")])
    with ENGINE.open(tmp_path) as reader:
        assert ids(reader, word(endless)) == ["a"]
        assert ids(reader, q.Phrase("body_word", ["vorher", endless, "nachher"])) == ["a"]


def test_half_surrogates_match_nothing(tmp_path: Path) -> None:
    write(tmp_path, [document("a", "wort")])
    with ENGINE.open(tmp_path) as reader:
        for tree in (
            word("\ud800"),
            q.Prefix("body_word", "\udfff"),
            q.FuzzyTerm("body_word", "wor\ud800", maxdist=1, prefixlength=0),
            q.Phrase("body_word", ["wort", "\ud800"]),
        ):
            assert ids(reader, tree) == []
        assert reader.doc_frequency("body_word", "\ud800") == 0
        assert reader.stored("\ud800") is None


def damaged() -> Iterator[tuple[str, slice]]:
    yield "*.store", slice(0, 40)
    yield "*.idx", slice(-60, None)
    yield "meta.json", slice(0, 1)


@pytest.mark.parametrize(("pattern", "where"), list(damaged()))
def test_damaged_files_are_told(tmp_path: Path, pattern: str, where: slice) -> None:
    write(tmp_path, [document("a", "wort", stored=b"y" * 3000)])
    path = next(tmp_path.glob(pattern))
    data = bytearray(path.read_bytes())
    data[where] = bytes(byte ^ 0xFF for byte in data[where])
    path.write_bytes(data)
    with pytest.raises(CorruptIndex, match=r"[Bb]uild"), ENGINE.open(tmp_path) as reader:
        reader.search(word("wort"))
