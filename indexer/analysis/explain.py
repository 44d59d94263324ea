"""Saying which rule gave a token its term, for a person to read."""

from __future__ import annotations

import re

from indexer.analysis.registry import LANGUAGES
from indexer.model import Channel

_BY_EAR = re.compile(r"v[0-9]")
"""How keys of names begin that are read as Vietnamese spells foreign names."""

_CYRILLIC = re.compile("[а-яёА-ЯЁ]")

_RULES = {
    Channel.WORD: "as written, composed, in lower case, one tone placement",
    Channel.FOLD: "without diacritics",
    Channel.PART: "a word of several syllables, by the model of pyvi",
}
_STEMS = {
    "de": "stem, by Snowball",
    "en": "stem, by Snowball",
    "ru": "lemma, by pymorphy3",
    "vi": "the word: it has no other forms",
}


def rule_of(channel: Channel, term: str, lang: str, surface: str = "") -> str:
    """Return the rule that gives a word of a language, written as ``surface``, a term."""
    match channel:
        case Channel.STEM:
            return _STEMS[lang]
        case Channel.PART if lang == "de":
            return "a part of the compound, by how known compounds begin and end"
        case Channel.NAME if _BY_EAR.match(term):
            return "a name, as Vietnamese spells it by ear"
        case Channel.NAME:
            return f"a name, by the sounds that its letters may stand for{_romanised(surface)}"
        case Channel.PLACE:
            return f"a place: {_called(term)}"
        case _:
            return _RULES[channel]


def _romanised(surface: str) -> str:
    """Return how romanisation schemes write a Russian word, and which do."""
    if not _CYRILLIC.search(surface):
        return ""
    from indexer.names.schemes import romanise, scheme_names  # tables of many schemes

    written: dict[str, list[str]] = {}
    for scheme in scheme_names():
        written.setdefault(romanise(surface, scheme), []).append(scheme)
    return ": " + ", ".join(f"{word} ({' '.join(schemes)})" for word, schemes in written.items())


def _called(place: str) -> str:
    from indexer.places import load_gazetteer  # its table is read with the first place

    gazetteer = load_gazetteer()
    return ", ".join(dict.fromkeys(gazetteer.name(place, lang) for lang in LANGUAGES))
