"""A document on its way into an index: analysed into terms, and packed to be stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from indexer.analysis import Analysis, TokenTable, analyze_runs, runs_of
from indexer.engines.base import EngineDocument
from indexer.model import POSITIONAL, Document, Run, Span
from indexer.record import Record

_SECOND_LANGUAGE_SHARE = 0.2
"""A document is in every language that makes up at least this share of its letters."""


def prepare(document: Document) -> tuple[EngineDocument, int]:
    """Return a document as an engine takes it, and the number of tokens of its searched text."""
    searched = _blank(document.text, document.unsearched)
    runs = runs_of(searched, hint=document.lang)
    langs = _languages(searched, runs, document.lang)
    title = analyze_runs(document.title, runs_of(document.title, hint=langs[0]))
    body = analyze_runs(searched, runs)
    known = replace(document, lang=langs[0])
    record = Record.pack(known, TokenTable.of(title), TokenTable.of(body))
    return EngineDocument(
        id=document.id,
        terms={**_terms("title", title), **_terms("body", body)},
        langs=langs,
        source=document.source,
        date=document.date,
        stored=record,
    ), len(body.tokens)


def _blank(text: str, spans: Sequence[Span]) -> str:
    """Return the text with what is not searched replaced by line ends, offsets unchanged."""
    for start, end in spans:
        text = f"{text[:start]}{chr(10) * (end - start)}{text[end:]}"
    return text


def _languages(text: str, runs: Sequence[Run], said: str | None) -> tuple[str, ...]:
    """Return the languages of a document, the main one first: the one it is said to be in."""
    letters: Counter[str] = Counter()
    for start, end, lang in runs:
        letters[lang] += sum(map(str.isalpha, text[start:end]))
    share = letters.total() * _SECOND_LANGUAGE_SHARE
    found = [lang for lang, count in letters.most_common() if count and count >= share]
    return tuple(dict.fromkeys([said, *found] if said else found or ["en"]))


def _terms(name: str, analysis: Analysis) -> dict[str, list[str]]:
    """Return the terms of an analysed text per term field, in token order."""
    terms: dict[str, list[str]] = {
        f"{name}_{channel}": [token.terms[channel][0] for token in analysis.tokens]
        for channel in POSITIONAL
    }
    for part in analysis.parts:
        terms.setdefault(f"{name}_{part.channel}", []).append(part.term)
    return terms
