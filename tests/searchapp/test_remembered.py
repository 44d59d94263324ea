"""Answers that are remembered: the same to all who ask the same, and gone with the index."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import brotli
import msgspec
import pytest
from fake_searcher import FakeSearcher
from flask.testing import FlaskClient

from indexer import build_index, open_index
from indexer.config import Settings
from indexer.model import Json, Page
from searchapp import create_app
from searchapp.serving.json import Written
from searchapp.serving.remembered import Answers

SEARCH = "/api/v1/search?q=Kalganow"
A, B, C = (Written(name, b"}") for name in (b"a", b"b", b"c"))


def asked(client: FlaskClient, address: str = SEARCH, **headers: str) -> Json:
    body = client.get(address, headers=headers).get_json()
    return {name: body[name] for name in body if name != "took_ms"}


def test_what_was_answered_is_not_searched_again(client: FlaskClient, searcher: FakeSearcher):
    first = asked(client)
    assert first == asked(client) == asked(client)
    assert len(searcher.calls) == 1
    answer = client.get(SEARCH)
    assert list(answer.get_json())[4] == "took_ms"
    assert answer.mimetype == "application/json"
    assert answer.data.endswith(b"}\n")
    assert answer.content_length == len(answer.data)


def test_the_time_told_is_that_of_this_answer(client: FlaskClient):
    assert client.get(SEARCH).get_json()["took_ms"] == 4.2
    again = client.get(SEARCH).get_json()["took_ms"]
    assert again >= 0
    assert again != 4.2


@pytest.mark.parametrize(
    "other", ["&fields=id", "&size=2", "&page=2", "&lang=de", "&names=off", "&sort=date"]
)
def test_other_parameters_are_another_answer(client: FlaskClient, other: str):
    first, second = asked(client), asked(client, SEARCH + other)
    assert first != second
    assert (first, second) == (asked(client), asked(client, SEARCH + other))


def test_a_page_by_its_cursor_is_remembered_too(client: FlaskClient, searcher: FakeSearcher):
    cursor = asked(client, f"{SEARCH}&size=2")["next_cursor"]
    second = asked(client, f"{SEARCH}&size=2&cursor={cursor}")
    assert second["page"] == 2
    assert second == asked(client, f"{SEARCH}&size=2&cursor={cursor}")
    assert len(searcher.calls) == 2
    searcher.generation = "gen-000008"
    assert client.get(f"{SEARCH}&size=2&cursor={cursor}").status_code == 409


@pytest.mark.parametrize("what", ["generation", "glossary"])
def test_another_version_of_the_index_is_asked(
    client: FlaskClient, searcher: FakeSearcher, what: str
):
    before = asked(client)["total"]
    setattr(searcher, what, "another")
    del searcher.documents[:4]
    assert asked(client)["total"] < before


def test_an_index_that_was_removed_and_built_anew_is_another(tmp_path: Path):
    def build(text: str) -> None:
        shutil.rmtree(tmp_path / "index", ignore_errors=True)
        (tmp_path / "a.txt").write_text(text, encoding="utf-8")
        build_index(tmp_path / "a.txt", tmp_path / "index")

    build("Der Hafen von Kiel.")
    with open_index(tmp_path / "index") as searcher:
        client = create_app(settings=Settings(), searcher=searcher).test_client()
        first = client.get("/api/v1/search?q=Hafen")
        build("Der Hafen von Bremen.")
        second = client.get(
            "/api/v1/search?q=Hafen", headers={"If-None-Match": first.headers["ETag"]}
        )
    assert b"Kiel" in first.data
    assert b"Bremen" in second.data


def test_a_page_that_lacks_something_is_not_remembered():
    class Lacking(FakeSearcher):
        def search(self, *args, **kwargs) -> Page:
            return replace(super().search(*args, **kwargs), whole=False)

    searcher = Lacking()
    client = create_app(settings=Settings(), searcher=searcher).test_client()
    assert asked(client) == asked(client)
    assert len(searcher.calls) == 2


def test_an_error_is_not_remembered(client: FlaskClient, searcher: FakeSearcher):
    searcher.fails_with = RuntimeError("broken")
    assert client.get(SEARCH).status_code == 500
    searcher.fails_with = None
    assert client.get(SEARCH).status_code == 200


def test_without_the_setting_nothing_is_remembered():
    searcher = FakeSearcher()
    client = create_app(settings=Settings(cached_pages=0), searcher=searcher).test_client()
    assert asked(client) == asked(client)
    assert len(searcher.calls) == 2


def test_who_asks_is_looked_at_each_time():
    key, sites = "correct-horse-battery", ("https://news.example", "https://other.example")
    settings = Settings(api_key=key, cors_origins=" ".join(sites), rate_limit="3/minute")
    client = create_app(settings=settings, searcher=FakeSearcher()).test_client()
    known = {"X-API-Key": key}
    for site in sites:
        answer = client.get(SEARCH, headers=known | {"Origin": site, "X-Request-ID": site[8:12]})
        assert answer.headers["Access-Control-Allow-Origin"] == site
        assert answer.headers["X-Request-ID"] == site[8:12]
    assert client.get(SEARCH).status_code == 401
    assert client.get(SEARCH, headers=known).status_code == 429


def test_a_remembered_answer_is_compressed_for_who_takes_it_so(client: FlaskClient):
    plain = asked(client)
    answer = client.get(SEARCH, headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    body = msgspec.json.decode(brotli.decompress(answer.data))
    assert {name: body[name] for name in body if name != "took_ms"} == plain == asked(client)


def test_as_many_are_remembered_as_may_be():
    answers = Answers(2)
    assert answers.get("one", b"a") is None
    for name, each in ((b"a", A), (b"b", B)):
        answers.put("one", name, each)
    assert answers.get("one", b"a") is A
    answers.put("one", b"c", C)
    assert [answers.get("one", name) for name in (b"a", b"b", b"c")] == [A, None, C]


def test_an_answer_that_comes_late_is_not_of_the_new_version():
    answers = Answers(2)
    assert answers.get("two", b"a") is None
    answers.put("one", b"a", A)
    assert answers.get("two", b"a") is None
    answers.put("two", b"a", B)
    assert answers.get("two", b"a") is B
    assert answers.get("three", b"a") is None
    assert answers.get("two", b"a") is None


def test_long_addresses_are_not_remembered():
    answers = Answers(2)
    answers.get("one", b"")
    answers.put("one", b"a" * 5000, A)
    assert answers.get("one", b"a" * 5000) is None


def test_an_answer_is_written_but_for_one_number():
    body = {"q": "“Nga”", "n": 1, "took": 0.0, "hits": [{"a": None}]}
    answer = Written.but("took", body).response(2.5)
    assert answer.data == msgspec.json.encode(body | {"took": 2.5}) + b"\n"
