from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import pytest

from indexer.errors import QuerlangError
from indexer.places import russian
from indexer.places.gazetteer import DATA
from indexer.places.table import Table, Variant, read_table, write_table

PLACES = [
    ("geo:1", "Hà Nội", "Hanoi", "Ханой", "Hanoi"),
    ("cldr:xx", "Mát-xcơ-va", "Moskau", "Москва", "Moscow"),
]
RECORDS = {
    "hanoi": [
        Variant("hanoi", (0, 3, 0, 3), False, False, (0,)),
        Variant("hà nội", (3, 1, 0, 1), False, True, (0, 1)),
    ],
    "москва": [Variant("москва", (0, 0, 3, 0), True, False, (1,))],
}


def written(
    folder: Path,
    more: Mapping[str, Sequence[Variant]] = MappingProxyType({}),
    openings: Mapping[str, tuple[int, bool]] = MappingProxyType({}),
) -> Table:
    """Write ``RECORDS`` and more, and return them as they are read."""
    path = folder / "gazetteer.bin"
    write_table(path, {"sources": []}, {**RECORDS, **more}, openings, PLACES)
    return read_table(path)


@pytest.mark.parametrize("frame", [1, 20, 4096])
def test_a_table_reads_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, frame: int
) -> None:
    monkeypatch.setattr("indexer.places.table._FRAME", frame)
    monkeypatch.setattr("indexer.places.table._ROWS", min(frame, 2))
    table = written(tmp_path, openings={"ha": (2, False), "mat": (3, True)})
    assert {key: table.get(key) for key in RECORDS} == RECORDS
    assert table.get("moskau") == []
    assert table.opening("ha") == (2, False)
    assert table.opening("mat") == (3, True)
    assert table.opening("xx") == (0, False)
    assert [(table.place_id(n), *table.names(n)) for n in range(len(table))] == PLACES
    assert [(place[0], *(table.names_of(place[0]) or ())) for place in PLACES] == PLACES
    assert table.names_of("geo:") is table.names_of("nowhere") is table.names_of("\ud800") is None


@pytest.mark.parametrize("few", [0, 1, 1_000])
def test_places_are_the_same_whether_looked_for_or_in_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("indexer.places.table._FEW", few)
    table = written(tmp_path)
    no_places = ["", "geo:", "1\tHà Nội", "1\n", "Hanoi", "2", "\ud800"]
    assert [table.rank(place) for place in ("geo:1", "cldr:xx", *no_places)] == [
        *(0, 1),
        *(-1 for _ in no_places),
    ]


@pytest.mark.parametrize("many", [1, 5, 1_000])
def test_keys_are_the_same_whether_looked_for_or_at_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr("indexer.places.table._MANY", many)
    table = written(tmp_path, {"~moskauer": RECORDS["hanoi"]}, {"ha": (2, False)})
    for _ in range(2):
        assert all(map(table.knows, ("hanoi", "москва", "ha", "~moskauer")))
        assert not any(map(table.knows, ("", "^", "moskauer", "hano", "noi", "anoi", "\ud800")))
        assert all(map(table.holds, ("hanoi", "москва", "~moskauer")))
        assert not any(map(table.holds, ("ha", "", "moskauer", "\ud800")))


def test_a_table_tells_what_begins_a_cyrillic_key(tmp_path: Path) -> None:
    provinces = {"2япровинция": RECORDS["москва"], "мосальск": RECORDS["москва"]}
    table = written(tmp_path, provinces, {"мо": (2, False)})
    assert all(map(table.begins, ("м", "мос", "моск", "москва", "мосальск", "2", "2япров")))
    assert not any(map(table.begins, ("москвас", "мосе", "а", "я", "япров", "^", "ха")))


def test_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.bin"
    path.write_bytes(json.dumps({"format": 0}).encode() + b"\n")
    with pytest.raises(QuerlangError, match=r"indexer\.places\.make"):
        read_table(path)


def test_the_data_file_says_where_it_comes_from() -> None:
    header = read_table(DATA).header
    assert all(source["version"] and source["licence"] for source in header["sources"])
    assert DATA.stat().st_size < 5_000_000


def test_every_name_of_the_supplement_has_a_source_and_is_found() -> None:
    from indexer.places import load_gazetteer

    rows = tomllib.loads((DATA.parent / "supplement.toml").read_text(encoding="utf-8"))["names"]
    assert all(row["source"] and row["lang"] in ("vi", "de", "ru", "en") for row in rows)
    missing = [row for row in rows if row["id"] not in load_gazetteer().lookup(row["name"])]
    assert not missing


@pytest.mark.parametrize(
    ("form", "nominative"),
    [
        ("москве", "москва"),
        ("ханоем", "ханой"),
        ("рязанью", "рязань"),
        ("ярославле", "ярославль"),
        ("новгороде", "новгород"),
        ("нижнем", "нижний"),
        ("великих", "великие"),
        ("чебоксарах", "чебоксары"),
        ("россии", "россия"),
        ("череповца", "череповец"),
    ],
)
def test_nominatives(form: str, nominative: str) -> None:
    assert nominative in russian.nominatives(form)
    assert russian.nominatives(form)[0] == form


def test_relational_stem() -> None:
    assert russian.relational_stem("московскими") == "московск"
    assert russian.relational_stem("москва") is None
