"""The panel of filters: facets, the chart, the form for dates; every choice is in the address."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup, Tag
from fake_searcher import FakeSearcher
from flask.testing import FlaskClient
from web_helpers import Get, link, parameters

from indexer.model import TYPES, FacetCount, Page
from searchapp.params import SearchParams
from searchapp.render.facets import LISTED, SHOWN


class Counting(FakeSearcher):
    """A searcher that counts what it is told to."""

    counts: dict[str, tuple[FacetCount, ...]]

    def search(self, query: str, **options: object) -> Page:
        found = super().search(query, **options)  # type: ignore[arg-type]
        return replace(found, facets={**found.facets, **self.counts})


@pytest.fixture
def searcher() -> Counting:
    searcher = Counting()
    searcher.counts = {}
    return searcher


def words(found: Tag) -> str:
    return " ".join(found.text.split())


def facet(soup: BeautifulSoup, name: str) -> Tag:
    found = soup.find(id=f"facet-{name}").parent
    assert isinstance(found, Tag)
    return found


def test_types_have_names_and_several_can_be_chosen(page: Get):
    soup = page("/?q=Kalganow")
    assert [words(item) for item in facet(soup, "type").select("li")] == [
        "PDF 6 documents",
        "Web page 5 documents",
        "Record 5 documents",
    ]
    soup = page(link(facet(soup, "type"), "PDF"))
    assert "6 documents" in soup.h1.text
    assert parameters(link(facet(soup, "type"), "PDF")) == {"q": ["Kalganow"]}
    searched = page("/?q=Kalganow&type=html&type=record")
    assert "10 documents" in searched.h1.text


def test_every_type_has_a_name(page: Get, searcher: Counting):
    searcher.counts["type"] = tuple(FacetCount(name, 1) for name in TYPES)
    names = [words(item.select_one(".value")) for item in facet(page("/?q=a"), "type").select("li")]
    assert names == ["PDF", "Word", "Web page", "Markdown", "Plain text", "Record"]
    assert SearchParams.model_validate({"type": TYPES}).type == TYPES


def test_several_places_are_chosen_and_left_one_by_one(page: Get, searcher: Counting):
    searcher.counts["place"] = (
        FacetCount("geo:1", 12_345, "Moskau"),
        FacetCount("geo:2", 3, "Hanoi"),
        FacetCount("geo:3", 0, "Kaluga"),
    )
    soup = page("/?q=a&place=geo:3&place=geo:9")
    assert [words(item) for item in facet(soup, "place").select("li")] == [
        "Remove Kaluga 0 documents",
        "Remove geo:9 0 documents",
        "Moskau 12,345 documents",
        "Hanoi 3 documents",
    ]
    more = link(facet(soup, "place"), "Hanoi")
    assert parameters(more)["place"] == ["geo:3", "geo:9", "geo:2"]
    assert parameters(link(facet(soup, "place"), "Kaluga"))["place"] == ["geo:9"]
    labels = [words(chip) for chip in page(more).select(".chips a")]
    assert labels[:3] == [
        "Remove the filter place: Kaluga ×",
        "Remove the filter place: geo:9 ×",
        "Remove the filter place: Hanoi ×",
    ]
    assert searcher.calls[-1]["place"] == ("geo:3", "geo:9", "geo:2")


def test_numbers_are_written_as_the_reader_writes_them(client: FlaskClient, searcher: Counting):
    searcher.counts["place"] = (FacetCount("geo:1", 12_345, "Moskau"),)
    text = client.get("/?q=a", headers={"Accept-Language": "de"}).text
    assert words(facet(BeautifulSoup(text, "html.parser"), "place").li).startswith("Moskau 12.345")


def test_long_lists_unfold_and_end(page: Get, searcher: Counting):
    searcher.counts["source"] = tuple(FacetCount(f"s{n}", 1) for n in range(LISTED + 5))
    found = facet(page("/?q=a&source=s204&source=other"), "source")
    shown, more = found.select("ul")
    assert [words(item.select_one(".value")) for item in shown.select("li")][:3] == [
        "Remove s204",
        "Remove other",
        "s0",
    ]
    assert (len(shown.select("li")), len(more.select("li"))) == (SHOWN, LISTED + 2 - SHOWN)
    assert found.summary.text == "196 more"
    assert "The rest, 4 with fewer documents" in words(found.select_one(".left"))
    assert found.select_one(".narrow").has_attr("hidden")
    assert facet(page("/?q=a"), "lang").select_one(".narrow") is None


def test_one_value_more_is_shown(page: Get, searcher: Counting):
    searcher.counts["source"] = tuple(FacetCount(f"s{n}", 1) for n in range(SHOWN + 1))
    assert facet(page("/?q=a"), "source").details is None


def test_bars_are_links_with_names(page: Get):
    soup = page("/?q=Kalganow&lang=de")
    figure = soup.select_one("figure.histogram")
    names = [bar["aria-label"] for bar in figure.select("svg a")]
    assert names == [
        "January 2024: 2 documents",
        "May 2024: 1 document",
        "September 2024: 1 document",
    ]
    assert [bar.title.text for bar in figure.select("svg a")] == names
    assert len(figure.select("svg g")) == 6
    bar = figure.select("svg a")[1]
    assert parameters(bar["href"]) == {
        "q": ["Kalganow"], "lang": ["de"], "from": ["2024-05"], "to": ["2024-05"],
    }  # fmt: skip
    assert [" ".join(row.stripped_strings) for row in soup.select(".as-table tbody tr")] == [
        "January 2024 2",
        "May 2024 1",
        "September 2024 1",
    ]
    assert soup.select_one(".as-table tbody a")["href"] == figure.select("svg a")[0]["href"]
    soup = page(bar["href"])
    assert "1 document" in soup.h1.text
    assert [words(a) for a in soup.select(".wider a")] == ["‹ Whole period", "‹ 2024"]
    assert words(soup.select_one(".chips a")) == "Remove the filter German ×"


def test_nothing_is_styled_in_place(client: FlaskClient):
    soup = BeautifulSoup(client.get("/?q=Kalganow&lang=de&from=2024").text, "html.parser")
    assert not soup.find_all("style")
    for element in soup.find_all(True):
        assert not [name for name in element.attrs if name == "style" or name.startswith("on")]


def test_without_dates_there_is_no_chart(page: Get):
    soup = page("/?source=odd")
    assert soup.select_one(".histogram") is None
    assert words(soup.select_one(".undated")) == "9 without a date"
    assert soup.select_one("form.dates")


def test_a_period_in_which_nothing_is_leads_back(page: Get):
    soup = page("/?q=Kalganow&from=1990&to=1990")
    assert "No document found" in soup.h1.text
    assert parameters(link(soup.select_one(".wider"), "Whole period")) == {"q": ["Kalganow"]}


def test_the_button_tells_how_many_filters_are_in_force(page: Get):
    button = page("/?q=Kalganow&lang=de&from=2024&to=2025").select_one("button.to-filters")
    assert words(button) == "Filters (3)"
    assert button["popovertarget"] == page("/?q=Kalganow").aside["id"]
    assert words(page("/?q=Kalganow").select_one("button.to-filters")) == "Filters"
    assert page("/?q=zzz").select_one("button.to-filters") is None


def test_wrong_types_are_named_on_the_page(page: Get):
    problems = page("/?q=a&type=exe", status=400).select_one(".problems").text
    assert "The type of file" in problems
    assert "'record'" in problems
