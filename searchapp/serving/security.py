"""Headers of every answer: nothing is loaded from elsewhere, nothing is told elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flask import Flask, request
from werkzeug.exceptions import BadRequest

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_STATIC = "/static/"

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # A page may know which page of ours it was reached from; with "no-referrer" it may not.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

_NAMES = frozenset(name.lower() for name in HEADERS)
# Answers change with the index, and documents are not for shared caches.
_CACHED = ("Cache-Control", "private, no-cache")


def _all(path: str, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the headers of an answer with those that it lacks."""
    given = {name.lower() for name, _ in headers}
    lacking = list(HEADERS.items())
    if not given.isdisjoint(_NAMES):
        lacking = [each for each in lacking if each[0].lower() not in given]
    if not path.startswith(_STATIC) and "cache-control" not in given:
        lacking.append(_CACHED)
    return headers + lacking


def _check_host() -> None:
    """Refuse a request whose Host is none: absolute addresses are made of it."""
    if not request.host:
        raise BadRequest("The Host header is not the name of a host.")


def register(app: Flask) -> None:
    """Make ``app`` send the headers with every answer.

    They are put to what goes out: Werkzeug looks at each that a response has, several times.
    """
    inner = app.wsgi_app

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(
            status: str, headers: list[tuple[str, str]], exc_info: OptExcInfo | None = None, /
        ) -> Callable[[bytes], object]:
            return start_response(status, _all(environ.get("PATH_INFO", ""), headers), exc_info)

        return inner(environ, start)

    app.before_request(_check_host)
    app.wsgi_app = answer  # type: ignore[method-assign]
