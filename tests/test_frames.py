from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from indexer.errors import CorruptIndex
from indexer.frames import Frames, PackedFrames

LINES = [f"Hà Nội, Москва und Köln: {number}\n".encode() * (number % 7) for number in range(300)]


@pytest.mark.parametrize("dictionary", [0, 4096])
@pytest.mark.parametrize("strings", [[], [b""], [b"", b"one", b""], LINES])
def test_strings_are_read_as_they_were_packed(strings: list[bytes], dictionary: int) -> None:
    stored = msgspec.msgpack.encode(PackedFrames.of(strings, dictionary=dictionary))
    frames = Frames(msgspec.msgpack.decode(stored, type=PackedFrames))
    assert len(frames) == len(strings)
    for _ in range(2):
        assert [frames[number] for number in range(len(frames))] == strings


def test_a_dictionary_is_made_where_there_is_enough_to_learn_from() -> None:
    assert PackedFrames.of(LINES, dictionary=4096).dictionary
    assert not PackedFrames.of(LINES).dictionary
    assert not PackedFrames.of(LINES[:2], dictionary=4096).dictionary


def test_one_is_read_without_the_others() -> None:
    packed = PackedFrames.of([b"one", b"two", b"three"])
    for damaged in (packed.frames[:-1], packed.frames[:-1] + b"!"):
        frames = Frames(msgspec.structs.replace(packed, frames=damaged))
        assert frames[1] == b"two"
        with pytest.raises(CorruptIndex, match="part of a table"):
            frames[2]


def test_threads_may_share_them() -> None:
    frames = Frames(PackedFrames.of(LINES, dictionary=4096))
    with ThreadPoolExecutor(8) as threads:
        asked = list(range(len(LINES))) * 8
        assert list(threads.map(frames.__getitem__, asked)) == [LINES[each] for each in asked]
