"""Indexes on a real OpenSearch node."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from opensearch_cluster import Cluster

from indexer.cluster import index, staging


@pytest.fixture(autouse=True)
def own_cache(own_settings: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001
    """Keep what is fetched from clusters in a folder of the test."""
    monkeypatch.setenv("QUERLANG_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have readers ask for the alias at every search."""
    monkeypatch.setattr(index, "INTERVAL", 0.0)


@pytest.fixture
def address(one_node: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an index that is not there yet; whatever it becomes is removed."""
    monkeypatch.setattr(staging, "_LOOK", 0.05)
    name = f"t{uuid4().hex[:8]}"
    yield one_node.address(name)
    if one_node.ask("GET", f"/_cat/indices/{name}-*?format=json"):
        one_node.ask("PUT", f"/{name}-*/_settings", {"index.blocks.read_only_allow_delete": None})
        one_node.ask("DELETE", f"/{name}-*")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with three documents."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Die Delegation in Moskau traf Wjatscheslaw Kalganow.")
    (folder / "b.txt").write_text("Hợp tác du lịch giữa Lạng Sơn và Xanh Pê-téc-bua.")
    (folder / "c.txt").write_text("Делегация провинции Лангшон в Москве.")
    return folder
