"""One spelling for the many ways to write a name of a place.

A name has a *form*, its words as ``word`` terms joined by spaces (``mát xcơ va``), and a *key*,
the form without diacritics and without spaces (``matxcova``). Names that differ in case, hyphens,
diacritics or tone placement share a key; the form tells them apart again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from indexer.analysis.filters import fold_term, word_term
from indexer.analysis.tokenizer import split_words

LANGUAGES = ("vi", "de", "ru", "en")

_NOTE = re.compile(r"\s*\([^)]*\)|[¹²³]|\s*/.*")
POSSESSIVE = ("'s", "’s")


@lru_cache(maxsize=1 << 16)
def word_form(surface: str) -> str:
    """Return the word as it stands in a form: its ``word`` term, with е for ё."""
    term = word_term(surface)
    if "'" in term:
        term = term.replace("'", "")
    return term.replace("ё", "е")


@lru_cache(maxsize=1 << 16)
def word_key(form: str) -> str:
    """Return the key of one word of a form."""
    return fold_term(form)


def form_of(surfaces: Iterable[str]) -> str:
    """Return the form of a name given as words."""
    return " ".join(map(word_form, surfaces))


def key_of(form: str) -> str:
    """Return the key of a form."""
    return "".join(map(word_key, form.split(" ")))


def accented(form: str) -> bool:
    """Tell whether a form has diacritics."""
    return not form.isascii() and any(map(has_mark, form.split(" ")))


def has_mark(word: str) -> bool:
    """Tell whether a word of a form has diacritics."""
    return word_key(word) != word


def without_note(name: str) -> str:
    """Return a name without what stands in brackets or after a slash: ``Zabul (province)``."""
    return _NOTE.sub("", name).strip() or name


def words_of(name: str) -> list[str]:
    """Return the words of a written name, without a possessive 's at its end."""
    if name.endswith(POSSESSIVE):
        name = name[:-2]
    return split_words(name).surfaces
