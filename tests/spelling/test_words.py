"""The words of an index: near ones, those that differ in accents, readings of bare syllables."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import CorruptIndex
from indexer.spelling.accents import read
from indexer.spelling.syllables import FILE, VietnameseWords
from indexer.spelling.words import Lexicon, Near


class Reader:
    """As much of a reader as is asked for words."""

    def __init__(self, documents: int, **fields: dict[str, int]) -> None:
        self._documents = documents
        self._fields = fields

    def doc_count(self) -> int:
        return self._documents

    def lexicon(self, field: str, prefix: str, least: int) -> dict[str, int]:
        terms = self._fields.get(field, {}).items()
        return {term: n for term, n in terms if term.startswith(prefix) and n >= least}


def lexicon(documents: int = 100, **words: int) -> Lexicon:
    return Lexicon(Reader(documents, body_word=words))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fold", "distance", "expected"),
    [
        ("haus", 1, {"haus": 0, "haut": 1, "häus": 0, "aus": 1}),
        ("huas", 1, {"haus": 1, "häus": 1}),
        ("hxyus", 2, {"haus": 2, "häus": 2}),
        ("qqqq", 1, {}),
    ],
)
def test_near_words_by_their_folds(fold: str, distance: int, expected: dict[str, int]) -> None:
    found = lexicon(haus=3, häus=1, haut=2, aus=9, garten=5).near(fold, distance)
    assert {near.word: near.distance for near in found} == expected


def test_words_spelt_like_others_but_for_accents() -> None:
    found = lexicon(schlüter=3, schluter=1, schlüters=2).spelt_like("schluter")
    assert sorted(found) == [Near("schluter", 0, 1), Near("schlüter", 0, 3)]


def test_a_word_counts_in_the_field_that_most_hold_it_in() -> None:
    reader = Reader(10, body_word={"haus": 2, "tor": 1}, title_word={"haus": 1, "tor": 4})
    assert Lexicon(reader).documents == {"haus": 2, "tor": 4}  # type: ignore[arg-type]


def test_words_of_one_document_are_slips_in_a_large_index_alone() -> None:
    assert set(lexicon(100, haus=1, tor=2).documents) == {"haus", "tor"}
    assert set(lexicon(1_000, haus=1, tor=2).documents) == {"tor"}


VIETNAMESE = Reader(
    1_000,
    body_stem={
        "vi:hợp": 150, "vi:hộp": 30, "vi:tác": 200, "vi:tắc": 20, "vi:của": 900, "vi:cua": 15,
        "vi:bán": 300, "vi:bạn": 280, "vi:haus": 400,
    },
    body_part={"vi:hợp_tác": 120, "vi:hop_tac": 40},
)  # fmt: skip


@pytest.fixture
def words(tmp_path: Path) -> VietnameseWords:
    VietnameseWords.of(VIETNAMESE, 300_000).save(tmp_path)  # type: ignore[arg-type]
    return VietnameseWords.load(tmp_path)


def test_a_damaged_file_of_words_is_told(tmp_path: Path) -> None:
    with pytest.raises(CorruptIndex, match=FILE):
        VietnameseWords.load(tmp_path)
    (tmp_path / FILE).write_bytes(b"no words")
    with pytest.raises(CorruptIndex, match=FILE):
        VietnameseWords.load(tmp_path)


def test_a_word_is_worth_more_the_more_documents_hold_it(words: VietnameseWords) -> None:
    worths = [words.worth(documents) for documents in (0, 1, 5, 500, 1_000)]
    assert worths == sorted(set(worths))
    known = {word: worth for worth, word in words.spelt_like(("hop",))}
    assert known[("hợp",)] < words.worth(150)  # some of it is in longer words
    assert known[("hộp",)] == pytest.approx(words.worth(30))


@pytest.mark.parametrize(
    ("bare", "expected"),
    [
        ("hop tac", "hợp tác"),
        ("hop", "hợp"),
        ("hop tac cua ban", "hợp tác của bán"),
        ("hop tac haus", "hợp tác haus"),
        ("zzz hop", "zzz hợp"),
        ("", ""),
    ],
)
def test_bare_syllables_are_read_as_the_likeliest_words(
    words: VietnameseWords, bare: str, expected: str
) -> None:
    reading = read(bare.split(), words)
    assert " ".join(reading.syllables) == expected


def test_what_was_found_tells_which_accents_are_meant(words: VietnameseWords) -> None:
    texts = ["Của bạn tôi.", "Của bạn", "của bán"]
    assert read(["cua", "ban"], words, texts).syllables == ("của", "bạn")
    assert read(["ban", "cua"], words, texts).syllables == ("bán", "của")


def test_long_phrases_of_a_text_are_found_whole(words: VietnameseWords) -> None:
    reading = read(["cua", "ban", "hop", "tac"], words, ["Và của bạn hộp tắc; cửa"])
    assert reading.syllables == ("của", "bạn", "hộp", "tắc")
    assert reading.joined == 4
