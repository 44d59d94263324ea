from __future__ import annotations

import tomllib

import pytest

from indexer.sources.phrases import DATA, KEYS, phrases, plain

TABLES = tomllib.loads(DATA.read_text(encoding="utf-8"))


def test_every_language_has_every_table() -> None:
    assert set(TABLES) == {"vi", "de", "ru", "en"}


@pytest.mark.parametrize("lang", sorted(TABLES))
def test_a_table_is_whole_and_holds_no_phrase_twice(lang: str) -> None:
    assert set(TABLES[lang]) == set(KEYS)
    for key in KEYS:
        words = TABLES[lang][key]
        assert words
        assert all(isinstance(word, str) and word == word.strip() and word for word in words)
        assert len({word.casefold() for word in words}) == len(words), key


def test_a_heading_is_of_one_kind() -> None:
    assert not phrases().related & phrases().related_inline


@pytest.mark.parametrize(
    "line", ["Tin Liên Quan", "*TIN LIÊN QUAN*", "» Tin liên quan:", "## Tin lie\u0302n quan ##"]
)
def test_lines_are_compared_without_case_form_and_decoration(line: str) -> None:
    assert plain(line) == "tin liên quan"
