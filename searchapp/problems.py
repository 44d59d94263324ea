"""Errors -> answers: ``application/problem+json`` (RFC 9457) for programs, pages for people.

Errors of the project's own family say what is wrong and what to do; those words are shown. Of
anything else only the status is shown, and the rest goes to the log.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from indexer.errors import (
    Busy,
    ClusterAccess,
    ClusterError,
    ClusterFull,
    ClusterUnavailable,
    ClusterVersion,
    CorruptIndex,
    DocumentNotFound,
    IndexNotFound,
    QuerlangError,
    QueryTooSlow,
    StaleIndex,
    UnsupportedByEngine,
)
from indexer.model import Json
from searchapp.api.cursor import StaleCursor
from searchapp.params import ParameterError, ParameterProblem, typed_query

PROBLEM_TYPE = "application/problem+json"
_FOR_PROGRAMS = (
    "/api/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/opensearch.xml",
    "/feed.atom",
)

_log = logging.getLogger(__name__)


class KeyRequired(QuerlangError):
    """A request came without the key that the server asks for."""

    code = "key-required"
    status = 401


class Problem(NamedTuple):
    """A kind of problem as it is documented: its code, its status and what it means."""

    code: str
    status: int
    words: str


def _of(error: type[QuerlangError]) -> Problem:
    return Problem(error.code, error.status, (error.__doc__ or "").split("\n\n")[0].strip())


PROBLEMS = (
    *map(
        _of,
        (
            ParameterError,
            UnsupportedByEngine,
            KeyRequired,
            DocumentNotFound,
            StaleCursor,
            QueryTooSlow,
        ),
    ),
    Problem("too-many-requests", 429, "This address has sent more requests than it may."),
    Problem("only-reading", 405, "Addresses are read with GET or HEAD, and changed by nothing."),
    *map(_of, (Busy, IndexNotFound, StaleIndex, CorruptIndex)),
    *map(_of, (ClusterUnavailable, ClusterAccess, ClusterFull, ClusterVersion, ClusterError)),
    Problem("internal", 500, "Something went wrong; the log of the server says what."),
)
"""Every kind of problem that an address of the API may answer."""

_BY_STATUS = {429: "too-many-requests"}
"""The codes of errors that are not of our own family; others are told by their status alone."""


def _problem(status: int, *, code: str, detail: str, errors: tuple[ParameterProblem, ...]) -> Json:
    return {
        "type": f"urn:querlang:problem:{code}" if code else "about:blank",
        "title": code.replace("-", " ").capitalize() if code else HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": [{"parameter": item.parameter, "detail": item.detail} for item in errors],
    }


def quoted_path() -> str:
    """Return the path of the request as it may stand in a log: one word, no query."""
    return quote(request.path, safe="/!$&'()*+,;=:@")


def _answer(
    status: int,
    *,
    code: str = "",
    detail: str = "",
    hint: str = "",
    errors: tuple[ParameterProblem, ...] = (),
) -> Response:
    if request.path.startswith(_FOR_PROGRAMS):
        body = _problem(status, code=code, detail=f"{detail} {hint}".strip(), errors=errors)
        return Response(current_app.json.dumps(body), status, mimetype=PROBLEM_TYPE)
    page = render_template(
        "error.html",
        status=status,
        code=code,
        detail=detail,
        hint=hint,
        errors=errors,
        typed=typed_query(),
    )
    return Response(page, status)


def _known(error: QuerlangError) -> Response:
    answer = _told(error)
    if error.retry_after:
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _told(error: QuerlangError) -> Response:
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.warning("%s %s: %s", request.method, quoted_path(), error)
    if error.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return _answer(error.status, detail="The server could not answer; its log says why.")
    if isinstance(error, DocumentNotFound):
        # The searcher's own words are for the terminal: they name the folder of the index.
        wanted = (request.view_args or {}).get("document_id")
        return _answer(
            error.status, code=error.code, detail=f"There is no document with the id {wanted!r}."
        )
    errors = error.problems if isinstance(error, ParameterError) else ()
    return _answer(
        error.status, code=error.code, detail=error.message, hint=error.hint, errors=errors
    )


def _http(error: HTTPException) -> HTTPException | Response:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    answer = _answer(
        error.code, code=_BY_STATUS.get(error.code, ""), detail=error.description or ""
    )
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            answer.headers[name] = value
    return answer


def _unknown(error: Exception) -> Response:
    _log.error("%s %s failed", request.method, quoted_path(), exc_info=error)
    return _answer(500, detail="The server could not answer; its log says why.")


def register(app: Flask) -> None:
    """Make ``app`` answer every error in one of the two forms."""
    app.register_error_handler(QuerlangError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)
