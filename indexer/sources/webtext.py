"""Text copied from web pages: what of it is the document, and what merely stood beside it.

``clean`` removes what was never part of a document (a ``date`` prefix, leftovers of word
processors) and marks what is shown but must not be found (source lines, comment counters,
everything from a related-articles heading on). Every rule asks for a whole line of its own:
a sentence that happens to hold the same words stays as it is. Words are in data/webtext.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - the plain name is a field here
from typing import NamedTuple

from indexer.model import Span
from indexer.sources.base import web_address
from indexer.sources.phrases import phrases, plain

RELATED_FROM = 1 / 3
INLINE_FROM = 1 / 2
"""Where in the text, as a share of it, a related-articles heading may stand at the earliest."""

CLOSING_LINES = 6
"""How many of the last lines of the article are looked at for its address."""

MAX_SOURCE_LINE = 2200
"""A longer line is no source line: a label, and an address of the length that links may have."""

_DATE_PREFIX = re.compile(r"\s*date:?[ \t]+(\d{4}-\d{2}-\d{2})(?!\S)[ \t]*", re.IGNORECASE)
_ADDRESS = re.compile(r"<?((?:https?://|www\.)[^\s<>\"]+?)>?[.,;)\]]*", re.IGNORECASE)
_LABELLED = re.compile(
    rf"([^:\n]{{2,40}}?)\s*:\s*(?:[^\n]{{0,80}}?[\s(])?{_ADDRESS.pattern}", re.IGNORECASE
)
_COUNTER = re.compile(r"(?:\d+\s+)?([^\d()\[\]:]+?)\s*(?:[(\[]\s*\d+\s*[)\]]|:\s*\d+)?")


class Line(NamedTuple):
    """A line that is not blank: where it is, and its text without the space around it."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The text that is shown, what of it is not searched, and what the removed lines told."""

    text: str
    unsearched: tuple[Span, ...] = ()
    date: str | None = None
    url: str | None = None


def clean(text: str) -> Cleaned:
    """Return the text of a page without its leftovers, and the stretches not to be searched.

    Line ends become line feeds and blank space around the whole is dropped; everything that stays
    keeps its code points. Spans are sorted, do not overlap and index into the returned text.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    text, date = _without_date(_without_leftovers(text))
    text = text.strip()
    lines = list(_lines(text))
    cut = _related_start(lines, len(text))
    article = [line for line in lines if line.start < cut]
    source, url = _source_line(article, lines[len(article) :])
    spans = [Span(line.start, line.end) for line in article if _is_counter(line.text)]
    if source:
        spans.append(Span(source.start, source.end))
    if cut < len(text):
        spans = [span for span in spans if span.start < cut] + [Span(cut, len(text))]
    return Cleaned(text, tuple(sorted(set(spans))), date, url)


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for line in text.split("\n"):
        if stripped := line.strip():
            first = start + len(line) - len(line.lstrip())
            yield Line(first, first + len(stripped), stripped)
        start += len(line) + 1


def _without_leftovers(text: str) -> str:
    # Of the spaces on both sides of a leftover in mid-sentence, one stays.
    return phrases().leftover.sub(lambda match: match["space"] if match["after"] else "", text)


def _without_date(text: str) -> tuple[str, str | None]:
    match = _DATE_PREFIX.match(text)
    if not match:
        return text, None
    try:
        return text[match.end() :], Date.fromisoformat(match[1]).isoformat()
    except ValueError:  # 2025-13-45: not a date, so not a prefix
        return text, None


def _related_start(lines: list[Line], length: int) -> int:
    """Return where the links to other articles begin, the end of the text if there are none."""
    known = phrases()
    for number, line in enumerate(lines):
        if number < 2 or len(line.text) > known.longest:
            continue
        words = plain(line.text)
        share = line.start / length
        if (words in known.related and share >= RELATED_FROM) or (
            words in known.related_inline and share >= INLINE_FROM
        ):
            return line.start
    return length


def _source_line(article: list[Line], rest: list[Line]) -> tuple[Line | None, str | None]:
    """Return the line with the address the text was taken from, and that address.

    A label before the address is proof; without one, the line must be the only bare address
    among the closing lines, or it is one of a list of references.
    """
    closing = _short(article[1:][-CLOSING_LINES:])
    for line in reversed(closing + _short(rest[-2:])):
        match = _LABELLED.fullmatch(line.text)
        if not match or plain(match[1]) not in phrases().source:
            continue
        if url := web_address(match[2]):
            return line, url
    bare = [(line, m[1]) for line in closing if (m := _ADDRESS.fullmatch(line.text))]
    if len(bare) == 1 and (url := web_address(bare[0][1])):
        return bare[0][0], url
    return None, None


def _short(lines: list[Line]) -> list[Line]:
    return [line for line in lines if len(line.text) <= MAX_SOURCE_LINE]


def _is_counter(line: str) -> bool:
    if len(line) > 60 or not any(c.isdigit() for c in line):
        return False
    match = _COUNTER.fullmatch(line)
    return match is not None and plain(match[1]) in phrases().counter
