"""The filters in force as chips, each with the address of the same search without it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from indexer.model import Page
from searchapp.links import search_url
from searchapp.params import SearchParams
from searchapp.render.facets import chosen, without


class Chip(NamedTuple):
    """A filter in force; ``url`` is the same search without it.

    ``name`` is that of a facet, or ``date``, ``from``, ``to`` or ``copies_of``; ``value`` is the
    value chosen, of a place its name and of a document its title.
    """

    name: str
    value: str
    url: str


def chips(page: Page, params: SearchParams) -> list[Chip]:
    """Return the filters in force."""
    labels = {item.value: item.label for item in page.facets.get("place", ()) if item.label}
    titles = {hit.id: hit.title for hit in page.hits}
    found = [*_values("lang", params), *_dates(params)]
    found += [
        chip._replace(value=labels.get(chip.value, chip.value)) for chip in _values("place", params)
    ]
    found += [*_values("source", params), *_values("type", params)]
    if params.copies_of:
        label = titles.get(params.copies_of) or params.copies_of
        found.append(Chip("copies_of", label, search_url(params, copies_of=None)))
    return found


def _values(name: str, params: SearchParams) -> Iterator[Chip]:
    for value in chosen(params, name):
        yield Chip(name, value, without(params, name, value))


def _dates(params: SearchParams) -> Iterator[Chip]:
    if params.date_from and params.date_from == params.date_to:
        url = search_url(params, date_from=None, date_to=None)
        yield Chip("date", params.date_from, url)
        return
    if params.date_from:
        yield Chip("from", params.date_from, search_url(params, date_from=None))
    if params.date_to:
        yield Chip("to", params.date_to, search_url(params, date_to=None))
