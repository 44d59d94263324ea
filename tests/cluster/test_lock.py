"""Two writers exclude each other, and a dead one is taken over."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from opensearch_cluster import Cluster

from indexer import build_index
from indexer.cluster import lock
from indexer.cluster.lock import WriterLock
from indexer.errors import IndexLocked

from .indexes import cluster_index, indexes, name_of

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that is dead when it has been silent for a second."""
    monkeypatch.setattr(lock, "BEAT", 0.1)
    monkeypatch.setattr(lock, "EXPIRY", 0.5)
    monkeypatch.setattr(lock, "WATCH", 0.5)


def a_lock(address: str) -> WriterLock:
    found = cluster_index(address)
    return WriterLock(found.client, found.names.lock, "writer", address)


def test_a_second_writer_is_refused_and_told_the_first(address: str, source: Path) -> None:
    with cluster_index(address).writing():
        with pytest.raises(IndexLocked, match=f"process {os.getpid()} on ") as caught:
            build_index(source, address)
        assert "expires within 40 seconds" in str(caught.value)
    build_index(source, address)


@pytest.mark.usefixtures("quick")
def test_a_writer_that_lives_is_never_taken_over(address: str) -> None:
    with a_lock(address) as held:
        time.sleep(1.5)
        with pytest.raises(IndexLocked), a_lock(address):
            pass
        held.check()


@pytest.mark.usefixtures("quick")
def test_a_clock_that_is_slow_takes_no_lock_from_who_lives(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_lock(address) as held:
        now = time.time
        monkeypatch.setattr(lock.time, "time", lambda: now() + 3600)
        with pytest.raises(IndexLocked), a_lock(address):
            pass
        held.check()


@pytest.mark.usefixtures("quick")
def test_a_dead_writer_is_taken_over_and_cannot_publish(address: str, source: Path) -> None:
    with a_lock(address) as dead:
        dead._over.set()
        dead._thread.join()
        time.sleep(0.6)
        build_index(source, address)
        with pytest.raises(IndexLocked, match="taken over"):
            dead.check()


@pytest.mark.usefixtures("quick")
def test_what_a_killed_writer_left_goes_with_the_next(
    one_node: Cluster, address: str, source: Path
) -> None:
    build_index(source, address)
    before = indexes(one_node, address)
    writer = subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "building" / "writer.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        for step in ("WRITE", "STAMP", "POINT"):
            job = {"call": "build", "index": address, "source": str(source), "engine": "opensearch"}
            assert writer.stdin is not None
            assert writer.stdout is not None
            writer.stdin.write(json.dumps({**job, "die": step}) + "\n")
            writer.stdin.flush()
            writer.stdout.readline()
            assert int(writer.stdout.readline()) == -signal.SIGKILL
            assert indexes(one_node, address) > before
            assert cluster_index(address).published() == f"{name_of(address)}-000001"
            time.sleep(0.6)
            with cluster_index(address).writing():  # the lock of the dead is taken over
                assert indexes(one_node, address) == before
    finally:
        writer.communicate(timeout=30)
