"""Foreign names as Vietnamese newspapers spell them: syllable by syllable, by ear.

The tables are ``data/vietnamese.toml``. Such a spelling keeps of a consonant at the end of a
syllable only where in the mouth it was made: v, b, p are p; d, t, s, z are t; g, k, r are c; l and
n are n. So names of all kinds get a phonetic key, made by losing the same.

Names that share a phonetic key are many. Only the Vietnamese spelling may profit from it, so the
phonetic key carries a check digit drawn from the ordinary key: two ordinary names rarely meet in
it, while a Vietnamese spelling has the key with each of the digits.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from indexer.names.folding import fold

CHECKS = 4
"""How many check digits there are."""

_CONFUSED = ("swcq", "jz", "pbvf", "_td", "kgxr", "nl")
_VALUES = bytes.maketrans(
    bytes(range(256)),
    bytes(
        next((sounds.index(chr(code)) for sounds in _CONFUSED if chr(code) in sounds), 0)
        for code in range(256)
    ),
)
"""What a sound adds to the check digit: sounds that a syllable confuses have different values, so
keys that differ in one of them only have different digits."""

_MAX_READINGS = 3
_MAX_UNSURE = 2
_MAX_SYLLABLES = 12
_GI = re.compile("gi(?![aăâeêioôơuưy])")
"""The letter i stands once where it would stand twice."""
_CLUSTERS = re.compile("[^aeiou]*[aeiou]|[^aeiou]+")
"""Consonants and the vowel behind them; those at the end stand alone."""
_WHOLE = 2
"""So many of the last rules for what is poorer look at more than such a cluster."""
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


@dataclass(frozen=True, slots=True)
class _Tables:
    syllable: re.Pattern[str]
    onsets: dict[str, tuple[str, ...]]
    nuclei: dict[str, tuple[str, ...]]
    bare_onsets: dict[str, tuple[str, ...]]
    bare_nuclei: dict[str, tuple[str, ...]]
    codas: dict[str, tuple[str, ...]]
    restored: tuple[tuple[re.Pattern[str], str], ...]
    poorer: tuple[tuple[re.Pattern[str], str], ...]
    whole: tuple[tuple[re.Pattern[str], str], ...]
    """The last rules for what is poorer, which look at all of a key."""


def phonetic_key(key: str) -> str:
    """Return the phonetic key, with its check digit, of a name's ordinary ``key``."""
    return f"v{sum(key.encode().translate(_VALUES)) % CHECKS}{_poorer(key)}"


def phonetic_keys(name: str, *, sure: bool = True) -> frozenset[str]:
    """Return the phonetic keys of a Vietnamese spelling in lower case, its hyphens kept.

    Unless it is ``sure`` that the name is Vietnamese, only its likeliest readings count.
    Empty if ``name`` is not made of Vietnamese syllables, at least two.
    """
    if "-" not in name:
        return frozenset()
    syllables = _toneless(name).split("-")
    if not 1 < len(syllables) <= _MAX_SYLLABLES:
        return frozenset()
    found = _readings(syllables)[: _MAX_READINGS if sure else _MAX_UNSURE]
    return frozenset(f"v{check}{reading}" for reading in found for check in range(CHECKS))


def _readings(syllables: list[str]) -> list[str]:
    """Return what the syllables may stand for, phonetically; nothing if one is no syllable."""
    marked = any(not syllable.isascii() for syllable in syllables)
    sounds = [
        _syllable(syllable, first=not index, marked=marked)
        for index, syllable in enumerate(syllables)
    ]
    if not all(sounds):
        return []
    picks = sorted(product(*(range(len(options)) for options in sounds)), key=_likelihood)
    spelt = (
        "".join(options[pick] for options, pick in zip(sounds, picked, strict=True))
        for picked in picks[: 2 * _MAX_READINGS]
    )
    found = dict.fromkeys(_poorer(fold(_restored(reading))) for reading in spelt)
    return list(found)


def _likelihood(picked: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    return sum(picked), picked[::-1]


@lru_cache(maxsize=1 << 12)
def _syllable(syllable: str, *, first: bool, marked: bool) -> tuple[str, ...]:
    tables = _tables()
    if syllable in tables.onsets and not marked:
        return ()
    match = tables.syllable.fullmatch(_GI.sub("gii", syllable))
    if match is None:
        return ()
    lead, onset, nucleus, coda = match.group("lead", "onset", "nucleus", "coda")
    starts = tables.onsets[onset] if onset else ("",)
    sounds = tables.nuclei[nucleus]
    if not marked:
        starts = tables.bare_onsets.get(onset, starts)
        if not coda and onset:
            sounds = tables.bare_nuclei.get(nucleus, sounds)
    if first and not lead and not onset and nucleus.startswith("o") and len(nucleus) > 1:
        sounds = tuple("v" + sound[1:] for sound in sounds)  # Oan: w
    leads = "".join(tables.onsets[letter][0] for letter in lead)
    if nucleus == "ơ" and not coda and onset:
        sounds = ("", *sounds)  # only there to make a syllable of a consonant
    elif coda:
        sounds = tuple(sound.removesuffix("r") for sound in sounds)
    return tuple(
        leads + start + sound + end
        for sound in sounds
        for end in tables.codas[coda]
        for start in starts
    )


def _toneless(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name)
    return unicodedata.normalize("NFC", _TONES.sub("", decomposed))


def _poorer(key: str) -> str:
    """Return what is left of a key, or a reading, in a syllable."""
    poorer = "".join(map(_poorer_cluster, _CLUSTERS.findall(key)))
    for pattern, sound in _tables().whole:
        poorer = pattern.sub(sound, poorer)
    return poorer


@lru_cache(maxsize=1 << 12)
def _poorer_cluster(letters: str) -> str:
    for pattern, sound in _tables().poorer:
        letters = pattern.sub(sound, letters)
    return letters


def _restored(reading: str) -> str:
    for pattern, sound in _tables().restored:
        reading = pattern.sub(sound, reading)
    return reading


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    path = Path(__file__).with_name("data") / "vietnamese.toml"
    tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    onsets, nuclei, codas = (_options(tables[name]) for name in ("onsets", "nuclei", "codas"))
    single = "".join(written for written in onsets if len(written) == 1)
    return _Tables(
        # a foreign cluster: single letters before the onset (Vla, Xta, Xcơ)
        syllable=re.compile(
            f"(?P<lead>[{single}]{{0,2}}?)(?P<onset>{_either(onsets)}|)"
            f"(?P<nucleus>{_either(nuclei)})(?P<coda>{_either(codas)})"
        ),
        onsets=onsets,
        nuclei=nuclei,
        bare_onsets=_options(tables["unmarked"]["onsets"]),
        bare_nuclei=_options(tables["unmarked"]["nuclei"]),
        codas=codas,
        restored=_rules(tables["restored"]),
        poorer=_rules(tables["poorer"][:-_WHOLE]),
        whole=_rules(tables["poorer"][-_WHOLE:]),
    )


def _options(table: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {written: tuple(sounds) for written, sounds in table.items()}


def _either(spellings: Iterable[str]) -> str:
    return "|".join(sorted(spellings, key=len, reverse=True))


def _rules(table: list[dict[str, str]]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rule["pattern"]), rule["sound"]) for rule in table)
