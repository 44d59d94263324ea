from __future__ import annotations

import gc
import json
import subprocess
import sys
import unicodedata
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer import Searcher, build_index, load_settings, open_index
from indexer.answer import document_json, page_json, stats_json
from indexer.errors import DocumentNotFound, UsageError

OFFICE = {
    "000": "Đoàn tỉnh Khánh Hòa do ông Nguyễn Khắc Toàn dẫn đầu bàn hợp tác du lịch "
    "với Liên bang Nga.",
    "001": "Liên bang Nga và Việt Nam ký thỏa thuận về du lịch.\n\n"
    "Văn bản có hiệu lực từ đầu năm sau và được hai bên xem xét lại mỗi năm một lần.\n\n"
    "Tin liên quan\n\nThủ tướng Thái Lan từ chức",
    "002": "date 2025-12-16 Thanh Hoá tiếp Đại sứ\n\n"
    "Tỉnh Thanh Hóa mong Liên bang Nga đầu tư vào du lịch.",
    "003": "date 2025-11-25 Kaluga\n\nHà Nội và tỉnh Kaluga của Liên bang Nga phát triển du lịch.",
    "004": "Die Delegation traf in Moskau die Freundschaftsgesellschaft der Russischen Föderation.",
    "005": "Губернатор принял делегацию. В Москве говорили о ёлках и о Вячеславе Калганове.",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("office")
    (folder / "in").mkdir()
    for name, text in OFFICE.items():
        (folder / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
    build_index(folder / "in", folder / "index")
    return open_index(folder / "index")


def found(searcher: Searcher, query: str) -> list[str]:
    return [hit.id[:3] for hit in searcher.search(query, size=20).hits]


@pytest.mark.parametrize(
    "query", ["du lịch", "du lich", "DU LỊCH", unicodedata.normalize("NFD", "du lịch")]
)
def test_case_accents_and_normal_form_find_the_same(searcher: Searcher, query: str) -> None:
    assert sorted(found(searcher, query)) == ["000", "001", "002", "003"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Thanh Hoá", "002"), ("Thanh Hóa", "002"), ("thanh hoa", "002"),
        ("nguyen khac toan", "000"), ("Nguyễn Khắc Toàn", "000"),
        ("Delegationen", "004"), ("Freundschaftsgesellschaften", "004"),
        ("Foederation", "004"), ("russische Föderation", "004"),
        ("делегации", "005"), ("Москву", "005"), ("елка", "005"), ("Калганов", "005"),
        ("Вячеславу Калганову", "005"),
    ],
)  # fmt: skip
def test_words_find_their_document_first(searcher: Searcher, query: str, first: str) -> None:
    assert found(searcher, query)[:1] == [first]


@pytest.mark.parametrize(
    "query",
    [
        "du lịch",
        "du lich",
        "Moskau",
        "Thanh Hóa",
        "hợp tác",
        "foederation",
        "ёлках",
        "đầu tư",
        "tinh",
    ],
)
def test_what_is_enough_to_match_finds_as_many(searcher: Searcher, query: str) -> None:
    tree = searcher.analyze(query).tree
    with searcher._generations.current() as opened:
        assert 0 < opened.reader.count(tree) == opened.reader.search(tree).total < len(OFFICE)


@pytest.mark.parametrize(
    ("query", "all_of_them"),
    [
        ('"Liên bang Nga"', ["000", "001", "002", "003"]),
        ('"Nga bang Liên"', []),
        ("lang:de Moskau", ["004"]),
        ("date:[2025-12-01 TO 2025-12-31]", ["002"]),
        ("date:2025", ["002", "003"]),
        ("date:>2025-11", ["002"]),
        ('"Thủ tướng Thái Lan"', []),
        ("du lịch -Kaluga", ["000", "001", "002"]),
        ("+Kaluga du lịch", ["003"]),
        ("NOT du", ["004", "005"]),
        ("lang:de OR lang:ru", ["004", "005"]),
        ("id:004.txt", ["004"]),
        ("Freund*", ["004"]),
        ("Kalu?", []),
        ("Kaluka~1", ["003"]),
        ("!!!", []),
        ("", ["000", "001", "002", "003", "004", "005"]),
    ],
)
def test_queries_find_exactly_these(searcher: Searcher, query: str, all_of_them: list[str]) -> None:
    assert sorted(found(searcher, query)) == all_of_them


def test_a_blank_query_lists_the_newest_first(searcher: Searcher) -> None:
    assert found(searcher, "")[:2] == ["002", "003"]


def test_filters_and_facets(searcher: Searcher) -> None:
    page = searcher.search("Nga", lang="vi", date_from="2025-12", source=["in"])
    assert [hit.id for hit in page.hits] == ["002.txt"]
    everything = searcher.search("")
    assert {item.value: item.count for item in everything.facets["lang"]} == {
        "vi": 4, "de": 1, "ru": 1,
    }  # fmt: skip
    assert [item.value for item in everything.facets["month"]] == ["2025-11", "2025-12"]
    assert searcher.search("", lang=["de", "ru"]).total == 2
    assert searcher.search("", place="Kaluga").total == 1


@pytest.mark.parametrize(
    "options",
    [
        {"page": 0}, {"size": 0}, {"size": 100_000}, {"sort": "length"},
        {"date_from": "yesterday"}, {"date_to": "2025-13"},
    ],
)  # fmt: skip
def test_options_that_make_no_sense_are_refused(
    searcher: Searcher, options: dict[str, object]
) -> None:
    with pytest.raises(UsageError):
        searcher.search("Nga", **options)  # type: ignore[arg-type]


def test_pages_neither_repeat_nor_lose(searcher: Searcher) -> None:
    pages = [searcher.search("du lịch", page=number, size=1).hits for number in (1, 2, 3, 4, 5)]
    assert [len(hits) for hits in pages] == [1, 1, 1, 1, 0]
    assert [hits[0].id[:3] for hits in pages[:4]] == found(searcher, "du lịch")


def test_a_document_comes_with_its_marks(searcher: Searcher) -> None:
    view = searcher.document("001.txt", "du lịch")
    assert view.document.text == OFFICE["001"]
    assert [view.document.text[m.start : m.end] for m in view.marks] == ["du", "lịch"]
    assert searcher.document("001.txt").marks == ()
    with pytest.raises(DocumentNotFound, match="'nothing'"):
        searcher.document("nothing")


def test_the_answer_has_the_pinned_shape(searcher: Searcher) -> None:
    answer = json.loads(json.dumps(page_json(searcher.search("Калганову"))))
    assert set(answer) == {
        "query", "total", "page", "size", "took_ms", "hits", "facets", "suggestions",
        "folded",
    }  # fmt: skip
    assert set(answer["query"]) == {"text", "interpreted", "notes", "translations"}
    (hit,) = answer["hits"]
    assert set(hit) == {
        "id", "title", "title_html", "lang", "date", "source", "url", "score", "snippets",
        "duplicates", "type", "places",
    }  # fmt: skip
    snippet = hit["snippets"][0]
    assert set(snippet) == {"text", "html", "marks"}
    (mark,) = snippet["marks"]
    assert set(mark) == {"start", "end", "channel", "query"}
    assert snippet["text"][mark["start"] : mark["end"]] == "Калганове"
    assert "<mark>Калганове</mark>" in snippet["html"]
    assert set(document_json(searcher.document("004.txt", "Moskau"))) >= {"id", "text", "marks"}


def test_stats_count_what_is_there(searcher: Searcher) -> None:
    stats = stats_json(searcher.stats())
    assert (stats["documents"], stats["langs"]) == (6, {"vi": 4, "de": 1, "ru": 1})
    assert (stats["first_date"], stats["last_date"]) == ("2025-11-25", "2025-12-16")
    searcher.check()


def test_threads_get_the_answers_one_gets(searcher: Searcher) -> None:
    queries = ["du lịch", "Moskau", "Москва", "Nga", "Delegation*"] * 8
    alone = [found(searcher, query) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda query: found(searcher, query), queries)) == alone


def test_contributions_say_what_each_word_gives(searcher: Searcher) -> None:
    gives = searcher.contributions("Moskau Kaluga", "004.txt")
    assert any("moskau" in leaf for leaf in gives)
    assert not any("kaluga" in leaf for leaf in gives)
    (hit,) = [hit for hit in searcher.search("Moskau").hits if hit.id == "004.txt"]
    assert searcher.score("Moskau", "004.txt") == pytest.approx(hit.score, abs=1e-6)
    assert searcher.score("Kaluga", "004.txt") is None


def test_an_error_of_a_path_with_another_type_of_slash(tmp_path: Path) -> None:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "sub" / "ä b.txt").write_text("Moskau", encoding="utf-8")
    build_index(tmp_path / "in", tmp_path / "index")
    with open_index(tmp_path / "index") as searcher:
        (hit,) = searcher.search("Moskau").hits
        assert (hit.id, hit.source) == ("sub/ä b.txt", "in/sub")
        assert searcher.document("sub/ä b.txt").document.text == "Moskau"


def test_a_page_is_remembered_until_the_index_changes(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.txt").write_text("Moskau", encoding="utf-8")
    build_index(source, tmp_path / "index")
    with open_index(tmp_path / "index") as searcher:
        first = searcher.search("Moskau")
        again = searcher.search("Moskau")
        assert again.hits is first.hits
        assert again.took_ms <= first.took_ms
        assert searcher.search("Moskau", lang="vi").total == 0
        (source / "b.txt").write_text("Moskau", encoding="utf-8")
        build_index(source, tmp_path / "index")
        assert searcher.search("Moskau").total == 2


def test_nothing_is_remembered_if_not_wanted(seeds_index: Path) -> None:
    settings = load_settings(cached_pages=0)
    with open_index(seeds_index, settings=settings) as searcher:
        assert searcher.search("Moskau").hits is not searcher.search("Moskau").hits


def test_a_warm_searcher_leaves_nothing_old_to_the_garbage_collector(searcher: Searcher) -> None:
    gc.unfreeze()
    gc.set_threshold(700, 10, 1_000)
    try:
        searcher.warm_up()
        assert gc.get_freeze_count() > 10 * len(gc.get_objects())
        assert gc.get_threshold() == (10_000, 20, 1_000)  # what looks more seldom is left
        assert found(searcher, "Kaluga") == ["003"]
    finally:
        gc.unfreeze()


def test_a_hit_tells_a_few_places_those_of_the_query_first(seeds_searcher: Searcher) -> None:
    (hit,) = (
        hit
        for hit in seeds_searcher.search("Kalganow", labels="de").hits
        if hit.id == "ru-kalganov-langshon.txt"
    )
    labels = [place.label for place in hit.places]
    assert labels == ["Lạng Sơn", "Russland", "Sankt Petersburg", "Vietnam"]
    for hit in seeds_searcher.search("Москва", labels="ru").hits:
        assert hit.places[0] == ("geo:524901", "Москва")
        assert len(hit.places) <= 4


def test_a_period_that_ends_before_it_begins_is_said(searcher: Searcher) -> None:
    page = searcher.search("Moskau", date_from="2025-03", date_to="2025-02")
    assert page.total == 0
    assert "The range of dates “2025-03 TO 2025-02” ends before it begins." in page.query.notes
    within = searcher.search("Moskau", date_from="2025-03", date_to="2025")
    assert not any("ends before" in note for note in within.query.notes)


def test_a_generation_that_was_replaced_leaves_nothing_in_memory(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Moskau liegt an der Moskwa.", encoding="utf-8")
    build_index(tmp_path / "a.txt", tmp_path / "index")
    with open_index(tmp_path / "index") as searcher:
        searcher.search("Moskau")
        searcher.suggest("Mos")
        opened = searcher._generations._opened
        before = [weakref.ref(each) for each in (opened.suggester, opened.vocabulary)]
        del opened
        gc.disable()  # nor is it left to a collector that comes seldom
        try:
            build_index(tmp_path / "a.txt", tmp_path / "index")
            assert searcher.search("Moskau").total == 1
            assert [each() for each in before] == [None, None]
        finally:
            gc.enable()


def test_a_search_leaves_no_garbage_to_look_for(seeds_index: Path) -> None:
    queries = ["du lịch", "Handelsabkommen", "Wjatscheslaw Kalganow", '"Hà Nội" Freund*', "туризм"]
    with open_index(seeds_index, settings=load_settings(cached_pages=0)) as searcher:
        for query in queries:
            assert searcher.search(query).total, query  # what is loaded for it may leave some
        gc.collect()
        gc.disable()
        try:
            for query in queries:
                searcher.search(query)
            assert gc.collect() == 0
        finally:
            gc.enable()


def test_after_a_warm_up_searches_load_nothing(seeds_index: Path) -> None:
    code = f"""
import sys
from indexer import open_index
from indexer.analysis.compounds import splitter
from indexer.analysis.morphology import russian_morphology
from indexer.analysis.segmenter import segmenter
from indexer.lexicon import load_lexicon
from indexer.places import load_gazetteer
with open_index({str(seeds_index)!r}) as searcher:
    searcher.warm_up()
    loaded, known = set(sys.modules), splitter()
    assert all(load.cache_info().currsize for load in (russian_morphology, segmenter))
    assert known.fronts.get == known.fronts.table.get and known.heads.get == known.heads.table.get
    assert all("numbers" in vars(words) for words in load_lexicon()._each)
    links = [linked for each in load_lexicon()._from.values() for _, linked in each]
    assert links and all("_targets" in vars(linked) for linked in links)
    assert "_numbers" in vars(load_gazetteer()._table)
    for query in ("Вячеславу Калганову", "hợp tác", "Handelsabkommen", '"Hà Nội" -Moskau'):
        hits = searcher.search(query, count_facets=True).hits
    searcher.suggest("Kalu")
    searcher.document(hits[0].id, "Moskau")
sys.exit(str(sorted(set(sys.modules) - loaded)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == "[]\n"
