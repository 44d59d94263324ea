from __future__ import annotations

from pathlib import Path

import pytest

from .makers import make_pdf
from .test_plain import Make, Refuse

DATA = Path(__file__).parent / "data"


def test_text_of_all_pages_and_properties(document: Make) -> None:
    pages = [["Báo cáo công tác", "Đoàn thăm Mát-xcơ-", "va và Xanh Pê-téc-bua."], ["Trang hai."]]
    found = document("a.pdf", make_pdf(pages, Title="Chuyến thăm", Author="An Nam"))
    assert found.title == "Chuyến thăm"
    assert found.author == "An Nam"
    assert "Mát-xcơ-va và Xanh Pê-téc-bua." in found.text
    assert "Trang hai." in found.text


def test_a_placeholder_title_gives_way_to_the_first_line(document: Make) -> None:
    data = make_pdf([["Der Besuch", "Ein Satz steht hier."]], Title="Microsoft Word - a.docx")
    assert document("a.pdf", data).title == "Der Besuch"


@pytest.mark.parametrize(
    ("line", "date"),
    [("Ein Satz ohne Tag.", "2025-12-16"), ("Berlin, den 8. März 2025", "2025-03-08")],
)
def test_the_day_of_creation_is_the_last_resort(document: Make, line: str, date: str) -> None:
    data = make_pdf([["Titel", line]], CreationDate="D:20251216093000+07'00'")
    assert document("a.pdf", data).date == date


def test_german_words_are_put_together_again(document: Make) -> None:
    data = make_pdf([["Die Zusammen-", "arbeit im Ein-", "und Ausfuhrgeschäft."]])
    assert document("a.pdf", data).text == "Die Zusammenarbeit im Ein- und Ausfuhrgeschäft."


@pytest.mark.parametrize(
    ("data", "code"),
    [
        # The tiny document of make_pdf([["Geheim"]]), encrypted by pypdf with a user password.
        pytest.param((DATA / "encrypted.pdf").read_bytes(), "encrypted", id="password"),
        pytest.param(b"not a PDF", "broken", id="not a PDF"),
        pytest.param(make_pdf([["Text"]])[:200], "broken", id="cut short"),
        pytest.param(make_pdf([[]]), "no-text", id="scan"),
        pytest.param(make_pdf([]), "broken", id="no page"),
    ],
)
def test_files_without_readable_text_are_skipped(skipped: Refuse, data: bytes, code: str) -> None:
    assert skipped("a.pdf", data).code == code
