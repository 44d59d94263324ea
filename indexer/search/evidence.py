"""The first hits in order again, by what their texts tell beyond the scores of their words.

An engine knows how often a document has the words of a query, and which stand side by side. A
document that answers a question has most of them in one sentence, what is left of them often in
its title; one that is about them has them where it begins; and a long one has many words by
chance. Who asks no question describes a text, as headlines do: then counts, too, what a hit has of
the query and few of the others have, be it words, or words next to each other as they were typed.
All this is read from the marks that the first hits have anyway, so a page of results costs hardly
more for it. What is behind the first hits stays where it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, pairwise
from math import log
from operator import itemgetter
from typing import NamedTuple

from indexer.engines.base import EngineHit
from indexer.highlight.snippets import WordWorth
from indexer.highlight.worth import STEP
from indexer.model import Channel, Marked
from indexer.query.units import Compound, Phrase, Translated, Unit
from indexer.query.weights import Weights
from indexer.records.record import Record

FIRST = 10
"""How many hits are put in order again."""
FIRST_BESIDE, FIRST_ACROSS = 12, 20
"""So many if words of other languages are searched, too: beside one's own, on equal terms."""
_FEW = 3
"""Of so few words all that some hit has must stand in one that comes first for its language."""
_STEP = 0.001
"""So much at least is between the scores of hits that are put before better ones."""

_SHORT, _LONG = 600, 60_000
"""Between so many characters a text counts the less the longer it is."""
_BORDER = re.compile(r"[.!?…][\"”)’']*\s|\n")
_SENTENCE = 400
"""No sentence goes on for so many characters without a word of the query."""
_LEAD = 600
"""So many characters are the beginning of a text: of news, what their headlines are made from."""
_BEGIN = itemgetter(0)
_WHOLE = frozenset((Channel.PART, Channel.NAME, Channel.PLACE, Channel.MEANING))
"""A mark of these is all of a word of several syllables, of a name, or of what means it."""

_NEAR = 35
"""Within so many characters one word of the query is near the next that is marked,"""
_REACH = 3
"""if it is one of so many that follow it in the query."""
_BESIDE = 2
"""With no more characters between them words stand side by side."""

_Marks = Sequence[Marked]
_Pair = tuple[str, str]
_Trait = str | tuple[str, ...]
Look = Callable[[EngineHit], tuple[Record, _Marks, _Marks]]
"""Returns the record of a hit and the marks in its title and in its text."""


class Added(NamedTuple):
    """What is added to a hit's score: for one sentence, title, beginning, and for being short.

    And for what it has of the query and few of the other first hits have.
    """

    sentence: float
    heading: float
    lead: float
    short: float
    distinct: float


class Evidence:
    """What the documents of one ranking hold of a query; for one thread."""

    def __init__(
        self,
        units: Sequence[Unit],
        worth: WordWorth,
        weights: Weights,
        look: Look,
        lang: str = "",
        *,
        asks: bool = False,
    ) -> None:
        """Take the units of the query, and what each is worth, by its text.

        And its language, if that is plain, and whether it is a question.
        """
        self._worth = {text: value / STEP for text, value in worth.items()}
        self._words: dict[str, int] = {}
        for unit in units:
            if isinstance(unit, Translated):
                continue
            words = len(unit.words) if isinstance(unit, (Compound, Phrase)) else 1
            self._words[unit.text] = min(words, self._words.get(unit.text, words))
        self._asks = asks
        self._near, self._beside = (set(), set()) if asks else self._pairs(units)
        self._weights = weights
        self._look = look
        translated = any(isinstance(unit, Translated) for unit in units)
        self._lang = lang if translated and weights.across == "on" else ""
        across = FIRST_ACROSS if weights.across == "first" else FIRST_BESIDE
        self.first = across if translated else FIRST
        """How many hits are put in order again."""

    def reorder(self, hits: Sequence[EngineHit]) -> list[EngineHit]:
        """Return the hits of a ranking from its first on, the first ones in order again.

        What is added to their scores is never negative: they stay before those that follow.
        """
        count = self.first
        added = self.added(hits[:count])
        first = [
            hit._replace(score=hit.score + sum(each))
            for hit, each in zip(hits, added, strict=False)
        ]
        first.sort(key=lambda hit: (-hit.score, hit.id))
        if self._lang:
            distinct = {hit.id: each.distinct for hit, each in zip(hits, added, strict=False)}
            first = self._own_ahead(first, distinct)
        return [*first, *hits[count:]]

    def _own_ahead(
        self, hits: Sequence[EngineHit], distinct: Mapping[str, float]
    ) -> list[EngineHit]:
        """Return hits with the best of those in the language of the query before all others.

        What tells hits apart tells nothing of how good one is: that is not counted.
        """
        own = [hit for hit in hits if self._look(hit)[0].lang == self._lang]
        ahead = own
        if len(self._words) > 1:  # who has the only word asked for has all that is asked for
            good = {hit.id: hit.score - distinct[hit.id] for hit in own}
            least = self._weights.ahead * max(good.values(), default=0.0)
            ahead = [hit for hit in own if good[hit.id] >= least]
            if len(self._words) <= _FEW:
                most = max(map(self._words_in, hits), default=0)
                ahead = [hit for hit in ahead if self._words_in(hit) == most]
            ahead = ahead[: self._weights.most_ahead]
        others = [hit for hit in hits if hit not in ahead]
        floor = others[0].score if others else 0.0
        for place in reversed(range(len(ahead))):
            floor = max(ahead[place].score, floor + _STEP)
            ahead[place] = ahead[place]._replace(score=floor)
        return [*ahead, *others]

    def _words_in(self, hit: EngineHit) -> int:
        """Return how many words of the query a hit has in any way."""
        _, title, body = self._look(hit)
        return len(self._words.keys() & {mark[3] for mark in (*title, *body)})

    def added(self, hits: Sequence[EngineHit]) -> list[Added]:
        """Return what is added to the scores of the first hits, all of them."""
        found = [self._look(hit) for hit in hits]
        bodies = [body for _, _, body in found]
        leads = [body[: bisect_left(body, _LEAD, key=_BEGIN)] for body in bodies]
        begun = [self._held(marks) for marks in leads]
        weights = self._weights
        distinct = [0.0] * len(hits)
        if weights.distinct and not self._asks:
            whole = self._rarities(
                bodies, [self._words.keys() & {word for _, _, _, word in body} for body in bodies]
            )
            beginnings = self._rarities(leads, begun)
            distinct = [sum(both) for both in zip(whole, beginnings, strict=True)]
        return [
            Added(
                weights.sentence * self._best_sentence(record, body),
                weights.heading * self._worth_of(self._held(title)),
                weights.lead * self._worth_of(words),
                weights.short * log(_LONG / min(max(record.body.chars, _SHORT), _LONG)),
                weights.distinct * rarity,
            )
            for (record, title, body), words, rarity in zip(found, begun, distinct, strict=True)
        ]

    def _rarities(self, texts: Sequence[_Marks], words: Iterable[set[str]]) -> list[float]:
        """Return what texts have of the query, each trait by how few of them have it.

        These are the words, given for each text, pairs of them near each other, and pairs side
        by side; worth the logarithm of one over the share of the texts.
        """
        each = [self._traits(marks, held) for marks, held in zip(texts, words, strict=True)]
        held = Counter(chain.from_iterable(each))
        worth = {trait: log((len(each) + 1) / (count + 0.5)) for trait, count in held.items()}
        return [sum([worth[trait] for trait in traits]) for traits in each]

    def _traits(self, marks: _Marks, words: set[str]) -> set[_Trait]:
        near = {(one[3], other[3]) for one, other in pairwise(marks) if other[0] - one[1] <= _NEAR}
        near &= self._near
        beside = near & self._beside
        if beside:
            beside &= {
                (one[3], other[3]) for one, other in pairwise(marks) if other[0] - one[1] <= _BESIDE
            }
        return {*words, *near, *((*pair, "") for pair in beside)}

    def _pairs(self, units: Sequence[Unit]) -> tuple[set[_Pair], set[_Pair]]:
        """Return the words that follow each other in the query, within reach and side by side.

        What is of several words is a pair of itself.
        """
        typed = [unit.text for unit in units if not isinstance(unit, Translated)]
        near = {
            (one, other)
            for place, one in enumerate(typed)
            for other in typed[place + 1 : place + 1 + _REACH]
            if one != other
        }
        beside = {(one, other) for one, other in pairwise(typed) if one != other}
        whole = {(text, text) for text, words in self._words.items() if words > 1}
        return near | whole, beside | whole

    def _best_sentence(self, record: Record, marks: _Marks) -> float:
        """Return what the different words are worth of the sentence that has most of them."""
        if not marks:
            return 0.0
        around, search, words = record.body.around, _BORDER.search, self._words
        base, text = around(0, marks[-1][1]) if record.body.table is None else (0, "")
        best = 0.0
        held: set[str] = set()
        together, last, before = 0, marks[0][0], ""
        for start, end, channel, word in marks:
            if start - last > 1:
                if start - last <= _SENTENCE and record.body.table is not None:
                    base, text = around(last, start)
                if start - last > _SENTENCE or search(text, last - base, start - base):
                    best = max(best, self._worth_of(held))
                    held.clear()
                before = ""
            together = together + 1 if word == before else 1
            last, before = end, word
            if (
                word in words
                and word not in held
                and (channel in _WHOLE or together >= words[word])
            ):
                held.add(word)
                if len(held) == len(words):
                    break  # no other sentence has more
        return max(best, self._worth_of(held))

    def _held(self, marks: _Marks) -> set[str]:
        """Return the words that are marked; of several words all must stand together."""
        held: set[str] = set()
        together, last, before = 0, -1, ""
        for start, end, channel, word in marks:
            together = together + 1 if word == before and start - last <= 1 else 1
            last, before = end, word
            if word in self._words and (channel in _WHOLE or together >= self._words[word]):
                held.add(word)
        return held

    def _worth_of(self, words: Iterable[str]) -> float:
        return sum([self._worth.get(word, 0.0) for word in words])
