"""The chart over time: which periods its bars are, what they count, where they lead."""

from __future__ import annotations

import pytest
from flask import Flask
from web_helpers import parameters

from indexer.model import FacetCount, Page, QueryInfo
from searchapp.params import SearchParams
from searchapp.render.histogram import MOST, Histogram, histogram


@pytest.fixture(autouse=True)
def _request(app: Flask):
    with app.test_request_context("/"):
        yield


def chart(days: dict[str, int], *, total: int | None = None, **asked: str) -> Histogram:
    """The chart of documents by their days, as the searcher counts them."""
    facets: dict[str, tuple[FacetCount, ...]] = {}
    for name, length in (("year", 4), ("month", 7), ("day", 10)):
        counts: dict[str, int] = {}
        for day, count in days.items():
            counts[day[:length]] = counts.get(day[:length], 0) + count
        facets[name] = tuple(FacetCount(*pair) for pair in counts.items())
    months = sorted(item.value for item in facets["month"])
    if months and not _close(months[0], months[-1]):
        facets["day"] = ()
    number = sum(days.values()) if total is None else total
    params = SearchParams.model_validate({"q": "x", **asked})
    return histogram(Page(QueryInfo("x"), number, facets=facets), params)


def _close(first: str, last: str) -> bool:
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:]) < 2


@pytest.mark.parametrize(
    ("days", "first", "last", "number"),
    [
        (["2025-12-16"], "2025-12-01", "2025-12-31", 31),
        (["2024-02-29", "2024-03-01"], "2024-02-01", "2024-03-31", 60),
        (["2025-12-16", "2026-01-01"], "2025-12-01", "2026-01-31", 62),
        (["2025-11-25", "2026-01-01"], "2025-11", "2026-01", 3),
        (["2021-01-01", "2026-02-01"], "2021-01", "2026-02", 62),
        (["2021-01-01", "2026-03-01"], "2021", "2026", 6),
        (["1964-01-01", "2025-03-01"], "1964", "2025", 62),
        (["1963-01-01", "2025-03-01"], "1962", "2025", 32),
        (["1601-01-01", "2025-03-01"], "1600", "2029", 43),
        (["0001-01-01", "9999-12-31"], "0001", "9999", 50),
        (["9999-12-31"], "9999-12-01", "9999-12-31", 31),
    ],
)
def test_bars_are_as_wide_as_their_number_allows(
    days: list[str], first: str, last: str, number: int
):
    bars = chart(dict.fromkeys(days, 2)).bars
    assert (bars[0].first, bars[-1].last, len(bars)) == (first, last, number)
    assert len(bars) <= MOST
    assert sum(bar.hits for bar in bars) == 2 * len(days)


def test_empty_periods_have_their_place_and_few_documents_are_seen():
    found = chart({"2025-09-01": 1, "2025-11-01": 200, "2025-12-24": 100})
    assert [(bar.first, bar.hits, bar.height) for bar in found.bars] == [
        ("2025-09", 1, 3),
        ("2025-10", 0, 0),
        ("2025-11", 200, 100),
        ("2025-12", 100, 50),
    ]
    assert found.most == 200


def test_bars_lead_to_their_period():
    bars = chart({"1960-01-01": 1, "2025-12-16": 1}, lang=("de",), page=3).bars
    assert (bars[-1].first, bars[-1].last) == ("2024", "2025")
    assert parameters(bars[-1].url) == {
        "q": ["x"], "lang": ["de"], "from": ["2024"], "to": ["2025"],
    }  # fmt: skip


def test_bars_never_lead_out_of_the_chosen_period():
    days = {"2025-01-20": 1, "2025-06-01": 1, "2025-12-03": 1}
    bars = chart(days, **{"from": "2025-01-16", "to": "2025-12-15"}).bars
    assert [(bar.first, bar.last) for bar in (bars[0], bars[1], bars[-1])] == [
        ("2025-01-16", "2025-01"),
        ("2025-02", "2025-02"),
        ("2025-12", "2025-12-15"),
    ]
    whole = chart(days, **{"from": "2025-01", "to": "2025"}).bars
    assert [(bar.first, bar.last) for bar in (whole[0], whole[-1])] == [
        ("2025-01", "2025-01"),
        ("2025-12", "2025-12"),
    ]


@pytest.mark.parametrize(
    ("asked", "first", "last", "number"),
    [
        ({"from": "2025", "to": "2025"}, "2025-01", "2025-12", 12),
        ({"from": "2025-03"}, "2025-03", "2025-07", 5),
        ({"from": "2025-04-10", "to": "2026"}, "2025-04-10", "2026-12", 21),
        ({"from": "0001", "to": "9999"}, "2025-04", "2025-07", 4),
    ],
)
def test_the_chart_reaches_over_the_chosen_period_where_there_is_room(
    asked: dict[str, str], first: str, last: str, number: int
):
    bars = chart({"2025-04-16": 1, "2025-07-01": 1}, **asked).bars
    assert (bars[0].first, bars[-1].last, len(bars)) == (first, last, number)


def test_days_of_a_chosen_week():
    bars = chart({"2025-12-16": 4}, **{"from": "2025-12-15", "to": "2025-12-21"}).bars
    assert [(bar.first, bar.hits) for bar in bars[:3]] == [
        ("2025-12-15", 0),
        ("2025-12-16", 4),
        ("2025-12-17", 0),
    ]
    assert len(bars) == 7


@pytest.mark.parametrize(
    ("asked", "ways"),
    [
        ({}, []),
        ({"from": "2025"}, [""]),
        ({"to": "2025"}, [""]),
        ({"from": "2025", "to": "2025"}, [""]),
        ({"from": "2024", "to": "2025"}, [""]),
        ({"from": "2025-12", "to": "2025-12"}, ["", "2025"]),
        ({"from": "2025-02", "to": "2025-12"}, ["", "2025"]),
        ({"from": "2025-12-16", "to": "2025-12-16"}, ["", "2025", "2025-12"]),
    ],
)
def test_ways_back(asked: dict[str, str], ways: list[str]):
    found = chart({"2025-12-16": 1}, **asked)
    assert [wider.value for wider in found.wider] == ways
    for value, url in found.wider:
        period = {"from": [value], "to": [value]} if value else {}
        assert parameters(url) == {"q": ["x"], **period}


def test_documents_without_a_date_are_counted():
    assert chart({"2025-12-16": 3}, total=5).undated == 2
    assert chart({"2025-12-16": 3}, total=3, **{"from": "2025"}).undated == 0
    assert chart({}, total=5) == Histogram([], 0, 5, [])
