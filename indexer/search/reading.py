"""The hits of one query, read: their records and marks, to rank them by and to show them."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.clock import current_clock
from indexer.config import Settings
from indexer.engines.base import EngineHit
from indexer.highlight.highlighter import Highlighter
from indexer.highlight.snippets import WordWorth
from indexer.highlight.worth import worth_in_snippets
from indexer.model import Hit, Marked
from indexer.query import AnalyzedQuery, Weights
from indexer.records.packing import Packing
from indexer.records.record import Record
from indexer.search.evidence import Evidence
from indexer.search.notes import PlaceLabels


class Reading:
    """What was read of the hits of one query; each is read once. For one thread."""

    def __init__(
        self,
        analyzed: AnalyzedQuery,
        weights: Weights,
        worth: WordWorth,
        packing: Packing,
        settings: Settings,
    ) -> None:
        """Take what each unit of the query is worth, by its text."""
        shown = worth_in_snippets(analyzed.units, worth, asks=analyzed.asks)
        self.highlighter = Highlighter(analyzed.units, shown)
        self._analyzed = analyzed
        self._weights = weights
        self._worth = worth
        self._packing = packing
        self._settings = settings
        self._records: dict[str, Record] = {}

    def evidence(self) -> Evidence:
        """Return what puts the first hits in order again by what is read of them.

        It is not kept: it holds on to this, and a circle of all that was read would only be freed
        by a search for garbage.
        """
        analyzed, asks = self._analyzed, self._analyzed.asks
        look = self._look
        return Evidence(analyzed.units, self._worth, self._weights, look, analyzed.lang, asks=asks)

    def record(self, hit: EngineHit) -> Record:
        """Return the record of a hit."""
        record = self._records.get(hit.id)
        if record is None:
            record = self._records[hit.id] = Record(self._packing.unpack(hit.stored))
        return record

    def hit(
        self,
        hit: EngineHit,
        duplicates: tuple[str, ...] = (),
        places: PlaceLabels | None = None,
    ) -> Hit:
        """Return a hit as it is shown, with the near-duplicates folded into it and its places."""
        current_clock().check()
        record = self.record(hit)
        title_marks, snippets = self.highlighter.hit(
            record, count=self._settings.snippets, chars=self._settings.snippet_chars
        )
        return Hit(
            record.id,
            record.title,
            record.lang or "",
            record.date,
            record.source,
            record.url,
            round(hit.score, 6),
            title_marks,
            snippets,
            duplicates,
            record.type,
            places.of(record) if places else (),
        )

    def _look(self, hit: EngineHit) -> tuple[Record, Sequence[Marked], Sequence[Marked]]:
        record = self.record(hit)
        settings = self._settings
        count, chars = settings.snippets, settings.snippet_chars
        return record, *self.highlighter.look(record, count=count, chars=chars)
