"""Keys of one written name part: where all its spellings meet.

A name is turned into the sounds its letters may stand for (see ``data/readings.toml``): Cyrillic
after it was brought to the nominative, Latin once for every family of spellings that its letters
allow, Vietnamese phonetic spellings syllable by syllable. Each reading is folded to a key: what
the schemes write differently falls together (й, ы, и; е, ё, э; ts and ц), the two genders of a
surname as well. Two spellings match when their sets of keys meet.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice, product

from indexer.names.folding import fold
from indexer.names.morphology import nominatives
from indexer.names.phonetic import phonetic_key, phonetic_keys
from indexer.names.readings import readings

MAX_KEYS = 12
_MAX_LETTERS = 40
"""Letters of a name that count: a key stays short whatever is fed."""
_MAX_ORDINARY = 8
_MAX_PHONETIC = 2
"""How many readings of a name Vietnamese spellings find: the likeliest."""

_CYRILLIC = re.compile("[\u0400-\u052f]")
_LIKE = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201d\u2032\u2033\u00b4\u02b9\u02ba\u02bb\u02bc\u02be\u02bf", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013", "-")
    | dict.fromkeys("\u00ad\u0301\u0361\u200b\u200d\ufe20\ufe21")
)
"""Marks for soft and hard signs, hyphens; stress marks and ligature ties are dropped."""
_OTHER_FORMS = (
    (re.compile(r"(?<=\w\w)'s$"), ""),  # English possessive
    (re.compile(r"(?<=\w\w\w)ová$|(?<=icz)owa$"), ""),  # Czech and Polish women's names
    (re.compile(r"(?<=\w[nkrthv])á$"), "ý"),
)
_OTHER_ENDS = ("s", "a", "á", "\n")
"""What these end with, or with a line feed behind it."""
_GERMAN_GENITIVE = (re.compile(r"(?<=\w\w[^\Ws])s$"), "")


@lru_cache(maxsize=1 << 17)
def name_keys(name: str, lang: str | None = None) -> frozenset[str]:
    """Return the keys of one written name part; two spellings match when their keys meet.

    Args:
        name: one part of a name, as written; hyphens and apostrophes may be in it.
        lang: the language of the text it stands in (vi, de, ru, en), None if unknown.

    Returns:
        Short ASCII strings, at most ``MAX_KEYS``; none for a name without a letter of the
        Cyrillic or Latin script.

    """
    return work_out_keys(name, lang)


def work_out_keys(name: str, lang: str | None) -> frozenset[str]:
    """Return what :func:`name_keys` does, for those who remember it themselves."""
    if name.isascii():
        text = name.lower()[:_MAX_LETTERS]
    else:
        text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
        text = text[:_MAX_LETTERS].translate(_LIKE)
    spelt: frozenset[str] = frozenset()
    if "-" in text:
        if lang in (None, "vi"):
            spelt = phonetic_keys(text, sure=lang == "vi")
        if spelt and lang:
            return spelt
        parts = [_part(part, lang) for part in text.split("-") if part]
        joined = dict.fromkeys(map("".join, islice(product(*parts), _MAX_ORDINARY)))
        keys = [key for key in joined if key]
    else:
        keys = [key for key in _part(text, lang)[:_MAX_ORDINARY] if key]
    if spelt:
        return spelt.union(keys[: MAX_KEYS - len(spelt)])
    return frozenset([*keys, *map(phonetic_key, keys[:_MAX_PHONETIC])])


def _part(text: str, lang: str | None) -> list[str]:
    cyrillic = not text.isascii() and _CYRILLIC.search(text)
    found = _cyrillic(text) if cyrillic else _latin(text, lang)
    return list(dict.fromkeys(map(fold, found)))


def _cyrillic(text: str) -> list[str]:
    read = readings().cyrillic.read
    return [reading for form in nominatives(text) for reading in read(form)]


def _latin(text: str, lang: str | None) -> list[str]:
    forms = [text]
    if not text.endswith(_OTHER_ENDS):
        return readings().latin(text, lang)
    for pattern, plain in _OTHER_FORMS if lang != "de" else (*_OTHER_FORMS, _GERMAN_GENITIVE):
        if (bare := pattern.sub(plain, text)) != text:
            forms.append(bare)
    latin = readings().latin
    return [reading for form in forms for reading in latin(form, lang)]
