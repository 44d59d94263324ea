"""What restricts a search beside its words: languages, dates, sources, types and places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from whoosh import query

from indexer.engines.base import TEXT_FIELDS
from indexer.errors import UsageError
from indexer.model import Channel, Note
from indexer.query import Weights, analyze_query
from indexer.query.filters import backwards
from indexer.query.periods import period
from indexer.query.readings import place_ids, place_name

Values = str | Sequence[str] | None


CHOICES = {"lang": "langs", "source": "sources", "type": "types", "place": "places"}
"""Facets of which several values may be chosen, and the filters that hold them."""


class Filters(NamedTuple):
    """What restricts a search: values of which any may hold, and a period."""

    langs: tuple[str, ...]
    date_from: str | None
    date_to: str | None
    sources: tuple[str, ...]
    types: tuple[str, ...]
    places: tuple[str, ...]

    @classmethod
    def of(
        cls,
        lang: Values,
        date_from: str | None = None,
        date_to: str | None = None,
        source: Values = None,
        doc_type: Values = None,
        place: Values = None,
    ) -> Filters:
        """Return filters of one value each, or of several."""
        chosen = map(_given, (source, doc_type, place))
        return cls(_given(lang), date_from, date_to, *chosen)

    def notes(self) -> tuple[Note, ...]:
        """Say that a period ends before it begins, if it does."""
        first, last = (period(each) if each else None for each in (self.date_from, self.date_to))
        if first and last and first[0] > last[1]:
            return (backwards(f"{self.date_from} TO {self.date_to}"),)
        return ()

    def chosen(self, facet: str) -> tuple[str, ...]:
        """Return the values chosen of a facet of CHOICES."""
        values: tuple[str, ...] = getattr(self, CHOICES[facet])
        return values

    def only(self, facet: str, values: tuple[str, ...]) -> Filters:
        """Return filters of which one has other values, none if there are none."""
        return self._replace(**{CHOICES[facet]: values})  # type: ignore[arg-type]

    def restrict(self, tree: query.Query, weights: Weights) -> query.Query:
        """Return the tree for what matches another and all the filters."""
        queries = self._queries(weights)
        if not queries or tree == query.NullQuery:
            return tree
        return query.Require(tree, query.And(queries))

    def _queries(self, weights: Weights) -> list[query.Query]:
        """Return the queries of which a document has to match all."""
        named = [query.Or([_naming(name, weights) for name in self.places])]
        return [
            *_any_of("lang", self.langs),
            *_any_of("source", self.sources),
            *_any_of("type", self.types),
            *_dates(self.date_from, self.date_to),
            *(named if self.places else []),
        ]


def _naming(place: str, weights: Weights) -> query.Query:
    """Return the query for documents that name a place, given as its id or any name."""
    ids = (place,) if place_name(place, "en") != place else place_ids(place)
    if not ids:
        return analyze_query(f'"{place}"', weights).tree
    fields = [f"{field}_{Channel.PLACE}" for field in TEXT_FIELDS]
    return query.Or([query.Term(field, each) for field in fields for each in ids])


def _given(values: Values) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values or ())


def _any_of(name: str, values: Sequence[str]) -> list[query.Query]:
    return [query.Or([query.Term(name, value) for value in values])] if values else []


def _dates(date_from: str | None, date_to: str | None) -> list[query.Query]:
    if not date_from and not date_to:
        return []
    first, last = period(date_from or ""), period(date_to or "")
    for given, days in ((date_from, first), (date_to, last)):
        if given and days is None:
            raise UsageError(f"{given!r} is not a date.", hint="Write 2025, 2025-12 or 2025-12-16.")
    return [query.TermRange("date", first and first[0], last and last[1])]
