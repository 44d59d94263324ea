"""The persons and places that a document names, from what is stored with it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator

import pytest

from indexer import Searcher, build_index, open_index
from indexer.model import DocumentView

TEXTS = {
    "ru": "Вячеслав Калганов принял в Санкт-Петербурге делегацию. Гости передали Вячеславу "
    "Калганову приветствие. О Калганове писали в Москве, и снова в Москве.",
    "de": "Gastgeber war Wjatscheslaw Kalganow. In Moskau sprach W. P. Kalganow mit Ursula von der "
    "Leyen und mit Wladimir Petrowitsch Bujanow. Danach gab Kalganow in Moskau ein Essen.",
    "en": "The host was Vyacheslav Kalganov. Kalganov's guests, among them Dang Minh Khoi, flew on "
    "to Moscow.",
    "vi": "Ông Đặng Minh Khôi và bà Nguyễn Thị Hoà tiếp đoàn của ông Alexander Avdeev ở Hà Nội. "
    "Sau đó Đoàn Thanh niên và ông Đặng Minh Khôi về Mát-xcơ-va.",
    "side": "Trong chuyến đi tới Hà Nội Nguyễn Xuân Lưu gặp đoàn công tác của tỉnh.",
    "mixed": "Die Delegation aus Hanoi sprach lange mit Alexander Avdeev über die Städte.\n\n"
    "Делегация встретилась в Москве с губернатором. Александр Авдеев сообщил о планах.",
    "words": "Im Titel der Vereinbarung steht THUẬN und Điều neben Falk Röthig aus Chemnitz, und "
    "auch der Name des Leiters ist darin genannt.",
    "none": "es regnet seit gestern, und morgen regnet es wieder.",
    "empty": "…",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("mentions")
    texts = TEXTS | {"nfd": unicodedata.normalize("NFD", TEXTS["vi"])}
    lines = [
        json.dumps({"id": name, "text": text, "title": "Hanoi" if name == "empty" else ""})
        for name, text in texts.items()
    ]
    (folder / "texts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(folder / "texts.jsonl", folder / "index")
    with open_index(folder / "index") as searcher:
        yield searcher


def persons(view: DocumentView) -> dict[str, int]:
    return {named.name: named.count for named in view.names}


def places(view: DocumentView) -> dict[str, int]:
    return {place.name: place.count for place in view.places}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ru", {"Вячеслав Калганов": 3}),
        (
            "de",
            {"Wjatscheslaw Kalganow": 3, "Ursula von der Leyen": 1}
            | {"Wladimir Petrowitsch Bujanow": 1},
        ),
        ("en", {"Vyacheslav Kalganov": 2, "Dang Minh Khoi": 1}),
        ("vi", {"Đặng Minh Khôi": 2, "Nguyễn Thị Hoà": 1, "Alexander Avdeev": 1}),
        ("side", {"Nguyễn Xuân Lưu": 1}),
        ("words", {"Falk Röthig": 1}),
        ("none", {}),
        ("empty", {}),
    ],
)
def test_the_forms_of_a_name_are_one_person(
    searcher: Searcher, name: str, expected: dict[str, int]
) -> None:
    assert persons(searcher.document(name)) == expected


def test_a_text_in_the_decomposed_form_names_the_same(searcher: Searcher) -> None:
    assert persons(searcher.document("nfd")) == persons(searcher.document("vi"))


def test_one_name_in_two_scripts_is_one_person(searcher: Searcher) -> None:
    (named,) = searcher.document("mixed").names
    assert named.count == 2
    assert set(named.spellings) == {"Alexander Avdeev", "Александр Авдеев"}


def test_places_are_counted_and_called_as_the_reader_calls_them(searcher: Searcher) -> None:
    assert places(searcher.document("ru", labels="de")) == {"Moskau": 2, "Sankt Petersburg": 1}
    assert places(searcher.document("de", labels="vi"))["Mát-xcơ-va"] == 2
    assert places(searcher.document("vi")) == {"Hanoi": 1, "Moscow": 1}
    assert places(searcher.document("empty", labels="ru")) == {"Ханой": 1}
    assert searcher.document("none").places == ()


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in ("none", "empty")])
def test_every_name_and_place_leads_back_to_its_document(searcher: Searcher, name: str) -> None:
    view = searcher.document(name)
    assert view.names
    for named in view.names:
        assert name in {hit.id for hit in searcher.search(named.query, duplicates="show").hits}, (
            named
        )
    for place in view.places:
        assert name in {
            hit.id for hit in searcher.search("", place=place.id, duplicates="show").hits
        }, place


def test_a_name_leads_to_its_other_spellings(searcher: Searcher) -> None:
    for name in ("ru", "de", "en"):
        query = searcher.document(name).names[0].query
        assert {hit.id for hit in searcher.search(query).hits} >= {"ru", "de", "en"}
    query = next(each.query for each in searcher.document("en").names if "Khoi" in each.name)
    assert {hit.id for hit in searcher.search(query, duplicates="show").hits} == {"en", "vi", "nfd"}


def test_the_languages_cover_the_text(searcher: Searcher) -> None:
    view = searcher.document("mixed")
    assert [run.lang for run in view.runs] == ["de", "ru"]
    assert view.runs[-1].end == len(view.document.text)
    assert view.tokens == 23
