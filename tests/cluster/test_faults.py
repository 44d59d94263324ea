"""What goes wrong with a cluster is told: on the command line, by the API, and by readyz.

Here a small HTTP server, with TLS or without, does what a node of the tests cannot be made to do:
refuse a password, be another server or overloaded. What befalls real nodes is in
``test_real_faults.py``.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import ssl
import subprocess
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from opensearch_cluster import Cluster, free_port

from indexer import build_index, load_settings, open_index
from indexer.cli.commands import main
from indexer.engines import opensearch_bulk, opensearch_client
from indexer.engines.opensearch_client import Client
from indexer.engines.opensearch_errors import Answer as ClusterAnswer
from indexer.errors import ClusterFull, ClusterUnavailable, QuerlangError
from indexer.model import Progress, Step

from .indexes import PASSWORD, cluster_index, is_told, name_of

Answer = tuple[int, object]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once."""
    monkeypatch.setattr(opensearch_client, "_sleep", lambda _: None)
    monkeypatch.setattr(opensearch_bulk, "_sleep", lambda _: None)


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user and a password in the environment."""
    monkeypatch.setenv("QUERLANG_OPENSEARCH_USER", "leser")
    monkeypatch.setenv("QUERLANG_OPENSEARCH_PASSWORD", PASSWORD)


@contextmanager
def server(answer: Callable[[str], Answer], secure: Path | None = None) -> Iterator[str]:
    """Serve what looks like a cluster; give its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answer(self.path)
            plain = isinstance(body, str)
            data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "text/plain" if plain else "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass  # who asked has gone

    served = Quiet(("127.0.0.1", 0), Handler)
    if secure is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(secure)
        served.socket = context.wrap_socket(served.socket, server_side=True)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    scheme = "opensearch+https" if secure else "opensearch"
    try:
        yield f"{scheme}://127.0.0.1:{served.server_port}/news"
    finally:
        served.shutdown()
        served.server_close()
        thread.join()


def about(version: str = "2.19.3", distribution: str | None = "opensearch") -> object:
    return {"version": {"number": version, "distribution": distribution}}


def test_nobody_listens() -> None:
    is_told(f"opensearch://127.0.0.1:{free_port()}/news", "cluster-unavailable", "Start it")


@pytest.mark.usefixtures("password")
def test_a_wrong_password() -> None:
    with server(lambda _: (401, "Unauthorized")) as address:
        is_told(address, "cluster-access", "401", "QUERLANG_OPENSEARCH_PASSWORD", retry_after="30")


@pytest.mark.usefixtures("password")
def test_a_user_without_rights() -> None:
    reason = {"error": {"type": "security_exception", "reason": "no permissions"}, "status": 403}
    with server(lambda path: (200, about()) if path == "/" else (403, reason)) as address:
        is_told(address, "cluster-access", "403", "no permissions", "news-*", retry_after="30")


@pytest.mark.parametrize(
    ("version", "distribution"),
    [("8.11.0", None), ("1.3.20", "opensearch"), ("99.0.0", "opensearch"), ("x", "opensearch")],
)
def test_another_server(version: str, distribution: str | None) -> None:
    with server(lambda _: (200, about(version, distribution))) as address:
        is_told(address, "cluster-version", version, "OpenSearch 2", retry_after="60")


def test_a_web_server_that_is_no_cluster() -> None:
    for body in ("hello", ["hello"], {}):
        with server(lambda _, body=body: (200, body)) as address:
            is_told(address, "cluster-version", retry_after="60")


def test_a_cluster_that_is_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUERLANG_OPENSEARCH_SECONDS", "0.05")

    def slow(_: str) -> Answer:
        time.sleep(0.5)
        return 200, about()

    with server(slow) as address:
        is_told(address, "cluster-unavailable", "does not answer", "opensearch_seconds")


def test_a_cluster_that_is_overloaded() -> None:
    busy = {"error": {"type": "rejected_execution_exception", "reason": "queue full"}}
    with server(lambda path: (200, about()) if path == "/" else (429, busy)) as address:
        is_told(address, "cluster-unavailable", "429", "queue full")


def test_a_cluster_whose_disks_are_full() -> None:
    flood = "index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark]"
    full = {"error": {"type": "cluster_block_exception", "reason": flood}, "status": 429}
    with server(lambda path: (200, about()) if path == "/" else (429, full)) as address:
        is_told(address, "cluster-full", "flood-stage", "Make room", retry_after="60")


@pytest.mark.usefixtures("password")
def test_certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate with")
    pem = tmp_path / "own.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, "-keyout", pem, "-out", tmp_path / "cert"], check=True,
                   capture_output=True)  # fmt: skip
    pem.write_text(pem.read_text() + (tmp_path / "cert").read_text())
    with server(lambda _: (401, "Unauthorized"), pem) as address:
        is_told(address, "cluster-unavailable", "cannot be trusted", "opensearch_ca")
        is_told(address.replace("+https", ""), "cluster-unavailable", "opensearch+https")
        monkeypatch.setenv("QUERLANG_OPENSEARCH_CA", str(tmp_path / "cert"))
        is_told(address, "cluster-access", "401", retry_after="30")
        monkeypatch.setenv("QUERLANG_OPENSEARCH_CA", str(tmp_path / "none"))
        done = CliRunner().invoke(main, ["search", "x", "--index", address])
        assert done.exit_code == 3
        assert "opensearch_ca" in done.stderr


@pytest.mark.parametrize("written", ["leser:geheim-geheim-geheim@127.0.0.1", f"x:{PASSWORD}@h:1"])
def test_a_password_in_the_address_is_refused_and_not_repeated(written: str) -> None:
    done = CliRunner().invoke(main, ["search", "x", "--index", f"opensearch://{written}/news"])
    assert done.exit_code == 2
    assert "opensearch_password" in done.stderr
    assert PASSWORD not in done.output


@pytest.mark.usefixtures("password")
def test_the_settings_do_not_show_the_password() -> None:
    settings = load_settings()
    assert settings.opensearch_password == PASSWORD
    assert PASSWORD not in f"{settings!r} {settings}"


@pytest.mark.usefixtures("password")
def test_no_log_holds_the_password(
    one_node: Cluster, address: str, source: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither as it is nor as it is sent, whatever happens and however much is logged."""
    caplog.set_level(logging.DEBUG)
    for name in ("opensearch", "opensearchpy.trace", "urllib3"):
        caplog.set_level(logging.DEBUG, name)
    sent = b64encode(f"leser:{PASSWORD}".encode()).decode()
    build_index(source, address)
    with open_index(address) as searcher:
        searcher.search("Moskau")
        one_node.ask("DELETE", f"/{name_of(address)}-000001")
        with pytest.raises(QuerlangError):
            searcher.search("Delegation")
    with server(lambda _: (401, "Unauthorized")) as refusing:
        is_told(refusing, "cluster-access", "401", retry_after="30")
    assert "urllib3" in {record.name.partition(".")[0] for record in caplog.records}
    assert PASSWORD not in caplog.text
    assert sent not in caplog.text


@pytest.mark.parametrize("step", [Step.ANALYSE, Step.VERIFY, Step.PUBLISH])
def test_disks_that_become_full(one_node: Cluster, address: str, source: Path, step: Step) -> None:
    build_index(source, address)

    filled: list[Step] = []

    def fill(progress: Progress) -> None:
        if progress.step is step and not filled:
            filled.append(step)
            full = {"index.blocks.read_only_allow_delete": True}
            one_node.ask("PUT", f"/{name_of(address)}-*/_settings", full)

    with pytest.raises(ClusterFull):
        build_index(source, address, progress=fill)
    assert cluster_index(address).published() == f"{name_of(address)}-000001"


def test_what_was_sent_again_is_in_the_report(
    address: str, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, refused = Client._try, []

    def busy_at_times(client: Client, method: str, path: str, *given: Any) -> Any:
        if path.endswith(("_bulk", "_refresh")) and path not in refused:
            refused.append(path)
            return ClusterAnswer("rejected_execution_exception", 429)
        return original(client, method, path, *given)

    monkeypatch.setattr(Client, "_try", busy_at_times)
    command = ["build", str(source), "--index", address]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    assert refused
    assert f", requests to the cluster sent again: {len(refused)}" in done.stdout
    calm = CliRunner().invoke(main, [*command, "--json"])
    refused.clear()
    told = CliRunner().invoke(main, [*command, "--json"])
    counted = [json.loads(each.stdout.splitlines()[-1])["retries"] for each in (calm, told)]
    assert counted[1] == len(refused) > 0


def test_a_reader_goes_on_where_the_alias_cannot_be_asked_for(
    address: str, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(source, address)
    monkeypatch.setattr("indexer.cluster.index.INTERVAL", 0.0)
    with open_index(address) as searcher:
        monkeypatch.setattr(
            "indexer.cluster.index.ClusterIndex._ask",
            lambda self, **_: (_ for _ in ()).throw(ClusterUnavailable("Down.")),  # noqa: ARG005
        )
        assert searcher.search("Moskau").total
        with pytest.raises(ClusterUnavailable):
            searcher.ready()
    assert os.environ.get("QUERLANG_OPENSEARCH_PASSWORD") is None
