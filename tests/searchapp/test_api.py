"""The JSON endpoint: shapes that are pinned, errors that are problems."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from urllib.parse import quote

import pytest
from fake_searcher import DOCUMENTS, ODD_IDS, FakeSearcher
from flask.testing import FlaskClient
from web_helpers import problem

from indexer.errors import (
    ClusterAccess,
    ClusterUnavailable,
    CorruptIndex,
    IndexNotFound,
    QuerlangError,
    StaleIndex,
    UnsupportedByEngine,
)


def test_search_has_the_pinned_shape(client: FlaskClient):
    answer = client.get("/api/v1/search?q=Kalganow")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    body = answer.get_json()
    assert list(body) == [
        "query", "total", "page", "size", "took_ms", "hits", "facets", "suggestions",
        "folded", "next_cursor",
    ]  # fmt: skip
    assert set(body["query"]) == {"text", "interpreted", "notes", "translations"}
    assert set(body["facets"]) == {"lang", "year", "month", "day", "source", "type", "place"}
    assert set(body["facets"]["lang"][0]) == {"value", "count"}
    for hit in body["hits"]:
        assert set(hit) == {
            "id", "title", "title_html", "lang", "date", "source", "url", "score", "snippets",
            "duplicates", "type", "places",
        }  # fmt: skip
        for snippet in hit["snippets"]:
            assert set(snippet) == {"text", "html", "marks"}
            assert snippet["marks"]
            for mark in snippet["marks"]:
                assert set(mark) == {"start", "end", "channel", "query"}
                assert snippet["text"][mark["start"] : mark["end"]] == "Kalganow"


def test_json_is_utf8_and_not_escaped(client: FlaskClient):
    answer = client.get("/api/v1/search", query_string={"q": "Khánh Hòa"})
    assert "Khánh Hòa" in answer.data.decode("utf-8")


def test_html_in_json_is_escaped(client: FlaskClient):
    hit = client.get("/api/v1/search?q=co").get_json()["hits"][0]
    assert "<script>" in hit["title"]
    assert "<script>" not in hit["title_html"]
    assert "<mark>co</mark>" in hit["snippets"][0]["html"]
    assert "<script>" not in hit["snippets"][0]["html"]


def test_document_has_the_pinned_shape(client: FlaskClient):
    body = client.get("/api/v1/documents/doc-01?q=Kalganow").get_json()
    assert set(body) == {
        "id", "title", "title_html", "lang", "date", "source", "url", "author", "text", "marks",
        "duplicates", "tokens", "runs", "names", "places", "type",
    }  # fmt: skip
    assert body["tokens"] == len(body["text"].split())
    assert body["runs"] == [{"start": 0, "end": len(body["text"]), "lang": "vi"}]
    assert body["names"] == [
        {"name": "Kalganow", "count": 1, "query": "name:Kalganow", "spellings": ["Kalganow"]}
    ]
    assert [body["text"][mark["start"] : mark["end"]] for mark in body["marks"]] == ["Kalganow"]
    assert client.get("/api/v1/documents/doc-01").get_json()["marks"] == []
    assert client.get("/api/v1/documents/doc-04").get_json()["places"] == [
        {"id": "geo:1581130", "name": "Hanoi", "count": 1, "spellings": ["Hanoi"]}
    ]


def test_similar_documents_are_hits(client: FlaskClient):
    body = client.get("/api/v1/documents/doc-01/similar?size=2&lang=en&lang=ru").get_json()
    assert set(body) == {"id", "title", "hits"}
    assert body["id"] == "doc-01"
    assert {hit["lang"] for hit in body["hits"]} <= {"en", "ru"}
    assert len(body["hits"]) == 2
    assert set(body["hits"][0]) == {
        "id", "title", "title_html", "lang", "date", "source", "url", "score", "snippets",
        "duplicates", "type", "places",
    }  # fmt: skip
    assert len(client.get("/api/v1/documents/doc-01/similar").get_json()["hits"]) == 5


@pytest.mark.parametrize("odd", ODD_IDS)
def test_similar_documents_of_odd_ids(client: FlaskClient, odd: str):
    address = f"/api/v1/documents/{quote(odd, safe='')}/similar"
    assert client.get(address).get_json()["id"] == odd


def test_a_document_whose_id_ends_like_the_address_is_itself(
    client: FlaskClient, searcher: FakeSearcher
):
    searcher.documents.append(replace(searcher.documents[1], id="doc-01/similar", text="Itself."))
    assert client.get("/api/v1/documents/doc-01/similar").get_json()["text"] == "Itself."
    body = client.get("/api/v1/documents/doc-01/similar/similar").get_json()
    assert body["id"] == "doc-01/similar"


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("size=0", "size"),
        ("size=101", "size"),
        ("size=x", "size"),
        ("lang=1", "lang"),
        ("q=x", "q"),
    ],
)
def test_wrong_parameters_of_similar_documents(client: FlaskClient, address: str, parameter: str):
    body = problem(client, f"/api/v1/documents/doc-01/similar?{address}", 400)
    assert [error["parameter"] for error in body["errors"]] == [parameter]


def test_nothing_is_similar_to_an_unknown_document(client: FlaskClient):
    body = problem(client, "/api/v1/documents/no/such/similar", 404)
    assert body["type"] == "urn:querlang:problem:document-not-found"
    assert body["detail"] == "There is no document with the id 'no/such'."


def test_stats_have_the_pinned_shape(client: FlaskClient):
    body = client.get("/api/v1/stats").get_json()
    assert set(body) == {
        "generation", "engine", "built_at", "documents", "tokens", "langs", "sources",
        "first_date", "last_date", "near_duplicates", "skipped",
    }  # fmt: skip
    assert body["documents"] == len(DOCUMENTS)


@pytest.mark.parametrize(
    "address",
    ["/api/", "/api/v1", "/api/v2/search", "/api/v1/search/", "/api/v1/documents/"],
)
def test_an_unknown_address_is_a_problem(client: FlaskClient, address: str):
    assert problem(client, address, 404)["type"] == "about:blank"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("address", ["/api/v1/search", "/api/v1/stats", "/healthz", "/readyz"])
def test_only_reading_is_allowed(client: FlaskClient, address: str, method: str):
    problem(client, address, 405, method)
    allowed = client.open(address, method=method).headers["Allow"]
    assert set(allowed.split(", ")) == {"GET", "HEAD"}


def test_an_unknown_document_is_a_problem(client: FlaskClient):
    body = problem(client, "/api/v1/documents/no/such", 404)
    assert body["type"] == "urn:querlang:problem:document-not-found"
    assert body["detail"] == "There is no document with the id 'no/such'."


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (IndexNotFound("No index in X.", hint="Build it."), 503, "index-not-found"),
        (StaleIndex("Old.", hint="Build it."), 503, "stale-index"),
        (CorruptIndex("Torn.", hint="Build it."), 503, "corrupt-index"),
        (ClusterUnavailable("Down.", hint="Build it."), 503, "cluster-unavailable"),
        (ClusterAccess("Who?", hint="Build it."), 503, "cluster-access"),
        (UnsupportedByEngine("No.", hint="Build it."), 400, "unsupported-by-engine"),
    ],
)
@pytest.mark.parametrize("address", ["search?q=x", "documents/doc-01", "stats"])
def test_errors_of_the_index_keep_their_words(
    client: FlaskClient,
    searcher: FakeSearcher,
    address: str,
    error: QuerlangError,
    status: int,
    code: str,
):
    searcher.fails_with = error
    body = problem(client, f"/api/v1/{address}", status)
    assert body["type"] == f"urn:querlang:problem:{code}"
    assert body["detail"] == f"{error.message} Build it."


def test_a_cluster_that_is_down_is_worth_another_try(client: FlaskClient, searcher: FakeSearcher):
    searcher.fails_with = ClusterUnavailable("Down.", hint="Start it.")
    for address in ("/api/v1/search?q=x", "/readyz", "/?q=x"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert client.get("/readyz").mimetype == "application/problem+json"
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("error", [RuntimeError("secret /path"), QuerlangError("secret /path")])
def test_an_unexpected_error_is_logged_and_not_shown(
    client: FlaskClient,
    searcher: FakeSearcher,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
):
    searcher.fails_with = error
    with caplog.at_level(logging.WARNING):
        body = problem(client, "/api/v1/search?q=x", 500)
    assert "secret" not in json.dumps(body)
    assert "secret" in caplog.text


@pytest.mark.parametrize("document_id", [document.id for document in DOCUMENTS[14:]])
def test_any_id_can_be_asked_for(client: FlaskClient, document_id: str):
    address = "/api/v1/documents/" + quote(document_id, safe="")
    assert client.get(address).get_json()["id"] == document_id


@pytest.mark.parametrize("address", ["search?q=x", "documents/doc-01", "stats"])
def test_head_answers_like_get(client: FlaskClient, address: str):
    answer = client.head(f"/api/v1/{address}")
    assert (answer.status_code, answer.data) == (200, b"")
