"""Filters: one value, pattern or range of a filter field -> the clause that restricts to it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta

from indexer.analysis.registry import LANGUAGES
from indexer.engines import tree as query
from indexer.model import TYPES, Asks, Meaning, Note
from indexer.query.groups import NOTHING, Clause
from indexer.query.periods import period

_ASKS: Mapping[str, Asks] = {
    "lang": "lang",
    "date": "date",
    "source": "source",
    "type": "type",
    "id": "id",
}


def one_value(name: str, value: str, notes: list[Note], *, wild: bool) -> Clause | None:
    """Return the clause for ``NAME:VALUE``, or nothing if the value is not understood.

    With ``wild``, * and ? are wildcards. What should be said about the value goes to ``notes``.
    """
    value = value.strip()
    asks = _ASKS[name]
    said = f'{name}:"{value}"' if any(map(str.isspace, value)) else f"{name}:{value}"
    if not value:
        return NOTHING
    if wild and not value.strip("*"):
        anything = query.TermRange("date", None, None) if name == "date" else query.every()
        return Clause(anything, said, filters=name, meaning=Meaning(asks, value))
    if name == "date":
        days = period(value)
        if days is None:
            notes.append(Note("“%(text)s” is not a date: searched as plain words.", text=value))
            return None
        within = query.TermRange("date", *days)
        return Clause(within, said, filters=name, meaning=Meaning(asks, value))
    if name == "lang":
        value, said = value.lower(), said.lower()
        if value not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            notes.append(
                Note(
                    "“%(text)s” is not one of the languages known: %(known)s.",
                    text=value,
                    known=known,
                )
            )
    if name == "type":
        value, said = value.lower(), said.lower()
        if value not in TYPES and not wild:
            notes.append(
                Note(
                    "“%(text)s” is not one of the types known: %(known)s.",
                    text=value,
                    known=", ".join(TYPES),
                )
            )
    tree = _matching(name, value, wild=wild)
    return Clause(tree, said, filters=name, meaning=Meaning(asks, value))


def backwards(said: str) -> Note:
    """Return the note on a range of dates that holds no day."""
    return Note("The range of dates “%(text)s” ends before it begins.", text=said)


def date_range(node: query.TermRange, notes: list[Note]) -> Clause | None:
    """Return the clause for a range of dates, or nothing if it is not one."""
    start, end = bounds(node)
    first, last = period(start), period(end)
    readable = (first or not start) and (last or not end) and (first or last)
    said = f"{start} TO {end}"
    if node.fieldname != "date" or not readable:
        notes.append(Note("“%(text)s” is not a range of dates: plain words.", text=said))
        return None
    low = high = None
    if first:
        low = _shifted(first[1], 1) if node.startexcl else first[0]
    if last:
        high = _shifted(last[0], -1) if node.endexcl else last[1]
    if low and high and low > high:
        notes.append(backwards(said))
    said = f"date:[{low or ''} TO {high or ''}]"
    meaning = Meaning("date", f"{low or ''}/{high or ''}")
    return Clause(query.TermRange("date", low, high), said, filters="date", meaning=meaning)


def bounds(node: query.TermRange) -> tuple[str, str]:
    """Return the two ends of a range as typed; an open end is empty."""
    return (node.start or "").strip(), (node.end or "").strip()


def _matching(name: str, value: str, *, wild: bool) -> query.Query:
    if not wild:
        # Files may be named in the decomposed form; a query is always composed.
        forms = dict.fromkeys((value, unicodedata.normalize("NFD", value)))
        trees: list[query.Query] = [query.Term(name, form) for form in forms]
        return trees[0] if len(trees) == 1 else query.Or(trees)
    if value.endswith("*") and not set("*?") & set(value[:-1]):
        return query.Prefix(name, value[:-1])
    return query.Wildcard(name, value)


def _shifted(day: str, days: int) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return day
