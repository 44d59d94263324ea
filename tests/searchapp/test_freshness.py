"""Entity tags: what has not changed is not made again, and what has changed is."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest
from fake_searcher import FakeSearcher
from flask.testing import FlaskClient

from searchapp.serving.freshness import makers

ROOT = Path(__file__).parent.parent.parent

ADDRESSES = [
    "/",
    "/?q=Kalganow",
    "/documents/doc-01?q=Kalganow",
    "/api/v1/search?q=Kalganow",
    "/api/v1/documents/doc-01",
    "/api/v1/documents/doc-01/similar",
    "/api/v1/stats",
    "/feed.atom?q=Kalganow",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_that_is_held_is_not_sent_again(
    client: FlaskClient, searcher: FakeSearcher, address: str
):
    first = client.get(address)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    searcher.calls.clear()
    again = client.get(address, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.data) == (304, b"")
    assert searcher.calls == []
    assert again.headers["ETag"] == tag
    for name in ("Vary", "Cache-Control", "Content-Security-Policy"):
        assert again.headers[name] == first.headers[name], name


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_new_generation_is_another_answer(
    client: FlaskClient, searcher: FakeSearcher, address: str
):
    tag = client.get(address).headers["ETag"]
    searcher.generation = "gen-000008"
    again = client.get(address, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert again.headers["ETag"] != tag


def test_a_changed_glossary_is_another_answer(client: FlaskClient, searcher: FakeSearcher):
    tag = client.get("/?q=Kalganow").headers["ETag"]
    searcher.glossary = "18f-2a"
    assert client.get("/?q=Kalganow", headers={"If-None-Match": tag}).status_code == 200


def test_the_tag_depends_on_all_parameters(client: FlaskClient):
    addresses = ["?q=a", "?q=b", "?q=a&page=2", "?q=a&lang=de", "?q=a&fields=id", "?q=a&size=2"]
    tags = {client.get(f"/api/v1/search{each}").headers["ETag"] for each in addresses}
    assert len(tags) == len(addresses)


def test_a_page_in_another_language_or_look_is_another(client: FlaskClient):
    def tag(**headers: str) -> str:
        return client.get("/?q=Kalganow", headers=headers).headers["ETag"]

    german = tag(**{"Accept-Language": "de"})
    assert german != tag(**{"Accept-Language": "vi"})
    client.set_cookie("theme", "dark")
    assert german != tag(**{"Accept-Language": "de"})
    answer = client.get("/?q=Kalganow")
    assert {"Accept-Language", "Cookie", "Accept-Encoding"} <= set(
        answer.headers["Vary"].split(", ")
    )


@pytest.mark.parametrize("address", ["/api/v1/search?size=0", "/api/v1/documents/no", "/nope"])
def test_errors_have_no_tag(client: FlaskClient, address: str):
    assert "ETag" not in client.get(address).headers
    assert client.get(address, headers={"If-None-Match": "*"}).status_code >= 400


@pytest.mark.parametrize(
    ("encoding", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
@pytest.mark.parametrize("address", ADDRESSES[:4])
def test_compressed_answers_have_the_same_tag(client: FlaskClient, address: str, encoding, decode):
    plain = client.get(address)
    answer = client.get(address, headers={"Accept-Encoding": encoding})
    assert answer.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert decode(answer.data)[:50] == plain.data[:50]
    assert answer.headers["ETag"] == plain.headers["ETag"]
    held = {"Accept-Encoding": encoding, "If-None-Match": answer.headers["ETag"]}
    assert client.get(address, headers=held).status_code == 304


def test_short_answers_are_not_compressed(client: FlaskClient):
    answer = client.get("/healthz", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in answer.headers


def test_style_sheets_are_compressed(client: FlaskClient):
    with client.get("/static/css/base.css", headers={"Accept-Encoding": "br"}) as answer:
        assert b"--ground" in brotli.decompress(answer.data)


def test_all_that_makes_answers_is_in_the_tag() -> None:
    named = {str(path.relative_to(ROOT)) for path in makers()}
    assert {
        "indexer/search/searcher.py",
        "searchapp/params.py",
        "searchapp/render/marks.py",
        "searchapp/templates/base.html",
        "searchapp/translations/de/LC_MESSAGES/messages.po",
    } <= named
