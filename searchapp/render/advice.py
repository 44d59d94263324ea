"""What to try when nothing was found: each as the address of a search that can be made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from indexer.model import Meaning, Page
from searchapp.links import search_url
from searchapp.params import SearchParams

_MOST_WORDS = 6
_SHORTEST = 6
"""Of a word of fewer letters no beginning is tried."""
_QUOTES = str.maketrans("", "", '"“”„‟«»')


class Try(NamedTuple):
    """A search to try: what is different about it, its query, its address."""

    kind: str
    query: str
    url: str


def advice(page: Page, params: SearchParams, without_filters: str) -> list[Try]:
    """Return the searches that may find what this one did not; the likeliest first.

    ``without_filters`` is the address of the same search with no filter.
    """
    found: list[Try] = []
    if params.filtered:
        found.append(Try("filters", params.q, without_filters))
    if "off" in (params.names, params.places):
        url = search_url(params, names="on", places="on")
        found.append(Try("spellings", params.q, url))
    if params.across == "off" and params.q:
        found.append(Try("across", params.q, search_url(params, across="on")))
    unquoted = " ".join(params.q.translate(_QUOTES).split())
    if unquoted and unquoted != " ".join(params.q.split()):
        found.append(Try("quotes", unquoted, search_url(params, q=unquoted)))
    words = list(dict.fromkeys(_words(page.query.meaning)))
    if len(words) > 1:
        found += [Try("word", word, search_url(params, q=word)) for word in words[:_MOST_WORDS]]
    elif words and words[0].isalpha() and len(words[0]) >= _SHORTEST:
        beginning = f"{words[0][: len(words[0]) * 2 // 3]}*"
        found.append(Try("beginning", beginning, search_url(params, q=beginning)))
    return found


def _words(meaning: Meaning | None) -> Iterator[str]:
    """Yield the words and phrases that a query asks for."""
    if meaning is None or meaning.excluded:
        return
    for part in meaning.parts:
        yield from _words(part)
    if meaning.asks in ("word", "prefix", "fuzzy"):
        yield meaning.text
    elif meaning.asks == "phrase":
        yield from meaning.text.split()
