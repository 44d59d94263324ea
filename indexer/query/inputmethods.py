"""Telex and VNI undone: ``hopwj`` and ``hop75`` are what is left of hợp without an input method.

Both write the marks of a syllable with further keys, each after its letter or all at the end.
The tables are those of https://en.wikipedia.org/wiki/Telex_(input_method) and
https://en.wikipedia.org/wiki/VNI#VNI_Input.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from indexer.analysis.filters import is_syllable, word_term

_CIRCUMFLEX, _BREVE, _HORN, _STROKE = "\u0302", "\u0306", "\u031b", "đ"
_TELEX_TONES = {"f": "\u0300", "s": "\u0301", "x": "\u0303", "r": "\u0309", "j": "\u0323"}
_VNI_TONES = {"2": "\u0300", "1": "\u0301", "4": "\u0303", "3": "\u0309", "5": "\u0323"}


class _Method(NamedTuple):
    """The keys of an input method; a mark goes to the last of its letters that has none."""

    tones: Mapping[str, str]
    marks: Mapping[str, tuple[tuple[str, str], ...]]
    """For each key the letters that it may change, and by which mark."""


_TELEX = _Method(
    _TELEX_TONES,
    {
        "a": (("a", _CIRCUMFLEX),),
        "e": (("e", _CIRCUMFLEX),),
        "o": (("o", _CIRCUMFLEX),),
        "w": (("ou", _HORN), ("a", _BREVE)),
        "d": (("d", _STROKE),),
    },
)
_VNI = _Method(
    _VNI_TONES,
    {
        "6": (("aeo", _CIRCUMFLEX),),
        "7": (("ou", _HORN),),
        "8": (("a", _BREVE),),
        "9": (("d", _STROKE),),
    },
)
_SHORTEST, _LONGEST = 2, 10
_VOWELS = frozenset("aeiouy")


def decoded(typed: str) -> str:
    """Return the syllable that the keys of Telex or VNI in a ``word`` term spell; or nothing.

    Whether the syllable exists is for the caller to know.
    """
    if not typed.isascii() or not _SHORTEST <= len(typed) <= _LONGEST or not typed.isalnum():
        return ""
    syllable = _undone(typed, _TELEX if typed.isalpha() else _VNI)
    return syllable if syllable != typed and is_syllable(syllable) else ""


def _undone(typed: str, method: _Method) -> str:
    """Return the letters with the marks that the keys among them put there."""
    letters: list[str] = []
    tone = ""
    for key in typed:
        if key in method.tones and any(letter[0] in _VOWELS for letter in letters):
            if tone:
                return ""
            tone = method.tones[key]
        elif not (key in method.marks and _mark(letters, method.marks[key])):
            letters.append(key)
    if tone:
        last = max(at for at, letter in enumerate(letters) if letter[0] in _VOWELS)
        letters[last] += tone
    return word_term(unicodedata.normalize("NFC", "".join(letters)))


def _mark(letters: list[str], choices: tuple[tuple[str, str], ...]) -> bool:
    """Put a mark on the last letter it fits, on both of uo; tell whether there is one."""
    for fitting, mark in choices:
        for at in range(len(letters) - 1, -1, -1):
            if letters[at] not in fitting or (mark == _HORN and letters[at : at + 2] == ["o", "a"]):
                continue
            if mark == _STROKE:
                if at:
                    return False
                letters[at] = _STROKE
                return True
            if letters[at - 1 : at + 1] == ["u", "u"]:
                at -= 1  # ưu
            letters[at] += mark
            if mark == _HORN and letters[at][0] == "o" and letters[at - 1 : at] == ["u"]:
                letters[at - 1] += mark
            elif mark == _HORN and letters[at][0] == "u" and letters[at + 1 : at + 2] == ["o"]:
                letters[at + 1] += mark
            return True
    return False
