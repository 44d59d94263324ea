"""Markdown (.md): CommonMark with tables, rendered by markdown-it-py and read as HTML.

Front matter in YAML gives title, date, author, url and lang; its values are taken as written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexer.sources.base import Content, safe
from indexer.sources.encoding import decode
from indexer.sources.html import parse_markup

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_KEYS = {
    "title": ("title",),
    "date": ("date", "published", "created"),
    "author": ("author", "authors", "creator"),
    "url": ("url", "canonical", "canonical_url", "source", "link"),
    "lang": ("lang", "language", "locale"),
}


def parse(data: bytes) -> Content:
    """Return the rendered text, and the front matter's or the first heading's title."""
    source = safe(decode(data)).lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    matter, body = _split(source)
    renderer = _renderer()
    tokens = renderer.parse(body)
    content = parse_markup(renderer.renderer.render(tokens, renderer.options, {}))
    found = {name: _first(matter, keys) for name, keys in _KEYS.items()}
    return replace(
        content,
        title=found["title"] or _first_heading(tokens) or content.title,
        date=found["date"],
        author=found["author"],
        url=found["url"],
        lang=found["lang"] or content.lang,
    )


@lru_cache(maxsize=1)
def _renderer() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _first_heading(tokens: Sequence[Token]) -> str:
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            parts = inline.children or []
            return "".join(p.content for p in parts if p.type in {"text", "code_inline"})
    return ""


def _split(source: str) -> tuple[dict[str, object], str]:
    """Return the front matter and the rest; what is not YAML of keys and values is text."""
    match = _FRONT_MATTER.match(source)
    if not match:
        return {}, source
    try:
        # BaseLoader makes nothing but strings, lists and mappings: it is the strictest there is.
        matter = yaml.load(match[1], Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError):
        return {}, source
    if not isinstance(matter, dict):
        return {}, source
    return {str(key).lower(): value for key, value in matter.items()}, source[match.end() :]


def _first(matter: dict[str, object], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = matter.get(key)
        if isinstance(value, list):
            value = ", ".join(item for item in value if isinstance(item, str))
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None
