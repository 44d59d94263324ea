"""How a word matched, as a page shows it: one look and one reason for every kind."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from fake_searcher import FakeSearcher
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from indexer.config import Settings
from indexer.model import Channel, Hit, Mark, Snippet
from searchapp import create_app
from searchapp.render.marks import Kind, marked, page_kinds, reasons, shown

APP: Flask = create_app(settings=Settings(), searcher=FakeSearcher())


def mark(text: str, word: str, channel: Channel, query: str, nth: int = 0) -> Mark:
    start = [found.start() for found in re.finditer(re.escape(word), text)][nth]
    return Mark(start, start + len(word), channel, query)


@pytest.mark.parametrize(
    ("word", "channel", "query", "kind", "reason"),
    [
        ("Moskau", Channel.WORD, "moskau", "typed", "as typed: “moskau”"),
        ("Moskau", Channel.FOLD, "Moskau", "typed", "as typed: “Moskau”"),
        ("Delegation", Channel.WORD, "Delegat*", "typed", "fits “Delegat*”"),
        ("sứ", Channel.WORD, '"Đại sứ quán"', "typed", "as typed: “Đại sứ quán”"),
        ("Föderation", Channel.WORD, "Foederation", "form", "another way to write “Foederation”"),
        ("Khánh", Channel.FOLD, "khanh", "form", "same letters as “khanh”, accents aside"),
        ("Hoà", Channel.WORD, "hòa", "form", "same letters as “hòa”, accents aside"),
        ("đường", Channel.FOLD, "duong", "form", "same letters as “duong”, accents aside"),
        ("delegates", Channel.STEM, "Delegation", "form", "form of “Delegation”"),
        ("Fischereiabkommen", Channel.PART, "Abkommen", "part", "compound with “Abkommen”"),
        ("hợp tác", Channel.PART, "hopw tacs", "form", "“hopw tacs”, read as one word"),
        (
            "Freihandelsabkommen", Channel.PART, "Fischereiabkommen",
            "part", "shares a part with “Fischereiabkommen”",
        ),
        ("Калганову", Channel.NAME, "Kalganow", "name", "name: another spelling of “Kalganow”"),
        ("Москве", Channel.PLACE, "Moskau", "place", "place: another name for “Moskau”"),
        ("du lịch", Channel.MEANING, "Tourismus", "meaning", "≈ Tourismus"),
        ("Kalganow", Channel.NAME, "kalganow", "typed", "as typed: “kalganow”"),
    ],
)  # fmt: skip
def test_every_kind_has_a_reason(word: str, channel: Channel, query: str, kind: str, reason: str):
    with APP.test_request_context("/"):
        (item,) = shown(word, [Mark(0, len(word), channel, query)])
        assert (item.kind, item.reason) == (kind, reason)


def test_words_that_name_one_thing_are_one_mark():
    text = "Ông Can-ga-nốp ở Sankt Petersburg, Can"
    marks = [
        *(mark(text, word, Channel.NAME, "Калганов") for word in ("Can", "ga", "nốp")),
        *(mark(text, word, Channel.PLACE, "Petersburg") for word in ("Sankt", "Petersburg")),
        mark(text, "Can", Channel.NAME, "Калганов", nth=1),
    ]
    found = [(text[item.start : item.end], item.kind) for item in shown(text, marks)]
    assert found == [("Can-ga-nốp", "name"), ("Sankt Petersburg", "place"), ("Can", "name")]


def test_the_syllables_of_a_word_are_one_mark_that_looks_as_its_farthest():
    text = "ngành du lịch"
    marks = [mark(text, "du", Channel.WORD, "du lich"), mark(text, "lịch", Channel.FOLD, "du lich")]
    (item,) = shown(text, marks)
    assert (text[item.start : item.end], item.kind) == ("du lịch", Kind.FORM)


def test_words_typed_side_by_side_are_one_mark_unless_something_stands_between():
    text = "Handel Abkommen und Handel, Abkommen"
    marks = [
        mark(text, word, Channel.WORD, word, nth) for nth in (0, 1) for word in text.split()[:2]
    ]
    found = shown(text, marks)
    assert [text[item.start : item.end] for item in found] == [
        "Handel Abkommen",
        "Handel",
        "Abkommen",
    ]
    assert found[0].query == "Handel Abkommen"


def test_a_mark_carries_its_kind_and_its_reason_and_nothing_unescaped():
    text = 'a "<b>" c'
    with APP.test_request_context("/"):
        html = marked(text, [Mark(3, 6, Channel.STEM, '"><img src=x>')])
    assert html == (
        'a &#34;<mark class="m-form" data-why="form of “&#34;&gt;&lt;img src=x&gt;”">'
        "&lt;b&gt;</mark>&#34; c"
    )


@given(st.text(st.sampled_from("ab<&\"' \n-"), max_size=40), st.data())
def test_nothing_is_lost(text: str, data: st.DataObject):
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=10)))
    channels = st.sampled_from(list(Channel))
    queries = st.sampled_from(["a", "a b", '"a b"~2', "a*", "", '"'])
    marks = [
        Mark(*pair, data.draw(channels), data.draw(queries))
        for pair in zip(edges[::2], edges[1::2], strict=False)
    ]
    with APP.test_request_context("/"):
        soup = BeautifulSoup(marked(text, marks), "html.parser")
    # html.parser makes one space of several.
    assert re.sub(r"\s", "", soup.text) == re.sub(r"\s", "", text)
    inside = "".join(tag.text for tag in soup.find_all("mark"))
    for item in marks:
        assert re.sub(r"\s", "", text[item.start : item.end]) in re.sub(r"\s", "", inside)
    assert all(tag["data-why"] for tag in soup.find_all("mark"))


def test_a_hit_says_why_once_for_every_reason():
    texts = "Moskau, Калганов", "Калганову in Moskau, Калганов"
    marks = [
        (
            mark(text, "Moskau", Channel.WORD, "Moskau"),
            *(
                mark(text, word, Channel.NAME, "Kalganow")
                for word in re.findall(r"Калганову?\b", text)
            ),
        )
        for text in texts
    ]
    hit = Hit("x", texts[0], "de", None, "", None, 1.0, marks[0], (Snippet(texts[1], marks[1]),))
    with APP.test_request_context("/"):
        (reason,) = reasons(hit)
        assert reason.words == ("Калганов", "Калганову")
        assert reason.text == "name: another spelling of “Kalganow”"
        assert page_kinds([hit]) == [Kind.TYPED, Kind.NAME]
