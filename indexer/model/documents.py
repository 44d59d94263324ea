"""Documents: what is read, where it was found, and the words that analysis makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


class Channel(StrEnum):
    """A kind of term; design and weights differ from channel to channel, the engine does not.

    ``MEANING`` is a channel of queries and marks alone: a word of another language that means the
    one asked for stands in the index under its own terms.
    """

    WORD = "word"
    FOLD = "fold"
    STEM = "stem"
    PART = "part"
    NAME = "name"
    PLACE = "place"
    MEANING = "meaning"


INDEXED = tuple(channel for channel in Channel if channel is not Channel.MEANING)
"""The channels of an index: those that a token may have terms in."""


POSITIONAL = (Channel.WORD, Channel.FOLD, Channel.STEM)
"""The channels that hold exactly one term for every token, in token order."""


TYPES = ("pdf", "docx", "html", "md", "txt", "record")
"""The types of documents: the format of the file; a record is one of many in a file."""


class Span(NamedTuple):
    """A stretch of text."""

    start: int
    end: int


class Run(NamedTuple):
    """A stretch of text in one language (ISO 639-1 code)."""

    start: int
    end: int
    lang: str


class Token(NamedTuple):
    """One word of the original text and the terms under which it can be found.

    A named tuple rather than a dataclass: analysis makes one a word, and a frozen dataclass
    takes four times as long to make. ``position`` counts tokens from 0 over the whole text.
    """

    start: int
    end: int
    position: int
    lang: str
    terms: Mapping[Channel, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found.

    ``text`` is everything that is shown of the document; the stretches in ``unsearched``
    (teasers of other articles, comment counters, source lines) are shown but not indexed.
    ``source`` names the collection it came from, for filters and facets; ``type`` is one of
    TYPES, or empty where there was no file.
    """

    id: str
    text: str
    title: str = ""
    lang: str | None = None
    date: str | None = None
    url: str | None = None
    source: str = ""
    author: str | None = None
    unsearched: tuple[Span, ...] = ()
    type: str = ""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file found below a source that was given: ``id`` is its path relative to that source.

    ``source`` is the name of the folder that holds it, beginning with the source's own name
    (``seeds`` or ``seeds/reports``).
    """

    path: Path
    id: str
    source: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or record that was left out of a build: where it is, a stable code, and why.

    ``where`` is a path, with ``:LINE`` for a record of a JSONL file.
    """

    where: str
    code: str
    reason: str
