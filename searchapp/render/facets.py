"""The facets of a page: their values as links that add or take away a filter, and the switches.

Labels are left to the templates, where the words of the interface are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from indexer.model import FacetCount, Page
from searchapp.links import search_url
from searchapp.params import SearchParams

NAMES = ("lang", "place", "source", "type")
"""The facets whose values can be chosen, in the order of the panel; dates have a chart."""
SHOWN = 6
"""How many values of a facet are shown at once; the others unfold."""
LISTED = 200
"""So many values of a facet are listed at all, the frequent ones."""


class FacetLink(NamedTuple):
    """A value of a facet; ``url`` adds it to the filters, or takes it away if it is active."""

    value: str
    hits: int
    active: bool
    url: str
    label: str = ""


class Facet(NamedTuple):
    """A facet with the values that are shown at once, those that unfold, and how many are left."""

    name: str
    shown: list[FacetLink]
    more: list[FacetLink]
    left: int


class Switch(NamedTuple):
    """A way of matching that is on or off; ``url`` turns it round."""

    name: str
    on: bool
    url: str


def chosen(params: SearchParams, name: str) -> tuple[str, ...]:
    """Return the values chosen of a facet of NAMES."""
    values: tuple[str, ...] = getattr(params, name)
    return values


def without(params: SearchParams, name: str, value: str) -> str:
    """Return the address of a search without one of the values chosen of a facet."""
    rest = tuple(other for other in chosen(params, name) if other != value)
    return search_url(params, **{name: rest})


def facets(page: Page, params: SearchParams) -> list[Facet]:
    """Return the facets of a result that have values, the chosen values first."""
    found = [_facet(name, page.facets.get(name, ()), params) for name in NAMES]
    return [facet for facet in found if facet.shown]


def _facet(name: str, counts: Sequence[FacetCount], params: SearchParams) -> Facet:
    active = chosen(params, name)
    known = {item.value for item in counts}
    absent = [FacetCount(value, 0) for value in active if value not in known]
    first = [item for item in counts if item.value in active] + absent
    others = [item for item in counts if item.value not in active]
    links = [_link(name, item, params) for item in (*first, *others[:LISTED])]
    shown = max(SHOWN, len(first))
    # One value alone is not worth a click.
    shown = len(links) if len(links) == shown + 1 else shown
    return Facet(name, links[:shown], links[shown:], len(others[LISTED:]))


def _link(name: str, item: FacetCount, params: SearchParams) -> FacetLink:
    active = chosen(params, name)
    if item.value in active:
        url = without(params, name, item.value)
    else:
        url = search_url(params, **{name: (*active, item.value)})
    return FacetLink(item.value, item.count, item.value in active, url, item.label)


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


def across(params: SearchParams) -> list[Switch]:
    """Return the ways of searching other languages: one is on."""
    return [
        Switch(name, name == params.across, search_url(params, across=name))
        for name in ("on", "first", "off")
    ]


def without_filters(params: SearchParams) -> str:
    """Return the address of the same search with no filter."""
    return search_url(
        params, **dict.fromkeys(NAMES, ()), date_from=None, date_to=None, copies_of=None
    )
