from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines import tree as q
from indexer.query import analyze_query
from indexer.query.grammar import _parser
from indexer.query.parse import MAX_CHARS, MAX_WORDS, clean, is_plain, parse, plain
from indexer.query.periods import period

from .tables import rows


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("typed", "understood"), rows("parse.tsv"))
def test_how_a_query_is_understood(typed: str, understood: str, form: str) -> None:
    analyzed = analyze_query(unicodedata.normalize(form, typed))  # type: ignore[arg-type]
    assert analyzed.interpreted == understood


@pytest.mark.parametrize(("typed", "note"), rows("notes.tsv"))
def test_what_was_not_understood_is_said(typed: str, note: str) -> None:
    assert note in analyze_query(typed).notes


@pytest.mark.parametrize("typed", sorted({typed for typed, _ in rows("parse.tsv")}))
def test_what_was_understood_has_no_notes(typed: str) -> None:
    noted = {query for query, _ in rows("notes.tsv")}
    assert bool(analyze_query(typed).notes) == (typed in noted)


@pytest.mark.parametrize(("typed", "days"), rows("periods.tsv"))
def test_periods(typed: str, days: str) -> None:
    assert period(typed) == (None if days == "-" else tuple(days.split()))


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        pytest.param("a\x00b\x1bc", "a b c", id="control characters"),
        pytest.param("a\u2003b\n\tc", "a b c", id="white space"),
        pytest.param("\ud800x", "x", id="lone surrogate"),
        pytest.param("\ue000\ufdd0x\U0010ffff", "x", id="private and unassigned"),
        pytest.param("Ha\u0300 No\u0323\u0302i", "Hà Nội", id="decomposed"),
        pytest.param(
            "„a“ »b« «c» ”d” ＂e＂", '"a"~0 "b"~0 "c"~0 "d"~0 "e"', id="quotes of all sorts"
        ),
        pytest.param('a " b c " "d"', 'a "b c"~0 "d"', id="spaces inside of quotes"),
        pytest.param("„a b“", '"a b"', id="quotes around all there is"),
        pytest.param('"a b" c "d e"', '"a b" c "d e"', id="words between phrases"),
        pytest.param('"a b" OR "c"  -"d"', '"a b" OR "c" -"d"', id="signs between phrases"),
        pytest.param('"a b"~3 c " d "', '"a b"~3 c "d"~0', id="a phrase before a pasted one"),
        pytest.param('„a b“~3 "c d"~0', '"a b"~3 "c d"~1', id="words apart"),
        pytest.param("wo? wer?? (was?) w?s", "wo wer (was) w?s", id="questions"),
        pytest.param('"wo?" (wie?)', '"wo" (wie)', id="questions inside"),
    ],
)
def test_cleaning(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


def test_blank_is_every_document() -> None:
    for typed in ("", " ", "\n\t", "\u3000"):
        analyzed = analyze_query(typed)
        assert isinstance(analyzed.tree, q.Every)
        assert (analyzed.units, analyzed.interpreted, analyzed.notes) == ((), "", ())


def test_what_is_too_long_is_cut_and_said() -> None:
    words = " ".join(f"w{i}" for i in range(MAX_WORDS + 9))
    assert parse(words).notes == (f"Only the first {MAX_WORDS} words were searched.",)
    assert analyze_query(words).interpreted.endswith(f"w{MAX_WORDS - 1}")
    chained = "/".join(f"w{i}" for i in range(MAX_WORDS + 9))
    assert f"Only the first {MAX_WORDS} words were searched." in analyze_query(chained).notes
    assert f"Only the first {MAX_CHARS} characters were searched." in parse("ж" * 9999).notes


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param('OR "a b c d', id="a phrase"),
        pytest.param('w "a b c d e"', id="in a phrase"),
        pytest.param("OR (a b c d e)", id="in a group"),
        pytest.param("w w OR b", id="after OR"),
        pytest.param("w OR NOT b", id="after OR NOT"),
        pytest.param("w (((a b c", id="groups"),
        pytest.param("w date:[2024 TO 2025]", id="in a range"),
    ],
)
@pytest.mark.parametrize("word", ["w{}", "überlangeswort{}xxxxxxxxxxxxxxx"])
def test_a_cut_is_all_that_is_said_of_it(tail: str, word: str) -> None:
    words = " ".join(word.format(number) for number in range(MAX_WORDS - 3))
    whole = f"{words} {tail} {'end ' * 9}"
    own = "(((" in tail, whole.count('"') % 2 == 1
    notes = analyze_query(whole).notes
    assert f"Only the first {MAX_WORDS} words were searched." in notes
    others = [note for note in notes if "Only the first" not in note]
    assert len(others) == sum(own), others


def test_a_cut_at_the_characters_keeps_words_whole() -> None:
    word = "x" * 90
    for tail in ('"a b', "OR b", "lang:de lang:ru", "(a OR b)", "date:[2024 TO 2025]"):
        for pad in range(1, 40):
            typed = (
                f"{' '.join([word] * 21)} {'y' * (MAX_CHARS - 21 * 91 - pad)} {tail} end" + "d" * 60
            )
            analyzed = analyze_query(typed)
            others = [note for note in analyzed.notes if "Only the first" not in note]
            assert len(others) == typed.count('"') % 2, (others, pad)


def test_boundless_nesting_is_searched_as_plain_words() -> None:
    analyzed = analyze_query("(" * 900 + "Moskau" + ")" * 900)
    assert analyzed.interpreted == "Moskau"
    assert analyzed.notes == ("Too many nested parentheses: searched as plain words.",)


PIECES = st.sampled_from(
    [
        "Hà",
        "Nội",
        "a.b",
        "x-y",
        "-z",
        "+q",
        "a|b",
        "NOT",
        "AND",
        "and",
        "12",
        "10:30",
        "…",
        "؟",
        "'",
    ]
)


@given(st.one_of(st.lists(PIECES, max_size=6).map(" ".join), st.text(max_size=20)))
def test_plain_words_need_no_parser(typed: str) -> None:
    cleaned = clean(typed)
    if is_plain(cleaned):
        assert plain(cleaned) == _parser().parse(cleaned, normalize=False)


def test_what_might_mean_something_is_parsed() -> None:
    assert is_plain("Hợp tác du lịch")
    for typed in ("", "a AND b", "Freund*", "-Hanoi", "lang:de", '"Hà Nội"', "a~1", "(a)", "a^2"):
        assert not is_plain(clean(typed)), typed
