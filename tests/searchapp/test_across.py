"""Other languages on the pages: how they are searched, what was searched, what was found."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from translating import NOTE, Translating
from web_helpers import Get, link, parameters, problem


@pytest.fixture
def searcher() -> Translating:
    return Translating()


def words(soup: BeautifulSoup) -> str:
    return " ".join(soup.text.split())


def test_a_mark_says_what_it_means(page: Get):
    soup = page("/?q=Reise")
    marked = {(mark.text, mark["class"][0], mark["data-why"]) for mark in soup.select(".hit mark")}
    assert marked == {
        ("biểu tỉnh", "m-meaning", "≈ Reise"),
        ("сообщил", "m-meaning", "≈ Reise"),
    }
    assert [words(item) for item in soup.select(".mark-legend li")] == [
        "≈ means the same in another language"
    ]
    why = words(soup.select_one(".why"))
    assert why.endswith("– ≈ Reise")


def test_what_was_searched_is_told_word_by_word(page: Get):
    told = page("/?q=Reise").select_one(".translations")
    summary = words(told.summary)
    assert summary == "Also searched in other languages Reise ≈ biểu tỉnh, …"
    assert [words(item) for item in told.select("dt, dd")] == [
        "Reise",
        "≈ biểu tỉnh Vietnamese, 83%",
        "≈ tour from the glossary",
    ]
    assert told.select_one("bdi[lang=vi]").text == "biểu tỉnh"
    assert not page("/?q=Reise&across=off").select(".translations")
    assert NOTE not in page("/?q=Reise").text


def test_what_was_typed_stays_text(page: Get):
    soup = page("/?q=%3Cb%3E")
    assert soup.select_one(".translations dt").text == "<b>"
    assert not soup.select(".translations dd i")


def test_the_ways_to_search_other_languages_are_links(page: Get, searcher: Translating):
    soup = page("/?q=Reise&page=2&lang=vi")
    ways = soup.find(id="facet-across").parent
    chosen = [words(item) for item in ways.select("[aria-current]")]
    assert chosen == ["Find what means the same, after it"]
    assert searcher.calls[-1]["across"] == "on"
    address = link(ways, "All languages alike")
    assert parameters(address) == {"q": ["Reise"], "lang": ["vi"], "across": ["first"]}
    soup = page(address)
    assert searcher.calls[-1]["across"] == "first"
    assert "Words of all languages that mean the same count alike." in soup.text
    off = link(soup.find(id="facet-across").parent, "Only the words typed")
    soup = page(off)
    assert searcher.calls[-1]["across"] == "off"
    assert "Other languages are not searched." in soup.text
    back = link(soup.find(id="facet-across").parent, "Find what means the same")
    assert parameters(back) == {"q": ["Reise"], "lang": ["vi"]}


def test_the_way_is_kept(page: Get, searcher: Translating):
    soup = page("/?q=Reise&across=first&size=4")
    addresses = [soup.find("a", rel="next")["href"], soup.select_one(".hit h2 a")["href"]]
    addresses += [link(soup.aside, "Vietnamese"), soup.find("link", rel="alternate")["href"]]
    assert [parameters(each)["across"] for each in addresses] == [["first"]] * 4
    hidden = {item["name"]: item["value"] for item in soup.select("form.search input[type=hidden]")}
    assert hidden["across"] == "first"
    document = page(addresses[1])
    assert searcher.calls[-1]["across"] == "first"
    assert parameters(document.select_one(".back a")["href"])["across"] == ["first"]


def test_a_document_marks_what_means_the_word(page: Get):
    soup = page("/documents/doc-01?q=Reise")
    assert [mark["data-why"] for mark in soup.select(".text mark")] == ["≈ Reise"]
    assert [words(item) for item in soup.select(".mark-legend li")] == [
        "≈ means the same in another language"
    ]
    assert [words(item) for item in soup.select(".outline summary")] == ["Reise 1"]
    assert words(soup.select_one(".outline li")).startswith("≈ In another language:")
    assert not page("/documents/doc-01?q=Kalganow").select(".outline .meant")


def test_other_languages_are_an_advice_where_they_were_off(page: Get):
    soup = page("/?q=zzz&across=off")
    assert parameters(soup.select_one(".tips a")["href"]) == {"q": ["zzz"]}
    assert "Search for words of other languages that mean the same, too:" in words(soup)
    assert "words of other languages" not in words(page("/?q=zzz"))


def test_the_answer_tells_what_words_mean(client: FlaskClient, searcher: Translating):
    body = client.get("/api/v1/search?q=Reise&across=first").get_json()
    assert body["query"]["translations"] == [
        {
            "text": "Reise",
            "words": [
                {"text": "biểu tỉnh", "lang": "vi", "similarity": 0.834, "glossary": False},
                {"text": "tour", "lang": "", "similarity": 1.0, "glossary": True},
            ],
        }
    ]
    assert body["query"]["notes"] == [str(NOTE)]
    marks = [mark for hit in body["hits"] for each in hit["snippets"] for mark in each["marks"]]
    assert {(mark["channel"], mark["query"]) for mark in marks} == {("meaning", "Reise")}
    assert searcher.calls[-1]["across"] == "first"
    assert client.get("/api/v1/search?q=x&across=off").get_json()["query"]["translations"] == []


def test_a_document_is_marked_as_it_is_asked(client: FlaskClient, searcher: Translating):
    client.get("/api/v1/documents/doc-01?q=Reise&across=off")
    assert searcher.calls[-1] == {"document": "doc-01", "query": "Reise", "across": "off"}


@pytest.mark.parametrize("address", ["/api/v1/search?q=x", "/api/v1/documents/doc-01?q=x"])
def test_there_are_three_ways(client: FlaskClient, address: str):
    body = problem(client, f"{address}&across=maybe", 400)
    assert [error["parameter"] for error in body["errors"]] == ["across"]


def test_a_wrong_way_is_named_in_words(page: Get):
    assert words(page("/?q=Reise&across=maybe", 400).select_one(".problems strong")) == (
        "In other languages:"
    )
