"""Stored records: packed smaller with what their language taught, and always read again."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from indexer.errors import CorruptIndex
from indexer.model import Shard
from indexer.records import packing as module
from indexer.records.packing import Packing

TEXT = "hợp tác du lịch giữa các tỉnh của Việt Nam và Liên bang Nga Đoàn đại biểu"
WORDS = TEXT.split(" ")


def records(count: int, seed: int = 1) -> list[bytes]:
    choose = random.Random(seed)  # noqa: S311
    return [" ".join(choose.choices(WORDS, k=60)).encode() for _ in range(count)]


@pytest.fixture(autouse=True)
def few_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SAMPLES", 100)


def test_what_is_packed_comes_back_whatever_was_learnt(tmp_path: Path) -> None:
    packing = Packing()
    texts = records(250)
    packed = [packing.pack(text, "vi" if number % 2 else "de") for number, text in enumerate(texts)]
    packing.save(tmp_path)
    assert [packing.unpack(data) for data in packed] == texts
    loaded = Packing.load(tmp_path)
    assert [loaded.unpack(data) for data in packed] == texts


def test_a_dictionary_makes_records_smaller(tmp_path: Path) -> None:
    packing = Packing()
    sizes = [len(packing.pack(text, "vi")) for text in records(200)]
    assert sum(sizes[150:]) < 0.8 * sum(sizes[:50])
    packing.save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["dictionary-001-vi.zstd"]


def test_the_same_records_make_the_same_bytes() -> None:
    one, other = Packing(), Packing()
    assert [one.pack(r, "vi") for r in records(150)] == [other.pack(r, "vi") for r in records(150)]


def test_dictionaries_stay_when_others_come(tmp_path: Path) -> None:
    first = Packing()
    packed = [first.pack(text, "vi") for text in records(150)]
    first.save(tmp_path)
    before = (tmp_path / "dictionary-001-vi.zstd").stat().st_mtime_ns
    second = Packing.load(tmp_path)
    more = [second.pack(text, lang) for lang in ("vi", "ru") for text in records(150, 2)]
    second.save(tmp_path)
    assert (tmp_path / "dictionary-001-vi.zstd").stat().st_mtime_ns == before
    last = Packing.load(tmp_path)
    assert [last.unpack(data) for data in packed] == records(150)
    assert [last.unpack(data) for data in more] == records(150, 2) * 2


def test_few_or_tiny_records_need_no_dictionary(tmp_path: Path) -> None:
    packing = Packing()
    packed = [packing.pack(b"x", "vi") for _ in range(150)]
    packing.save(tmp_path)
    assert [Packing.load(tmp_path).unpack(data) for data in packed] == [b"x"] * 150


def test_damage_is_told(tmp_path: Path) -> None:
    packing = Packing()
    packed = [packing.pack(text, "vi") for text in records(150)][-1]
    for data in (b"", b"\xff" + packed[1:], packed[:-3], packed[:9] + b"\0\0" + packed[11:]):
        with pytest.raises(CorruptIndex):
            packing.unpack(data)
    packing.pack(b"", "ru")
    for text in records(150):
        packing.pack(text, "de")
    packing.save(tmp_path)
    (tmp_path / "dictionary-001-vi.zstd").unlink()
    with pytest.raises(CorruptIndex, match="missing"):
        Packing.load(tmp_path).unpack(packed)


def test_shares_of_a_build_number_their_dictionaries_apart(tmp_path: Path) -> None:
    packed = []
    for number in range(1, 4):
        packing = Packing(Shard(number, 3))
        packed += [packing.pack(text, "vi") for text in records(150)]
        packing.save(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3
    together = Packing.load(tmp_path)
    assert [together.unpack(data) for data in packed] == records(150) * 3
    assert [together.unpack(together.pack(text, "de")) for text in records(150)] == records(150)
