"""Text with marks -> safe HTML.

For titles and snippets see :mod:`searchapp.marks`. A document's text gets paragraphs,
marks that can be linked to (``#m1``, ``#m2`` …), and its unsearched stretches set apart. Spans
of each kind are sorted and do not overlap; a mark that crosses a paragraph or the edge of an
unsearched stretch is closed and opened again, with its id on the first piece only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from indexer.model import Document, Mark, Span

_BETWEEN_PARAGRAPHS = re.compile(r"(?:[^\S\n]*\n){2,}")
_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def lang_attribute(code: str | None) -> str | None:
    """Return ``code`` if it can stand in a ``lang`` attribute, else nothing."""
    return code if code and _LANG.fullmatch(code) else None


def date_parts(value: str) -> tuple[int, ...] | None:
    """Return year, month and day of an ISO date, as many of them as it has."""
    try:
        parts = tuple(int(part) for part in value.split("-"))
    except ValueError:
        return None
    good = 1 <= len(parts) <= 3 and all(1 <= month <= 12 for month in parts[1:2])
    return parts if good else None


def paragraphs(text: str) -> list[Span]:
    """Return the stretches of ``text`` between blank lines."""
    spans: list[Span] = []
    start = 0
    for gap in _BETWEEN_PARAGRAPHS.finditer(text):
        if text[start : gap.start()].strip():
            spans.append(Span(start, gap.start()))
        start = gap.end()
    if text[start:].strip():
        spans.append(Span(start, len(text)))
    return spans


def document_paragraphs(document: Document, marks: Sequence[Mark]) -> list[Markup]:
    """Return the paragraphs of a document as safe HTML, with its marks and unsearched spans."""
    text = document.text
    edges = sorted(
        {edge for mark in marks for edge in (mark.start, mark.end)}
        | {edge for span in document.unsearched for edge in span}
    )
    result: list[Markup] = []
    mark_at = span_at = edge_at = 0
    linked = 0
    for start, end in paragraphs(text):
        pieces: list[Markup] = []
        here = start
        while here < end:
            while edge_at < len(edges) and edges[edge_at] <= here:
                edge_at += 1
            there = min(end, edges[edge_at] if edge_at < len(edges) else end)
            while mark_at < len(marks) and marks[mark_at].end <= here:
                mark_at += 1
            while span_at < len(document.unsearched) and document.unsearched[span_at].end <= here:
                span_at += 1
            piece = escape(text[here:there])
            if mark_at < len(marks) and marks[mark_at].start <= here:
                first = mark_at >= linked
                linked = mark_at + 1
                number = Markup(' id="m{}"').format(linked) if first else ""
                piece = Markup("<mark{}>{}</mark>").format(number, piece)
            if span_at < len(document.unsearched) and document.unsearched[span_at].start <= here:
                piece = Markup('<span class="unsearched">{}</span>').format(piece)
            pieces.append(piece)
            here = there
        result.append(Markup("").join(pieces))
    return result
