"""What a Whoosh index knows of its terms: postings, positions, field lengths, filter values.

Whoosh keeps the dictionary and the posting lists; this reads them out whole, which is what a
page with totals and facets needs, and keeps what every query asks for again: the lengths of the
fields and the filter values of all documents.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from indexer.engines import tree as query
from indexer.engines.base import FILTER_FIELDS, term_fields
from indexer.engines.expansion import Expander, Expansion, fits, frequent_first
from indexer.errors import UnsupportedByEngine

_POSITIONAL = {name for name, positional in term_fields() if positional}
_FIELDS = {name for name, _ in term_fields()} | set(FILTER_FIELDS)
_HELD_POSTINGS = 1_000_000
"""How many postings are kept for the next query: some 70 MB."""

K1 = 1.2
_B = 0.75

_COLUMNS = ("id", "date", "source", "type", "langs", "places")


class Postings(NamedTuple):
    """The documents that hold a term, in order, and how often each of them does."""

    numbers: list[int]
    counts: list[float]


class Terms:
    """The terms of one open Whoosh index. Not safe to share between threads: guard it."""

    def __init__(self, searcher: Any) -> None:
        self._reader = searcher.reader()
        self.doc_count: int = searcher.doc_count()
        self._norms: dict[str, list[float]] = {}
        self._recent: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._held = 0
        self._lexicons: dict[str, list[str]] = {}
        self._expander = Expander(self._frequent_first)

    def postings(self, field: str, term: str) -> Postings:
        """Return the postings of a term, none if nobody holds it. They must not be changed."""
        key = field, term
        if key in self._recent:
            self._recent.move_to_end(key)
            return self._recent[key]
        found = self._recent[key] = self._read(field, term)
        self._held += len(found.numbers) + 1
        while self._held > _HELD_POSTINGS:
            _, dropped = self._recent.popitem(last=False)
            self._held -= len(dropped.numbers) + 1
        return found

    def _read(self, field: str, term: str) -> Postings:
        matcher = self._matcher(field, term)
        found = Postings([], [])
        if matcher is not None:
            add_number, add_count = found.numbers.append, found.counts.append
            while matcher.is_active():
                add_number(matcher.id())
                add_count(matcher.weight())
                matcher.next()
        return found

    def positions(self, field: str, term: str, wanted: Iterable[int]) -> dict[int, list[int]]:
        """Return where a term stands in each of the ``wanted`` documents, which all hold it."""
        matcher = self._matcher(field, term)
        found: dict[int, list[int]] = {}
        for number in wanted:
            matcher.skip_to(number)
            found[number] = matcher.value_as("positions")
        return found

    def numbers(self, field: str, terms: Iterable[str]) -> set[int]:
        """Return the documents that hold any of ``terms``."""
        found: set[int] = set()
        for term in terms:
            found.update(self._reader.postings(field, term).all_ids())
        return found

    def every(self) -> Iterator[int]:
        """Yield all documents."""
        yield from self._reader.all_doc_ids()

    def beginning_with(self, field: str, prefix: str) -> list[str]:
        """Return the terms of a field that begin with ``prefix``."""
        self.known(field)
        return [term.decode() for term in self._reader.expand_prefix(field, prefix)]

    def counted(self, field: str, prefix: str, least: int) -> dict[str, int]:
        """Return the terms that begin with ``prefix`` and how many documents hold each."""
        self.known(field)
        found: dict[str, int] = {}
        for term, info in self._reader.iter_prefix(field, prefix):
            documents = int(info.doc_frequency())
            if documents >= least:
                found[term.decode()] = documents
        return found

    def like(self, field: str, pattern: str) -> list[str]:
        """Return the terms of a field that a pattern of ``*`` and ``?`` fits."""
        literal = re.split(r"[*?]", pattern, maxsplit=1)[0]
        candidates = self.beginning_with(field, literal) if literal else self._lexicon(field)
        return list(filter(fits(pattern), candidates))

    def expansion(self, node: query.Prefix | query.Wildcard) -> Expansion:
        """Return the terms that a pattern in a field of text stands for."""
        self.known(node.fieldname)
        return self._expander.expand(node)

    def _frequent_first(self, field: str, prefix: str) -> list[str]:
        return frequent_first(self.counted(field, prefix, 1).items())

    def near(self, field: str, text: str, distance: int) -> list[str]:
        """Return the terms of a field at a Levenshtein distance of at most ``distance``."""
        found = process.extract(
            text,
            self._lexicon(field),
            scorer=Levenshtein.distance,
            score_cutoff=distance,
            limit=None,
        )
        return [term for term, _, _ in found]

    def _lexicon(self, field: str) -> list[str]:
        """Return all terms of a field; kept once a pattern has needed them."""
        if field not in self._lexicons:
            self._lexicons[field] = self.beginning_with(field, "")
        return self._lexicons[field]

    def frequency(self, field: str, term: str) -> int:
        """Return how many documents hold a term."""
        return int(self._reader.doc_frequency(field, term)) if self._holds(field, term) else 0

    def norms(self, field: str) -> list[float]:
        """Return, for every document, what BM25 adds to the count of a term for its length."""
        if field not in self._norms:
            length = self._reader.doc_field_length
            everyone = range(self._reader.doc_count_all())
            # Whoosh keeps a length in a byte; its sum of them is exact or not by how it came about.
            lengths = [length(number, field) or 0 for number in everyone]
            mean = sum(lengths) / (self.doc_count or 1) or 1.0
            self._norms[field] = [K1 * (1 - _B + _B * length / mean) for length in lengths]
        return self._norms[field]

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        """The filter values of every document, by document number."""
        if not self.doc_count:
            return {name: [] for name in _COLUMNS}
        found = {}
        for name in _COLUMNS:
            column = self._reader.column_reader(name)
            values = (column[number] for number in range(self._reader.doc_count_all()))
            found[name] = [v.decode() if isinstance(v, bytes) else str(v) for v in values]
        return found

    def check_positions(self, field: str) -> None:
        """Raise :class:`~indexer.errors.UnsupportedByEngine` for a field without positions."""
        self.known(field)
        if field not in _POSITIONAL:
            raise UnsupportedByEngine(
                f"The field {field!r} holds no positions, so it cannot be searched for phrases."
            )

    def known(self, field: str, among: Collection[str] = _FIELDS) -> None:
        """Raise :class:`~indexer.errors.UnsupportedByEngine` for a field that is not indexed."""
        if field not in among:
            raise UnsupportedByEngine(
                f"There is no field {field!r} in the index.",
                hint=f"Its fields are: {', '.join(sorted(among))}.",
            )

    def _holds(self, field: str, term: str) -> bool:
        self.known(field)
        try:
            return (field, term.encode()) in self._reader
        except UnicodeEncodeError:
            return False

    def _matcher(self, field: str, term: str) -> Any:
        return self._reader.postings(field, term) if self._holds(field, term) else None
