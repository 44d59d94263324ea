"""Vietnamese queries as people type them, made by rule from queries that are typed well.

``mistyped(text, how)`` gives the same answer for the same text every time. Telex and VNI write
the marks of a syllable as letters or digits, which stay behind where no input method takes them:
the tables are those of https://en.wikipedia.org/wiki/Telex_(input_method) and
https://en.wikipedia.org/wiki/VNI#VNI_Input.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from random import Random

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_TONES = _GRAVE + _ACUTE + _TILDE + _HOOK + _DOT
_TELEX_TONES = dict(zip(_TONES, "fsxrj", strict=True))
_VNI_TONES = dict(zip(_TONES, "21435", strict=True))
_VNI_MARKS = {_CIRCUMFLEX: "6", _HORN: "7", _BREVE: "8"}
_WORD = re.compile(r"[^\W\d_]+")
_TONE = re.compile(f"[{_TONES}]")
_STOPPED = re.compile(r"(?:c|ch|p|t)$")
# where the two schools of tone placement differ: open oa, oe, uy
_OPEN = re.compile(r"o[ae]$|(?<!q)uy$")


def mistyped(text: str, how: str) -> str:
    """Return ``text`` with its Vietnamese syllables mistyped; ``how`` is one of :data:`KINDS`."""
    random = Random(f"{how} {text}")  # noqa: S311 - the same every time
    change = KINDS[how]
    return _WORD.sub(lambda word: change(word[0], random), unicodedata.normalize("NFC", text))


def _plain(word: str, _: Random) -> str:
    letters = unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _partly(word: str, random: Random) -> str:
    """Leave out the diacritics of every second word, by chance."""
    return _plain(word, random) if random.random() < 1 / 2 else word


def _tone(word: str, random: Random) -> str:
    """Give every third word another tone, by chance; before a stop there are only two."""
    letters = unicodedata.normalize("NFD", word)
    found = _TONE.search(letters)
    if found is None or random.random() >= 1 / 3:
        return word
    stopped = _STOPPED.search(_plain(word, random).lower())
    others = [tone for tone in (_ACUTE + _DOT if stopped else _TONES) if tone != found[0]]
    vowel = unicodedata.normalize("NFC", letters[: found.start()] + letters[found.end() :])
    at = len(unicodedata.normalize("NFC", letters[: found.start()]))
    return unicodedata.normalize("NFC", vowel[:at] + random.choice(others) + vowel[at:])


def _telex(word: str, random: Random) -> str:
    """Write the marks as Telex does: each after its letter, or all at the end of the word."""
    return _spelled(word, _TELEX_TONES, _telex_mark, "d", random)


def _vni(word: str, random: Random) -> str:
    """Write the marks as VNI does: each after its letter, or all at the end of the word."""
    return _spelled(word, _VNI_TONES, lambda _, mark: _VNI_MARKS[mark], "9", random)


def _telex_mark(letter: str, mark: str) -> str:
    return letter.lower() if mark == _CIRCUMFLEX else "w"


def _spelled(
    word: str, tones: dict[str, str], key: Callable[[str, str], str], stroke: str, random: Random
) -> str:
    at_once = random.random() < 1 / 2
    typed, tone, last = "", "", ""
    later: list[str] = []
    for letter in unicodedata.normalize("NFD", word):
        if letter in "đĐ":
            typed += ("d" if letter == "đ" else "D") + stroke
        elif letter in tones:
            if at_once:
                typed += tones[letter]
            tone = "" if at_once else tones[letter]
        elif letter in _VNI_MARKS:
            if at_once:
                typed += key(last, letter)
            else:
                later.append(key(last, letter))
        else:
            typed += letter
            last = letter
    # ươ takes one key for both horns
    return typed + "".join(dict.fromkeys(later)) + tone


def _placement(word: str, _: Random) -> str:
    """Put the tone mark where the other school of spelling has it: hòa, hoà."""
    letters = unicodedata.normalize("NFD", word)
    found = _TONE.search(letters)
    bare = _TONE.sub("", letters)
    pair = _OPEN.search(bare.lower())
    if found is None or pair is None:
        return word
    first = pair.start() + 1
    at = first + 1 if found.start() == first else first
    return unicodedata.normalize("NFC", bare[:at] + found[0] + bare[at:])


def _i_or_y(word: str, _: Random) -> str:
    """Write i for y and y for i at the end of an open syllable: kỹ, kĩ."""
    letters = unicodedata.normalize("NFD", word)
    bare = _TONE.sub("", letters)
    if not re.fullmatch(r"(?i)(?:h|k|l|m|s|t|qu)[iy]", bare):
        return word
    other = {"i": "y", "y": "i", "I": "Y", "Y": "I"}
    at = len(bare) - 1
    return unicodedata.normalize("NFC", letters[:at] + other[letters[at]] + letters[at + 1 :])


KINDS: dict[str, Callable[[str, Random], str]] = {
    "plain": _plain,
    "partly": _partly,
    "tone": _tone,
    "telex": _telex,
    "vni": _vni,
    "placement": _placement,
    "iy": _i_or_y,
}
