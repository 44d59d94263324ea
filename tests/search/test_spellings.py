"""One query finds the person and the place in every document, whichever way they are written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from indexer import Searcher, build_index, open_index
from indexer.analysis.explain import rule_of
from indexer.model import Channel, Hit

TEXTS = {
    "ru": "Вячеслав Калганов принял в Санкт-Петербурге делегацию. О Калганове писали в Москве.",
    "de": "Gastgeber in Sankt Petersburg war Wjatscheslaw Kalganow. Danach ging es nach Moskau.",
    "en": "The guests met Vyacheslav Kalganov in Saint Petersburg and flew on to Moscow.",
    "vi": "Ông Vi-a-che-xláp Can-ga-nốp tiếp đoàn ở Xanh Pê-téc-bua, sau đó đoàn về Mát-xcơ-va.",
    "namesake": "Wjatscheslaw Orlow leitet die Schule in Kaluga seit vielen Jahren.",
    "hanoi": "Đoàn đại biểu Hà Nội bàn về du lịch với các doanh nghiệp.",
}


@pytest.fixture(scope="module", params=["tantivy", "whoosh"])
def searcher(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("spellings")
    lines = [json.dumps({"id": name, "text": text}) for name, text in TEXTS.items()]
    (folder / "texts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(folder / "texts.jsonl", folder / "index", engine=request.param)
    with open_index(folder / "index") as searcher:
        yield searcher


def found(searcher: Searcher, typed: str, **options: Any) -> dict[str, Hit]:
    return {hit.id: hit for hit in searcher.search(typed, **options).hits}


def marked(hit: Hit) -> list[tuple[str, str]]:
    return [
        (snippet.text[mark.start : mark.end], str(mark.channel))
        for snippet in hit.snippets
        for mark in snippet.marks
    ]


@pytest.mark.parametrize(
    "typed", ["Калганов", "Калганову", "Kalganov", "Kalganow", "kalganow", "Can-ga-nốp"]
)
def test_a_person_is_found_in_every_spelling(searcher: Searcher, typed: str) -> None:
    hits = found(searcher, typed)
    assert {"ru", "de", "en", "vi"} <= set(hits)
    names = {name: [word for word, _ in marked(hits[name])] for name in ("ru", "de", "en")}
    assert names["ru"][0].startswith("Калганов")
    assert names["de"] == ["Kalganow"]
    assert names["en"] == ["Kalganov"]


@pytest.mark.parametrize(
    "typed", ["Санкт-Петербург", "в Петербурге", "St. Petersburg", "xanh pe tec bua", "Petrograd"]
)
def test_a_place_is_found_under_all_its_names(searcher: Searcher, typed: str) -> None:
    hits = found(searcher, typed)
    assert set(list(hits)[:4]) == {"ru", "de", "en", "vi"}
    assert {"Sankt", "Petersburg"} <= {word for word, _ in marked(hits["de"])}
    assert {"Xanh", "Pê", "téc", "bua"} <= {word for word, _ in marked(hits["vi"])}


def test_the_whole_name_comes_before_a_part_of_it(searcher: Searcher) -> None:
    hits = found(searcher, "Вячеслав Калганов")
    assert list(hits)[-1] == "namesake"
    assert marked(hits["namesake"]) == [("Wjatscheslaw", "name")]


def test_names_and_places_can_be_switched_off(searcher: Searcher) -> None:
    assert set(found(searcher, "Kalganov", names=False)) == {"en"}
    assert "ru" in found(searcher, "Kalganov", places=False)
    off = found(searcher, "Moscow", names=False, places=False, across="off")
    assert set(off) == {"en"}


def test_the_notes_say_how_a_name_was_read(searcher: Searcher) -> None:
    notes = searcher.search("Kalganow Moskau").query.notes
    assert any("Kalganow" in note and "name" in note for note in notes)
    assert any("Moskau" in note and "Москва" in note for note in notes)
    assert searcher.search("du lịch").query.notes == ()


def test_fields_restrict_to_names_and_places(searcher: Searcher) -> None:
    assert set(found(searcher, "place:Moskau")) == {"ru", "de", "en", "vi"}
    assert {"ru", "de", "en"} <= set(found(searcher, "name:Kalganow"))
    assert set(found(searcher, "name:Kalganow -place:Moskau")) == set()
    page = searcher.search("place:Tourismus")
    assert any("no place that is known" in note for note in page.query.notes)


def test_the_filter_takes_any_name_of_a_place_and_the_facet_names_it(searcher: Searcher) -> None:
    for place in ("Moskau", "Москва", "mat xco va", "geo:524901"):
        assert searcher.search("", place=place).total == 4, place
    facet = {item.label: item.count for item in searcher.search("", labels="de").facets["place"]}
    assert facet["Moskau"] == 4
    assert facet["Sankt Petersburg"] == 4


def test_rules_say_what_gave_a_term() -> None:
    assert rule_of(Channel.NAME, "kalganov", "de").startswith("a name")
    assert "Москва" in rule_of(Channel.PLACE, "geo:524901", "de")
    assert "Snowball" in rule_of(Channel.STEM, "de:haus", "de")
