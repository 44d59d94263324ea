"""Dates in queries: a year, a month or a day, as ISO 8601 or written the European way."""

from __future__ import annotations

from calendar import monthrange

import regex

_ISO = regex.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
_DAY_FIRST = regex.compile(
    r"(?:(?P<day>\d{1,2})(?P<sep>[./-]))?(?P<month>\d{1,2})(?(sep)(?P=sep)|[./-])(?P<year>\d{4})"
)


def period(text: str) -> tuple[str, str] | None:
    """Return the first and last day (ISO 8601) of a day, month or year, or nothing.

    Understood are 2025, 2025-12, 2025-12-16, 12.2025, 12/2025, 12-2025, 16.12.2025, 16/12/2025
    and 16-12-2025.
    """
    found = _ISO.fullmatch(text.strip()) or _DAY_FIRST.fullmatch(text.strip())
    if found is None:
        return None
    year = int(found["year"])
    first_month, last_month = (int(found["month"]),) * 2 if found["month"] else (1, 12)
    if not (1 <= year <= 9999 and 1 <= first_month <= 12):
        return None
    last_day = monthrange(year, last_month)[1]
    day = int(found["day"]) if found["day"] else 0
    if day > last_day or (found["day"] and day < 1):
        return None
    first, last = (day, day) if day else (1, last_day)
    return f"{year:04}-{first_month:02}-{first:02}", f"{year:04}-{last_month:02}-{last:02}"
