"""Spellings of one name meet, those of different names do not.

``names.tsv`` holds a name part a line, in the spellings of its columns; an empty cell is a
spelling that the name has no settled form of. ``different.tsv`` holds pairs that may resemble
each other and are different names.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.names import name_keys

HERE = Path(__file__).parent
LANGUAGES = {"ru": "ru", "ru_case": "ru", "en": "en", "de": "de", "vi": "vi"}
"""Of the columns that are a language; the others are schemes, which any text may use."""
REQUIRED = ("kind", "ru", "ru_case", "en", "de", "scientific", "iso9", "passport", "vi")
KINDS = {"given", "patronymic", "surname"}
LEAST_NAMES, LEAST_PHONETIC, LEAST_DIFFERENT = 200, 60, 60
MOST_KEYS = 12

KNOWN: dict[tuple[str, str], str] = {
    ("Александр", "fr"): "the French form of the name, not a spelling of the Russian one",
    ("Максим", "fr"): "the French form of the name, not a spelling of the Russian one",
    ("Лев", "vi"): "one syllable is a Vietnamese word as well: no keys of a spelling by ear",
}
"""(Russian nominative, column) -> why this spelling is not read as that name."""


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


NAMES = _rows("names.tsv")
DIFFERENT = _rows("different.tsv")


def _cells(row: dict[str, str]) -> Iterator[tuple[str, str, str | None]]:
    """Yield column, spelling and language of each spelling of a name."""
    for column, spelling in row.items():
        if spelling and column not in ("kind", "ru"):
            yield column, spelling, LANGUAGES.get(column)
    for column in ("ru", "ru_case"):
        if "ё" in row[column].lower():
            spelling = row[column].replace("ё", "е").replace("Ё", "Е")
            yield f"{column} without ё", spelling, "ru"


def _meets(row: dict[str, str], spelling: str, lang: str | None) -> bool:
    return not name_keys(row["ru"], "ru").isdisjoint(name_keys(spelling, lang))


def _exceptions() -> list[Any]:
    by_name = {row["ru"]: row for row in NAMES}
    return [
        pytest.param(
            by_name[name], column, id=f"{name}-{column}", marks=pytest.mark.xfail(reason=reason)
        )
        for (name, column), reason in KNOWN.items()
    ]


@pytest.mark.parametrize("row", NAMES, ids=[row["ru"] for row in NAMES])
def test_every_spelling_meets_the_nominative(row: dict[str, str]) -> None:
    missed = [
        f"{column}: {spelling}"
        for column, spelling, lang in _cells(row)
        if (row["ru"], column) not in KNOWN and not _meets(row, spelling, lang)
    ]
    assert not missed


@pytest.mark.parametrize("row", NAMES, ids=[row["ru"] for row in NAMES])
def test_spellings_meet_in_a_text_of_unknown_language(row: dict[str, str]) -> None:
    missed = [
        f"{column}: {spelling}"
        for column, spelling, _ in _cells(row)
        if (row["ru"], column) not in KNOWN and not _meets(row, spelling, None)
    ]
    assert not missed


@pytest.mark.parametrize(("row", "column"), _exceptions())
def test_known_exceptions(row: dict[str, str], column: str) -> None:
    """Each is expected to fail: one that no longer does is to be taken off the list."""
    spelling, lang = next((s, lang) for name, s, lang in _cells(row) if name == column)
    assert _meets(row, spelling, lang)


MEETING: dict[str, str] = {
    "Schmidt": "short names meet in the key of Vietnamese spelling",
    "Becker": "ö is read as Russian writes it, like е",
}
"""Names that are not told from another one, and why."""


@pytest.mark.parametrize(
    "pair", DIFFERENT, ids=[f"{pair['name']}-{pair['other']}" for pair in DIFFERENT]
)
def test_different_names_do_not_meet(pair: dict[str, str]) -> None:
    keys = name_keys(pair["name"], pair["lang"]) & name_keys(pair["other"], pair["lang_other"])
    assert bool(keys) == (pair["name"] in MEETING), MEETING.get(pair["name"])


@pytest.mark.parametrize(
    ("masculine", "feminine"),
    [
        ("Захаров", "Захарова"),
        ("Пугачёв", "Пугачёва"),
        ("Орлов", "Орлова"),
        ("Терешков", "Терешкова"),
        ("Ковалевский", "Ковалевская"),
        ("Крупский", "Крупская"),
        ("Яшин", "Яшина"),
        ("Толстой", "Толстая"),
    ],
)
def test_a_surname_has_two_genders(masculine: str, feminine: str) -> None:
    assert name_keys(masculine, "ru") & name_keys(feminine, "ru")


def test_names_have_few_keys() -> None:
    counts = [len(name_keys(spelling, lang)) for row in NAMES for _, spelling, lang in _cells(row)]
    assert max(counts) <= MOST_KEYS
    assert sum(counts) / len(counts) < 4


def test_table_is_in_order() -> None:
    cells = [cell for row in NAMES + DIFFERENT for cell in row.values()]
    assert all(cell == unicodedata.normalize("NFC", cell).strip() for cell in cells)
    assert all(row[column] for row in NAMES for column in REQUIRED)
    assert {row["kind"] for row in NAMES} == KINDS
    assert len({row["ru"] for row in NAMES}) == len(NAMES) >= LEAST_NAMES
    phonetic = [row["vi"] for row in NAMES if "-" in row["vi"] or not row["vi"].isascii()]
    assert len(phonetic) >= LEAST_PHONETIC
    assert len(DIFFERENT) >= LEAST_DIFFERENT
