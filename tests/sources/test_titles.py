from __future__ import annotations

import unicodedata
from typing import Literal

import pytest

from indexer.sources.titles import guess_title, sensible_title

from .tables import rows


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("text", "expected"), rows("titles.tsv"))
def test_the_first_line_is_a_title_if_it_reads_like_one(
    text: str, expected: str | None, form: Literal["NFC", "NFD"]
) -> None:
    title = unicodedata.normalize("NFC", guess_title(unicodedata.normalize(form, text)))
    assert title == (expected or "")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Wort " * 60, id="too long"),
        pytest.param("", id="nothing"),
        pytest.param(
            "\n".join(["Ein Absatz, der bei etwa siebzig Zeichen von Hand umbrochen ist und"] * 4),
            id="hard-wrapped",
        ),
    ],
)
def test_what_is_no_title(text: str) -> None:
    assert guess_title(text) == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Bericht über  die Reise", "Bericht über die Reise"),
        ("Microsoft Word - Bericht der Delegation", "Bericht der Delegation"),
        ("Microsoft Word - bericht_final.docx", ""),
        ("scan_0001", ""),
        ("bericht.pdf", ""),
        ("Untitled", ""),
        ("Không có tiêu đề", ""),
        ("Без имени", ""),
        ("12", ""),
        (None, ""),
    ],
)
def test_titles_that_programs_fill_in_are_not_titles(value: str | None, expected: str) -> None:
    assert sensible_title(value) == expected
