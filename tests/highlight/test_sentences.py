"""Where sentences end, and the rows of them that a snippet may show."""

from __future__ import annotations

import pytest

from indexer.highlight.sentences import Borders, Stretch
from indexer.model import Document
from indexer.records.prepare import prepare
from indexer.records.record import Record

TEXT = "Am 16. Mai kam W. P. Bujanow. Er blieb… »Ja!« Dann\n\n ging er. Alle riefen laut. und so"


def rows(text: str, word: str, chars: int) -> list[str]:
    """The rows of sentences around a word, in the order in which they are tried."""
    body = Record(prepare(Document("id", text, lang="de")).document.stored).body
    start = text.index(word)
    borders = Borders(body, start, start + len(word), Stretch(0, len(text)), chars)
    return [text[begin:end] for begin, end in borders.rows(chars)]


@pytest.mark.parametrize(
    ("word", "chars", "expected"),
    [
        pytest.param(
            "Bujanow",
            40,
            ["Am 16. Mai kam W. P. Bujanow. Er blieb…"],
            id="neither 16. nor W. P. ends a sentence",
        ),
        pytest.param(
            "blieb",
            40,
            [
                "Er blieb… »Ja!« Dann\n\n ging er. Alle riefen laut. und so",
                "Am 16. Mai kam W. P. Bujanow. Er blieb…",
                "»Ja!« Dann\n\n ging er. Alle riefen laut. und so",
            ],
            id="the sentence with the word first, then those before, then others",
        ),
        pytest.param("riefen", 20, [], id="what goes on with a small letter ends no sentence"),
    ],
)
def test_rows_are_whole_sentences(word: str, chars: int, expected: list[str]) -> None:
    assert rows(TEXT, word, chars) == expected


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        ("Der Krieg war im Mai vorbei.", "Dann kam er heim.", "kam"),
        ("Sáng nay trời Moskva đã rất đẹp.", "Ở Hà Nội có nắng từ sớm.", "Nội"),
        ("Все были очень рады празднику.", "Ёлка стояла у самых дверей.", "Ёлка"),
    ],
)
def test_sentences_may_have_no_space_between_them(first: str, second: str, word: str) -> None:
    assert rows(first + second, word, 28) == [second, first]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Der FC.Bayern spielt im Mai beim SC.Freiburg.", id="abbreviations"),
        pytest.param("Im Mai schrieb sie an www.beispiel.de noch mal.", id="small letters"),
    ],
)
def test_a_full_stop_inside_a_word_ends_no_sentence(text: str) -> None:
    assert rows(text, "Mai", 40) == [text]
