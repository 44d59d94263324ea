"""Logs: a line a request if asked for, for people or as JSON; each request has an id.

What was searched for is not logged unless the settings say so, and neither are addresses of
clients, keys or cookies. A client's own ``X-Request-ID`` is taken over if it is a plain word.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from datetime import UTC, datetime

from flask import Flask, Response, g, has_request_context, request

from indexer.config import Settings
from searchapp.problems import quoted_path

_HEADER = "X-Request-ID"
_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,64}")
_FIELDS = ("method", "path", "endpoint", "status", "ms", "bytes", "query")

_log = logging.getLogger("searchapp.requests")


class _Json(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context() and "request_id" in g:
            line["request_id"] = g.request_id
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(settings: Settings) -> None:
    """Make the process log as the settings say, on stderr."""
    handler = logging.StreamHandler()
    if settings.log_format == "json":
        handler.setFormatter(_Json())
    else:
        handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    # It would write a line for nearly every request as long as there are more than threads.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    if settings.log_requests or settings.log_queries:
        _log.setLevel(logging.INFO)


def register(app: Flask, settings: Settings) -> None:
    """Give every request of ``app`` an id, and a line in the log if the settings ask for one."""

    def begin() -> None:
        given = request.headers.get(_HEADER, "")
        g.request_id = given if _PLAIN.fullmatch(given) else secrets.token_hex(16)
        g.logged_from = time.perf_counter()

    def end(response: Response) -> Response:
        if "request_id" not in g:
            return response
        response.headers[_HEADER] = g.request_id
        if not _log.isEnabledFor(logging.INFO):
            return response
        took = round((time.perf_counter() - g.logged_from) * 1000, 1)
        path = quoted_path()
        said: dict[str, object] = {
            "method": request.method,
            "path": path,
            "endpoint": request.endpoint,
            "status": response.status_code,
            "ms": took,
            "bytes": response.content_length,
        }
        text = f"{request.method} {path} {response.status_code} {took} ms"
        if settings.log_queries and (asked := request.args.get("q")):
            said["query"] = asked
            text += f" {asked!r}"
        _log.info("%s", text, extra=said)
        return response

    app.before_request(begin)
    app.after_request(end)
