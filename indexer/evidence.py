"""The first hits in order again, by what their texts tell beyond the scores of their words.

An engine knows how often a document has the words of a query, and which stand side by side. A
document that answers a question has most of them in one sentence, what is left of them often in
its title; one that is about them has them where it begins; and a long one has many words by
chance. All this is read from the marks that the first
hits have anyway, so a page of results costs hardly more for it. What is behind the first hits
stays where it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from math import log
from operator import itemgetter
from typing import NamedTuple

from indexer.engines.base import EngineHit
from indexer.model import Channel, Marked
from indexer.query.units import Compound, Phrase, Unit
from indexer.query.weights import Weights
from indexer.record import Record
from indexer.snippets import Worth
from indexer.worth import STEP

FIRST = 10
"""How many hits are put in order again."""

_SHORT, _LONG = 600, 60_000
"""Between so many characters a text counts the less the longer it is."""
_BORDER = re.compile(r"[.!?…][\"”)’']*\s|\n")
_SENTENCE = 400
"""No sentence goes on for so many characters without a word of the query."""
_LEAD = 600
"""So many characters are the beginning of a text: of news, what their headlines are made from."""
_BEGIN = itemgetter(0)
_WHOLE = frozenset((Channel.PART, Channel.NAME, Channel.PLACE))
"""A mark of these is all of a word of several syllables, or of a name."""

_Marks = Sequence[Marked]
Look = Callable[[EngineHit], tuple[Record, _Marks, _Marks]]
"""Returns the record of a hit and the marks in its title and in its text."""


class Added(NamedTuple):
    """What is added to a hit's score: for one sentence, title, beginning, and for being short."""

    sentence: float
    heading: float
    lead: float
    short: float


class Evidence:
    """What the documents of one ranking hold of a query; for one thread."""

    def __init__(self, units: Iterable[Unit], worth: Worth, weights: Weights, look: Look) -> None:
        """Take the units of the query, and what each is worth, by its text."""
        self._worth = {text: value / STEP for text, value in worth.items()}
        self._words: dict[str, int] = {}
        for unit in units:
            words = len(unit.words) if isinstance(unit, (Compound, Phrase)) else 1
            self._words[unit.text] = min(words, self._words.get(unit.text, words))
        self._weights = weights
        self._look = look

    def reorder(self, hits: Sequence[EngineHit]) -> list[EngineHit]:
        """Return the hits of a ranking from its first on, the first ones in order again.

        What is added to their scores is never negative: they stay before those that follow.
        """
        first = [hit._replace(score=hit.score + sum(self.of(hit))) for hit in hits[:FIRST]]
        first.sort(key=lambda hit: (-hit.score, hit.id))
        return [*first, *hits[FIRST:]]

    def of(self, hit: EngineHit) -> Added:
        """Return what is added to the score of one of the first hits."""
        record, title, body = self._look(hit)
        weights, length = self._weights, min(max(record.body.chars, _SHORT), _LONG)
        return Added(
            weights.sentence * self._best_sentence(record, body),
            weights.heading * self._held(title),
            weights.lead * self._held(body[: bisect_left(body, _LEAD, key=_BEGIN)]),
            weights.short * log(_LONG / length),
        )

    def _best_sentence(self, record: Record, marks: _Marks) -> float:
        """Return what the different words are worth of the sentence that has most of them."""
        text = record.body.text
        best = 0.0
        begun = 0
        for number in range(1, len(marks)):
            end, start = marks[number - 1][1], marks[number][0]
            if start - end > 1 and (
                start - end > _SENTENCE or _BORDER.search(text(end, start)) is not None
            ):
                best = max(best, self._held(marks[begun:number]))
                begun = number
        return max(best, self._held(marks[begun:]))

    def _held(self, marks: _Marks) -> float:
        """Return what the words are worth that are marked; of several words all must stand."""
        held = set()
        together, last, before = 0, -1, ""
        for start, end, channel, word in marks:
            together = together + 1 if word == before and start - last <= 1 else 1
            last, before = end, word
            if channel in _WHOLE or together >= self._words[word]:
                held.add(word)
        return sum([self._worth.get(word, 0.0) for word in held])
