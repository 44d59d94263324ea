"""The names and places in a run of text, as parts of its analysis.

Both are found by packages of their own, which load their data with the first text; a query that
needs neither does not wait for them.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

from indexer.analysis.base import Part
from indexer.analysis.tokenizer import Words
from indexer.model import Channel


def entity_parts(text: str, words: Words, lang: str) -> list[Part]:
    """Return a part for every key of a name, and every id of a place, with the words it covers."""
    names_in, name_keys, find_places = _tools()
    if not unicodedata.is_normalized("NFC", text):
        text, words = _composed(text, words)
    parts: list[Part] = []
    for first, end, initial in names_in(text, words, lang):
        if not initial:
            name = text[words.starts[first] : words.ends[end - 1]]
            parts += [Part(first, end, key, Channel.NAME) for key in sorted(name_keys(name, lang))]
    for first, end, ids in find_places(words.surfaces, lang):
        parts += [Part(first, end, place, Channel.PLACE) for place in ids]
    return parts


def _composed(text: str, words: Words) -> tuple[str, Words]:
    """Return a text with composed words, and these."""
    composed = Words([], [], [])
    pieces: list[str] = []
    at = done = 0
    for start, end, surface in zip(words.starts, words.ends, words.surfaces, strict=True):
        whole = unicodedata.normalize("NFC", surface)
        pieces += (text[done:start], whole)
        at += start - done
        composed.starts.append(at)
        at += len(whole)
        composed.ends.append(at)
        composed.surfaces.append(whole)
        done = end
    pieces.append(text[done:])
    return "".join(pieces), composed


@cache
def _tools() -> tuple[Any, Any, Any]:
    from indexer.names import name_keys
    from indexer.names.recognise import names_in
    from indexer.places import load_gazetteer

    return names_in, name_keys, load_gazetteer().find
