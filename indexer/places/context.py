"""Rules that tell a place from a person or a common word, by the words around it.

The lists are data (``data/context.toml``). The strengths come with the names: how far the name
alone can be trusted (see ``table.Variant``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from indexer.analysis.memory import Memory

_LONGEST = 4
_SYLLABLE = 4
_OPENERS = frozenset(("The", "This", "In", "At", "On", "And", "But", "For", "As", "An", "If", "It"))
"""English words that often stand capitalised before a name, at the start of a sentence."""
_REMEMBERED = 1 << 15
# what a word beside a name may say, as bits; _PERSON: that the name is a person's
_PERSON, _BEFORE, _WEAK, _AFTER, _CAPITALISED = 1, 2, 4, 8, 16
_DATA = Path(__file__).parent / "data" / "context.toml"


class Cues(NamedTuple):
    """The words of one language that tell."""

    before: frozenset[str]
    weak_before: frozenset[str]
    after: frozenset[str]
    persons: frozenset[str]
    never: frozenset[str]
    longer: frozenset[str]


@lru_cache(maxsize=1)
def _all_cues() -> dict[str, Cues]:
    tables = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return {
        lang: Cues(*(frozenset(tables[kind].get(lang, ())) for kind in Cues._fields))
        for lang in tables["before"]
    }


@lru_cache(maxsize=1)
def kind_words() -> frozenset[str]:
    """Return the words for kinds of places (province, tỉnh, область) in all languages."""
    tables = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return frozenset(word for words in tables["kinds"].values() for word in words)


_NONE = Cues(*[frozenset()] * len(Cues._fields))


@cache
def cues(lang: str) -> Cues:
    """Return the words of a language, none for a language without a list."""
    return _all_cues().get(lang, _NONE)


def is_place(surfaces: Sequence[str], first: int, end: int, strength: int, lang: str) -> bool:
    """Tell whether the words ``first`` to ``end`` are a place here, not a person or a thing.

    What :func:`is_never` one is not asked for.

    Args:
        surfaces: the words of the run.
        first: index of the first word of the name.
        end: index after its last word.
        strength: how far the name is trusted (see ``table.Variant``).
        lang: the language of the run.

    """
    if not strength:
        return False
    said = _said(lang)
    single = end - first == 1
    before = said[surfaces[first - 1]] if first else 0
    if (strength > 2 or (strength > 1 and (not single or lang == "de"))) and not before & _PERSON:
        return True  # most of those that are; what follows asks for more
    if before & _BEFORE and (strength > 1 or not before & _WEAK):
        return True
    after = said[surfaces[end]] if end < len(surfaces) else 0
    if after & _AFTER:
        return True
    if strength != 2 or not single or lang == "de" or before & _PERSON:
        return False
    if lang == "vi" and len(surfaces[first]) <= _SYLLABLE:
        return not (before | after) & _CAPITALISED
    return not before & _CAPITALISED


@cache
def _said(lang: str) -> Memory[str, int]:
    """Return what the words beside a name say of it, in bits."""
    known = cues(lang)

    def bits(surface: str) -> int:
        word = surface.lower()
        initial = len(surface) == 1 and surface.isupper()
        return (
            (word in known.persons or initial) * _PERSON
            | (word in known.before) * _BEFORE
            | (word in known.weak_before) * _WEAK
            | (word in known.after) * _AFTER
            | _is_capitalised(surface) * _CAPITALISED
        )

    return Memory(bits, _REMEMBERED)


def is_never(words: Sequence[str], lang: str) -> bool:
    """Tell whether words are hardly ever a place, whatever stands around them."""
    return " ".join(words).lower() in cues(lang).never


def hidden(surfaces: Sequence[str], first: int, lang: str) -> int:
    """Return the end of a name at ``first`` that is no place but holds names of places, or 0."""
    longer = cues(lang).longer
    for end in range(min(len(surfaces), first + _LONGEST), first + 1, -1):
        if " ".join(surfaces[first:end]).lower() in longer:
            return end
    return 0


def may_hide(surface: str, lang: str) -> bool:
    """Tell whether a word may start a name that is no place but holds names of places."""
    return surface.lower() in _hiding(lang)


@cache
def _hiding(lang: str) -> frozenset[str]:
    return frozenset(phrase.partition(" ")[0] for phrase in cues(lang).longer)


def _is_capitalised(word: str) -> bool:
    """Tell whether a word could be part of a name: Claudia, and neither AB nor The."""
    return word[:1].isupper() and len(word) > 1 and not word.isupper() and word not in _OPENERS
