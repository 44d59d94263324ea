"""Chunks of text have the words of the whole, and are found by their terms."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from analysis_texts import SENTENCES, WORDS, texts
from hypothesis import example, given

from indexer.analysis import vocabulary
from indexer.analysis.chain import terms_of
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.tokenizer import split_words
from indexer.analysis.vocabulary import Vocabulary, keys, splittable


@given(text=texts)
@example(text="a\u0600 b")
@example(text="\u0d4e \n\u0d4e\nb")
@example(text="x\u200d y \u0301z a\u0301 's")
def test_the_chunks_of_a_splittable_text_have_its_words(text: str) -> None:
    if not splittable(text):
        return
    found: list[tuple[int, int]] = []
    at = 0
    for chunk in text.replace("\n", " ").split(" "):
        found += [(at + start, at + end) for start, end in split_words(chunk)]
        at += len(chunk) + 1
    assert found == list(split_words(text))


def test_a_sign_that_takes_the_space_into_its_grapheme_forbids_splitting() -> None:
    assert not splittable("\u0d4e a")
    assert splittable("\u0d4ea b…")


def test_chunks_are_found_by_fold_and_stem() -> None:
    learnt = Vocabulary("de")
    learnt.learn(["„Häuser“,", "Haus.", "–", "Haus-Meister", ""], {})
    assert learnt.with_any(["de:haus"]) == {"„Häuser“,", "Haus.", "Haus-Meister"}
    assert learnt.with_any(["hauser"]) == {"„Häuser“,"}
    assert learnt.with_any(["maus"]) == set()
    assert learnt.regular == {"„Häuser“,", "Haus."}
    ((start, end, terms),) = learnt.pieces["„Häuser“,"]
    assert (start, end, terms.word) == (1, 7, "häuser")


def test_stored_stems_are_taken_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LANGUAGES["ru"], "_lemma", None)
    learnt = Vocabulary("ru")
    learnt.learn(["(Мьянмарах)", "вц"], {"мьянмарах": "мьянмар"})
    assert learnt.with_any(["ru:мьянмар"]) == {"(Мьянмарах)"}
    assert learnt.with_any(["ru:вц"]) == {"вц"}


def test_a_full_vocabulary_makes_place_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "_REMEMBERED", 2)
    monkeypatch.setattr(vocabulary, "_vocabularies", {})
    first = vocabulary.vocabulary("en")
    first.learn(["a"], {})
    assert vocabulary.vocabulary("en") is first
    first.learn(["b", "c"], {})
    assert vocabulary.vocabulary("en") is not first
    assert set(first.pieces) == {"a", "b", "c"}, "who still reads with it may go on"


def test_threads_lose_no_chunk() -> None:
    learnt = Vocabulary("vi")
    chunks = {chunk for text in (*WORDS, *SENTENCES) for chunk in text.split()}
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda chunk: learnt.learn([chunk], {}), sorted(chunks) * 8))
    assert learnt.pieces.keys() == chunks
    for chunk in chunks:
        for start, end in split_words(chunk):
            terms = terms_of(chunk[start:end], "vi")
            assert chunk in learnt.with_any(keys(terms, LANGUAGES["vi"]))
