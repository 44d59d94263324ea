"""Fixtures shared by all tests."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from opensearch_cluster import Cluster, NoCluster

import indexer
from indexer import Searcher

ROOT = Path(__file__).parent.parent

settings.register_profile(
    "querlang",
    deadline=None,  # the first example of a language loads its model
    max_examples=200,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("ci", settings.get_profile("querlang"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "querlang")


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep settings of the machine out of the tests."""
    for name in [name for name in os.environ if name.startswith("QUERLANG_")]:
        if name not in ("QUERLANG_DATA", "QUERLANG_OPENSEARCH"):
            monkeypatch.delenv(name)
    file = tmp_path_factory.mktemp("settings") / "querlang.toml"
    file.touch()
    monkeypatch.setenv("QUERLANG_CONFIG", str(file))


@pytest.fixture(autouse=True)
def garbage_is_looked_for_as_before() -> Iterator[None]:
    """Leave no settings of a server that was warmed up to the tests after it."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of the evaluation data; tests that need it are skipped without."""
    folder = Path(os.environ.get("QUERLANG_DATA", ""))
    if not os.environ.get("QUERLANG_DATA") or not folder.is_dir():
        pytest.skip("QUERLANG_DATA does not name the folder of the evaluation data")
    return folder


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The documents written for this project."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    """An index of the seeds; read only."""
    index = tmp_path_factory.mktemp("seeds") / "index"
    indexer.build_index(seeds, index)
    return index


@pytest.fixture(scope="session")
def seeds_searcher(seeds_index: Path) -> Searcher:
    """A searcher on the index of the seeds."""
    return indexer.open_index(seeds_index)


def _cluster(nodes: int) -> Iterator[Cluster]:
    pytest.importorskip("opensearchpy", reason="opensearch-py is not installed")
    try:
        cluster = Cluster(nodes)
    except NoCluster as error:
        pytest.skip(f"no OpenSearch: {error}")
    with cluster:
        yield cluster


@pytest.fixture(scope="session")
def one_node() -> Iterator[Cluster]:
    """A running OpenSearch cluster of one node; skipped with the reason where there is none."""
    yield from _cluster(1)


@pytest.fixture(scope="module")
def three_nodes() -> Iterator[Cluster]:
    """A running OpenSearch cluster of three nodes, for the tests of one module."""
    yield from _cluster(3)


@pytest.fixture(scope="session")
def opensearch(one_node: Cluster) -> Iterator[str]:
    """The address of indexes on a node; the engine makes its indexes there."""
    before = os.environ.get("QUERLANG_OPENSEARCH")
    os.environ["QUERLANG_OPENSEARCH"] = address = one_node.address("test")
    yield address
    os.environ.pop("QUERLANG_OPENSEARCH")
    if before is not None:
        os.environ["QUERLANG_OPENSEARCH"] = before
