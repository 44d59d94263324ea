"""Addresses: every state of the search is in its address, and only what differs from the default.

Document ids are any text. :class:`DocumentIdConverter` writes an id so that the server, and a
browser that tidies ``//`` and ``..`` away, both get the same id back.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from flask import url_for
from werkzeug.routing import BaseConverter

from indexer.model import HitPlace
from searchapp.params import SearchParams


class DocumentIdConverter(BaseConverter):
    """A document id in a path: slashes, spaces, percent signs, question marks and all."""

    regex = "(?s:.+)"
    part_isolating = False

    def to_url(self, value: Any) -> str:
        """Quote an id; its slashes too where a segment is empty or made of dots."""
        text = str(value)
        tidied_away = any(segment in {"", ".", ".."} for segment in text.split("/"))
        return quote(text, safe="!$'()*,:;@" if tidied_away else "!$'()*,:;@/")


def search_args(params: SearchParams) -> dict[str, str | list[str]]:
    """Return the parameters that say something, by the names they have in an address."""
    args: dict[str, str | list[str] | None] = {
        "q": params.q,
        "lang": list(params.lang),
        "from": params.date_from,
        "to": params.date_to,
        "place": list(params.place),
        "source": list(params.source),
        "type": list(params.type),
        "sort": params.sort if params.sort != "relevance" else None,
        "names": params.names if params.names != "on" else None,
        "places": params.places if params.places != "on" else None,
        "duplicates": params.duplicates if params.duplicates != "fold" else None,
        "across": params.across if params.across != "on" else None,
        "copies_of": params.copies_of,
        "size": str(params.size) if params.size else None,
        "page": str(params.page) if params.page > 1 else None,
    }
    return {name: value for name, value in args.items() if value}


def hidden_fields(params: SearchParams, *left_out: str) -> list[tuple[str, str]]:
    """Return what a form sends along besides its own fields; the page starts over."""
    pairs: list[tuple[str, str]] = []
    for name, value in search_args(params).items():
        if name not in {"page", *left_out}:
            values = [value] if isinstance(value, str) else value
            pairs += [(name, item) for item in values]
    return pairs


def search_url(params: SearchParams, **changes: Any) -> str:
    """Return the address of a search with ``changes`` made; any change starts at page 1."""
    changed = params.model_copy(update={"page": 1, **changes})
    return url_for("pages.search", **search_args(changed))  # type: ignore[arg-type]


def feed_url(params: SearchParams) -> str:
    """Return the address of the feed of a search, whatever page and order it is looked at in."""
    changed = params.model_copy(update={"page": 1, "sort": "relevance", "size": None})
    return url_for("machines.atom", **search_args(changed))  # type: ignore[arg-type]


def document_url(document_id: str, params: SearchParams) -> str:
    """Return the address of a document, which remembers the search it was found by."""
    return url_for("pages.document", document_id=document_id, **search_args(params))  # type: ignore[arg-type]


def place_url(place: HitPlace, params: SearchParams) -> str:
    """Return the address of the same search among documents that name a place."""
    return search_url(params, place=(place.value,))


def web_url(url: str | None) -> str | None:
    """Return ``url`` if it is a web address that may be followed, else nothing."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def host(url: str) -> str:
    """Return the host of a web address, as a short name of where it leads."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
