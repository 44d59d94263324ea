"""The key, the limit of requests, and sharing with web sites: off by default, exact if on."""

from __future__ import annotations

from base64 import b64encode

import pytest
from fake_searcher import FakeSearcher
from flask.testing import FlaskClient
from web_helpers import problem

from indexer.config import Settings, load_settings
from indexer.errors import SettingsError
from searchapp import create_app

KEY = "correct-horse-battery"
SITE = "https://news.example"


def client_with(**settings: object) -> FlaskClient:
    return create_app(settings=Settings(**settings), searcher=FakeSearcher()).test_client()


def basic(password: str) -> str:
    return "Basic " + b64encode(f"anyone:{password}".encode()).decode()


@pytest.fixture
def keyed() -> FlaskClient:
    return client_with(api_key=KEY)


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": f"Bearer {KEY}"},
        {"X-API-Key": KEY},
        {"Authorization": basic(KEY)},
    ],
    ids=["bearer", "header", "basic"],
)
@pytest.mark.parametrize("address", ["/api/v1/search", "/", "/documents/doc-01", "/metrics"])
def test_the_key_opens(keyed: FlaskClient, address: str, headers: dict[str, str]):
    assert keyed.get(address, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Bearer {KEY}x"},
        {"Authorization": f"Bearer {KEY[:-1]}"},
        {"Authorization": "Bearer ключ"},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic !!!"},
        {"Authorization": basic("")},
        {"Authorization": f"Digest username={KEY}"},
        {"X-API-Key": "ü" * 20},
    ],
)
@pytest.mark.parametrize("address", ["/api/v1/search", "/api/v1/documents/no", "/api/v1/nope"])
def test_without_the_key_nothing_is_told(keyed: FlaskClient, address: str, headers: dict[str, str]):
    answer = keyed.get(
        address, headers={k: v.encode().decode("latin-1") for k, v in headers.items()}
    )
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["type"] == "urn:querlang:problem:key-required"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer realm=")
    assert KEY not in answer.text


def test_a_browser_is_asked_for_it(keyed: FlaskClient):
    answer = keyed.get("/")
    assert (answer.status_code, answer.mimetype) == (401, "text/html")
    assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/static/css/base.css"])
def test_health_and_looks_need_no_key(keyed: FlaskClient, address: str):
    with keyed.get(address) as answer:
        assert answer.status_code == 200


def test_the_key_may_be_for_the_api_alone():
    client = client_with(api_key=KEY, api_key_for="api")
    assert client.get("/?q=Kalganow").status_code == 200
    assert client.get("/api").status_code == 200
    assert client.get("/api/v1/search").status_code == 401
    assert client.get("/api/v1/suggest?q=x").status_code != 401
    described = client.get("/openapi.json").get_json()
    assert "security" in described["paths"]["/api/v1/search"]["get"]
    assert "security" not in described["paths"]["/feed.atom"]["get"]


@pytest.mark.parametrize("key", ["short", "with a space in it", "ключ-ключ-ключ-ключ"])
def test_a_weak_key_is_refused(key: str):
    with pytest.raises(SettingsError) as caught:
        load_settings(api_key=key)
    assert key not in str(caught.value)


def test_requests_are_limited():
    client = client_with(rate_limit="3/minute")
    answers = [client.get("/api/v1/search?q=x") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[0].headers["RateLimit-Limit"] == "3"
    assert [answer.headers["RateLimit-Remaining"] for answer in answers[:3]] == ["2", "1", "0"]
    body = problem(client, "/api/v1/search?q=x", 429)
    assert body["type"] == "urn:querlang:problem:too-many-requests"
    assert 0 < int(answers[3].headers["Retry-After"]) <= 60
    assert client.get("/").status_code == 429
    assert client.get("/healthz").status_code == 200
    elsewhere = client.get("/api/v1/stats", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 200


def test_without_the_setting_nothing_is_limited(client: FlaskClient):
    answers = [client.get("/healthz") for _ in range(50)]
    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit-Limit" not in client.get("/api/v1/stats").headers


def test_a_bad_limit_is_named():
    with pytest.raises(SettingsError, match="rate_limit"):
        client_with(rate_limit="many")


def test_by_default_nothing_is_shared(client: FlaskClient):
    answer = client.get("/api/v1/search", headers={"Origin": SITE})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_sites_of_the_settings_may_use_the_api():
    client = client_with(cors_origins=f"{SITE} https://other.example")
    answer = client.get("/api/v1/search", headers={"Origin": SITE})
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert "Origin" in answer.headers["Vary"]
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    stranger = client.get("/api/v1/search", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in stranger.headers
    page = client.get("/", headers={"Origin": SITE})
    assert "Access-Control-Allow-Origin" not in page.headers


def test_a_browser_may_ask_beforehand():
    client = client_with(cors_origins=SITE, api_key=KEY)
    asked = {
        "Origin": SITE,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "x-api-key",
    }
    answer = client.options("/api/v1/search", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert "x-api-key" in answer.headers["Access-Control-Allow-Headers"].lower()
    assert client.options("/", headers=asked).status_code == 401
    assert client.options("/api/v1/search").status_code in {401, 405}


def test_any_site_if_the_settings_say_so():
    client = client_with(cors_origins="*")
    answer = client.get("/api/v1/stats", headers={"Origin": SITE})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
