"""The sounds that the letters of a name may stand for, by family of spellings.

The tables are ``data/readings.toml``; its head says how they are written.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from pathlib import Path
from typing import Any

MAX_READINGS = 8
"""Readings of one name by one family."""

_VOWELS = "aeiouyäöüáéíóúěąęєіїаеёиоуыэюя"


@dataclass(frozen=True, slots=True)
class Family:
    """Spellings that read their letters in the same way."""

    name: str
    when: re.Pattern[str] | None
    never: re.Pattern[str] | None
    langs: frozenset[str]
    graphemes_of: Callable[[str], list[str]]
    """Splits a name."""
    sound_of: Callable[[str], str]
    """Has the sound of a grapheme with one, and nothing for any other."""
    choices: dict[str, tuple[int, tuple[str, ...]]]
    """Graphemes with several: the number of their rule and the sounds."""

    def read(self, name: str) -> list[str]:
        """Return the readings of a lower-case ``name``, the likeliest first.

        A scheme is consistent: an ambiguous grapheme is read in the same way in all of the name.
        """
        return self.read_marked(f"^{name}$")

    def read_marked(self, name: str) -> list[str]:
        """Return the readings of a name between ``^`` and ``$``."""
        choices = self.choices
        graphemes = self.graphemes_of(name)
        spelt = list(map(self.sound_of, graphemes))
        if choices.keys().isdisjoint(graphemes):
            return ["".join(spelt)]
        open_ = [(at, *choices[item]) for at, item in enumerate(graphemes) if item in choices]
        rules = {rule: len(options) for _, rule, options in open_}
        found: list[str] = []
        for pick in _picks(tuple(rules.values())):
            chosen = dict(zip(rules, pick, strict=True))
            for at, rule, options in open_:
                spelt[at] = options[chosen[rule]]
            found.append("".join(spelt))
        return found


@lru_cache(maxsize=1 << 10)
def _picks(counts: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return the likeliest ways to choose one of each of so many options, the first best."""
    return sorted(product(*map(range, counts)), key=sum)[:MAX_READINGS]


_Search = Callable[[str], re.Match[str] | None]


@dataclass(frozen=True)
class Readings:
    """The tables of ``data/readings.toml``."""

    cyrillic: Family
    families: tuple[Family, ...]
    base: Family

    @cached_property
    def _tests(self) -> list[tuple[Family, _Search | None, _Search | None]]:
        """The families with what tells whether they may, and may not, read a name."""
        return [
            (each, each.when and each.when.search, each.never and each.never.search)
            for each in self.families
        ]

    def latin(self, name: str, lang: str | None) -> list[str]:
        """Return the readings of a lower-case Latin ``name`` by all families that allow it."""
        marked = f"^{name}$"
        found: list[str] = []
        for family, when, never in self._tests:
            if (when is None or when(name) or lang in family.langs) and not (never and never(name)):
                found += family.read_marked(marked)
        return list(dict.fromkeys(found)) if found else self.base.read_marked(marked)


@lru_cache(maxsize=1)
def readings() -> Readings:
    """Load the tables, once."""
    path = Path(__file__).with_name("data") / "readings.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    base = tables["base"]["graphemes"]
    return Readings(
        cyrillic=_family({"name": "cyrillic", **tables["cyrillic"]}, {}),
        families=tuple(_family(table, base) for table in tables["family"]),
        base=_family({"name": "base", "graphemes": {}}, base),
    )


def _family(table: Mapping[str, Any], base: Mapping[str, list[str]]) -> Family:
    sounds: dict[str, str] = {}
    choices: dict[str, tuple[int, tuple[str, ...]]] = {}
    rules = base | table["graphemes"] if base else table["graphemes"]
    for number, (grapheme, options) in enumerate(rules.items()):
        for written, suffix in _in_context(grapheme):
            values = tuple(option + suffix for option in options)
            if len(values) == 1:
                sounds[written] = values[0]
            else:
                choices[written] = number, values
    # an accented letter without a rule of its own reads as the bare one
    for letter in _accented():
        bare = unicodedata.normalize("NFD", letter)[0]
        if letter not in sounds and letter not in choices:
            if bare in sounds:
                sounds[letter] = sounds[bare]
            elif bare in choices:
                choices[letter] = choices[bare]
    longest = sorted({*sounds, *choices}, key=len, reverse=True)
    return Family(
        name=table["name"],
        when=re.compile(table["when"]) if "when" in table else None,
        never=re.compile(table["never"]) if "never" in table else None,
        langs=frozenset(table.get("langs", ())),
        graphemes_of=re.compile(
            _either([item for item in longest if len(item) > 1]) + "|."
        ).findall,
        sound_of=_Sounds(sounds).__getitem__,
        choices=choices,
    )


class _Sounds(dict[str, str]):
    """Sounds by grapheme; what is none has no sound."""

    def __missing__(self, grapheme: str) -> str:
        return ""


def _either(graphemes: Iterable[str]) -> str:
    """Return an expression for graphemes, those that come first before others.

    All that begin alike stand together: then few are tried at each letter.
    """
    behind: dict[str, list[str]] = {}
    for each in graphemes:
        behind.setdefault(each[0], []).append(re.escape(each[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in behind.items())


def _in_context(grapheme: str) -> list[tuple[str, str]]:
    if grapheme.endswith("-"):
        return [(grapheme[:-1] + letter, letter) for letter in "lmnr"]
    if not grapheme.endswith("+"):
        return [(grapheme, "")]
    return [(grapheme[:-1] + vowel, _BARE[vowel]) for vowel in _BARE]


_BARE = {"a": "a", "e": "e", "i": "i", "o": "o", "u": "u", "y": "i", "ä": "e", "ö": "e", "ü": "iu"}


@lru_cache(maxsize=1)
def _accented() -> tuple[str, ...]:
    blocks = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00), *range(0x400, 0x530))
    letters = (chr(code) for code in blocks)
    return tuple(
        letter
        for letter in letters
        if letter == letter.lower() and len(unicodedata.normalize("NFD", letter)) > 1
    )
