"""What every language module promises: a new one passes these before anything else."""

from __future__ import annotations

import pytest
from analysis_texts import texts
from hypothesis import given

from indexer.analysis.filters import word_term
from indexer.analysis.registry import FALLBACK, LANGUAGES, languages_of_script
from indexer.analysis.tokenizer import split_words
from indexer.model import Channel

EVERY = pytest.mark.parametrize("lang", LANGUAGES)


@EVERY
@given(text=texts)
def test_stems_and_variants_of_any_word(lang: str, text: str) -> None:
    language = LANGUAGES[lang]
    for surface in split_words(text).surfaces:
        word = word_term(surface)
        stem = language.stem(word)
        assert stem
        assert stem == language.stem(word)
        assert not any(char.isspace() for char in stem)
        if language.writes(word):
            for variant in language.variants(word):
                assert variant.channel in (Channel.WORD, Channel.FOLD, Channel.STEM, Channel.PART)
                assert variant.term
                assert variant.term != word


@EVERY
@given(text=texts)
def test_parts_cover_words(lang: str, text: str) -> None:
    words = split_words(text)
    for part in LANGUAGES[lang].parts(text, words):
        assert 0 <= part.first < part.end <= len(words)
        assert part.term.startswith(f"{lang}:")


@EVERY
def test_its_place_in_the_registry(lang: str) -> None:
    language = LANGUAGES[lang]
    assert language.code == lang
    assert lang in languages_of_script(language.script)
    assert all(language.versions().values())


def test_every_script_has_a_fallback() -> None:
    assert {language.script for language in LANGUAGES.values()} == FALLBACK.keys()
    assert all(LANGUAGES[lang].script == script for script, lang in FALLBACK.items())
