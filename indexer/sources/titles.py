"""Titles: whether the one a file names is one, and else whether the first line reads like it."""

from __future__ import annotations

import re
from itertools import takewhile

from indexer.sources.base import one_line
from indexer.sources.dates import find_date
from indexer.sources.phrases import phrases, plain

MAX_CHARS = 200
MAX_WORDS = 35
MAX_UPPER_LINES = 4

_NOT_FIRST = re.compile(r"[-•*·–—]\s|https?://|www\.|\d+[.)]\s*$|[\[({]", re.IGNORECASE)
_PROGRAM = re.compile(r"^(?:microsoft|libreoffice) [a-z]+ - ", re.IGNORECASE)
_FILE_NAME = re.compile(
    r"\.(?:docx?|pdf|odt|rtf|indd|pptx?|xlsx?|txt|html?|tex|dvi)$", re.IGNORECASE
)
_ENDS_SENTENCE = (".", ";", ":", ",", "。")
_WRAPPED = range(50, 101)


def sensible_title(value: str | None) -> str:
    """Return a title from the properties of a file, or ``""`` for a placeholder or a file name.

    Programs fill the property in by themselves: with the name of the file, or with "Untitled".
    """
    title = _PROGRAM.sub("", one_line(value))
    if plain(title) in phrases().placeholder or _FILE_NAME.search(title):
        return ""
    if " " not in title and any(c.isdigit() or c == "_" for c in title):
        return ""
    return title if sum(c.isalpha() for c in title) >= 2 else ""


def guess_title(text: str) -> str:
    """Return the heading the text begins with, on one line, or ``""``.

    Upper-case lines that follow each other are one heading. A paragraph, the first line of a
    hard-wrapped one, an address, a date line or a list item is not a title.
    """
    lines = text[: 10 * MAX_CHARS].split("\n")
    for number, line in enumerate(lines[:10]):
        first = line.strip()
        if first and not _passed_over(first):
            block = [x.strip() for x in takewhile(str.strip, lines[number:])]
            return _title_of(block)
    return ""


def _passed_over(line: str) -> bool:
    """Tell whether the title may still follow: page furniture or a line that is a date."""
    if plain(line) in phrases().not_title:
        return True
    return len(line) < 60 and sum(c.isdigit() for c in line) >= 6 and find_date(line) is not None


def _title_of(block: list[str]) -> str:
    upper = list(takewhile(_is_upper, block[:MAX_UPPER_LINES]))
    title = one_line(" ".join(upper or block[:1]))
    wrapped = not upper and _hard_wrapped(block)
    return title if _reads_like_title(title) and not wrapped else ""


def _is_upper(line: str) -> bool:
    cased = [c for c in line if c.isupper() or c.islower()]
    return len(cased) >= 4 and sum(c.isupper() for c in cased) >= 0.9 * len(cased)


def _reads_like_title(line: str) -> bool:
    if not 2 <= len(line) <= MAX_CHARS or len(line.split()) > MAX_WORDS:
        return False
    if _NOT_FIRST.match(line) or (line.endswith(_ENDS_SENTENCE) and not line.endswith("...")):
        return False
    first = next((c for c in line if c.isalpha()), "")
    return bool(first) and not first.islower()


def _hard_wrapped(block: list[str]) -> bool:
    """Tell whether the first line goes on in the next ones, cut at the width of a page."""
    if len(block) < 2:
        return False
    if block[1][:1].islower():
        return True
    return len(block) > 2 and all(len(line) in _WRAPPED for line in block[:-1])
