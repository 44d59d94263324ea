"""What the beginning of a query may become, on indexes of both engines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import Searcher, build_index, open_index, update_index
from indexer.engines.registry import engine_names
from indexer.errors import CorruptIndex, UsageError
from indexer.model import Suggestion, SuggestionKind
from indexer.records.gathered import GATHERED
from indexer.suggesting.tables import SUGGESTIONS

NAME, PLACE, TERM, TITLE = SuggestionKind

DOCUMENTS = [
    {"id": "vi", "lang": "vi", "date": "2025-03-01", "title": "Hợp tác kinh tế với Đức",
     "text": "Hai bên ký thỏa thuận hợp tác kinh tế. Đoàn đại biểu thăm Hà Nội và Mát-xcơ-va."},
    {"id": "vi-2", "lang": "vi", "date": "2025-01-01", "title": "Thăm hợp tác xã",
     "text": "Một hợp tác xã ở Hà Nội. Hợp đồng được ký."},
    {"id": "de-old", "lang": "de", "date": "2019-05-02", "title": "Berlin empfängt eine Delegation",
     "text": "Wjatscheslaw Kalganow traf Angela Merkel in Berlin. Merkel sprach über Moskau."},
    {"id": "de-new", "lang": "de", "date": "2024-05-02", "title": "Neues aus Berlin und Moskau",
     "text": "Frau Merkel kam nach Berlin; die Zusammenarbeit mit Moskau ruht. Straße, Müll."},
    {"id": "de-begin", "lang": "de", "date": "2018-01-02", "title": "Berliner Mauer",
     "text": "Die Mauer fiel. Ein Mauerblümchen blüht in Berlin."},
    {"id": "ru", "lang": "ru", "date": "2024-01-09", "title": "Встреча с Вячеславом Калгановым",
     "text": "Делегация встретилась с Вячеславом Калгановым. Председатель комитета Вячеслав"
             " Калганов рассказал о Москве. Калганову передали письмо."},
    {"id": "en", "lang": "en", "title": "A visit to Moscow",
     "text": "Vyacheslav Petrov went to Moscow and met Maria Zakharova."},
]  # fmt: skip


def write(path: Path, documents: list[dict[str, str]]) -> None:
    lines = (json.dumps(each, ensure_ascii=False) for each in documents)
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture(scope="module", params=sorted(engine_names()))
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Searcher]:  # fmt: skip
    folder = tmp_path_factory.mktemp("suggest")
    write(folder / "all.jsonl", DOCUMENTS)
    build_index(folder / "all.jsonl", folder / "index", engine=request.param)
    with open_index(folder / "index") as searcher:
        yield searcher


def texts(found: tuple[Suggestion, ...], kind: SuggestionKind) -> list[str]:
    return [each.text for each in found if each.kind is kind]


def ids(found: tuple[Suggestion, ...]) -> list[str | None]:
    return [each.id for each in found if each.kind is TITLE]


def test_titles_that_begin_so_come_first_and_the_newest_first(searcher: Searcher) -> None:
    assert ids(searcher.suggest("berlin")) == ["de-old", "de-begin", "de-new"]
    assert ids(searcher.suggest("Berliner")) == ["de-begin"]


def test_a_title_is_found_by_its_words_in_any_order_without_accents(searcher: Searcher) -> None:
    assert ids(searcher.suggest("kinh te hop ta")) == ["vi"]
    assert ids(searcher.suggest("moskau neu")) == ["de-new"]
    assert ids(searcher.suggest("moskau  ne ")) == []  # a space ends a word
    (title,) = [each for each in searcher.suggest("kinh te hop ta") if each.kind is TITLE]
    marked = [title.text[mark.start : mark.end] for mark in title.marks]
    assert (marked, title.lang, title.count) == (["Hợp", "tá", "kinh", "tế"], "vi", None)


def test_typed_accents_count(searcher: Searcher) -> None:
    assert ids(searcher.suggest("hop"))[0] == "vi"
    assert texts(searcher.suggest("hợp t"), TERM)[0] == "hợp tác"
    assert texts(searcher.suggest("hớp t"), TERM) == []


def test_titles_of_some_languages(searcher: Searcher) -> None:
    assert ids(searcher.suggest("mosk", lang="de")) == ["de-new"]
    assert ids(searcher.suggest("mosc", lang=["de", "ru"])) == []
    assert ids(searcher.suggest("mosc", lang=["de", "en"])) == ["en"]


def test_a_name_is_shown_as_documents_write_it(searcher: Searcher) -> None:
    found = searcher.suggest("Merk")
    assert texts(found, NAME)[:2] == ["Merkel", "Angela Merkel"]
    assert next(each.count for each in found if each.text == "Merkel") == 2
    assert "merkel" not in [text.lower() for text in texts(found, TERM)]
    assert texts(searcher.suggest("angela m"), NAME) == ["Angela Merkel"]
    assert texts(searcher.suggest("merkel an"), NAME) == ["Angela Merkel"]


@pytest.mark.parametrize("typed", ["калган", "Вячеслав Кал", "Kalganov", "Wjatscheslaw Kalganow"])
def test_a_name_in_one_script_finds_it_in_the_other(searcher: Searcher, typed: str) -> None:
    found = [each for each in searcher.suggest(typed) if each.kind is NAME]
    assert {each.count for each in found} == {2}, "each spelling counts the documents of all"
    spelt = "Вячеслав Калганов" if "а" in typed else "Wjatscheslaw Kalganow"
    assert spelt in [each.text for each in found]


def test_the_beginning_of_a_name_finds_it_in_the_other_script(tmp_path: Path) -> None:
    write(tmp_path / "ru.jsonl", [DOCUMENTS[5]])
    build_index(tmp_path / "ru.jsonl", tmp_path / "index")
    with open_index(tmp_path / "index") as searcher:
        for typed in ("Kalgan", "kalgan", "Калган", "Kalganow", "калганову"):
            assert texts(searcher.suggest(typed), NAME) == ["Калганов", "Вячеслав Калганов"], typed
        assert texts(searcher.suggest("Wjatscheslaw Kalg"), NAME) == ["Вячеслав Калганов"]


def test_a_womans_name_is_not_made_a_mans(searcher: Searcher) -> None:
    assert texts(searcher.suggest("Zakh"), NAME) == ["Maria Zakharova"]


@pytest.mark.parametrize(
    ("typed", "labels", "shown", "count"),
    [
        ("Mosk", "de", "Moskau", 5),
        ("mosk", "en", "Moscow", 5),
        ("Москв", "vi", "Mát-xcơ-va", 5),
        ("mat xco", "de", "Moskau", 5),
        ("Hà N", "ru", "Ханой", 2),
        ("hano", "vi", "Hà Nội", 2),
    ],
)
def test_places_by_any_name_in_the_language_of_the_page(
    searcher: Searcher, typed: str, labels: str, shown: str, count: int
) -> None:
    found = [each for each in searcher.suggest(typed, labels=labels) if each.kind is PLACE]
    assert [(each.text, each.lang, each.count) for each in found] == [(shown, labels, count)]


def test_only_places_that_documents_hold(searcher: Searcher) -> None:
    assert texts(searcher.suggest("Pari"), PLACE) == []


def test_vietnamese_words_get_their_accents(searcher: Searcher) -> None:
    found = searcher.suggest("hop t")
    assert texts(found, TERM) == ["hợp tác", "hợp tác xã"]
    assert [each.count for each in found if each.kind is TERM] == [1, 1]
    assert texts(searcher.suggest("Hop t"), TERM)[0] == "Hợp tác"
    assert "hợp đồng" in texts(searcher.suggest("hop "), TERM)


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("hop tac kinh te hop d", "hợp tác kinh tế hợp đồng"),
        ("Ky hop tac kinh t", "Ky hợp tác kinh tế"),
        ("hop tac Straße kinh t", "hop tac Straße kinh tế"),
        ("Berlin hop tac kinh t", "Berlin hop tac kinh tế"),
    ],
)
def test_words_before_get_their_accents_too(searcher: Searcher, typed: str, suggested: str) -> None:
    assert suggested in texts(searcher.suggest(typed), TERM)


def test_the_last_word_is_completed_beside_the_others(searcher: Searcher) -> None:
    found = searcher.suggest("Berlin Mau")
    assert texts(found, TERM) == ["Berlin Mauer", "Berlin Mauerblümchen"]
    assert {each.count for each in found if each.kind is TERM} == {1}
    assert texts(searcher.suggest("die Zusammenarbeit mit Mosk", labels="de"), PLACE) == [
        "die Zusammenarbeit mit Moskau"
    ]


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "?!", "lang:de", "title:Ber", "berl*", "(berl", "Berlin -Mau", "Berlin AND Mau",
     "date:[2024 TO", "zzzz qqqq", "\ud800", "\x00", "a" * 5000, "ber " * 500],
)  # fmt: skip
def test_what_is_no_beginning_of_words_gets_nothing(searcher: Searcher, typed: str) -> None:
    assert searcher.suggest(typed) == ()


def test_quoted_words_lead_to_titles_alone(searcher: Searcher) -> None:
    assert {each.kind for each in searcher.suggest('"hợp tác')} == {TITLE}


def test_a_long_text_is_not_cut_but_may_be_a_title(tmp_path: Path) -> None:
    title = "Ein Titel aus mehr Worten als es je in einem Suchfeld braucht, sagt man in Berlin"
    write(tmp_path / "a.jsonl", [{"id": "a", "lang": "de", "title": title, "text": "Kurz."}])
    build_index(tmp_path / "a.jsonl", tmp_path / "index")
    with open_index(tmp_path / "index") as searcher:
        for end in range(1, len(title) + 1):
            assert "a" in ids(searcher.suggest(title[:end]))
        assert {each.kind for each in searcher.suggest(title)} == {TITLE}


def test_no_more_than_asked_for_of_every_kind_some(searcher: Searcher) -> None:
    assert len(searcher.suggest("m", size=3)) == 3
    assert len(searcher.suggest("Berlin", size=1)) == 1
    kinds = [each.kind for each in searcher.suggest("m")]
    assert set(kinds) == set(SuggestionKind)
    assert len([kind for kind, _ in groupby(kinds)]) == 4, "each kind stands together"
    assert kinds[-1] is TITLE
    folds = [each.text.lower() for each in searcher.suggest("mo", labels="de")]
    assert len(set(folds)) == len(folds)
    for size in (0, -1, 1001):
        with pytest.raises(UsageError):
            searcher.suggest("m", size=size)


@settings(max_examples=80)
@given(text=st.text(max_size=30), labels=st.sampled_from(["vi", "de", "xx", ""]))
def test_nothing_typed_raises(searcher: Searcher, text: str, labels: str) -> None:
    for each in searcher.suggest(text, labels=labels):
        assert each.text
        ends = [0, *[end for mark in each.marks for end in mark[:2]], len(each.text)]
        assert ends == sorted(ends)


@settings(max_examples=40)
@given(data=st.data())
def test_every_beginning_of_a_title_finds_it(searcher: Searcher, data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(DOCUMENTS))
    title = document["title"]
    end = data.draw(st.integers(1, len(title)).filter(lambda end: title[end - 1] != " "))
    assert document["id"] in ids(searcher.suggest(title[:end], size=30))


def suggestion_files(index: Path) -> list[bytes]:
    generation = index / (index / "CURRENT").read_text().strip()
    return [(generation / name).read_bytes() for name in (GATHERED, SUGGESTIONS)]


@pytest.mark.parametrize("engine", sorted(engine_names()))
def test_an_updated_index_suggests_as_one_built_anew(tmp_path: Path, engine: str) -> None:
    source = tmp_path / "source"
    source.mkdir()
    write(source / "a.jsonl", DOCUMENTS[:4])
    write(source / "b.jsonl", DOCUMENTS[4:6])
    build_index(source, tmp_path / "index", engine=engine)
    changed = {**DOCUMENTS[4], "title": "Bonn", "text": "Helmut Kohl in Bonn."}
    write(source / "b.jsonl", [changed, DOCUMENTS[6]])
    with open_index(tmp_path / "index") as searcher:
        assert texts(searcher.suggest("Helmut"), NAME) == []
        update_index(tmp_path / "index")
        assert texts(searcher.suggest("Helmut"), NAME) == ["Helmut Kohl"]
        assert ids(searcher.suggest("Встреча")) == []
    build_index(source, tmp_path / "fresh", engine=engine, jobs=2)
    assert suggestion_files(tmp_path / "index") == suggestion_files(tmp_path / "fresh")


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", DOCUMENTS[:1])
    build_index(tmp_path / "a.jsonl", tmp_path / "index")
    damaged = tmp_path / "index" / "gen-000001" / SUGGESTIONS
    damaged.write_bytes(b"\x00" * damaged.stat().st_size)
    with (
        open_index(tmp_path / "index") as searcher,
        pytest.raises(CorruptIndex, match=SUGGESTIONS),
    ):
        searcher.suggest("Hợp")
