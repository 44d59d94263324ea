"""Errors -> answers: ``application/problem+json`` (RFC 9457) for programs, pages for people.

Errors of the project's own family say what is wrong and what to do; those words are shown. Of
anything else only the status is shown, and the rest goes to the log.
"""

from __future__ import annotations

import logging
from http import HTTPStatus

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from indexer.errors import DocumentNotFound, QuerlangError
from indexer.model import Json
from searchapp.params import ParameterError, ParameterProblem, typed_query

PROBLEM_TYPE = "application/problem+json"
_FOR_PROGRAMS = ("/api/", "/healthz", "/readyz")

_log = logging.getLogger(__name__)


def _problem(status: int, *, code: str, detail: str, errors: tuple[ParameterProblem, ...]) -> Json:
    return {
        "type": f"urn:querlang:problem:{code}" if code else "about:blank",
        "title": code.replace("-", " ").capitalize() if code else HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": [{"parameter": item.parameter, "detail": item.detail} for item in errors],
    }


def _answer(
    status: int,
    *,
    code: str = "",
    detail: str = "",
    hint: str = "",
    errors: tuple[ParameterProblem, ...] = (),
) -> Response:
    if request.path == "/api" or request.path.startswith(_FOR_PROGRAMS):
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
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.warning("%s %s: %s", request.method, request.path, error)
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
    answer = _answer(error.code, detail=error.description or "")
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            answer.headers[name] = value
    return answer


def _unknown(error: Exception) -> Response:
    _log.error("%s %s failed", request.method, request.path, exc_info=error)
    return _answer(500, detail="The server could not answer; its log says why.")


def register(app: Flask) -> None:
    """Make ``app`` answer every error in one of the two forms."""
    app.register_error_handler(QuerlangError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)
