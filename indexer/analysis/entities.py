"""The names and places in a run of text, as parts of its analysis.

Both are found by packages of their own, which load their data with the first text; a query that
needs neither does not wait for them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import NamedTuple

from indexer.analysis.base import Part
from indexer.analysis.memory import Memory
from indexer.analysis.tokenizer import Words
from indexer.model import Channel

_REMEMBERED = 1 << 17
_NAME, _PLACE = Channel.NAME, Channel.PLACE
_part: Callable[[tuple[int, int, str, Channel]], Part] = partial(tuple.__new__, Part)
"""Makes a part of a tuple, in half the time that ``Part`` takes."""


def entity_parts(text: str, words: Words, lang: str) -> list[Part]:
    """Return a part for every key of a name, and every id of a place, with the words it covers."""
    tools = _tools()
    if not unicodedata.is_normalized("NFC", text):
        text, words = _composed(text, words)
    starts, ends, surfaces = words.starts, words.ends, words.surfaces
    capitals = tools.capitals_of(surfaces)
    keys_of = _keys(lang)
    parts: list[Part] = []
    for first, end, initial in tools.names_in(text, words, lang, capitals):
        if not initial:
            whole = end - first == 1
            name = surfaces[first] if whole else text[starts[first] : ends[end - 1]]
            parts += [_part((first, end, key, _NAME)) for key in keys_of[name]]
    for first, end, ids in tools.find_places(surfaces, lang, capitals):
        parts += [_part((first, end, place, _PLACE)) for place in ids]
    return parts


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
    capitals_of: Callable[[Sequence[str]], list[int]]
    names_in: Callable[[str, Words, str, Sequence[int]], Sequence[tuple[int, int, bool]]]
    find_places: Callable[
        [Sequence[str], str, Sequence[int]], Sequence[tuple[int, int, tuple[str, ...]]]
    ]


@cache
def _tools() -> _Tools:
    from indexer.names.recognise import capitals_of, names_in
    from indexer.places import load_gazetteer

    return _Tools(capitals_of, names_in, load_gazetteer().find)


@cache
def _keys(lang: str) -> Memory[str, list[str]]:
    """Return the sorted keys of the names of a language, by name."""
    from indexer.names import name_keys

    return Memory(lambda name: sorted(name_keys(name, lang)), _REMEMBERED)
