"""Plain text (.txt) in any encoding; see :mod:`indexer.sources.encoding`."""

from __future__ import annotations

from indexer.sources.base import Content, UnreadableError
from indexer.sources.encoding import decode


def parse(data: bytes) -> Content:
    """Return the text of the file."""
    text = decode(data)
    if not text.strip("\ufeff \t\r\n\f\v\xa0"):
        raise UnreadableError("empty", "The file holds only white space.")
    return Content(text)
