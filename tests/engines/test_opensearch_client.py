"""Addresses of indexes on a cluster, and what is said of a cluster that does not answer."""

from __future__ import annotations

import json
import logging
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from indexer.clock import running
from indexer.config import cluster_address
from indexer.engines import opensearch_client
from indexer.engines.opensearch_bulk import Bulk
from indexer.engines.opensearch_client import Address, Client, Credentials, Host, connect
from indexer.errors import (
    ClusterAccess,
    ClusterError,
    ClusterFull,
    ClusterUnavailable,
    ClusterVersion,
    IndexNotFound,
    QuerlangError,
    QueryTooSlow,
    UsageError,
)
from indexer.retries import RETRIES

pytest.importorskip("opensearchpy", reason="opensearch-py is not installed")

SECRET = "correct horse"  # noqa: S105


@pytest.mark.parametrize(
    ("text", "scheme", "hosts", "name"),
    [
        ("opensearch://localhost:9200/news", "http", [("localhost", 9200)], "news"),
        ("opensearch://search/news-2025/", "http", [("search", 9200)], "news-2025"),
        ("opensearch+https://a:9201,b/x", "https", [("a", 9201), ("b", 9200)], "x"),
        ("opensearch+http://[::1]:9200/x", "http", [("::1", 9200)], "x"),
    ],
)
def test_addresses(text: str, scheme: str, hosts: list[tuple[str, int]], name: str) -> None:
    found = Address.parse(text)
    assert cluster_address(text) == text
    assert found == Address(scheme, tuple(Host(*host) for host in hosts), name)
    assert Address.parse(str(found)) == found


@pytest.mark.parametrize(
    "text",
    [
        "opensearch://localhost:9200",
        "opensearch://localhost:9200/News",
        "opensearch://localhost:9200/_all",
        "opensearch://localhost:9200/a/b",
        "opensearch://localhost:9200/a*",
        "opensearch:///news",
        "opensearch://localhost:x/news",
        "opensearch://localhost:/news",
        "opensearch://a,,b/news",
        "opensearch+ftp://localhost/news",
        "folder/index",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Address.parse(text)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="opensearch_password") as caught:
        Address.parse("opensearch://me:geheim@localhost/news")
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("text", ["index", "/srv/index", "C:/index", "opensearch", "opensearch:x"])
def test_folders_are_no_addresses(text: str) -> None:
    assert cluster_address(text) is None


class Server:
    """A server that gives the answers it was given, the last one again and again."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, object]] = []
        self.requests: list[tuple[str, str, str]] = []
        self.delay = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                self.rfile.read(length)
                owner.requests.append(
                    (self.command, self.path, self.headers.get("authorization") or "")
                )
                if owner.answers and owner.answers[0] == (0, None):
                    owner.delay.wait(5)
                    return
                several = len(owner.answers) > 1
                status, body = owner.answers.pop(0) if several else owner.answers[0]
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.http.server_address[1]
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.delay.set()
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    yield found
    found.stop()


@pytest.fixture
def client(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(opensearch_client, "_sleep", lambda _: None)
    address = Address.parse(f"opensearch://127.0.0.1:{server.port}/news")
    found = connect(address, Credentials("me", SECRET, seconds=2.0))
    yield found
    found.close()


def error(kind: str, reason: str = "why") -> object:
    return {"error": {"type": kind, "reason": reason, "root_cause": [{"type": kind}]}}


FLOOD = "index [x] blocked by: [disk usage exceeded flood-stage watermark, read-only]"
NO_INDEX = "blocked by: [FORBIDDEN/10/cluster create-index blocked (api)];"


class Case:
    known: ClassVar = [
        (401, error("security_exception"), ClusterAccess, "opensearch_user"),
        (403, error("security_exception", "no permissions"), ClusterAccess, "no permissions"),
        (429, error("cluster_block_exception", FLOOD), ClusterFull, "flood-stage"),
        (403, error("cluster_block_exception", FLOOD), ClusterFull, "flood-stage"),
        (403, error("cluster_block_exception", NO_INDEX), ClusterFull, "create-index"),
        (429, error("rejected_execution_exception", "queue"), ClusterUnavailable, "queue"),
        (503, error("no_shard_available_action_exception"), ClusterUnavailable, "503"),
        (400, error("parsing_exception", "unknown [x]"), ClusterError, r"unknown \[x\]"),
        (400, error("too_many_nested_clauses"), QueryTooSlow, "max_clause_count"),
        (404, error("index_not_found_exception"), IndexNotFound, "news-000001"),
        (500, {"error": "plain"}, ClusterError, "plain"),
        (502, {}, ClusterUnavailable, "502"),
        (413, {}, ClusterError, "that large"),
    ]


@pytest.mark.parametrize(("status", "body", "kind", "said"), Case.known)
def test_answers_become_errors(
    server: Server,
    client: Client,
    caplog: pytest.LogCaptureFixture,
    status: int,
    body: object,
    kind: type[QuerlangError],
    said: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answers = [(status, body)]
    with pytest.raises(kind, match=said) as caught:
        client.post("/news-000001/_search", {"query": {}})
    assert type(caught.value) is kind
    assert caught.value.hint
    assert SECRET not in f"{caught.value!r} {client!r} {client.credentials!r} {caplog.text}"
    assert server.requests[0][2].startswith("Basic ")


def test_what_is_worth_it_is_tried_again(server: Server, client: Client) -> None:
    whole = {"count": 3, "_shards": {"total": 2, "successful": 2}}
    part = {"count": 1, "_shards": {"total": 2, "successful": 1}}
    server.answers = [(503, {}), (429, {}), (200, part), (200, whole)]
    before = Counter(RETRIES.by_reason)
    assert client.get("/_count") == whole
    assert len(server.requests) == 4
    assert Counter(RETRIES.by_reason) - before == {"503": 2, "429": 1}
    server.answers = [(200, part)]
    with pytest.raises(ClusterUnavailable, match="1 of 2 shards did not count"):
        client.get("/_count")


def test_pauses_grow(server: Server, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(opensearch_client, "_sleep", pauses.append)
    server.answers = [(503, {})]
    with pytest.raises(ClusterUnavailable):
        client.get("/_count")
    assert pauses == sorted(pauses)
    assert pauses[-1] > 20 * pauses[0] > 0  # by chance a little more or less


def test_a_node_that_went_down_while_another_asked_it(server: Server, client: Client) -> None:
    lost = {"type": "node_disconnected_exception", "reason": "[node-2] disconnected"}
    whole = {"type": "search_phase_execution_exception", "reason": "all shards failed"}
    body = {"error": {**whole, "failed_shards": [{"shard": 0, "reason": lost}]}, "status": 500}
    server.answers = [(500, body), (200, {"hits": 1})]
    assert client.post("/news/_search", {}) == {"hits": 1}
    server.answers = [(500, body)]
    with pytest.raises(ClusterUnavailable, match="node-2"):
        client.post("/news/_search", {})


@pytest.mark.parametrize(("path", "parts"), [("_msearch", "responses"), ("_mtermvectors", "docs")])
def test_a_part_of_an_answer_that_fails_is_tried_again(
    server: Server, client: Client, path: str, parts: str
) -> None:
    """Such an answer says 200."""
    lost = error("no_shard_available_action_exception")
    whole = {parts: [{"hits": 1}, {"hits": 2}]}
    server.answers = [(200, {parts: [{"hits": 1}, lost]}), (200, whole)]
    assert client.post(f"/{path}", b"{}\n") == whole
    server.answers = [(200, {parts: [{"hits": 1}, {**lost, "status": 503}]})]
    with pytest.raises(ClusterUnavailable, match=r"\(503\): why"):
        client.post(f"/{path}", b"{}\n")


@pytest.mark.parametrize(("status", "said"), [(413, "that large"), (429, "cannot do it")])
def test_documents_of_a_request_that_fails_are_named(
    server: Server, client: Client, status: int, said: str
) -> None:
    server.answers = [(status, error("circuit_breaking_exception"))]
    bulk = Bulk(client, "news-000001")
    bulk.send("large", b"{}\n{}\n")
    with pytest.raises(ClusterError, match=f"{said}.*'large' and 0 others"):
        bulk.finish()
    bulk.stop()


def test_what_is_not_is_not(server: Server, client: Client) -> None:
    server.answers = [(429, error("cluster_block_exception", FLOOD)), (200, {})]
    with pytest.raises(ClusterFull):
        client.post("/_bulk", b"{}\n")
    assert len(server.requests) == 1


def test_nothing_for_what_is_not_there(server: Server, client: Client) -> None:
    server.answers = [(404, error("index_not_found_exception"))]
    assert client.get("/news/_doc/1") is None
    assert client.delete("/news") is None


def test_nobody_listens(server: Server, client: Client) -> None:
    server.stop()
    with pytest.raises(ClusterUnavailable, match=f"127.0.0.1:{server.port} cannot be reached"):
        client.get("/")


def test_another_host_answers(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opensearch_client, "_sleep", lambda _: None)
    other = Server()
    other.stop()
    server.answers = [(200, {"ok": True})]
    text = f"opensearch://127.0.0.1:{other.port},127.0.0.1:{server.port}/x"
    client = connect(Address.parse(text), Credentials())
    for _ in range(4):
        assert client.get("/") == {"ok": True}
    client.close()


def test_a_search_waits_no_longer_than_it_may(server: Server, client: Client) -> None:
    server.answers = [(0, None)]
    with pytest.raises(QueryTooSlow), running(0.2):
        client.post("/_search", {})


def test_who_is_slow_is_told(server: Server, client: Client) -> None:
    server.answers = [(0, None)]
    with pytest.raises(ClusterUnavailable, match=r"within 0\.1 s"):
        client.send("POST", "/_search", {}, seconds=0.1, tries=2)


def test_tls_where_there_is_none(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opensearch_client, "_sleep", lambda _: None)
    server.answers = [(200, {})]
    client = connect(
        Address.parse(f"opensearch+https://127.0.0.1:{server.port}/x"), Credentials(seconds=2.0)
    )
    with pytest.raises(ClusterUnavailable, match="opensearch_ca"):
        client.get("/")
    client.close()


def test_certificates_that_are_not_there_are_named() -> None:
    with pytest.raises(ClusterUnavailable, match="no-such-file"):
        connect(Address.parse("opensearch+https://localhost/x"), Credentials(ca="no-such-file"))


@pytest.mark.parametrize(
    ("version", "fits"),
    [
        ({"number": "2.19.3", "distribution": "opensearch"}, True),
        ({"number": "3.1.0", "distribution": "opensearch"}, True),
        ({"number": "1.3.0", "distribution": "opensearch"}, False),
        ({"number": "9.0.0", "distribution": "opensearch"}, False),
        ({"number": "8.1.0"}, False),
        ({}, False),
    ],
)
def test_versions(server: Server, client: Client, version: object, fits: bool) -> None:
    server.answers = [(200, {"version": version})]
    if fits:
        assert client.version[0] in (2, 3)
    else:
        with pytest.raises(ClusterVersion, match="OpenSearch 2"):
            _ = client.version
