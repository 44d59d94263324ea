"""The general vocabulary: the words of each language that the lexicon that ships knows.

German, English and Russian stems come from wordfreq's lists, the most frequent forms of a stem
standing for it, in Russian the lemma before others; Vietnamese words from wordfreq (syllables)
and the word lists of pyvi and ViNLP. Function words are left out: they mean too much to mean
anything.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from indexer.analysis.filters import is_syllable, word_term
from indexer.analysis.pyvimodel import PACKAGE, WORD_LIST, folder, read_words
from indexer.analysis.registry import LANGUAGES
from indexer.installed import version
from indexer.names import recognise_nouns as nouns

WORDS = 50_000
"""At most so many words of a language."""

FORMS = {"de": 2, "en": 1, "ru": 2}
"""A stem stands in so many of its forms at most, the most frequent ones."""

Vocabulary = dict[str, list[str]]
"""The words of a language by their keys: the forms that are embedded."""

_LISTED = 400_000
_SYLLABLES = 20_000
_MOST_SYLLABLES = 3
_FORMS = {
    "de": re.compile(r"[a-zäöüß]{2,}(?:-[a-zäöüß]+)*"),
    "en": re.compile(r"[a-z]{2,}(?:['-][a-z]+)*"),
    "ru": re.compile(r"[а-яё]{2,}(?:-[а-яё]+)*"),
}
_FUNCTION_WORDS = Path(__file__).parents[1] / "query" / "data" / "function_words.toml"


def general_vocabulary() -> dict[str, Vocabulary]:
    """Return the words of each language, the most frequent first."""
    found = {lang: _stems(lang, pattern) for lang, pattern in _FORMS.items()}
    return {"vi": _vietnamese(), **found}


def sources() -> dict[str, str]:
    """Return what the words are from, with its version and licence."""
    return {
        "wordfreq": f"{version('wordfreq')}, data CC BY-SA 4.0",
        "word list": f"{PACKAGE} {version(PACKAGE)}, MIT",
        "ViNLP": f"{version('ViNLP')}, MIT",
    }


def written(lang: str, word: str) -> str:
    """Return a word as a text has it: German nouns with a capital letter."""
    if lang != "de":
        return word
    folded = nouns.fold(word)
    if _is_noun(folded) and not nouns.is_verb(folded) and not nouns.adjective_ending(folded):
        return word.capitalize()
    return word


def tells(lang: str, key: str) -> bool:
    """Tell whether a key can mean something: it has letters, and is no function word."""
    return any(char.isalpha() for char in key) and key not in _function_words()[lang]


def is_german_word(word: str) -> bool:
    """Tell whether German morphology knows a word, as a noun or a verb."""
    folded = nouns.fold(word)
    return _is_noun(folded) or nouns.is_verb(folded)


def _is_noun(folded: str) -> bool:
    known = nouns.compounds()
    noun = known.is_noun(folded) or known.is_inflected(folded)
    return noun or nouns.derived(folded) or nouns.is_composed(folded)


def _stems(lang: str, pattern: re.Pattern[str]) -> Vocabulary:
    import wordfreq

    found: Vocabulary = {}
    for word in wordfreq.top_n_list(lang, _LISTED, wordlist="best"):
        if not pattern.fullmatch(word):
            continue
        key = LANGUAGES[lang].stem(word_term(word))
        known = found.get(key)
        if known is not None:
            if len(known) < FORMS[lang] and word not in known:
                known.append(written(lang, word))
        elif len(found) < WORDS and tells(lang, key):
            found[key] = [key if lang == "ru" else written(lang, word)]
    return found


def _vietnamese() -> Vocabulary:
    import wordfreq

    frequent = wordfreq.top_n_list("vi", _SYLLABLES, wordlist="best")
    syllables = [word for word in frequent if is_syllable(word_term(word))]
    listed = read_words(folder() / WORD_LIST)
    more = files("ViNLP").joinpath("data/Viet74K.txt").read_text(encoding="utf-8").splitlines()
    found: Vocabulary = {}
    for word in (*syllables, *_vietnamese_words(listed), *_by_frequency(more)):
        key = word.replace(" ", "_")
        if key not in found and tells("vi", key):
            found[key] = [word]
            if len(found) == WORDS:
                break
    return found


def _vietnamese_words(lines: Iterable[str]) -> Iterator[str]:
    """Yield words of a list in the spelling of the index, all of them syllables."""
    for line in lines:
        syllables = [word_term(each) for each in line.lower().split()]
        if 1 <= len(syllables) <= _MOST_SYLLABLES and all(map(is_syllable, syllables)):
            yield " ".join(syllables)


def _by_frequency(lines: Iterable[str]) -> list[str]:
    """Return words of several syllables, those of frequent syllables first."""
    from wordfreq import zipf_frequency

    def rank(word: str) -> float:
        each: list[float] = [zipf_frequency(syllable, "vi") for syllable in word.split()]
        return -min(each) - 0.3 * sum(each) / len(each)

    return sorted({word for word in _vietnamese_words(lines) if " " in word}, key=rank)


@cache
def _function_words() -> Mapping[str, frozenset[str]]:
    """Return the function words by language, as keys."""
    lists = tomllib.loads(_FUNCTION_WORDS.read_text(encoding="utf-8"))
    return {
        lang: frozenset(
            LANGUAGES[lang].stem(word) if LANGUAGES[lang].inflects else word
            for word in lists[lang].split()
        )
        for lang in LANGUAGES
    }
