"""Parameters: what reaches the searcher, and that every wrong one is named."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fake_searcher import FakeSearcher
from flask.testing import FlaskClient
from web_helpers import problem


def test_everything_is_passed_on(client: FlaskClient, searcher: FakeSearcher):
    client.get(
        "/api/v1/search?q=a+b&page=2&size=5&lang=de&lang=VI&lang=de&from=2024&to=2025-02"
        "&place=Moskau&place=geo:1&source=seeds&source=x/y&type=pdf&type=md&sort=date&names=off&places=on"
        "&duplicates=show&copies_of=a%20b&across=first"
    )
    assert searcher.calls == [
        {
            "query": "a b", "page": 2, "size": 5, "lang": ("de", "vi"),
            "date_from": "2024-01-01", "date_to": "2025-02-28", "place": ("Moskau", "geo:1"),
            "source": ("seeds", "x/y"), "doc_type": ("pdf", "md"),
            "sort": "date", "names": False, "places": True,
            "duplicates": "show", "copies_of": "a b", "labels": "en", "across": "first",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("partial", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-02", "2025-02-01", "2025-02-28"),
        ("2025-12-16", "2025-12-16", "2025-12-16"),
    ],
)
def test_a_partial_date_means_all_of_it(
    client: FlaskClient, searcher: FakeSearcher, partial: str, first: str, last: str
):
    assert client.get(f"/api/v1/search?from={partial}&to={partial}").status_code == 200
    assert (searcher.calls[0]["date_from"], searcher.calls[0]["date_to"]) == (first, last)


def test_blank_values_count_as_not_given(client: FlaskClient, searcher: FakeSearcher):
    assert client.get("/api/v1/search?q=&lang=&from=+&to=&source=&page=&size=").status_code == 200
    call = searcher.calls[0]
    assert (call["query"], call["lang"], call["source"]) == ("", None, None)
    assert (call["page"], call["size"], call["date_from"]) == (1, 10, None)


def test_a_page_beyond_the_end_is_empty(client: FlaskClient):
    body = client.get("/api/v1/search?q=Kalganow&page=999999").get_json()
    assert (body["hits"], body["page"], body["total"]) == ([], 999999, 16)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=one", "page"),
        ("page=1_0", "page"),
        ("page=٣", "page"),
        ("page=99999999999999999999", "page"),
        ("size=0", "size"),
        ("size=101", "size"),
        ("lang=german!", "lang"),
        ("lang=de&lang=%00", "lang"),
        ("from=2025-13", "from"),
        ("from=2025-1", "from"),
        ("from=0000", "from"),
        ("to=2025-02-30", "to"),
        ("to=16.12.2025", "to"),
        ("sort=score", "sort"),
        ("q=" + "x" * 2001, "q"),
        ("place=" + "x" * 501, "place"),
        ("&".join(f"place={n}" for n in range(21)), "place"),
        ("type=exe", "type"),
        ("type=pdf&type=PDF", "type"),
        ("&".join(f"source={n}" for n in range(21)), "source"),
        ("query=x", "query"),
        ("q=a&q=b", "q"),
        ("page=1&page=1", "page"),
        ("&".join("x=" for _ in range(300)), "?"),
    ],
)
def test_a_wrong_parameter_is_named(client: FlaskClient, query: str, parameter: str):
    body = problem(client, f"/api/v1/search?{query}", 400)
    assert body["type"] == "urn:querlang:problem:bad-parameter"
    assert [item["parameter"] for item in body["errors"]] == [parameter]
    assert all(set(item) == {"parameter", "detail"} for item in body["errors"])
    assert parameter in body["detail"]


def test_every_wrong_parameter_is_named(client: FlaskClient):
    body = problem(client, "/api/v1/search?page=0&size=x&nope=1&from=x", 400)
    assert {item["parameter"] for item in body["errors"]} == {"page", "size", "nope", "from"}


@pytest.mark.parametrize("address", ["/api/v1/stats?q=1", "/api/v1/documents/doc-01?lang=de"])
def test_other_addresses_are_strict_too(client: FlaskClient, address: str):
    assert problem(client, address, 400)["errors"]


@pytest.mark.parametrize(
    "query",
    ["%00", "%ED%A0%80", "%FF%FE", "%", "a%00b", "%F4%90%80%80", quote("\u202e\ufeff\U0010ffff")],
)
@pytest.mark.parametrize("address", ["/api/v1/search", "/", "/documents/doc-01"])
def test_no_query_is_too_odd(client: FlaskClient, address: str, query: str):
    answer = client.get(f"{address}?q={query}")
    assert answer.status_code == 200
    answer.data.decode("utf-8")


@pytest.mark.parametrize("address", ["/api/v1/search", "/"])
def test_raw_bytes_in_the_address_are_survived(client: FlaskClient, address: str):
    answer = client.get(address, environ_overrides={"QUERY_STRING": "q=\xff\xfe&lang=de"})
    assert answer.status_code == 200


def test_a_very_long_query_is_refused(client: FlaskClient):
    problem(client, "/api/v1/search?q=" + "x" * 100_000, 400)
    assert client.get("/?q=" + "x" * 100_000).status_code == 400


@pytest.mark.parametrize(
    ("address", "counted"),
    [("/?q=Kaluga", True), ("/api/v1/search?q=Kaluga", True), ("/feed.atom?q=Kaluga", False)],
)
def test_facets_are_counted_for_those_who_show_them(
    client: FlaskClient, searcher: FakeSearcher, address: str, counted: bool
) -> None:
    assert client.get(address).status_code == 200
    assert searcher.counted is counted
