"""A query as it is analysed: what an engine, highlighting and a person get of it."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.engines import tree as query
from indexer.model import Meaning, Note
from indexer.query.readings import Reading
from indexer.query.units import Unit


@dataclass(frozen=True, slots=True)
class AnalyzedQuery:
    """A query ready for an engine and for highlighting.

    ``interpreted`` says how the query was understood, as ``meaning`` does in pieces, ``notes``
    what was not; ``readings`` are the names of persons and places that it may hold; ``lang`` is
    the language that it is in, if that is plain; ``asks`` tells that it is a question.
    """

    tree: query.Query
    units: tuple[Unit, ...] = ()
    interpreted: str = ""
    notes: tuple[Note, ...] = ()
    readings: tuple[Reading, ...] = ()
    meaning: Meaning | None = None
    lang: str = ""
    asks: bool = False
