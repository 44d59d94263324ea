"""What the head of a page states about it: title, date, address, author, language.

The ``meta`` elements of news sites (Open Graph, Dublin Core, Schema.org) and JSON-LD agree on few
names; the tables below hold the usual ones, the most reliable first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from indexer.sources.base import Content, one_line, web_address
from indexer.sources.dates import parse_date

_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "publishdate", "publish_date",
    "pubdate", "publication_date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date",
    "dc.date.created", "dcterms.created", "datecreated", "parsely-pub-date", "sailthru.date",
    "date",
)  # fmt: skip
_AUTHOR = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author")
_SITE_NAME = re.compile(r"\s*[|–—·»•:-]\s")
_LD_NODES = 1000


def metadata(tree: LexborHTMLParser, text: str) -> Content:
    """Return the content of a page: its text and what the page states about itself."""
    meta = _meta(tree)
    linked = list(_linked_data(tree))
    return Content(
        text=text,
        title=_title(tree, meta),
        lang=_attribute(tree, "html", "lang") or meta.get("content-language"),
        date=_date(tree, meta, linked),
        url=_url(tree, meta),
        author=_author(meta, linked),
    )


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = (attributes.get(key) or "").strip().lower()
            content = (attributes.get("content") or "").strip()
            if name and content:
                found.setdefault(name, content)
    return found


def _title(tree: LexborHTMLParser, meta: dict[str, str]) -> str:
    """Return the title without the name of the site, where a shorter form of it is known."""
    node = tree.css_first("head > title") or tree.css_first("title")
    title = one_line(node.text() if node else "")
    heading = tree.css_first("h1")
    others = [one_line(meta.get("og:title")), one_line(heading.text() if heading else "")]
    for other in filter(None, others):
        if not title:
            return other
        if title.startswith(other) and _SITE_NAME.match(title[len(other) :]):
            return other
    return title


def _date(tree: LexborHTMLParser, meta: dict[str, str], linked: list[dict[str, Any]]) -> str | None:
    stated = [meta.get(name) for name in _PUBLISHED]
    stated += [_text_of(item.get("datePublished")) for item in linked]
    stated += [
        node.attributes.get("datetime") or node.attributes.get("content")
        for node in tree.css("[itemprop=datePublished], time[pubdate]")
    ]
    stated.append(_attribute(tree, "time[datetime]", "datetime"))
    return next(filter(None, map(parse_date, stated)), None)


def _url(tree: LexborHTMLParser, meta: dict[str, str]) -> str | None:
    canonical = _attribute(tree, "link[rel=canonical]", "href")
    return web_address(canonical) or web_address(meta.get("og:url"))


def _author(meta: dict[str, str], linked: list[dict[str, Any]]) -> str | None:
    named = [meta.get(name) for name in _AUTHOR]
    for item in linked:
        author = item.get("author")
        people = author if isinstance(author, list) else [author]
        names = [_text_of(p.get("name") if isinstance(p, dict) else p) for p in people]
        named.append(", ".join(filter(None, names)))
    return next((name for name in named if name and not web_address(name)), None)


def _linked_data(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD, also those within a list or a graph."""
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            pending = [json.loads(node.text_content or node.text())]
        except (ValueError, RecursionError):
            continue  # many pages have broken JSON-LD; the other sources of metadata remain
        for _ in range(_LD_NODES):
            if not pending:
                break
            item = pending.pop(0)
            if isinstance(item, list):
                pending.extend(item)
            elif isinstance(item, dict):
                yield item
                pending.append(item.get("@graph"))


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str | None:
    node = tree.css_first(selector)
    return node.attributes.get(name) if node else None


def _text_of(value: object) -> str | None:
    return value if isinstance(value, str) else None
