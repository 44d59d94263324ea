"""Words found by their letters are those that reading word by word finds."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.highlight.highlighter import Highlighter
from indexer.highlight.letters import Sights
from indexer.model import Channel, Document, Mark
from indexer.query import analyze_query
from indexer.records.prepare import prepare
from indexer.records.record import Record

_WORDS = (
    "Häuser Haus Hauses haust Straße Strasse STRASSEN hợp tác HỢP hop hóa hoá hoa Hòa hoà đường"
    " Duong dương tourism touristic tourists happy happily d'accord O’Brien l’hôpital Größe"
    " Groesse Æsir aesir Œuvre naïve x Mát-xcơ-va a_b Kalganows hợp\u00adtác Ă"
)
WORDS = st.sampled_from(_WORDS.split(" "))
GAPS = st.sampled_from([" ", " ", " ", "\n", ", ", "-", "\u00a0", ". ", "„", "\u2003", "  "])
TEXTS = st.lists(st.tuples(WORDS, GAPS), max_size=25).map(
    lambda pieces: "".join(word + gap for word, gap in pieces)
)
QUERIES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
PHRASES = st.lists(WORDS, min_size=2, max_size=3).map(lambda words: f'"{" ".join(words)}"')


def record(text: str, title: str = "", lang: str | None = None) -> Record:
    return Record(prepare(Document("id", text, title=title, lang=lang)).document.stored)


def both(made: Record, typed: str) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """The marks in the text, found by letters and by reading every word."""
    highlighter = Highlighter(analyze_query(typed).units)
    words = highlighter.marks(made).body
    if highlighter._letters is None or not made.by_letters:
        return words, words
    named = highlighter._names.find(made)
    found = highlighter._whole(highlighter._letters, Sights.of(made), made, named)
    return tuple([Mark(*mark) for mark in found.body]), words


def spots(marks: tuple[Mark, ...], *, close: bool = False) -> set[tuple[int, int, str]]:
    return {
        (mark.start, mark.end, mark.query)
        for mark in marks
        if not close or mark.channel is not Channel.FOLD
    }


@settings(max_examples=200)
@given(text=TEXTS, title=TEXTS, typed=QUERIES)
@example(text="hoà", title="", typed="hoà hóa")
@example(text="hoá", title="", typed="hoa hóa")
@example(text="hợp hoà, hoá hợp", title="", typed="hoà hợp")
@example(text="hop HỢP hop Æsir hợp„hoà„x", title="", typed="Groesse hop hoa")
@example(text="hop và hoa, hợp hoà", title="", typed="hop hoa")
@example(text="Đức: hop, hợp hoà", title="", typed="hop hoa Đức")
@example(text="thăm gia, tham và gia đình", title="", typed="tham gia Đức")
def test_marks_are_those_of_reading_every_word(text: str, title: str, typed: str) -> None:
    letters, words = both(record(unicodedata.normalize("NFC", text), title), typed)
    assert spots(letters, close=True) == spots(words, close=True)


@settings(max_examples=200)
@given(text=TEXTS, typed=st.one_of(QUERIES, PHRASES), form=st.sampled_from(["NFC", "NFD"]))
def test_there_are_marks_wherever_reading_every_word_has_some(
    text: str, typed: str, form: str
) -> None:
    letters, words = both(record(unicodedata.normalize(form, text)), typed)
    assert bool(letters) == bool(words)


@settings(max_examples=200)
@given(text=TEXTS, typed=QUERIES)
def test_what_is_shown_of_an_opening_has_all_its_marks(text: str, typed: str) -> None:
    filler = "ngoài ra không có gì để nói thêm. " * 60
    made = record(unicodedata.normalize("NFC", f"{filler[:200]}{text} {filler}"))
    highlighter = Highlighter(analyze_query(typed).units)
    shown = made.body.text(0, made.body.chars).replace("\n", " ")
    every = spots(highlighter.marks(made).body, close=True)
    for snippet in highlighter.hit(made, count=1, chars=240)[1]:
        at = shown.find(snippet.text)
        inside = {
            (start - at, end - at, word)
            for start, end, word in every
            if at <= start and end <= at + len(snippet.text)
        }
        assert at < 0 or inside <= spots(snippet.marks)


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("Haus", "Die Häuser am Haus, haust", ["Häuser", "Haus"]),
        ("Strasse", "Straße und STRASSEN", ["Straße", "STRASSEN"]),
        ("größte", "Die Größten der Größe", ["Größten"]),
        ("Goethes", "Der junge Goethe ist hier", ["Goethe"]),
        ("Körperlänge", "Die Körperlängen sind nicht gleich", ["Körperlängen"]),
        ("cities", "The city and its cities", ["city", "cities"]),
        ("name", "They are naming the names", ["naming", "names"]),
        ("hóa", "văn hoá, văn hóa, hoa", ["hoá", "hóa"]),
        ("hop tac", "Sự hợp tác và hộp", ["hợp", "tác", "hộp"]),
        ("hop tac", "Sự hộp, tạc tượng và hợp tác", ["hộp", "tạc", "hợp", "tác"]),
        ("hop hoa", "Nhạc hip hop và sự hợp hoà", ["hợp", "hoà"]),
        ("hợp tác", "Sự hợp nhất và tác giả, hộp tạc", ["hợp", "tác"]),
        ("đường", "Con duong dài", ["duong"]),
        ("đường", "Con đường, con duong", ["đường"]),
        ("Obrien", "O’Brien kam", ["O’Brien"]),
        ("12.5", "Es waren 12.5 km, 12 und 5", ["12", "5"]),
        ("xcơ", "ở Mát-xcơ-va", ["xcơ"]),
    ],
)
def test_what_is_found_by_letters(typed: str, text: str, expected: list[str]) -> None:
    letters, words = both(record(text, lang="vi" if "ă" in text or "ự" in text else None), typed)
    assert [text[mark.start : mark.end] for mark in letters] == expected
    assert spots(letters) == spots(words)


def test_a_word_of_a_compound_in_the_opening_is_not_enough() -> None:
    filler = "ngoài ra không có gì để nói thêm. " * 60
    made = record(f"Nhạc hip hop. {filler} Sự hợp hoà ở đây.")
    (snippet,) = Highlighter(analyze_query("hop hoa").units).hit(made, count=1, chars=200)[1]
    assert [snippet.text[mark.start : mark.end] for mark in snippet.marks] == ["hợp", "hoà"]


def test_a_text_that_is_not_composed_is_read_as_well() -> None:
    text = unicodedata.normalize("NFD", "Đoàn đại biểu bàn hợp tác du lịch với các Häuser")
    letters, words = both(record(text), "hợp tác Haus")
    assert spots(letters) == spots(words)
    assert len(letters) == 2
