"""Facets of filters that are in force: alternatives stay counted, other filters count."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from typing import Any

import pytest

from indexer import Searcher, build_index, load_settings, open_index
from indexer.engines.base import Facets
from indexer.engines.registry import engine_names
from indexer.errors import QueryTooSlow
from indexer.model import Page
from indexer.search import facets

HANOI, MOSCOW = "geo:1581130", "geo:524901"
RECORDS = [
    ("a", "vi", "2025-11-25", "north", "Hội nghị tại Hà Nội bàn về du lịch."),
    ("b", "vi", "2025-12-16", "south", "Hà Nội và Mát-xcơ-va hợp tác về du lịch."),
    ("c", "de", "2025-12-16", "south", "Die Delegation reist nach Moskau."),
    ("d", "ru", "2025-12-31", "south", "Делегация встретилась в Москве."),
]
MARKDOWN = (
    "# Ein Besuch\n\ndate 2024-03-01\n\n"
    "Die Delegation war gestern in Hanoi und hat dort mit der Stadt gesprochen:"
    " über den Austausch von Studenten."
)


@pytest.fixture(scope="module", params=engine_names())
def searcher(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("facets")
    lines = (
        json.dumps({"id": doc_id, "lang": lang, "date": date, "source": source, "text": text})
        for doc_id, lang, date, source, text in RECORDS
    )
    (folder / "in").mkdir()
    (folder / "in" / "records.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "in" / "note.md").write_text(MARKDOWN, encoding="utf-8")
    build_index(folder / "in", folder / "index", engine=request.param)
    with open_index(folder / "index") as opened:
        yield opened


def counts(page: Page, facet: str) -> dict[str, int]:
    return {item.value: item.count for item in page.facets[facet]}


def test_a_chosen_value_leaves_its_alternatives(searcher: Searcher) -> None:
    page = searcher.search("", lang="de")
    assert page.total == 2
    assert counts(page, "lang") == {"vi": 2, "de": 2, "ru": 1}
    assert counts(page, "type") == {"md": 1, "record": 1}
    assert counts(page, "year") == {"2024": 1, "2025": 1}
    assert searcher.search("", lang=["de", "ru"]).total == 3


def test_other_filters_count(searcher: Searcher) -> None:
    page = searcher.search("", lang="de", source="south", doc_type="record")
    assert page.total == 1
    assert counts(page, "lang") == {"vi": 1, "de": 1, "ru": 1}
    assert counts(page, "source") == {"south": 1}
    assert counts(page, "type") == {"record": 1}


def test_what_is_chosen_is_counted_even_if_it_is_nothing(searcher: Searcher) -> None:
    page = searcher.search("", lang=["de", "fr"], doc_type="pdf", place=[HANOI, "geo:0"])
    assert page.total == 0
    assert counts(page, "lang") == {"de": 0, "fr": 0}
    assert counts(page, "type") == {"md": 1, "pdf": 0}
    assert counts(page, "place") == {HANOI: 0, "geo:0": 0}


def test_several_places_are_alternatives(searcher: Searcher) -> None:
    one, both = searcher.search("", place=HANOI), searcher.search("", place=[HANOI, MOSCOW])
    assert (one.total, both.total) == (3, 5)
    for page in (one, both):
        assert counts(page, "place")[HANOI] == counts(page, "place")[MOSCOW] == 3
    assert {item.label for item in both.facets["place"]} >= {"Hanoi", "Moscow"}
    typed = searcher.search("", place="Moskau")
    assert (typed.total, counts(typed, "place")["Moskau"]) == (3, 3)


def test_days_are_counted_in_short_periods(searcher: Searcher) -> None:
    assert counts(searcher.search(""), "day") == {}
    page = searcher.search("", date_from="2025")
    assert counts(page, "day") == {"2025-11-25": 1, "2025-12-16": 2, "2025-12-31": 1}
    assert counts(searcher.search("", date_from="2026"), "day") == {}


def test_copies_are_counted_among_themselves(searcher: Searcher) -> None:
    page = searcher.search("", copies_of="c", lang="de")
    assert (page.total, counts(page, "lang")) == (1, {"de": 1})


def test_types_are_found_and_told(searcher: Searcher) -> None:
    (hit,) = searcher.search("type:md Delegation").hits
    assert (hit.type, searcher.document(hit.id).document.type) == ("md", "md")
    assert searcher.search("TYPE:Record").total == 4
    assert [
        str(note) for note in searcher.search("type:exe Delegation", across="off").query.notes
    ] == ["“exe” is not one of the types known: pdf, docx, html, md, txt, record."]


@pytest.mark.parametrize("chosen", [{}, {"lang": "de"}])
def test_facets_may_be_looked_at_when_the_searcher_is_closed(
    searcher: Searcher, chosen: dict[str, str]
) -> None:
    with open_index(searcher._index.path) as other:
        page = other.search("Delegation", **chosen)  # type: ignore[arg-type]
    now = searcher.search("Delegation", count_facets=True, **chosen)  # type: ignore[arg-type]
    assert page.facets == dict(now.facets)
    assert counts(page, "lang") == {"de": 2, "ru": 1}


def test_facets_are_counted_once_and_when_they_are_looked_at(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[object] = []
    made = facets._complete

    def noted(*arguments: Any) -> Facets:
        times.append(arguments)
        return made(*arguments)

    monkeypatch.setattr(facets, "_complete", noted)
    page = searcher.search("Hanoi Delegation")
    later = searcher._generations._opened.reader.counts_later
    assert len(times) == (0 if later else 1)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: dict(page.facets), range(32)))
    assert len(times) == 1
    assert all(each == found[0] for each in found)
    assert found[0]["lang"]
    searcher.search("Moskau Delegation", count_facets=True)
    assert len(times) == 2


def test_suggestions_that_take_too_long_never_cost_a_page(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: object, **__: object) -> tuple[str, ...]:
        sleep(0.3)
        raise QueryTooSlow("late", hint="")

    with open_index(searcher._index.path, settings=load_settings(query_seconds=0.25)) as other:
        monkeypatch.setattr(other._generations._opened.speller, "suggestions", late)
        page = other.search("Delegation", count_facets=True)
    assert page.total
    assert page.facets["lang"]
