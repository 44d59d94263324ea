"""The tables of data/webtext.toml, compiled for comparing: loaded once, at first use."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "webtext.toml"
KEYS = ("related", "related_inline", "counter", "source", "not_title", "placeholder", "leftover")

_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_BOOKMARK = r"\[bookmark:[^\]\n]{0,80}\]"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of all languages together, in the form :func:`plain` gives."""

    related: frozenset[str]
    related_inline: frozenset[str]
    counter: frozenset[str]
    source: frozenset[str]
    not_title: frozenset[str]
    placeholder: frozenset[str]
    leftover: re.Pattern[str]
    longest: int


def plain(line: str) -> str:
    """Return a line for comparing: NFC, case folded, without the marks and signs around it."""
    text = unicodedata.normalize("NFC", line).casefold()
    return " ".join(_AROUND.sub("", text).split())


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """Return the phrases of every language in the data file."""
    tables = tomllib.loads(DATA.read_text(encoding="utf-8")).values()
    known = {key: [phrase for table in tables for phrase in table[key]] for key in KEYS}
    sets = {key: frozenset(map(plain, known[key])) for key in KEYS}
    both_forms = [
        unicodedata.normalize(form, p) for p in known["leftover"] for form in ("NFC", "NFD")
    ]
    alternatives = "|".join([_BOOKMARK, *map(re.escape, both_forms)])
    headings = sets["related"] | sets["related_inline"]
    return Phrases(
        related=sets["related"],
        related_inline=sets["related_inline"],
        counter=sets["counter"],
        source=sets["source"],
        not_title=sets["not_title"],
        placeholder=sets["placeholder"],
        leftover=re.compile(
            rf"(?P<space>[ \t]?)(?:{alternatives})(?P<after>[ \t]?)", re.IGNORECASE
        ),
        # A heading in NFD is up to three times as long; decoration may stand around it.
        longest=3 * max(map(len, headings)) + 20,
    )
