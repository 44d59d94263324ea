"""The nodes of a query tree, by name: the classes of ``whoosh.query`` that our trees are made of.

Queries make trees of them and engines compile them; both take them from here, so that what an
engine has to understand can be read in one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Any

from whoosh.query.compound import (
    And,
    AndMaybe,
    AndNot,
    CompoundQuery,
    DisjunctionMax,
    Or,
    Require,
)
from whoosh.query.positional import Phrase
from whoosh.query.qcore import Every, NullQuery, Query
from whoosh.query.ranges import TermRange
from whoosh.query.terms import FuzzyTerm, Prefix, Term, Wildcard
from whoosh.query.wrappers import ConstantScoreQuery, Not

__all__ = [
    "NODES",
    "And",
    "AndMaybe",
    "AndNot",
    "Best",
    "CompoundQuery",
    "ConstantScoreQuery",
    "DisjunctionMax",
    "Every",
    "FuzzyTerm",
    "Not",
    "NullQuery",
    "Or",
    "Phrase",
    "Prefix",
    "Query",
    "Require",
    "Term",
    "TermRange",
    "Wildcard",
    "children",
    "every",
    "is_nothing",
    "matching",
    "walk",
]


class Best(DisjunctionMax):
    """A DisjunctionMax of which some alternatives match all that it matches: ``enough``.

    The others only tell how well: whatever has a word has it without its diacritics, too.
    """

    def __init__(
        self, subqueries: Sequence[Query], enough: Sequence[Query], *, tiebreak: float
    ) -> None:
        super().__init__(subqueries, tiebreak=tiebreak)
        self.enough = enough


NODES: tuple[type[Query], ...] = (
    Term,
    Phrase,
    Prefix,
    Wildcard,
    FuzzyTerm,
    TermRange,
    Every,
    type(NullQuery),
    And,
    Or,
    AndNot,
    AndMaybe,
    Require,
    DisjunctionMax,
    Best,
    ConstantScoreQuery,
)
"""What a tree that goes to an engine may hold. ``Not`` stands only in trees as they are typed."""


def every() -> Query:
    """Return the query that matches every document."""
    make: Any = Every
    found: Query = make()
    return found


def is_nothing(node: Query) -> bool:
    """Tell whether a node is the one that matches no document."""
    return isinstance(node, type(NullQuery))


def children(node: Query) -> tuple[Query, ...]:
    """Return the nodes right below a node."""
    match node:
        case Term():
            return ()
        case AndNot() | AndMaybe() | Require():
            return (node.a, node.b)
        case CompoundQuery():
            return tuple(node.subqueries)
        case ConstantScoreQuery():
            return (node.child,)
        case Not():
            return (node.query,)
        case _:
            return ()


def walk(node: Query) -> Iterator[Query]:
    """Yield a node and all that is below it, top down."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(children(node))


def alternatives(node: Query) -> Iterator[tuple[str, str]]:
    """Yield the terms of which any is enough to match a tree, with their fields."""
    match node:
        case Term():
            yield node.fieldname, node.text
        case Or() | DisjunctionMax():
            for child in node.subqueries:
                yield from alternatives(child)


def within(node: Query, held: Set[tuple[str, str]]) -> bool:
    """Tell whether whatever matches a tree is sure to hold one of some terms."""
    match node:
        case Term():
            return (node.fieldname, node.text) in held
        case Phrase():
            return any((node.fieldname, word) in held for word in node.words)
        case And():
            return any(within(child, held) for child in node.subqueries)
        case Or() | DisjunctionMax():
            return all(within(child, held) for child in node.subqueries)
        case ConstantScoreQuery():
            return within(node.child, held)
        case _:
            return False


def matching(node: Query) -> Query:
    """Return a tree that matches what another does, without what only adds to scores.

    A phrase matches nothing that one of its words does not, where that is an alternative, too.
    """
    match node:
        case AndMaybe():
            return matching(node.a)
        case ConstantScoreQuery():
            return matching(node.child)
        case DisjunctionMax() | Or():
            found: list[Query] = []
            for child in map(matching, node.enough if isinstance(node, Best) else node.subqueries):
                found += child.subqueries if isinstance(child, Or) else [child]
            if all(isinstance(child, Term) for child in found):
                return Or(found)
            held = set(alternatives(node))
            return Or(
                [child for child in found if isinstance(child, Term) or not within(child, held)]
            )
        case And():
            return And([matching(child) for child in node.subqueries])
        case AndNot() | Require():
            return type(node)(matching(node.a), matching(node.b))
        case _:
            return node
