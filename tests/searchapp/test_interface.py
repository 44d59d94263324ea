"""The language and the look of the interface: by browser, by choice, and back where one was."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from web_helpers import Get

from indexer.model import Note
from searchapp import interface


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("", "en"),
        ("de-AT,de;q=0.9", "de"),
        ("vi", "vi"),
        ("fr, ru;q=0.5, en;q=0.1", "ru"),
        ("fr", "en"),
    ],
)
def test_the_browser_chooses_the_language(client: FlaskClient, accepted: str, lang: str):
    answer = client.get("/", headers={"Accept-Language": accepted})
    assert BeautifulSoup(answer.text, "html.parser").html["lang"] == lang
    assert answer.headers["Content-Language"] == lang
    assert {"Accept-Language", "Cookie"} <= set(answer.vary)


@pytest.mark.parametrize("lang", interface.LANGUAGES)
def test_a_choice_wins_and_is_kept(client: FlaskClient, lang: str):
    answer = client.post("/preferences", data={"language": lang, "next": "/?q=a+b"})
    assert (answer.status_code, answer.location) == (303, "/?q=a+b")
    page = client.get("/?q=a+b", headers={"Accept-Language": "fr"})
    assert BeautifulSoup(page.text, "html.parser").html["lang"] == lang


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_look_is_kept(client: FlaskClient, theme: str):
    client.post("/preferences", data={"theme": theme})
    html = BeautifulSoup(client.get("/").text, "html.parser")
    assert html.html["data-theme"] == theme
    assert html.select_one('meta[name="color-scheme"]')["content"] == theme


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "\\\\example.org",
        "",
        "x",
        "/a\nb",
    ],
)
def test_a_choice_leads_nowhere_else(client: FlaskClient, elsewhere: str):
    answer = client.post("/preferences", data={"theme": "dark", "next": elsewhere})
    assert answer.location == "/"


@pytest.mark.parametrize("data", [{}, {"language": "xx"}, {"theme": "pink"}])
def test_what_cannot_be_chosen_is_refused(client: FlaskClient, data: dict[str, str]):
    answer = client.post("/preferences", data=data)
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


def test_a_forged_cookie_is_no_choice(client: FlaskClient):
    client.set_cookie("language", "../../etc")
    client.set_cookie("theme", '"><script>')
    html = BeautifulSoup(client.get("/").text, "html.parser")
    assert html.html["lang"] == "en"
    assert "data-theme" not in html.html.attrs


@pytest.mark.parametrize("address", ["/?q=%C3%A4+b&lang=de", "/documents/doc-01?q=x", "/"])
def test_the_form_comes_back_to_the_page(page: Get, address: str):
    assert page(address).select_one('.preferences [name="next"]')["value"] == address


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "16 December 2025"),
        ("de", "16. Dezember 2025"),
        ("ru", "16 декабря 2025"),
        ("vi", "16 tháng 12"),
    ],
)
def test_dates_are_written_as_the_reader_does(app: Flask, lang: str, said: str):
    with app.test_request_context(headers={"Accept-Language": lang}):
        assert said in interface.day("2025-12-16")
        assert interface.day("2025") == "2025"
        assert interface.day("no date") == "no date"
        assert "2025" in interface.day("2025-12")
        assert interface.day("2025-12") != "2025-12"


def test_numbers_are_written_as_the_reader_does(app: Flask):
    written = {}
    for lang in interface.LANGUAGES:
        with app.test_request_context(headers={"Accept-Language": lang}):
            written[lang] = interface.number(1234567)
    assert re.sub(r"\s", " ", written.pop("ru")) == "1 234 567"
    assert written == {"en": "1,234,567", "de": "1.234.567", "vi": "1.234.567"}


def test_languages_of_documents_have_names(app: Flask):
    with app.test_request_context(headers={"Accept-Language": "de"}):
        assert interface.language_name("vi") == "Vietnamesisch"
        assert interface.language_name("x-unheard-of") == "X-unheard-of"


def test_a_note_is_a_sentence():
    note = Note("“%(text)s” is 100%% of %(number)s.", text="a", number=3)
    assert note == "“a” is 100% of 3."
    assert Note("100% as it stands.") == "100% as it stands."
