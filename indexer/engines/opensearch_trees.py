"""Trees -> the query DSL of OpenSearch, as data: what is searched for is never part of a syntax.

A phrase whose words may stand apart is compiled to one exact phrase for every way its words can
stand: the slop of OpenSearch is a budget for the whole phrase and takes words in any order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

from indexer.engines import tree as query
from indexer.engines.base import beside_title, inverse_frequency
from indexer.engines.expansion import Expansion
from indexer.engines.opensearch_index import cut, has_positions, is_text, known, storable
from indexer.engines.opensearch_pruning import Words, without, words_of
from indexer.errors import UnsupportedByEngine

Native = dict[str, Any]
"""A query as OpenSearch takes it."""

NOTHING: Native = {"match_none": {}}
EVERYTHING: Native = {"match_all": {}}


_FREQUENT = 0.1
"""In a larger share of the documents a word is frequent."""
_MANY = 800
"""A tree of more words is compiled without those that nobody holds: OpenSearch takes 1,024 parts
of a query by default (indices.query.bool.max_clause_count)."""

_LATELY = 128
"""So many trees are remembered: each is asked about several times for one page."""

Held = Callable[[Iterable[tuple[str, str]]], Mapping[tuple[str, str], int]]


class Same:
    """A tree as a key: it is the same as itself, and as no other of equal parts."""

    __slots__ = ("node",)

    def __init__(self, node: query.Query) -> None:
        self.node = node

    def __hash__(self) -> int:
        return id(self.node)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.node is self.node


class Compiler:
    """Compiles trees; ``expand`` returns the terms that a pattern in a field of text stands for.

    ``frequencies`` tells how many of the ``documents`` hold each of many terms, and remembers it.
    Phrases that only add to scores are left out if each of their words is in a good part of all
    documents. If not ``scoring``, a tree is compiled for what it matches alone, and next to nothing
    is asked for.
    """

    def __init__(
        self,
        expand: Callable[[query.Prefix | query.Wildcard], Expansion],
        frequencies: Held,
        documents: int,
        *,
        scoring: bool = True,
    ) -> None:
        self._expand = expand
        self._frequencies = frequencies
        self._documents = documents
        self._frequent = documents * _FREQUENT
        self._scoring = scoring
        self._words: Callable[[Same], Words] = lru_cache(_LATELY)(lambda same: Words.of(same.node))
        self._remembered: Callable[[Same], Native] = lru_cache(_LATELY)(self._whole)

    def compile(self, node: query.Query) -> Native:
        """Return the native query of a tree; raise for what OpenSearch does not know."""
        return self._remembered(Same(node))

    def asked(self, node: query.Query) -> Sequence[tuple[str, str]]:
        """Return the terms whose frequencies have to be known to compile a tree."""
        words = self._words(Same(node))
        asked = dict.fromkeys(words.adding if len(words.every) <= _MANY else words.every)
        if self._scoring:
            asked |= dict.fromkeys(words.in_titles)
        return list(asked)

    def _whole(self, same: Same) -> Native:
        node, words = same.node, self._words(same).every
        held = self._frequencies(self.asked(node))
        if len(words) > _MANY:
            node = without(node, {key for key in words if not held[key]})
        return self._compiled(node) or NOTHING

    def _compiled(self, node: query.Query, *, telling: bool = False) -> Native | None:
        """Return the native query of a tree, nothing if no document can match it.

        With ``telling`` phrases of frequent words alone are nothing, too.
        """
        match node:
            case query.Term():
                return self._term(node)
            case query.DisjunctionMax():
                if not (each := self._each(node.subqueries, telling=telling)):
                    return None
                return _options("dis_max", node.boost, queries=each, tie_breaker=node.tiebreak)
            case query.Or():
                each = self._each(node.subqueries, telling=telling)
                return _bool(node.boost, should=each) if each else None
            case query.And():
                each = self._each(node.subqueries)
                if not each or len(each) < len(node.subqueries):
                    return None
                return _bool(node.boost, must=each)
            case query.AndMaybe():
                return self._both(node.a, "should", self._compiled(node.b, telling=True))
            case query.Require():
                must = self._compiled(query.matching(node.b))
                return self._both(node.a, "filter", must) if must else None
            case query.AndNot():
                return self._both(node.a, "must_not", self._compiled(query.matching(node.b)))
            case query.ConstantScoreQuery():
                return _constant(self._compiled(query.matching(node.child)), node.score)
            case query.Phrase():
                frequent = telling and self._is_frequent(node)
                return None if frequent else self._phrase(node)
            case _ if query.is_nothing(node):
                return None
            case _:
                return _constant(self._matching(node), float(getattr(node, "boost", 1.0)))

    def _each(self, nodes: Sequence[query.Query], *, telling: bool = False) -> list[Native]:
        each = [self._compiled(node, telling=telling) for node in nodes]
        return [found for found in each if found]

    def _term(self, node: query.Term) -> Native | None:
        """Return the query for a term; what it scores in a title is known before it is found."""
        field, text = node.fieldname, node.text
        known(field)
        if not storable(text):
            return None
        if not is_text(field):
            return _constant(term(field, text), node.boost)
        text_field = beside_title(field) if self._scoring else ""
        if not text_field:
            return {"term": {field: {"value": cut(text), "boost": node.boost}}}
        held = self._frequencies([(field, text), (text_field, text)])
        if not held[field, text]:
            return None
        worth = inverse_frequency(max(held.values()), self._documents)
        return _constant(term(field, cut(text)), node.boost * worth)

    def _phrase(self, node: query.Phrase) -> Native | None:
        known(node.fieldname)
        if not has_positions(node.fieldname):
            raise UnsupportedByEngine(
                f"The field {node.fieldname!r} holds no positions, so it cannot be searched for "
                "phrases."
            )
        if not node.words or not all(map(storable, node.words)):
            return None
        if len(node.words) == 1:
            return self._term(query.Term(node.fieldname, node.words[0], boost=node.boost))
        return _in_order(node)

    def _is_frequent(self, phrase: query.Phrase) -> bool:
        held = self._frequencies(dict.fromkeys(words_of(phrase)))
        return min(held.values(), default=0) > self._frequent

    def _both(self, node: query.Query, role: str, other: Native | None) -> Native | None:
        main = self._compiled(node)
        if main is None or other is None:
            return main
        return _bool(1.0, must=[main], **{role: [other]})

    def _matching(self, node: query.Query) -> Native | None:
        """Return the query of a node that gives all its documents the same score."""
        match node:
            case query.Every():
                return EVERYTHING
            case query.TermRange():
                return _range(node)
            case query.Prefix() | query.Wildcard() if is_text(node.fieldname):
                text = str(node.text)
                terms = self._expand(node).terms if storable(text) else ()
                return {"terms": {node.fieldname: terms}} if terms else None
            case query.Prefix():
                return pattern("prefix", node.fieldname, node.text)
            case query.Wildcard():
                return pattern("wildcard", node.fieldname, node.text.replace("\\", "\\\\"))
            case query.FuzzyTerm():
                edits = {"fuzziness": int(node.maxdist), "transpositions": False}
                return pattern("fuzzy", node.fieldname, cut(node.text), **edits)
            case _:
                raise UnsupportedByEngine(f"A query cannot hold a {type(node).__name__}.")


def only(native: Native, *filters: Native) -> Native:
    """Return a native query restricted by others, its scores unchanged."""
    return _bool(1.0, must=[native], filter=list(filters))


def term(field: str, text: str) -> Native:
    """Return the native query for a term."""
    return {"term": {field: {"value": text}}}


def pattern(kind: str, field: str, text: str, **options: object) -> Native | None:
    """Return the query for all terms that fit; OpenSearch takes them without counting them."""
    known(field)
    if not storable(text):
        return None
    return {kind: {field: {"value": text, "rewrite": "constant_score", **options}}}


def _in_order(node: query.Phrase) -> Native:
    """Return the query for words that follow each other within the slop."""
    field, words = node.fieldname, [cut(word) for word in node.words]
    if node.slop == 1:
        text = " ".join(words)
        return {"match_phrase": {field: {"query": text, "slop": 0, "boost": node.boost}}}
    steps = product(range(1, node.slop + 1), repeat=len(words) - 1)
    return _bool(node.boost, should=[_apart(field, words, way) for way in steps])


def _apart(field: str, words: Sequence[str], steps: Sequence[int]) -> Native:
    """Return the query for words that stand so many places apart, each from the one before."""
    clauses: list[Native] = [{"span_term": {field: {"value": words[0]}}}]
    for word, step in zip(words[1:], steps, strict=True):
        if step > 1:
            clauses.append({"span_gap": {field: step - 1}})
        clauses.append({"span_term": {field: {"value": word}}})
    return {"span_near": {"clauses": clauses, "slop": 0, "in_order": True}}


def _range(node: query.TermRange) -> Native | None:
    """Return the query for dates between two, both included; without ends, for all dated ones."""
    known(node.fieldname, ("date",))
    low, high = node.start, node.end
    if not low and not high:
        return {"exists": {"field": "date"}}
    if low and high and low > high:
        return None
    ends = {name: value for name, value in (("gte", low), ("lte", high)) if value}
    return {"range": {"date": ends}}


def _constant(native: Native | None, score: float) -> Native | None:
    if native is None:
        return None
    return {"constant_score": {"filter": native, "boost": float(score)}}


def _bool(boost: float, **clauses: list[Native]) -> Native:
    """Return a bool query; alternatives are enough where nothing is a must."""
    if list(clauses) == ["should"]:
        return _options("bool", boost, **clauses, minimum_should_match=1)
    return _options("bool", boost, **clauses)


def _options(kind: str, boost: float, **options: object) -> Native:
    if boost != 1.0:
        options["boost"] = float(boost)
    return {kind: options}


_REGEX = re.compile(r'[.?+*|{}\[\]()"\\#@&<>~^$-]')


def as_regex(wild: str) -> str:
    """Return a pattern of ``*`` and ``?`` as a regular expression of Lucene.

    The brackets keep OpenSearch 2.19 from taking one for a prefix, at which it fails
    (index_out_of_bounds_exception) where no term of the index comes after it.
    """
    pieces = re.split(r"([*?])", wild)
    marks = {"*": "(.*)", "?": "."}
    return "".join(marks.get(piece) or _REGEX.sub(r"\\\g<0>", piece) for piece in pieces)
