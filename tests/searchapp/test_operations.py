"""What operators see: figures, logs, request ids."""

from __future__ import annotations

import json
import logging
import re

import pytest
from fake_searcher import FakeSearcher
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from indexer import Searcher
from indexer.config import Settings
from indexer.errors import IndexNotFound
from indexer.retries import RETRIES
from searchapp import create_app
from searchapp.serving import logs


def figures(client: FlaskClient) -> dict[str, dict[str, float]]:
    answer = client.get("/metrics")
    assert answer.mimetype == "text/plain"
    return {
        family.name: {
            f"{sample.name} "
            + " ".join(f"{k}={v}" for k, v in sorted(sample.labels.items())): sample.value
            for sample in family.samples
        }
        for family in text_string_to_metric_families(answer.text)
    }


def test_requests_are_counted_by_endpoint_and_status(client: FlaskClient):
    for address in (
        "/api/v1/search?q=x",
        "/api/v1/search?q=y",
        "/api/v1/search?size=0",
        "/no/such",
    ):
        client.get(address)
    counted = figures(client)["querlang_requests"]
    assert counted["querlang_requests_total endpoint=api.search method=GET status=200"] == 2
    assert counted["querlang_requests_total endpoint=api.search method=GET status=400"] == 1
    assert counted["querlang_requests_total endpoint=unknown method=GET status=404"] == 1


def test_the_index_is_told(client: FlaskClient, searcher: FakeSearcher):
    found = figures(client)
    assert found["querlang_documents"] == {"querlang_documents ": len(searcher.documents)}
    assert found["querlang_index_generation"] == {"querlang_index_generation engine=fake": 7}
    searcher.fails_with = IndexNotFound("None.")
    assert "querlang_documents" not in figures(client)


def test_requests_sent_to_a_cluster_again_are_counted(client: FlaskClient):
    def counted() -> dict[str, float]:
        return figures(client)["querlang_cluster_retries"]

    name = "querlang_cluster_retries_total reason=slow"
    before = counted().get(name, 0)
    RETRIES.count("slow")
    assert counted()[name] == before + 1


def test_the_steps_of_a_search_are_timed(seeds_searcher: Searcher):
    client = create_app(settings=Settings(), searcher=seeds_searcher).test_client()
    for address in ("/api/v1/search?q=Kaluga+Hanoi", "/?q=Moskau+Delegation"):
        assert client.get(address).status_code == 200
    steps = figures(client)["querlang_step_seconds"]
    for step in ("analyse", "search", "mark", "suggest", "render"):
        assert steps[f"querlang_step_seconds_count step={step}"] == 2, step


@pytest.mark.parametrize("now", [True, False])
def test_a_remembered_page_has_no_steps(seeds_searcher: Searcher, now: bool):
    first = seeds_searcher.search("Kaluga Dresden Moskau", count_facets=now)
    again = seeds_searcher.search("Kaluga Dresden Moskau", count_facets=now)
    assert set(first.steps) == {"analyse", "search", "mark", "suggest"}
    assert sum(first.steps.values()) <= first.took_ms + 0.01
    assert not again.steps


def test_a_request_has_an_id(client: FlaskClient):
    own = client.get("/healthz").headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", own)
    assert own != client.get("/healthz").headers["X-Request-ID"]
    given = client.get("/nope", headers={"X-Request-ID": "abc-1.2"}).headers["X-Request-ID"]
    assert given == "abc-1.2"


@pytest.mark.parametrize("given", ["a b", "x" * 65, "<script>", '"'])
def test_an_odd_id_is_not_taken_over(client: FlaskClient, given: str):
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] != given


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Log as the settings say, and return the lines that a request makes."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    requests = logging.getLogger("searchapp.requests")
    level = requests.level

    def ask(address: str, fails: Exception | None = None, **settings: object) -> list[str]:
        chosen = Settings(**settings)
        root.handlers.clear()
        logs.configure(chosen)
        searcher = FakeSearcher()
        searcher.fails_with = fails
        client = create_app(settings=chosen, searcher=searcher).test_client()
        client.get(address, headers={"Authorization": "Bearer topsecret", "Cookie": "a=biscuit"})
        return capsys.readouterr().err.splitlines()

    yield ask
    requests.setLevel(level)


def test_a_queue_of_requests_has_no_line_each(lines):
    lines("/healthz")
    queue = logging.getLogger("waitress.queue")
    assert not queue.isEnabledFor(logging.WARNING)
    assert logging.getLogger("waitress").isEnabledFor(logging.WARNING)


def test_by_default_requests_are_not_logged(lines):
    assert lines("/api/v1/search?q=Kalganow") == []


def test_lines_for_programs(lines):
    (line,) = lines("/api/v1/search?q=Kalganow", log_format="json", log_requests=True)
    said = json.loads(line)
    assert said["path"] == "/api/v1/search"
    assert (said["method"], said["endpoint"], said["status"]) == ("GET", "api.search", 200)
    assert re.fullmatch("[0-9a-f]{32}", said["request_id"])
    assert said["ms"] >= 0
    assert "Kalganow" not in line


def test_queries_are_logged_only_if_asked(lines):
    for form in ("json", "text"):
        (quiet,) = lines("/?q=Kalganow", log_format=form, log_requests=True)
        (told,) = lines("/?q=Kalganow", log_format=form, log_requests=True, log_queries=True)
        assert "Kalganow" not in quiet
        assert "Kalganow" in told


def test_a_failure_keeps_its_request_id_and_no_secret(lines):
    found = lines("/api/v1/search?q=Kalganow", RuntimeError("broken"), log_format="json")
    (said,) = map(json.loads, found)
    assert said["level"] == "error"
    assert "RuntimeError: broken" in said["exception"]
    assert re.fullmatch("[0-9a-f]{32}", said["request_id"])
    assert not {"topsecret", "biscuit", "Kalganow"} & set(re.findall(r"\w+", found[0]))


@pytest.mark.parametrize("form", ["json", "text"])
def test_an_address_cannot_write_lines_of_its_own(lines, form: str):
    found = lines("/documents/x%0AERROR%20root:%20forged", log_format=form, log_requests=True)
    assert len(found) == 1
    assert "%0A" in found[0]
