"""From what is typed to what is found and marked: diacritics, keys, tones, abbreviations."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import Searcher, build_index, open_index, update_index
from indexer.engines.registry import engine_names

TEXTS = {
    "road": "Con đường dài",
    "name": "Họ Dương đến",
    "german": "Herr Duong kommt",
    "both": "Ủy ban nhân dân (UBND) tỉnh họp",
    "short": "UBND huyện quyết định",
    "long": "Ông chủ tịch ủy ban nhân dân",
    "skill": "kĩ thuật mới của Đức",
    "skills": "kỹ thuật cũ của Nga",
    "work": "hợp tác quốc tế về du lịch",
    "noise": "họp tắc lich du",
    "union": "Die Europäische Union (EU) tagt",
    "case": "Länder der Europäischen Union",
    "summit": "EU-Gipfel in Brüssel",
}


@pytest.fixture(scope="module", params=engine_names())
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("mistyped")
    write(folder / "in", TEXTS)
    build_index(folder / "in", folder / "index", engine=request.param)
    return open_index(folder / "index")


def write(folder: Path, texts: dict[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def found(searcher: Searcher, query: str) -> list[str]:
    return [Path(hit.id).stem for hit in searcher.search(query).hits]


def marked(searcher: Searcher, query: str, name: str) -> list[str]:
    view = searcher.document(f"{name}.txt", query)
    return [view.document.text[mark.start : mark.end] for mark in view.marks]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("đường", ["road", "name", "german"]),
        ("dương", ["name", "road", "german"]),
        ("du lich", ["work", "noise"]),
        ("UBND", ["both", "short", "long"]),
        ("ubnd", ["both", "short", "long"]),
        ("ủy ban nhân dân", ["both", "long", "short"]),
        ("uy ban nhan dan", ["both", "long", "short"]),
        ("kỹ thuật", ["skills", "skill"]),
        ("kĩ thuật", ["skill", "skills"]),
        ("EU", ["union", "summit", "case"]),
    ],
)
def test_the_order_of_what_is_found(searcher: Searcher, query: str, ids: list[str]) -> None:
    assert found(searcher, query) == ids


@pytest.mark.parametrize("query", ["hop tac", "hợp tac", "hớp tác", "hopw tacs", "hop75 tac1"])
def test_the_word_that_is_meant_comes_first(searcher: Searcher, query: str) -> None:
    assert found(searcher, query)[0] == "work"
    assert marked(searcher, query, "work") == ["hợp", "tác"]


@pytest.mark.parametrize(
    ("query", "name", "marks"),
    [
        ("hopw tacs du li5ch", "work", ["hợp", "tác", "du", "lịch"]),
        ("UBND", "long", ["ủy", "ban", "nhân", "dân"]),
        ("ủy ban nhân dân", "short", ["UBND"]),
        ("EU", "case", ["Europäischen", "Union"]),
        ("kĩ thuật", "skills", ["kỹ", "thuật"]),
    ],
)
def test_what_is_meant_is_marked(
    searcher: Searcher, query: str, name: str, marks: list[str]
) -> None:
    assert marked(searcher, query, name) == marks


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("hopw tacs", "“hopw tacs” is also read as “hợp tác”."),
        ("UBND", "“UBND” is also searched as “ủy ban nhân dân”."),
        ("ủy ban nhân dân", "“ủy ban nhân dân” is also searched as “UBND”."),
    ],
)
def test_notes_say_it(searcher: Searcher, query: str, note: str) -> None:
    assert note in searcher.search(query).query.notes


def test_other_accents_are_marked_where_nothing_is_closer(tmp_path: Path) -> None:
    write(tmp_path / "in", {"both": "Con đường nhà ông Dương", "name": "Ông Dương bảo dưỡng xe"})
    build_index(tmp_path / "in", tmp_path / "index")
    with open_index(tmp_path / "index") as searcher:
        assert marked(searcher, "đường", "both") == ["đường"]
        assert marked(searcher, "đường", "name") == ["Dương", "dưỡng"]
        assert marked(searcher, "duong", "both") == ["đường", "Dương"]


def test_an_update_learns_and_forgets_abbreviations(tmp_path: Path) -> None:
    write(tmp_path / "in", TEXTS)
    build_index(tmp_path / "in", tmp_path / "index")
    (tmp_path / "in" / "both.txt").write_text("Tỉnh họp", encoding="utf-8")
    write(tmp_path / "in", {"new": "Hội đồng nhân dân (HĐND) họp", "other": "HĐND họp"})
    update_index(tmp_path / "index")
    with open_index(tmp_path / "index") as searcher:
        assert found(searcher, "UBND") == ["short"]
        assert set(found(searcher, "hội đồng nhân dân")) >= {"new", "other"}


def test_an_ambiguous_word_has_the_lemma_of_the_texts(tmp_path: Path) -> None:
    text = "Министерство иностранных дел (МИД) сообщило о встрече."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    build_index(tmp_path / "a.txt", tmp_path / "index")
    with open_index(tmp_path / "index") as searcher:
        notes = searcher.search("Министерство иностранных дел").query.notes
    assert "“Министерство иностранных дел” is also searched as “МИД”." in notes
