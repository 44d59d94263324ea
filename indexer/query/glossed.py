"""What a glossary says of the words of a query: looked for beside them, as near as can be.

A term of the glossary may go over several clauses of a query (hợp tác thương mại), which stay as
they are: what it means is an alternative of each of them, for its share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from indexer.engines import tree as query
from indexer.lexicon.glossary import Entry, Glossary
from indexer.model import Channel
from indexer.query.groups import Clause
from indexer.query.terms import QueryWord, dis_max, field_weight
from indexer.query.units import Row, Translated
from indexer.query.weights import Weights

NO_GLOSSARY = Glossary()


class Term(NamedTuple):
    """Words of a query, by number, that are a term of the glossary, as typed."""

    first: int
    end: int
    text: str
    entry: Entry


class Glossed:
    """The terms of a glossary in a stretch of a query."""

    def __init__(
        self,
        text: str,
        words: Sequence[QueryWord],
        spans: Sequence[tuple[int, int]],
        glossary: Glossary,
    ) -> None:
        """Take a text and the words in it, with their offsets."""
        self._terms: list[Term] = []
        meant = [word.meant for word in words] if glossary else []
        at = 0
        while at < len(meant):
            entry = glossary.lookup(meant[at:])
            if entry:
                end = at + entry.words
                said = text[spans[at][0] : spans[end - 1][1]]
                self._terms.append(Term(at, end, said, entry))
                at = end
            else:
                at += 1

    def langs(self, first: int, end: int) -> frozenset[str]:
        """Return the languages in which the glossary says what words mean."""
        return frozenset(
            wording.lang for term in self._of(first, end) for wording in term.entry.wordings
        )

    def added(
        self, clause: Clause, first: int, end: int, fields: tuple[str, ...], weights: Weights
    ) -> Clause:
        """Return the clause of words with what the glossary says of them."""
        for term in self._of(first, end):
            share = min(end, term.end) - max(first, term.first)
            trees = _trees(term.entry, fields, weights, weights.meant * share)
            whole = clause.tree if clause.entire is None else clause.entire
            clause = replace(
                clause,
                tree=dis_max([clause.tree, *trees], weights.tie),
                entire=dis_max([whole, *trees], 0.0),
            )
            if term.first >= first:
                meant = translated(term.entry, term.text, fields)
                clause = replace(clause, units=(*clause.units, meant))
        return clause

    def _of(self, first: int, end: int) -> list[Term]:
        return [term for term in self._terms if term.first < end and term.end > first]


def translated(entry: Entry, text: str, fields: tuple[str, ...]) -> Translated:
    """Return what means words of a query by a glossary: all of it as near as can be."""
    terms: dict[Channel, set[str]] = {}
    rows: list[Row] = []
    for _, _, channel, found in entry.wordings:
        if len(found) == 1:
            terms.setdefault(channel, set()).add(found[0])
        else:
            rows.append((channel, found))
    alone = {channel: frozenset(each) for channel, each in terms.items()}
    every = [*(term for each in alone.values() for term in each), *(" ".join(r) for _, r in rows)]
    return Translated(text, fields, alone, dict.fromkeys(every, 1.0), tuple(rows), True)


def _trees(
    entry: Entry, fields: tuple[str, ...], weights: Weights, worth: float
) -> list[query.Query]:
    """Return the queries for what an entry means, each worth so many words of the query."""
    found: list[query.Query] = []
    for field in fields:
        for _, _, channel, terms in entry.wordings:
            name, boost = f"{field}_{channel}", worth * field_weight(field, weights) / len(terms)
            found.append(
                query.Term(name, terms[0], boost=boost)
                if len(terms) == 1
                else query.Phrase(name, list(terms), boost=boost)
            )
    return found
