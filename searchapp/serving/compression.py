"""Answers compressed for those who take them so: Brotli, else gzip."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_compress import Compress

_TYPES = [
    "text/html",
    "text/css",
    "text/javascript",
    "text/plain",
    "application/json",
    "application/problem+json",
    "application/atom+xml",
    "application/opensearchdescription+xml",
    "image/svg+xml",
]


def _in_memory(response: Response) -> Response:
    """Read a file that is going to be compressed, so that it is closed with the answer."""
    whole = request.endpoint == "static" and response.status_code == 200
    if whole and "Accept-Encoding" in request.headers and response.mimetype in _TYPES:
        response.direct_passthrough = False
        response.make_sequence()
    return response


def register(app: Flask) -> None:
    """Make ``app`` compress what is text and not short."""
    app.config["COMPRESS_MIMETYPES"] = _TYPES
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    app.config["COMPRESS_STREAMS"] = False
    Compress(app)
    app.after_request(_in_memory)
