"""A name with a hyphen is found and marked in every spelling, together before apart."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from indexer import Searcher, build_index, open_index
from indexer.model import Channel, Hit

TEXTS = {
    "de": "Gespielt wurde Rimski-Korsakow. Dann sprach Annegret Kramp-Karrenbauer zur Presse.",
    "ru": "Исполняли Римского-Корсакова. Потом выступила Аннегрет Крамп-Карренбауэр.",
    "en": "They played Rimsky-Korsakov. Then Annegret Kramp-Karrenbauer talked to the press.",
    "vi": "Dàn nhạc chơi nhạc của Rim-xki Coóc-xa-cốp. Bà Kramp-Karrenbauer trả lời báo chí.",
    "both": "Rimski kam zuerst und allein. Später begrüßte er Nikolai Rimskij-Korsakow.",
    "apart": "Rimski dirigierte, Korsakow sang. Herr Kramp kam nicht.",
}


def index_of(folder: Path, texts: Mapping[str, str], engine: str = "tantivy") -> Path:
    lines = [json.dumps({"id": name, "text": text}) for name, text in texts.items()]
    (folder / "texts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(folder / "texts.jsonl", folder / "index", engine=engine)
    return folder / "index"


@pytest.fixture(scope="module", params=["tantivy", "whoosh"])
def searcher(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Searcher]:
    with open_index(index_of(tmp_path_factory.mktemp("double"), TEXTS, request.param)) as searcher:
        yield searcher


def marked(hit: Hit) -> str:
    marks = [s.text[mark.start : mark.end] for s in hit.snippets for mark in s.marks]
    return " ".join(marks)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Rimski-Korsakow", "de"),
        ("Rimsky-Korsakov", "en"),
        ("Римский-Корсаков", "ru"),
        ("Римскому-Корсакову", "ru"),
        ("Rimskiy-Korsakov", "en"),
    ],
)
def test_both_names_are_marked_in_every_spelling(
    searcher: Searcher, typed: str, first: str
) -> None:
    hits = {hit.id: hit for hit in searcher.search(typed).hits}
    assert next(iter(hits)) == first
    assert hits.keys() == TEXTS.keys()
    assert {name: marked(hit) for name, hit in hits.items() if name != "both"} == {
        "de": "Rimski Korsakow",
        "ru": "Римского Корсакова",
        "en": "Rimsky Korsakov",
        "vi": "Rim xki Coóc xa cốp",
        "apart": "Rimski Korsakow",
    }


@pytest.mark.parametrize("typed", ["Kramp-Karrenbauer", "Крамп-Карренбауэр"])
def test_a_part_that_is_a_german_noun_is_found_across_scripts(
    searcher: Searcher, typed: str
) -> None:
    hits = {hit.id: marked(hit) for hit in searcher.search(typed).hits}
    assert hits == {
        "de": "Kramp Karrenbauer",
        "ru": "Крамп Карренбауэр",
        "en": "Kramp Karrenbauer",
        "vi": "Kramp Karrenbauer",
    }


def found(folder: Path, texts: Mapping[str, str], typed: str) -> list[Hit]:
    with open_index(index_of(folder, texts)) as searcher:
        return list(searcher.search(typed).hits)


def test_what_has_the_double_name_comes_before_what_has_its_parts(tmp_path: Path) -> None:
    texts = {
        "de-together": "Gestern am frühen Abend sang Nikolai Müller-Schmidt.",
        "de-apart": "Herr Müller sang. Heute kam Frau Schmidt.",
        "de-sentences": "Es sang Frau Anna Müller. Schmidt kam nicht.",
        "de-list": "Es sangen Hans Müller, Schmidt und Anna Weber.",
        "de-and": "Es sangen Herr Müller und Schmidt.",
    }
    hits = found(tmp_path, texts, "Мюллер-Шмидт")
    assert hits[0].id == "de-together"
    assert {hit.id: marked(hit) for hit in hits} == dict.fromkeys(texts, "Müller Schmidt")
    words = {hit.id: {mark.query for s in hit.snippets for mark in s.marks} for hit in hits}
    assert words.pop("de-together") == {"Мюллер-Шмидт"}
    assert set(map(frozenset, words.values())) == {frozenset({"Мюллер", "Шмидт"})}


def test_the_parts_may_stand_in_title_and_text(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    record = {"id": "a", "lang": "de", "title": "Herr Müller sang", "text": "Es kam Frau Schmidt."}
    source.write_text(json.dumps(record), encoding="utf-8")
    build_index(source, tmp_path / "index")
    with open_index(tmp_path / "index") as searcher:
        (hit,) = searcher.search("Мюллер-Шмидт").hits
    assert [hit.title[mark.start : mark.end] for mark in hit.title_marks] == ["Müller"]
    assert marked(hit) == "Schmidt"


def test_parts_far_from_each_other_have_a_snippet_each(tmp_path: Path) -> None:
    between = "Danach sprachen viele andere über den Handel mit dem Ausland. " * 80
    text = f"Es sang Frau Müller. {between} Es kam Frau Schmidt."
    (hit,) = found(tmp_path, {"de-far": text}, "Мюллер-Шмидт")
    assert sorted(marked(hit).split()) == ["Müller", "Schmidt"]


def test_a_name_of_many_mentions_is_no_burden(tmp_path: Path) -> None:
    mentions = "Herr Müller kam. Frau Schmidt ging nach Hause und blieb dort. " * 2_000
    texts = {"de-many": f"{mentions} Nikolai Müller-Schmidt kam auch."}
    (hit,) = found(tmp_path, texts, "Мюллер-Шмидт")
    assert "Müller Schmidt" in marked(hit)


def test_where_names_stand_together_they_are_not_marked_apart(searcher: Searcher) -> None:
    (hit,) = [hit for hit in searcher.search("Римский-Корсаков").hits if hit.id == "both"]
    assert marked(hit) == "Rimskij Korsakow"
    assert {m.channel for s in hit.snippets for m in s.marks} == {Channel.NAME}
