"""How far a name can be trusted in running text, judged when the data file is made.

A word that is far more frequent in a language than a place of that size would be is a word of
another kind that happens to be a place, too (Essen, Reading, Nice, Владимир): it needs a word
before it that announces a place. Frequencies are Zipf values (log10 per thousand million words).
"""

from __future__ import annotations

from math import log10

from indexer.analysis.morphology import russian_morphology
from indexer.places.making_sources import Name, Place
from indexer.places.spelling import LANGUAGES

_HOME = {
    "vi": {"VN"},
    "de": {"DE", "AT", "CH"},
    "ru": {"RU", "BY", "UA", "KZ"},
    "en": {"GB", "US", "CA", "AU", "NZ", "IE"},
}
_SLOPE, _BASE, _AT_HOME = 0.62, 0.1, 0.7
COMMON, FAR_TOO_COMMON = 0.8, 2.2
"""So many Zipf steps above what its size lets expect, a name needs an announcement, or is none."""
_COMMON_SMALL = 0.4
_LARGE, _MIDDLE = 1_000_000, 100_000
_LARGE_BONUS = 0.7
_SMALL, _SMALL_ABROAD, _SMALL_VIETNAMESE = 15_000, 200_000, 50_000
_LIKE_A_PERSON = 500_000
_SHORT = 5
SURNAMES = frozenset(
    ("nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ",
     "hồ", "ngô", "dương", "lý", "đinh")
)  # fmt: skip
"""The most frequent Vietnamese surnames: streets and schools are named for people, too."""


def strengths(form: str, name: Name, place: Place) -> tuple[int, int, int, int]:
    """Return the strength of a name for vi, de, ru, en (see ``table.Variant``)."""
    vi, de, ru, en = (_strength(form, name, place, lang) for lang in LANGUAGES)
    return vi, de, ru, en


def expected(population: int, country: str, lang: str) -> float:
    """Return the Zipf frequency that the name of a place of this size may have in a language."""
    home = _AT_HOME if country in _HOME[lang] else 0.0
    return _SLOPE * log10(max(population, 1000)) + _BASE + home


def excess(word: str, place: Place, lang: str) -> float:
    """Return how much more frequent a word is than a place of this size lets expect."""
    from wordfreq import zipf_frequency

    bonus = _LARGE_BONUS if place.kind == "city" and place.population >= _LARGE else 0.0
    frequency = float(zipf_frequency(word, lang))
    return frequency - expected(place.population, place.country, lang) - bonus


def is_other_word(word: str) -> bool:
    """Tell whether the Russian dictionary knows a word, but not as a name of a place."""
    tags = [parse.tag for parse in russian_morphology().parse(word) if parse.is_known]
    return bool(tags) and not any("Geox" in tag for tag in tags)


def _strength(form: str, name: Name, place: Place, lang: str) -> int:
    if lang not in name.langs:
        return 0
    words = form.count(" ") + 1
    letters = len(form) - words + 1
    at_home = place.country in _HOME[lang]
    main = name.main or name.text == place.shown.get(lang)
    trusted = main or (at_home and lang in ("vi", "ru"))
    syllable = words == 1 and letters < 7 and place.country == "VN"
    if lang == "vi" and syllable and not main:
        return 0
    if letters < 3 and not (place.kind == "country" and name.main):
        return 0
    if words > 1:
        enough = _SMALL if lang != "vi" or place.country != "VN" else _SMALL_VIETNAMESE
        if lang == "vi" and place.kind == "city" and form.split(" ")[0] in SURNAMES:
            enough = _LIKE_A_PERSON
        return 3 if trusted and place.population >= enough else 1
    if not trusted and letters < _SHORT:
        return 0
    over = excess(form, place, lang)
    if over > FAR_TOO_COMMON and place.kind != "country":
        return 0
    if over > (COMMON if place.population >= _MIDDLE else _COMMON_SMALL):
        return 1
    if place.kind == "country" and name.main:
        return 3 if letters > 4 or lang != "vi" else 2
    if lang == "vi" and (syllable or letters < 4):
        return 1  # Vinh, Huế
    if letters < 4 or not trusted or (lang == "ru" and is_other_word(form)):
        return 1
    if place.population >= _LARGE and over <= 0.0:
        return 3
    return 2 if place.population >= (_SMALL if at_home else _SMALL_ABROAD) else 1


def is_loose(form: str, key: str, place: Place) -> bool:
    """Tell whether a name stays distinct without diacritics and spaces, in all languages."""
    if form == key or len(key) < _SHORT or place.population < _SMALL:
        return False
    return all(excess(key, place, lang) <= COMMON for lang in LANGUAGES)
