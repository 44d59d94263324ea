"""What shows a language plainly, and what is left to the detector."""

from __future__ import annotations

import unicodedata
from itertools import combinations

import pytest
from analysis_texts import texts
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import runs_of
from indexer.analysis.evidence import VIETNAMESE, function_words, plain_language
from indexer.analysis.registry import languages_of_script

PLAIN = [
    ("de", "Die Delegation der Provinz besuchte im Mai die Stadt Leipzig und ihre Universität."),
    ("de", "Frau Nguyễn Thị Hương und ihre Schwester wurden auch von der Stadt empfangen."),
    ("de", "Sie las aus „Out of Africa“ vor, und danach wurde noch über das Buch geredet."),
    ("en", "The delegation of the province visited the city and its university in May."),
    ("en", "The airport is operated by the Flughafen München GmbH for the state of Bavaria."),
    (
        "en",
        "In 1978, the State Bank (Ngân hàng Nhà nước) introduced notes with this name.",
    ),
    ("vi", "Đoàn đại biểu của tỉnh đã thăm thành phố Leipzig và trường đại học vào tháng 5."),
    ("vi", "Phim có sự tham gia của Tyrese Gibson, Josh Duhamel, Megan Fox và Rachael Taylor."),
    ("vi", "Mỹ điều tàu tuần tra Biển Đông"),  # letters alone
    ("vi", "Nguoi dan khong duoc vao khu vuc nay truoc thang 5."),  # no diacritics
]

OPEN = [
    pytest.param("", id="nothing"),
    pytest.param("Michael Fuchs, Angela Merkel, Sahra Wagenknecht", id="names"),
    pytest.param("Herr Nguyễn Văn Thọ, Frau Trần Thu Hà, Hanoi", id="names-in-german"),
    pytest.param("Doppelte Berichtswege vermeiden", id="no-function-word"),
    pytest.param("Falsch gehandhabte Expeditionen folgten den Problemen", id="one-function-word"),
    pytest.param("Die Geschichte von The Lord of the Rings", id="two-against-three"),
    pytest.param("Der Film Gone with the Wind und das Buch", id="three-against-two"),
    pytest.param("Präsident der US Bank, WHO, IT", id="acronyms"),
    pytest.param("Bộ Tư lệnh Cảnh sát biển: The Sea Wall", id="letters-against-a-word"),
    pytest.param("Cô Stephanie, nhà sáng lập tổ chức Green Is The New Black", id="title-quoted"),
    pytest.param("Bìa cuốn sách “The Dirty Business of Football”.", id="long-title-quoted"),
    pytest.param("Đinh 1 2 3 Trần 4 5 6 Đặng 7 8 9 Phạm 10 11 12", id="thinly-sown-letters"),
]


@pytest.mark.parametrize(("lang", "sentence"), PLAIN)
def test_a_plain_sentence(lang: str, sentence: str) -> None:
    assert plain_language(sentence) == lang
    assert plain_language(sentence.upper()) == lang
    assert plain_language(f"  {sentence}\n") == lang


@pytest.mark.parametrize("sentence", OPEN)
def test_a_sentence_that_is_not_plain(sentence: str) -> None:
    assert plain_language(sentence) is None


@given(texts)
def test_any_text_gets_an_answer(text: str) -> None:
    assert plain_language(text) in {None, *languages_of_script("Latin")}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@given(chosen=st.lists(st.sampled_from(PLAIN), min_size=1), joint=st.sampled_from([" ", "\n"]))
def test_every_sentence_is_given_its_own_language(
    form: str, chosen: list[tuple[str, str]], joint: str
) -> None:
    # all end alike: a sentence without its full stop would go on in the next one
    sentences = [unicodedata.normalize(form, f"{text.rstrip('.')}.") for _, text in chosen]
    text = joint.join(sentences)
    runs = runs_of(text)
    at = 0
    for (lang, _), sentence in zip(chosen, sentences, strict=True):
        assert [run.lang for run in runs if run.start <= at < run.end] == [lang]
        at += len(sentence) + len(joint)


def test_plain_sentences_need_no_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.analysis.runs._detector", None)
    for lang, sentence in PLAIN:
        assert [run.lang for run in runs_of(sentence)] == [lang]


def test_lists_of_function_words() -> None:
    lists = function_words()
    assert set(lists) == set(languages_of_script("Latin"))
    for words in lists.values():
        assert len(words) == len(set(words))
        assert all(word == unicodedata.normalize("NFC", word).lower() for word in words)
    for one, other in combinations(lists, 2):
        assert not set(lists[one]) & set(lists[other])


def test_letters_only_vietnamese_has() -> None:
    # the five tones on twelve vowels and đ, less what French, Spanish and Portuguese write, too
    tones = ["\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    letters = {
        unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in tones
    }
    shared = set("àáãèéìíòóõùúý")
    assert set(VIETNAMESE) == letters - shared | set("ăơưđ")
