"""The server as it is started, on a real cluster that goes down and comes back."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import Any

from opensearch_cluster import Cluster

from indexer import build_index

ROOT = Path(__file__).parent.parent.parent
SECONDS = 120


@contextmanager
def serving(address: str) -> Iterator[str]:
    """Start the server on an index; give the address of its pages."""
    command = [sys.executable, "-m", "searchapp", "--index", address, "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True)
    try:
        assert server.stdout is not None
        said = server.stdout.readline()
        assert said.startswith("Querlang is at http://"), said
        yield said.split()[-1]
    finally:
        server.terminate()
        server.communicate(timeout=SECONDS)


def get(url: str) -> tuple[int, Message, Any]:
    """The status, the headers and the JSON of an answer, whatever it says."""
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # noqa: S310
            return answer.status, answer.headers, json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.headers, json.load(refused)


def test_a_server_tells_that_its_cluster_is_down_and_answers_when_it_is_back(
    one_node: Cluster, address: str, source: Path
) -> None:
    build_index(source, address)
    with serving(address) as here:
        search = f"{here}api/v1/search?q=Moskau"
        status, _, found = get(search)
        assert (status, found["total"]) == (200, 2)
        assert get(f"{here}readyz")[0] == 200
        one_node.kill_node(0)
        try:
            for url in (f"{here}readyz", f"{here}api/v1/search?q=Delegation"):
                status, headers, problem = get(url)
                assert (status, headers["Retry-After"]) == (503, "5")
                assert headers.get_content_type() == "application/problem+json"
                assert problem["type"] == "urn:querlang:problem:cluster-unavailable"
            assert get(f"{here}healthz")[0] == 200
        finally:
            one_node.start_node(0)
            one_node.wait("green")
        until = time.monotonic() + SECONDS
        while get(f"{here}readyz")[0] != 200:
            assert time.monotonic() < until, "it does not come back"
            time.sleep(0.5)
        status, _, found = get(f"{here}api/v1/search?q=Delegation")
        assert (status, found["total"]) == (200, 2)
        with urllib.request.urlopen(f"{here}metrics", timeout=SECONDS) as answer:  # noqa: S310
            told = answer.read().decode()
        assert 'querlang_cluster_retries_total{reason="down"}' in told
