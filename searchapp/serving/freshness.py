"""Answers that have not changed are not made again: entity tags, known before any search.

An answer depends on the generation of the index, on the glossary, on the address, on this
software, and for a page on the language and the look it is in. The tag is a digest of these. It
is weak, since it says the same of an answer compressed in any way, and of one that took another
time to make.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import cache, wraps
from pathlib import Path
from typing import ParamSpec, cast

from flask import Response, g, make_response, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue

import indexer
import searchapp
from searchapp.interface import language, theme
from searchapp.service import current_service

_P = ParamSpec("_P")
_View = Callable[_P, ResponseReturnValue]


@cache
def software() -> str:
    """Return a digest of everything that makes answers."""
    digest = hashlib.sha256()
    for path in makers():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def makers() -> Iterator[Path]:
    """Yield the files that make answers: code, templates, words, style sheets and scripts."""
    for package in (Path(searchapp.__file__).parent, Path(indexer.__file__).parent):
        for path in sorted(package.rglob("*")):
            if path.suffix in {".py", ".html", ".xml", ".po", ".css", ".js"}:
                yield path


def _tag(*of: str) -> str:
    asked = request_ctx.request
    g.version = version = current_service().version
    parts = (
        software(),
        version,
        asked.scheme,
        asked.host,
        asked.path,
        asked.query_string.decode("latin-1"),
        *of,
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:24]


def current_version() -> str:
    """Return the version of the index when the current request came, for views that are fresh."""
    return cast("str", g.version)


def _answered(tag: str, view: Callable[[], ResponseReturnValue]) -> Response:
    held = "If-None-Match" in request.headers and request.if_none_match
    if held and tag in held.as_set(include_weak=True):
        response = Response(status=304)
        del response.headers["Content-Type"]
    else:
        response = make_response(view())
    if response.status_code in {200, 304}:
        response.set_etag(tag, weak=True)
    return response


def fresh(view: _View[_P]) -> _View[_P]:
    """Make a view answer 304 to who holds its answer to the same address already."""

    @wraps(view)
    def known(*args: _P.args, **kwargs: _P.kwargs) -> ResponseReturnValue:
        return _answered(_tag(), lambda: view(*args, **kwargs))

    return known


def fresh_page(view: _View[_P]) -> _View[_P]:
    """Do the same for a page, which has a language and a look."""

    @wraps(view)
    def known(*args: _P.args, **kwargs: _P.kwargs) -> ResponseReturnValue:
        tag = _tag(language(), theme())
        response = _answered(tag, lambda: view(*args, **kwargs))
        if response.status_code == 304:
            response.vary.update(("Accept-Language", "Cookie"))
        return response

    return known
