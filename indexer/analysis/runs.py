"""Text -> language runs: script first, then a detector over sentences.

1. Text is cut where its script changes between Latin and Cyrillic; what has no script of its
   own (digits, punctuation) stays with what precedes it. Cyrillic is Russian, the one language
   of the registry that is written in it.
2. A stretch of Latin text is judged sentence by sentence by lingua, limited to the registered
   languages. What is too short to judge takes the language of its paragraph's other sentences,
   else the document's: the language given as a hint, else the one most of its text is in.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import regex

from indexer.analysis.registry import FALLBACK, LANGUAGES, languages_of_script
from indexer.model import Run

_MIN_LETTERS = 24
"""Shorter stretches are not judged: bylines, captions and names look like any language."""

_SCRIPT = regex.compile(r"(?P<Cyrillic>\p{Cyrillic})|(?P<Latin>\p{Latin})")
_NEXT = {
    "Latin": regex.compile(r"\p{Cyrillic}"),
    "Cyrillic": regex.compile(r"\p{Latin}"),
}
_SENTENCE = regex.compile(r"[^\n.!?…]*(?:[.!?…](?!\s)[^\n.!?…]*)*(?:[.!?…]+\s?|\n|\Z)")
_LETTER = regex.compile(r"\p{L}")


def split_runs(text: str, *, hint: str | None = None) -> list[Run]:
    """Return the language runs of ``text``: adjacent, covering all of it, none empty.

    ``hint`` is the language that the document is said to be in; sentences that are clearly in
    another one are still given that one.
    """
    pieces: list[tuple[int, int, str | None]] = []
    for start, end, script in _script_runs(text):
        codes = languages_of_script(script)
        if len(codes) == 1:
            pieces.append((start, end, codes[0]))
        else:
            pieces.extend(_judge_sentences(text, start, end))
    return _merge(_settle(text, pieces, hint))


def assigned_runs(text: str, lang: str) -> list[Run]:
    """Return the runs of a text whose language is known: only another script leaves it."""
    own = LANGUAGES[lang].script
    pieces = [
        Run(start, end, lang if script == own else FALLBACK[script])
        for start, end, script in _script_runs(text, default=own)
    ]
    return _merge(pieces)


def _script_runs(text: str, default: str = "Latin") -> list[tuple[int, int, str]]:
    runs: list[tuple[int, int, str]] = []
    start = 0
    first = _SCRIPT.search(text)
    script = str(first.lastgroup) if first else default
    while start < len(text):
        change = _NEXT[script].search(text, start)
        end = change.start() if change else len(text)
        runs.append((start, end, script))
        start, script = end, "Cyrillic" if script == "Latin" else "Latin"
    return runs


def _judge_sentences(text: str, start: int, end: int) -> list[tuple[int, int, str | None]]:
    pieces: list[tuple[int, int, str | None]] = []
    for sentence in _SENTENCE.finditer(text, start, end):
        if sentence.end() > sentence.start():
            pieces.append((*sentence.span(), _detect(sentence.group())))
    return pieces


def _detect(sentence: str) -> str | None:
    """Return the language of a sentence that is long enough to judge, else nothing."""
    if len(sentence) < _MIN_LETTERS or len(_LETTER.findall(sentence)) < _MIN_LETTERS:
        return None
    language = _detector().detect_language_of(sentence)
    return None if language is None else str(language.iso_code_639_1.name.lower())


def _settle(text: str, pieces: list[tuple[int, int, str | None]], hint: str | None) -> list[Run]:
    """Give every piece a language: its own, its paragraph's, the document's."""
    letters: Counter[str] = Counter()
    for start, end, lang in pieces:
        if lang is not None:
            letters[lang] += end - start
    if hint in LANGUAGES:
        document = str(hint)
    else:
        document = max(letters, key=lambda lang: letters[lang]) if letters else ""
    if not document:
        document = _best_guess(text)
    runs: list[Run] = []
    paragraph: dict[str, str] = {}
    for start, end, lang in pieces:
        if lang is None:
            script = _script_of(text, start, end, LANGUAGES[document].script)
            lang = paragraph.get(script) or _for_script(script, document, letters)
        paragraph[LANGUAGES[lang].script] = lang
        if "\n" in text[start:end]:
            paragraph.clear()
        runs.append(Run(start, end, lang))
    return runs


def _script_of(text: str, start: int, end: int, default: str) -> str:
    found = _SCRIPT.search(text, start, end)
    return str(found.lastgroup) if found else default


def _for_script(script: str, document: str, letters: Counter[str]) -> str:
    """Return the document's language if it is written in ``script``, else the likeliest."""
    if LANGUAGES[document].script == script:
        return document
    others = [code for code in languages_of_script(script) if code in letters]
    return max(others, key=lambda lang: letters[lang]) if others else FALLBACK[script]


def _best_guess(text: str) -> str:
    """Return the language of a text that has no sentence long enough to judge."""
    language = _detector().detect_language_of(text) if _LETTER.search(text) else None
    return FALLBACK["Latin"] if language is None else str(language.iso_code_639_1.name.lower())


def _merge(runs: list[Run]) -> list[Run]:
    merged: list[Run] = []
    for run in runs:
        if merged and merged[-1].lang == run.lang:
            merged[-1] = Run(merged[-1].start, run.end, run.lang)
        elif run.end > run.start:
            merged.append(run)
    return merged


@cache
def _detector() -> Any:
    from lingua import IsoCode639_1, LanguageDetectorBuilder  # loads its models: not until needed

    codes = [getattr(IsoCode639_1, code.upper()) for code in languages_of_script("Latin")]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()
