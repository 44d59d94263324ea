"""A new index is merged before it gets copies, and published where it cannot be."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
from opensearch_cluster import Cluster

from indexer import build_index, open_index
from indexer.engines import opensearch_finish
from indexer.engines.opensearch_client import Client
from indexer.errors import (
    ClusterUnavailable,
)

from .indexes import answers, indexes, name_of


@pytest.mark.parametrize("shards", ["1", "3"])
def test_a_build_is_merged_and_rid_of_what_was_sent(
    one_node: Cluster, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shards: str
) -> None:
    monkeypatch.setenv("QUERLANG_OPENSEARCH_SHARDS", shards)
    random = Random(5)  # noqa: S311
    for number in range(60):
        words = (f"w{random.randrange(9000)}" for _ in range(3000))
        (tmp_path / f"{number}.txt").write_text(" ".join(words))
    build_index(tmp_path, address)
    before = answers(address, ("w7", "w8 w9", ""))
    monkeypatch.setattr(opensearch_finish, "_WORTH_IT", 0)
    build_index(tmp_path, address)
    after = answers(address, ("w7", "w8 w9", ""))
    assert after == before
    first, second = (f"{name_of(address)}-00000{number}" for number in (1, 2))

    def of(index: str) -> tuple[int, int]:
        one_node.ask("POST", f"/{index}/_flush?force=true")
        stats = one_node.ask("GET", f"/{index}/_stats/store,segments")["_all"]["primaries"]
        return stats["segments"]["count"], stats["store"]["size_in_bytes"]

    (segments, size), (merged, smaller) = of(first), of(second)
    assert segments > merged == int(shards)
    assert smaller < 0.7 * size
    settings = one_node.ask("GET", f"/{second}/_settings?flat_settings=true")[second]["settings"]
    assert settings["index.codec"] == "best_compression"
    assert not [name for name in indexes(one_node, address) if name.endswith("-changed")]


@pytest.mark.parametrize(
    ("refused", "said"), [("_forcemerge", "not merged"), ("_clone/.*-changed", "not copied")]
)
def test_a_build_that_cannot_be_merged_is_published(
    address: str,
    source: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    refused: str,
    said: str,
) -> None:
    send = Client.send

    def busy(client: Client, method: str, path: str, *given: Any, **options: Any) -> Any:
        if re.search(refused + "$", path):
            raise ClusterUnavailable("The cluster is busy.")
        return send(client, method, path, *given, **options)

    monkeypatch.setattr(opensearch_finish, "_WORTH_IT", 0)
    monkeypatch.setattr(Client, "send", busy)
    build_index(source, address)
    assert f"it was {said}: The cluster is busy." in caplog.text
    with open_index(address) as searcher:
        assert searcher.search("Moskau").total
