"""What kind of thing a question asks for, and where a text has things of that kind.

Its question words tell: “wann” asks for a date, “bao nhiêu” for a number. Dates are told by their
years; persons and places were found when the document was indexed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

from indexer.model import Channel
from indexer.records.storedtext import StoredText

Place = tuple[int, int]
"""Where something begins and ends."""

DATA = Path(__file__).parent / "data" / "asked_for.toml"


class Kind(StrEnum):
    """What would answer a question."""

    DATE = "date"
    NUMBER = "number"
    PERSON = "person"
    PLACE = "place"


_WRITTEN = {
    Kind.DATE: re.compile(r"(?<!\d)(?:1\d|20)\d\d(?!\d)"),
    Kind.NUMBER: re.compile(r"(?<!\w)\d[\d.,]*"),
}
_NAMED = {Kind.PERSON: Channel.NAME, Kind.PLACE: Channel.PLACE}


def kind_of(words: Iterable[str]) -> Kind | None:
    """Return what the words of a question ask for, in their order, if they tell."""
    asked = f" {' '.join(words).lower()} "
    for kind, phrases in _asking().items():
        if any(phrase in asked for phrase in phrases):
            return kind
    return None


def find(kind: Kind, text: StoredText, within: Iterable[Place]) -> Iterator[Place]:
    """Yield where a text has things of a kind, of those that have to be read within stretches."""
    if kind in _NAMED:
        yield from text.all_named(_NAMED[kind])
        return
    for start, end in within:
        base, around = text.around(start, end)
        for found in _WRITTEN[kind].finditer(around, start - base, end - base):
            yield base + found.start(), base + found.end()


@cache
def _asking() -> dict[Kind, tuple[str, ...]]:
    """Return the words that ask for each kind, with spaces around them."""
    lists = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {
        Kind(name): tuple([f" {' '.join(phrase.split())} " for phrase in phrases.split(",")])
        for name, phrases in lists.items()
    }
