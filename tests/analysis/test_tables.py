"""Surface -> word, fold and stem, one table a language: tables/LANG.tsv says what is right."""

from __future__ import annotations

import unicodedata

import pytest
from analysis_tables import rows

from indexer.analysis import analyze
from indexer.analysis.registry import LANGUAGES
from indexer.model import Channel

CASES = [pytest.param(lang, *row.values, id=row.id) for lang in LANGUAGES for row in rows(lang)]


@pytest.mark.parametrize(("lang", "surface", "word", "fold", "stem"), CASES)
def test_terms_of_a_word(lang: str, surface: str, word: str, fold: str, stem: str) -> None:
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, surface)
        (token,) = analyze(text, lang)
        found = {
            str(channel): terms
            for channel, terms in token.terms.items()
            if channel not in (Channel.NAME, Channel.PLACE, Channel.PART)
        }
        assert found == {
            "word": (unicodedata.normalize("NFC", word),),
            "fold": (fold,),
            "stem": (f"{lang}:{stem}",),
        }
        assert text[token.start : token.end] == text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_its_table(lang: str) -> None:
    assert len(rows(lang)) >= 40


def test_channels_are_those_of_the_model() -> None:
    (token,) = analyze("Haus", "de")
    assert list(token.terms) == [Channel.WORD, Channel.FOLD, Channel.STEM]
