"""What the tests of queries want to know of a tree."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.engines import tree as q
from indexer.engines.base import FILTER_FIELDS


def nodes(tree: q.Query, kind: type[q.Query]) -> list[q.Query]:
    return [node for node in q.walk(tree) if isinstance(node, kind)]


def scoring(tree: q.Query) -> Iterator[q.Query]:
    """The leaves that add to scores: neither filters of others nor exclusions nor constants."""
    match tree:
        case q.Require() | q.AndNot():
            yield from scoring(tree.a)
        case q.ConstantScoreQuery():
            return
        case _ if q.children(tree):
            for child in q.children(tree):
                yield from scoring(child)
        case _:
            yield tree


def fields(tree: q.Query) -> set[str]:
    found = {getattr(node, "fieldname", None) for node in q.walk(tree)}
    return {name for name in found if name}


def filters(tree: q.Query) -> set[str]:
    return fields(tree) & set(FILTER_FIELDS)


def terms(tree: q.Query, field: str) -> set[str]:
    """The terms of a field anywhere in a tree."""
    return {
        node.text for node in q.walk(tree) if isinstance(node, q.Term) and node.fieldname == field
    }
