"""The endpoint of suggestions, and the search form as it is without a script."""

from __future__ import annotations

import pytest
from fake_searcher import HOSTILE, FakeSearcher
from flask.testing import FlaskClient
from web_helpers import Get, problem

from indexer.errors import CorruptIndex


def test_suggestions_have_the_pinned_shape(client: FlaskClient):
    answer = client.get("/api/v1/suggest?q=kalg")
    assert answer.mimetype == "application/json"
    body = answer.get_json()
    assert list(body) == ["query", "suggestions"]
    assert body["query"] == "kalg"
    assert body["suggestions"] == [
        {
            "text": text,
            "html": text.replace("Kalg", "<mark>Kalg</mark>"),
            "marks": [{"start": start, "end": start + 4, "channel": "fold", "query": "kalg"}],
            "kind": "name",
            "count": 16,
        }
        for text, start in (("Wjatscheslaw Kalganow", 13), ("Kalganow", 0))
    ]


def test_a_title_has_the_path_of_its_document(client: FlaskClient):
    found = client.get("/api/v1/suggest", query_string={"q": "với dấu"}).get_json()
    (title,) = found["suggestions"]
    assert (title["kind"], title["lang"]) == ("title", "en")
    assert title["id"] == "với dấu/Мос ква?.txt"
    assert client.get(title["path"]).status_code == 200


def test_html_in_suggestions_is_escaped(client: FlaskClient):
    (title,) = client.get("/api/v1/suggest?q=alert").get_json()["suggestions"]
    assert HOSTILE in title["text"]
    assert "<script>" not in title["html"]
    assert "<mark>alert</mark>" in title["html"]


def test_parameters_reach_the_searcher(client: FlaskClient, searcher: FakeSearcher):
    client.get("/api/v1/suggest?q=x&size=3&lang=de&lang=RU&labels=vi")
    client.get("/api/v1/suggest")
    assert searcher.calls == [
        {"suggest": "x", "size": 3, "lang": ("de", "ru"), "labels": "vi"},
        {"suggest": "", "size": 8, "lang": None, "labels": "en"},
    ]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("size=0", "size"),
        ("size=51", "size"),
        ("size=many", "size"),
        ("lang=German", "lang"),
        ("labels=a+b", "labels"),
        ("q=a&q=b", "q"),
        ("page=1", "page"),
        (f"q={'a' * 2001}", "q"),
    ],
)
def test_a_wrong_parameter_is_named(client: FlaskClient, query: str, parameter: str):
    body = problem(client, f"/api/v1/suggest?{query}", 400)
    assert [error["parameter"] for error in body["errors"]] == [parameter]


def test_an_index_that_fails_is_a_problem(client: FlaskClient, searcher: FakeSearcher):
    searcher.fails_with = CorruptIndex("It is damaged.", hint="Build it again.")
    assert "Build it again." in problem(client, "/api/v1/suggest?q=a", 503)["detail"]


def test_the_form_is_an_ordinary_one_without_a_script(page: Get):
    for address in ("/", "/?q=Kalganow&lang=de", "/documents/doc-01", "/nowhere"):
        soup = page(address, 404 if address == "/nowhere" else 200)
        form = soup.select_one("form.search")
        box = form.select_one("#q")
        assert (form["method"], box["type"], box["name"]) == ("get", "search", "q")
        assert not box.has_attr("role"), "it is a combobox only where a script makes it one"
        assert form.select_one("[role=listbox]").has_attr("hidden")
        assert form.select_one(".clear").has_attr("hidden")
        assert soup.select_one(".keys").has_attr("hidden")
        assert form["data-suggest"] == "/api/v1/suggest"
