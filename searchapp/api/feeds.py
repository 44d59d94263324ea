"""A page of documents -> an Atom feed (RFC 4287)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import regex
from feedgenerator import Atom1Feed
from flask import request, url_for

from indexer.answer import mark_html
from indexer.model import Hit, Page
from searchapp.interface import language
from searchapp.links import search_args
from searchapp.params import SearchParams

ATOM = "application/atom+xml"

_NOT_XML = regex.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _clean(text: str) -> str:
    """Return a text without what no XML may hold."""
    return str(_NOT_XML.sub("\ufffd", text))


def _id(kind: str, of: str) -> str:
    """Return an id that stays the same wherever the server is."""
    name = f"querlang:{kind}:{of}".encode("utf-8", "replace").decode()
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def _moment(date: str | None, otherwise: datetime) -> datetime:
    try:
        return datetime.fromisoformat(date or "").replace(tzinfo=UTC)
    except ValueError:
        return otherwise


def _summary(hit: Hit) -> str:
    passages = [f"<p>{mark_html(_clean(each.text), each.marks)}</p>" for each in hit.snippets]
    return "".join(passages)


def feed(page: Page, params: SearchParams, built_at: str) -> str:
    """Return the hits of a page as a feed; what has no date is as new as the index."""
    built = _moment(built_at, datetime.now(UTC))
    args = search_args(params.model_copy(update={"page": 1}))
    title = f"Querlang: {params.q}" if params.q else "Querlang"
    atom = Atom1Feed(
        title=_clean(title),
        link=url_for("pages.search", _external=True, **args),  # type: ignore[arg-type]
        description="",
        language=language(),
        author_name="Querlang",
        feed_url=request.url,
        feed_guid=_id("search", repr(sorted(args.items()))),
    )
    for hit in page.hits:
        when = _moment(hit.date, built)
        atom.add_item(
            title=_clean(hit.title.strip() or hit.id),
            link=url_for("pages.document", document_id=hit.id, _external=True),
            description=_summary(hit),
            unique_id=_id("document", hit.id),
            pubdate=when,
            updateddate=when,
            categories=[_clean(hit.source)] if hit.source else [],
        )
    if not page.hits:
        atom.latest_post_date = lambda: built
    return str(atom.writeString("utf-8"))
