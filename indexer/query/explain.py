"""Saying how a query was understood: its tree and its words, for a person to read."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.engines import tree as query
from indexer.query.analyzed import AnalyzedQuery


def explain_query(analyzed: AnalyzedQuery) -> str:
    """Return the tree of a query, a line a node, indented by depth."""
    lines = [f"understood as: {analyzed.interpreted or 'every document'}"]
    lines += [f"note: {note}" for note in analyzed.notes]
    lines += _lines(analyzed.tree, 0)
    return "\n".join(lines)


def leaves(node: query.Query) -> Iterator[query.Query]:
    """Yield the words, phrases, patterns and ranges of a tree that can add to a score."""
    children = _children(node)
    if not children:
        yield node
    for label, child in children:
        if label not in ("not", "filter"):
            yield from leaves(child)


def describe(node: query.Query) -> str:
    """Return one node in a line, without what is below it."""
    boost = getattr(node, "boost", 1.0)
    factor = f" ×{boost:.3g}" if boost != 1.0 else ""
    match node:
        case query.DisjunctionMax():
            return f"best of, tie {node.tiebreak:g}{factor}"
        case query.Or():
            return f"any of{factor}"
        case query.And():
            return f"all of{factor}"
        case query.AndMaybe():
            return "first, second adds"
        case query.Require():
            return "first, filtered by second"
        case query.AndNot():
            return "first, without second"
        case query.ConstantScoreQuery():
            return f"constant {node.score:g}"
        case query.Every():
            return "every document"
        case _ if query.is_nothing(node):
            return "nothing"
        case query.Term():
            return f"{node.fieldname}:{node.text}{factor}"
        case query.Prefix():
            return f"{node.fieldname}:{node.text}*{factor}"
        case query.Wildcard():
            return f"{node.fieldname}:{node.text}{factor}"
        case query.FuzzyTerm():
            return f"{node.fieldname}:{node.text}~{node.maxdist:g}{factor}"
        case query.Phrase():
            slop = f"~{node.slop}" if node.slop > 1 else ""
            return f'{node.fieldname}:"{" ".join(node.words)}"{slop}{factor}'
        case _:
            return f"{node}{factor}"


def _lines(node: query.Query, depth: int, label: str = "") -> list[str]:
    prefix = f"{label}: " if label else ""
    lines = [f"{'  ' * depth}{prefix}{describe(node)}"]
    for name, child in _children(node):
        lines += _lines(child, depth + 1, name)
    return lines


def _children(node: query.Query) -> list[tuple[str, query.Query]]:
    match node:
        case query.AndNot():
            return [("", node.a), ("not", node.b)]
        case query.Require():
            return [("", node.a), ("filter", node.b)]
        case query.AndMaybe():
            return [("", node.a), ("adds", node.b)]
        case _:
            return [("", child) for child in query.children(node)]
