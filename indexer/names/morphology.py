"""Russian names in any case form, brought to the nominative.

Endings that only surnames and patronymics have are taken off by rule, since the dictionary holds
few surnames and guesses the others differently in each case. Everything else goes through
pymorphy3, which is loaded by the first such name.
"""

from __future__ import annotations

import re
from typing import Any

_NAME_TAGS = ("Name", "Surn", "Patr", "Geox", "Orgn")
_LIKELY = 0.1
"""Part of the likeliest reading's score that another has to reach."""
_MAX_FORMS = 3

_PATRONYMIC = re.compile(r"(?P<base>\w{2,}(?:ович|евич|ьич))(?:а|у|ем|е|и|ей|ам|ами|ах)?")
_FEMALE_PATRONYMIC = re.compile(r"(?P<base>\w{2,}(?:овн|евн|ичн))(?:а|ы|е|у|ой|ою)")
_OV = re.compile(r"(?P<base>\w{2,}(?:ов|ев|ёв))(?:а|у|ым|е|ой|ою|ы|ых|ыми)?")
_IN = re.compile(r"(?P<base>\w{2,}[иы]н)(?P<end>а|у|ым|е|ой|ою|ы|ых|ыми)?")
_SKI = re.compile(
    r"(?P<base>\w{2,}[сц]ьк|\w{2,}[сц]к)(?:ий|ого|ому|им|ом|ой|ая|ую|ою|ие|их|ими|а|ій)"
)
_WOMENS = ("ова", "ева", "ёва", "ская", "цкая")
_CONSONANT = re.compile("[бвгджзйклмнпрстфхцчшщ]")
_RUSSIAN = re.compile("[а-яё]+")


def nominatives(name: str) -> tuple[str, ...]:
    """Return the nominatives that a lower-case Cyrillic ``name`` may be a form of.

    The likeliest comes first; there are at most three. A woman's surname is given in the form of
    a man's where the ending tells (Калганова: калганов), a patronymic stays one. Names that may
    be nominatives as they stand, and letters that are not Russian, are returned unchanged.
    """
    if name.endswith(_WOMENS):
        return (name,)
    for pattern in (_PATRONYMIC, _OV):
        if match := pattern.fullmatch(name):
            return (match["base"],)
    if match := _SKI.fullmatch(name):
        return (match["base"] + "ий",)
    if match := _FEMALE_PATRONYMIC.fullmatch(name):
        return (match["base"] + "а",)
    if not _RUSSIAN.fullmatch(name):
        return (name,)
    match = _IN.fullmatch(name)
    if match and match["end"] is None:
        return (name,)
    forms = _parsed(name)
    if match and match["base"] + "а" not in forms:
        forms = tuple(dict.fromkeys((match["base"], *forms)))
    return forms[:_MAX_FORMS]


def _parsed(name: str) -> tuple[str, ...]:
    from indexer.analysis.morphology import russian_morphology  # no analyzer before it is needed

    parses = russian_morphology().parse(name)
    named = [parse for parse in parses if any(tag in parse.tag for tag in _NAME_TAGS)]
    parses = named or [parse for parse in parses if parse.tag.POS in ("NOUN", "ADJF")]
    # what the dictionary does not hold may be a foreign name that does not inflect
    stands = not any(parse.is_known for parse in parses) or any(map(_may_stand, parses))
    forms = {name: None} if stands or _CONSONANT.match(name[-1]) else {}
    likely = _LIKELY * max((parse.score for parse in parses), default=0)
    for parse in parses:
        if parse.score >= likely and not _may_stand(parse):
            forms[parse.normal_form] = None
    return tuple(forms)[:_MAX_FORMS] or (name,)


def _may_stand(parse: Any) -> bool:
    return "nomn" in parse.tag or "Fixd" in parse.tag
