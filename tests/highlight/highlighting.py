"""Texts of all kinds, and what is marked and shown of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import regex

from indexer.highlight.highlighter import highlight
from indexer.highlight.snippets import snippets
from indexer.model import Document, Hit, Mark, Snippet, Span
from indexer.query import analyze_query
from indexer.records.prepare import prepare
from indexer.records.record import Record

Search = Callable[[str], dict[str, Hit]]

FILLER = "Der Bericht nennt weitere Punkte, die hier keine Rolle spielen. " * 12
TEXTS = {
    "vi-tourism": (
        "Du lịch Hà Nội",
        "Ngành du lịch của Hà Nội tăng trưởng. Khách du lịch Nga đến Khánh Hoà."
        " Lịch sử của thành phố.",
    ),
    "vi-syllables": ("Lịch sử", "Lịch sử đi du học. Du khách đến xem lịch."),
    "vi-nfd": (
        unicodedata.normalize("NFD", "Đường Trường Sơn"),
        unicodedata.normalize("NFD", "Con đường dài. Ông Dương đến Mát-xcơ-va thăm Đại sứ quán."),
    ),
    "de-houses": (
        "Häuser & <b>Gärten</b>",
        "In Schlüters Haus wohnen Gäste. Die Häuser der Föderation stehen in Moskau."
        " Hauser ist ein Name.",
    ),
    "de-long": (
        "Bericht",
        f"{FILLER}Am 16. Dezember reiste Kalganow nach Moskau. {FILLER}"
        f"»Hanoi ist größer«, sagte er. {FILLER}",
    ),
    "ru-trip": (
        "Поездка",
        "Губернатор Калганов приехал в Москву. О Калганове писали в Москве. Ёлки стояли.",
    ),
    "en-trip": (
        "A visit to Moscow",
        "The governor's houses. He didn't see the house."
        " Emoji 👩🏽‍🚀 Moscow👍🏽 e\u0301te\u0301.",
    ),
    "mixed": (
        "",
        "Der Minister sagte «Москва не верит слезам» in Hanoi.\n\n"
        "Hợp tác giữa Việt Nam và Liên bang Nga.",
    ),
    "title-only": ("Sonderfall Wladiwostok", "Ein Text ohne das Wort."),
    "repeats-title": (
        "Die Überschrift steht hier",
        "Die Überschrift steht hier\n\nDer Text beginnt danach. Ende.",
    ),
}  # fmt: skip


def record_of(text: str, *, title: str = "", unsearched: tuple[Span, ...] = ()) -> Record:
    document = Document(id="a", text=text, title=title, unsearched=unsearched)
    return Record(prepare(document)[0].stored)


def cut(record: Record, typed: str, *, count: int = 2, chars: int = 120) -> tuple[Snippet, ...]:
    marks = highlight(record, analyze_query(typed).units)
    return snippets(record, marks.body, count=count, chars=chars)


def marked(text: str, marks: tuple[Mark, ...]) -> list[str]:
    return [unicodedata.normalize("NFC", text[mark.start : mark.end]) for mark in marks]


def shown(hit: Hit) -> list[str]:
    """The marked words of the snippets, in order."""
    return [word for snippet in hit.snippets for word in marked(snippet.text, snippet.marks)]


def check(text: str, marks: tuple[Mark, ...]) -> None:
    """Sorted, apart from each other, within the text, on words, on grapheme boundaries."""
    boundaries = {0, *(cluster.end() for cluster in regex.finditer(r"\X", text))}
    ends = 0
    for mark in marks:
        assert ends <= mark.start < mark.end <= len(text)
        assert {mark.start, mark.end} <= boundaries, text[mark.start : mark.end]
        assert text[mark.start : mark.end].strip() == text[mark.start : mark.end]
        ends = mark.end
