"""Which words of a query string may be spelt in another way, and how they are put back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.query.parse import MAX_WORDS
from indexer.spelling.typed import in_case_of, replaced, typed_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Turismus in Moskau", "Turismus in Moskau"),
        ('"grosse Halle" Tor', "grosse Halle Tor"),
        ('"grosse Halle"~3', "grosse Halle"),
        ("(Tor OR Halle) AND Haus", "Tor Halle Haus"),
        ("+Tor -Halle", "Tor"),
        ('Tor -"zwei Worte" -(drei vier) Haus', "Tor Haus"),
        ("Tor NOT Halle", "Tor"),
        ("lang:de title:Tor Haus", "Haus"),
        ('title:"zwei Worte" place:(drei vier) date:[2024 TO 2025] Haus', "Haus"),
        ("Tou* T?r Tor~1 Tor^2 Haus", "Haus"),
        ("a@example.org www.example.org/x Haus 2024 G20", "Haus"),
        ("Was ist das?", "Was ist das"),
        ("Mát-xcơ-va, hợp tác.", "Mát xcơ va hợp tác"),
        ("", ""),
    ],
)
def test_plain_words_are_found(text: str, expected: str) -> None:
    words = typed_words(text)
    assert [word.text for word in words] == expected.split()
    assert all(text[word.start : word.end] == word.text for word in words)


def test_the_rest_of_the_query_stays_as_it_was_typed() -> None:
    text = 'lang:de  "Grosse HALLE"~2 -x (Tor)'
    words = {word.text: word for word in typed_words(text)}
    changes = [(words["HALLE"], "hälle"), (words["Grosse"], "große"), (words["Tor"], "tür")]
    assert replaced(text, changes) == 'lang:de  "Große HÄLLE"~2 -x (Tür)'


@pytest.mark.parametrize(
    ("surface", "word", "expected"),
    [("tor", "tür", "tür"), ("Tor", "tür", "Tür"), ("TOR", "tür", "TÜR"), ("A", "ä", "Ä")],
)
def test_case_is_kept(surface: str, word: str, expected: str) -> None:
    assert in_case_of(surface, word) == expected


@given(st.text(max_size=60))
def test_whatever_is_typed_has_words_in_order(text: str) -> None:
    words = typed_words(text)
    assert replaced(text, []) == text
    assert all(one.end <= other.start for one, other in pairwise(words))
    assert all(text[word.start : word.end] == word.text for word in words)


def test_there_are_no_more_words_than_are_searched() -> None:
    assert len(typed_words("hopj tasc " * 1000)) == MAX_WORDS
