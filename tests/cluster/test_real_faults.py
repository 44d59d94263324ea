"""What befalls the nodes of a real cluster is told, and over when it is over."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from opensearch_cluster import Cluster

from indexer import build_index, open_index, update_index
from indexer.cli.commands import main
from indexer.cluster.index import INTERVAL
from indexer.engines import opensearch_bulk, opensearch_client
from indexer.errors import ClusterUnavailable

from .indexes import client_of, cluster_index, is_told, name_of

READING = (["search", "Moskau"], ["stats"])


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once."""
    monkeypatch.setattr(opensearch_client, "_sleep", lambda _: None)
    monkeypatch.setattr(opensearch_bulk, "_sleep", lambda _: None)


def answers_again(address: str, client: object) -> None:
    done = CliRunner().invoke(main, ["search", "Moskau", "--index", address])
    assert done.exit_code == 0, done.output
    assert client.get("/readyz").status_code == 200  # type: ignore[attr-defined]
    assert client.get("/api/v1/search?q=Moskau").get_json()["total"] > 0  # type: ignore[attr-defined]


@contextmanager
def standing_still(cluster: Cluster) -> Iterator[None]:
    """Have a node take connections and do nothing."""
    process = cluster.nodes[0].process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process.pid, signal.SIGCONT)


def test_a_node_that_stands_still(
    one_node: Cluster, address: str, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(source, address)
    monkeypatch.setenv("QUERLANG_OPENSEARCH_SECONDS", "0.2")
    running = client_of(address)
    with standing_still(one_node):
        for client in (running, None):
            is_told(address, "cluster-unavailable", "does not answer", client=client)
    monkeypatch.delenv("QUERLANG_OPENSEARCH_SECONDS")
    one_node.wait("green")
    answers_again(address, client_of(address))


def test_a_node_that_is_down(one_node: Cluster, address: str, source: Path) -> None:
    build_index(source, address)
    running = client_of(address)
    one_node.kill_node(0)
    try:
        for client in (running, None):
            is_told(address, "cluster-unavailable", "cannot be reached", client=client)
    finally:
        one_node.start_node(0)
        one_node.wait("green")
    answers_again(address, running)


@pytest.mark.parametrize(("shards", "lost"), [("1", 0), ("3", 1)])
def test_a_red_index(
    one_node: Cluster,
    address: str,
    source: Path,
    monkeypatch: pytest.MonkeyPatch,
    shards: str,
    lost: int,
) -> None:
    """What is left of an index is not taken for all of it; to build it again mends it."""
    monkeypatch.setenv("QUERLANG_OPENSEARCH_SHARDS", shards)
    build_index(source, address)
    running = client_of(address)
    answers_again(address, running)
    index = f"{name_of(address)}-000001"
    uuid = one_node.ask("GET", f"/_cat/indices/{index}?format=json")[0]["uuid"]
    one_node.kill_node(0)
    shutil.rmtree(one_node.nodes[0].folder / "data/nodes/0/indices" / uuid / str(lost))
    one_node.start_node(0)
    one_node.ask("GET", "/_cluster/health?wait_for_no_initializing_shards=true")
    for client in (running, None):
        is_told(address, "cluster-unavailable", commands=READING, client=client)
    told = running.get("/readyz").get_json(force=True)["detail"]
    assert "is red: 1 of its shards" in told
    with pytest.raises(ClusterUnavailable, match="is red"):
        cluster_index(address).check_health()
    build_index(source, address)
    time.sleep(INTERVAL)
    answers_again(address, running)
    one_node.ask("DELETE", f"/{index}")


def test_disks_that_are_full(one_node: Cluster, address: str, source: Path) -> None:
    """The node itself blocks what is written when its disk has less room than it is to leave."""
    build_index(source, address)
    running = client_of(address)
    disk = "cluster.routing.allocation.disk."
    marks = {f"{disk}watermark.{name}": "900000gb" for name in ("low", "high", "flood_stage")}
    settings = {f"{disk}threshold_enabled": True, **marks, "cluster.info.update.interval": "10s"}
    one_node.ask("PUT", "/_cluster/settings", {"transient": settings})
    try:
        wait_for(lambda: blocked(one_node, address))
        (source / "d.txt").write_text("Hannover")
        for command in (["build", str(source)], ["update"]):
            done = CliRunner().invoke(main, [*command, "--index", address])
            assert done.exit_code == 3
            assert done.stderr.splitlines()[-1].startswith("cluster-full: "), done.stderr
            assert "Make room" in done.stderr
        answers_again(address, running)  # who only reads is served
        room = dict.fromkeys(marks, "1b")
        one_node.ask("PUT", "/_cluster/settings", {"transient": room})
        wait_for(lambda: not blocked(one_node, address))
    finally:
        none = dict.fromkeys(settings)
        allowed = {"cluster.blocks.create_index": None}  # it forbids that where all disks are full
        one_node.ask("PUT", "/_cluster/settings", {"transient": none, "persistent": allowed})
    assert update_index(address).new == 1
    with open_index(address) as searcher:
        assert searcher.search("Hannover").total == 1


def blocked(cluster: Cluster, address: str) -> bool:
    found = cluster.ask("GET", f"/{name_of(address)}-*/_settings?flat_settings=true")
    block = "index.blocks.read_only_allow_delete"
    return all(each["settings"].get(block) == "true" for each in found.values())


def wait_for(condition: Callable[[], bool], seconds: float = 120.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.5)
