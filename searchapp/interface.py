"""The language and the look of the interface: chosen by a person, else by the browser.

A choice is kept in a cookie (see :mod:`searchapp.views.preferences`), never in an address, so
that an address that is shared is read in the reader's own language. Words come from the catalogs
in ``translations/``, one ``.po`` file a language; English is the language they are written in.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import Translations
from flask import Flask, Response, request, url_for
from flask_babel import Babel, Domain, get_locale, gettext

from indexer.model import Note
from searchapp.render.attributes import date_parts

LANGUAGES = {"en": "English", "de": "Deutsch", "vi": "Tiếng Việt", "ru": "Русский"}
"""The languages of the interface and what they call themselves."""

_DATES = {"en": "en_GB"}
"""Where dates are not written as in the country that a language alone stands for."""

THEMES = ("system", "light", "dark")

LANGUAGE_COOKIE = "language"
THEME_COOKIE = "theme"

_CATALOGS = Path(__file__).parent / "translations"


class _Catalogs(Domain):  # type: ignore[misc]
    """The catalogs as they are written: compiled when they are first needed."""

    def get_translations(self) -> Translations:
        """Return the words of the current language."""
        return _catalog(language())


class _Babel(Babel):  # type: ignore[misc]
    @property
    def domain_instance(self) -> Domain:
        """Return the one domain there is."""
        return _DOMAIN


_DOMAIN = _Catalogs()


@cache
def _catalog(lang: str) -> Translations:
    path = _CATALOGS / lang / "LC_MESSAGES" / "messages.po"
    if not path.is_file():
        return Translations()
    with path.open("rb") as source:
        catalog = read_po(source, locale=lang)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)


def language() -> str:
    """Return the language of the interface in the current request: a key of LANGUAGES."""
    locale = get_locale()
    return str(locale.language) if locale else "en"


def theme() -> str:
    """Return the look that was chosen: one of THEMES."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else THEMES[0]


def _choose() -> str:
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES) or "en"


def here() -> str:
    """Return the address of the current page, to come back to."""
    if request.endpoint is None or request.method != "GET":
        return url_for("pages.search")
    path = url_for(request.endpoint, **(request.view_args or {}))
    asked = quote(request.query_string, safe="!$&'()*+,;=:@/?%")
    return f"{path}?{asked}" if asked else path


def said(note: str) -> str:
    """Return a note in the language of the interface."""
    return str(gettext(note.message, **note.values) if isinstance(note, Note) else gettext(note))


def number(value: int) -> str:
    """Return a number as the language of the interface writes it."""
    return format_decimal(value, locale=language())


def percent(value: float) -> str:
    """Return a share as the language of the interface writes it."""
    return format_percent(value, locale=language())


def day(value: str) -> str:
    """Return an ISO date, month or year in words; what is none stays as it is."""
    parts = date_parts(value)
    if parts is None or len(parts) == 1:
        return value
    when = date(*parts, *([1] * (3 - len(parts))))
    locale = _DATES.get(language(), language())
    if len(parts) == 2:
        return format_skeleton("yMMMM", when, locale=locale)
    return format_date(when, "long", locale=locale)


def short_day(value: str) -> str:
    """Return an ISO date or month in few letters; a year, and what is none, stays as it is."""
    parts = date_parts(value)
    if parts is None or len(parts) == 1:
        return value
    when = date(*parts, *([1] * (3 - len(parts))))
    skeleton = "yMMM" if len(parts) == 2 else "yMMMd"
    return format_skeleton(skeleton, when, locale=_DATES.get(language(), language()))


def language_name(code: str | None) -> str:
    """Return what a language of documents is called, beginning with a capital letter."""
    try:
        name = Locale.parse(language()).languages.get(code or "")
    except ValueError:
        name = None
    name = name or code or gettext("Unknown language")
    return name[:1].upper() + name[1:]


def _name_what_it_depends_on(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Language", language())
        response.vary.update(("Accept-Language", "Cookie"))
    return response


def register(app: Flask) -> None:
    """Give the templates of ``app`` the words, dates and numbers of the reader's language."""
    _Babel(app, locale_selector=_choose)
    app.jinja_env.filters |= {
        "number": number,
        "percent": percent,
        "day": day,
        "short_day": short_day,
        "language": language_name,
        "said": said,
    }
    app.jinja_env.globals |= {
        "here": here,
        "interface_language": language,
        "interface_languages": LANGUAGES,
        "interface_theme": theme,
        "interface_themes": THEMES,
    }
    app.after_request(_name_what_it_depends_on)
