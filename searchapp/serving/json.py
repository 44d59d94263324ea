"""JSON as the application writes it: UTF-8, in the order given, by msgspec."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from flask import Response
from flask.json.provider import JSONProvider

from indexer.model import Page


def written(page: Page, part: str, make: Callable[[Page], Any]) -> msgspec.Raw:
    """Return a part of a page as JSON, to be put into an answer.

    It is made and written once as long as the page is remembered.
    """
    known = page.written.get(part)
    if known is None:
        known = page.written[part] = msgspec.json.encode(make(page))
    return msgspec.Raw(known)


class Json(JSONProvider):
    """Flask's JSON, written by msgspec, which is faster than the standard library."""

    def dumps(self, obj: Any, **_: Any) -> str:
        """Return ``obj`` as JSON; options are those of other providers, and ignored."""
        return msgspec.json.encode(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """Return what a JSON text holds."""
        return msgspec.json.decode(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Return an answer with its arguments as JSON."""
        body = msgspec.json.encode(self._prepare_response_obj(args, kwargs)) + b"\n"
        return Response(body, mimetype="application/json")
