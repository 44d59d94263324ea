"""Pages when there is nothing to show: no results, no documents, no such address, no index."""

from __future__ import annotations

import pytest
from fake_searcher import HOSTILE, FakeSearcher
from flask.testing import FlaskClient
from web_helpers import Get, link, parameters

from indexer.errors import (
    ClusterAccess,
    ClusterError,
    ClusterFull,
    ClusterUnavailable,
    ClusterVersion,
    CorruptIndex,
    IndexLocked,
    IndexNotFound,
    StaleIndex,
)
from searchapp.problems import PROBLEMS


def test_every_tip_is_a_search(page: Get):
    soup = page("/?q=%22zzz+yyy%22&lang=de&names=off").select_one(".tips")
    assert [parameters(a["href"]) for a in soup.find_all("a")] == [
        {"q": ['"zzz yyy"'], "names": ["off"]},
        {"q": ['"zzz yyy"'], "lang": ["de"]},
        {"q": ["zzz yyy"], "lang": ["de"], "names": ["off"]},
        {"q": ["zzz"], "lang": ["de"], "names": ["off"]},
        {"q": ["yyy"], "lang": ["de"], "names": ["off"]},
        {"sort": ["date"]},
    ]


def test_of_one_word_the_beginning_can_be_tried(page: Get):
    soup = page("/?q=Zusammenarbeitt")
    assert parameters(link(soup.select_one(".tips"), "*")) == {"q": ["Zusammenar*"]}
    assert "*" not in page("/?q=zzz").select_one(".tips").text


def test_tips_are_text(page: Get):
    soup = page("/?q=%22%3Cscript%3Ealert('x')%3C/script%3E+zz%22")
    assert HOSTILE in soup.select_one(".tips").text
    assert all(each["src"].startswith("/static/js/") for each in soup.find_all("script"))


@pytest.mark.parametrize("address", ["/", "/?q=x", "/?sort=date"])
def test_an_index_without_documents_says_how_they_get_in(
    page: Get, searcher: FakeSearcher, address: str
):
    assert page(address).select_one(".empty") is None
    searcher.documents = []
    soup = page(address)
    assert "python -m indexer build" in soup.select_one(".empty code").text
    assert link(soup.select_one(".empty"), "Try again") == address


@pytest.mark.parametrize(
    ("error", "heading", "words"),
    [
        (IndexNotFound("No index.", hint="Build it."), "no index yet", "Build it."),
        (StaleIndex("Old.", hint="python -m indexer build"), "rebuilt", "another version"),
        (CorruptIndex("Bad."), "damaged", "restored from a copy"),
        (IndexLocked("Busy."), "being written", "in a moment"),
        (ClusterUnavailable("Down.", hint="Start it."), "do not answer", "Start it."),
        (ClusterAccess("Who?"), "let nobody in", "user and password"),
        (ClusterFull("Full."), "are full", "room on their disks"),
        (ClusterVersion("Old."), "of another kind", "does not work with"),
        (ClusterError("No."), "could not answer", "not your query's fault"),
    ],
)
def test_an_index_that_cannot_answer_is_explained(
    page: Get, searcher: FakeSearcher, error: Exception, heading: str, words: str
):
    searcher.fails_with = error
    soup = page("/?q=Kalganow&lang=de", 503)
    assert heading in soup.h1.text
    assert words in soup.main.text
    assert parameters(link(soup, "Try again")) == {"q": ["Kalganow"], "lang": ["de"]}
    assert soup.find("input", {"type": "search"})["value"] == "Kalganow"


def test_every_reason_why_nothing_answers_has_words_of_its_own(page: Get, searcher: FakeSearcher):
    searcher.fails_with = ClusterError("No.")
    headings = set()
    codes = {problem.code for problem in PROBLEMS if problem.status == 503} - {"busy"}
    for code in [*codes, "some-other"]:
        searcher.fails_with.code = code
        headings.add(page("/?q=Kalganow", 503).h1.text)
    assert len(headings) == len(codes) + 1


def test_an_unknown_address_leads_on(page: Get):
    soup = page("/nowhere?q=Kalganow", 404)
    assert parameters(link(soup.main, "Search for “Kalganow”")) == {"q": ["Kalganow"]}
    assert parameters(link(soup.main, "All documents")) == {"sort": ["date"]}


def test_a_document_that_is_not_there_is_named_in_the_readers_language(client: FlaskClient):
    answer = client.get("/documents/no/such", headers={"Accept-Language": "de"})
    assert answer.status_code == 404
    assert "Es gibt kein Dokument mit der Kennung „no/such“." in answer.text


def test_a_wrong_filter_can_be_left_out(page: Get):
    soup = page("/?q=Kalganow&from=2025-13", 400)
    assert parameters(link(soup.main, "without the filters")) == {"q": ["Kalganow"]}
    assert "without the filters" not in page("/?q=" + "x" * 2001, 400).main.text


def test_what_can_only_be_read_says_so(client: FlaskClient):
    answer = client.post("/")
    assert answer.status_code == 405
    assert "This address can only be read" in answer.text
