from __future__ import annotations

from collections.abc import Callable

import pytest

from indexer.model import Document, Skipped

Make = Callable[[str, bytes | str], Document]
Refuse = Callable[[str, bytes | str], Skipped]

ARTICLE = """ date 2025-12-16 Thăm và làm việc tại Ka-lu-ga

Đoàn công tác của tỉnh đã đến thăm.

[bookmark: _GoBack]Hai bên trao đổi về hợp tác, ngày 1/1/2020.

Nguồn: https://example.org/tham

Tin liên quan

Bài khác, ngày 2/2/2022
"""


def test_an_article_copied_from_the_web(document: Make) -> None:
    found = document("bai.txt", ARTICLE)
    assert found.id == "bai.txt"
    assert found.source == "folder"
    assert found.title == "Thăm và làm việc tại Ka-lu-ga"
    assert found.date == "2025-12-16"
    assert found.url == "https://example.org/tham"
    assert found.text.startswith("Thăm và làm việc")
    assert [found.text[s.start : s.end].split("\n")[0] for s in found.unsearched] == [
        "Nguồn: https://example.org/tham",
        "Tin liên quan",
    ]


def test_dates_among_the_teasers_do_not_count(document: Make) -> None:
    found = document("bai.txt", ARTICLE.replace("date 2025-12-16", "").replace("ngày 1/1/2020", ""))
    assert found.date is None


def test_a_nul_and_a_second_mark_do_no_harm(document: Make) -> None:
    found = document("a.txt", b"\xef\xbb\xbf\xef\xbb\xbfEin Satz mit \0 darin." + b" Mehr." * 20)
    assert found.text.startswith("Ein Satz mit \ufffd darin.")


def test_bad_bytes_are_replaced_and_the_file_is_named(
    document: Make, caplog: pytest.LogCaptureFixture
) -> None:
    assert "Größe \ufffd" in document("a.txt", "Die Größe ".encode() + b"\xff sind es.").text
    assert caplog.messages == ["a.txt: 1 unreadable characters became U+FFFD."]


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", "\ufeff \n".encode("utf-16-le")])
def test_an_empty_file_is_skipped(skipped: Refuse, data: bytes) -> None:
    assert skipped("a.txt", data).code == "empty"


def test_a_binary_file_is_skipped(skipped: Refuse) -> None:
    assert skipped("a.txt", bytes(range(256))).code == "binary"
