"""The first hits in order again: what moves a document up, and that nothing else does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import Searcher, build_index, open_index
from indexer.engines.registry import engine_names
from indexer.query import DEFAULT_WEIGHTS
from indexer.search.evidence import FIRST, Added

FILLER = "Darüber wurde an diesem Tag lange gesprochen."
APART = f"Der Vulkan ist hoch. {FILLER} Ein Hafen liegt im Süden. {FILLER} Die Brücke ist neu."
ONE_SENTENCE = (
    f"Vom Vulkan sieht man Hafen und Brücke. {FILLER} {FILLER} Es ist alles neu und hoch."
)
OTHERS = [f"{FILLER} Im Rathaus wurde Haushalt {number} beraten." for number in range(30)]
NONE = replace(DEFAULT_WEIGHTS, sentence=0, heading=0, lead=0, short=0, distinct=0)


def write(folder: Path, records: list[dict[str, str]]) -> Path:
    path = folder / "docs.jsonl"
    lines = [json.dumps({"lang": "de", **record}) for record in records]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=engine_names())
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evidence")
    records = [{"id": f"o{number:02}", "text": text} for number, text in enumerate(OTHERS)]
    records += [
        {"id": "apart", "text": APART},
        {"id": "sentence", "text": ONE_SENTENCE},
        {"id": "headed", "title": "Der Leuchtturm", "text": f"Er steht seit 1902. {FILLER}"},
    ]
    records += [
        {"id": f"many{number:02}", "text": f"Die Fähre {number} fährt. " + FILLER * (number % 7)}
        for number in range(25)
    ]
    build_index(write(folder, records), folder / "index", engine=request.param)
    return folder / "index"


@pytest.fixture(scope="module")
def searcher(index: Path) -> Iterator[Searcher]:
    with open_index(index) as opened:
        yield opened


def scores(index: Path, query: str, **weights: float) -> dict[str, float]:
    with open_index(index, weights=replace(NONE, **weights)) as opened:
        return dict(opened.ranking(query, FIRST))


def test_a_sentence_with_all_words_comes_before_words_all_over_the_text(searcher: Searcher) -> None:
    hits = searcher.search("Vulkan Hafen Brücke").hits
    assert [hit.id for hit in hits[:2]] == ["sentence", "apart"]


def test_each_kind_of_evidence_adds_to_those_that_have_it(index: Path) -> None:
    query = "Vulkan Hafen Brücke"
    before, after = scores(index, query), scores(index, query, sentence=1)
    gained = {doc_id: after[doc_id] - before[doc_id] for doc_id in before}
    assert gained["sentence"] > 2 * gained["apart"] > 0

    before, after = scores(index, "Leuchtturm"), scores(index, "Leuchtturm", heading=1)
    assert after["headed"] > before["headed"]


def test_words_at_the_beginning_of_a_text_count_more_than_later_ones(tmp_path: Path) -> None:
    long = " ".join([FILLER] * 20)
    texts = {"begins": f"Der Vulkan raucht. {long}", "ends": f"{long} Der Vulkan raucht."}
    records = [{"id": name, "text": text} for name, text in texts.items()]
    records += [{"id": f"x{n}", "text": f"Im Rathaus {n} wird beraten."} for n in range(9)]
    build_index(write(tmp_path, records), tmp_path / "index")
    before = scores(tmp_path / "index", "Vulkan")
    after = scores(tmp_path / "index", "Vulkan", lead=1)
    assert before["begins"] == before["ends"]
    assert after["begins"] > after["ends"] == before["ends"]


def distinct(folder: Path, texts: dict[str, str], query: str) -> dict[str, float]:
    """Return what documents gain by what few of them have, whose other evidence is left aside."""
    records = [{"id": name, "text": text} for name, text in texts.items()]
    records += [{"id": f"x{n}", "text": f"Im Rathaus {n} wird beraten."} for n in range(9)]
    build_index(write(folder, records), folder / "index")
    before = scores(folder / "index", query)
    after = scores(folder / "index", query, distinct=1)
    return {name: after[name] - before[name] for name in texts}


PAIRS = {
    "beside": f"{FILLER} Die rote Brücke am Hafen wird gesperrt.",
    "near": f"{FILLER} Die rote und hohe Brücke am Hafen wird gesperrt.",
    "turned": f"{FILLER} Die Brücke am Hafen wird gesperrt, eine rote Fahne weht.",
}


def test_words_as_they_were_typed_count_where_few_hits_have_them_so(tmp_path: Path) -> None:
    gained = distinct(tmp_path, PAIRS, "rote Brücke")
    assert gained["beside"] > gained["near"] > gained["turned"] > 0


def test_what_all_of_the_hits_have_tells_none_of_them_apart(tmp_path: Path) -> None:
    texts = {f"t{number}": f"{PAIRS['beside']} {number}" for number in range(9)}
    gained = distinct(tmp_path, texts, "rote Brücke")
    assert len(set(gained.values())) == 1
    assert max(gained.values()) < 0.5


def test_the_order_of_words_in_a_question_tells_nothing(tmp_path: Path) -> None:
    assert set(distinct(tmp_path, PAIRS, "Wo ist die rote Brücke?").values()) == {0.0}


def test_a_title_does_not_help_where_it_has_no_word_of_the_query(index: Path) -> None:
    assert scores(index, "1902", heading=1) == scores(index, "1902")


def test_the_order_does_not_depend_on_the_size_of_pages(searcher: Searcher) -> None:
    whole = [hit.id for hit in searcher.search("Fähre", size=50, duplicates="show").hits]
    assert len(whole) == 25
    assert whole == [doc_id for doc_id, _ in searcher.ranking("Fähre", 50)]
    for size in (1, 3, 7, FIRST, 12):
        pages = range(1, 25 // size + 2)
        found = [searcher.search("Fähre", page=n, size=size, duplicates="show") for n in pages]
        assert [hit.id for page in found for hit in page.hits] == whole


def test_only_the_first_hits_change_places(index: Path, searcher: Searcher) -> None:
    with open_index(index, weights=NONE) as opened:
        before = [doc_id for doc_id, _ in opened.ranking("Fähre", 50)]
    ranked = searcher.ranking("Fähre", 50)
    after = [doc_id for doc_id, _ in ranked]
    assert sorted(after[:FIRST]) == sorted(before[:FIRST])
    assert after[FIRST:] == before[FIRST:]
    assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)


def test_the_score_of_a_document_is_the_one_it_is_found_with(searcher: Searcher) -> None:
    for hit in searcher.search("Fähre", size=50, duplicates="show").hits:
        assert searcher.score("Fähre", hit.id) == pytest.approx(hit.score, abs=1e-6)


def test_newest_first_stays_in_the_order_of_days(searcher: Searcher) -> None:
    hits = searcher.search("Fähre", size=50, sort="date", duplicates="show").hits
    assert [hit.id for hit in hits] == sorted(hit.id for hit in hits)


def vietnamese_index(folder: Path, texts: dict[str, str]) -> None:
    """Build an index of texts by their ids, among nine others."""
    others = {f"x{n}": f"Trời hôm nay nắng {n} độ." for n in range(9)}
    records = [{"id": name, "text": text, "lang": "vi"} for name, text in (texts | others).items()]
    build_index(write(folder, records), folder / "index")


def test_a_vietnamese_word_counts_where_its_syllables_stand_together(tmp_path: Path) -> None:
    texts = {
        "apart": "Ông hợp ý với bạn. Bà ấy có tác phẩm mới ra mắt hôm nay ở Huế.",
        "word": "Ông bàn về hợp tác. Bà ấy có một quyển sách mới ra mắt ở Huế.",
    }
    vietnamese_index(tmp_path, texts)
    query = "hợp tác"
    before, after = scores(tmp_path / "index", query), scores(tmp_path / "index", query, sentence=1)
    assert after["word"] > before["word"]
    assert after["apart"] == before["apart"]


def test_an_abbreviation_counts_as_one_word_beside_what_it_is_short_for(tmp_path: Path) -> None:
    texts = {
        "long": "Ủy ban nhân dân (UBND) tỉnh họp.",
        "short": "Hôm qua UBND tỉnh đã họp về ngân sách.",
    }
    vietnamese_index(tmp_path, texts)
    before, after = (
        scores(tmp_path / "index", "UBND"),
        scores(tmp_path / "index", "UBND", sentence=1),
    )
    assert after["short"] > before["short"]


def test_what_is_added_is_said(searcher: Searcher) -> None:
    (first, score), *_ = searcher.ranking("Hafen Hamburg", 1)
    gives = searcher.contributions("Hafen Hamburg", first)
    added = {name: value for name, value in gives.items() if name.startswith("among the first")}
    assert [name.rpartition(" ")[2] for name in added] == list(Added._fields)
    with searcher._generations.current() as opened:
        tree = searcher.analyze("Hafen Hamburg").tree
        alone = opened.reader.score(tree, first)
    assert alone is not None
    assert score == pytest.approx(alone + sum(added.values()))
