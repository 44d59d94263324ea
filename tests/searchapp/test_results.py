"""The page of results: hits, facets, chips, sorting and paging, all of it in the address."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from fake_searcher import HOSTILE, FakeSearcher
from web_helpers import Get, link, parameters


def test_results_show_what_was_found(page: Get):
    soup = page("/?q=Kalganow")
    assert "16 documents" in soup.h1.text
    box = soup.find("input", {"type": "search"})
    assert (box["value"], box.has_attr("autofocus")) == ("Kalganow", False)
    hits = soup.select(".hit")
    assert len(hits) == 10
    hit = hits[1]
    assert hit.h2.a["lang"] == hit.select_one(".snippet")["lang"] == "vi"
    assert hit.mark.text == "Kalganow"
    assert hit.time.text == "16 February 2025"
    assert "Vietnamese" in hit.select_one(".meta").text
    assert parameters(hit.h2.a["href"]) == {"q": ["Kalganow"]}


def test_a_document_without_a_title_goes_by_its_id(page: Get):
    assert link(page("/?q=Kalganow"), "doc-04").startswith("/documents/doc-04")


def test_snippets_tell_whether_the_text_goes_on(page: Get):
    snippets = [item.text for item in page("/?q=Kalganow&lang=ru").select(".snippet")]
    assert all(text.startswith("…\u00a0") for text in snippets)


def test_notes_and_the_query_as_understood(page: Get):
    soup = page("/?q=Kalganow+Hanoi+broken")
    assert "plain word" in soup.select_one(".note").text
    assert soup.select_one(".understood").text == (
        "Documents with Kalganow and Hanoi. Words are found in any form."
    )
    assert page("/?sort=date").select_one(".understood") is None


def test_several_notes_are_one_line_that_unfolds(page: Get):
    soup = page("/?q=Kalganow+broken&names=off&duplicates=show")
    (note,) = soup.select(".note")
    assert note.name == "details"
    summary = " ".join(note.summary.text.split())
    assert summary == "Names are not searched in other spellings. and 2 more remarks"
    assert [item.text for item in note.select("li")] == [
        "Near-duplicates are not folded.",
        "“broken” was searched as a plain word.",
    ]


def test_the_heading_is_a_sentence(page: Get):
    assert page("/?q=co").h1.text.split()[:4] == ["1", "document", "for", "“co”"]


def test_suggestions_lead_to_a_search(page: Get):
    soup = page("/?q=Kalganwo&lang=de")
    assert parameters(link(soup, "Kalganow")) == {"q": ["Kalganow"], "lang": ["de"]}
    assert " ".join(soup.select_one(".suggestions").text.split()) == "Did you mean Kalganow?"
    assert soup.find("input", {"type": "search"})["value"] == "Kalganwo"
    assert page("/?q=Kalganow").select_one(".suggestions") is None


def test_facets_add_and_take_away_filters(page: Get):
    soup = page("/?q=Kalganow&page=2")
    german = link(soup.aside, "German")
    assert parameters(german) == {"q": ["Kalganow"], "lang": ["de"]}
    soup = page(german)
    assert "4 documents" in soup.h1.text
    assert parameters(link(soup.aside, "German")) == {"q": ["Kalganow"]}
    assert soup.aside.select_one("[aria-current]").text.split() == [
        "Remove", "German", "4", "documents",
    ]  # fmt: skip
    chip = soup.select_one(".chips a")
    assert "German" in chip.text
    assert parameters(chip["href"]) == {"q": ["Kalganow"]}


def test_every_filter_has_a_chip(page: Get):
    soup = page("/?lang=de&lang=ru&from=2024&to=2025-06&place=Moskau&source=seeds&type=html")
    labels = [" ".join(a.text.split()) for a in soup.select(".chips a")]
    assert labels == [
        "Remove the filter German ×",
        "Remove the filter Russian ×",
        "Remove the filter from 2024 ×",
        "Remove the filter until June 2025 ×",
        "Remove the filter place: Moskau ×",
        "Remove the filter seeds ×",
        "Remove the filter Web page ×",
        "Remove all",
    ]
    assert urlsplit(link(soup, "Remove all")).query == ""


def test_a_filter_that_nothing_matches_can_be_taken_away(page: Get):
    soup = page("/?q=Kalganow&lang=fr")
    assert parameters(link(soup.aside, "French")) == {"q": ["Kalganow"]}


def test_forms_send_the_filters_along(page: Get):
    soup = page("/?q=Kalganow&lang=de&from=2024&sort=date&page=2&size=5")
    fields = [(i["name"], i.get("value")) for i in soup.select("form.search input")]
    assert fields == [
        ("q", "Kalganow"), ("lang", "de"), ("from", "2024"), ("sort", "date"), ("size", "5"),
    ]  # fmt: skip
    names = [i["name"] for i in soup.select("form.dates input")]
    assert names == ["q", "lang", "sort", "size", "from", "to"]


def test_sorting_is_in_the_address(page: Get, searcher: FakeSearcher):
    soup = page("/?q=Kalganow&lang=de&page=1")
    by_date = link(soup.select_one(".sort"), "date")
    assert parameters(by_date) == {"q": ["Kalganow"], "lang": ["de"], "sort": ["date"]}
    soup = page(by_date)
    assert searcher.calls[-1]["sort"] == "date"
    assert soup.select_one(".sort [aria-current]").text == "date"


def test_pages_have_addresses(page: Get):
    soup = page("/?q=Kalganow&size=2&page=4")
    nav = soup.select_one("nav.paging")
    assert [" ".join(item.text.split()) for item in nav.select("li")] == [
        "Page 1", "Page 2", "Page 3", "Page 4", "Page 5", "Page 6", "Page 7", "Page 8",
    ]  # fmt: skip
    assert nav.select_one("[aria-current=page]").text == "Page 4"
    for rel, number in (("prev", "3"), ("next", "5")):
        address = nav.find("a", rel=rel)["href"]
        assert parameters(address) == {"q": ["Kalganow"], "size": ["2"], "page": [number]}
        assert soup.head.find("link", rel=rel)["href"] == address


def test_the_first_page_is_the_plain_address(page: Get):
    soup = page("/?q=Kalganow&page=2")
    assert parameters(soup.find("a", rel="prev")["href"]) == {"q": ["Kalganow"]}
    assert soup.find("a", rel="next") is None


def test_many_pages_leave_gaps(page: Get):
    nav = page("/?sort=date&size=1&page=12").select_one("nav.paging")
    assert [item.text.replace("Page ", "").strip() for item in nav.select("li")] == [
        "1", "…", "10", "11", "12", "13", "14", "…", "25",
    ]  # fmt: skip


def test_a_page_beyond_the_end_leads_back(page: Get):
    soup = page("/?q=Kalganow&page=5000")
    assert parameters(link(soup, "last page")) == {"q": ["Kalganow"], "page": ["2"]}


def test_nothing_found_gives_tips(page: Get):
    soup = page("/?q=zzz&lang=de")
    assert "No document found" in soup.h1.text
    assert parameters(link(soup.select_one(".tips"), "zzz")) == {"q": ["zzz"]}


@pytest.mark.parametrize("address", ["/?sort=date", "/?lang=de", "/?from=2025", "/?page=2"])
def test_browsing_needs_no_query(page: Get, address: str):
    assert page(address).select(".hit")


def test_the_page_ignores_what_it_does_not_know(page: Get):
    assert page("/?q=Kalganow&utm_source=x&page=1&page=2").select(".hit")


def test_near_duplicates_are_one_click_away(page: Get, searcher: FakeSearcher):
    searcher.copies["doc-02"] = ("doc-06", "doc-10", "doc-14")
    soup = page("/?q=Kalganow&sort=date&size=5&page=2")
    assert "16 documents" in soup.h1.text
    (more,) = page("/?q=Kalganow").select(".alike a")
    assert " ".join(more.text.split()) == "3 more like this: Встреча делегации в Москве (2)"
    assert parameters(more["href"]) == {"q": ["Kalganow"], "copies_of": ["doc-02"]}
    soup = page(more["href"])
    assert searcher.calls[-1]["copies_of"] == "doc-02"
    assert len(soup.select(".hit")) == 4
    assert not soup.select(".alike")
    assert not soup.find(id="facet-duplicates")
    chip = soup.select_one(".chips a")
    assert "like “Встреча делегации в Москве (2)”" in chip.text
    assert parameters(chip["href"]) == {"q": ["Kalganow"]}
    assert "copies_of" not in [i["name"] for i in soup.select("form.search input")]
    assert "copies_of" in [i["name"] for i in soup.select("form.dates input")]


def test_there_are_fewer_pages_of_folded_results(page: Get, searcher: FakeSearcher):
    searcher.copies["doc-02"] = ("doc-06", "doc-10", "doc-14")
    numbers = page("/?q=Kalganow&size=4").select("nav.paging li")
    assert [item.text.split()[-1] for item in numbers] == ["1", "2", "3", "4"]
    shown = page("/?q=Kalganow&size=4&duplicates=show").select("nav.paging li")
    assert len(shown) == 4
    assert len(page("/?q=Kalganow&size=12").select(".hit")) == 12
    assert page("/?q=Kalganow&size=13").select("nav.paging") == []


def test_folding_is_a_switch_in_the_address(page: Get, searcher: FakeSearcher):
    soup = page("/?q=Kalganow&page=2")
    off = link(soup.aside, "Switch off One stands for all")
    assert parameters(off) == {"q": ["Kalganow"], "duplicates": ["show"]}
    soup = page(off)
    assert searcher.calls[-1]["duplicates"] == "show"
    assert parameters(link(soup.aside, "Switch on One stands")) == {"q": ["Kalganow"]}
    assert parameters(soup.find("a", rel="next")["href"])["duplicates"] == ["show"]


def test_a_document_tells_its_near_duplicates(page: Get, searcher: FakeSearcher):
    assert not page("/documents/doc-02").find("a", string="1 more document")
    searcher.copies["doc-02"] = ("doc-06",)
    address = page("/documents/doc-02?q=Kalganow").find("a", string="1 more document")["href"]
    assert parameters(address) == {"copies_of": ["doc-02"]}
    assert len(page(address).select(".hit")) == 2


def test_the_places_of_a_hit_narrow_the_search(page: Get):
    soup = page("/?q=Kalganow&sort=date&page=1")
    places = [hit.select_one(".places") for hit in soup.select(".hit")]
    assert {place.text.strip() for place in places if place} == {"Khánh Hòa", "Москва", HOSTILE}
    assert parameters(link(soup, "Москва")) == {
        "q": ["Kalganow"], "sort": ["date"], "place": ["geo:ru"],
    }  # fmt: skip


def test_the_count_says_how_many_are_folded_as_far_as_it_is_known(
    page: Get, searcher: FakeSearcher
):
    assert "near-duplicate" not in page("/?q=Kalganow").h1.text
    searcher.copies["doc-02"] = ("doc-06", "doc-10", "doc-14")
    assert "at least 3 of them near-duplicates" in page("/?q=Kalganow&size=5").h1.text
    exact = page("/?q=Kalganow&size=20").h1.text
    assert "3 of them near-duplicates" in exact
    assert "at least" not in exact
