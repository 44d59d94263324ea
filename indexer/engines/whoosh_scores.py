"""Trees -> scores on a Whoosh index: leaves by Whoosh, what joins them by us.

Whoosh walks a tree document by document with matchers that skip what cannot reach the page.
Two of them are wrong for our trees: the one for DisjunctionMax takes the better of its two
sides even where they stand at different documents, and has no tie break; the one for constant
scores knows no 0. So every leaf is read out once and the rest is arithmetic on its scores.
A page needs totals and facets, hence all matching documents, so nothing is lost by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import log
from typing import Any

from whoosh import query, scoring
from whoosh.searching import SearchContext

Scores = dict[int, float]
"""Document number -> score, for every document that matches."""


class BM25(scoring.BM25F):  # type: ignore[misc]
    """BM25 with the inverse document frequency that Lucene and tantivy use.

    ln(1 + (N - n + 0.5) / (n + 0.5)) for a term in n of N documents: Robertson and Spärck
    Jones, kept above 0. Whoosh's own, ln(N / (n + 1)) + 1, lets function words weigh in.
    """

    def idf(self, searcher: Any, fieldname: str, text: str) -> float:
        """Return the inverse document frequency of a term, at least 0."""
        parent = searcher.get_parent()
        count = parent.doc_frequency(fieldname, text)
        return log(1 + (parent.doc_count_all() - count + 0.5) / (count + 0.5))


class Evaluation:
    """The evaluation of one tree; a node that stands in it twice is evaluated once."""

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher
        self._known: dict[int, Scores] = {}

    def scores(self, node: query.Query) -> Scores:
        """Return the scores of a node. The result is shared: it must not be changed."""
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = self._evaluate(node)
        return known

    def _evaluate(self, node: query.Query) -> Scores:
        match node:
            case query.DisjunctionMax():
                best = _best(map(self.scores, node.subqueries), node.tiebreak)
                return _scaled(best, node.boost)
            case query.Or():
                return _scaled(_sum(map(self.scores, node.subqueries)), node.boost)
            case query.And():
                return _scaled(_all_of([self.scores(child) for child in node.subqueries]), node.boost)
            case query.AndMaybe():
                may = self.scores(node.b)
                return {n: score + may.get(n, 0.0) for n, score in self.scores(node.a).items()}
            case query.Require():
                must = self.scores(node.b)
                return {n: score for n, score in self.scores(node.a).items() if n in must}
            case query.AndNot():
                without = self.scores(node.b)
                return {n: score for n, score in self.scores(node.a).items() if n not in without}
            case query.ConstantScoreQuery():
                return dict.fromkeys(self.scores(node.child), node.score)
            case _ if node == query.NullQuery:
                return {}
            case _:
                return self._leaf(node)

    def _leaf(self, node: query.Query) -> Scores:
        """Read out a word, phrase, pattern, range or the query for everything."""
        boost = float(getattr(node, "boost", 1.0))
        bare = node if boost == 1.0 else node.with_boost(1.0)
        found: Scores = {}
        for searcher, first in self._searcher.leaf_searchers():
            matcher = bare.matcher(searcher, SearchContext(weighting=searcher.weighting))
            advance: Callable[[], Any] = matcher.next
            while matcher.is_active():
                found[first + matcher.id()] = boost * matcher.score()
                advance()
        return found


def _scaled(scores: Scores, boost: float) -> Scores:
    return scores if boost == 1.0 else {n: score * boost for n, score in scores.items()}


def _sum(many: Iterable[Scores]) -> Scores:
    total: Scores = {}
    for scores in many:
        for number, score in scores.items():
            total[number] = total.get(number, 0.0) + score
    return total


def _best(many: Iterable[Scores], tie: float) -> Scores:
    """Return the best score of each document, and ``tie`` times the sum of its others."""
    best: Scores = {}
    total: Scores = {}
    for scores in many:
        for number, score in scores.items():
            if score > best.get(number, float("-inf")):
                best[number] = score
            total[number] = total.get(number, 0.0) + score
    return {number: score + tie * (total[number] - score) for number, score in best.items()}


def _all_of(many: list[Scores]) -> Scores:
    if not many:
        return {}
    smallest = min(many, key=len)
    numbers = [n for n in smallest if all(n in scores for scores in many)]
    return {number: sum(scores[number] for scores in many) for number in numbers}
