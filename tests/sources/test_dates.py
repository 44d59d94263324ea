from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources.dates import find_date, parse_date

from .tables import rows


@pytest.mark.parametrize(("value", "expected"), rows("dates.tsv"))
def test_stated_dates(value: str, expected: str | None) -> None:
    assert parse_date(value) == expected


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("text", "expected"), rows("first_lines.tsv"))
def test_dates_in_the_first_lines(
    text: str, expected: str | None, form: Literal["NFC", "NFD"]
) -> None:
    assert find_date(unicodedata.normalize(form, text)) == expected


@given(st.text(max_size=30), st.sampled_from(["2025", "16.12.2025", "Dezember 2025", "12h"]))
def test_no_text_makes_reading_a_date_fail(text: str, date: str) -> None:
    for value in (text, f"{text} {date}", f"{date} {text}"):
        for found in (parse_date(value), find_date(value)):
            assert found is None or len(found) == 10


def test_a_date_further_down_is_not_that_of_the_document() -> None:
    assert find_date("Ein Satz ohne Datum.\n" * 12 + "16. Dezember 2025") is None
    assert find_date("Wort " * 400 + "\n16. Dezember 2025") is None


def test_dateparser_is_not_loaded_with_the_package() -> None:
    import subprocess
    import sys

    code = (
        "import sys, indexer.sources\n"
        "heavy = {'dateparser', 'docx', 'pypdfium2', 'markdown_it', 'selectolax', 'yaml',"
        " 'charset_normalizer'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert not done.stderr
