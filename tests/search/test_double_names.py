"""A name with a hyphen is found and marked in every spelling, together before apart."""

from __future__ import annotations

import json
from collections.abc import Iterator

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


@pytest.fixture(scope="module", params=["tantivy", "whoosh"])
def searcher(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("double")
    lines = [json.dumps({"id": name, "text": text}) for name, text in TEXTS.items()]
    (folder / "texts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(folder / "texts.jsonl", folder / "index", engine=request.param)
    with open_index(folder / "index") as searcher:
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


def test_where_names_stand_together_they_are_not_marked_apart(searcher: Searcher) -> None:
    (hit,) = [hit for hit in searcher.search("Римский-Корсаков").hits if hit.id == "both"]
    assert marked(hit) == "Rimskij Korsakow"
    assert {m.channel for s in hit.snippets for m in s.marks} == {Channel.NAME}
