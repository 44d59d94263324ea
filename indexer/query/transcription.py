"""Vietnamese names in Russian letters, and back: Nguyễn Xuân Phúc is Нгуен Суан Фук.

The table is ``data/vietnamese_russian.toml``, the practical transcription of maps and of the
press. A Russian spelling leaves out tones and some vowels, so it stands for several syllables,
which are told without their diacritics.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from indexer.analysis.filters import fold_term

_FAMILY = """
Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Ngô Dương Lý Đinh Lương Trương Trịnh Đào Lâm
Phùng Tô Tạ Tống Triệu Châu Chu Quách Kiều Lưu Lục Mạc Nghiêm Ninh Nông Tăng Thạch Thân Tôn Giáp
Khương Khuất Lại Lò Bạch Cù Doãn Diệp Đàm Đậu Hứa Hàn Tiêu Uông Bế Mã Nhâm Ngụy Tào Tưởng Tập
"""
_FAMILY_OR_WORD = "Đoàn Hồ Thái Cao Hà Mai La Kim Vương Lại Lý Châu Bạch Tăng Thân"

FAMILY_NAMES_OR_WORDS = frozenset(_FAMILY_OR_WORD.split())
"""Family names that begin other names as well: a person's has two more syllables."""
FAMILY_NAMES = frozenset(_FAMILY.split()) | FAMILY_NAMES_OR_WORDS
"""The family names of nearly all Vietnamese, and of Chinese and Koreans in Vietnamese text."""

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SOFT = {"ьа": "я", "ьу": "ю", "ьи": "и", "ье": "е", "ьэ": "е", "ьы": "ьы"}
_ENDINGS = {"": ("а", "у", "ом", "е"), "ь": ("я", "ю", "ем", "е")}
_VOWELS = "аеиоуыэюяй"
_AFTER_C = ("ua", "ui", "uô", "uôi", "oi")
_OPEN_NUCLEI = "y ua ia ưa ai ay ây ao au âu eo êu iu iêu yêu oai oi ôi ơi ui uôi ươi ưu ưi"
_OPEN = frozenset(_OPEN_NUCLEI.split())
"""After these there is no coda."""
_CLOSED = frozenset(["ă", "â", "iê", "oă", "uâ", "uô", "uyê", "ươ", "yê"])
"""These are never without one."""
_PARTS = ("onsets", "nuclei", "codas")
_REMEMBERED = 4_096


def russian(syllable: str) -> tuple[str, ...]:
    """Return how a Vietnamese syllable is written in Russian, in lower case, best first.

    There is nothing for what is no Vietnamese syllable.
    """
    return _russian(unicodedata.normalize("NFC", syllable.lower()))


def russian_forms(syllable: str) -> tuple[str, ...]:
    """Return the same, and the cases of each: the last syllable of a man's name is declined."""
    return tuple(dict.fromkeys(form for base in russian(syllable) for form in _declined(base)))


@lru_cache(_REMEMBERED)
def vietnamese(word: str) -> tuple[str, ...]:
    """Return the syllables, without diacritics, that a Russian word in any case may stand for.

    The likeliest come first; what is only written so by some is left out where it can be.
    """
    word = word.lower()
    if not _CYRILLIC.search(word):  # nor are the tables read for what is in other letters
        return ()
    known = _syllables()
    bases = [word]
    for ends, endings in _ENDINGS.items():
        bases += [word.removesuffix(each) + ends for each in endings if word.endswith(each)]
    found: dict[str, bool] = {}
    for base in bases:
        if base != word and base[-1:] in _VOWELS:
            continue  # such names are not declined
        for syllable, most in known.get(base, {}).items():
            found[syllable] = found.get(syllable, False) or most
    return tuple([syllable for syllable, most in found.items() if most]) or tuple(found)


def shortest_name(syllable: str) -> int:
    """Return how many syllables a person's name has at least that begins with one.

    It is 0 if the syllable, with its diacritics or without any, is no family name.
    """
    return _shortest_names().get(syllable.lower(), 0)


@cache
def _shortest_names() -> Mapping[str, int]:
    found: dict[str, int] = {}
    for name in FAMILY_NAMES:
        least = 3 if name in FAMILY_NAMES_OR_WORDS else 2
        for spelled in (name.lower(), fold_term(name.lower())):
            found[spelled] = min(least, found.get(spelled, least))
    return found


@lru_cache(_REMEMBERED)
def _russian(syllable: str) -> tuple[str, ...]:
    bare = unicodedata.normalize("NFC", _TONES.sub("", unicodedata.normalize("NFD", syllable)))
    parts = _parsed(bare)
    found = _spellings(*parts) if parts else ()
    return tuple(dict.fromkeys((*found, *_tables()["others"].get(syllable, ()))))


def _spellings(onset: str, nucleus: str, coda: str) -> Iterator[str]:
    tables = _tables()
    codas = tables["codas"][coda]
    begins = tables["beginnings"].get(onset + nucleus) or [
        _joined(*each) for each in product(tables["onsets"][onset], tables["nuclei"][nucleus])
    ]
    yield from map("".join, product(begins, codas))


def _parsed(bare: str) -> tuple[str, str, str] | None:
    """Return the onset, the nucleus and the coda that a syllable without its tone is made of."""
    tables = _tables()
    for size in (3, 2, 1, 0):
        onset = bare[:size]
        if onset not in tables["onsets"] or len(onset) != size:
            continue
        for length in (3, 2, 1):
            nucleus, coda = bare[size : size + length], bare[size + length :]
            if nucleus in tables["nuclei"] and coda in tables["codas"]:
                return onset, nucleus, coda
    return None


def _is_spelled_so(onset: str, nucleus: str, coda: str) -> bool:
    """Tell whether an onset, a nucleus and a coda go together in Vietnamese spelling."""
    narrow = nucleus[0] in "eêiy"
    if onset in ("c", "g", "ng") and narrow:
        return False
    if onset in ("k", "gh", "ngh") and not narrow:
        return False
    rounded = nucleus[0] in "ou" and len(nucleus) > 1
    if rounded and onset in ("c", "qu") and (onset == "qu" or nucleus not in _AFTER_C):
        return False
    if not coda and nucleus in _CLOSED:
        return False
    if coda and nucleus in _OPEN:
        return onset == "qu" and nucleus == "y"
    return coda not in ("ch", "nh") or nucleus in ("a", "ê", "i", "y", "oa", "uê", "uy")


def _joined(onset: str, nucleus: str) -> str:
    if onset.endswith("ь"):
        soft = _SOFT.get("ь" + nucleus[0], "ь" + nucleus[0])
        return onset[:-1] + soft + nucleus[1:]
    return onset + nucleus


def _declined(base: str) -> Iterator[str]:
    yield base
    if base[-1] not in _VOWELS:
        ends = "ь" if base.endswith("ь") else ""
        yield from (base.removesuffix(ends) + ending for ending in _ENDINGS[ends])


@cache
def _syllables() -> Mapping[str, Mapping[str, bool]]:
    """Return the syllables that each Russian spelling stands for, and whether most write it so."""
    tables = _tables()
    found: defaultdict[str, dict[str, bool]] = defaultdict(dict)
    plain = {part: fold_term(part) for name in _PARTS for part in tables[name]}
    for parts in product(tables["onsets"], tables["nuclei"], tables["codas"]):
        if not _is_spelled_so(*parts):
            continue
        syllable = "".join([plain[part] for part in parts])
        for number, spelled in enumerate(_spellings(*parts)):
            found[spelled][syllable] = found[spelled].get(syllable, False) or number == 0
    for syllable, spellings in tables["others"].items():
        for spelled in spellings:
            found[spelled] = {fold_term(syllable): True} | found[spelled]
            found[spelled][fold_term(syllable)] = True
    return found


@cache
def _tables() -> Mapping[str, Mapping[str, Sequence[str]]]:
    path = Path(__file__).parent / "data" / "vietnamese_russian.toml"
    read: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    return read
