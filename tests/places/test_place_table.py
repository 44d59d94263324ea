"""Every spelling of a place in ``places.tsv`` finds the place that its English name finds.

``other`` holds further names, former ones among them, with ``; `` between them.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.places import load_gazetteer

TABLE = Path(__file__).with_name("places.tsv")
LEAST_PLACES = 60

KNOWN: dict[tuple[str, str], str] = {}
"""(English name, other name) -> why the gazetteer does not give the one for the other."""


def _rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True))


PLACES = _rows()


def _names(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield column and name of each spelling of a place."""
    for column, cell in row.items():
        for name in filter(None, cell.split("; ")):
            yield column, name
            if "ё" in name:
                yield f"{column} without ё", name.replace("ё", "е")


def _same(english: str, name: str) -> bool:
    lookup = load_gazetteer().lookup
    return not set(lookup(english)).isdisjoint(lookup(name))


@pytest.mark.parametrize("row", PLACES, ids=[row["en"] for row in PLACES])
def test_every_name_finds_the_place(row: dict[str, str]) -> None:
    missed = [
        f"{column}: {name}"
        for column, name in _names(row)
        if (row["en"], name) not in KNOWN and not _same(row["en"], name)
    ]
    assert not missed


def _exceptions() -> list[Any]:
    return [
        pytest.param(*pair, id="-".join(pair), marks=pytest.mark.xfail(reason=reason))
        for pair, reason in KNOWN.items()
    ]


@pytest.mark.parametrize(("english", "name"), _exceptions())
def test_known_exceptions(english: str, name: str) -> None:
    """Each is expected to fail: one that no longer does is to be taken off the list."""
    assert _same(english, name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Berlin", "Bern"),
        ("Moskau", "Минск"),
        ("Lạng Sơn", "Long An"),
        ("Австрия", "Australien"),
        ("Thụy Sĩ", "Thụy Điển"),
        ("Новгород", "Nischni Nowgorod"),
        ("Sachsen", "Niedersachsen"),
        ("Khánh Hòa", "Thanh Hóa"),
        ("Курск", "Иркутск"),
        ("Nga", "Nha Trang"),
    ],
)
def test_different_places_do_not_meet(one: str, other: str) -> None:
    assert load_gazetteer().lookup(one)
    assert not _same(one, other)


def test_table_is_in_order() -> None:
    cells = [cell for row in PLACES for cell in row.values()]
    assert all(cell == unicodedata.normalize("NFC", cell).strip() for cell in cells)
    assert all(row[column] for row in PLACES for column in ("en", "de", "ru", "ru_case"))
    assert len({row["en"] for row in PLACES}) == len(PLACES) >= LEAST_PLACES
