"""What of a tree goes to a cluster: not what nobody holds, and not what tells next to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Set

from indexer.engines import tree as query
from indexer.engines.base import beside_title
from indexer.engines.opensearch_index import is_text


def words_of(leaf: query.Query) -> Iterator[tuple[str, str]]:
    """Yield the terms of a leaf in fields of text."""
    match leaf:
        case query.Term() if is_text(leaf.fieldname):
            yield leaf.fieldname, leaf.text
        case query.Phrase() if is_text(leaf.fieldname):
            yield from ((leaf.fieldname, word) for word in leaf.words)


def without(node: query.Query, nowhere: Set[tuple[str, str]]) -> query.Query:
    """Return a tree without the words and phrases that no document can hold."""
    match node:
        case query.Term() | query.Phrase():
            return node if nowhere.isdisjoint(words_of(node)) else query.NullQuery
        case query.Best():
            each = [without(child, nowhere) for child in node.subqueries]
            enough = [without(child, nowhere) for child in node.enough]
            best = query.Best(each, enough, tiebreak=node.tiebreak)
            best.boost = node.boost
            return best
        case query.DisjunctionMax():
            each = [without(child, nowhere) for child in node.subqueries]
            return query.DisjunctionMax(each, boost=node.boost, tiebreak=node.tiebreak)
        case query.Or() | query.And():
            each = [without(child, nowhere) for child in node.subqueries]
            return type(node)(each, boost=node.boost)
        case query.AndNot() | query.AndMaybe() | query.Require():
            return type(node)(without(node.a, nowhere), without(node.b, nowhere))
        case query.ConstantScoreQuery():
            return query.ConstantScoreQuery(without(node.child, nowhere), node.score)
        case _:
            return node


def adding(node: query.Query) -> Iterator[query.Phrase]:
    """Yield the phrases of a tree that only add to scores."""
    for each in query.walk(node):
        if isinstance(each, query.AndMaybe):
            yield from (leaf for leaf in query.walk(each.b) if isinstance(leaf, query.Phrase))


def in_titles(node: query.Query) -> Iterator[tuple[str, str]]:
    """Yield the words of a tree that score by how rare they are in titles and in texts.

    Each comes twice: in the field of titles, and in that of texts.
    """
    for leaf in query.walk(node):
        if isinstance(leaf, query.Phrase) and len(leaf.words) > 1:
            continue
        for field, text in words_of(leaf):
            if text_field := beside_title(field):
                yield field, text
                yield text_field, text
