"""Which words of a query say what it is about, and which only how it is put.

Function and question words ("Wie viele … hat", "Ai là …") count little. Their lists are by
language, and a query is too short to guess its language by anything else: the lists that hold
most of its words are those that count. Words of more than one list are common (German and
English *was*, Vietnamese and English *do*), so a list that holds less than half as many words
as the best one is left aside.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from indexer.analysis.evidence import VIETNAMESE

DATA = Path(__file__).parent / "data" / "function_words.toml"

_LEAST_WORDS = 2
"""So many words show the language of a query."""
_VIETNAMESE = re.compile(f"[{VIETNAMESE}]")
_RUSSIAN = re.compile("[а-яё]")
_GERMAN = re.compile("[äöüß]")


class Emphasis(NamedTuple):
    """What is known of the words of a query: the language they are in, if it is plain to see."""

    functions: frozenset[str]
    asks: bool = False
    lang: str = ""


def emphasis(
    words: Sequence[str], wholes: Iterable[str] = (), names: Container[int] = ()
) -> Emphasis:
    """Return the function words of a query in the language it seems to be in, and that language.

    ``words`` are terms of the channel ``word``; ``wholes`` Vietnamese words of several syllables,
    joined by underscores. ``names`` are the places of words that may be names, whose letters tell
    no language: who is asked for may be Vietnamese, and the one who asks German.
    """
    each = [*words, *wholes]
    found = {
        lang: held
        for lang, known in _lists().items()
        if lang != "questions" and (held := known.intersection(each))
    }
    counts = Counter({lang: sum(word in held for word in each) for lang, held in found.items()})
    most = max(counts.values(), default=0)
    functions = frozenset[str]().union(
        *(found[lang] for lang, n in counts.items() if 2 * n >= most)
    )
    asks = not functions.isdisjoint(_lists()["questions"])
    for at, word in enumerate(words):
        if at in names:
            continue
        if _VIETNAMESE.search(word):
            counts["vi"] += 1
        elif _RUSSIAN.search(word):
            counts["ru"] += 1
        elif _GERMAN.search(word):
            counts["de"] += 1
    counts["vi"] += counts.pop("vi_plain", 0)
    (lang, count), (_, next_count) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    plain = count >= _LEAST_WORDS and count >= 2 * next_count
    return Emphasis(functions, asks, lang if plain else "")


def question_words(texts: Iterable[str]) -> set[str]:
    """Return those words of a query, as typed, that it only asks with."""
    terms = {text: unicodedata.normalize("NFC", text.lower()) for text in texts}
    words = [word for term in terms.values() for word in term.split()]
    wholes = {text: "_".join(term.split()) for text, term in terms.items()}
    asking = emphasis(words, [whole for whole in wholes.values() if "_" in whole]).functions
    asking &= _lists()["questions"]
    return {text for text, whole in wholes.items() if whole in asking}


def is_small(word: str) -> bool:
    """Tell whether a word is a function word of some language but Vietnamese."""
    lists = _lists()
    return any(word in lists[lang] for lang in ("de", "en", "ru"))


@cache
def _lists() -> dict[str, frozenset[str]]:
    lists = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {lang: frozenset(words.split()) for lang, words in lists.items()}
