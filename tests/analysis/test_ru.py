"""Russian: any form of a word finds any other, given what a query looks for."""

from __future__ import annotations

import pytest
from analysis_tables import rows

from indexer.analysis import analyze
from indexer.analysis.base import tagged
from indexer.analysis.filters import fold_term, word_term
from indexer.analysis.registry import LANGUAGES
from indexer.model import Channel

RUSSIAN = LANGUAGES["ru"]


def terms_indexed(form: str) -> set[tuple[Channel, str]]:
    (token,) = analyze(form, "ru")
    return {(channel, term) for channel, terms in token.terms.items() for term in terms}


def terms_asked(form: str) -> set[tuple[Channel, str]]:
    """Return what a query looks for: the terms of the word as typed, and its variants."""
    word = word_term(form)
    return {
        (Channel.WORD, word),
        (Channel.FOLD, fold_term(word)),
        (Channel.STEM, tagged("ru", RUSSIAN.stem(word))),
        *((variant.channel, variant.term) for variant in RUSSIAN.variants(word)),
    }


@pytest.mark.parametrize("forms", rows("ru-forms"))
def test_every_form_finds_every_other(forms: str) -> None:
    indexed = {form: terms_indexed(form) for form in forms.split()}
    missed = [
        f"{asked} does not find {form}"
        for asked in indexed
        for form, terms in indexed.items()
        if terms.isdisjoint(terms_asked(asked))
    ]
    assert not missed


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        pytest.param("Иванович", "Иван", id="patronymic-and-given-name"),
        pytest.param("после", "посол", id="unlikely-reading"),
        pytest.param("йод", "иод", id="й-is-a-letter"),
        pytest.param("Путин", "путь", id="surname-and-noun"),
        pytest.param("Москва", "московский", id="derivation"),
    ],
)
def test_other_words_are_not_found(asked: str, other: str) -> None:
    assert terms_indexed(other).isdisjoint(terms_asked(asked))


@pytest.mark.parametrize(
    ("word", "writes"),
    [
        pytest.param("москва", True, id="letters"),
        pytest.param("за\u0301мок", True, id="stress-mark"),
        pytest.param("ту154", True, id="digits"),
        pytest.param("moskva", False, id="latin"),
        pytest.param("2025", False, id="digits-only"),
        pytest.param("рocсия", False, id="mixed"),
        pytest.param("\U00017000б", False, id="letters-without-a-name"),
    ],
)
def test_which_words_are_russian(word: str, writes: bool) -> None:
    assert RUSSIAN.writes(word) is writes
    assert RUSSIAN.stem(word)


def test_a_word_of_many_forms_has_few_variants() -> None:
    assert all(len(RUSSIAN.variants(word)) <= 50 for word in ("дать", "хороший", "калгановым"))
