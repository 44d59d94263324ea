"""Dates: what a document states, and dates in its first lines, as ``YYYY-MM-DD``.

Regular expressions only find where a full date could be; the dateparser library reads it, day
before month except where that cannot be. Nothing is completed from today's date: a day without
a year, "yesterday" and the like are not dates here.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

LANGUAGES = ("de", "en", "vi", "ru")
FIRST_LINES = 10
FIRST_CHARS = 1500

_YEAR = re.compile(r"(?<!\d)(?:1[0-9]|20|21)\d{2}(?!\d)")
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?(?:[T ].*)?", re.DOTALL)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}.*)?")
_PDF = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?.*", re.DOTALL)
_YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})(?:\D.*)?", re.DOTALL)
_CANDIDATES = re.compile(
    r"""(?<![\w/.-])(?:
      (?P<iso>\d{4}-\d{2}-\d{2})(?=T\d|\b)
    | (?P<number>\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{4})
    | (?P<vi>\d{1,2}\s+tháng\s+(?:\d{1,2}|[^\W\d]+(?:\s+[^\W\d]+)?)\s*,?\s*(?:năm\s+)?\d{4})
    | (?P<day>["«„“]?\d{1,2}["»“”]?(?:\.|st|nd|rd|th|-?го|-?е)?
        \s+(?:of\s+)?[^\W\d]{3,}\.?,?\s+\d{4})
    | (?P<month>[^\W\d]{3,}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})
    )(?![\w/-]|\.\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?<=\d)(?:-?го|-?е|st|nd|rd|th)\b|\bof\b|[\"«»„“”]", re.IGNORECASE)
_SETTINGS = {
    "DATE_ORDER": "DMY",
    "PREFER_LOCALE_DATE_ORDER": False,
    "PARSERS": ["absolute-time"],
}


def parse_date(value: str | None) -> str | None:
    """Return a date that metadata gives in any usual form, or ``None`` if it is not absolute.

    A year or a month stands for its first day. Times and zones are not converted: the date is
    the one that is written.
    """
    text = unicodedata.normalize("NFC", value or "").strip()
    if not text or len(text) > 100:
        return None
    if re.fullmatch(r"\d{4}", text):
        return _valid(text)
    for pattern in (_ISO, _COMPACT, _PDF, _YEAR_FIRST):
        if match := pattern.fullmatch(text):
            return _valid(*(part or "1" for part in match.groups()))
    return _interpret(text, whole=False) if _YEAR.search(text) else None


def find_date(text: str) -> str | None:
    """Return the first full date in the first lines, one on a line of its own before others."""
    lines = [line.strip() for line in text[:FIRST_CHARS].split("\n") if line.strip()]
    in_sentence = None
    for line in lines[:FIRST_LINES]:
        line = unicodedata.normalize("NFC", line)
        for match in _CANDIDATES.finditer(line):
            found = _read(match)
            if found and _is_date_line(line, match):
                return found
            in_sentence = in_sentence or found
    return in_sentence


def _is_date_line(line: str, match: re.Match[str]) -> bool:
    """Tell whether a line is there for its date, with at most a place or a time beside it."""
    return len(line) < len(match[0]) + 40 and not re.search(r"(?<![гГ])[.!?]$", line)


def _read(match: re.Match[str]) -> str | None:
    if match["iso"]:
        return _valid(*match["iso"].split("-"))
    year = match[0][-4:]
    if not _YEAR.fullmatch(year):
        return None
    return _interpret(match[0], whole=True)


def _valid(year: str, month: str = "1", day: str = "1") -> str | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found.isoformat() if found.year >= 1000 else None


@lru_cache(maxsize=4096)
def _interpret(text: str, *, whole: bool) -> str | None:
    """Return what dateparser reads; ``whole`` asks for day, month and year, else month and year."""
    # Imported late: it takes a tenth of a second, and many documents need none of it.
    import dateparser

    settings: dict[str, object] = dict(_SETTINGS)
    if whole:
        text = " ".join(_ORDINAL.sub(" ", text).split())
        settings["STRICT_PARSING"] = True
    else:
        settings["REQUIRE_PARTS"] = ["year", "month"]
        settings["PREFER_DAY_OF_MONTH"] = "first"
    found = dateparser.parse(text, languages=list(LANGUAGES), settings=settings)
    return found.date().isoformat() if found and str(found.year) in text else None
