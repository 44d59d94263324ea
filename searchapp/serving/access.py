"""Who may ask: a key for the whole server or the API alone, so many requests, which web sites.

All of it is off unless the settings say so. The key is given as ``Authorization: Bearer KEY``, as
``X-API-Key: KEY``, or by a browser, which asks its reader, as the password of HTTP Basic with any
user name. Health checks and static files, which say nothing of the documents, need no key. Where
the key is for the API alone, the search box of the pages may still ask for suggestions.
"""

from __future__ import annotations

import hmac

from flask import Flask, Response, request

from indexer.config import Settings
from indexer.errors import SettingsError
from searchapp.problems import KeyRequired

_OPEN_TO_ALL = {"static", "health.alive", "health.ready"}
_API = "/api/v1/"
_FOR_THE_PAGES = ("/api/v1/suggest",)
_REALM = 'realm="Querlang", charset="UTF-8"'
_PREFLIGHT_SECONDS = 600
_EXPOSED = ("ETag", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "X-Request-ID")


def _given() -> str:
    """Return the key that came with the request, in whatever way."""
    if header := request.headers.get("X-API-Key"):
        return header
    given = request.authorization
    if given is None:
        return ""
    return (given.password if given.type == "basic" else given.token) or ""


def _guard(app: Flask, settings: Settings) -> None:
    key = settings.api_key.encode()

    def wanted() -> bool:
        if request.endpoint in _OPEN_TO_ALL:
            return False
        if settings.api_key_for == "all":
            return True
        return request.path.startswith(_API) and not request.path.startswith(_FOR_THE_PAGES)

    def check() -> None:
        if wanted() and not hmac.compare_digest(_given().encode("utf-8", "replace"), key):
            raise KeyRequired(
                "This server answers those who have its key.",
                hint="Send it as Authorization: Bearer KEY, or as X-API-Key: KEY.",
            )

    def ask(response: Response) -> Response:
        if response.status_code == 401:
            program = request.path.startswith(_API) or request.method == "OPTIONS"
            response.headers["WWW-Authenticate"] = f"{'Bearer' if program else 'Basic'} {_REALM}"
        return response

    app.before_request(check)
    app.after_request(ask)


def _limit(app: Flask, rate: str) -> None:
    from flask_limiter import HeaderNames, Limiter
    from flask_limiter.util import get_remote_address
    from limits import parse_many

    try:
        parse_many(rate)
    except ValueError as error:
        raise SettingsError(
            f"Setting 'rate_limit' is not valid: {rate!r}.",
            hint="Write a number and a time, such as 60/minute or 5/second;1000/day.",
        ) from error
    limiter = Limiter(
        get_remote_address,
        app=app,
        application_limits=[rate],
        application_limits_exempt_when=lambda: request.endpoint in _OPEN_TO_ALL,
        headers_enabled=True,
        header_name_mapping={
            HeaderNames.LIMIT: "RateLimit-Limit",
            HeaderNames.REMAINING: "RateLimit-Remaining",
            HeaderNames.RESET: "RateLimit-Reset",
        },
        retry_after="delta-seconds",
        storage_uri="memory://",
        strategy="moving-window",
    )
    app.extensions["querlang-limiter"] = limiter


def _share(app: Flask, origins: list[str]) -> None:
    from flask_cors import CORS

    def preflight() -> Response | None:
        """Answer what a browser asks before a script's request; flask-cors adds the headers."""
        asked = request.headers.get("Access-Control-Request-Method")
        shared = request.path.startswith(_API) or request.path == "/openapi.json"
        return Response(status=204) if request.method == "OPTIONS" and asked and shared else None

    app.before_request(preflight)
    CORS(
        app,
        resources={r"/api/v1/.*": {}, r"/openapi\.json": {}},
        origins="*" if origins == ["*"] else origins,
        methods=["GET", "HEAD"],
        allow_headers=["Authorization", "If-None-Match", "X-API-Key", "X-Request-ID"],
        expose_headers=list(_EXPOSED),
        max_age=_PREFLIGHT_SECONDS,
        send_wildcard=origins == ["*"],
    )


def register(app: Flask, settings: Settings) -> None:
    """Make ``app`` ask for a key, count requests and share its API as the settings say."""
    if origins := settings.cors_origins.split():
        _share(app, origins)  # first: what a browser asks beforehand carries no key
    if settings.rate_limit.strip():
        _limit(app, settings.rate_limit)
    if settings.api_key:
        _guard(app, settings)
