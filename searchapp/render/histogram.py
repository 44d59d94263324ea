"""How the documents found are spread over time: the bars of a chart, each a narrower search.

A bar is a day, a month, a year, or as many years as it takes to have no more than MOST bars; what
it is depends on the documents found. Empty periods have their place, so that the axis is even.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from indexer.model import FacetCount, Page
from searchapp.links import search_url
from searchapp.params import SearchParams

MOST = 62
"""So many bars a chart has at most: the days of two months."""
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200)
"""How many years a bar may stand for; two hundred are enough for all that can be written."""
_LOWEST = 3
"""A bar with any document is so high, of 100."""


class Bar(NamedTuple):
    """A period with the documents of it; ``first`` and ``last`` are as in an address.

    ``height`` goes from 0 to 100; ``url`` narrows the search to the period.
    """

    first: str
    last: str
    hits: int
    height: int
    url: str


class Wider(NamedTuple):
    """A way back to a longer period: a month, a year, or all of it, which has no value."""

    value: str
    url: str


class Histogram(NamedTuple):
    """The bars of a chart, its highest count, how many have no date, and the ways back."""

    bars: list[Bar]
    most: int
    undated: int
    wider: list[Wider]


class _Period(NamedTuple):
    """What a bar stands for: a day, a month or a year twice, or the first and the last of years."""

    first: str
    last: str


def histogram(page: Page, params: SearchParams) -> Histogram:
    """Return the chart of a result: without bars if no document found has a date."""
    found = {name: _counts(page.facets.get(name, ())) for name in ("year", "month", "day")}
    periods = _periods(found, params)
    counts = [sum(_within(found, period)) for period in periods]
    most = max(counts, default=0)
    bars = [
        _bar(period, count, most, params) for period, count in zip(periods, counts, strict=True)
    ]
    chosen = params.date_from or params.date_to
    undated = 0 if chosen else page.total - found["year"].total()
    return Histogram(bars, most, max(undated, 0), list(_wider(params)))


def _counts(values: Sequence[FacetCount]) -> Counter[str]:
    return Counter({item.value: item.count for item in values})


def _within(found: Mapping[str, Counter[str]], period: _Period) -> Iterator[int]:
    """Yield the counts of the values that make up a period."""
    name = {4: "year", 7: "month", 10: "day"}[len(period.first)]
    if period.first == period.last:
        yield found[name][period.first]
    else:
        yield from (n for year, n in found[name].items() if period.first <= year <= period.last)


def _periods(found: Mapping[str, Counter[str]], params: SearchParams) -> list[_Period]:
    """Return the periods of the bars, from that of the first document to that of the last.

    Where there is room they reach from the beginning of the chosen period to its end.
    """
    months = found["month"]
    if not months:
        return []
    matching = min(months), max(months)
    chosen = params.first_day or matching[0], params.last_day or matching[1]
    for first, last in (chosen, matching):
        if found["day"]:
            periods = list(_days(first, last))
        elif _month(last) - _month(first) < MOST:
            periods = list(map(_of_month, range(_month(first), _month(last) + 1)))
        else:
            continue
        if len(periods) <= MOST:
            return [_Period(period, period) for period in periods]
    return list(_years(int(matching[0][:4]), int(matching[1][:4])))


def _days(first: str, last: str) -> Iterator[str]:
    """Yield the days from a day, or the first of a month, to a day, or the last of a month."""
    begin = date.fromisoformat(_begin(first)).toordinal()
    year, month = int(last[:4]), int(last[5:7])
    end = date(year, month, int(last[8:]) if last[8:] else monthrange(year, month)[1])
    for number in range(begin, end.toordinal() + 1):
        yield date.fromordinal(number).isoformat()


def _years(first: int, last: int) -> Iterator[_Period]:
    step = next(step for step in _STEPS if last // step - first // step < MOST)
    for begin in range(first // step * step, last + 1, step):
        yield _Period(f"{max(begin, 1):04}", f"{min(begin + step - 1, 9999):04}")


def _begin(value: str) -> str:
    """Return the first day of a year, a month or a day."""
    return value + "-01-01"[len(value) - 4 :]


def _end(value: str) -> str:
    """Return a day not before the last of a year or a month; it need not be in the calendar."""
    return value + {4: "-12-31", 7: "-31", 10: ""}[len(value)]


def _month(value: str) -> int:
    return int(value[:4]) * 12 + int(value[5:7]) - 1


def _of_month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _bar(period: _Period, count: int, most: int, params: SearchParams) -> Bar:
    first, last = period
    # A chosen period may begin or end within that of a bar, which leads to no more than both.
    if params.date_from and params.first_day and params.first_day > _begin(first):
        first = params.date_from
    if params.date_to and params.last_day and params.last_day < _end(last):
        last = params.date_to
    height = max(round(100 * count / most), _LOWEST) if count else 0
    return Bar(first, last, count, height, search_url(params, date_from=first, date_to=last))


def _wider(params: SearchParams) -> Iterator[Wider]:
    """Yield the longer periods that hold the chosen one, the longest first."""
    if not (params.date_from or params.date_to):
        return
    yield Wider("", search_url(params, date_from=None, date_to=None))
    first, last = params.first_day, params.last_day
    if not (first and last):
        return
    for length in (4, 7):
        part = first[:length]
        if part == last[:length] and (params.date_from, params.date_to) != (part, part):
            yield Wider(part, search_url(params, date_from=part, date_to=part))
