"""The choice of language and look: one button each, kept in a cookie, no script needed."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from searchapp.interface import LANGUAGE_COOKIE, LANGUAGES, THEME_COOKIE, THEMES

blueprint = Blueprint("preferences", __name__)

_YEAR = 365 * 24 * 3600


def _here(address: str) -> str:
    """Return ``address`` if it is a path of this server, else the search page."""
    parts = urlsplit(address.replace("\\", "/"))
    own = not parts.scheme and not parts.netloc and address.startswith("/")
    return address if own and address.isprintable() else url_for("pages.search")


@blueprint.post("/preferences")
def choose() -> ResponseReturnValue:
    """Keep a choice and go back to the page on which it was made."""
    answer = redirect(_here(request.form.get("next", "")), 303)
    choices = ((LANGUAGE_COOKIE, LANGUAGES), (THEME_COOKIE, THEMES))
    made = {name: request.form[name] for name, _ in choices if name in request.form}
    for name, known in choices:
        if name in made and made[name] not in known:
            raise BadRequest(f"{name} must be one of: {', '.join(known)}.")
    if not made:
        raise BadRequest("Choose a language or a theme.")
    for name, value in made.items():
        answer.set_cookie(name, value, max_age=_YEAR, samesite="Lax", httponly=True)
    return answer
