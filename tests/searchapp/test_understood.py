"""The query as it was understood, in sentences; what was typed stays text."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from fake_searcher import FakeSearcher
from flask import Flask

from indexer import Searcher
from indexer.config import Settings
from indexer.model import Channel, Meaning, NameReading, Note, QueryInfo
from searchapp import create_app
from searchapp.params import SearchParams
from searchapp.render.understood import remarks, sentences, suggestions

APP: Flask = create_app(settings=Settings(), searcher=FakeSearcher())


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ""),
        ("Delegation", "Documents with Delegation. Words are found in any form."),
        ("Kalganow", "Documents with Kalganow (a name, in any spelling)."),
        ("Moskau", "Documents with Moskau (a place: also Mát-xcơ-va, Москва, Moscow)."),
        ("place:Moskau", "Documents with Moskau (a place: also Mát-xcơ-va, Москва, Moscow)."),
        (
            "Delegation Abkommen",
            "Documents with any of these, those with more of them first: "
            "Delegation and Abkommen. Words are found in any form.",
        ),
        ("x AND v", "Documents with x and v. Words are found in any form."),
        ("x OR v", "Documents with x or v. Words are found in any form."),
        ("(x OR v) AND z", "Documents with (x or v) and z. Words are found in any form."),
        (
            "+x v", "Documents with x, first those that also have v. Words are found in any form.",
        ),
        ('"x v"', "Documents with the phrase x v."),
        ('"x v"~3', "Documents with the words x v in this order, near each other."),
        ("„x v“ zz*", "Documents with any of these, those with more of them first: "
            "x v, best as a phrase and words that begin with zz."),
        ("title:x", "Documents with x in the title. Words are found in any form."),
        ("w?rd", "Documents with words of the pattern w?rd."),
        ("word~1", "Documents with words written nearly like word."),
        ("-x -v", "All documents. Without x or v."),
        ("-(x v)", "All documents. Without x or v."),
        ("*", "All documents."),
        ("lang:de lang:vi date:2025",
            "All documents. Narrowed to language: German or language: Vietnamese and date: 2025."),
        ("lang:de OR lang:vi",
            "All documents. Narrowed to language: German or language: Vietnamese."),
        ("date:>2025", "All documents. Narrowed to date: from 1 January 2026."),
        ("date:<2025-02", "All documents. Narrowed to date: until 31 January 2025."),
        ("date:[2025-01 TO 2025-02]",
            "All documents. Narrowed to date: 1 January 2025 to 28 February 2025."),
        ("source:seeds AND id:x*", "All documents. Narrowed to source: seeds and id: x*."),
    ],
)  # fmt: skip
def test_sentences(seeds_searcher: Searcher, typed: str, expected: str):
    info = seeds_searcher.search(typed).query
    with APP.test_request_context("/"):
        said = [BeautifulSoup(item, "html.parser").text for item in sentences(info)]
    assert " ".join(said) == expected


def test_what_was_typed_stays_text():
    hostile = "<b>%(items)s</b>"
    meaning = Meaning("any", parts=(Meaning("word", hostile), Meaning("source", hostile)))
    note = Note("“%(text)s” is a place.", text=hostile)
    reading = NameReading(hostile, Channel.PLACE, (hostile,), note)
    with APP.test_request_context("/"):
        html = " ".join(sentences(QueryInfo(hostile, meaning=meaning, readings=(reading,))))
    assert html.count("<b>") == 1
    assert BeautifulSoup(html, "html.parser").text == (
        f"Documents with {hostile} (a place: also {hostile}). Narrowed to source: {hostile}."
    )


def test_a_long_row_ends_early():
    parts = tuple(Meaning("word", str(number)) for number in range(40))
    with APP.test_request_context("/"):
        first = sentences(QueryInfo("x", meaning=Meaning("any", parts=parts)))[0]
    assert first.endswith("<b>11</b>, ….")


def test_rows_and_names_are_in_the_readers_language(seeds_searcher: Searcher):
    info = seeds_searcher.search("x AND y lang:de").query
    with APP.test_request_context("/", headers={"Accept-Language": "de"}):
        said = " ".join(sentences(info))
    assert "<b>x</b> und <b>y</b>" in said
    assert "Deutsch" in said


def test_remarks_say_what_was_switched_off_and_not_what_is_said_already(seeds_searcher: Searcher):
    info = seeds_searcher.search('Moskau date:spring "foo').query
    with APP.test_request_context("/"):
        assert remarks(info, SearchParams(places="off")) == [
            "Places are not searched under their other names.",
            "A quotation mark without its partner was left out.",
            "“spring” is not a date: searched as plain words.",
        ]


def test_what_is_searched_for_already_is_not_offered():
    note = Note("“%(text)s” is also read as “%(read)s”.", text="hopw tacs", read="hợp tác")
    info = QueryInfo("hopw tacs", "", notes=(note,))
    assert suggestions(info, ("hợp tác", "hop tac")) == ["hop tac"]
