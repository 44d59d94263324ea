"""The document page as it is sent: its outline, what it names, and documents of every kind."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup, Tag
from fake_searcher import FakeSearcher
from flask.testing import FlaskClient
from web_helpers import Get, link, parameters

from indexer import build_index
from indexer.config import Settings
from indexer.model import Document
from searchapp import create_app

ODD = {
    "scripts": "<script>alert(1)</script> & <img src=x onerror=alert(2)> Kalganow </p></article>",
    "right to left": "مرحبا بالعالم Kalganow هذا نص.\n\nسطر آخر.",
    "controls": "\u202eKalganow\x01\x02\x1b[31m \ufffe\ufeff\u2028 Kalganow\x85",
    "many": "Kalganow und mehr als das. " * 500,
}


@pytest.fixture
def _odd_documents(searcher: FakeSearcher) -> None:
    searcher.documents += [
        Document(id=name, text=text, title=f"{text[:40]} \u202e", author="<b>", source="\u202e<i>")
        for name, text in ODD.items()
    ]
    searcher.documents.append(Document(id="empty", text=" \n ", title=""))


@pytest.fixture(scope="module")
def seeds_client(seeds_index: Path) -> FlaskClient:
    return create_app(seeds_index, settings=Settings()).test_client()


def numbers(soup: BeautifulSoup | Tag) -> list[int]:
    return [int(found["href"].removeprefix("#m")) for found in soup.find_all("a")]


def test_every_match_leads_to_the_next_without_scripts(page: Get):
    soup = page("/documents/doc-04?q=Delegation+Kalganow")
    matches = [match["id"] for match in soup.select(".match")]
    assert matches == ["m1", "m2", "m3"]
    at, seen = "m1", []
    for _ in matches:
        steps = soup.find(id=at).find_next_sibling()
        seen.append(steps["data-at"])
        at = steps.select_one("[aria-label='Next match']")["href"].removeprefix("#")
    assert seen == ["1 of 3", "2 of 3", "3 of 3"]
    assert at == "m1"


def test_the_outline_lists_the_passages_of_every_word(page: Get):
    soup = page("/documents/doc-04?q=Delegation+Kalganow").select_one(".outline")
    words = [" ".join(summary.text.split()) for summary in soup.find_all("summary")]
    assert words == ["Kalganow 2", "Delegation 1"]
    assert numbers(soup) == [2, 3, 1]
    assert soup.select("li mark")[0].text == "Kalganow"


@pytest.mark.usefixtures("_odd_documents")
def test_the_outline_of_many_matches_is_small(page: Get):
    soup = page("/documents/many?q=Kalganow")
    assert len(soup.select(".match")) == 500
    assert len(soup.select(".strip a")) == 60
    assert len(soup.select(".outline li")) == 20
    assert "and 24 more after it" in soup.select_one(".outline li").text


def test_the_strip_is_for_the_eye_alone(page: Get):
    strip = page("/documents/doc-04?q=Kalganow").select_one("svg.strip")
    assert strip["aria-hidden"] == "true"
    assert {tick["tabindex"] for tick in strip.find_all("a")} == {"-1"}


@pytest.mark.parametrize("address", ["/documents/doc-04", "/documents/doc-04?q=zzz"])
def test_without_a_match_there_is_nothing_to_go_to(page: Get, address: str):
    soup = page(address)
    assert not soup.select(".strip, .outline, .finder, .step, #match-status")


def test_names_and_places_are_links_to_searches(client: FlaskClient):
    soup = BeautifulSoup(client.get("/documents/doc-04?q=Hanoi&lang=de").text, "html.parser")
    about = soup.select_one(".about")
    assert parameters(link(about, "Kalganow")) == {"q": ["name:Kalganow"]}
    assert parameters(link(about, "Hanoi")) == {"place": ["geo:1581130"]}
    client.set_cookie("language", "ru")
    soup = BeautifulSoup(client.get("/documents/doc-04").text, "html.parser")
    assert parameters(link(soup, "Ханой")) == {"place": ["geo:1581130"]}


def test_programs_are_shown_the_way(page: Get, client: FlaskClient):
    address = link(page("/documents/doc-05?q=Kalganow"), "JSON")
    assert client.get(address).get_json()["marks"]
    assert client.get(link(page("/documents/doc-05"), "JSON")).get_json()["id"] == "doc-05"


@pytest.mark.usefixtures("_odd_documents")
@pytest.mark.parametrize("name", [*ODD, "empty"])
def test_odd_documents_are_shown_as_text(page: Get, name: str):
    soup = page(f"/documents/{quote(name)}?q=Kalganow")
    shown = soup.select_one(".text").text
    for each in re.findall(r"\w+", ODD.get(name, "This document has no text")):
        assert each in shown
    assert {script["src"].partition("?")[0] for script in soup.find_all("script")} <= {
        f"/static/js/{name}.js" for name in ("marks", "document", "keys", "search-box")
    }
    assert not soup.select(".text img, .text b, [onerror], h1 img")
    assert not re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]", soup.select_one(".text").decode())
    assert all(paragraph["dir"] == "auto" for paragraph in soup.select(".text > p:not(.nothing)"))
    assert soup.h1["dir"] == "auto"
    assert bool(soup.select(".match")) == (name != "empty")


SEEDS = [
    "ru-kalganov-langshon.txt",
    "vi-dai-su-quan-tinh-vladimir.txt",
    "de-vi-vereinbarung-berufsbildung.txt",
    "en-khanh-hoa-moscow-tourism.txt",
]


@pytest.mark.parametrize("document", SEEDS)
def test_every_name_and_place_leads_back(seeds_client: FlaskClient, document: str):
    soup = BeautifulSoup(seeds_client.get(f"/documents/{document}").text, "html.parser")
    links = [a["href"] for a in soup.select(".named a")]
    assert links
    for address in links:
        found = BeautifulSoup(seeds_client.get(f"{address}&size=100").text, "html.parser")
        ids = {a["href"].partition("?")[0] for a in found.select(".hit h2 a")}
        assert f"/documents/{document}" in ids, address


def test_a_document_in_two_languages_says_which_is_which(seeds_client: FlaskClient):
    address = "/documents/de-vi-vereinbarung-berufsbildung.txt"
    soup = BeautifulSoup(seeds_client.get(address).text, "html.parser")
    langs = {tag["lang"] for tag in soup.select(".text [lang]:not(.step)")}
    assert langs | {soup.select_one(".text")["lang"]} == {"de", "vi"}
    assert re.search(r"German \d+ %, Vietnamese \d+ %", " ".join(soup.dl.text.split()))


def test_a_long_document_with_many_matches(tmp_path: Path):
    text = "\n\n".join(
        f"Am Tag {number} reiste die Delegation aus Moskau weiter und sprach über den Handel, "
        "den Tourismus und die Bildung in der Region." * 2
        for number in range(2_500)
    )
    source = tmp_path / "long.jsonl"
    source.write_text(json.dumps({"id": "long", "text": text, "lang": "de"}), encoding="utf-8")
    build_index(source, tmp_path / "index")
    client = create_app(tmp_path / "index", settings=Settings()).test_client()
    answer = client.get("/documents/long?q=Moskau").text
    assert answer.count('class="match"') == 5_000
    assert answer.count('href="#m5000"') > 2
    assert '<article class="read long">' in answer
