from __future__ import annotations

import pytest

from indexer.engines import tree as q
from indexer.query import analyze_query
from indexer.query.explain import describe, explain_query, leaves

from .tables import rows


@pytest.mark.parametrize("typed", sorted({typed for typed, _ in rows("parse.tsv")}))
def test_every_node_is_a_line(typed: str) -> None:
    analyzed = analyze_query(typed)
    lines = explain_query(analyzed).splitlines()
    assert len(lines) == 1 + len(analyzed.notes) + sum(1 for _ in q.walk(analyzed.tree))
    assert lines[0] == f"understood as: {analyzed.interpreted or 'every document'}" or (
        analyzed.notes and not analyzed.interpreted
    )


def test_what_is_excluded_or_filters_adds_nothing() -> None:
    told = {describe(leaf) for leaf in leaves(analyze_query("Moskau -Berlin lang:de").tree)}
    assert any("moskau" in line for line in told)
    assert not any("berlin" in line or "lang" in line for line in told)


def test_how_a_tree_reads() -> None:
    text = explain_query(analyze_query('Moskau "Hà Nội" -Berlin date:2025'))
    for line in (
        "understood as: ",
        "first, without second",
        "not: ",
        "filter: ",
        "first, second adds",
        "all of",
        "best of, tie 0.05",
        "body_word:moskau",
        'body_word:"hà nội"',
        "date:[2025-01-01 TO 2025-12-31]",
    ):
        assert line in text, text


def test_nothing_and_everything() -> None:
    assert "nothing" in explain_query(analyze_query("..."))
    assert explain_query(analyze_query("")) == "understood as: every document\nevery document"
