"""Vietnamese as people type it: what is read, for how probable, and what is left alone."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.filters import canonical_tone, fold_term, word_term
from indexer.analysis.vilexicon import lexicon, syllables_like, words_like
from indexer.engines import tree as q
from indexer.engines.base import TermCount
from indexer.model import Channel, Document
from indexer.query import analyze_query
from indexer.query.inputmethods import decoded
from indexer.query.vietnamese import AS_TYPED, readings
from indexer.query.vocabulary import Vocabulary
from indexer.records.prepare import prepare

from .tables import rows
from .trees import terms

TEXTS = (
    "Hợp tác quốc tế về du lịch và kỹ thuật.",
    "Con đường sắt mới, họp bàn hợp đồng.",
    "Ông Dương họp báo, tác giả du học.",
    "The box has tax for her bus and his car; ban on sugar, in den Bergen.",
    "Das Haus der Kunst in Dresden. Was dos?",
)


class Documents:
    """The terms of some texts, as a reader of an index has them."""

    def __init__(self, texts: Iterable[str]) -> None:
        prepared = [prepare(Document(id="a", text=text)).document for text in texts]
        self._count = len(prepared)
        self._held: Counter[tuple[str, str]] = Counter(
            (name, term)
            for document in prepared
            for name, column in document.terms.items()
            for term in set(column.split(" "))
        )

    def doc_count(self) -> int:
        return self._count

    def doc_frequency(self, term_field: str, term: str) -> int:
        return self._held[term_field, term]

    def terms(self, term_field: str, prefix: str, limit: int) -> Sequence[TermCount]:
        found = [
            TermCount(term, count)
            for (name, term), count in self._held.items()
            if name == term_field and term.startswith(prefix)
        ]
        return sorted(found, key=lambda each: (-each.documents, each.term))[:limit]


def _terms_of(tree: q.Query) -> list[q.Term]:
    return [leaf for leaf in q.walk(tree) if isinstance(leaf, q.Term)]


@pytest.fixture(scope="module")
def documents() -> Vocabulary:
    return Vocabulary(Documents(TEXTS))


@pytest.mark.parametrize(("typed", "meant"), rows("vietnamese.tsv"))
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_what_is_typed_is_read(documents: Vocabulary, typed: str, meant: str, form: str) -> None:
    given_form = unicodedata.normalize(form, typed)  # type: ignore[arg-type]
    notes = analyze_query(given_form, vocabulary=documents).notes
    said = f"“{typed}” is also read as “{meant}”."
    assert [unicodedata.normalize("NFC", note) for note in notes] == (
        [said] if typed != meant else []
    )


def test_what_is_read_weighs_less_than_what_is_typed_with_marks(documents: Vocabulary) -> None:
    tree = analyze_query("hớp tác", vocabulary=documents).tree
    words = {leaf.text: leaf.boost for leaf in _terms_of(tree) if leaf.fieldname == "body_word"}
    assert words["hớp"] > words["hợp"]
    assert "vi:hợp_tác" in terms(tree, "body_part")


def test_a_reading_takes_the_place_of_nothing(documents: Vocabulary) -> None:
    for typed, plain in (("du lich", {"du", "lich"}), ("hopw tacs", {"hopw", "tacs"})):
        assert plain <= terms(analyze_query(typed, vocabulary=documents).tree, "body_fold")


def test_without_documents_nothing_is_read() -> None:
    assert not analyze_query("du lich").notes
    assert terms(analyze_query("du lich").tree, "body_word") == {"du", "lich"}


def test_the_likeliest_reading_depends_on_its_neighbours(documents: Vocabulary) -> None:
    (tac,) = readings(["hop", "tac"], documents).syllables[1]
    assert tac.term == "tác"
    assert tac.probability > 0.9
    (word,) = readings(["hop", "tac"], documents).words
    assert [each.term for each in word.terms] == ["vi:hợp_tác"]


@settings(max_examples=200)
@given(st.lists(st.text(min_size=1, max_size=8), max_size=8))
def test_any_words_have_sound_readings(words: list[str]) -> None:
    typed = [word_term(word) for word in words]
    found = readings(typed, Vocabulary(Documents(())))
    for at, likely in found.syllables.items():
        assert 0 <= at < len(typed)
        assert sum(each.probability for each in likely) <= 1.000001
    covered = [at for word in found.words for at in range(word.first, word.end)]
    assert len(covered) == len(set(covered)), "readings overlap"


def test_long_queries_have_readings(documents: Vocabulary) -> None:
    assert readings(["hopw", "tacs", "xyz"] * 400, documents).words
    assert readings(["du", "lich"] * 100, documents) != AS_TYPED


@pytest.mark.parametrize(
    ("typed", "syllable"),
    [
        ("hopw", "hơp"), ("hopwj", "hợp"), ("howjp", "hợp"), ("tacs", "tác"), ("tasc", "tác"),
        ("ddax", "đã"), ("dduwowngf", "đường"), ("duongwfd", "đường"), ("dduongwf", "đường"),
        ("nhieeu", "nhiêu"), ("nhieue", "nhiêu"), ("thuyr", "thủy"), ("hoaf", "hòa"),
        ("hoawcj", "hoặc"), ("cuuws", "cứu"), ("luaw", "lưa"), ("oong", "ông"), ("aau", "âu"),
        ("li5ch", "lịch"), ("lich5", "lịch"), ("d9uo7ng2", "đường"), ("d9u7o72ng", "đường"),
        ("hop75", "hợp"), ("bie6t1", "biết"), ("na8m", "năm"), ("luu7", "lưu"), ("y1", "ý"),
        # no keys, no syllable, or two tones
        ("lich", ""), ("tác", ""), ("was", ""), ("for", ""), ("straße", ""), ("tasj", ""),
        ("covid19", ""), ("2", ""), ("h5n1", ""), ("mi6", ""), ("москва", ""), ("", ""),
    ],
)  # fmt: skip
def test_keys_spell_a_syllable(typed: str, syllable: str) -> None:
    assert decoded(typed) == syllable


def test_the_lexicon_knows_words_by_their_folds() -> None:
    assert words_like(("du", "lich")) == (("du", "lịch"),)
    assert {"đường", "dương", "dưỡng"} <= set(syllables_like("duong"))
    assert syllables_like("xyz") == words_like(("xyz", "abc")) == ()
    for fold in ("hoa", "thuy", "khoe", "quy", "ky"):
        for syllable in syllables_like(fold):
            assert fold_term(syllable) == fold
            assert canonical_tone(syllable) == syllable
    assert all(fold == fold_term(word_term(fold)) for fold in lexicon().syllables if fold.isalpha())


@pytest.mark.parametrize(
    ("typed", "other"),
    [("kĩ", "kỹ"), ("lý", "lí"), ("mỹ", "mĩ"), ("quí", "quý"), ("hy", "hi"), ("ty", "ti")],
)  # fmt: skip
def test_i_and_y_are_one_form(typed: str, other: str) -> None:
    for query in (typed, f'"{typed}"'):
        assert {typed, other} <= terms(analyze_query(query).tree, "body_word")


@pytest.mark.parametrize("typed", ["my", "mi", "ly", "sky", "quy tắc", "thủy", "tai", "y", "đi"])
def test_other_i_and_y_stay(typed: str) -> None:
    assert terms(analyze_query(typed).tree, "body_word") == set(typed.split())


def test_words_with_i_and_y_are_one_part() -> None:
    assert terms(analyze_query("kĩ thuật").tree, "body_part") == {"vi:kĩ_thuật", "vi:kỹ_thuật"}


def test_a_word_alone_finds_what_shares_its_marks_before_what_has_none() -> None:
    known = Vocabulary(Documents(("đường", "dương", "duong", "đường")))
    alternatives = {
        leaf.text: leaf.boost
        for leaf in _terms_of(analyze_query("đường", vocabulary=known).tree)
        if leaf.fieldname in (f"body_{Channel.WORD}", f"body_{Channel.FOLD}")
    }
    assert set(alternatives) == {"đường", "dương", "duong"}
    assert alternatives["đường"] > alternatives["dương"]
