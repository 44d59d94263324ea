"""Marks and snippets of texts of many blocks, of which no more is read than is needed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from highlighting import FILLER, marked, record_of, shown

from indexer import build_index, open_index
from indexer.analysis.base import Part
from indexer.analysis.registry import LANGUAGES
from indexer.highlight.highlighter import Highlighter, highlight
from indexer.highlight.scan import Found, Scanner
from indexer.model import Snippet
from indexer.query import analyze_query
from indexer.records.record import Record
from indexer.records.storedtext import StoredText


def test_a_huge_document_is_not_analysed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "Ngành du lịch Việt Nam phát triển mạnh mẽ trong năm qua. " * 16_000
    (tmp_path / "big.jsonl").write_text(
        json.dumps({"id": "big", "text": f"{body}Mát-xcơ-va."}), encoding="utf-8"
    )
    segment = LANGUAGES["vi"].parts
    monkeypatch.setattr(LANGUAGES["vi"], "parts", lambda *_: [])  # it would take half a minute
    build_index(tmp_path / "big.jsonl", tmp_path / "index")
    with open_index(tmp_path / "index") as searcher:

        def refuse(text: str, words: Sequence[tuple[int, int]]) -> list[Part]:
            assert len(text) < 100, "a stored text was segmented at query time"
            return segment(text, words)

        monkeypatch.setattr(LANGUAGES["vi"], "parts", refuse)
        (hit,) = searcher.search("du lịch Mát-xcơ-va").hits
    assert hit.snippets[0].text.endswith("Mát-xcơ-va.")
    assert {"du", "lịch", "Mát", "xcơ", "va"} <= set(shown(hit))


def long_text(*placed: tuple[int, str]) -> str:
    """A text of many blocks of ``FILLER`` with sentences before the paragraphs given."""
    paragraphs = [FILLER] * 120
    for paragraph, sentence in placed:
        paragraphs[paragraph] = f"{sentence} {FILLER}"
    return "\n".join(paragraphs)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the blocks that were read."""
    numbers: list[int] = []
    scan = Scanner.read

    def note(self: Scanner, text: StoredText, block: int, found: Found, first: int = 0) -> None:
        if text.table:
            numbers.append(block)
        scan(self, text, block, found, first)

    monkeypatch.setattr(Scanner, "read", note)
    return numbers


def hit_of(record: Record, typed: str) -> tuple[Snippet, ...]:
    return Highlighter(analyze_query(typed).units).hit(record, count=2, chars=240)[1]


def test_of_a_long_text_only_the_blocks_with_the_words_are_read(read: list[int]) -> None:
    text = long_text(
        (5, "Kalganow reiste."), (50, "Hanoi und Moskau."), (99, "Murmansk liegt fern.")
    )
    record = record_of(text)
    assert len(record.body.blocks) > 15
    first, second = hit_of(record, "Hanoi Moskau Murmansk")
    assert marked(first.text, first.marks) == ["Hanoi", "Moskau"]
    assert marked(second.text, second.marks) == ["Murmansk"]
    assert (first.before, first.after, second.after) == (True, True, True)
    assert len(read) <= 4
    assert text[first_mark(record, "Murmansk") :].startswith("Murmansk")


@pytest.mark.parametrize(
    ("typed", "late", "expected"),
    [
        ("Moskau", "Ende.", [["Moskau"], ["Moskau"]]),
        ("Moskau Rom", "Rom bei Moskau.", [["Rom", "Moskau"], ["Moskau"]]),
        ("Đường", "Đường dài.", [["Đường"]]),
        ("Rom", "Ende. Rom.", [["Rom"]]),
    ],
)
def test_a_text_is_read_as_far_as_something_better_may_follow(
    typed: str, late: str, expected: list[list[str]]
) -> None:
    text = f"Moskau. {FILLER[:400]} Moskau, Ông Duong. {FILLER * 3}{late}"
    found = hit_of(record_of(text), typed)
    assert [marked(snippet.text, snippet.marks) for snippet in found] == expected


def first_mark(record: Record, typed: str) -> int:
    return highlight(record, analyze_query(typed).units).body[0].start


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Kalganow", ["Kalganow"]),
        ("reist", ["reiste"]),
        ('"Hanoi und Moskau"', ["Hanoi", "und", "Moskau"]),
        ("Murm*", ["Murmansk"]),
        ("Murmamsk~1", ["Murmansk"]),
        ("Đường", ["Đường"]),
        ("hợp tác", ["Hợp", "tác"]),
        ("body:Kalganow", ["Kalganow"]),
    ],
)
def test_every_kind_of_word_is_found_in_a_long_text(typed: str, expected: list[str]) -> None:
    text = long_text(
        (5, "Kalganow reiste."),
        (30, "Ông Duong. Đường dài. Lịch sử hợp tác."),
        (50, "Hanoi und Moskau."),
        (70, "Hợp tác."),
        (99, "Murmansk liegt fern."),
    )
    snippet = hit_of(record_of(text), typed)[0]
    words = marked(snippet.text, snippet.marks)
    assert [word.casefold() for word in words][: len(expected)] == [w.casefold() for w in expected]


def test_a_phrase_across_two_blocks_is_marked(read: list[int]) -> None:
    text = long_text()
    start = record_of(text).body.blocks[7].start
    text = f"{text[: start - 20]} Hanoi\n Moskau {text[start + 20 :]}"
    record = record_of(text)
    assert {record.body.block_at(text.index(word)) for word in ("Hanoi", "Moskau")} == {6, 7}
    (snippet,) = hit_of(record, '"Hanoi Moskau"')
    assert marked(snippet.text, snippet.marks) == ["Hanoi", "Moskau"]
    assert len(set(read)) == len(record.body.blocks), "nothing else was found, so all was read"


def test_a_snippet_at_the_edge_of_a_block_shows_the_marks_of_both(read: list[int]) -> None:
    text = long_text()
    start = record_of(text).body.blocks[7].start
    text = f"{text[: start - 8]} Moskau.\n Moskau bei Moskau {text[start + 20 :]}"
    (snippet, *_) = hit_of(record_of(text), "Moskau")
    assert marked(snippet.text, snippet.marks) == ["Moskau"] * 3
    assert set(read) == {6, 7}


def test_a_frequent_word_does_not_hide_the_words_that_stand_together(read: list[int]) -> None:
    together = "Bericht aus Hanoi, Moskau und Murmansk."
    text = long_text((3, "Hanoi."), (9, "Moskau."), (60, together), (90, "Murmansk."))
    shown = [
        marked(snippet.text, snippet.marks)
        for snippet in hit_of(record_of(text), "Bericht Hanoi Moskau Murmansk")
    ]
    assert any({"Bericht", "Hanoi", "Moskau", "Murmansk"} <= set(words) for words in shown)
    assert len(read) <= 6


def test_all_marks_of_a_long_text_are_those_of_its_pieces() -> None:
    text = long_text(
        (5, "Kalganow in Hà Nội."), (50, "Hanoi."), (99, "Kalganows Reise nach Hà Nội")
    )
    record = record_of(text)
    units = analyze_query("Kalganow Hà Nội Rolle").units
    offset = 0
    expected: list[tuple[int, str]] = []
    for paragraph in text.split("\n"):
        marks = highlight(record_of(paragraph), units).body
        expected += [(offset + mark.start, mark.query) for mark in marks]
        offset += len(paragraph) + 1
    assert [(mark.start, mark.query) for mark in highlight(record, units).body] == expected
