"""A node is killed and comes back while people search: none of them gets an error.

Takes some minutes and three servers: it runs where QUERLANG_SLOW is set.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from opensearch_cluster import Cluster

from indexer import Searcher, build_index, load_settings, open_index
from indexer.errors import QuerlangError

from .indexes import cluster_index, indexes, name_of

pytestmark = pytest.mark.skipif(
    not os.environ.get("QUERLANG_SLOW"), reason="QUERLANG_SLOW is not set"
)

ROOT = Path(__file__).parent.parent.parent
CLIENTS = 20
SECONDS, MOST_SECONDS = 60.0, 300.0
KILLED_AT, BACK_AT = 10.0, 30.0
WORDS = ("Kalganow", "du lịch", "Москва", "Delegation", "hop tac", '"Hợp tác"', "Lang Son", "Mosk*")


class Clients:
    """People who search without pause, and what they were told."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._over = threading.Event()
        self.answered: list[float] = []
        self.failures: list[str] = []
        self._threads = [threading.Thread(target=self._ask) for _ in range(CLIENTS)]

    def _ask(self) -> None:
        while not self._over.is_set():
            word = f"{random.choice(WORDS)} {random.choice(WORDS)}"  # noqa: S311
            started = time.monotonic()
            try:
                if not self._searcher.search(word).total:
                    self.failures.append(f"nothing found for {word}")
            except QuerlangError as error:
                self.failures.append(f"{time.monotonic() - started:.1f} s: {error}")
            self.answered.append(time.monotonic() - started)

    def __enter__(self) -> Clients:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()


@contextmanager
def searching(address: str) -> Iterator[Clients]:
    settings = load_settings(cached_pages=0, query_seconds=30.0)
    with open_index(address, settings=settings) as searcher:
        searcher.warm_up()
        with Clients(searcher) as clients:
            yield clients
    slowest = sorted(clients.answered)[-len(clients.answered) // 100 or -1 :]
    sys.stderr.write(
        f"{len(clients.answered)} answers, median {median(clients.answered) * 1000:.0f} ms,"
        f" slowest of a hundred from {slowest[0]:.2f} s to {slowest[-1]:.2f} s\n"
    )


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def kill_and_start(cluster: Cluster, during: Callable[[], None] = lambda: None) -> None:
    """Kill the manager of the cluster while time goes by, and have it come back."""
    started = time.monotonic()
    manager = cluster.ask("GET", "/_cat/cluster_manager?format=json")[0]["node"]
    number = next(n for n, node in enumerate(cluster.nodes) if node.name == manager)
    helper = threading.Thread(target=during)
    helper.start()
    time.sleep(KILLED_AT)
    cluster.kill_node(number)
    time.sleep(BACK_AT - KILLED_AT)
    cluster.start_node(number)
    while time.monotonic() - started < SECONDS:
        time.sleep(0.2)
    helper.join()


@pytest.fixture
def address(three_nodes: Cluster, seeds: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("QUERLANG_OPENSEARCH_SHARDS", "3")
    found = three_nodes.address("seeds")
    build_index(seeds, found)
    three_nodes.wait("green", nodes=3)
    assert {each["rep"] for each in three_nodes.ask("GET", "/_cat/indices?format=json")} == {"1"}
    return found


def test_a_node_is_killed_and_comes_back(three_nodes: Cluster, address: str) -> None:
    with searching(address) as clients:
        kill_and_start(three_nodes)
    assert clients.failures == []
    assert len(clients.answered) > CLIENTS
    three_nodes.wait("green", nodes=3)


def test_a_node_is_killed_while_builds_publish(
    three_nodes: Cluster, address: str, seeds: Path
) -> None:
    """Builds are processes of their own, as on another machine, one after the other.

    People search for a minute, and on until a second build is published.
    """
    published: list[float] = []
    refused: list[str] = []
    began = time.monotonic()
    command = [sys.executable, "-m", "indexer", "build", str(seeds), "--index", address]

    def build() -> None:
        while time.monotonic() - began < (SECONDS if len(published) > 1 else MOST_SECONDS):
            done = subprocess.run(command, capture_output=True, cwd=ROOT, check=False, text=True)
            if done.returncode == 0:
                published.append(time.monotonic() - began)
            else:  # told, and the index is as it was
                refused.append(done.stderr.splitlines()[-1])

    with searching(address) as clients:
        kill_and_start(three_nodes, build)
    assert clients.failures == []
    times = ", ".join(f"{each:.0f}" for each in published)
    sys.stderr.write(f"builds published after {times} s; refused: {refused}\n")
    assert len(published) >= 2
    assert any(each > KILLED_AT for each in published)
    assert all(each.startswith("cluster-") for each in refused)
    three_nodes.wait("green", nodes=3)
    last = build_index(seeds, address).generation
    assert cluster_index(address).published() == last
    left = {name for name in indexes(three_nodes, address) if name[1:7].isdecimal()}
    assert len(left) == 4, (name_of(address), left)
