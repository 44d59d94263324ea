"""German: an umlaut and its spelled-out form find each other, and nothing else."""

from __future__ import annotations

import pytest

from indexer.analysis.registry import LANGUAGES
from indexer.model import Channel

GERMAN = LANGUAGES["de"]


@pytest.mark.parametrize(
    ("word", "spellings"),
    [
        pytest.param("schlüter", ["schlueter"], id="umlaut"),
        pytest.param("schlueter", ["schlüter"], id="spelled-out"),
        pytest.param("gütersloh", ["guetersloh"], id="place"),
        pytest.param("fussgängerübergänge", ["fussgaengeruebergaenge"], id="several"),
        pytest.param("uebergaenge", ["übergänge"], id="several-spelled-out"),
        pytest.param("übergaenge", ["uebergaenge", "übergänge"], id="both"),
        pytest.param("neue", [], id="ue-after-a-vowel"),
        pytest.param("treue", [], id="ue-after-a-vowel-2"),
        pytest.param("quelle", [], id="que"),
        pytest.param("haus", [], id="none"),
    ],
)
def test_spellings(word: str, spellings: list[str]) -> None:
    variants = [each for each in GERMAN.variants(word) if each.channel is Channel.WORD]
    assert [variant.term for variant in variants] == spellings
    assert all(variant.same_form for variant in variants)


@pytest.mark.parametrize(
    ("word", "writes"),
    [
        pytest.param("straße", True, id="german"),
        pytest.param("café", True, id="french"),
        pytest.param("hoa", True, id="plain"),
        pytest.param("việt", False, id="vietnamese-tone"),
        pytest.param("đức", False, id="vietnamese-letter"),
        pytest.param("москва", False, id="russian"),
        pytest.param("2025", False, id="digits"),
    ],
)
def test_which_words_could_be_german(word: str, writes: bool) -> None:
    assert GERMAN.writes(word) is writes
    assert LANGUAGES["en"].writes(word) is writes
