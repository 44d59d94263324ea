"""Clauses of a query and how a group of them is joined: what must hold, what adds, what is out.

Side by side, filters restrict and never rank: values of one field are alternatives, different
fields must all hold. Phrases, and what has a plus sign, must hold. Exclusions apply to the whole
group. Of the other clauses any may match; a document with all of them, or with two of them side
by side, ranks higher. An AND asks for every one, an OR for any, filters and exclusions included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from indexer.engines import tree as query
from indexer.model import Meaning
from indexer.query.terms import QueryWord, boosted, dis_max, neighbours
from indexer.query.units import Unit
from indexer.query.weights import Weights

NO_MEANING = Meaning("any")


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a query: what matches it, how to say it, what it marks.

    ``filters`` names the filter field of a clause that restricts instead of ranking. ``words``
    are its words and the fields they are looked for in, for proximity; phrases and patterns
    have none.
    ``entire`` matches only documents with all of a clause's words, where ``tree`` takes less.
    ``several`` tells that ``said`` needs parentheses inside another clause. ``meaning`` says the
    same as ``said``, in pieces.
    """

    tree: query.Query
    said: str = ""
    units: tuple[Unit, ...] = ()
    filters: str = ""
    required: bool = False
    entire: query.Query | None = None
    excluded: bool = False
    words: tuple[tuple[QueryWord, tuple[str, ...]], ...] = ()
    several: bool = False
    meaning: Meaning = NO_MEANING

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it that could match."""
        return query.is_nothing(self.tree)

    @property
    def wrapped(self) -> str:
        """How to say it inside another clause."""
        return f"({self.said})" if self.several else self.said


NOTHING = Clause(query.NullQuery)

_MAX_BOOST = 100.0
_MIN_BOOST = 0.01


@dataclass(slots=True)
class _Sorted:
    ranked: list[Clause] = field(default_factory=list)
    filters: dict[str, list[Clause]] = field(default_factory=dict)
    excluded: list[Clause] = field(default_factory=list)


def excluding(clause: Clause) -> Clause:
    """Return the clause that keeps out what ``clause`` matches."""
    if clause.empty:
        return NOTHING
    meaning = clause.meaning
    if meaning.excluded or meaning.required:
        meaning = Meaning("any", parts=(meaning,))
    meaning = replace(meaning, excluded=True)
    return Clause(clause.tree, f"−{clause.wrapped}", excluded=True, meaning=meaning)


def requiring(clause: Clause) -> Clause:
    """Return the clause that must match, whatever else there is in its group."""
    meaning = replace(clause.meaning, required=not clause.excluded)
    said = f"+{clause.wrapped}"
    return replace(clause, said=said, required=True, several=False, meaning=meaning)


def weighted(clause: Clause, boost: float) -> Clause:
    """Return a clause that counts as much as was typed after ``^``, within bounds.

    What restricts or keeps out does not count.
    """
    if boost == 1.0 or clause.filters or clause.excluded or clause.empty:
        return clause
    factor = min(max(boost, _MIN_BOOST), _MAX_BOOST)
    said = f"{clause.wrapped}^{factor:g}"
    return replace(clause, tree=boosted(clause.tree, factor), said=said, several=False)


def join(clauses: Iterable[Clause], weights: Weights, *, all_of: bool = False) -> Clause:
    """Return one clause for a group of them; with ``all_of`` every one must match."""
    every = [clause for clause in clauses if not clause.empty]
    kept = _once(every)
    if len(kept) == 1 and not kept[0].excluded:
        return kept[0]
    group = _Sorted()
    for number, clause in enumerate(kept):
        if clause.excluded:
            group.excluded.append(clause)
        elif clause.filters:
            own = f" {number}" if all_of or clause.required else ""
            group.filters.setdefault(clause.filters + own, []).append(clause)
        else:
            group.ranked.append(clause)
    typed = [clause for clause in every if not clause.excluded and not clause.filters]
    ranked = _rank(group.ranked, typed, weights, all_of=all_of)
    joined = _restrict(ranked, group, " AND " if all_of else " ")
    parts = tuple(clause.meaning for clause in kept)
    return replace(joined, meaning=Meaning("all" if all_of else "any", parts=parts))


def either(clauses: Iterable[Clause]) -> Clause:
    """Return one clause for alternatives of any kind, of which one is enough."""
    kept = _once(clause for clause in clauses if not clause.empty)
    if len(kept) < 2:
        return kept[0] if kept else NOTHING
    said = " OR ".join(clause.wrapped for clause in kept)
    meaning = Meaning("either", parts=tuple(clause.meaning for clause in kept))
    if all(clause.filters for clause in kept):
        names = "|".join(dict.fromkeys(clause.filters for clause in kept))
        tree = query.Or([clause.tree for clause in kept])
        return Clause(tree, said, filters=names, several=True, meaning=meaning)
    units = tuple(unit for clause in kept for unit in clause.units)
    tree = query.Or([_alone(clause) for clause in kept])
    return Clause(tree, said, units, several=True, meaning=meaning)


def standing_alone(clause: Clause) -> Clause:
    """Return a clause as a whole query: filters and exclusions match by themselves, unscored."""
    if clause.filters or clause.excluded:
        return replace(clause, tree=_alone(clause), filters="", excluded=False)
    return clause


def _alone(clause: Clause) -> query.Query:
    if clause.excluded:
        return query.ConstantScoreQuery(query.AndNot(query.every(), clause.tree), 0.0)
    return query.ConstantScoreQuery(clause.tree, 0.0) if clause.filters else clause.tree


def distinct(trees: Iterable[query.Query]) -> list[query.Query]:
    """Return the trees, each once, in order."""
    found: list[query.Query] = []
    for tree in trees:
        if tree not in found:
            found.append(tree)
    return found


def _once(clauses: Iterable[Clause]) -> list[Clause]:
    """Return the clauses without those that say again what one before them says."""
    found: list[Clause] = []
    for clause in clauses:
        if not any(_same(clause, known) for known in found):
            found.append(clause)
    return found


def _same(one: Clause, other: Clause) -> bool:
    kind = (one.filters, one.required, one.excluded)
    return kind == (other.filters, other.required, other.excluded) and bool(one.tree == other.tree)


def _rank(
    clauses: Sequence[Clause], typed: Sequence[Clause], weights: Weights, *, all_of: bool
) -> Clause:
    """Return the clause of those that rank, without filters and exclusions.

    ``typed`` are the same clauses with their repetitions, whose words are each other's neighbours.
    """
    if not clauses:
        return NOTHING
    if len(clauses) == 1:
        return clauses[0]
    trees = [clause.tree for clause in clauses]
    required = [clause.tree for clause in clauses if all_of or clause.required]
    optional = [clause.tree for clause in clauses if not (all_of or clause.required)]
    tree: query.Query = query.And(required) if required else query.Or(trees)
    if required and optional:
        tree = query.AndMaybe(tree, query.Or(optional))
    bonus = _side_by_side(typed, weights)
    if weights.all_words and optional:
        entire = query.And([clause.entire or clause.tree for clause in clauses])
        bonus.append(query.ConstantScoreQuery(entire, weights.all_words))
    if bonus:
        tree = query.AndMaybe(tree, query.Or(bonus))
    signs = any(clause.said.startswith("+") for clause in clauses)
    between = " AND " if all_of else " " if signs else " + "
    return Clause(
        tree,
        between.join(clause.wrapped for clause in clauses),
        tuple(unit for clause in clauses for unit in clause.units),
        words=tuple(word for clause in typed for word in clause.words),
        several=True,
    )


def _side_by_side(clauses: Sequence[Clause], weights: Weights) -> list[query.Query]:
    """Return what adds to the score where words of neighbouring clauses stand side by side."""
    if not weights.near:
        return []
    found: list[query.Query] = []
    made: set[tuple[str, str, tuple[str, ...]]] = set()
    for left, right in pairwise(clauses):
        if left.words and right.words:
            (one, one_in), (other, other_in) = left.words[-1], right.words[0]
            fields = tuple(name for name in one_in if name in other_in)
            pair = one.word, other.word, fields
            if fields and one.word != other.word and pair not in made:
                made.add(pair)
                near = dis_max(neighbours((one, other), fields, weights), 0.0)
                found.append(boosted(near, weights.near))
    return found


def _restrict(ranked: Clause, group: _Sorted, between: str) -> Clause:
    """Apply the filters and exclusions of a group to the part of it that ranks."""
    if not group.filters and not group.excluded:
        return ranked
    tree = ranked.tree
    each = [query.Or([c.tree for c in clauses]) for clauses in group.filters.values()]
    if group.filters:
        both = query.And(each) if len(each) > 1 else each[0]
        tree = query.ConstantScoreQuery(both, 0.0) if ranked.empty else query.Require(tree, both)
    if group.excluded:
        everything = query.ConstantScoreQuery(query.every(), 0.0)
        tree = everything if query.is_nothing(tree) else tree
        tree = query.AndNot(tree, query.Or([clause.tree for clause in group.excluded]))
    lone = "+".join(group.filters) if ranked.empty and not group.excluded else ""
    said = _said(ranked, group, between)
    return replace(ranked, tree=tree, said=said, filters=lone, required=False, several=True)


def _said(ranked: Clause, group: _Sorted, between: str) -> str:
    pieces = [ranked] if ranked.said else []
    for clauses in group.filters.values():
        values = " OR ".join(clause.wrapped for clause in clauses)
        pieces.append(replace(clauses[0], said=values, several=True) if clauses[1:] else clauses[0])
    pieces += group.excluded
    if len(pieces) == 1:
        return pieces[0].said
    return between.join(piece.wrapped for piece in pieces)
