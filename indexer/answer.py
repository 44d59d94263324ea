"""Values -> the JSON shapes and the marked-up HTML that the command line and the web share.

The shapes are pinned: within version 1 of the API no field is removed or renamed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from indexer.model import (
    DocumentView,
    FacetCount,
    Hit,
    Json,
    Mark,
    Page,
    SimilarDocuments,
    Skipped,
    Snippet,
    Stats,
    Suggestion,
    Translation,
)

_SPECIAL = re.compile("[&<>\"']")


def mark_html(text: str, marks: Iterable[Mark]) -> str:
    """Return ``text`` escaped for HTML with every mark as a bare ``<mark>`` element.

    ``marks`` must be sorted and must not overlap.
    """
    pieces: list[str] = []
    done = 0
    for start, end, _, _ in marks:
        pieces += (text[done:start], "<mark>", text[start:end], "</mark>")
        done = end
    pieces.append(text[done:])
    if _SPECIAL.search(text):
        from html import escape  # its table of entities takes time to load

        pieces[::2] = map(escape, pieces[::2])
    return "".join(pieces)


def _mark_json(mark: Mark) -> Json:
    return {
        "start": mark.start,
        "end": mark.end,
        "channel": mark.channel.value,
        "query": mark.query,
    }


def _snippet_json(snippet: Snippet) -> Json:
    return {
        "text": snippet.text,
        "html": mark_html(snippet.text, snippet.marks),
        "marks": [_mark_json(mark) for mark in snippet.marks],
    }


def _hit_json(hit: Hit) -> Json:
    return {
        "id": hit.id,
        "title": hit.title,
        "title_html": mark_html(hit.title, hit.title_marks),
        "lang": hit.lang,
        "date": hit.date,
        "source": hit.source,
        "url": hit.url,
        "score": hit.score,
        "snippets": [_snippet_json(snippet) for snippet in hit.snippets],
        "duplicates": list(hit.duplicates),
        "type": hit.type,
        "places": [{"value": place.value, "label": place.label} for place in hit.places],
    }


def _facet_json(item: FacetCount) -> Json:
    found: Json = {"value": item.value, "count": item.count}
    return found | {"label": item.label} if item.label else found


def _translation_json(found: Translation) -> Json:
    return {
        "text": found.text,
        "words": [
            {
                "text": word.text,
                "lang": word.lang,
                "similarity": round(word.similarity, 3),
                "glossary": word.from_glossary,
            }
            for word in found.words
        ],
    }


def hits_json(page: Page) -> list[Json]:
    """Return the hits of a search answer."""
    return [_hit_json(hit) for hit in page.hits]


def _facets_json(page: Page) -> Json:
    """Return the facets of a search answer."""
    return {name: [_facet_json(item) for item in items] for name, items in page.facets.items()}


def page_json(page: Page, *, hits: list[Json] | None = None) -> Json:
    """Return the search answer of the JSON endpoint and of ``search --json``.

    ``hits`` are those of the answer if they are made already.
    """
    return {
        "query": {
            "text": page.query.text,
            "interpreted": page.query.interpreted,
            "notes": [str(note) for note in page.query.notes],
            "translations": [_translation_json(each) for each in page.query.translations],
        },
        "total": page.total,
        "page": page.page,
        "size": page.size,
        "took_ms": page.took_ms,
        "hits": hits_json(page) if hits is None else hits,
        "facets": _facets_json(page),
        "suggestions": list(page.suggestions),
        "folded": page.folded,
    }


def _suggestion_json(found: Suggestion) -> Json:
    optional = {"id": found.id, "count": found.count, "lang": found.lang}
    return {
        "text": found.text,
        "html": mark_html(found.text, found.marks),
        "marks": [_mark_json(mark) for mark in found.marks],
        "kind": found.kind.value,
        **{name: value for name, value in optional.items() if value is not None},
    }


def suggestions_json(text: str, found: Iterable[Suggestion]) -> Json:
    """Return the answer for the beginning of a query; what is not known of one is left out."""
    return {"query": text, "suggestions": [_suggestion_json(each) for each in found]}


def similar_json(similar: SimilarDocuments) -> Json:
    """Return the documents like one, with its id and title; hits are as in a search answer."""
    return {
        "id": similar.id,
        "title": similar.title,
        "hits": [_hit_json(hit) for hit in similar.hits],
    }


def document_json(view: DocumentView) -> Json:
    """Return a stored document with the marks of the query it was asked with, if any."""
    document = view.document
    return {
        "id": document.id,
        "title": document.title,
        "title_html": mark_html(document.title, view.title_marks),
        "lang": document.lang,
        "date": document.date,
        "source": document.source,
        "url": document.url,
        "author": document.author,
        "text": document.text,
        "marks": [_mark_json(mark) for mark in view.marks],
        "duplicates": list(view.duplicates),
        "tokens": view.tokens,
        "runs": [run._asdict() for run in view.runs],
        "names": [
            {
                "name": named.name,
                "count": named.count,
                "query": named.query,
                "spellings": list(named.spellings),
            }
            for named in view.names
        ],
        "places": [
            {
                "id": place.id,
                "name": place.name,
                "count": place.count,
                "spellings": list(place.spellings),
            }
            for place in view.places
        ],
        "type": document.type,
    }


def _skipped_json(skipped: Skipped, *, paths: bool) -> Json:
    where = skipped.where if paths else PurePath(skipped.where).name
    return {"where": where, "code": skipped.code, "reason": skipped.reason}


def stats_json(stats: Stats, *, paths: bool = True) -> dict[str, Any]:
    """Return what an index holds, for ``stats`` and ``GET /api/v1/stats``.

    Without ``paths`` a skipped source is named by its file alone: the folders of the machine
    are nobody's business on the web.
    """
    return {
        "generation": stats.generation,
        "engine": stats.engine,
        "built_at": stats.built_at,
        "documents": stats.documents,
        "tokens": stats.tokens,
        "langs": dict(stats.langs),
        "sources": dict(stats.sources),
        "first_date": stats.first_date,
        "last_date": stats.last_date,
        "near_duplicates": stats.near_duplicates,
        "skipped": [_skipped_json(item, paths=paths) for item in stats.skipped],
    }
