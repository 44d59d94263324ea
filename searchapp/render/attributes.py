"""What can stand in the attributes of HTML: languages and dates."""

from __future__ import annotations

import re

_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def lang_attribute(code: str | None) -> str | None:
    """Return ``code`` if it can stand in a ``lang`` attribute, else nothing."""
    return code if code and _LANG.fullmatch(code) else None


def date_parts(value: str) -> tuple[int, ...] | None:
    """Return year, month and day of an ISO date, as many of them as it has."""
    try:
        parts = tuple(int(part) for part in value.split("-"))
    except ValueError:
        return None
    good = 1 <= len(parts) <= 3 and all(1 <= month <= 12 for month in parts[1:2])
    return parts if good else None
