"""Trees -> scores on a Whoosh index: postings by Whoosh, arithmetic by us.

Whoosh walks a tree document by document with matchers that skip what cannot reach the page.
Two of them are wrong for our trees: the one for DisjunctionMax takes the better of its two
sides even where they stand at different documents, and has no tie break; the one for constant
scores knows no 0. A page needs totals and facets, hence all matching documents, so every
posting list is read once and the rest is arithmetic on scores.

Words score BM25, in titles their inverse document frequency, and a phrase does as one word;
patterns, ranges and filters score their boost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer.clock import current_clock
from indexer.engines import tree as query
from indexer.engines.base import TEXT_FIELDS, beside_title, inverse_frequency
from indexer.engines.whoosh_terms import K1, Postings, Terms
from indexer.errors import UnsupportedByEngine

Scores = dict[int, float]
"""Document number -> score, for every document that matches."""


class Evaluation:
    """The evaluation of one tree; what stands in it twice is evaluated once."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._known: dict[int, Scores] = {}
        self._words: dict[tuple[str, str], Scores] = {}
        self._places: dict[tuple[str, str], dict[int, list[int]]] = {}

    def scores(self, node: query.Query) -> Scores:
        """Return the scores of a node. The result is shared: it must not be changed."""
        known = self._known.get(id(node))
        if known is None:
            current_clock().check()
            known = self._known[id(node)] = self._evaluate(node)
        return known

    def _evaluate(self, node: query.Query) -> Scores:
        match node:
            case query.Term():
                return _scaled(self._word(node.fieldname, node.text), node.boost)
            case query.Phrase():
                return _scaled(self._phrase(node), node.boost)
            case query.DisjunctionMax():
                best = _best(map(self.scores, node.subqueries), node.tiebreak)
                return _scaled(best, node.boost)
            case query.Or():
                return _scaled(_sum(map(self.scores, node.subqueries)), node.boost)
            case query.And():
                each = [self.scores(child) for child in node.subqueries]
                return _scaled(_all_of(each), node.boost)
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
            case _ if query.is_nothing(node):
                return {}
            case _:
                return dict.fromkeys(self._matches(node), float(getattr(node, "boost", 1.0)))

    def _matches(self, node: query.Query) -> Iterable[int]:
        """Return the documents of a node that gives all of them the same score."""
        terms = self._terms
        match node:
            case query.Every():
                return terms.every()
            case query.TermRange():
                return self._range(node)
            case query.Prefix() | query.Wildcard() if node.fieldname.startswith(TEXT_FIELDS):
                expanded: Iterable[str] = terms.expansion(node).terms
            case query.Prefix():
                expanded = terms.beginning_with(node.fieldname, node.text)
            case query.Wildcard():
                expanded = terms.like(node.fieldname, node.text)
            case query.FuzzyTerm():
                expanded = terms.near(node.fieldname, node.text, int(node.maxdist))
            case _:
                raise UnsupportedByEngine(f"A query cannot hold a {type(node).__name__}.")
        return terms.numbers(node.fieldname, expanded)

    def _range(self, node: query.TermRange) -> Iterable[int]:
        """Return the documents with a date between two, both ends included."""
        self._terms.known(node.fieldname, ("date",))
        low, high = node.start or "", node.end or "\uffff"
        dates = self._terms.columns["date"]
        return [
            number
            for number in self._terms.every()
            if dates[number] and low <= dates[number] <= high
        ]

    def _word(self, field: str, term: str) -> Scores:
        """Return the scores of a term: BM25 in texts, its rarity in titles, 1 in filter fields."""
        key = field, term
        if key not in self._words:
            postings = self._terms.postings(field, term)
            if text_field := beside_title(field):
                beside = self._terms.postings(text_field, term).numbers
                holding = max(len(postings.numbers), len(beside))
                worth = inverse_frequency(holding, self._terms.doc_count)
                self._words[key] = dict.fromkeys(postings.numbers, worth)
            elif field.startswith(TEXT_FIELDS):
                self._words[key] = self._bm25(field, postings)
            else:
                self._words[key] = dict.fromkeys(postings.numbers, 1.0)
        return self._words[key]

    def _bm25(self, field: str, postings: Postings) -> Scores:
        """Return the BM25 scores of the documents in a term's postings."""
        if not postings.numbers:
            return {}
        factor = self._idf(postings) * (K1 + 1)
        norms = self._terms.norms(field)
        return {
            number: factor * count / (count + norms[number])
            for number, count in zip(*postings, strict=True)
        }

    def _idf(self, postings: Postings) -> float:
        """Return the inverse document frequency of a term, by its postings."""
        return inverse_frequency(len(postings.numbers), self._terms.doc_count)

    def _positions(self, field: str, term: str, wanted: Sequence[int]) -> dict[int, list[int]]:
        """Return where a term stands in at least the ``wanted`` documents."""
        known = self._places.setdefault((field, term), {})
        if missing := [number for number in wanted if number not in known]:
            known.update(self._terms.positions(field, term, missing))
        return known

    def _phrase(self, node: query.Phrase) -> Scores:
        """Return BM25 for words that follow each other within the slop, as if they were one.

        Its inverse document frequency is the sum of theirs, as in Lucene and tantivy.
        """
        self._terms.check_positions(node.fieldname)
        if len(node.words) == 1:
            return self._word(node.fieldname, node.words[0])
        postings = [self._terms.postings(node.fieldname, word) for word in node.words]
        if not postings:
            return {}
        rarest, *others = sorted((set(each.numbers) for each in postings), key=len)
        together = sorted(rarest.intersection(*others))
        positions = {
            word: self._positions(node.fieldname, word, together)
            for word in dict.fromkeys(node.words)
        }
        counts = {
            number: _ways([positions[word][number] for word in node.words], node.slop)
            for number in together
        }
        factor = sum(map(self._idf, postings)) * (K1 + 1)
        norms = self._terms.norms(node.fieldname)
        return {n: factor * count / (count + norms[n]) for n, count in counts.items() if count}


def _ways(positions: Sequence[Sequence[int]], slop: int) -> int:
    """Return at how many positions one can end, going from word to word by 1 to ``slop``."""
    reached = set(positions[0])
    for following in positions[1:]:
        if slop == 1:
            reached = {at + 1 for at in reached}.intersection(following)
        else:
            steps = range(1, slop + 1)
            reached = {at for at in following if any(at - step in reached for step in steps)}
        if not reached:
            break
    return len(reached)


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
