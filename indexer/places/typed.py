"""Names of places as people type them: in any case, declined, without diacritics.

A Russian name can be declined word by word, and each word may come from several nominatives, so
their combinations are tried a word at a time: those are left that begin a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from indexer.analysis.filters import is_syllable
from indexer.places import russian
from indexer.places.context import kind_words
from indexer.places.spelling import (
    POSSESSIVE,
    accented,
    form_of,
    has_mark,
    key_of,
    without_note,
    word_form,
    word_key,
    words_of,
)
from indexer.places.table import ADJECTIVE, Table, Variant

_MOST_TYPED = 12
_CYRILLIC = re.compile("[а-я]")
_UMLAUT = re.compile("[aou]e")


def lookup(name: str, table: Table) -> list[Variant]:
    """Return the names in the table that a typed name may stand for, none if there is none.

    A word that says what the place is (``kind_words``) is left out if there is no name with it.
    """
    words = words_of(without_note(name))
    if not words or len(words) > _MOST_TYPED:
        return []
    typed_low = name == name.lower()
    found = _named(words, table, typed_low)
    first, last = words[1:], words[:-1]
    kinds = kind_words()
    if not found and first and word_form(words[0]) in kinds:
        found = _named(first, table, typed_low)
    if not found and last and word_form(words[-1]) in kinds:
        found = _named(last, table, typed_low)
    return found


def possible(words: Sequence[str], table: Table) -> Callable[[int, int], bool]:
    """Return what tells quickly, of words from ``first`` to ``end``, whether they may be a name.

    What it says no to, :func:`lookup` finds nothing for. A letter in Cyrillic, a word for a kind
    of place, or letters that may stand for an umlaut are left to that one.
    """
    forms = list(map(word_form, words))
    keys = list(map(word_key, forms))
    kinds = kind_words()
    unsure = [
        form in kinds or word.endswith(POSSESSIVE) or _CYRILLIC.search(form) is not None
        for word, form in zip(words, forms, strict=True)
    ]

    def may_be(first: int, end: int) -> bool:
        key = "".join(keys[first:end])
        return (
            table.holds(key)
            or table.holds(ADJECTIVE + key)
            or (key.endswith("s") and table.holds(key[:-1]))
            or any(unsure[first:end])
            or _UMLAUT.search(key) is not None
        )

    return may_be


def _named(words: Sequence[str], table: Table, typed_low: bool) -> list[Variant]:
    """Return the names that typed words may stand for: of a place, or its adjective."""
    form = form_of(words)
    key = key_of(form)
    stem = russian.relational_stem(form)
    adjectives = table.get(ADJECTIVE + (key_of(stem) if stem else key))
    for reading in _readings(form, table):
        variants = table.get(key if reading == form else key_of(reading))
        if typed_low:
            variants = [v for v in variants if _may_be(reading, v.form)]
        if variants:
            exact = [v for v in variants if v.form == reading] if accented(reading) else []
            return (exact or variants) + adjectives
    return adjectives


def _readings(form: str, table: Table) -> Iterator[str]:
    """Yield the forms of names that a typed form may stand for, the likeliest first."""
    if not form.isascii() and _CYRILLIC.search(form):
        options = [russian.nominatives(word) for word in form.split(" ")]
        yield from _declined(options, table)
        return
    yield form
    if form.endswith("s"):
        yield form[:-1]
    if "ae" in form or "oe" in form or "ue" in form:
        yield form.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _declined(
    options: Sequence[Sequence[str]], table: Table, form: str = "", key: str = ""
) -> Iterator[str]:
    """Yield the forms made of one option a word, the first options first, that begin a name."""
    for option in options[0]:
        begun = key + word_key(option)
        if not table.begins(begun):
            continue
        reading = f"{form} {option}" if form else option
        if len(options) == 1:
            yield reading
        else:
            yield from _declined(options[1:], table, reading, begun)


def _may_be(typed: str, form: str) -> bool:
    """Tell whether a name is not another one by the Vietnamese diacritics typed: là gì, La Gi."""
    words, others = typed.split(" "), form.split(" ")
    if len(words) != len(others):
        others = words if "".join(words) == "".join(others) else [""] * len(words)
    return not any(
        word != other and has_mark(word) and is_syllable(word)
        for word, other in zip(words, others, strict=True)
    )
