"""Headers of every answer: nothing is loaded from elsewhere, nothing is told elsewhere."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest

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

_HEADERS = [(name, name.lower(), value) for name, value in HEADERS.items()]


def _add_headers(response: Response) -> Response:
    given = {name.lower() for name, _ in response.headers}
    for name, lowered, value in _HEADERS:
        if lowered not in given:
            response.headers.add(name, value)
    if request.endpoint != "static" and "cache-control" not in given:
        # Answers change with the index, and documents are not for shared caches.
        response.headers.add("Cache-Control", "private, no-cache")
    return response


def _check_host() -> None:
    """Refuse a request whose Host is none: absolute addresses are made of it."""
    if not request.host:
        raise BadRequest("The Host header is not the name of a host.")


def register(app: Flask) -> None:
    """Make ``app`` send the headers with every answer."""
    app.before_request(_check_host)
    app.after_request(_add_headers)
