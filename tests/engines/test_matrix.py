"""Every kind of node that a query can bring to an engine stands in the conformance table."""

from __future__ import annotations

from pathlib import Path

from indexer.engines import tree as q
from indexer.query import analyze_query

from .corpus import MATCHES

PARSE_TABLE = Path(__file__).parents[1] / "query" / "tables" / "parse.tsv"
TRIED = {type(node) for _, tree, _ in MATCHES for node in q.walk(tree)}


def test_every_kind_of_node_has_a_row() -> None:
    missing = {kind.__name__ for kind in q.NODES} - {kind.__name__ for kind in TRIED}
    assert not missing, f"no row in tests/engines/corpus.py for {missing}"


def test_queries_make_no_other_kinds_of_node() -> None:
    made: set[type[q.Query]] = set()
    for line in PARSE_TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            made |= {type(node) for node in q.walk(analyze_query(line.split("\t")[0]).tree)}
    assert made <= set(q.NODES), f"add {made - set(q.NODES)} to indexer/engines/tree.py"
    assert made <= TRIED
