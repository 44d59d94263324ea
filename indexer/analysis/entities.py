"""The names and places in a run of text.

What a word is by itself is worked out once and remembered as a letter; most words are neither the
one nor the other, and the letters of a run, one string, tell where to look closer. Both are found
by packages of their own, which load their data with the first text; a query that needs neither
does not wait for them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import NamedTuple

from indexer.analysis.base import Entity
from indexer.analysis.memory import Memory
from indexer.analysis.tokenizer import Words
from indexer.model import Channel

_REMEMBERED = 1 << 17
_WORDS = 1 << 18
_NAME, _PLACE = Channel.NAME, Channel.PLACE
_entity: Callable[[tuple[int, int, tuple[str, ...], Channel]], Entity] = partial(
    tuple.__new__, Entity
)
"""Makes an entity of a tuple, in half the time that ``Entity`` takes."""
_STARTS_PLACE = re.compile("[A-Z]")
"""The letter of a word that may start the name of a place is written large."""


def entity_parts(text: str, words: Words, lang: str) -> list[Entity]:
    """Return the names that have keys, and then the places, each in order."""
    tools = _tools(lang)
    if not words.composed(text):
        text, words = _composed(text, words)
    starts, ends, surfaces = words.starts, words.ends, words.surfaces
    letter_of, plain = tools.letters, tools.plain
    if plain:  # most words are written small: that is seen faster than they are looked up
        letters = "".join([plain if each.islower() else letter_of[each] for each in surfaces])
    else:
        letters = "".join(map(letter_of.__getitem__, surfaces))
    keys_of = tools.keys
    found: list[Entity] = []
    for first, end, initial in tools.names_in(text, words, lang, letters.lower()):
        if not initial:
            whole = end - first == 1
            name = surfaces[first] if whole else text[starts[first] : ends[end - 1]]
            if keys := keys_of[name]:
                found.append(_entity((first, end, keys, _NAME)))
    at = [letter.start() for letter in _STARTS_PLACE.finditer(letters)]
    for first, end, ids in tools.find_places(surfaces, lang, at) if at else ():
        found.append(_entity((first, end, ids, _PLACE)))
    return found


def _composed(text: str, words: Words) -> tuple[str, Words]:
    """Return a text with composed words, and these."""
    composed = Words([], [], [])
    pieces: list[str] = []
    at = done = 0
    for start, end, surface in zip(words.starts, words.ends, words.surfaces, strict=True):
        whole = surface if surface.isascii() else unicodedata.normalize("NFC", surface)
        pieces += (text[done:start], whole)
        at += start - done
        composed.starts.append(at)
        at += len(whole)
        composed.ends.append(at)
        composed.surfaces.append(whole)
        done = end
    pieces.append(text[done:])
    return "".join(pieces), composed


class _Tools(NamedTuple):
    """What finds names and places in a language.

    ``plain`` is the letter of all words that are written small, if they have one; ``keys`` has the
    sorted keys of a name.
    """

    letters: Memory[str, str]
    plain: str
    keys: Memory[str, tuple[str, ...]]
    names_in: Callable[[str, Words, str, str], Sequence[tuple[int, int, bool]]]
    find_places: Callable[
        [Sequence[str], str, Sequence[int]], Sequence[tuple[int, int, tuple[str, ...]]]
    ]


@cache
def _tools(lang: str) -> _Tools:
    from indexer.names import name_keys
    from indexer.names.recognise import OTHER, names_in, rules_of
    from indexer.places import load_gazetteer

    gazetteer = load_gazetteer()
    letter_of, may_start = rules_of(lang).letter, gazetteer.may_start

    def letter(surface: str) -> str:
        found = letter_of(surface)
        return found.upper() if may_start(surface, lang) else found

    return _Tools(
        Memory(letter, _WORDS),
        "" if gazetteer.starts_small(lang) else OTHER,
        Memory(lambda name: tuple(sorted(name_keys(name, lang))), _REMEMBERED),
        names_in,
        gazetteer.find,
    )
