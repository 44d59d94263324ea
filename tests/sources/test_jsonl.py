from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from indexer.model import Document, Skipped
from indexer.sources import jsonl, read

from .conftest import Read, source_file


def line(**fields: object) -> str:
    return json.dumps({"id": "a", "text": "Ein Text"} | fields)


def only(read_all: Read, content: str | bytes) -> Document | Skipped:
    (found,) = read_all("a.jsonl", content)
    return found


def test_every_field(read_all: Read) -> None:
    record = line(
        id="a/1", title=" Der  Titel ", lang="de-DE", date="2025-12-16T08:00:00Z",
        url="https://example.org/", source="Blatt", author="An Nam", abstract="weg", extra={"a": 1},
    )  # fmt: skip
    assert only(read_all, record) == Document(
        "a/1",
        "Ein Text",
        "Der Titel",
        "de",
        "2025-12-16",
        "https://example.org/",
        "Blatt",
        "An Nam",
        type="record",
    )


def test_id_and_text_are_enough_and_the_source_is_the_folder(read_all: Read) -> None:
    assert only(read_all, line()) == Document("a", "Ein Text", source="folder", type="record")


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"id": 12}, "id", "12"),
        ({"id": 1.5}, "id", "1.5"),
        ({"text": None, "body": "Körper"}, "text", "Körper"),
        ({"text": "a\r\nb\rc\n"}, "text", "a\nb\nc"),
        ({"text": "a\0b\ud800c"}, "text", "a\ufffdb\ufffdc"),
        ({"text": "hoa\u0300"}, "text", "hoa\u0300"),
        ({"id": "a\ud800"}, "id", "a\ufffd"),
        ({"lang": "DE"}, "lang", "de"),
        ({"lang": "vi_VN"}, "lang", "vi"),
        ({"lang": "deu"}, "lang", "de"),
        ({"lang": "fil"}, "lang", "fil"),
        ({"lang": "German"}, "lang", None),
        ({"lang": "und"}, "lang", None),
        ({"lang": ""}, "lang", None),
        ({"date": 2025}, "date", "2025-01-01"),
        ({"date": "2025-12"}, "date", "2025-12-01"),
        ({"date": "16 tháng 12 năm 2025"}, "date", "2025-12-16"),
        ({"date": "gestern"}, "date", None),
        ({"date": ""}, "date", None),
        ({"date": 1734307200}, "date", None),
        ({"date": float("nan")}, "date", None),
        ({"date": float("-inf")}, "date", None),
        ({"date": 2025.5}, "date", None),
        ({"date": True}, "date", None),
        ({"date": {"year": 2025}}, "date", None),
        ({"date": ["2025-12-16"]}, "date", None),
        ({"url": "javascript:alert(1)"}, "url", None),
        ({"url": "www.example.org"}, "url", "https://www.example.org"),
        ({"url": "http://[bad"}, "url", None),
        ({"author": ""}, "author", None),
        ({"title": None}, "title", ""),
    ],
)
def test_values_are_brought_into_form(
    read_all: Read, fields: dict[str, object], name: str, value: str | None
) -> None:
    found = only(read_all, line(**fields))
    assert isinstance(found, Document)
    assert getattr(found, name) == value


@pytest.mark.parametrize(
    ("content", "code", "reason"),
    [
        pytest.param("{bad", "bad-record", "not JSON", id="not JSON"),
        pytest.param("[1]", "bad-record", "not a JSON object", id="list"),
        pytest.param('{"text":"a"}', "bad-record", "no id", id="no id"),
        pytest.param('{"id":" ","text":"a"}', "bad-record", "no id", id="blank id"),
        pytest.param('{"id":true,"text":"a"}', "bad-record", "true or false", id="bool id"),
        pytest.param('{"id":"a"}', "bad-record", "neither text nor body", id="no text"),
        pytest.param('{"id":"a","text":" "}', "empty", "empty", id="blank text"),
        pytest.param('{"id":"a","text":["b"]}', "bad-record", "text is a list", id="list text"),
        pytest.param('{"id":"a","text":"b","title":1}', "bad-record", "a number", id="title"),
        pytest.param('{"id":"a","text":"b","lang":{}}', "bad-record", "an object", id="lang"),
        pytest.param("[" * 100_000, "bad-record", "JSON", id="deep"),
        pytest.param("9" * 5000, "bad-record", "JSON", id="long number"),
    ],
)
def test_a_bad_line_is_skipped_with_its_number_and_the_rest_goes_on(
    read_all: Read, content: str, code: str, reason: str
) -> None:
    before, bad, after = read_all("a.jsonl", f"{line()}\n\n{content}\n{line(id='b')}\n")
    assert isinstance(bad, Skipped)
    assert bad.where.endswith("a.jsonl:3")
    assert bad.code == code
    assert reason in bad.reason
    assert [d.id for d in (before, after) if isinstance(d, Document)] == ["a", "b"]


def test_only_line_feeds_end_a_line_and_the_mark_is_passed_over(read_all: Read) -> None:
    found = read_all("a.jsonl", "\ufeff" + '{"id":"a","text":"x\u2028y"}\r\n' + line(id="b"))
    assert [d.id for d in found if isinstance(d, Document)] == ["a", "b"]


def test_bad_bytes_in_a_record_are_replaced(read_all: Read) -> None:
    found = only(read_all, '{"id":"a","text":"Größe und Ärger'.encode() + b'\xff"}')
    assert isinstance(found, Document)
    assert found.text == "Größe und Ärger\ufffd"


def test_utf16_is_named_as_the_cause(read_all: Read) -> None:
    first = read_all("a.jsonl", (line() + "\n").encode("utf-16"))[0]
    assert isinstance(first, Skipped)
    assert first.code == "bad-encoding"


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_a_file_without_records_is_empty(read_all: Read, name: str, content: bytes) -> None:
    (found,) = read_all(name, gzip.compress(content) if name.endswith("gz") else content)
    assert isinstance(found, Skipped)
    assert found.code == "empty"


@pytest.mark.parametrize("name", ["a.jsonl", "A.JSONL.GZ"])
def test_the_limit_is_that_of_a_record_not_of_the_file(read_all: Read, name: str) -> None:
    records = [line(id=str(n)) for n in range(1000)]
    records[500] = line(text="x" * 200_000)
    content = "\n".join(records).encode()
    packed = gzip.compress(content) if name.endswith("GZ") else content
    found = read_all(name, packed, max_bytes=1000)
    assert len(found) == 1000
    assert [(s.where[-4:], s.code) for s in found if isinstance(s, Skipped)] == [
        (":501", "too-large")
    ]


def test_a_bomb_is_skipped_without_being_held(read_all: Read) -> None:
    import tracemalloc

    bomb = gzip.compress(b'{"id":"a","text":"' + bytes(30_000_000))
    tracemalloc.start()
    (found,) = read_all("a.jsonl.gz", bomb, max_bytes=100_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found, Skipped)
    assert found.code == "too-large"
    assert peak < 5_000_000


def test_of_a_file_cut_short_what_came_before_is_kept(read_all: Read) -> None:
    packed = gzip.compress("\n".join(line(id=str(n)) for n in range(2000)).encode())
    *documents, last = read_all("a.jsonl.gz", packed[: len(packed) // 2])
    assert len(documents) > 100
    assert all(isinstance(item, Document) for item in documents)
    assert isinstance(last, Skipped)
    assert (last.code, str(len(documents)) in last.reason) == ("broken", True)


def test_a_lost_checksum_does_not_lose_the_last_record(read_all: Read) -> None:
    packed = gzip.compress((line() + "\n" + line(id="b")).encode())[:-8]
    first, second, last = read_all("a.jsonl.gz", packed)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert isinstance(last, Skipped)


def test_a_file_that_is_not_gzip_is_broken(read_all: Read) -> None:
    (found,) = read_all("a.jsonl.gz", line())
    assert isinstance(found, Skipped)
    assert found.code == "broken"


def test_a_file_that_is_gone_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.touch()
    file = source_file(path)
    path.unlink()
    (found,) = read(file, max_bytes=1000)
    assert isinstance(found, Skipped)
    assert found.code == "unreadable"


def test_records_come_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "_CHUNK", 64)
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(line(id=str(n)) for n in range(100)), encoding="utf-8")
    stream = read(source_file(path), max_bytes=1000)
    assert [next(stream).id for _ in range(3)] == ["0", "1", "2"]  # type: ignore[union-attr]
    stream.close()  # type: ignore[attr-defined]
