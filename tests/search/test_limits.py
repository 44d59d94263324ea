"""What one query may cost: patterns, phrases and time have bounds, and the answer says so."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer import Searcher, Settings, build_index, open_index
from indexer.clock import Clock, current_clock, running
from indexer.engines import expansion
from indexer.engines import tree as query
from indexer.engines.expansion import Expander, fits
from indexer.errors import Busy, QueryTooSlow
from indexer.search.gate import COSTLY, Gate, points


def notes(searcher: Searcher, text: str) -> list[str]:
    return [str(note) for note in searcher.search(text).query.notes]


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        ("an*", ["an", "anh"], ["a", "ban"]),
        ("*an", ["an", "ban", "anan"], ["anh"]),
        ("*a*b*", ["ab", "xaxbx", "aab"], ["ba"]),
        ("a?c", ["abc", "aéc"], ["ac", "abbc"]),
        ("*ab", ["aab", "abab"], ["aba"]),
        ("a[b]*", ["a[b]c"], ["ab"]),
        ("*a?a", ["aaaa", "xaba"], ["aab"]),
    ],
)
def test_patterns_fit(pattern: str, good: list[str], bad: list[str]):
    tell = fits(pattern)
    assert all(tell(term) for term in good)
    assert not any(tell(term) for term in bad)


def test_a_pattern_takes_no_power_of_time():
    assert not fits("*a" * 60 + "*b")("a" * 16_000)


def test_an_expansion_is_the_most_frequent_terms(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(expansion, "MAX_EXPANSION", 3)
    terms = ["that", "the", "then", "thus", "thy"]
    expand = Expander(lambda _, prefix: [term for term in terms if term.startswith(prefix)]).expand
    assert expand(query.Prefix("body_word", "th")) == (("that", "the", "then"), False)
    assert expand(query.Wildcard("body_word", "*u*")) == (("thus",), True)
    assert expand(query.Prefix("body_word", "tha")) == (("that",), True)


@pytest.fixture(scope="module", params=["tantivy", "whoosh"])
def searcher(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Searcher]:
    folder: Path = tmp_path_factory.mktemp("papers")
    for number in range(40):
        (folder / f"{number:02}.txt").write_text(f"anh{'abcdefgh'[number % 8]} zzz{number:02}zzz")
    index = tmp_path_factory.mktemp(request.param) / "index"
    build_index(folder, index, settings=Settings(engine=request.param))
    with open_index(index, settings=Settings(cached_pages=0)) as opened:
        yield opened


def test_a_pattern_that_fits_too_much_says_so(searcher: Searcher, monkeypatch: pytest.MonkeyPatch):
    assert not any("fits too many" in note for note in notes(searcher, "zzz*"))
    monkeypatch.setattr(expansion, "MAX_EXPANSION", 5)
    found = searcher.search("zzz?0* anh*", size=100, duplicates="show")
    assert found.total == 26  # five of eight terms, with five documents each, and one more
    page = searcher.search("*zz1?zzz", size=100, duplicates="show")
    assert page.total == 5
    assert {hit.id for hit in page.hits} == {f"{n}.txt" for n in range(10, 15)}
    (note,) = [str(note) for note in page.query.notes]
    assert note.startswith("“*zz1?zzz” fits too many words")


def test_patterns_have_a_bound(seeds_searcher: Searcher):
    text = " ".join(f"del{letter}*" for letter in "abcdefghijklmnopq")
    assert "Only the first 16 patterns were searched." in notes(seeds_searcher, text)
    assert "Only the first 16 patterns were searched." not in notes(seeds_searcher, text[:-6])
    leading = " ".join(f"*de{letter}*" for letter in "abcdefghi")
    assert "Only the first 16 patterns were searched." in notes(seeds_searcher, leading)


@pytest.mark.parametrize(
    ("typed", "searched"), [("Huế~2", "~1"), ("Hanoi~2", ""), ("Rom~2", "~1"), ("Kalganw~2", "")]
)
def test_short_words_differ_by_one_letter(seeds_searcher: Searcher, typed: str, searched: str):
    said = [note for note in notes(seeds_searcher, typed) if "cannot differ" in note]
    assert bool(said) is bool(searched)
    assert all(searched in note for note in said)


def test_near_phrases_share_a_budget(seeds_searcher: Searcher):
    one = '"Moskau Delegation"~50'
    assert not any("takes too long" in note for note in notes(seeds_searcher, one))
    many = " ".join(f'"{word} Delegation"~50' for word in ("Hanoi", "Hue", "Kaluga") * 8)
    assert any("takes too long" in note for note in notes(seeds_searcher, many))


def test_a_search_has_its_time(seeds_index: Path):
    hasty = Settings(query_seconds=1e-6)
    with (
        open_index(seeds_index, settings=hasty) as searcher,
        pytest.raises(QueryTooSlow, match="given up"),
    ):
        searcher.search("Kaluga")
    assert current_clock().left == float("inf")


def test_a_clock_runs_out():
    with running(0.0) as clock, pytest.raises(QueryTooSlow):
        clock.step("analyse")
    with running(100.0) as clock:
        clock.step("analyse")
        assert set(clock.steps) == {"analyse"}
        assert current_clock() is clock


@pytest.mark.parametrize(
    "text",
    ["hợp tác du lịch", "Freund*", "Kalganw~1", '"Moskau Delegation"~5', "*fahrt", "+a -b (c OR d)",
     "Wie ist die Zusammenarbeit zwischen den beiden Städten im vergangenen Jahr gewachsen?"],
)  # fmt: skip
def test_what_people_type_is_not_costly(text: str):
    assert points(text, 100) < COSTLY


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("a " * 41, 10),
        ("*a*b*c* *d*e*f*", 10),
        ("ab* " * 5, 10),
        ('"a b"~50 ' * 4, 10),
        ("a", 9000),
    ],
)
def test_what_takes_long_is_costly(text: str, rank: int):
    assert points(text, rank) >= COSTLY


def test_costly_searches_go_one_at_a_time_and_further_ones_are_refused():
    gate = Gate(1)
    inside, go = threading.Event(), threading.Event()
    order: list[str] = []

    def first() -> None:
        with gate.passing(COSTLY, Clock(60)):
            inside.set()
            go.wait(60)
            order.append("first")

    def second() -> None:
        with gate.passing(COSTLY, Clock(60)):
            order.append("second")

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert inside.wait(60)
    threads[1].start()
    while gate.inside < 2:
        pass
    with pytest.raises(Busy), gate.passing(COSTLY, Clock(60)):
        pass
    with gate.passing(COSTLY - 1, Clock(60)):
        order.append("cheap")
    go.set()
    for thread in threads:
        thread.join(60)
    assert order == ["cheap", "first", "second"]
    with gate.passing(COSTLY, Clock(60)):
        order.append("again")
    assert gate.inside == 0


def test_who_waits_too_long_is_refused():
    gate = Gate(1)
    with gate.passing(COSTLY, Clock(60)), pytest.raises(Busy), gate.passing(COSTLY, Clock(0.01)):
        pass
    assert gate.inside == 0
