"""What of a tree goes to a cluster: not what nobody holds, and not what tells next to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import NamedTuple, Self

from indexer.engines import tree as query
from indexer.engines.base import beside_title
from indexer.engines.opensearch_index import is_text

Word = tuple[str, str]
"""A field, and a word in it."""


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


class Words(NamedTuple):
    """The words of a tree in fields of text.

    ``every`` has one as often as the tree; ``adding`` are those of phrases that only add to
    scores; ``in_titles`` those that score by how rare they are in titles and in texts, each
    twice: in the field of titles, and in that of texts.
    """

    every: list[Word]
    adding: list[Word]
    in_titles: list[Word]

    @classmethod
    def of(cls, tree: query.Query) -> Self:
        """Return the words of a tree, which is gone through once."""
        found = cls([], [], [])
        for node in query.walk(tree):
            if isinstance(node, query.AndMaybe):
                phrases = (leaf for leaf in query.walk(node.b) if isinstance(leaf, query.Phrase))
                found.adding.extend(word for leaf in phrases for word in words_of(leaf))
                continue
            words = list(words_of(node))
            found.every.extend(words)
            if not isinstance(node, query.Phrase) or len(node.words) == 1:
                for field, text in words:
                    if text_field := beside_title(field):
                        found.in_titles.extend(((field, text), (text_field, text)))
        return found
