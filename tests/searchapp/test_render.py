"""The text of a document as HTML: nothing lost, nothing unescaped, every mark reachable."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from indexer.model import Channel, Document, Mark, Span
from searchapp.render import date_parts, document_paragraphs, lang_attribute, paragraphs


def mark(start: int, end: int) -> Mark:
    return Mark(start, end, Channel.WORD, "x")


def html(text: str, marks: list[Mark], unsearched: tuple[Span, ...] = ()) -> list[str]:
    return document_paragraphs(Document(id="x", text=text, unsearched=unsearched), marks)


def test_marks_get_ids_and_text_is_escaped():
    assert html("a <b> c", [mark(0, 1), mark(2, 5)]) == [
        '<mark id="m1">a</mark> <mark id="m2">&lt;b&gt;</mark> c'
    ]


def test_blank_lines_part_paragraphs_and_single_ones_stay():
    assert html("one\ntwo\n \n\nthree\r\n\r\nfour", []) == ["one\ntwo", "three", "four"]


def test_a_mark_across_paragraphs_has_one_id():
    assert html("one\n\ntwo", [mark(2, 6)]) == [
        'on<mark id="m1">e</mark>',
        "<mark>t</mark>wo",
    ]


def test_unsearched_spans_are_set_apart():
    assert html("seen unseen", [mark(0, 4)], (Span(5, 11),)) == [
        '<mark id="m1">seen</mark> <span class="unsearched">unseen</span>'
    ]


def test_a_mark_across_the_edge_of_a_span_stays_one_mark():
    assert html("abcd", [mark(1, 3)], (Span(2, 4),)) == [
        'a<mark id="m1">b</mark><span class="unsearched"><mark>c</mark></span>'
        '<span class="unsearched">d</span>'
    ]


def test_an_empty_text_has_no_paragraphs():
    assert html("", []) == html(" \n\n ", []) == []


@st.composite
def spans(draw: st.DrawFn, length: int) -> list[tuple[int, int]]:
    edges = sorted(draw(st.sets(st.integers(0, length), max_size=12)))
    return list(zip(edges[::2], edges[1::2], strict=False))


@given(st.data())
def test_nothing_is_lost(data: st.DataObject):
    text = data.draw(st.text(st.sampled_from("ab<&\"' \n"), max_size=60))
    marks = [mark(*pair) for pair in data.draw(spans(len(text)))]
    unsearched = tuple(Span(*pair) for pair in data.draw(spans(len(text))))
    rendered = html(text, marks, unsearched)
    assert all(isinstance(item, Markup) for item in rendered)
    soups = [BeautifulSoup(item, "html.parser") for item in rendered]
    shown = "".join(soup.text for soup in soups)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", text)
    marked = "".join(tag.text for soup in soups for tag in soup.find_all("mark"))
    expected = "".join(text[item.start : item.end] for item in marks)
    assert re.sub(r"\s", "", marked) == re.sub(r"\s", "", expected)
    ids = [tag["id"] for soup in soups for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))


@given(st.text(st.sampled_from("ab \n\r\t"), max_size=60))
def test_paragraphs_cover_everything_but_blank_lines(text: str):
    spans = paragraphs(text)
    assert all(text[span.start : span.end].strip() for span in spans)
    assert "".join(text[s.start : s.end] for s in spans).split() or not text.split()
    assert sum(len("".join(text[s.start : s.end].split())) for s in spans) == len(
        "".join(text.split())
    )


def test_language_codes_that_can_stand_in_html():
    assert lang_attribute("vi") == "vi"
    assert lang_attribute("zh-Hant") == "zh-Hant"
    assert lang_attribute("") is lang_attribute(None) is lang_attribute('"x') is None


def test_dates_are_read_as_far_as_they_go():
    assert date_parts("2025-12-16") == (2025, 12, 16)
    assert date_parts("2025") == (2025,)
    assert date_parts("spring") is date_parts("2025-13-01") is None
