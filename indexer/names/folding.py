"""What the schemes write in different ways, in one way.

The input is a reading: the sounds of a name, one ASCII letter each (``data/readings.toml``). All
keys go through here, so what is lost is lost on both sides of a comparison.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from indexer.names.readings import readings

_PLAIN = (
    # й, ы, и and the glide of я, ю, е: written i, j, y, ij, iy or not at all
    ("ii", "i"),
    ("ii", "i"),
    ("ie", "e"),
    ("io", "e"),
    ("lia", "la"),  # soft l, written as hard in Polish and often in Ukrainian names: -люк
    ("liu", "lu"),
    ("ts", "c"),
    ("tc", "c"),
    ("tw", "q"),
    ("tq", "q"),
    ("sq", "wq"),
    ("zq", "wq"),
    ("jq", "wq"),
    # ё after a hushing letter, spelt о
    ("wo", "we"),
    ("jo", "je"),
    ("qo", "qe"),
)
_ANY_PLAIN = re.compile("|".join(dict.fromkeys(written for written, _ in _PLAIN)))
_DOUBLE = re.compile(r"(.)\1+")
_VOICELESS_Z = re.compile("z(?![aeiou])")
_SHORT_U = re.compile("(?<=[aeo])u(?![aeiou])")
"""Belarusian ў; Greek and Bulgarian ау, ев."""
_AV = re.compile("(?<=..)(?<!sl)av(?=a?$)")
_SLAVIC = re.compile("(?:[oe]v|viq|enko|uk|ski|slav)$")
"""Surnames that Belarusian spells with а for an unstressed о."""

_WOMENS = (
    re.compile("(?<=..[oe]v)(?:a|ova)$"),
    re.compile("(?<=.viq)a$"),
    re.compile("(?<=..in)a$"),
)
_BALTIC = re.compile("(?:(?<=.[oe]v)a?|(?<=.[iu][qk])(?:iu)?|(?<=slav)a?|(?<=..in)a?)s$")
_ADJECTIVE = re.compile("(?:(?<=.[sc]k)(?:i|a|is|as)|(?<=.[^aeiou])(?:aia|oi))$")
_ENKO = re.compile("(?<=.)[ae]nk[ao]$")
"""-енко, which Belarusian writes as it is spoken: -анка."""


def fold(reading: str) -> str:
    """Return the key of a reading: scheme differences and the gender of a surname are gone."""
    key = _ending(fold_sounds(reading))
    return key.replace("a", "o") if "a" in key and _SLAVIC.search(key) else key


def fold_sounds(reading: str) -> str:
    """Return the reading without what the schemes write differently, its ending kept."""
    if _ANY_PLAIN.search(reading):
        for written, plain in _PLAIN:
            reading = reading.replace(written, plain)
    key = reading
    if _DOUBLE.search(reading):
        key = _DOUBLE.sub(r"\1", reading)
    if "z" in key:
        key = _VOICELESS_Z.sub("s", key)
    if key.endswith(("of", "ef")):
        key = key[:-1] + "v"
    if "u" in key:
        key = _SHORT_U.sub("v", key)
    if key.endswith(("av", "ava")):
        key = _AV.sub("ov", key)
    return key


def _ending(key: str) -> str:
    if key.endswith("s"):
        key = _BALTIC.sub("", key)
    if key.endswith("a") and key not in _given_names():
        for pattern in _WOMENS:
            key = pattern.sub("", key)
    if key.endswith(("der", "ter")):
        key = key[:-2] + "r"  # Alexander, Александр
    if key.endswith(("i", "a", "s")):
        key = _ADJECTIVE.sub("i", key)
    if key.endswith(("nka", "nko")):
        key = _ENKO.sub("enko", key)
    return key


@lru_cache(maxsize=1)
def _given_names() -> frozenset[str]:
    path = Path(__file__).with_name("data") / "given_names.toml"
    names = tomllib.loads(path.read_text(encoding="utf-8"))["names"]
    return frozenset(
        fold_sounds(reading) for name in names for reading in readings().cyrillic.read(name)
    )
