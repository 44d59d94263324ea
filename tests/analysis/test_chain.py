"""What every token promises, in every language and for every text."""

from __future__ import annotations

import json
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import regex
from analysis_texts import SENTENCES, WORDS, texts
from hypothesis import example, given

from indexer.analysis import analyze, analyze_runs, chain, runs_of
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.tokenizer import words
from indexer.model import POSITIONAL, Channel, Token

LANGS = pytest.mark.parametrize("lang", [*LANGUAGES, None])


def check_tokens(text: str, tokens: list[Token]) -> None:
    boundaries = {0, len(text), *(cluster.start() for cluster in regex.finditer(r"\X", text))}
    end = 0
    for number, token in enumerate(tokens):
        assert token.position == number
        assert end <= token.start < token.end <= len(text)
        assert {token.start, token.end} <= boundaries
        assert token.lang in LANGUAGES
        for channel in POSITIONAL:
            assert len(token.terms[channel]) == 1
        for terms in token.terms.values():
            for term in terms:
                assert term
                assert term.encode()
                assert not any(char.isspace() for char in term)
        assert token.terms[Channel.STEM][0].startswith(f"{token.lang}:")
        assert token.terms[Channel.STEM][0] != f"{token.lang}:"
        end = token.end
    # a change of language never cuts a word, or a query could not find it
    assert [(token.start, token.end) for token in tokens] == list(words(text))


def terms_of(text: str, lang: str | None) -> list[dict[Channel, tuple[str, ...]]]:
    return [dict(token.terms) for token in analyze(text, lang)]


@LANGS
@given(text=texts)
@example(text="a\u0483")
@example(text="\U00017000б б\U00017000")
@example(text="Рocсия Мир'abc a\u0600б")
@example(text="\u0d4e ")
@example(text="\u0d4e\ud800")
@example(text="…образования.\u0d4e\ud800hợp tác")
@example(text="tác\u0d4e-образования")
@example(text="tác\U000111c2👩\u200d🚀образования")
@example(text="a'.\u0d4e-\u0600образования hợp")
@example(text="abc\u0600Москва")
@example(text=" \u0e31")
@example(
    text="Hai bên nhất trí tăng cường hợp tác. \u0e31Die beiden vereinbarten eine Zusammenarbeit."
)
@example(text="x __a b_c")
def test_tokens_keep_their_promises(lang: str | None, text: str) -> None:
    tokens = analyze(text, lang)
    check_tokens(text, tokens)
    assert analyze(text, lang) == tokens


@LANGS
@given(text=texts)
def test_both_normal_forms_have_the_same_terms(lang: str | None, text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", text)
    assert terms_of(composed, lang) == terms_of(decomposed, lang)


@LANGS
@given(text=texts)
def test_a_remembered_word_has_the_terms_of_a_new_one(lang: str | None, text: str) -> None:
    remembered = analyze(text, lang)
    for cache in chain._CACHES.values():
        cache.clear()
    assert analyze(text, lang) == remembered


@pytest.mark.parametrize("lang", ["de", "en", "ru", "vi"])
def test_half_a_character_has_itself_for_a_stem(lang: str) -> None:
    assert LANGUAGES[lang].stem("a\ud800")
    assert analyze("\ud800a\udfff \u0d4e\ud800", lang)[0].terms[Channel.WORD] == ("a",)


@LANGS
def test_the_empty_text_has_no_tokens(lang: str | None) -> None:
    assert analyze("", lang) == []
    assert analyze(" \n\t…!", lang) == []


def test_a_language_we_do_not_know_is_found_out() -> None:
    assert [token.lang for token in analyze("Die beiden Seiten vereinbarten mehr", "xx")] == [
        "de"
    ] * 5


def test_terms_are_found_by_plain_channel_names() -> None:
    (token,) = analyze("Häuser", "de")
    assert token.terms["word"] == ("häuser",)  # type: ignore[index]
    assert {str(channel) for channel in token.terms} == {"word", "fold", "stem"}


def test_terms_cannot_be_changed() -> None:
    (token,) = analyze("Haus", "de")
    with pytest.raises(TypeError):
        token.terms[Channel.WORD] = ("maus",)  # type: ignore[index]


def test_a_part_is_a_term_of_every_token_it_covers() -> None:
    text = "Hai bên hợp tác"
    parts = {
        text[token.start : token.end]: token.terms.get(Channel.PART)
        for token in analyze(text, "vi")
    }
    assert parts["hợp"] == parts["tác"] == ("vi:hợp_tác",)
    assert parts["Hai"] is None


def test_positions_and_parts_go_on_over_runs() -> None:
    text = "Москва hợp tác"
    analysis = analyze_runs(text, runs_of(text, "vi"))
    assert [text[s:e] for s, e in zip(analysis.starts, analysis.ends, strict=True)] == text.split()
    assert [terms.stem for terms in analysis.terms] == ["ru:москва", "vi:hợp", "vi:tác"]
    parts = [part for part in analysis.parts if part.channel is Channel.PART]
    assert [(part.first, part.end, part.term) for part in parts] == [(1, 3, "vi:hợp_tác")]


def test_parts_that_are_known_are_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "hợp tác"
    runs = runs_of(text, "vi")
    looked_for = analyze_runs(text, runs)
    monkeypatch.setattr(LANGUAGES["vi"], "parts", None)
    assert analyze_runs(text, runs, known_parts=looked_for.parts) == looked_for


def test_stored_stems_spare_the_morphology(monkeypatch: pytest.MonkeyPatch) -> None:
    chain._CACHES["ru"].clear()
    monkeypatch.setattr(chain._CACHES["ru"], "_stem", None)
    chain.remember_stems("ru", ["Москве", "В"], {"москве": "москва"})
    assert [chain.terms_of(word, "ru").stem for word in ("Москве", "В")] == ["ru:москва", "ru:в"]


def test_a_full_memory_forgets_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "_REMEMBERED", 3)
    for cache in chain._CACHES.values():
        cache.clear()
    text = " ".join(SENTENCES)
    check_tokens(text, analyze(text))
    assert all(len(cache) <= 3 for cache in chain._CACHES.values())


def test_threads_agree() -> None:
    corpus = [f"{word} {sentence} {word}" for word in WORDS for sentence in SENTENCES][::3]
    jobs = [(text, lang) for text in corpus for lang in ("vi", "de", "ru", "en")]
    for cache in chain._CACHES.values():
        cache.clear()
    with ThreadPoolExecutor(8) as pool:
        results = list(
            pool.map(lambda shift: [analyze(*job) for job in jobs[shift:] + jobs[:shift]], range(8))
        )
    alone = [analyze(*job) for job in jobs]
    for shift, result in enumerate(results):
        assert result == alone[shift:] + alone[:shift]


@pytest.mark.data
@LANGS
def test_naughty_strings(data_folder: Path, lang: str | None) -> None:
    for text in json.loads((data_folder / "robust" / "blns.json").read_text("utf-8")):
        check_tokens(text, analyze(text, lang))
        composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
        assert terms_of(composed, lang) == terms_of(decomposed, lang), text
