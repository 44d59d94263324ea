"""The words of a query read as names of persons and of places, in any script and spelling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from indexer.analysis.filters import fold_term, is_syllable, word_term
from indexer.model import Channel, Note

_MOST_WORDS = 6
"""Names of places have no more words that count."""
_WITHIN_NAME = re.compile(r"[\s.'’\u2010\u2011-]*")
"""What stands between two words of one name."""
_NOTE = re.compile("[¹²³]")
"""In a name of a place these are left out, with what may follow them."""
_LONGEST_PREPOSITION = 4
_LEAST_LETTERS = 3
_REMEMBERED = 10_000


class Reading(NamedTuple):
    """What a stretch of the query may name: persons by their keys, or places by their ids."""

    text: str
    channel: Channel
    terms: frozenset[str]


class PlaceName(NamedTuple):
    """The words of a query that name places, as indices, and the ids of these."""

    first: int
    end: int
    ids: tuple[str, ...]


@lru_cache(_REMEMBERED)
def name_terms(typed: str) -> frozenset[str]:
    """Return the keys under which a word, typed as it may be, is found as a name.

    Vietnamese syllables have none: as names they are found like other words.
    """
    word = word_term(typed)
    if len(word) < _LEAST_LETTERS or not word.replace("-", "").isalpha():
        return frozenset()
    if is_syllable(word) and (typed[:1].islower() or fold_term(word) != word):
        return frozenset()
    keys: frozenset[str] = _name_keys()(typed)
    return keys


def place_names(text: str, spans: Sequence[tuple[int, int]]) -> dict[int, PlaceName]:
    """Return the longest names of places among words of a text, by their first word."""
    found: dict[int, PlaceName] = {}
    done = 0
    possible = _gazetteer().possible([text[start:stop] for start, stop in spans])
    noted = _NOTE.search(text) is not None
    for first, (start, stop) in enumerate(spans):
        if first < done:
            continue
        for end in range(_end_of_name(text, spans, first), first, -1):
            if not (noted or possible(first, end)):
                continue
            ids = place_ids(text[start : spans[end - 1][1]])
            if (
                ids
                and end > first + 1
                and text[start:stop].islower()
                and stop - start <= _LONGEST_PREPOSITION
            ):
                # в Москве names what Москве names
                ids = () if ids == place_ids(text[spans[first + 1][0] : spans[end - 1][1]]) else ids
            if ids:
                found[first] = PlaceName(first, end, ids)
                done = end
                break
    return found


def _end_of_name(text: str, spans: Sequence[tuple[int, int]], first: int) -> int:
    """Return the end of the words from ``first`` on that could be one name."""
    end = first + 1
    while end < min(first + _MOST_WORDS, len(spans)):
        if not _WITHIN_NAME.fullmatch(text, spans[end - 1][1], spans[end][0]):
            break
        end += 1
    return end


@lru_cache(_REMEMBERED)
def place_ids(name: str) -> tuple[str, ...]:
    """Return the ids of the places that have a name, the largest first."""
    ids: tuple[str, ...] = _gazetteer().lookup(name)
    return ids


@lru_cache(_REMEMBERED)
def place_name(place: str, lang: str) -> str:
    """Return the name of a place in a language."""
    return str(_gazetteer().name(place, lang))


def likeliest_place(ids: Sequence[str]) -> str:
    """Return the place that is most likely meant by a name of several."""
    return str(_gazetteer().likeliest(ids))


@cache
def _name_keys() -> Any:
    from indexer.names import name_keys  # its tables are loaded with the first query

    return name_keys


@cache
def _gazetteer() -> Any:
    from indexer.places import load_gazetteer

    return load_gazetteer()


def unknown_name(channel: Channel, said: str) -> Note:
    """Say that what was to be a name, or a place, is none that is known."""
    if channel is Channel.NAME:
        return Note("“%(text)s” is no name that is known: searched as plain words.", text=said)
    return Note("“%(text)s” is no place that is known: searched as plain words.", text=said)
