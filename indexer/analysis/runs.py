"""Text -> language runs: script first, then a detector over sentences.

1. Text is cut where its script changes between Latin and Cyrillic from one word to the next;
   what has no script of its own (digits, punctuation) stays with what precedes it. Cyrillic is
   Russian, the one language of the registry that is written in it.
2. A stretch of Latin text is judged sentence by sentence: by what shows a language plainly
   (:mod:`indexer.analysis.evidence`), else by lingua, limited to the registered languages. What
   is too short to judge takes the language of its paragraph's other sentences, else the
   document's: the language given as a hint, else the one most of its text is in.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import regex

from indexer.analysis.evidence import plain_language
from indexer.analysis.registry import FALLBACK, LANGUAGES, languages_of_script
from indexer.analysis.tokenizer import JOINERS, LETTER, words
from indexer.model import Run

_Piece = tuple[int, int, str | None]
"""Start, end and, where it could be judged, language of a sentence or a stretch of one script."""

_MIN_LETTERS = 24
"""A stretch of fewer characters is not judged, nor by lingua one of fewer letters: bylines,
captions and names look like any language."""

# A combining mark belongs to what precedes it, whatever its own script.
_SCRIPT = regex.compile(r"(?!\p{M})(?:(?P<Cyrillic>\p{Cyrillic})|(?P<Latin>\p{Latin}))")
# A word stays whole, as it does in a query: whatever the tokenizer joins is not cut here.
_BEGINS_WORD = rf"(?<![{LETTER}\p{{N}}\p{{M}}{JOINERS}]\p{{GCB=Prepend}}*)"
_NEXT = {
    "Latin": regex.compile(rf"(?!\p{{M}})(?=\p{{Cyrillic}}){_BEGINS_WORD}", regex.VERSION1),
    "Cyrillic": regex.compile(
        rf"(?!\p{{M}})(?=\p{{Latin}}){_BEGINS_WORD}(?<![{LETTER}\p{{M}}{JOINERS}]['’])",
        regex.VERSION1,
    ),
}
_PREPENDED_LETTER = regex.compile(r"[\p{GCB=Prepend}&&\p{L}]", regex.VERSION1)
"""Such letters make a word of whatever follows them, be it a hyphen."""
# the blocks that hold every Cyrillic character, for the expressions of the standard library
MAYBE_CYRILLIC = re.compile(
    "[\u0400-\u052f\u1c80-\u1c8f\u1d2b\u1d78\u2de0-\u2dff\ua640-\ua69f\ufe2e\ufe2f"
    "\U0001e030-\U0001e08f]"
)
_PREPENDED = regex.compile(r"\p{GCB=Prepend}*", regex.REVERSE)
"""Rare signs that form a grapheme with what follows them (UAX #29)."""
# one class that every match begins with: several times as fast as two branches
_SENTENCE_END = re.compile(r"[.!?…\n](?:(?<=\n)|\s)")
# lingua takes time with the square of a word's length
_ENDLESS = re.compile(r"\w{100,}")
_SURROGATE = re.compile("[\ud800-\udfff]")


def split_runs(text: str, *, hint: str | None = None) -> list[Run]:
    """Return the language runs of ``text``: adjacent, covering all of it, none empty.

    ``hint`` is the language that the document is said to be in; sentences that are clearly in
    another one are still given that one.
    """
    pieces: list[_Piece] = []
    stretches = _script_runs(text)
    for start, end, script in stretches:
        codes = languages_of_script(script)
        if len(codes) == 1:
            pieces.append((start, end, codes[0]))
        else:
            pieces.extend(_judge_sentences(text, start, end))
    only = _only_language(text, pieces) if len(stretches) == 1 else None
    if only is not None and (hint is None or hint == only):
        return [Run(0, len(text), only)]  # most texts: nothing to settle
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
    if default == "Latin" and text and not MAYBE_CYRILLIC.search(text):
        return [(0, len(text), default)]  # most texts: one quick look instead of three
    runs: list[tuple[int, int, str]] = []
    start = 0
    inside = _inside_words(text) if _PREPENDED_LETTER.search(text) else frozenset()
    first = _SCRIPT.search(text)
    script = str(first.lastgroup) if first else default
    while start < len(text):
        changes = _NEXT[script].finditer(text, start)
        cuts = (_cluster_start(text, change.start()) for change in changes)
        end = next((cut for cut in cuts if cut not in inside), len(text))
        if end > start:
            runs.append((start, end, script))
        start, script = end, "Cyrillic" if script == "Latin" else "Latin"
    return runs


def _inside_words(text: str) -> frozenset[int]:
    return frozenset(at for start, end in words(text) for at in range(start + 1, end))


def _cluster_start(text: str, at: int) -> int:
    prepended = _PREPENDED.match(text, 0, at)
    return int(prepended.start()) if prepended else at


def _judge_sentences(text: str, start: int, end: int) -> list[_Piece]:
    bounds = [start, *(found.end() for found in _SENTENCE_END.finditer(text, start, end))]
    if bounds[-1] < end:
        bounds.append(end)
    return [(at, stop, _detect(text[at:stop])) for at, stop in pairwise(bounds)]


def _detect(sentence: str) -> str | None:
    """Return the language of a sentence that is long enough to judge, else nothing."""
    composed = _composed(sentence)
    if len(composed) < _MIN_LETTERS:
        return None
    return plain_language(composed) or (_likeliest(composed) if _has_letters(composed) else None)


def _has_letters(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= _MIN_LETTERS


def _only_language(text: str, pieces: list[_Piece]) -> str | None:
    """Return the language of all that was judged, if nothing else can have another one."""
    found = {lang for _, _, lang in pieces}
    if None in found:
        found.remove(None)
        if any(
            MAYBE_CYRILLIC.search(text, start, end) for start, end, lang in pieces if lang is None
        ):
            return None
    return found.pop() if len(found) == 1 else None


def _settle(text: str, pieces: list[_Piece], hint: str | None) -> list[Run]:
    """Give every piece a language: its own, its paragraph's, the document's."""
    shares: Counter[str] = Counter()
    for start, end, lang in pieces:
        if lang is not None:
            shares[lang] += len(_composed(text[start:end]))
    if hint in LANGUAGES:
        document = str(hint)
    elif shares:
        document = max(shares, key=lambda lang: shares[lang])
    else:
        document = _best_guess(text)
    runs: list[Run] = []
    for paragraph in _paragraphs(text, pieces):
        judged = [lang for _, _, lang in paragraph if lang is not None]
        spoken = {LANGUAGES[lang].script: lang for lang in reversed(judged)}
        for start, end, lang in paragraph:
            if lang is None:
                script = _script_of(text, start, end, LANGUAGES[document].script)
                lang = spoken.get(script) or _for_script(script, document, shares)
            else:
                spoken[LANGUAGES[lang].script] = lang
            runs.append(Run(start, end, lang))
    return runs


def _paragraphs(text: str, pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    paragraph: list[_Piece] = []
    for piece in pieces:
        paragraph.append(piece)
        if "\n" in text[piece[0] : piece[1]]:
            yield paragraph
            paragraph = []
    yield paragraph


def _script_of(text: str, start: int, end: int, default: str) -> str:
    found = _SCRIPT.search(text, start, end)
    return str(found.lastgroup) if found else default


def _for_script(script: str, document: str, shares: Counter[str]) -> str:
    """Return the document's language if it is written in ``script``, else the likeliest."""
    if LANGUAGES[document].script == script:
        return document
    others = [code for code in languages_of_script(script) if code in shares]
    return max(others, key=lambda lang: shares[lang]) if others else FALLBACK[script]


def _best_guess(text: str) -> str:
    """Return the language of a text that has no sentence long enough to judge."""
    if not any(map(str.isalpha, text)):
        return FALLBACK["Latin"]
    composed = _composed(text)
    return plain_language(composed) or _likeliest(composed) or FALLBACK["Latin"]


def _likeliest(text: str) -> str | None:
    # lingua takes no half surrogates, and knows letters only in their composed form
    readable = _ENDLESS.sub("", _SURROGATE.sub("\ufffd", text))
    language = _detector().detect_language_of(readable)
    return None if language is None else str(language.iso_code_639_1.name.lower())


def _composed(text: str) -> str:
    """Return ``text`` in NFC, so that both forms of a text are judged alike."""
    return unicodedata.normalize("NFC", text)


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
