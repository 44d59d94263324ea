"""The application as a whole: health, headers, an index that comes late, what it imports."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from fake_searcher import FakeSearcher
from flask.testing import FlaskClient

import indexer
import searchapp
from indexer.config import Settings
from indexer.errors import IndexNotFound
from searchapp import create_app
from searchapp.links import web_url

PACKAGE = Path(searchapp.__file__).parent


def test_health(client: FlaskClient):
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json() == {"status": "ok", "generation": "gen-000007"}


def test_an_index_may_come_later(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    opened: list[Path] = []

    def open_index(path: Path, *, settings: Settings) -> FakeSearcher:  # noqa: ARG001
        opened.append(path)
        if len(opened) == 1:
            raise IndexNotFound("There is no index.", hint="Build one.")
        return FakeSearcher()

    monkeypatch.setattr(indexer, "open_index", open_index, raising=False)
    client = create_app(tmp_path, settings=Settings()).test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.get_json(force=True)["detail"] == "There is no index. Build one."
    assert client.get("/readyz").status_code == 200
    assert client.get("/api/v1/stats").status_code == 200
    assert opened == [tmp_path, tmp_path]


def test_the_page_size_of_the_settings_counts(searcher: FakeSearcher):
    client = create_app(settings=Settings(page_size=3), searcher=searcher).test_client()
    assert client.get("/api/v1/search").get_json()["size"] == 3
    assert client.get("/api/v1/search?size=4").get_json()["size"] == 4


@pytest.mark.parametrize(
    "address",
    ["/", "/?q=x", "/documents/doc-01", "/nope", "/api/v1/search", "/api/nope", "/healthz",
     "/static/css/base.css"],
)  # fmt: skip
def test_every_answer_carries_the_headers(client: FlaskClient, address: str):
    with client.get(address) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("name", ["css/base.css", "favicon.svg"])
def test_nothing_static_points_elsewhere(name: str):
    text = (PACKAGE / "static" / name).read_text(encoding="utf-8")
    text = text.replace("http://www.w3.org/2000/svg", "")
    assert "//" not in text
    assert "url(" not in text
    assert "@import" not in text


def test_only_the_public_face_of_the_indexer_is_imported():
    public = {"indexer", "indexer.model", "indexer.errors", "indexer.answer", "indexer.config"}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            used = {name for name in names if name.split(".")[0] == "indexer"}
            assert used <= public, f"{path.name} imports {used - public}"


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://example.org/a?b=c", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("http://", False),
        ("http://[::1", False),
        ("/local", False),
        ("", False),
        (None, False),
    ],
)
def test_web_addresses(url: str | None, good: bool):
    assert (web_url(url) == url) is (good or url is None)
