"""The language of every stretch of a document."""

from __future__ import annotations

import json
import sys
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
import regex
from analysis_texts import texts
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import runs_of
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.runs import MAYBE_CYRILLIC

GERMAN = "Die Delegation der Provinz besuchte im Mai die Stadt Leipzig und ihre Universität."
VIETNAMESE = "Đoàn đại biểu của tỉnh đã thăm thành phố Leipzig và trường đại học vào tháng 5."
RUSSIAN = "Делегация провинции посетила город Лейпциг и его университет в мае этого года."
ENGLISH = "The delegation of the province visited the city and its university in May."


def languages(text: str, hint: str | None = None) -> list[tuple[str, str]]:
    return [(text[start:end], lang) for start, end, lang in runs_of(text, hint=hint)]


def language_of(part: str, text: str, hint: str | None = None) -> str:
    at = text.index(part)
    (lang,) = {run.lang for run in runs_of(text, hint=hint) if run.start <= at < run.end}
    return lang


@pytest.mark.parametrize("lang", [*LANGUAGES, None])
@given(text=texts, hint=st.sampled_from([*LANGUAGES, None, "fr"]))
def test_runs_cover_the_text(lang: str | None, text: str, hint: str | None) -> None:
    runs = runs_of(text, lang, hint=hint)
    assert "".join(text[run.start : run.end] for run in runs) == text
    assert all(run.start < run.end for run in runs)
    assert all(one.end == other.start for one, other in pairwise(runs))
    assert all(one.lang != other.lang for one, other in pairwise(runs))


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        pytest.param(GERMAN, "de", id="de"),
        pytest.param(VIETNAMESE, "vi", id="vi"),
        pytest.param(RUSSIAN, "ru", id="ru"),
        pytest.param(ENGLISH, "en", id="en"),
        pytest.param(unicodedata.normalize("NFD", VIETNAMESE), "vi", id="vi-decomposed"),
        pytest.param("Москва", "ru", id="one-russian-word"),
    ],
)
def test_a_text_in_one_language_is_one_run(text: str, lang: str) -> None:
    assert languages(text) == [(text, lang)]


def test_a_paragraph_and_its_translation() -> None:
    assert languages(f"{GERMAN}\n{VIETNAMESE}\n") == [
        (f"{GERMAN}\n", "de"),
        (f"{VIETNAMESE}\n", "vi"),
    ]
    assert languages(f"{GERMAN} {VIETNAMESE}") == [(f"{GERMAN} ", "de"), (VIETNAMESE, "vi")]


def test_scripts_side_by_side() -> None:
    text = f"{RUSSIAN}\n{GERMAN}\n{RUSSIAN}"
    assert [lang for _, lang in languages(text)] == ["ru", "de", "ru"]


def test_an_english_phrase_inside_russian() -> None:
    text = "Компания объявила о запуске сервиса Cloud Storage Platform для всех клиентов."
    assert languages(text) == [
        ("Компания объявила о запуске сервиса ", "ru"),
        ("Cloud Storage Platform ", "en"),
        ("для всех клиентов.", "ru"),
    ]


def test_latin_in_a_russian_document_takes_the_language_the_document_has_beside_it() -> None:
    text = f"{RUSSIAN}\n{GERMAN}\nГубернатор встретил Hans Müller в Москве."
    assert language_of("Hans", text) == "de"


def test_a_russian_name_in_a_latin_document() -> None:
    text = f"{GERMAN} Gouverneur Kalganow (Калганов) dankte."
    assert language_of("Калганов", text) == "ru"
    assert language_of("Gouverneur", text) == language_of("dankte", text) == "de"


@pytest.mark.parametrize(
    "caption", ["Foto: Lan Nguyen", "Hanoi, 5. Mai", "Khánh Hòa", "16.12.2025", "(VOV)"]
)
def test_what_is_too_short_takes_the_language_of_the_document(caption: str) -> None:
    for sentence, lang in ((GERMAN, "de"), (VIETNAMESE, "vi"), (ENGLISH, "en")):
        assert language_of(caption, f"{sentence}\n{caption}\n{sentence}") == lang
        assert language_of(caption, f"{caption}\n{sentence}") == lang


def test_what_is_too_short_takes_the_language_of_its_paragraph() -> None:
    text = f"{GERMAN}\n{GERMAN}\nHà Nội. {VIETNAMESE} Hết.\n{GERMAN}"
    assert language_of("Hà Nội", text) == language_of("Hết", text) == "vi"


def test_a_hint_settles_what_is_too_short() -> None:
    for lang in ("vi", "de", "en"):
        assert languages("Lang Son 2025", hint=lang) == [("Lang Son 2025", lang)]
    assert languages("Lang Son", hint="ru") == [("Lang Son", "en")]


def test_a_hint_does_not_outweigh_the_text() -> None:
    assert languages(VIETNAMESE, hint="de") == [(VIETNAMESE, "vi")]
    assert languages(RUSSIAN, hint="de") == [(RUSSIAN, "ru")]
    assert languages(GERMAN, hint="fr") == [(GERMAN, "de")]


def test_a_given_language_is_left_only_by_another_script() -> None:
    assert [(run.lang) for run in runs_of(GERMAN, "vi")] == ["vi"]
    assert [run.lang for run in runs_of(f"{VIETNAMESE} Москва {VIETNAMESE}", "vi")] == [
        "vi",
        "ru",
        "vi",
    ]
    assert [run.lang for run in runs_of("Москва und Hanoi", "ru")] == ["ru", "en"]


@pytest.mark.parametrize("text", ["", " ", "12345", "…!?", "👩\u200d🚀", "漢字", "\u0301"])
def test_texts_without_a_language_have_one_all_the_same(text: str) -> None:
    runs = runs_of(text)
    assert len(runs) == (1 if text else 0)
    assert all(run.lang in LANGUAGES for run in runs)


@pytest.mark.parametrize(
    "text",
    ["сервис Рocсия", "мир\u0483abc", "a\u0483bc", "Мир'abc", "abcмир abc", "abc \u0600мир"],
)
def test_a_word_stays_whole(text: str) -> None:
    inside = {run.start for run in runs_of(text)} - {0}
    assert inside <= {text.index(" ") + 1 if " " in text else 0}


@pytest.mark.data
@pytest.mark.parametrize(("kind", "floor"), [("sentences", 0.995), ("word-pairs", 0.975)])
def test_languages_of_short_texts(data_folder: Path, kind: str, floor: float) -> None:
    lines = (data_folder / "langid" / f"{kind}.jsonl").read_text("utf-8").splitlines()
    right = total = 0
    for line in lines:
        record = json.loads(line)
        shares = dict.fromkeys(LANGUAGES, 0)
        for run in runs_of(record["text"]):
            shares[run.lang] += run.end - run.start
        right += max(shares, key=lambda lang: shares[lang]) == record["lang"]
        total += 1
    print(f"{kind}: {right / total:.4f}")
    assert right / total >= floor


def test_the_quick_look_for_cyrillic_misses_none() -> None:
    cyrillic = regex.compile(r"\p{Cyrillic}")
    missed = [
        f"{code:x}"
        for code in range(sys.maxunicode + 1)
        if cyrillic.match(chr(code)) and not MAYBE_CYRILLIC.match(chr(code))
    ]
    assert missed == []
