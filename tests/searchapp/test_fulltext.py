"""The text of a document as HTML: nothing lost, nothing unescaped, every match reachable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from indexer.model import Channel, Document, DocumentView, Mark, Run, Span
from searchapp.render.fulltext import paragraphs, paragraphs_html, shares, steps_between
from searchapp.render.matches import PASSAGES, by_word, matches_of, ticks

pytestmark = pytest.mark.usefixtures("within_request")


@pytest.fixture
def within_request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def mark(start: int, end: int, query: str = "x") -> Mark:
    return Mark(start, end, Channel.WORD, query)


def view(
    text: str, marks: list[Mark], unsearched: tuple[Span, ...] = (), runs: tuple[Run, ...] = ()
) -> DocumentView:
    document = Document(id="x", text=text, unsearched=unsearched, lang=runs[0].lang if runs else "")
    return DocumentView(document, marks=tuple(marks), runs=runs)


def html(
    text: str, marks: list[Mark], unsearched: tuple[Span, ...] = (), runs: tuple[Run, ...] = ()
) -> list[str]:
    """Return the paragraphs without what is tested elsewhere: the reasons of marks."""
    seen = view(text, marks, unsearched, runs)
    found = list(paragraphs_html(seen, matches_of(text, marks)))
    assert all(isinstance(item, Markup) for item in found)
    return [re.sub(r'<mark class="[^"]*" data-why="[^"]*">', "<mark>", item) for item in found]


def test_matches_get_ids_and_text_is_escaped():
    assert html("a, <b> c", [mark(0, 1), mark(3, 6)]) == [
        '<p dir="auto"><span class="match" id="m1"><mark>a</mark></span>, '
        '<span class="match" id="m2"><mark>&lt;b&gt;</mark></span> c</p>'
    ]


def test_marks_side_by_side_are_one_match():
    text = "Ho Chi-Minh\nCity, Ho"
    marks = [mark(0, 2), mark(3, 6), mark(7, 11), mark(12, 16), mark(18, 20)]
    found = matches_of(text, marks)
    assert [text[match.start : match.end] for match in found] == ["Ho Chi-Minh", "City", "Ho"]
    assert [match.number for match in found] == [1, 2, 3]


def test_blank_lines_part_paragraphs_and_single_ones_stay():
    found = html("one\ntwo\n \n\nthree\r\n\r\nfour", [])
    assert found == [f'<p dir="auto">{each}</p>' for each in ("one\ntwo", "three", "four")]


def test_a_mark_across_paragraphs_has_one_id():
    assert html("one\n\ntwo", [mark(2, 6)]) == [
        '<p dir="auto">on<span class="match" id="m1"><mark>e</mark></span></p>',
        '<p dir="auto"><span class="match"><mark>t</mark></span>wo</p>',
    ]


def test_unsearched_stretches_are_set_apart():
    assert html("seen unseen", [mark(0, 4)], (Span(5, 11),)) == [
        '<p dir="auto"><span class="match" id="m1"><mark>seen</mark></span> '
        '<span class="unsearched">unseen</span></p>'
    ]


def test_a_mark_across_the_edge_of_a_stretch_has_one_id():
    assert html("abcd", [mark(1, 3)], (Span(2, 4),)) == [
        '<p dir="auto">a<span class="match" id="m1"><mark>b</mark></span><span class="unsearched">'
        '<span class="match"><mark>c</mark></span>d</span></p>'
    ]


def test_every_paragraph_and_stretch_has_its_language():
    text = "Ja, gern.\n\nДа. Also gut.\n\nĐược."
    runs = (Run(0, 11, "de"), Run(11, 15, "ru"), Run(15, 26, "de"), Run(26, 31, "vi"))
    assert html(text, [], runs=runs) == [
        '<p dir="auto">Ja, gern.</p>',
        '<p dir="auto"><span lang="ru">Да. </span>Also gut.</p>',
        '<p dir="auto" lang="vi">Được.</p>',
    ]
    assert shares(view(text, [], runs=runs)) == [("de", 71), ("vi", 16), ("ru", 13)]


def test_a_language_that_is_none_stays_out_of_the_page():
    assert html("a b", [], runs=(Run(0, 2, "en"), Run(2, 3, '"><x'))) == ['<p dir="auto">a b</p>']


def test_control_characters_are_shown_as_what_they_are_not():
    assert html("a\x00b\x1b[31m\x7f\x85\u202ec\td", []) == [
        '<p dir="auto">a\ufffdb\ufffd[31m\ufffd\ufffd\u202ec\td</p>'
    ]


def test_an_empty_text_has_no_paragraphs():
    assert html("", []) == html(" \n\n ", []) == []
    assert shares(view("", [])) == []


def test_a_language_that_is_not_known_is_that_of_all_of_the_text():
    seen = view("Hej. Ja.", [], runs=(Run(0, 5, "en"), Run(5, 8, "de")))
    seen = replace(seen, document=replace(seen.document, lang="sv"))
    assert list(paragraphs_html(seen, [])) == ['<p dir="auto">Hej. Ja.</p>']
    assert shares(seen) == [("sv", 100)]


def test_the_links_after_a_match_go_round():
    steps = steps_between(3)
    links = [BeautifulSoup(steps(at), "html.parser").find_all("a") for at in (1, 2, 3)]
    assert [[link["href"] for link in each] for each in links] == [
        ["#m3", "#m2"],
        ["#m1", "#m3"],
        ["#m2", "#m1"],
    ]
    assert [link["aria-label"] for link in links[0]] == ["Previous match", "Next match"]
    assert BeautifulSoup(steps(2), "html.parser").span["data-at"] == "2 of 3"
    assert BeautifulSoup(steps(2), "html.parser").text == ""


@st.composite
def spans(draw: st.DrawFn, length: int) -> list[tuple[int, int]]:
    edges = sorted(draw(st.sets(st.integers(0, length), max_size=12)))
    return list(zip(edges[::2], edges[1::2], strict=False))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_nothing_is_lost(data: st.DataObject):
    text = data.draw(st.text(st.sampled_from("ab<&\"' \n"), max_size=60))
    marks = [mark(*pair) for pair in data.draw(spans(len(text)))]
    unsearched = tuple(Span(*pair) for pair in data.draw(spans(len(text))))
    edges = sorted({0, len(text), *data.draw(st.sets(st.integers(0, len(text)), max_size=4))})
    langs = [data.draw(st.sampled_from(["de", "ru"])) for _ in edges]
    runs = tuple(Run(*item) for item in zip(edges, edges[1:], langs, strict=False))
    matches = matches_of(text, marks)
    rendered = list(
        paragraphs_html(view(text, marks, unsearched, runs), matches, steps_between(len(matches)))
    )
    soups = [BeautifulSoup(item, "html.parser") for item in rendered]
    shown = "".join(soup.text for soup in soups)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", text)
    marked = "".join(tag.text for soup in soups for tag in soup.find_all("mark"))
    expected = "".join(text[item.start : item.end] for match in matches for item in match.shown)
    assert re.sub(r"\s", "", marked) == re.sub(r"\s", "", expected)
    ids = [tag["id"] for soup in soups for tag in soup.find_all(id=True)]
    assert ids == [f"m{match.number}" for match in matches if f"m{match.number}" in ids]
    reachable = [match for match in matches if text[match.start : match.end].strip()]
    assert set(ids) >= {f"m{match.number}" for match in reachable}


@given(st.text(st.sampled_from("ab \n\r\t"), max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_paragraphs_cover_everything_but_blank_lines(text: str):
    spans = paragraphs(text)
    assert all(text[span.start : span.end].strip() for span in spans)
    covered = "".join("".join(text[s.start : s.end].split()) for s in spans)
    assert covered == "".join(text.split())


WORDS = "one two three. " * 400
"""6,000 characters; every "two" is at 4 and each 15 after."""


def test_ticks_stay_few_whatever_is_found():
    marks = [mark(at, at + 3) for at in range(4, len(WORDS), 15)]
    found = ticks(matches_of(WORDS, marks), len(WORDS))
    assert [tick.at for tick in found] == list(range(60))
    assert found[0].first == 1
    assert found[-1].last == 400
    assert all(before.last + 1 == after.first for before, after in pairwise(found))
    assert {tick.height for tick in found} <= {1, 2, 3, 4}
    assert ticks([], 0) == []
    assert [tick.height for tick in ticks(matches_of("a", [mark(0, 1)]), 1)] == [1]


def test_a_word_has_few_passages_from_all_over_the_text():
    marks = [mark(at, at + 3, "two") for at in range(4, len(WORDS), 15)]
    (word,) = by_word(view(WORDS, marks), matches_of(WORDS, marks))
    assert (word.word, word.hits, len(word.passages)) == ("two", 400, PASSAGES)
    assert sum(1 + passage.more for passage in word.passages) == 400
    assert [passage.number for passage in word.passages[:3]] == [1, 21, 41]


def test_words_of_the_query_are_told_apart_the_most_found_first():
    marks = [mark(4, 7, "two"), mark(8, 13, "three"), mark(19, 22, "two")]
    found = by_word(view(WORDS, marks), matches_of(WORDS, marks))
    assert [(word.word, word.hits) for word in found] == [("two", 2), ("three", 1)]
    assert [passage.number for word in found for passage in word.passages] == [1, 2, 1]


def test_a_passage_is_whole_words_of_one_paragraph():
    text = "Title of it\n\nOne word, another\nword and a third. " + "More of it. " * 10
    start = text.index("another")
    marks = [mark(start, start + 7, "another")]
    (word,) = by_word(view(text, marks), matches_of(text, marks))
    (passage,) = word.passages
    assert passage.before == "One word, "
    assert passage.text == "another"
    assert passage.after.startswith(" word and a third. More of it.")
    assert re.fullmatch(r".*\w\.?\u00a0…", passage.after)
    assert passage.more == 0
