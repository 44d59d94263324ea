"""Trees -> tantivy's query objects, node by node, without what no document can match.

A phrase whose words may stand apart is compiled to one exact phrase for every way its words can
stand: tantivy's own slop is a budget for the whole phrase and takes words in any order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

from indexer.engines import tree as query
from indexer.engines.base import FILTER_FIELDS, beside_title, inverse_frequency, term_fields
from indexer.engines.expansion import Expansion
from indexer.errors import UnsupportedByEngine

MAX_TERM = 16_000
"""Longer terms are cut: tantivy drops what has more than 65,530 bytes."""

_FREQUENT = 0.1
"""In a larger share of the documents a word is frequent."""
_REMEMBERED = 20_000

_TEXT = dict(term_fields())
_STRINGS = tuple(name for name in FILTER_FIELDS if name != "date")
_FIELDS = (*_TEXT, *_STRINGS)
_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$#&\-~]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_FIRST_DAY, _LAST_DAY = 0, 9999_99_99


def day_number(date: str | None) -> int | None:
    """Return an ISO date as a number that sorts like it: 20251216."""
    return int(date.replace("-", "")) if date else None


class Compiler:
    """Compiles trees for one index, of which ``searcher`` is tantivy's; ``library`` is the package.

    ``expand`` returns the terms that a pattern stands for.

    Phrases that only add to scores are left out if each of their words is in a good part of all
    documents: they would take most of the time and tell next to nothing.
    """

    def __init__(
        self,
        library: Any,
        schema: Any,
        searcher: Any,
        expand: Callable[[query.Prefix | query.Wildcard], Expansion],
    ) -> None:
        self._expand = expand
        self._doc_freq: Any = searcher.doc_freq
        self.frequency: Any = lru_cache(_REMEMBERED)(self._count)
        """Tells how many documents hold a term, by field and text."""
        self._term: Any = lru_cache(_REMEMBERED)(self._new_term)
        self._documents = searcher.num_docs
        self._frequent = self._documents * _FREQUENT
        self._query: Any = library.Query
        self._schema = schema
        self._must, self._should, self._not = (
            library.Occur.Must,
            library.Occur.Should,
            library.Occur.MustNot,
        )
        self._number = library.FieldType.Unsigned

    def close(self) -> None:
        """Let go of the index: what is remembered holds on to it, and to this in a circle."""
        self.frequency = self._term = self._doc_freq = None

    def compile(self, node: query.Query) -> Any:
        """Return the native query of a tree; raise for what tantivy does not know."""
        found = self._compiled(node)
        return self._query.empty_query() if found is None else found

    def _compiled(self, node: query.Query, *, telling: bool = False) -> Any:
        """Return the native query of a tree, nothing if no document can match it.

        With ``telling`` phrases of frequent words alone are nothing, too.
        """
        match node:
            case query.Term():
                return self._term(node.fieldname, node.text, node.boost)
            case query.DisjunctionMax():
                each = self._each(node.subqueries, telling=telling)
                if len(each) > 1:
                    each = [self._query.disjunction_max_query(each, float(node.tiebreak))]
                return self._boost(each[0], node.boost) if each else None
            case query.Or():
                return self._boost(self._any_of(node.subqueries, telling=telling), node.boost)
            case query.And():
                return self._boost(self._all_of(node.subqueries), node.boost)
            case query.AndMaybe():
                return self._and_maybe(node)
            case query.Require():
                must = self._compiled(query.matching(node.b))
                if must is None:
                    return None
                return self._both(self._compiled(node.a), self._must, self._constant(must, 0.0))
            case query.AndNot():
                never = self._compiled(query.matching(node.b))
                return self._both(self._compiled(node.a), self._not, never)
            case query.ConstantScoreQuery():
                return self._constant(self._compiled(query.matching(node.child)), node.score)
            case query.Phrase():
                return self._boost(self._phrase(node, telling=telling), node.boost)
            case _ if query.is_nothing(node):
                return None
            case _:
                return self._constant(self._matching(node), float(getattr(node, "boost", 1.0)))

    def days(self, first: int | None, last: int | None) -> Any:
        """Return the query for the documents of some days; without ends, for all dated ones."""
        low = _FIRST_DAY if first is None else first
        high = _LAST_DAY if last is None else last
        if low > high:
            return self._query.empty_query()
        return self._query.range_query(self._schema, "day", self._number, low, high)

    def only(self, tree: Any, filtering: Any) -> Any:
        """Return a native query restricted by another, its scores unchanged."""
        return self._query.boolean_query(
            [(self._must, tree), (self._must, self._constant(filtering, 0.0))]
        )

    def without(self, tree: Any, excluded: Any) -> Any:
        """Return a native query without what another matches."""
        return self._query.boolean_query([(self._must, tree), (self._not, excluded)])

    def _count(self, field: str, text: str) -> int:
        known(field)
        return int(self._doc_freq(field, text)) if storable(text) else 0

    def _new_term(self, field: str, text: str, boost: float) -> Any:
        text = text[:MAX_TERM]
        holding = self.frequency(field, text)
        if not holding:
            return None
        if text_field := beside_title(field):
            holding = max(holding, self.frequency(text_field, text))
            worth = boost * inverse_frequency(holding, self._documents)
            return self._constant(self._query.term_query(self._schema, field, text), worth)
        if boost != 1.0:
            return self._boost(self._term(field, text, 1.0), boost)
        found = self._query.term_query(self._schema, field, text)
        return found if field in _TEXT else self._constant(found, 1.0)

    def _matching(self, node: query.Query) -> Any:
        """Return the query of a node that gives all its documents the same score."""
        native = self._query
        match node:
            case query.Every():
                return native.all_query()
            case query.TermRange():
                known(node.fieldname, ("date",))
                return self.days(day_number(node.start), day_number(node.end))
            case query.Prefix() | query.Wildcard() if node.fieldname in _TEXT:
                return self._expanded(node)
            case query.Prefix():
                pattern = f"{_escaped(node.text)}.*"
            case query.Wildcard():
                pieces = re.split(r"([*?])", node.text)
                wild = {"*": ".*", "?": "."}
                pattern = "".join(wild.get(piece) or _escaped(piece) for piece in pieces)
            case query.FuzzyTerm():
                known(node.fieldname)
                if not storable(node.text):
                    return None
                return native.fuzzy_term_query(
                    self._schema, node.fieldname, node.text, int(node.maxdist), False
                )
            case _:
                raise UnsupportedByEngine(f"A query cannot hold a {type(node).__name__}.")
        known(node.fieldname)
        if not storable(pattern):
            return None
        return native.regex_query(self._schema, node.fieldname, pattern)

    def _expanded(self, node: query.Prefix | query.Wildcard) -> Any:
        """Return the query for the terms that a pattern stands for."""
        if not storable(str(node.text)) or not (terms := self._expand(node).terms):
            return None
        return self._query.term_set_query(self._schema, node.fieldname, terms)

    def _phrase(self, node: query.Phrase, *, telling: bool) -> Any:
        field = node.fieldname
        if not _TEXT.get(field):
            known(field)
            raise UnsupportedByEngine(
                f"The field {field!r} holds no positions, so it cannot be searched for phrases."
            )
        words = [word[:MAX_TERM] for word in node.words]
        if not words:
            return None
        rarest = min([self.frequency(field, word) for word in words])
        if not rarest or (telling and rarest > self._frequent):
            return None
        if len(words) == 1:
            return self._term(field, words[0], 1.0)
        native, schema = self._query, self._schema
        if node.slop == 1:
            return native.phrase_query(schema, field, words)
        ways = []
        for steps in product(range(1, node.slop + 1), repeat=len(words) - 1):
            places = [0]
            for step in steps:
                places.append(places[-1] + step)
            placed = list(zip(places, words, strict=True))
            ways.append((self._should, native.phrase_query(schema, field, placed)))
        return native.boolean_query(ways)

    def _each(self, nodes: Sequence[query.Query], *, telling: bool) -> list[Any]:
        """Return the native queries of alternatives, without those that no document matches."""
        each = [
            self._term(node.fieldname, node.text, node.boost)
            if isinstance(node, query.Term)
            else self._compiled(node, telling=telling)
            for node in nodes
        ]
        return [found for found in each if found is not None]

    def _any_of(self, nodes: Sequence[query.Query], *, telling: bool) -> Any:
        """Return the query for alternatives that add up.

        Tantivy unites terms alone in half the time that it takes if other queries are among them.
        """
        terms = [node for node in nodes if isinstance(node, query.Term)]
        if not 1 < len(terms) < len(nodes):
            return self._sum(self._each(nodes, telling=telling))
        others = [node for node in nodes if not isinstance(node, query.Term)]
        united = self._sum(self._each(terms, telling=telling))
        each = self._each(others, telling=telling)
        return self._sum(each if united is None else [united, *each])

    def _and_maybe(self, node: query.AndMaybe) -> Any:
        """Return the query for what matches one tree, to whose scores another adds.

        What matches nothing but what an Or does adds as one more of its alternatives: that is
        quicker than to look for it where the Or matches.
        """
        main, more = node.a, node.b
        if not (
            isinstance(main, query.Or) and isinstance(more, query.Or) and main.boost == more.boost
        ):
            return self._both(
                self._compiled(main), self._should, self._compiled(more, telling=True)
            )
        held = set(query.alternatives(main))
        within = [each for each in more.subqueries if query.within(each, held)]
        beyond = [each for each in more.subqueries if not query.within(each, held)]
        found = self._each(main.subqueries, telling=False)
        if found:
            found += self._each(within, telling=True)
        others = self._any_of(beyond, telling=True)
        return self._boost(self._both(self._sum(found), self._should, others), main.boost)

    def _sum(self, each: Sequence[Any]) -> Any:
        if len(each) < 2:
            return each[0] if each else None
        return self._query.boolean_query([(self._should, one) for one in each])

    def _all_of(self, nodes: Sequence[query.Query]) -> Any:
        each: list[Any] = []
        for node in nodes:
            found = self._compiled(node)
            if found is None:
                return None
            each.append((self._must, found))
        return self._query.boolean_query(each)

    def _both(self, native: Any, occur: Any, other: Any) -> Any:
        if native is None or other is None:
            return native
        return self._query.boolean_query([(self._must, native), (occur, other)])

    def _boost(self, native: Any, boost: float) -> Any:
        if native is None or boost == 1.0:
            return native
        return self._query.boost_query(native, float(boost))

    def _constant(self, native: Any, score: float) -> Any:
        return None if native is None else self._query.const_score_query(native, float(score))


def known(field: str, among: tuple[str, ...] = _FIELDS) -> None:
    """Raise :class:`~indexer.errors.UnsupportedByEngine` for a field that is not indexed."""
    if field not in among:
        raise UnsupportedByEngine(
            f"There is no field {field!r} in the index.",
            hint=f"Its fields are: {', '.join(sorted(among))}.",
        )


def storable(text: str) -> bool:
    """Tell whether a text can be UTF-8: half surrogates are in no index."""
    return text.isascii() or _SURROGATE.search(text) is None


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
