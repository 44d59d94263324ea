"""Addresses of style sheets and scripts: they change with the file, so browsers may keep them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, url_for

_STATIC = Path(__file__).parent / "static"
_FOR_EVER = "public, max-age=31536000, immutable"


@cache
def version(filename: str) -> str:
    """Return a short digest of a static file."""
    return hashlib.sha256((_STATIC / filename).read_bytes()).hexdigest()[:10]


def asset(filename: str) -> str:
    """Return the address of a static file as it is now."""
    return url_for("static", filename=filename, v=version(filename))


def _keep(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
        response.headers["Cache-Control"] = _FOR_EVER
    return response


def register(app: Flask) -> None:
    """Give the templates of ``app`` the function ``asset``."""
    app.jinja_env.globals["asset"] = asset
    app.after_request(_keep)
