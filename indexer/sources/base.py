"""What the formats share: the values a parser returns, how it refuses, and safe strings.

A parser takes the bytes of one file and returns :class:`Content`, and raises
:class:`UnreadableError` for a file that holds nothing it can use. Everything else (size, title,
date, cleaning) happens once for all formats, in :mod:`.registry` and :mod:`.assemble`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from indexer.model import Document, Skipped, SourceFile

REPLACEMENT = "\ufffd"
MAX_URL = 2000

_UNSAFE = re.compile("[\0\ud800-\udfff]")
_LANG = re.compile(r"([a-zA-Z]{2,3})(?:[-_][A-Za-z0-9]+)*")
_ISO_639_3 = {"vie": "vi", "deu": "de", "ger": "de", "rus": "ru", "eng": "en"}
_NO_LANGUAGE = {"und", "mul", "zxx", "mis"}


@dataclass(frozen=True, slots=True)
class Content:
    """What a parser found in a file.

    ``date`` is what the document itself states, in any form that ``dates.parse_date`` reads;
    ``stamp`` is when the file was made, which counts only if the text gives no date.
    """

    text: str
    title: str = ""
    lang: str | None = None
    date: str | None = None
    stamp: str | None = None
    url: str | None = None
    author: str | None = None


class UnreadableError(Exception):
    """A file or record that cannot become a document: a stable code and a reason for a person."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


Reached = Callable[[int], None]
"""Told, now and then, how many bytes of a file have been read."""


def ignore(_: int) -> None:
    """Do nothing with how far a file has been read."""


class Reader(Protocol):
    """Reads one file of a format; yields, and never raises, for bad content."""

    def __call__(
        self, file: SourceFile, *, max_bytes: int, reached: Reached = ...
    ) -> Iterator[Document | Skipped]:
        """Yield the documents of the file, and what had to be left out of it."""
        ...


def safe(text: str) -> str:
    """Return the text with NUL and lone surrogates, which cannot be stored, as U+FFFD."""
    return _UNSAFE.sub(REPLACEMENT, text)


def shown_path(path: Path) -> str:
    """Return a path as text that can be printed whatever bytes the name is made of."""
    return safe(str(path))


def web_address(value: str | None) -> str | None:
    """Return a value that is an http or https address, without white space around it.

    Anything else (a relative path, ``javascript:``) is ``None``: the address becomes a link.
    """
    address = safe((value or "").strip())
    if address.lower().startswith("www."):
        address = f"https://{address}"
    if len(address) > MAX_URL or re.search(r"[\s<>\"\x00-\x1f]", address):
        return None
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    return address if host and parts.scheme.lower() in {"http", "https"} else None


def language_code(value: str | None) -> str | None:
    """Return the language part of a tag (``de-DE`` gives ``de``), or ``None`` if it is not one."""
    match = _LANG.fullmatch((value or "").strip())
    if not match:
        return None
    code = match.group(1).lower()
    return None if code in _NO_LANGUAGE else _ISO_639_3.get(code, code)


def one_line(value: str | None) -> str:
    """Return a value for one line (a title, a name): safe, white space collapsed."""
    return " ".join(safe(value or "").split())


def size_text(size: int) -> str:
    """Return a number of bytes as a person reads it."""
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size:,} bytes"
