"""Trees -> tantivy's query objects, node by node.

A phrase whose words may stand apart is compiled to one exact phrase for every way its words can
stand: tantivy's own slop is a budget for the whole phrase and takes words in any order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from typing import Any

from indexer.engines import tree as query
from indexer.engines.base import FILTER_FIELDS, term_fields
from indexer.errors import UnsupportedByEngine
from indexer.model import Channel

MAX_TERM = 16_000
"""Longer terms are cut: tantivy drops what has more than 65,530 bytes."""

_FREQUENT = 0.1
"""In a larger share of the documents a word is frequent."""
_REMEMBERED = 20_000

_TEXT = dict(term_fields())
_RARE = tuple(f"_{channel}" for channel in (Channel.NAME, Channel.PLACE))
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

    Phrases that only add to scores are left out if each of their words is in a good part of all
    documents: they would take most of the time and tell next to nothing.
    """

    def __init__(self, library: Any, schema: Any, searcher: Any) -> None:
        self._frequency: Any = lru_cache(_REMEMBERED)(searcher.doc_freq)
        self._term: Any = lru_cache(_REMEMBERED)(self._new_term)
        self._frequent = searcher.num_docs * _FREQUENT
        self._query: Any = library.Query
        self._schema = schema
        self._must, self._should, self._not = (
            library.Occur.Must,
            library.Occur.Should,
            library.Occur.MustNot,
        )
        self._number = library.FieldType.Unsigned

    def compile(self, node: query.Query) -> Any:
        """Return the native query of a tree; raise for what tantivy does not know."""
        native = self._query
        match node:
            case query.Term():
                return self._boost(self._term(node.fieldname, node.text), node.boost)
            case query.DisjunctionMax():
                each = [self.compile(child) for child in self._present(node.subqueries)]
                if not each:
                    return native.empty_query()
                return self._boost(
                    native.disjunction_max_query(each, float(node.tiebreak)), node.boost
                )
            case query.Or():
                either = self._all_as(self._should, self._present(node.subqueries))
                return self._boost(either, node.boost)
            case query.And():
                return self._boost(self._all_as(self._must, node.subqueries), node.boost)
            case query.AndMaybe():
                return self._both(node.a, self._should, self.compile(self._telling(node.b)))
            case query.Require():
                must = self.compile(query.matching(node.b))
                return self._both(node.a, self._must, self._constant(must, 0.0))
            case query.AndNot():
                return self._both(node.a, self._not, self.compile(query.matching(node.b)))
            case query.ConstantScoreQuery():
                return self._constant(self.compile(query.matching(node.child)), node.score)
            case query.Phrase():
                return self._boost(self._phrase(node), node.boost)
            case _ if query.is_nothing(node):
                return native.empty_query()
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

    def _present(self, nodes: Sequence[query.Query]) -> list[query.Query]:
        """Return alternatives without the names and places that no document holds: the most."""
        return [
            node
            for node in nodes
            if not isinstance(node, query.Term)
            or not node.fieldname.endswith(_RARE)
            or (storable(node.text) and self._frequency(node.fieldname, node.text))
        ]

    def _telling(self, node: query.Query) -> query.Query:
        """Return what adds to scores without phrases of frequent words alone."""
        match node:
            case query.Or() | query.DisjunctionMax():
                kept = [self._telling(child) for child in node.subqueries]
                kept = [child for child in kept if not query.is_nothing(child)]
                if not kept:
                    return query.NullQuery
                if isinstance(node, query.Or):
                    return query.Or(kept, boost=node.boost)
                return query.DisjunctionMax(kept, boost=node.boost, tiebreak=node.tiebreak)
            case query.Phrase() if _TEXT.get(node.fieldname):
                words = filter(storable, node.words)
                found = (self._frequency(node.fieldname, word) for word in words)
                return query.NullQuery if min(found, default=0) > self._frequent else node
            case _:
                return node

    def _new_term(self, field: str, text: str) -> Any:
        known(field)
        if not storable(text):
            return self._query.empty_query()
        found = self._query.term_query(self._schema, field, text[:MAX_TERM])
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
            case query.Prefix():
                pattern = f"{_escaped(node.text)}.*"
            case query.Wildcard():
                pieces = re.split(r"([*?])", node.text)
                wild = {"*": ".*", "?": "."}
                pattern = "".join(wild.get(piece) or _escaped(piece) for piece in pieces)
            case query.FuzzyTerm():
                known(node.fieldname)
                if not storable(node.text):
                    return native.empty_query()
                return native.fuzzy_term_query(
                    self._schema, node.fieldname, node.text, int(node.maxdist), False
                )
            case _:
                raise UnsupportedByEngine(f"A query cannot hold a {type(node).__name__}.")
        known(node.fieldname)
        if not storable(pattern):
            return native.empty_query()
        return native.regex_query(self._schema, node.fieldname, pattern)

    def _phrase(self, node: query.Phrase) -> Any:
        field = node.fieldname
        known(field)
        if not _TEXT.get(field):
            raise UnsupportedByEngine(
                f"The field {field!r} holds no positions, so it cannot be searched for phrases."
            )
        words = [word[:MAX_TERM] for word in node.words]
        if not words or not all(map(storable, words)):
            return self._query.empty_query()
        if len(words) == 1:
            return self._term(field, words[0])
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

    def _all_as(self, occur: Any, nodes: Sequence[query.Query]) -> Any:
        return self._query.boolean_query([(occur, self.compile(node)) for node in nodes])

    def _both(self, node: query.Query, occur: Any, other: Any) -> Any:
        return self._query.boolean_query([(self._must, self.compile(node)), (occur, other)])

    def _boost(self, native: Any, boost: float) -> Any:
        return native if boost == 1.0 else self._query.boost_query(native, float(boost))

    def _constant(self, native: Any, score: float) -> Any:
        return self._query.const_score_query(native, float(score))


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
