"""Clauses of a query and how a group of them is joined: what must hold, what adds, what is out.

Filters restrict and never rank: values of one field are alternatives, different fields must all
hold. Phrases must hold. Exclusions apply to the whole group. Of the other clauses any may match;
a document with all of them, or with two of them side by side, ranks higher.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from indexer.engines import tree as query
from indexer.query.terms import QueryWord, boosted, dis_max, side_by_side
from indexer.query.units import Unit
from indexer.query.weights import Weights


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a query: what matches it, how to say it, what it marks.

    ``filters`` names the filter field of a clause that restricts instead of ranking. ``words``
    are the words it begins and ends with, for proximity; phrases and patterns have none.
    """

    tree: query.Query
    said: str = ""
    units: tuple[Unit, ...] = ()
    filters: str = ""
    required: bool = False
    excluded: bool = False
    words: tuple[QueryWord, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it that could match."""
        return query.is_nothing(self.tree)

    @property
    def wrapped(self) -> str:
        """How to say it inside another clause."""
        return f"({self.said})" if " + " in self.said or " AND " in self.said else self.said


NOTHING = Clause(query.NullQuery)


@dataclass(slots=True)
class _Sorted:
    ranked: list[Clause] = field(default_factory=list)
    filters: dict[str, list[Clause]] = field(default_factory=dict)
    excluded: list[Clause] = field(default_factory=list)


def excluding(clause: Clause) -> Clause:
    """Return the clause that keeps out what ``clause`` matches."""
    if clause.empty:
        return NOTHING
    return Clause(clause.tree, f"−{clause.wrapped}", excluded=True)


def join(clauses: Iterable[Clause], weights: Weights, *, all_of: bool = False) -> Clause:
    """Return one clause for a group of them; with ``all_of`` every one must match."""
    kept = [clause for clause in clauses if not clause.empty]
    if len(kept) == 1 and not kept[0].excluded:
        return kept[0]
    group = _Sorted()
    for clause in kept:
        if clause.excluded:
            group.excluded.append(clause)
        elif clause.filters:
            group.filters.setdefault(clause.filters, []).append(clause)
        else:
            group.ranked.append(clause)
    return _restrict(_rank(group.ranked, weights, all_of=all_of), group)


def join_optional(must: Clause, may: Clause, weights: Weights) -> Clause:
    """Return one clause for two of which the second only adds to the score."""
    if must.filters or may.filters or must.empty or may.empty or may.excluded:
        return join([must, may], weights, all_of=True)
    tree = query.AndMaybe(must.tree, may.tree)
    return Clause(tree, f"+{must.wrapped} {may.said}", must.units + may.units)


def _rank(clauses: Sequence[Clause], weights: Weights, *, all_of: bool) -> Clause:
    """Return the clause of those that rank, without filters and exclusions."""
    if not clauses:
        return NOTHING
    if len(clauses) == 1:
        return clauses[0]
    trees = [clause.tree for clause in clauses]
    units = tuple(unit for clause in clauses for unit in clause.units)
    words = tuple(word for clause in clauses for word in clause.words)
    said = (" AND " if all_of else " + ").join(clause.wrapped for clause in clauses)
    if all_of:
        return Clause(query.And(trees), said, units, words=words)
    required = [clause.tree for clause in clauses if clause.required]
    optional = [clause.tree for clause in clauses if not clause.required]
    tree: query.Query = query.And(required) if required else query.Or(trees)
    if required and optional:
        tree = query.AndMaybe(tree, query.Or(optional))
    if bonus := _bonus(clauses, trees, weights):
        tree = query.AndMaybe(tree, query.Or(bonus))
    return Clause(tree, said, units, words=words)


def _bonus(
    clauses: Sequence[Clause], trees: list[query.Query], weights: Weights
) -> list[query.Query]:
    """Return what adds to the score of a document: all of the words, words side by side."""
    bonus: list[query.Query] = []
    if weights.all_words:
        bonus.append(query.ConstantScoreQuery(query.And(trees), weights.all_words))
    if weights.near:
        for left, right in pairwise(clauses):
            if left.words and right.words:
                pair = (left.words[-1], right.words[0])
                near = dis_max(side_by_side(pair, ("title", "body"), weights), 0.0)
                bonus.append(boosted(near, weights.near))
    return bonus


def _restrict(ranked: Clause, group: _Sorted) -> Clause:
    """Apply the filters and exclusions of a group to the part of it that ranks."""
    if not group.filters and not group.excluded:
        return ranked
    said = [ranked.said] if ranked.said else []
    tree = ranked.tree
    if group.filters:
        each = [query.Or([c.tree for c in clauses]) for clauses in group.filters.values()]
        both = query.And(each)
        tree = query.ConstantScoreQuery(both, 0.0) if ranked.empty else query.Require(tree, both)
        said += [" OR ".join(c.said for c in clauses) for clauses in group.filters.values()]
    if group.excluded:
        if query.is_nothing(tree):
            tree = query.every()
        tree = query.AndNot(tree, query.Or([clause.tree for clause in group.excluded]))
        said += [clause.said for clause in group.excluded]
    lone = "+".join(group.filters) if ranked.empty and not group.excluded else ""
    return replace(ranked, tree=tree, said=" ".join(said), filters=lone, required=False)
