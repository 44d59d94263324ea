"""What a page says about names: how words were read, and what the places found are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer.analysis.registry import LANGUAGES
from indexer.engines import expansion
from indexer.engines import tree as query
from indexer.engines.base import TEXT_FIELDS, EngineReader, TermReader
from indexer.highlight.named import places_of
from indexer.model import Channel, FacetCount, HitPlace, NameReading, Note
from indexer.query.patterns import typed
from indexer.query.readings import Reading, place_name
from indexer.records.record import Record

_MOST_SAID = 6
"""So many other names of a place are said."""
_WILD = frozenset("*?")
"""No pattern is typed without one of these."""


def readings_held(reader: TermReader, readings: Sequence[Reading]) -> tuple[NameReading, ...]:
    """Return the names that documents hold, each with a note; of a place only that it is one."""
    found: dict[str, NameReading] = {}
    for text, channel, terms in sorted(readings, key=_places_last):
        fields = [f"{field}_{channel}" for field in TEXT_FIELDS]
        held = [
            term for term in sorted(terms) if any(reader.doc_frequency(f, term) for f in fields)
        ]
        if not held:
            continue
        if channel is Channel.PLACE:
            called = dict.fromkeys(place_name(place, lang) for place in held for lang in LANGUAGES)
            others = [name for name in called if name and name.casefold() != text.casefold()]
            others = others[:_MOST_SAID]
            note = Note(
                "“%(text)s” is also searched as a place: %(others)s.",
                text=text,
                others=", ".join(others),
            )
            found[text] = NameReading(text, channel, tuple(others), note)
        else:
            note = Note(
                "“%(text)s” is also searched as a name, in any spelling (%(keys)s).",
                text=text,
                keys=", ".join(held),
            )
            found[text] = NameReading(text, channel, (), note)
    return tuple(found.values())


class PlaceLabels:
    """The places of hits, named in one language; those that a query asks for come first."""

    def __init__(self, readings: Iterable[Reading], lang: str) -> None:
        places = (reading for reading in readings if reading.channel is Channel.PLACE)
        self._asked = frozenset(place for reading in places for place in reading.terms)
        self._lang = lang

    def of(self, record: Record) -> tuple[HitPlace, ...]:
        """Return a few places that a document names."""
        return tuple(
            [
                HitPlace(place, place_name(place, self._lang))
                for place in places_of(record, self._asked)
            ]
        )


def notes_on_patterns(reader: EngineReader, text: str, tree: query.Query) -> list[Note]:
    """Say which patterns in the text of a query, and so in its tree, fit too many terms."""
    if _WILD.isdisjoint(text):
        return []
    nodes = [node for node in query.walk(tree) if isinstance(node, query.Prefix | query.Wildcard)]
    for channel in (Channel.WORD, Channel.FOLD):
        said = {
            typed(node): None
            for node in nodes
            if node.fieldname.endswith(f"_{channel}") and not reader.expansion(node).complete
        }
        if said:
            return [
                Note(
                    "“%(text)s” fits too many words: the %(number)s most frequent were searched.",
                    text=text,
                    number=expansion.MAX_EXPANSION,
                )
                for text in said
            ]
    return []


def labelled(places: Sequence[FacetCount], lang: str) -> tuple[FacetCount, ...]:
    """Return the counts of places with their names in a language."""
    counted = [(place.value, place.count) for place in places]
    return tuple([FacetCount(*each, place_name(each[0], lang)) for each in counted])


def _places_last(reading: Reading) -> bool:
    return reading.channel is Channel.PLACE
