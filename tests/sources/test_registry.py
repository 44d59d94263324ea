from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from indexer.model import TYPES, Document, Skipped
from indexer.sources import FORMATS, read
from indexer.sources.registry import WholeFile

from .conftest import Read, source_file
from .makers import make_pdf, save_docx

SUFFIXES = sorted(FORMATS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sources")


def check(path: Path) -> None:
    found = list(read(source_file(path), max_bytes=10_000_000))
    assert found
    for item in found:
        if isinstance(item, Document):
            assert item.text
            assert item.text == item.text.strip()
            item.text.encode()
            item.title.encode()
            assert "\n" not in item.title
            offsets = [offset for span in item.unsearched for offset in span]
            assert offsets == sorted(offsets)
            assert all(0 <= offset <= len(item.text) for offset in offsets)
        else:
            assert isinstance(item, Skipped)
            assert item.where
            assert item.code
            assert item.reason.endswith((".", ")", "read."))


SNIPPETS = st.sampled_from(
    [
        b"<html>", b"<p>", b"<title>", b"</table>", b"<pre>", b"<script>", b"<!--", b"&#0;",
        b"%PDF-1.4\n", b"1 0 obj", b"PK\x03\x04", b"\x1f\x8b\x08", b"---\n",
        b'{"id":1,"text":"a"}\n',
        b"# a\n", b"date 2025-12-16 ", b"Tin li\xc3\xaan quan\n", b"Quelle: https://a.b/c\n",
        b"16. Dezember 2025\n", b"\xff\xfe", b"\xed\xa0\x80", b"\0", b"<meta charset=zip>",
        b"Kommentar (0)\n", b"[bookmark: _GoBack]",
    ]
)  # fmt: skip
CONTENT = st.one_of(
    st.binary(max_size=200),
    st.lists(st.one_of(SNIPPETS, st.binary(max_size=10)), max_size=12).map(b"".join),
    st.text(max_size=100).map(lambda text: text.encode("utf-16", "surrogatepass")),
)


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=CONTENT)
@example(data=b"")
def test_no_bytes_under_any_suffix_make_reading_fail(
    folder: Path, suffix: str, data: bytes
) -> None:
    path = folder / f"any{suffix}"
    path.write_bytes(data)
    check(path)


def documents() -> dict[str, bytes]:
    made = docx.Document()
    made.add_paragraph("Ein Absatz mit Text.")
    return {
        ".docx": save_docx(made),
        ".pdf": make_pdf([["Ein Absatz mit Text."]], Title="Titel"),
        ".jsonl.gz": gzip.compress(b'{"id":"a","text":"b"}\n' * 50),
    }


@pytest.mark.parametrize("suffix", sorted(documents()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1), what=st.binary(min_size=1, max_size=8), cut=st.booleans())
def test_damaged_files_are_read_or_skipped(
    folder: Path, suffix: str, where: float, what: bytes, cut: bool
) -> None:
    data = documents()[suffix]
    place = int(where * len(data))
    path = folder / f"damaged{suffix}"
    path.write_bytes(data[:place] + what + (b"" if cut else data[place + len(what) :]))
    check(path)


@pytest.mark.parametrize("suffix", sorted({".txt", ".md", ".html", ".pdf", ".docx"}))
def test_a_file_over_the_limit_is_skipped(read_all: Read, suffix: str) -> None:
    (found,) = read_all(f"a{suffix}", b"x" * 1001, max_bytes=1000)
    assert isinstance(found, Skipped)
    assert found.code == "too-large"
    assert "1,000 bytes" in found.reason
    assert all(s.code != "too-large" for s in read_all("a.txt", b"x" * 1000, max_bytes=1000)
               if isinstance(s, Skipped))  # fmt: skip


def test_every_format_has_a_type() -> None:
    readers = [reader for reader in FORMATS.values() if isinstance(reader, WholeFile)]
    assert {reader.type for reader in readers} | {"record"} == set(TYPES)


@pytest.mark.parametrize(
    ("name", "expected"), [("a.txt", "txt"), ("A.MD", "md"), ("a.htm", "html")]
)
def test_the_type_is_that_of_the_file(
    document: Callable[[str, str], Document], name: str, expected: str
) -> None:
    assert document(name, "Ein Absatz mit Text.").type == expected


def test_suffixes_are_compared_in_lower_case(read_all: Read) -> None:
    (found,) = read_all("A.TXT", "Ein Text")
    assert isinstance(found, Document)


def test_an_unknown_suffix_is_skipped(read_all: Read) -> None:
    (found,) = read_all("a.xyz", "Ein Text")
    assert isinstance(found, Skipped)
    assert found.code == "unsupported-format"


def test_a_file_that_cannot_be_opened_is_skipped(
    read_all: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    opened = Path.open
    monkeypatch.setattr(
        Path, "open", lambda self, mode="r", **rest: refusing() if mode == "rb"
        else opened(self, mode, **rest),
    )  # fmt: skip
    for name in ("a.txt", "a.jsonl"):
        (found,) = read_all(name, "Ein Text")
        assert isinstance(found, Skipped)
        assert found.code == "unreadable"
        assert "Permission denied" in found.reason
