"""Which words of a document are marked because they mean a word of the query: for ``explain``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from indexer.highlight.highlighter import highlight
from indexer.model import Channel
from indexer.query.units import Translated, Unit
from indexer.records.record import Record


class MeaningMatch(NamedTuple):
    """Words of the query, the terms of the index that mean them, and what stands for these.

    ``words`` are those of the document, each once, in order; ``similarity`` goes from 0 to 1.
    """

    query: str
    term: str
    words: tuple[str, ...]
    similarity: float
    from_glossary: bool


def meaning_matches(record: Record, units: Sequence[Unit]) -> list[MeaningMatch]:
    """Return what means words of a query in a document, as it is marked, the nearest first."""
    texts = record.title, record.document.text
    shown = [
        {mark.start for mark in marks if mark.channel is Channel.MEANING}
        for marks in highlight(record, units)
    ]
    found: list[MeaningMatch] = []
    for unit in units:
        if not isinstance(unit, Translated):
            continue
        for term, size, alone in _ways(unit):
            words: dict[str, None] = {}
            for text, starts, marks in zip(texts, shown, highlight(record, [alone]), strict=True):
                for first in range(0, len(marks) - size + 1, size):
                    start, end = marks[first].start, marks[first + size - 1].end
                    if start in starts:
                        words[text[start:end]] = None
            if words:
                similarity = unit.similarities.get(term, 1.0)
                match = MeaningMatch(unit.text, term, tuple(words), similarity, unit.from_glossary)
                found.append(match)
    return sorted(found, key=lambda each: (-each.similarity, each.term))


def _ways(unit: Translated) -> Iterator[tuple[str, int, Translated]]:
    """Yield each term or row of terms, how many words it has, and the unit with nothing else."""
    for channel, terms in unit.terms.items():
        for term in terms:
            size = term.count("_") + 1 if channel is Channel.PART else 1
            only = replace(unit, terms={channel: frozenset({term})}, rows=())
            yield term, size, only
    for row in unit.rows:
        yield " ".join(row[1]), len(row[1]), replace(unit, terms={}, rows=(row,))
