"""What a query was understood to ask for, in pieces that can be said in any language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import Meaning
from indexer.query import analyze_query


def written(meaning: Meaning | None) -> str:
    """A meaning in one line: signs, what it asks for, its field, text and number, its parts."""
    if meaning is None:
        return ""
    sign = "+" if meaning.required else "-" if meaning.excluded else ""
    field = f":{meaning.field}" if meaning.field else ""
    number = f"~{meaning.number}" if meaning.number else ""
    parts = f"[{', '.join(map(written, meaning.parts))}]" if meaning.parts else ""
    text = f"({meaning.text})" if meaning.text else ""
    return f"{sign}{meaning.asks}{field}{text}{number}{parts}"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ""),
        ("?!", ""),
        ("*", "every"),
        ("Kalganow", "word(Kalganow)"),
        ("Kalganow Moskau", "any[word(Kalganow), word(Moskau)]"),
        ("du lịch Nga", "any[word(du lịch), word(Nga)]"),
        ("a AND b OR c", "either[all[word(a), word(b)], word(c)]"),
        ("+Russland Handel", "any[+word(Russland), word(Handel)]"),
        ("foo ANDMAYBE bar", "any[+word(foo), word(bar)]"),
        ("-Handel", "any[-word(Handel)]"),
        ("x -(a b)", "any[word(x), -any[word(a), word(b)]]"),
        ("NOT NOT x", "word(x)"),
        ('"Đại sứ quán"~3', "+phrase(Đại sứ quán)~3"),
        ('title:"a b"', "+phrase:title(a b)~1"),
        ("„Foo bar“ baz", "any[phrase(Foo bar), word(baz)]"),
        ("Delegat* w?rd word~1", "any[prefix(Delegat), wildcard(w?rd), fuzzy(word)~1]"),
        ("place:Moskau name:Kalganow", "any[word:place(Moskau), word:name(Kalganow)]"),
        ("name:của", "word(của)"),
        ("x lang:de date:2025", "any[word(x), lang(de), date(2025)]"),
        ("lang:de OR lang:vi", "either[lang(de), lang(vi)]"),
        ("date:>2025", "date(2026-01-01/)"),
        ("date:[2025-01 TO 2025-12]", "date(2025-01-01/2025-12-31)"),
        ("date:spring", "word(spring)"),
        ("Visa^3", "word(Visa)"),
    ],
)
def test_meaning(typed: str, expected: str):
    assert written(analyze_query(typed).meaning) == expected


@given(st.text(st.sampled_from('ab "~*?()+-:^ORANDNOTlang'), max_size=30))
def test_whatever_is_said_means_something(typed: str):
    analyzed = analyze_query(typed)
    assert (analyzed.meaning is None) == (not analyzed.interpreted)

    def walk(meaning: Meaning) -> None:
        assert bool(meaning.parts) == (meaning.asks in ("any", "all", "either"))
        assert not (meaning.required and meaning.excluded)
        for part in meaning.parts:
            walk(part)

    if analyzed.meaning:
        walk(analyzed.meaning)
