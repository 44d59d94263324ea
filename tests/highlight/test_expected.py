"""What kind of thing a question asks for, and where a text has some."""

from __future__ import annotations

import tomllib
import unicodedata

import pytest
from highlighting import record_of

from indexer.highlight.expected import DATA, Kind, find, kind_of


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["Wann", "brach", "der", "Vulkan", "aus"], Kind.DATE),
        (["In", "welchem", "Jahr"], Kind.DATE),
        (["In", "welchem", "Ort"], None),
        (["Since", "when", "and", "where"], Kind.DATE),
        (["В", "каком", "году"], Kind.DATE),
        (["Núi", "lửa", "phun", "khi nào"], Kind.DATE),
        (["Wie", "viele", "Zeilen"], Kind.NUMBER),
        (["How", "many"], Kind.NUMBER),
        (["Сколько"], Kind.NUMBER),
        (["dài", "bao nhiêu"], Kind.NUMBER),
        (["Wer"], Kind.PERSON),
        (["Whose", "idea"], Kind.PERSON),
        (["Кто"], Kind.PERSON),
        (["Ai", "là", "thủ tướng"], Kind.PERSON),
        (["Wo"], Kind.PLACE),
        (["Где"], Kind.PLACE),
        (["ở đâu"], Kind.PLACE),
        (["Why"], None),
        ([], None),
    ],
)
def test_question_words_tell_what_is_asked_for(words: list[str], kind: Kind | None) -> None:
    assert kind_of(words) is kind


def test_the_table_has_each_kind_as_texts_have_words() -> None:
    lists = tomllib.loads(DATA.read_text(encoding="utf-8"))
    assert set(lists) == set(Kind)
    phrases = [" ".join(each.split()) for words in lists.values() for each in words.split(",")]
    assert all(phrases)
    assert len(set(phrases)) == len(phrases)
    assert all(each == unicodedata.normalize("NFC", each).lower() for each in phrases)


def test_where_a_text_has_things_of_a_kind() -> None:
    text = "Am 16. Mai 1902 reiste Boris Kalganow nach Hanoi, mit 12.000 Mann."
    body = record_of(text).body
    found = {kind: [text[a:b] for a, b in find(kind, body, [(0, len(text))])] for kind in Kind}
    assert found[Kind.DATE] == ["1902"]
    assert found[Kind.NUMBER] == ["16.", "1902", "12.000"]
    assert "Kalganow" in found[Kind.PERSON]
    assert found[Kind.PLACE] == ["Hanoi"]
    assert list(find(Kind.NUMBER, body, [(10, 30)])) == [
        (text.index("1902"), text.index("1902") + 4)
    ]
