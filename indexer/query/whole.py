"""What several words of a query are together, where they are one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.engines import tree as query
from indexer.model import Channel
from indexer.query.groups import distinct
from indexer.query.readings import Reading
from indexer.query.terms import QueryWord, field_weight
from indexer.query.vietnamese import Likely
from indexer.query.weights import Weights


@dataclass(frozen=True, slots=True)
class Whole:
    """What several words are together: a Vietnamese word, places by their ids, a name's keys."""

    parts: tuple[Likely, ...] = ()
    places: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()

    @property
    def terms(self) -> dict[Channel, frozenset[str]]:
        """The terms by channel."""
        found = {
            Channel.PART: frozenset(part.term for part in self.parts),
            Channel.PLACE: frozenset(self.places),
            Channel.NAME: self.names,
        }
        return {channel: terms for channel, terms in found.items() if terms}

    def readings(self, words: Iterable[QueryWord], said: str) -> list[Reading]:
        """Return which names of persons and places the words are read as, each and together."""
        read = [
            Reading(word.text, channel, terms)
            for word in words
            for channel in (Channel.NAME, Channel.PLACE)
            if (terms := word.reading(channel))
        ]
        together = self.terms.items()
        return read + [Reading(said, c, terms) for c, terms in together if c is not Channel.PART]

    def trees(self, fields: Sequence[str], weights: Weights) -> list[query.Term]:
        """Return the query for every term in every field."""
        worth = [
            *((Channel.PART, part.term, _worth(part, weights)) for part in self.parts),
            *((Channel.PLACE, term, weights.place) for term in sorted(self.places)),
            *((Channel.NAME, term, weights.name) for term in sorted(self.names)),
        ]
        return [
            query.Term(f"{field}_{channel}", term, boost=weight * field_weight(field, weights))
            for field in fields
            for channel, term, weight in worth
        ]


def in_russian_letters(
    words: Sequence[QueryWord], fields: tuple[str, ...], weights: Weights
) -> list[query.Query]:
    """Return the query for all syllables of a Vietnamese name in Russian letters, if held."""
    if not all(word.cyrillic for word in words):
        return []
    each = [
        word._replace(alternatives=tuple(a for a in word.alternatives if a.term in word.cyrillic))
        for word in words
    ]
    return [query.And(distinct([word.tree(fields, weights) for word in each]))]


def _worth(part: Likely, weights: Weights) -> float:
    """Return what a Vietnamese word is worth that was meant with some probability."""
    best = weights.part if part.close else weights.part * weights.variant
    return best * (weights.fold_plain + (1 - weights.fold_plain) * part.probability)
