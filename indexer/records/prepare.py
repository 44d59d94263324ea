"""A document on its way into an index: analysed into terms, and packed to be stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from operator import itemgetter
from typing import NamedTuple

from indexer.analysis import Analysis, analyze_runs, runs_of
from indexer.duplicates.signatures import signature
from indexer.engines.base import EngineDocument
from indexer.model import POSITIONAL, Channel, Document, Run
from indexer.records.gathered import gather
from indexer.records.record import Record
from indexer.records.storedtext import NAMED, blanked

_SECOND_LANGUAGE_SHARE = 0.2
"""A document is in every language that makes up at least this share of its letters."""


_PLACE = Channel.PLACE
_TERM = itemgetter(2)
_MOST_PLACES = 30
"""So many places of a document are values of the facet."""


class Prepared(NamedTuple):
    """A document as an engine takes it, the number of tokens of its searched text, and two more.

    The signature tells its near-duplicates: see :mod:`indexer.duplicates.signatures`. What it
    gives to suggestions is gathered: see :mod:`.gathered`.
    """

    document: EngineDocument
    tokens: int
    signature: bytes
    gathered: bytes


def prepare(document: Document) -> Prepared:
    """Return a document as an engine takes it; half surrogates become question marks."""
    document = _encodable(document)
    searched = blanked(document.text, document.unsearched)
    runs = runs_of(searched, hint=document.lang)
    langs = _languages(searched, runs, document.lang)
    title = analyze_runs(document.title, runs_of(document.title, hint=langs[0]))
    body = analyze_runs(searched, runs)
    known = replace(document, lang=langs[0])
    places = _places(title, body)
    stored = Record.pack(known, langs, title, body, searched, places)
    prepared = EngineDocument(
        id=document.id,
        terms={**_terms("title", title), **_terms("body", body)},
        langs=langs,
        places=places,
        source=document.source,
        type=document.type,
        date=document.date,
        stored=stored,
    )
    words = [terms.word for terms in (*title.terms, *body.terms)]
    gathered = gather(document, langs, title, body, searched)
    return Prepared(prepared, len(body.starts), signature(words, langs[0]), gathered)


def restore(record: Record) -> EngineDocument:
    """Return what :func:`prepare` made of a document, without analysing it again."""
    title, body = record.heading.analysis, record.body.analysis
    return EngineDocument(
        id=record.id,
        terms={**_terms("title", title), **_terms("body", body)},
        langs=record.langs,
        places=record.places,
        source=record.source,
        type=record.type,
        date=record.date,
        stored=record.payload,
    )


def _encodable(document: Document) -> Document:
    """Return the document without half surrogates; sources replace them, others might not."""
    texts = {
        name: value
        for name in ("id", "text", "title", "lang", "date", "url", "source", "author", "type")
        if (value := getattr(document, name))
    }
    try:
        "".join(texts.values()).encode()
    except UnicodeEncodeError:
        clean = {name: text.encode(errors="replace").decode() for name, text in texts.items()}
        return replace(document, **clean)
    return document


def _languages(text: str, runs: Sequence[Run], said: str | None) -> tuple[str, ...]:
    """Return the languages of a document, the main one first: the one it is said to be in."""
    letters: Counter[str] = Counter()
    if len(runs) == 1:
        letters[runs[0].lang] = int(any(map(str.isalpha, text)))
    else:
        for start, end, lang in runs:
            letters[lang] += sum(map(str.isalpha, text[start:end]))
    share = letters.total() * _SECOND_LANGUAGE_SHARE
    found = [lang for lang, count in letters.most_common() if count and count >= share]
    return tuple(dict.fromkeys([said, *found] if said else found or ["en"]))


def _places(title: Analysis, body: Analysis) -> tuple[str, ...]:
    """Return the places that a document names most, each name by its likeliest place."""
    found = title.entities + body.entities
    named = [ids[0] for _, _, ids, channel in found if channel is _PLACE]
    most = set(named)
    if len(most) > _MOST_PLACES:
        counts = sorted(Counter(named).items(), key=lambda item: (-item[1], item[0]))
        most = {place for place, _ in counts[:_MOST_PLACES]}
    return tuple(sorted(most))


def _terms(name: str, analysis: Analysis) -> dict[str, str]:
    """Return the terms of an analysed text per term field.

    Those of tokens are in the order of the tokens, those of names and places name by name.
    """
    if not analysis.terms:
        return {}
    columns = zip(POSITIONAL, zip(*analysis.terms, strict=True), strict=False)
    terms = {f"{name}_{channel}": " ".join(column) for channel, column in columns}
    parts = [part for each in analysis.terms if each.within for part in each.within]
    parts.extend(map(_TERM, analysis.parts))
    if parts:
        terms[f"{name}_{Channel.PART}"] = " ".join(parts)
    for channel in NAMED:
        # a record has them name by name, in this order
        times = Counter([each[2] for each in analysis.entities if each[3] is channel])
        if times:
            named = [term for keys, count in times.items() for term in keys * count]
            terms[f"{name}_{channel}"] = " ".join(named)
    return terms
