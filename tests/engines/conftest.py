"""The cluster for the tests of the OpenSearch engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from opensearch_cluster import Cluster


@pytest.fixture(scope="class", autouse=True)
def cluster_of_the_suite(request: pytest.FixtureRequest) -> Iterator[None]:
    """Start a node before a suite on OpenSearch, and no sooner."""
    yield from _running(request, getattr(request.cls, "name", "") == "opensearch")


@pytest.fixture(autouse=True)
def cluster_of_the_engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Start a node before a test that has OpenSearch among its engines."""
    callspec = getattr(request.node, "callspec", None)
    yield from _running(
        request, callspec is not None and callspec.params.get("name") == "opensearch"
    )


def _running(request: pytest.FixtureRequest, needed: bool) -> Iterator[None]:
    """Have a node where it is needed; what was made there is removed in the end."""
    if not needed:
        yield
        return
    request.getfixturevalue("opensearch")
    yield
    cluster: Cluster = request.getfixturevalue("one_node")
    cluster.ask("DELETE", "/test-*")
