"""Adjectives of places, formed by rule when the data file is made: московский, Moskauer.

Russian: the stem to which the endings are added, formed from the nominative (relational
adjectives); of the stems the rules allow, one that the morphological dictionary knows is taken,
else the first. German: the name with -er, which is not inflected. Names that
do not follow the rules are in ``data/adjectives.toml``.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict

from indexer.analysis.morphology import russian_morphology
from indexer.places.making_sources import HERE, Place
from indexer.places.making_strength import excess
from indexer.places.spelling import form_of, words_of

_NEAR = {"RU", "VN", "DE", "BY", "UA", "KZ", "AT", "CH"}
_LEAST_NEAR, _LEAST_FAR = 50_000, 1_000_000


def forms(places: list[Place]) -> dict[str, list[int]]:
    """Return the places by the form of their adjective, Russian stems and German words."""
    exceptions = tomllib.loads((HERE / "adjectives.toml").read_text(encoding="utf-8"))
    found: dict[str, list[int]] = defaultdict(list)
    for number, place in enumerate(places):
        if place.kind != "city":
            continue
        if place.population < (_LEAST_NEAR if place.country in _NEAR else _LEAST_FAR):
            continue
        russian, german = place.shown.get("ru"), place.shown.get("de") or place.shown["en"]
        if russian:
            stems = exceptions["ru"].get(russian) or _russian(russian.lower().replace("ё", "е"))
            for stem in stems:
                if excess(stem + "ий", place, "ru") <= 0.0:
                    found[form_of(words_of(stem))].append(number)
        for word in exceptions["de"].get(german) or _german(german):
            if excess(word, place, "de") <= 0.0:
                found[form_of(words_of(word))].append(number)
    return dict(found)


def _russian(name: str) -> list[str]:
    if " " in name:
        return []
    base, last = name[:-1], name[-1]
    if name.endswith(("ск", "цк")):
        options = [name]
    elif name.endswith("поль"):
        options = [name + "ск"]
    elif name.endswith("вль"):
        options = [name[:-2] + "ск"]
    elif last in "аяоыиеь":
        soft = base + "ь" if base.endswith("л") else base
        options = [_soften(soft) + "ск", base + "инск", base + "овск"]
    else:
        options = [name + "ск", name + "овск"]
    known = [stem for stem in options if _is_adjective(stem + "ий")]
    return known[:1] or options[:1]


def _soften(stem: str) -> str:
    return stem[:-1] + "ж" if stem.endswith("г") else stem


def _is_adjective(word: str) -> bool:
    return any(parse.is_known and "ADJF" in parse.tag for parse in russian_morphology().parse(word))


def _german(name: str) -> list[str]:
    if not name.isascii() and not any(letter in name for letter in "äöüß"):
        return []
    if name.endswith(("ingen", "ungen")):
        return [name[:-2] + "er"]
    if name.endswith("e"):
        return [name + "r"]
    return [name + "er"] if name[-1].isalpha() else []
