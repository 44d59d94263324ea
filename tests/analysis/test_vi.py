"""Vietnamese: which syllables make a word, at which offsets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from analysis_tables import rows
from analysis_texts import texts
from hypothesis import given

from indexer.analysis import analyze
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.segmenter import segmenter
from indexer.analysis.tokenizer import split_words
from indexer.model import Channel

_WORD = re.compile(r"[^\W_]+(?:_[^\W_]+)*")


def read_back(text: str) -> str:
    """Return ``text`` with the syllables of a word joined, as the part terms tell."""
    pieces: list[str] = []
    end = left = 0
    for token in analyze(text, "vi"):
        surface = text[token.start : token.end]
        if left:
            pieces.append("_")
            left -= 1
        else:
            pieces.append(text[end : token.start])
            left = token.terms[Channel.PART][0].count("_") if Channel.PART in token.terms else 0
        pieces.append(surface)
        end = token.end
    return "".join([*pieces, text[end:]])


def word_spans(segmented: str) -> set[tuple[int, int]]:
    """Return the words as stretches of letters and digits: nothing else is counted."""
    spans: set[tuple[int, int]] = set()
    at = 0
    for word in _WORD.findall(segmented):
        length = len(word.replace("_", ""))
        spans.add((at, at + length))
        at += length
    return spans


def f1(pairs: Iterable[tuple[str, str]]) -> float:
    right = found = gold = 0
    for ours, theirs in pairs:
        mine, reference = word_spans(ours), word_spans(theirs)
        right += len(mine & reference)
        found += len(mine)
        gold += len(reference)
    return 2 * right / (found + gold)


def spans_of_parts(text: str) -> Iterator[tuple[str, str]]:
    words = split_words(text)
    for part in LANGUAGES["vi"].parts(text, words):
        yield part.term, text[words.starts[part.first] : words.ends[part.end - 1]]


@pytest.mark.parametrize(("text", "segmented"), rows("words"))
def test_words_of_several_syllables(text: str, segmented: str) -> None:
    assert read_back(text) == segmented
    assert read_back(unicodedata.normalize("NFD", text)) == unicodedata.normalize("NFD", segmented)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("hợp  tác\tgiáo dục", ["hợp  tác", "giáo dục"], id="white-space"),
        pytest.param("hợp tác\n\n\r\nhợp tác", ["hợp tác", "hợp tác"], id="lines"),
        pytest.param("__init__ và hợp tác", ["hợp tác"], id="underscores"),
        pytest.param("\ud800 hợp tác \udfff", ["hợp tác"], id="half-surrogates"),
        pytest.param("👩\u200d🚀 hợp tác", ["hợp tác"], id="emoji"),
        pytest.param("  hợp tác  \n giáo\u00a0dục ", ["hợp tác", "giáo\u00a0dục"], id="margins"),
        pytest.param("hợp_tác hợp tác a_b", ["hợp tác"], id="underscore-inside"),
        pytest.param("gặp Mr.Nam", ["Mr.Nam"], id="no-white-space"),
    ],
)
def test_offsets_of_parts(text: str, parts: list[str]) -> None:
    assert [span for _, span in spans_of_parts(text)] == parts


def test_a_part_has_the_terms_of_its_syllables() -> None:
    assert dict(spans_of_parts("Tỉnh Khánh Hoà"))["vi:khánh_hòa"] == "Khánh Hoà"
    assert dict(spans_of_parts("Tỉnh Khánh Hòa"))["vi:khánh_hòa"] == "Khánh Hòa"


@pytest.mark.parametrize("text", ["Việt Nam hợp tác", "a\u0323\u0302n ha\u0323nh phu\u0301c"])
def test_words_may_come_as_pairs(text: str) -> None:
    words = split_words(text)
    assert LANGUAGES["vi"].parts(text, list(words)) == LANGUAGES["vi"].parts(text, words)


@given(text=texts)
def test_parts_are_in_order_and_cover_two_words_or_more(text: str) -> None:
    words = split_words(text)
    end = 0
    for part in LANGUAGES["vi"].parts(text, words):
        assert end <= part.first
        assert part.first + 2 <= part.end <= len(words)
        end = part.end


@pytest.mark.data
def test_segmentation_is_as_good_as_the_segmenter(data_folder: Path) -> None:
    tokenize = segmenter().tokenize
    lines = (data_folder / "segmentation" / "vtb-dev.tsv").read_text("utf-8").splitlines()
    pairs = [line.split("\t")[1:] for line in lines]
    ours = f1((read_back(text), gold) for text, gold in pairs)
    bare = f1((tokenize(text), gold) for text, gold in pairs)
    print(f"word F1 {ours:.4f}, segmenter alone {bare:.4f}")
    assert ours >= bare
