"""Did you mean, in a small index of four languages: what is suggested, and when nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import Searcher, build_index, open_index
from indexer.engines.registry import engine_names

TEXTS = (
    "Die Delegation spricht in Moskau über Tourismus und über Straßen.",
    "Frau Schlüter leitet die Delegation; der Tourismus wächst.",
    "Frau Schlüter wohnt in der Straße am Markt und besucht Hanoi.",
    "Đoàn đại biểu bàn về hợp tác thương mại và du lịch.",
    "Hợp tác thương mại giữa hai nước phát triển mạnh.",
    "Bộ trưởng nói về hợp tác du lịch với nước bạn.",
    "Губернатор говорил о туризме. Делегация вернулась в Москву.",
    "Делегация провинции встретила губернатора.",
    "Вячеслав Калганов принял делегацию.",
    "The delegation talked about cooperation in agriculture.",
    "Agriculture and cooperation of the two regions, a report.",
)


@pytest.fixture(scope="module", params=engine_names())
def searcher(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("spelling")
    (folder / "in").mkdir()
    for number, text in enumerate(TEXTS):
        path = folder / "in" / f"{number:02}.txt"
        path.write_text(text, encoding="utf-8")
    build_index(folder / "in", folder / "index", engine=request.param)
    with open_index(folder / "index") as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("Turismus", "Tourismus", id="a letter missing"),
        pytest.param("Tourissmus", "Tourismus", id="a letter more"),
        pytest.param("Tourosmus", "Tourismus", id="another letter"),
        pytest.param("Delegatoin Moskau", "Delegation Moskau", id="two changed places"),
        pytest.param("agricultuer cooperation", "agriculture cooperation", id="English"),
        pytest.param("губирнатор", "губернатор", id="Russian"),
        pytest.param("wachsst Tourismus", "wächst Tourismus", id="and an umlaut"),
        pytest.param("Schluter", "Schlüter", id="only an umlaut"),
        pytest.param("hop tac thuong mai", "hợp tác thương mại", id="Vietnamese without accents"),
        pytest.param("Hop tac DU LICH", "Hợp tác DU LỊCH", id="in the case as typed"),
        pytest.param("hop tacx thuong mai", "hợp tác thương mại", id="accents and a slip"),
        pytest.param('"hop tac" lang:vi', '"hợp tác" lang:vi', id="the rest stays"),
        pytest.param("+Turismus -Markt", "+Tourismus -Markt", id="signs stay"),
        pytest.param("(Turismus OR Hanoi)", "(Tourismus OR Hanoi)", id="operators stay"),
    ],
)
def test_what_was_meant_is_suggested(searcher: Searcher, typed: str, meant: str) -> None:
    page = searcher.search(typed)
    assert page.suggestions == (meant,)
    assert page.query.text == typed


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("Delegation Tourismus", id="nothing wrong"),
        pytest.param("Delegationen", id="another form"),
        pytest.param("hợp tác thương mại", id="accents typed"),
        pytest.param("Kalganow", id="a name found by its key"),
        pytest.param("Moskva", id="a place in another spelling"),
        pytest.param("Strassen", id="spelt out"),
        pytest.param("Turismu*", id="a pattern"),
        pytest.param("Turismus~1", id="fuzzy already"),
        pytest.param("title:Turismus", id="in a field"),
        pytest.param("Delegation -Turismus", id="excluded"),
        pytest.param("qqqqqqqq", id="near to nothing"),
        pytest.param("Turismus lang:vi", id="finds nothing more in Vietnamese"),
        pytest.param("in die an", id="syllables of other languages"),
        pytest.param("2024 B12", id="digits"),
        pytest.param("", id="blank"),
        pytest.param("   ", id="space"),
        pytest.param('\ud800 ((( " ~', id="nonsense"),
    ],
)
def test_nothing_is_suggested(searcher: Searcher, typed: str) -> None:
    assert searcher.search(typed).suggestions == ()


def test_filters_limit_what_is_found(searcher: Searcher) -> None:
    assert searcher.search("Turismus", lang="de").suggestions == ("Tourismus",)
    assert searcher.search("Turismus", lang="ru").suggestions == ()


def test_what_is_suggested_finds_more(searcher: Searcher) -> None:
    for typed in ("Turismus", "губирнатор", "agricultuer"):
        page = searcher.search(typed, across="off")
        assert searcher.search(page.suggestions[0], across="off").total > page.total


def test_only_the_first_page_suggests(searcher: Searcher) -> None:
    assert searcher.search("Turismus Delegation", size=1).suggestions
    assert searcher.search("Turismus Delegation", size=1, page=2).suggestions == ()


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.text(st.sampled_from("Ttouürismsượph кие-'’\"(*~:\u0301\u00ad\ud800ﬃⅷİ"), max_size=25))
def test_nothing_that_is_typed_raises(searcher: Searcher, typed: str) -> None:
    page = searcher.search(typed)
    assert len(page.suggestions) <= 1
    assert typed not in page.suggestions


def test_an_empty_vocabulary_suggests_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("12 34 56", encoding="utf-8")
    build_index(tmp_path / "a.txt", tmp_path / "index")
    with open_index(tmp_path / "index") as opened:
        assert opened.search("Turismus").suggestions == ()
        assert opened.search("hop tac").suggestions == ()
