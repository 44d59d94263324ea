"""What a glossary says of words of a query, as what means them."""

from __future__ import annotations

from indexer.lexicon.glossary import Entry
from indexer.model import Channel
from indexer.query.units import Row, Translated


def glossed(entry: Entry, text: str, fields: tuple[str, ...]) -> Translated:
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
