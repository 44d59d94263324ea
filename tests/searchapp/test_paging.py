"""Cursors and chosen fields, over a real index with many documents of equal score."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_searcher import FakeSearcher
from flask.testing import FlaskClient
from web_helpers import problem

from indexer import Settings, build_index, open_index
from searchapp import create_app

COUNT = 57


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    for number in range(COUNT):
        (folder / f"{number:02}.txt").write_text(f"Abkommen {number:02}{number:02}", "utf-8")
    return folder


@pytest.fixture(scope="module")
def many(papers: Path, tmp_path_factory: pytest.TempPathFactory):
    index = tmp_path_factory.mktemp("many") / "index"
    build_index(papers, index)
    with open_index(index) as searcher:
        yield create_app(settings=Settings(), searcher=searcher).test_client()


def follow(client: FlaskClient, asked: str) -> list[str]:
    ids: list[str] = []
    cursor = ""
    for _ in range(COUNT + 2):
        body = client.get(f"/api/v1/search?{asked}{cursor}").get_json()
        ids += [hit["id"] for hit in body["hits"]]
        if body["next_cursor"] is None:
            return ids
        cursor = f"&cursor={body['next_cursor']}"
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("size", [1, 7, 19, 57, 100])
@pytest.mark.parametrize("asked", ["q=Abkommen", "q=", "q=Abkommen&sort=date", "q=Abk*&lang=de"])
def test_cursors_reach_every_document_once(many: FlaskClient, asked: str, size: int):
    ids = follow(many, f"{asked}&size={size}&duplicates=show")
    assert len(ids) == len(set(ids))
    total = many.get(f"/api/v1/search?{asked}").get_json()["total"]
    assert len(ids) == total
    whole = many.get(f"/api/v1/search?{asked}&size=100&duplicates=show").get_json()
    assert ids == [hit["id"] for hit in whole["hits"]]


def test_folded_pages_end_too(many: FlaskClient):
    ids = follow(many, "q=Abkommen&size=5")
    assert len(ids) == len(set(ids)) > 0


@pytest.mark.parametrize(
    "other", ["q=Abkommens", "q=Abkommen&lang=de", "q=Abkommen&sort=date", "q=Abkommen&names=off"]
)
def test_a_cursor_belongs_to_its_search(many: FlaskClient, other: str):
    cursor = many.get("/api/v1/search?q=Abkommen&size=5").get_json()["next_cursor"]
    for changed in (f"{other}&size=5", "q=Abkommen&size=6"):
        body = problem(many, f"/api/v1/search?{changed}&cursor={cursor}", 409)
        assert body["type"] == "urn:querlang:problem:stale-cursor"
    assert (
        many.get(f"/api/v1/search?q=Abkommen&size=5&fields=id&cursor={cursor}").status_code == 200
    )


def test_a_cursor_ends_with_its_generation(client: FlaskClient, searcher: FakeSearcher):
    cursor = client.get("/api/v1/search?q=Kalganow&size=5").get_json()["next_cursor"]
    address = f"/api/v1/search?q=Kalganow&size=5&cursor={cursor}"
    assert client.get(address).get_json()["page"] == 2
    searcher.generation = "gen-000008"
    assert "index has changed" in problem(client, address, 409)["detail"]


@pytest.mark.parametrize("cursor", ["x", "=" * 16, "%00", "A" * 17, "ü" * 16])
def test_what_is_no_cursor_is_named(client: FlaskClient, cursor: str):
    body = problem(client, f"/api/v1/search?q=x&cursor={cursor}", 400)
    assert [item["parameter"] for item in body["errors"]] == ["cursor"]


def test_a_guessed_cursor_is_refused(client: FlaskClient):
    problem(client, f"/api/v1/search?q=x&cursor={'A' * 16}", 409)


def test_beside_a_cursor_the_page_is_not_looked_at(client: FlaskClient):
    address = "/api/v1/search?q=Kalganow&size=2"
    cursor = client.get(address).get_json()["next_cursor"]
    answers = [client.get(f"{address}&cursor={cursor}{more}") for more in ("", "&page=7")]
    found = [[hit["id"] for hit in answer.get_json()["hits"]] for answer in answers]
    assert found[0] == found[1] != []


def test_fields_of_hits_are_chosen(client: FlaskClient):
    body = client.get("/api/v1/search?q=Kalganow&fields=title,%20id,id").get_json()
    assert all(list(hit) == ["title", "id"] for hit in body["hits"])
    assert body["total"]


@pytest.mark.parametrize("fields", ["nope", "id,nope", "ID", "id;title"])
def test_an_unknown_field_is_a_problem(client: FlaskClient, fields: str):
    body = problem(client, f"/api/v1/search?q=x&fields={fields}", 400)
    assert [item["parameter"] for item in body["errors"]] == ["fields"]
    assert "snippets" in body["detail"]
