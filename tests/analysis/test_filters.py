"""Surface -> word and fold; the canonical place of the Vietnamese tone mark."""

from __future__ import annotations

import unicodedata

import pytest
from analysis_tables import rows
from analysis_texts import texts
from hypothesis import given

from indexer.analysis.filters import canonical_tone, fold_term, fold_text, is_syllable, word_term
from indexer.analysis.tokenizer import is_usual, split_words


@given(text=texts)
def test_filtering_a_term_again_gives_the_same_term(text: str) -> None:
    for surface in split_words(text).surfaces:
        word = word_term(surface)
        fold = fold_term(word)
        assert word_term(word) == word
        assert fold_term(fold) == fold
        assert fold_term(word_term(fold)) == fold
        assert unicodedata.is_normalized("NFC", word)
        assert unicodedata.is_normalized("NFC", fold)


@given(text=texts)
def test_case_and_normal_form_make_no_difference(text: str) -> None:
    for surface in split_words(text).surfaces:
        word = word_term(surface)
        for form in ("NFC", "NFD"):
            assert word_term(unicodedata.normalize(form, surface)) == word
        assert word_term(surface.casefold()) == word


@given(text=texts)
def test_a_text_folded_at_once_has_the_folds_of_its_words(text: str) -> None:
    assert fold_text(text).count(" ") == text.count(" ")
    for surface in split_words(text).surfaces:
        if is_usual(surface) and not set(surface) & set("'’ʼʹʺ"):
            assert fold_text(surface) == fold_text(fold_term(word_term(surface)))


@pytest.mark.parametrize(("word", "canonical"), rows("tones"))
def test_canonical_tone(word: str, canonical: str) -> None:
    assert canonical_tone(word) == canonical
    assert canonical_tone(canonical) == canonical


@pytest.mark.parametrize(("word", "answer"), rows("syllables"))
def test_syllables(word: str, answer: str) -> None:
    assert is_syllable(word) is (answer == "yes")


@pytest.mark.parametrize(
    ("surface", "fold"),
    [
        pytest.param("Đắk", "dak", id="d-with-stroke"),
        pytest.param("Straße", "strasse", id="sharp-s"),
        pytest.param("Ёлка", "елка", id="yo"),
        pytest.param("Чайковский", "чайковский", id="short-i"),
        pytest.param("Łódź", "lodz", id="polish"),
        pytest.param("O’Neill", "oneill", id="apostrophe"),
        pytest.param("Œuvre", "oeuvre", id="ligature"),
        pytest.param("İstanbul", "istanbul", id="dotted-i"),
        pytest.param("ʼ", "ʼ", id="never-empty"),
    ],
)
def test_fold(surface: str, fold: str) -> None:
    assert fold_term(word_term(surface)) == fold
