"""The names and places in a run of text.

Only words that are not written small are looked at, in most languages. What such a word is by
itself is worked out once and remembered: a letter for what it may be in a name, and what place it
may start. The letters of a run, one string, tell where to look closer. Both are found by packages
of their own, which load their data with the first text; a query that needs neither does not wait
for them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from itertools import accumulate, chain
from operator import itemgetter
from typing import Any, NamedTuple

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
_LETTER = itemgetter(0)


def entity_parts(text: str, words: Words, lang: str) -> list[Entity]:
    """Return the names that have keys, and then the places, each in order."""
    tools = _tools(lang)
    if not words.composed(text):
        text, words = _composed(text, words)
    starts, ends, surfaces = words.starts, words.ends, words.surfaces
    at: Sequence[int]
    if tools.small:
        at = range(len(surfaces))
        known = list(map(tools.words.__getitem__, surfaces))
    else:
        at = [index for index, each in enumerate(surfaces) if not each.islower()]
        known = list(map(tools.words.__getitem__, map(surfaces.__getitem__, at)))
    letters = "".join(map(_LETTER, known))
    keys_of = tools.keys
    found: list[Entity] = []
    for first, end, initial in tools.names_in(text, words, lang, (at, letters)):
        if not initial:
            whole = end - first == 1
            name = surfaces[first] if whole else text[starts[first] : ends[end - 1]]
            if keys := keys_of[name]:
                found.append(_entity((first, end, keys, _NAME)))
    may_start = [(index, start) for index, (_, start) in zip(at, known, strict=True) if start]
    for first, end, ids in tools.find_places(surfaces, lang, may_start) if may_start else ():
        found.append(_entity((first, end, ids, _PLACE)))
    return found


def _composed(text: str, words: Words) -> tuple[str, Words]:
    """Return a text with composed words, and these."""
    surfaces = [
        each if each.isascii() else unicodedata.normalize("NFC", each) for each in words.surfaces
    ]
    between = [
        text[done:start] for done, start in zip([0, *words.ends], words.starts, strict=False)
    ]
    pieces = list(chain.from_iterable(zip(between, surfaces, strict=True)))
    offsets = list(accumulate(map(len, pieces)))
    pieces.append(text[words.ends[-1] if words.ends else 0 :])
    return "".join(pieces), Words(offsets[0::2], offsets[1::2], surfaces)


class _Tools(NamedTuple):
    """What finds names and places in a language.

    ``words`` has what a word is by itself: its letter (``names.recognise_run.Rules``), and what
    place it may start (``places.gazetteer.Start``), or None. ``small`` tells whether words that
    are written small may be anything. ``keys`` has the sorted keys of a name.
    """

    words: Memory[str, tuple[str, Any]]
    small: bool
    keys: Memory[str, tuple[str, ...]]
    names_in: Callable[
        [str, Words, str, tuple[Sequence[int], str]], Sequence[tuple[int, int, bool]]
    ]
    find_places: Callable[
        [Sequence[str], str, Iterable[tuple[int, Any]]],
        Sequence[tuple[int, int, tuple[str, ...]]],
    ]


@cache
def _tools(lang: str) -> _Tools:
    from indexer.names.keys import work_out_keys
    from indexer.names.recognise import names_in, rules_of
    from indexer.places import load_gazetteer

    gazetteer = load_gazetteer()
    letter_of, start_of = rules_of(lang).letter, gazetteer.start
    no_places: dict[str, tuple[str, None]] = {}

    def word(surface: str) -> tuple[str, Any]:
        letter, start = letter_of(surface), start_of(surface, lang)
        if start is None:  # most words: these share a tuple a letter
            return no_places.setdefault(letter, (letter, None))
        return letter, start

    return _Tools(
        Memory(word, _WORDS),
        gazetteer.starts_small(lang),
        Memory(lambda name: tuple(sorted(work_out_keys(name, lang))), _REMEMBERED),
        names_in,
        gazetteer.find,
    )
