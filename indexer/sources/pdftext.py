"""The lines of a PDF page as paragraphs: wrapped lines joined, hyphenated words mended.

A hyphen at a line end is of two kinds. German, Russian and English hyphenate words, and there it
goes; Vietnamese does not, so "Mát-xcơ-va" keeps it wherever the line was cut, and so do
compounds with a capital ("Nordrhein-Westfalen"), Russian particles ("кто-то") and shared parts
("Ein- und Ausfuhr").
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_JOINT = "\x1f"
"""Stands where two lines were joined at a hyphen, until the lengths of lines are not needed."""

_LINE_END_HYPHEN = re.compile(r"(?:[\ufffe\x02\xad][ \t]*\n?|(?<=\w)[-\u2010][ \t]*\n)[ \t]*")
_LAST_PART = re.compile(r"\w+$")
_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
_WORD = re.compile(r"\w+(?:-\w+)*")
_SHARED_PART = re.compile(r"(?:und|oder|bzw|sowie|bis|and|or|и|или)\b")
_PARTICLE_AFTER = re.compile(r"(?:то|либо|нибудь|за|под|ка|таки)\b")
_PARTICLE_BEFORE = frozenset(("по", "из", "кое", "кой", "во", "в"))
_LIST_ITEM = re.compile(r"[-•*–▪●]\s|\d+(?:\.\d+)*[.)]\s|[a-zđа-я]\)\s|[IVXLC]+\.\s")
_SENTENCE_END = (".", "!", "?", ":", ";", "…", "”", "»")

CONTEXT = 60
"""How far around a hyphen its word is looked for, in characters."""

VIETNAMESE_SHARE = 0.1
"""Share of words with a Vietnamese letter from which a text counts as Vietnamese."""

FULL_LINE = 0.8
ENDING_LINE = 0.93
"""A line at least this long, as a share of the usual width, goes on; the second if it ends a
sentence."""


def reflow(pages: list[str]) -> str:
    """Return the text of the pages, a paragraph a line."""
    text = "\n".join(pages).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    lines = [line.strip() for line in _mend_hyphens(text).split("\n")]
    return "\n".join(_paragraphs(lines)).replace(_JOINT, "").strip()


def _mend_hyphens(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).lower()
    words = _WORD.findall(composed)
    vocabulary = set(words)
    marked = sum(bool(_VIETNAMESE.search(word)) for word in words)
    vietnamese = marked > VIETNAMESE_SHARE * len(words)

    def mended(match: re.Match[str]) -> str:
        left = _LAST_PART.search(text[max(0, match.start() - CONTEXT) : match.start()])
        right = _WORD.match(text[match.end() : match.end() + CONTEXT])
        if not left or not right:
            return f"-{_JOINT}"
        return _hyphen(left[0], right[0], vocabulary, vietnamese=vietnamese) + _JOINT

    return _LINE_END_HYPHEN.sub(mended, text)


def _hyphen(left: str, right: str, vocabulary: set[str], *, vietnamese: bool) -> str:
    """Return what stands between the parts of a word that a line end parted after a hyphen.

    ``left`` is the part after the last hyphen before the line end; ``right`` may hold more.
    """
    if not right[0].islower():
        return "-"
    both = unicodedata.normalize("NFC", left + right).lower()
    if vietnamese or _VIETNAMESE.search(both):
        return "-"
    if _SHARED_PART.match(right):
        return "- "
    if _PARTICLE_AFTER.match(right) or left.lower() in _PARTICLE_BEFORE or len(left) < 2:
        return "-"
    hyphenated = f"{left}-{right}".lower()
    return "-" if hyphenated in vocabulary and both not in vocabulary else ""


def _paragraphs(lines: list[str]) -> list[str]:
    width = _usual_width(lines)
    paragraphs = lines[:1]
    for before, line in pairwise(lines):
        if before and line and _goes_on(before, line, width):
            paragraphs[-1] = f"{paragraphs[-1]} {line}"
        else:
            paragraphs.append(line)
    return paragraphs


def _usual_width(lines: list[str]) -> int:
    lengths = sorted(len(part) for line in lines for part in line.split(_JOINT) if part)
    return lengths[round(0.9 * (len(lengths) - 1))] if lengths else 0


def _goes_on(before: str, line: str, width: int) -> bool:
    if _LIST_ITEM.match(line):
        return False
    if line[0].islower():
        return True
    length = len(before.rsplit(_JOINT, 1)[-1])
    return length >= (ENDING_LINE if before.endswith(_SENTENCE_END) else FULL_LINE) * width
