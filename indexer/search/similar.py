"""More like this: the most telling terms of a stored document, as a query for others.

A term tells the more the oftener it stands in the document and the fewer documents hold it
(tf-idf). Taken are word forms, words of several syllables and parts of compounds, and the keys of
names and places, which are the same in every language. Nothing is analysed that was not stored:
the terms are those that the index was given. Of a long text the beginning speaks for the whole.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import partial

from indexer.analysis import Analysis
from indexer.analysis.registry import LANGUAGES
from indexer.duplicates.groups import Duplicates
from indexer.engines import tree as query
from indexer.engines.base import EngineHit, EngineReader, EngineResult, TermReader
from indexer.model import Channel
from indexer.query import Weights
from indexer.records.record import Record
from indexer.search.filtering import Filters
from indexer.search.folded import Walk

_CHARS = 12_000
"""So much of a text is read, up to the end of a block."""
_TERMS = 40
_LOOKED_UP = 400
"""Of so many terms, the most frequent of a document, it is looked up how many others hold them."""
_MOST_DOCUMENTS = 0.1
"""A term in a larger share of the documents tells nothing, save in a small index."""
_FEW = 10
_HELD = 2
"""Others have to hold a term, too."""
_IN_TITLE = 2
_SYLLABLE = 0.3
"""What a Vietnamese syllable, or a word that names something, is worth against its word."""
_LEAST_SHARE = 0.1
"""A document is similar if it has this share of what the document itself scores."""

_WORTH = {Channel.STEM: 1.0, Channel.PART: 1.0, Channel.NAME: 0.5, Channel.PLACE: 0.5}

_Term = tuple[Channel, str]


def telling_terms(record: Record, reader: TermReader) -> list[tuple[_Term, float]]:
    """Return the terms that tell most about a document and how much they weigh, best first."""
    counts: Counter[_Term] = Counter()
    for key in _terms(record.heading.analysis):
        counts[key] += _IN_TITLE
    counts.update(_terms(record.body.beginning(_CHARS)))
    documents = reader.doc_count()
    most = max(documents * _MOST_DOCUMENTS, min(documents - 1, _FEW))
    found: list[tuple[float, _Term, float]] = []
    for (channel, term), count in counts.most_common(_LOOKED_UP):
        held = reader.doc_frequency(f"body_{channel}", term)
        if held < _HELD:
            held = max(held, reader.doc_frequency(f"title_{channel}", term))
        if _HELD <= held <= most:
            worth = _WORTH[channel]
            if channel is Channel.STEM and not LANGUAGES[term.partition(":")[0]].inflects:
                worth *= _SYLLABLE
            weight = worth * (1 + math.log(count))
            found.append((weight * math.log(1 + documents / held), (channel, term), weight))
    found.sort(key=lambda each: (-each[0], each[1]))
    return [(term, weight) for _, term, weight in found[:_TERMS]]


def similar(
    record: Record,
    reader: EngineReader,
    weights: Weights,
    size: int,
    filters: Filters,
    duplicates: Duplicates,
) -> list[EngineHit]:
    """Return the documents most similar to a stored one, at most ``size``.

    It is not among them, nor are its near-duplicates; of others the most similar stands for all.
    """
    terms = reader.together(partial(telling_terms, record))
    if not terms:
        return []
    tree = _holding_any(terms, weights)
    restricted = filters.restrict(tree, weights)

    def fetch(offset: int, limit: int) -> EngineResult:
        return reader.search(restricted, offset=offset, limit=limit)

    found, _ = Walk(duplicates, size + 1).page(1, fetch)
    own = next((hit.score for hit in found if hit.id == record.id), None)
    if own is None:  # it is in none of the languages asked for, or a copy stands for it
        own = reader.score(tree, record.id) or 0.0
    alike = {record.id, *duplicates.group(record.id)}
    others = [hit for hit in found if hit.id not in alike and hit.score >= own * _LEAST_SHARE]
    return others[:size]


def _holding_any(terms: Iterable[tuple[_Term, float]], weights: Weights) -> query.Query:
    """Return the query for documents that hold any of some terms, by their weight."""
    return query.Or(
        [
            query.DisjunctionMax(
                [
                    query.Term(f"title_{channel}", term, boost=weight * weights.title),
                    query.Term(f"body_{channel}", term, boost=weight),
                ],
                tiebreak=weights.tie,
            )
            for (channel, term), weight in terms
        ]
    )


def _terms(analysis: Analysis) -> list[_Term]:
    stems = [(Channel.STEM, terms.stem) for terms in analysis.terms]
    return stems + [(part.channel, part.term) for part in analysis.all_parts()]
