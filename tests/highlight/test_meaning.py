"""Marks of what means a word of the query in another language."""

from __future__ import annotations

import unicodedata

import pytest
from highlighting import FILLER, check, record_of
from hypothesis import given
from hypothesis import strategies as st

from indexer.highlight.highlighter import Highlighter, highlight
from indexer.highlight.meant import meaning_matches
from indexer.highlight.scan import Found, Scanner
from indexer.model import Channel, Mark
from indexer.query import analyze_query
from indexer.query.units import Row, Translated, Unit
from indexer.records.storedtext import StoredText

BOTH = ("title", "body")
VIETNAMESE = "Ngành du lịch của tỉnh tăng trưởng trong năm nay."
GERMAN = "Die Tourismusbranche wächst; der Tourismus hat Zukunft."
RUSSIAN = "О туризме говорили все. Туризмом живёт край."
ENGLISH = "The city lives on tourism and trade."


def means(text: str, *terms: str, rows: tuple[Row, ...] = (), **others: str) -> Translated:
    """What means a word: stems, and terms of other channels by their names."""
    by_channel = {Channel.STEM: frozenset(terms)} if terms else {}
    by_channel |= {Channel(name): frozenset({term}) for name, term in others.items()}
    every = [term for found in by_channel.values() for term in found]
    return Translated(text, BOTH, by_channel, dict.fromkeys(every, 0.8), rows)


def units(typed: str, *meant: Translated) -> tuple[Unit, ...]:
    return (*meant, *analyze_query(typed).units)


def marked(text: str, typed: str, *meant: Translated) -> list[tuple[str, str, str]]:
    """The marked words, how they match, and what they answer; the same however they are found."""
    record = record_of(text)
    found = highlight(record, units(typed, *meant)).body
    check(text, found)
    _, snippets = Highlighter(units(typed, *meant)).hit(record, count=1, chars=240)
    for snippet in snippets:
        check(snippet.text, snippet.marks)
        shown = [_told(snippet.text, mark) for mark in snippet.marks]
        assert shown == [_told(text, mark) for mark in found]
    return [_told(text, mark) for mark in found]


def _told(text: str, mark: Mark) -> tuple[str, str, str]:
    return unicodedata.normalize("NFC", text[mark.start : mark.end]), mark.channel, mark.query


@pytest.mark.parametrize(
    ("typed", "meant", "text", "words"),
    [
        pytest.param(
            "Tourismus", means("Tourismus", part="vi:du_lịch"), VIETNAMESE, "du lịch", id="vi"
        ),
        pytest.param(
            "du lịch",
            means("du lịch", "de:tourismus", part="de:tourismus"),
            GERMAN,
            "Tourismusbranche Tourismus",
            id="de",
        ),
        pytest.param(
            "tourism", means("tourism", "ru:туризм"), RUSSIAN, "туризме Туризмом", id="ru"
        ),
        pytest.param("туризм", means("туризм", "en:tourism"), ENGLISH, "tourism", id="en"),
        pytest.param("Wasser", means("Wasser", word="nước"), "Đất và nước.", "nước", id="word"),
        pytest.param(
            "BMZ",
            means("BMZ", rows=((Channel.STEM, ("en:econom", "en:cooper")),)),
            "Economic cooperation is no cooperation in economics.",
            "Economic cooperation",
            id="row",
        ),
    ],
)
def test_what_means_a_word_is_marked(typed: str, meant: Translated, text: str, words: str) -> None:
    assert marked(text, typed, meant) == [(word, "meaning", typed) for word in words.split()]


def test_nfd_text_is_marked_by_graphemes() -> None:
    meant = means("Tourismus", part="vi:du_lịch")
    text = unicodedata.normalize("NFD", VIETNAMESE)
    assert [word for word, _, _ in marked(text, "Tourismus", meant)] == ["du", "lịch"]


def test_the_syllables_of_a_word_are_not_marked_apart() -> None:
    assert marked("Lịch sử và du học.", "Tourismus", means("Tourismus", part="vi:du_lịch")) == []


def test_the_word_itself_counts_before_what_means_another() -> None:
    meant = means("Reise", "de:tourismus", part="vi:du_lịch")
    assert marked("Tourismus und Reisen.", "Reise Tourismus", meant) == [
        ("Tourismus", "word", "Tourismus"),
        ("Reisen", "stem", "Reise"),
    ]


def test_a_place_counts_before_what_means_it() -> None:
    meant = means("Moskau", "ru:москва")
    found = marked("Встреча в Москве.", "Moskau", meant)
    assert found == [("Москве", "place", "Moskau")]


def test_a_word_without_its_accents_counts_before_what_means_another() -> None:
    meant = means("Haus", "vi:nuoc", word="nuoc")
    assert marked("Khong co nuoc.", "Haus nuoc", meant) == [("nuoc", "word", "nuoc")]


def test_a_plain_word_is_still_found_with_accents() -> None:
    found = marked("Du lịch và bướm.", "Reise buom", means("Reise", part="vi:du_lịch"))
    assert found == [
        ("Du", "meaning", "Reise"),
        ("lịch", "meaning", "Reise"),
        ("bướm", "fold", "buom"),
    ]


def test_a_long_text_is_read_where_something_means_the_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blocks: list[int] = []
    scan = Scanner.read

    def note(self: Scanner, text: StoredText, block: int, found: Found, first: int = 0) -> None:
        blocks.append(block)
        scan(self, text, block, found, first)

    monkeypatch.setattr(Scanner, "read", note)
    paragraphs = [FILLER] * 120
    paragraphs[70] = f"Ngành du lịch tăng trưởng mạnh. {FILLER}"
    record = record_of("\n".join(paragraphs))
    assert record.body.table
    meant = means("voyages", "ru:туризм", "de:nirgends", part="vi:du_lịch")
    _, (snippet,) = Highlighter(units("voyages", meant)).hit(record, count=1, chars=240)
    assert [_told(snippet.text, mark) for mark in snippet.marks] == [
        ("du", "meaning", "voyages"),
        ("lịch", "meaning", "voyages"),
    ]
    assert len(blocks) < len(record.body.table.blocks) / 2


@given(
    st.text(alphabet="duị̣lch nước\u0301\u200d👩🏽e-.", max_size=40),
    st.lists(st.sampled_from(["vi:du_lịch", "vi:nước", "de:du", "en:e"]), max_size=4),
)
def test_no_mark_cuts_a_grapheme(text: str, terms: list[str]) -> None:
    parts = [means("Haus", part=term) for term in terms]
    stems = [means("Haus", term) for term in terms if "_" not in term]
    marks = highlight(record_of(text), units("Haus", *parts, *stems)).body
    check(text, marks)
    assert {mark.channel for mark in marks} <= {Channel.MEANING}


def test_what_was_found_by_meaning_can_be_listed() -> None:
    record = record_of(f"{VIETNAMESE}\n\n{ENGLISH} They go on a trip and du lịch.", title="Tourism")
    meant = Translated(
        "Reise",
        BOTH,
        {
            Channel.STEM: frozenset({"en:tourism", "ru:туризм"}),
            Channel.PART: frozenset({"vi:du_lịch"}),
        },
        {"en:tourism": 0.7, "vi:du_lịch": 0.9, "en:go en:on": 0.3},
        ((Channel.STEM, ("en:go", "en:on")),),
    )
    ours = Translated("Reise", BOTH, {Channel.STEM: frozenset({"en:trip"})}, {}, from_glossary=True)
    found = meaning_matches(record, units("Reise trip", meant, ours))
    assert [(m.term, m.words, m.similarity, m.from_glossary) for m in found] == [
        ("vi:du_lịch", ("du lịch",), 0.9, False),
        ("en:tourism", ("Tourism", "tourism"), 0.7, False),
        ("en:go en:on", ("go on",), 0.3, False),
    ]
    (match,) = meaning_matches(record, units("Reise", ours))
    assert (match.words, match.similarity, match.from_glossary) == (("trip",), 1.0, True)
