"""Cursors: where the next page of one search begins, in one generation of the index.

A cursor is a page number with a digest of everything that settles the ranking: the query, the
filters, the size of a page and the generation. Within a generation rankings do not change, and
documents of equal score stand in the order of their ids, so that pages neither repeat nor lose
one. A cursor of another search or of an earlier generation is refused, since its place in the
ranking means nothing any more.
"""

from __future__ import annotations

import binascii
import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from indexer.errors import UsageError
from indexer.model import Page
from searchapp.params import MAX_PAGE, SearchParams

_DIGEST = 8
_NUMBER = 4
_LENGTH = 16
"""A cursor has so many letters: those of a digest and a number in base 64."""
CURSOR_PATTERN = f"^[A-Za-z0-9_-]{{{_LENGTH}}}$"

_NOT_BOUND = {"page", "cursor", "fields"}


class StaleCursor(UsageError):
    """A cursor belongs to another search, or the index has changed since it was given."""

    code = "stale-cursor"
    status = 409


def _digest(params: SearchParams, size: int, generation: str) -> bytes:
    asked = params.model_dump_json(exclude={*_NOT_BOUND, "size"})
    bound = "\0".join((generation, str(size), asked))
    return hashlib.sha256(bound.encode("utf-8", "surrogatepass")).digest()[:_DIGEST]


def next_cursor(page: Page, params: SearchParams, generation: str) -> str | None:
    """Return the cursor of the page after ``page``, or nothing if it is the last."""
    seen = page.page * page.size + page.folded
    if len(page.hits) < page.size or seen >= page.total or page.page >= MAX_PAGE:
        return None
    number = (page.page + 1).to_bytes(_NUMBER, "big")
    return urlsafe_b64encode(_digest(params, page.size, generation) + number).decode()


def page_of(cursor: str, params: SearchParams, size: int, generation: str) -> int:
    """Return the number of the page at which a cursor points; raise StaleCursor."""
    try:
        read = urlsafe_b64decode(cursor)
    except (ValueError, binascii.Error):
        read = b""
    number = int.from_bytes(read[_DIGEST:], "big")
    if read[:_DIGEST] != _digest(params, size, generation) or not 1 <= number <= MAX_PAGE:
        raise StaleCursor(
            "This cursor is not one of this search in the index as it is now.",
            hint="Repeat all parameters with a cursor; if the index has changed, begin again"
            " without one.",
        )
    return number
