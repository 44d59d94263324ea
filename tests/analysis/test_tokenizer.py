"""Words and their offsets."""

from __future__ import annotations

import pytest
import regex
from analysis_texts import texts
from hypothesis import example, given

from indexer.analysis.tokenizer import (
    _COMMON_RANGES,
    _ENCLOSING,
    _words_by_cluster,
    split_words,
    visible,
    words,
)

CASES = [
    pytest.param("Việt Nam", ["Việt", "Nam"], id="spaces"),
    pytest.param("Xanh Pê-téc-bua", ["Xanh", "Pê", "téc", "bua"], id="hyphens"),
    pytest.param("bundes_kanzler", ["bundes", "kanzler"], id="underscores"),
    pytest.param(
        "don't rock'n'roll O’Neill", ["don't", "rock'n'roll", "O’Neill"], id="apostrophes"
    ),
    pytest.param("'quoted' ’n", ["quoted", "n"], id="quotes"),
    pytest.param("'n’ bit 1990's", ["n", "bit", "1990", "s"], id="apostrophe-after-digit"),
    pytest.param("об'єкт", ["об", "єкт"], id="apostrophe-between-cyrillic-letters"),
    pytest.param("3,14 и 16.12.2025", ["3", "14", "и", "16", "12", "2025"], id="numbers"),
    pytest.param(
        "Grün\u00addach zero\u200dwidth", ["Grün\u00addach", "zero\u200dwidth"], id="joiners"
    ),
    pytest.param("zero\u200bwidth", ["zero", "width"], id="zero-width-space"),
    pytest.param("за\u0301мок", ["за\u0301мок"], id="stress-mark"),
    pytest.param("漢字かな ไทย", ["漢", "字", "か", "な", "ไ", "ท", "ย"], id="no-spaces"),
    pytest.param("abc漢字def", ["abc", "漢", "字", "def"], id="no-spaces-inside"),
    pytest.param("한국어", ["한국어"], id="hangul"),
    pytest.param("हिन्दी", ["हिन्दी"], id="devanagari"),
    pytest.param("1\ufe0f\u20e3 👩\u200d🚀 x", ["1\ufe0f\u20e3", "x"], id="emoji"),
    pytest.param("\u0301abc", ["abc"], id="leading-mark"),
    pytest.param("a\u00ad\u0301b", ["a\u00ad\u0301b"], id="mark-after-joiner"),
    pytest.param("\ufeffabc\ufeff", ["abc\ufeff"], id="byte-order-mark"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_words(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in words(text)] == expected
    assert split_words(text).surfaces == expected


@given(text=texts)
@example(text="漢 a\u0e31 b\u0600 c\u200d d")
@example(text="x\u0d4e y")
def test_the_fast_way_and_the_slow_way_agree(text: str) -> None:
    assert list(words(text)) == list(_words_by_cluster(text))


def test_a_sequence_of_offsets() -> None:
    found = split_words("một hai ba")
    assert list(found) == [(0, 3), (4, 7), (8, 10)]
    assert found[1] == (4, 7)
    assert found[1:] == [(4, 7), (8, 10)]
    assert len(found) == 3


def test_common_characters_form_no_clusters_of_their_own() -> None:
    # what the fast way takes for granted of its blocks
    for first, last in _COMMON_RANGES:
        for code in range(first, last + 1):
            char = chr(code)
            if regex.match(r"[\p{L}\p{N}]", char):
                assert regex.findall(r"\X", f"a{char}a") == ["a", char, "a"], hex(code)
            assert not regex.match(r"\p{M}", char), hex(code)
            assert not regex.match(r"\p{GCB=Prepend}", char), hex(code)


@pytest.mark.parametrize(
    "joiner", ["\u00ad", "\u200c", "\u200d", "\u2060", "\ufeff", "\ufe0f", "\u20e3"]
)
def test_what_cannot_be_seen_is_left_out(joiner: str) -> None:
    assert visible(f"Grün{joiner}dach") == "Gründach"


def test_every_enclosing_mark_is_known() -> None:
    marks = {chr(code) for code in range(0x110000) if regex.match(r"\p{Me}", chr(code))}
    assert set(regex.findall(f"[{_ENCLOSING}]", "".join(map(chr, range(0x110000))))) == marks


def test_a_megabyte_without_a_space_takes_linear_time() -> None:
    text = "漢" + "a\u0301\u200d" * 100_000 + "ไ" * 100_000
    assert len(split_words(text).surfaces) == 100_002
