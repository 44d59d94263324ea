"""The links between the pages of a result."""

from __future__ import annotations

from typing import NamedTuple

from indexer.model import Page
from searchapp.links import search_url
from searchapp.params import SearchParams


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
