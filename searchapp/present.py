"""A page of results -> what the template walks through: facets, chips and page numbers as links.

Labels are left to the templates, where the words of the interface are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from indexer.model import FacetCount, Page
from searchapp.links import search_url
from searchapp.params import SearchParams

SHOWN = 8
"""How many values of a facet are shown at once; the others unfold."""


class FacetLink(NamedTuple):
    """A value of a facet; ``url`` adds it to the filters, or takes it away if it is active."""

    value: str
    hits: int
    active: bool
    url: str
    label: str = ""


class Switch(NamedTuple):
    """A way of matching that is on or off; ``url`` turns it round."""

    name: str
    on: bool
    url: str


class Facet(NamedTuple):
    """A facet with the values that are shown at once and those that unfold."""

    name: str
    shown: list[FacetLink]
    more: list[FacetLink]


class Chip(NamedTuple):
    """An active filter; ``url`` is the same search without it."""

    name: str
    value: str
    url: str


class PageLink(NamedTuple):
    """A page of the results; a gap between page numbers has the number 0 and no address."""

    number: int
    url: str
    current: bool


class Paging(NamedTuple):
    """The links between the pages of a result."""

    pages: list[PageLink]
    previous: str | None
    next: str | None
    last: int


def _facet(name: str, links: list[FacetLink]) -> Facet:
    ordered = sorted(links, key=lambda link: not link.active)
    shown = max(SHOWN, sum(link.active for link in links))
    # One value alone is not worth a click.
    shown = len(ordered) if len(ordered) == shown + 1 else shown
    return Facet(name, ordered[:shown], ordered[shown:])


def _choice(
    name: str, counts: Sequence[FacetCount], chosen: tuple[str, ...], params: SearchParams
) -> Facet:
    absent = [FacetCount(value, 0) for value in chosen if value not in {c.value for c in counts}]
    links = []
    for item in [*absent, *counts]:
        value, count = item.value, item.count
        active = value in chosen
        kept = tuple(other for other in chosen if other != value) if active else (*chosen, value)
        links.append(FacetLink(value, count, active, search_url(params, **{name: kept})))
    return _facet(name, links)


def _place(counts: Sequence[FacetCount], params: SearchParams) -> Facet:
    """Return the facet of places; one at a time restricts the result."""
    links = []
    for item in counts:
        active = params.place == item.value
        url = search_url(params, place=None if active else item.value)
        links.append(FacetLink(item.value, item.count, active, url, item.label))
    return _facet("place", links)


def _period(name: str, counts: Sequence[FacetCount], params: SearchParams) -> Facet:
    links = []
    for item in sorted(counts, key=lambda item: item.value, reverse=True):
        value, count = item.value, item.count
        active = params.date_from == value == params.date_to
        # Leaving a month goes back to its year, leaving a year to all years.
        limit = (value[:4] if name == "month" else None) if active else value
        links.append(
            FacetLink(value, count, active, search_url(params, date_from=limit, date_to=limit))
        )
    return _facet(name, links)


def facets(page: Page, params: SearchParams) -> list[Facet]:
    """Return the facets of a result; months only once the result lies within one year."""
    years = page.facets.get("year", ())
    found = [_choice("lang", page.facets.get("lang", ()), params.lang, params)]
    found.append(_period("year", years, params))
    if len(years) == 1:
        months = page.facets.get("month", ())
        found.append(_period("month", months, params))
    found.append(_place(page.facets.get("place", ()), params))
    found.append(_choice("source", page.facets.get("source", ()), params.source, params))
    return [facet for facet in found if facet.shown]


def chips(page: Page, params: SearchParams) -> list[Chip]:
    """Return the active filters, each with the address of the search without it."""
    found = [
        Chip("lang", value, search_url(params, lang=tuple(v for v in params.lang if v != value)))
        for value in params.lang
    ]
    if params.date_from and params.date_from == params.date_to:
        url = search_url(params, date_from=None, date_to=None)
        found.append(Chip("date", params.date_from, url))
    else:
        if params.date_from:
            found.append(Chip("from", params.date_from, search_url(params, date_from=None)))
        if params.date_to:
            found.append(Chip("to", params.date_to, search_url(params, date_to=None)))
    if params.place:
        labels = {item.value: item.label for item in page.facets.get("place", ())}
        label = labels.get(params.place, params.place)
        found.append(Chip("place", label, search_url(params, place=None)))
    found += [
        Chip("source", v, search_url(params, source=tuple(s for s in params.source if s != v)))
        for v in params.source
    ]
    if params.copies_of:
        titles = {hit.id: hit.title for hit in page.hits}
        label = titles.get(params.copies_of) or params.copies_of
        found.append(Chip("copies_of", label, search_url(params, copies_of=None)))
    return found


def switches(params: SearchParams) -> list[Switch]:
    """Return the ways of matching that can be switched off."""
    return [
        Switch(name, value == "on", search_url(params, **{name: "off" if value == "on" else "on"}))
        for name, value in (("names", params.names), ("places", params.places))
    ]


def folding(params: SearchParams) -> Switch:
    """Return the switch that folds near-duplicates or shows each."""
    on = params.duplicates == "fold"
    return Switch("duplicates", on, search_url(params, duplicates="show" if on else "fold"))


def without_filters(params: SearchParams) -> str:
    """Return the address of the same search with no filter."""
    return search_url(
        params, lang=(), source=(), place=None, date_from=None, date_to=None, copies_of=None
    )


def paging(page: Page, params: SearchParams) -> Paging:
    """Return the links to the first, the last and the neighbouring pages.

    While not all near-duplicates are known that are folded, there may be fewer pages.
    """
    last = max(1, -(-(page.total - page.folded) // page.size))
    here = page.page

    def url(number: int) -> str:
        return search_url(params, page=number)

    near = {1, last, *range(max(1, here - 2), min(last, here + 2) + 1)}
    numbers = sorted(near)
    links: list[PageLink] = []
    for index, number in enumerate(numbers):
        gap = number - numbers[index - 1] if index else 1
        if gap == 2:
            links.append(PageLink(number - 1, url(number - 1), False))
        elif gap > 2:
            links.append(PageLink(0, "", False))
        links.append(PageLink(number, url(number), number == here))
    before = min(here - 1, last)
    following = url(here + 1) if here < last else None
    return Paging(links, url(before) if before else None, following, last)
