"""Home, document and error pages, and that nothing foreign becomes markup on any page."""

from __future__ import annotations

from itertools import pairwise
from urllib.parse import parse_qs

import pytest
from bs4 import BeautifulSoup
from fake_searcher import DOCUMENTS, HOSTILE, FakeSearcher
from flask.testing import FlaskClient
from web_helpers import Get, link, parameters

from indexer.errors import IndexNotFound, StaleIndex


def test_home_explains_and_counts(page: Get):
    soup = page("/")
    assert soup.h1.text.strip() == "Querlang"
    box = soup.find("input", {"type": "search"})
    assert (box["name"], box.has_attr("autofocus")) == ("q", True)
    assert soup.find("label", {"for": box["id"]})
    assert f"{len(DOCUMENTS)} documents" in soup.select_one(".facts").text
    assert parameters(link(soup, "German")) == {"lang": ["de"]}
    assert len(soup.select(".examples a")) >= 5


def test_a_document_lists_similar_ones(page: Get):
    soup = page("/documents/doc-01?q=Kalganow")
    links = soup.select(".similar a")
    assert len(links) == 5
    assert all(parameters(each["href"]) == {"q": ["Kalganow"]} for each in links)
    assert links[0]["href"].startswith("/documents/doc-03?")
    assert all(each.text.strip() for each in links)


def test_a_document_like_no_other_lists_none(page: Get, searcher: FakeSearcher):
    searcher.documents = searcher.documents[1:2]
    assert page("/documents/doc-01").select_one(".similar") is None


def test_examples_are_searches(page: Get):
    for example in page("/").select(".examples a"):
        assert parameters(example["href"]) == {"q": [example.text]}
        page(example["href"])


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("q=Kalganow&from=2025-13", "The first date: 2025-13 – This is no date. Write a year,"),
        ("q=Kalganow&from=2025&to=2024", "The first date is later than the last."),
        (
            "q=Kalganow&page=0",
            "The page: This value is not possible here. (should be greater than or equal to 1)",
        ),
        ("q=" + "x" * 2001, "The query: A query has at most 2,000 characters."),
    ],
)
def test_a_wrong_parameter_is_explained_in_words(page: Get, query: str, words: str):
    soup = page(f"/?{query}", 400)
    assert words in " ".join(soup.main.text.split())
    assert soup.find("input", {"type": "search"})["value"] == parse_qs(query)["q"][0][:2000]


def test_a_wrong_date_is_explained_in_the_readers_language(client: FlaskClient):
    answer = client.get("/?q=Moskau&from=2025-13", headers={"Accept-Language": "de"})
    problems = BeautifulSoup(answer.text, "html.parser").select_one(".problems")
    assert "Das ist kein Datum" in problems.text
    assert not problems.select("[lang]")


def test_nothing_foreign_becomes_markup(client: FlaskClient):
    for address in (
        "/?q=co",
        "/?q=%3Cscript%3Ealert('x')%3C/script%3E%22%3E%3Cimg%20src=x%3E&source=%22%3E%3Cimg%20src=x%3E",
        "/documents/doc-00?q=co",
        "/documents/%3Cscript%3Ealert('x')",
        "/?lang=%22%3E%3Cimg%20src=x%3E",
        "/%3Cscript%3Ealert('x')",
    ):
        soup = BeautifulSoup(client.get(address).text, "html.parser")
        own = soup.select('script[type=module][src^="/static/js/"]:empty')
        assert soup.find_all("script") == own, address
        images = {img["src"].partition("?")[0] for img in soup.find_all("img")}
        assert images <= {"/static/favicon.svg"}, address
        assert not soup.find_all(style=True), address
        assert not soup.find_all("style"), address
        handlers = [
            tag for tag in soup.find_all(True) if any(a.startswith("on") for a in tag.attrs)
        ]
        assert not handlers, address


def test_hostile_text_is_shown_as_it_was(page: Get):
    soup = page("/documents/doc-00?q=Kalganow")
    assert HOSTILE in soup.h1.text
    assert soup.select_one(".text").text.strip() == f"{HOSTILE} Kalganow & <b>co</b>"


def test_only_web_addresses_become_links(page: Get):
    assert not page("/documents/doc-00").select('a[href^="javascript"]')
    original = page("/documents/doc-01").select_one("dl a")
    assert original["href"] == "https://www.example.org/1"
    assert set(original["rel"]) == {"noreferrer", "noopener", "external"}


def test_a_document_is_shown_with_marks_and_details(page: Get):
    soup = page("/documents/doc-05?q=Kalganow+Khanh&lang=vi&page=2")
    assert [match["id"] for match in soup.select(".text .match")] == ["m1", "m2"]
    assert [mark.text for mark in soup.select(".match mark")] == ["Khánh", "Kalganow"]
    assert soup.select_one("h1 mark").text == "Khánh"
    assert "2 matches" in soup.select_one(".matches").text
    assert link(soup, "First match") == "#m1"
    details = dict(
        zip(
            [dt.text for dt in soup.find_all("dt")],
            [dd.text for dd in soup.find_all("dd")],
            strict=True,
        )
    )
    assert details == {
        "Date": "16 June 2025",
        "Language": "Vietnamese",
        "Author": "A. Author",
        "Source": "seeds/reports",
        "Type of file": "Record",
        "Original": "https://www.example.org/5",
        "Length": "39 words, 185 characters",
        "As data": "JSON",
        "Id": "doc-05",
    }
    assert soup.select_one(".text .unsearched").text == "Share this article"
    assert parameters(link(soup, "Back to the results")) == {
        "q": ["Kalganow Khanh"], "lang": ["vi"], "page": ["2"],
    }  # fmt: skip


def test_a_document_without_a_query(page: Get):
    soup = page("/documents/doc-05")
    assert not soup.select("mark")
    assert not soup.select(".matches")
    assert soup.select_one(".back a")["href"] == "/"


def test_a_document_that_the_query_does_not_touch(page: Get):
    assert "No word" in page("/documents/doc-05?q=zzz").select_one(".matches").text


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.id)
def test_every_result_leads_to_its_document(page: Get, document):
    soup = page(f"/?size=100&lang={document.lang}")
    addresses = [a["href"] for a in soup.select(".hit h2 a")]
    ids = [page(address).find_all("dd")[-1].text for address in addresses]
    assert document.id in ids


def test_an_unknown_document_gets_help(page: Get):
    soup = page("/documents/nope?q=Kalganow", 404)
    assert "no such document" in soup.h1.text
    assert "nope" in soup.main.text
    assert "secret" not in soup.text
    assert soup.find("input", {"type": "search"})["value"] == "Kalganow"


def test_an_unknown_page_gets_help(page: Get):
    assert "no such page" in page("/nope", 404).h1.text


@pytest.mark.parametrize("error", [IndexNotFound, StaleIndex])
@pytest.mark.parametrize("address", ["/", "/?q=x", "/documents/doc-01"])
def test_a_missing_index_says_what_to_do(
    page: Get, searcher: FakeSearcher, address: str, error: type[IndexNotFound | StaleIndex]
):
    searcher.fails_with = error("It is not there.", hint="Build it with this command.")
    soup = page(address, 503)
    assert "It is not there." in soup.main.text
    assert "Build it with this command." in soup.select_one(".note").text


def test_an_unexpected_error_shows_nothing_of_it(page: Get, searcher: FakeSearcher):
    searcher.fails_with = RuntimeError("secret")
    assert "secret" not in page("/?q=x", 500).text


@pytest.mark.parametrize("address", ["/", "/?q=x", "/documents/doc-01", "/static/css/base.css"])
@pytest.mark.parametrize("method", ["POST", "DELETE", "OPTIONS"])
def test_pages_are_only_read(client: FlaskClient, address: str, method: str):
    answer = client.open(address, method=method)
    assert answer.status_code == 405
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize("address", ["/", "/?q=Kalganow", "/documents/doc-01", "/nope"])
def test_pages_are_built_for_everyone(page: Get, address: str):
    soup = page(address, 404 if address == "/nope" else 200)
    assert soup.html["lang"] == "en"
    assert soup.title.text.strip()
    assert len(soup.find_all("h1")) == len(soup.find_all("main")) == 1
    assert soup.find("a", class_="skip")["href"] == f"#{soup.main['id']}"
    identifiers = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(identifiers) == len(set(identifiers))
    for box in soup.select("input:not([type=hidden])"):
        assert soup.find("label", {"for": box["id"]})
    levels = [int(tag.name[1]) for tag in soup.find_all(["h1", "h2", "h3"])]
    assert all(after - before <= 1 for before, after in pairwise(levels))
