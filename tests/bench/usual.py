"""OpenSearch as people use it without us: analyzers of its own by language, its own highlighter.

German, Russian and English go through the analyzers of these names; Vietnamese, for which it has
none, through the standard tokenizer with lower case and ASCII folding. A query is a multi_match
over the titles (twice the weight) and texts of all languages, with facets and highlights as on a
page of ours. The analyzers are in the module analysis-common, which comes from Maven like the
server.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from corpus import Text
from opensearch_cluster import VERSION, Cluster

from indexer.engines.opensearch_client import Address, connect

_MODULE = f"org.opensearch.plugin:analysis-common:{VERSION}"
_DESCRIPTOR = f"""\
name=analysis-common
description=built-in analyzers
version={VERSION}
opensearch.version={VERSION}
java.version=11
classname=org.opensearch.analysis.common.CommonAnalysisPlugin
"""
_ANALYZERS = {"de": "german", "ru": "russian", "en": "english", "vi": "folding"}
_FOLDING = {"type": "custom", "tokenizer": "standard", "filter": ["lowercase", "asciifolding"]}
_BULK = 500
_encode = msgspec.json.Encoder().encode


def add_analyzers(cluster: Cluster) -> None:
    """Add the module with the analyzers to a cluster that has not been started."""
    folder = cluster.home / "modules" / "analysis-common"
    folder.mkdir()
    command = ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={_MODULE}"]
    subprocess.run([*command, f"-DoutputDirectory={folder}"], check=True, cwd=folder)
    (folder / "plugin-descriptor.properties").write_text(_DESCRIPTOR)


class Usual:
    """An index of a node, made as its documentation says."""

    name = "OpenSearch without us"

    def __init__(self, address: str, texts: Iterable[Text]) -> None:
        place = Address.parse(address)
        self._client, self._path = connect(place), f"/{place.name}"
        self.documents = 0
        names = [f"{part}_{lang}" for lang in _ANALYZERS for part in ("title", "body")]
        self._fields = [f"{name}^2" if name.startswith("title") else name for name in names]
        properties: dict[str, Any] = {
            name: {"type": "text", "analyzer": _ANALYZERS[name[-2:]]} for name in names
        }
        properties["lang"] = {"type": "keyword"}
        body = {
            "settings": {
                "number_of_replicas": 0,
                "analysis": {"analyzer": {"folding": _FOLDING}},
            },
            "mappings": {"dynamic": False, "properties": properties},
        }
        self._client.put(self._path, body)
        self._fill(texts)

    def _fill(self, texts: Iterable[Text]) -> None:
        lines: list[bytes] = []
        for text in texts:
            self.documents += 1
            lang = text.lang if text.lang in _ANALYZERS else "en"
            source = {f"title_{lang}": text.title, f"body_{lang}": text.body, "lang": lang}
            lines += [_encode({"index": {"_id": text.id}}), _encode(source)]
            if len(lines) >= 2 * _BULK:
                self._send(lines)
        self._send(lines)
        self._client.post(f"{self._path}/_refresh")

    def _send(self, lines: list[bytes]) -> None:
        if lines:
            answer = self._client.post(f"{self._path}/_bulk", b"\n".join([*lines, b""]))
            assert not answer["errors"], answer["items"][0]
            lines.clear()

    def ranking(self, text: str, size: int) -> list[tuple[str, float]]:
        """Return ids and scores of the best documents."""
        hits = self._ask({"query": self._query(text), "size": size, "_source": False})
        return [(hit["_id"], hit["_score"]) for hit in hits]

    def page(self, text: str) -> int:
        """Ask for a page of ten with facets and highlights; return how many hits it has."""
        body = {
            "query": self._query(text),
            "size": 10,
            "track_total_hits": True,
            "aggs": {"lang": {"terms": {"field": "lang"}}},
            "highlight": {
                "fields": {
                    "title_*": {"number_of_fragments": 0},
                    "body_*": {"fragment_size": 120, "number_of_fragments": 2},
                }
            },
        }
        return len(self._ask(body))

    def _query(self, text: str) -> dict[str, Any]:
        return {"multi_match": {"query": text, "fields": self._fields}}

    def _ask(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self._client.post(f"{self._path}/_search", body)
        hits: list[dict[str, Any]] = answer["hits"]["hits"]
        return hits


def store_bytes(cluster: Cluster, pattern: str) -> int:
    """Return the bytes of the first copies of indexes."""
    found = cluster.ask("GET", f"/{pattern}/_stats/store")
    size: int = found["_all"]["primaries"]["store"]["size_in_bytes"]
    return size


def processors(cluster: Cluster | None) -> float:
    """Return the seconds of processors that the nodes of a cluster have used."""
    nodes = cluster.nodes if cluster else []
    ids = [node.process.pid for node in nodes if node.process is not None]
    told = [Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in ids]
    return sum(int(each[11]) + int(each[12]) for each in told) / os.sysconf("SC_CLK_TCK")


def folder_bytes(path: Path) -> int:
    """Return the bytes of the files of a folder."""
    return sum(each.stat().st_size for each in path.rglob("*") if each.is_file())
