"""The language of a sentence that shows it plainly, without a model.

1. Function words (``data/function_words.toml``): the language most of them are in, if it has two
   at least, and three more for every one in another language. German and English must also have
   more than two for every word with letters only Vietnamese has: its sentences quote titles.
2. Letters only Vietnamese has: in four words at least, and three more for every function word of
   another language, and in two fifths of all words.

What shows neither is left open: names, headings, languages that quote each other at length.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "function_words.toml"

_LEAST_WORDS = 2
_LEAST_ACCENTED = 4
_MARGIN = 3
_ACCENTED_SHARE = 0.4
_WORDS_FOR_ACCENTED = 2

VIETNAMESE = "ăđĩũơưẹẻẽếềểễệạảấầẩẫậắằẳẵặỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
"""The composed letters that only Vietnamese has, of the registered languages."""

_ACCENTED = re.compile(rf"[{VIETNAMESE}{VIETNAMESE.upper()}]\S*")


def plain_language(text: str) -> str | None:
    """Return the language of a text in NFC if it is plain to see, else nothing."""
    # words in capitals count only where all are: US, IT and WHO are no function words
    words = (text.lower() if text.isupper() else text).split()
    found = list(filter(None, map(_languages_of_words().get, words)))
    lang = _clear_majority(found)
    if lang == "vi" or text.isascii():
        return lang
    accented = len(_ACCENTED.findall(text))
    if lang is not None and found.count(lang) > _WORDS_FOR_ACCENTED * accented:
        return lang
    others = len(found) - found.count("vi")
    enough = max(_LEAST_ACCENTED + _MARGIN * others, _ACCENTED_SHARE * len(words))
    return "vi" if accented >= enough else None


def _clear_majority(found: list[str]) -> str | None:
    if len(found) < _LEAST_WORDS:
        return None
    lang, count = found[0], found.count(found[0])
    if count < len(found):
        lang, count = Counter(found).most_common(1)[0]
    return lang if count >= _LEAST_WORDS + _MARGIN * (len(found) - count) else None


@cache
def function_words() -> dict[str, list[str]]:
    """Return the function words of every language that has a list."""
    lists = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {lang: words.split() for lang, words in lists.items()}


@cache
def _languages_of_words() -> dict[str, str]:
    return {
        form: lang
        for lang, words in function_words().items()
        for word in words
        for form in (word, word.capitalize())
    }
