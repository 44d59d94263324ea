from __future__ import annotations

import io
import zipfile
from datetime import datetime

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from indexer.sources import word

from .makers import save_docx
from .test_plain import Make, Refuse


def test_paragraphs_and_tables_in_order_and_properties(document: Make) -> None:
    made = docx.Document()
    made.core_properties.title = "Bericht über die Reise"
    made.core_properties.author = "An Nam"
    made.core_properties.created = datetime(2025, 12, 16, 8)
    made.add_paragraph("Erster Absatz.")
    table = made.add_table(2, 2)
    for number, cell in enumerate(c for row in table.rows for c in row.cells):
        cell.text = f"Zelle {number}"
    made.add_paragraph("Zweiter\tAbsatz\nneue Zeile.")
    found = document("a.docx", save_docx(made))
    assert found.text == (
        "Erster Absatz.\n\nZelle 0\tZelle 1\nZelle 2\tZelle 3\n\nZweiter\tAbsatz\nneue Zeile."
    )
    assert found.title == "Bericht über die Reise"
    assert (found.author, found.date) == ("An Nam", "2025-12-16")


def test_a_date_in_the_text_goes_before_the_day_of_creation(document: Make) -> None:
    made = docx.Document()
    made.core_properties.created = datetime(2025, 12, 16)
    made.add_paragraph("Hà Nội, ngày 8 tháng 3 năm 2025")
    assert document("a.docx", save_docx(made)).date == "2025-03-08"


def test_what_the_template_fills_in_does_not_count(document: Make) -> None:
    made = docx.Document()
    made.core_properties.title = "Word Document"
    made.add_heading("Thăm và làm việc", 0)
    made.add_paragraph("Nội dung.")
    found = document("a.docx", save_docx(made))
    assert (found.title, found.author, found.date) == ("Thăm và làm việc", None, None)


def paragraph(content: str) -> str:
    made = docx.Document()
    made.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{content}</w:p>"))
    return word.parse(save_docx(made)).text.strip()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param("<w:r><w:t>Zu</w:t></w:r><w:r><w:t>sammen</w:t></w:r>", "Zusammen", id="runs"),
        pytest.param("<w:ins><w:r><w:t>neu</w:t></w:r></w:ins>", "neu", id="insertion"),
        pytest.param("<w:del><w:r><w:delText>alt</w:delText></w:r></w:del>", "", id="deletion"),
        pytest.param(
            "<w:hyperlink><w:r><w:t>Verweis</w:t></w:r></w:hyperlink>", "Verweis", id="link"
        ),
        pytest.param(
            "<w:sdt><w:sdtContent><w:r><w:t>Feld</w:t></w:r></w:sdtContent></w:sdt>",
            "Feld",
            id="content control",
        ),
        pytest.param(
            "<w:r><w:t>vor</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Kasten</w:t></w:r>"
            "</w:p></w:txbxContent></w:pict></w:r><w:r><w:t>nach</w:t></w:r>",
            "vornach\nKasten",
            id="text box",
        ),
        pytest.param(
            "<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r>",
            "a\u2011b\tc",
            id="signs",
        ),
        pytest.param("<w:r><w:instrText>PAGE</w:instrText></w:r>", "", id="field code"),
    ],
)
def test_the_text_of_a_paragraph_is_what_word_shows(content: str, text: str) -> None:
    assert paragraph(content) == text


def archive(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"no archive at all", "broken", id="not an archive"),
        pytest.param(archive(a="b"), "broken", id="another archive"),
        pytest.param(save_docx(docx.Document())[:3000], "broken", id="cut short"),
        pytest.param(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "encrypted", id="encrypted"),
        pytest.param(save_docx(docx.Document()), "no-text", id="no text"),
    ],
)
def test_files_that_are_no_document_are_skipped(skipped: Refuse, data: bytes, code: str) -> None:
    assert skipped("a.docx", data).code == code


def test_an_archive_that_unpacks_to_too_much_is_skipped(
    skipped: Refuse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word, "MAX_XML", 1000)
    assert skipped("a.docx", save_docx(docx.Document())).code == "too-large"


@pytest.mark.parametrize("part", ["word/document.xml", "[Content_Types].xml", "_rels/.rels"])
@pytest.mark.parametrize("content", [b"", b"<a/>", b"<w:p", b"\0\0"])
def test_a_damaged_part_is_no_exception(skipped: Refuse, part: str, content: bytes) -> None:
    source = zipfile.ZipFile(io.BytesIO(save_docx(docx.Document())))
    buffer = io.BytesIO()
    with source, zipfile.ZipFile(buffer, "w") as made:
        for name in source.namelist():
            made.writestr(name, content if name == part else source.read(name))
    assert skipped("a.docx", buffer.getvalue()).code in {"broken", "no-text"}
