from __future__ import annotations

import unicodedata

import pytest

from indexer.engines import tree as q
from indexer.engines.base import FILTER_FIELDS, term_fields
from indexer.model import Channel
from indexer.query import Weights, analyze_query
from indexer.query.units import Compound, Pattern, Phrase, Word

from .tables import rows
from .trees import fields, filters, nodes, scoring, terms

TYPED = sorted({typed for typed, _ in rows("parse.tsv")})


@pytest.mark.parametrize("typed", ["Moskau", "Москва", "Nội", "houses", "Schlüter"])
def test_a_word_is_one_dis_max(typed: str) -> None:
    tree = analyze_query(typed).tree
    assert isinstance(tree, q.DisjunctionMax)
    assert tree.tiebreak < 1
    assert all(isinstance(child, q.Term) for child in tree.subqueries)
    found = [(child.fieldname, child.text) for child in tree.subqueries]
    assert len(found) == len(set(found)), "an alternative stands twice"


@pytest.mark.parametrize("typed", ["Moskau Hanoi Berlin", "Москва и Ханой", "a b c d e"])
def test_words_add_up_and_variants_do_not(typed: str) -> None:
    weights = Weights(near=0, all_words=0, language=0)
    tree = analyze_query(typed, weights).tree
    assert isinstance(tree, q.Or)
    assert len(tree.subqueries) == len(typed.split())
    assert all(isinstance(child, q.DisjunctionMax) for child in tree.subqueries)


@pytest.mark.parametrize("typed", TYPED)
def test_variants_never_add_up(typed: str) -> None:
    """Terms of different channels meet below a DisjunctionMax, never below an Or or And."""
    for node in nodes(analyze_query(typed).tree, q.CompoundQuery):
        if not isinstance(node, q.DisjunctionMax):
            leaves = [child for child in q.children(node) if isinstance(child, q.Term)]
            assert all(leaf.fieldname in FILTER_FIELDS for leaf in leaves)


@pytest.mark.parametrize("typed", TYPED)
def test_trees_are_sound(typed: str) -> None:
    analyzed = analyze_query(typed)
    known = {name for name, _ in term_fields()} | set(FILTER_FIELDS)
    assert fields(analyzed.tree) <= known
    for node in q.walk(analyzed.tree):
        assert getattr(node, "boost", 1.0) > 0
        assert type(node) in q.NODES
    assert all(
        leaf.fieldname not in FILTER_FIELDS
        for leaf in scoring(analyzed.tree)
        if hasattr(leaf, "fieldname") and leaf.fieldname
    ), "a filter ranks"
    again = analyze_query(typed)
    assert (again.tree, again.interpreted, again.notes) == (
        analyzed.tree,
        analyzed.interpreted,
        analyzed.notes,
    )


CHANNELS_OFF = [
    pytest.param("word", {"word": 0}, id="word"),
    pytest.param("fold", {"fold_plain": 0, "fold_accented": 0}, id="fold"),
    pytest.param("stem", {"stem": 0}, id="stem"),
    pytest.param("part", {"part": 0}, id="part"),
    pytest.param("name", {"name": 0}, id="name"),
    pytest.param("place", {"place": 0}, id="place"),
]


@pytest.mark.parametrize(("channel", "off"), CHANNELS_OFF)
def test_a_channel_of_weight_0_is_left_out(channel: str, off: dict[str, float]) -> None:
    texts = ["du lịch Hà Nội Häuser", "Zelensky houses", '"Hà Nội"', '"old houses"', "Häus* hous*"]
    for text in texts:
        weights = Weights(**({"variant": 0} | off))
        analyzed = analyze_query(text, weights)
        assert not {name for name in fields(analyzed.tree) if name.endswith(f"_{channel}")}
        assert not q.is_nothing(analyzed.tree)
    everywhere = set().union(*(fields(analyze_query(text).tree) for text in texts))
    assert f"body_{channel}" in everywhere


def test_with_every_channel_left_out_nothing_is_found() -> None:
    off = dict.fromkeys(
        ("word", "fold_plain", "fold_accented", "stem", "variant", "part", "name", "place"), 0.0
    )
    for text in ["du lịch", "houses", "houses Häuser", '"old houses"', "hous*", "hous~1"]:
        assert q.is_nothing(analyze_query(text, Weights(**off)).tree), text


def test_without_folds_a_document_with_every_word_is_still_known_by_its_words() -> None:
    tree = analyze_query("alte Häuser", Weights(fold_plain=0, fold_accented=0)).tree
    (bonus,) = nodes(tree, q.ConstantScoreQuery)
    assert terms(bonus, "body_word") >= {"alte", "häuser"}


def test_closer_spellings_weigh_more() -> None:
    tree = analyze_query("Häuser").tree
    best = {child.fieldname: child.boost for child in reversed(tree.subqueries)}
    assert best["body_word"] > best["body_stem"] > best["body_fold"]
    assert best["title_word"] > best["body_word"]
    plain = analyze_query("Hauser").tree
    assert {c.fieldname: c.boost for c in plain.subqueries}["body_fold"] > best["body_fold"]


@pytest.mark.parametrize("typed", ["du lịch", "DU LỊCH", "Du Lịch"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_vietnamese_words_are_found(typed: str, form: str) -> None:
    analyzed = analyze_query(unicodedata.normalize(form, typed))  # type: ignore[arg-type]
    assert terms(analyzed.tree, "body_part") == {"vi:du_lịch"}
    (unit,) = analyzed.units
    assert isinstance(unit, Compound)
    assert [word.text for word in unit.words] == unicodedata.normalize("NFC", typed).replace(
        "-", " "
    ).split()


def test_a_vietnamese_word_still_matches_by_its_syllables() -> None:
    tree = analyze_query("du lịch").tree
    assert isinstance(tree, q.DisjunctionMax)
    assert any(isinstance(child, q.Or) for child in tree.subqueries)


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        pytest.param("Foederation", "föderation", id="oe"),
        pytest.param("schlueter", "schlüter", id="ue"),
        pytest.param("Schlüter", "schlueter", id="ü"),
        pytest.param("Straße", "strasse", id="ß"),
    ],
)
def test_german_spellings(typed: str, term: str) -> None:
    tree = analyze_query(typed).tree
    assert term in terms(tree, "body_word") | terms(tree, "body_fold")


def test_que_and_neue_have_no_umlaut() -> None:
    assert terms(analyze_query("neue Quelle").tree, "body_word") == {"neue", "quelle"}


@pytest.mark.parametrize(
    ("typed", "stem"),
    [
        ("Москве", "ru:москва"),
        ("Калганову", "ru:калганов"),
        ("ёлки", "ru:елка"),
    ],
)
def test_russian_forms(typed: str, stem: str) -> None:
    assert stem in terms(analyze_query(typed).tree, "body_stem")


def test_hyphens_join_words_and_never_negate() -> None:
    for typed in ("Mát-xcơ-va", "Hà Nội - Mát-xcơ-va", "Baden-Württemberg", "a -- b", "a - b"):
        assert not nodes(analyze_query(typed).tree, q.AndNot), typed
    (unit,) = analyze_query("Baden-Württemberg").units
    assert isinstance(unit, Compound)
    assert [word.text for word in unit.words] == ["Baden", "Württemberg"]


@pytest.mark.parametrize(
    ("typed", "slop"), [('"a b"', 1), ('"a b"~3', 3), ('"a b"~0', 1), ('"a b"~999999999', 50)]
)
def test_phrases(typed: str, slop: int) -> None:
    analyzed = analyze_query(typed)
    phrases = nodes(analyzed.tree, q.Phrase)
    assert {phrase.slop for phrase in phrases} == {slop}
    assert {tuple(phrase.words) for phrase in phrases} == {("a", "b")}
    (unit,) = analyzed.units
    assert isinstance(unit, Phrase)


def test_a_phrase_is_of_words_not_of_stems() -> None:
    assert fields(analyze_query('"schöne Häuser"').tree) == {
        f"{field}_{channel}"
        for field in ("title", "body")
        for channel in (Channel.WORD, Channel.FOLD)
    }
    assert not terms(analyze_query('"Häuser"').tree, "body_stem")


@pytest.mark.parametrize("typed", ["Häus*", "H?user", "*äuser", "Häuser~1"])
def test_patterns_meet_word_and_fold_only(typed: str) -> None:
    analyzed = analyze_query(typed)
    assert fields(analyzed.tree) == {"title_word", "title_fold", "body_word", "body_fold"}
    (unit,) = analyzed.units
    assert isinstance(unit, Pattern)
    assert unit.matches[Channel.WORD]("häuser")
    assert unit.matches[Channel.FOLD]("hauser")
    assert not unit.matches[Channel.WORD]("maus")


@pytest.mark.parametrize("typed", ["title:Moskau", 'title:"a b"', "title:Mosk*", "title:(a b)"])
def test_fields_of_text(typed: str) -> None:
    analyzed = analyze_query(typed)
    assert {name.split("_")[0] for name in fields(analyzed.tree)} == {"title"}
    assert all(unit.fields == ("title",) for unit in analyzed.units)


@pytest.mark.parametrize(
    "typed",
    [
        "lang:de",
        "date:2025",
        "source:x id:y",
        "lang:de OR lang:ru",
        "lang:de AND lang:ru",
        "NOT lang:de",
        "*:* lang:de",
    ],
)
def test_filters_alone_match_and_score_nothing(typed: str) -> None:
    analyzed = analyze_query(typed)
    assert [leaf for leaf in scoring(analyzed.tree) if not isinstance(leaf, q.Every)] == []
    assert filters(analyzed.tree)
    assert analyzed.units == ()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param("a -b", ["a"], id="minus"),
        pytest.param("a NOT b", ["a"], id="not"),
        pytest.param('+a -"b c" d', ["a", "d"], id="phrase"),
        pytest.param("a NOT (b OR c)", ["a"], id="group"),
        pytest.param("a -(b -c)", ["a"], id="exclusion in an exclusion"),
        pytest.param("-b", [], id="alone"),
        pytest.param("a AND NOT b", ["a"], id="and not"),
    ],
)
def test_exclusions_have_no_units_and_no_score(typed: str, words: list[str]) -> None:
    analyzed = analyze_query(typed)
    assert [unit.text for unit in analyzed.units] == words
    texts = {leaf.text for leaf in scoring(analyzed.tree) if isinstance(leaf, q.Term)}
    assert texts.isdisjoint({"b", "c"} - set(words))
    assert all(isinstance(unit, Word) for unit in analyzed.units)


def test_boosts_are_bounded() -> None:
    def top(typed: str) -> float:
        return float(analyze_query(typed, Weights(word=1, title=1)).tree.boost)

    assert (top("a^2"), top("a^0"), top("a^99999"), top("(a b)^3")) == (2.0, 0.01, 100.0, 1.0)


def test_a_word_that_repeats_counts_once() -> None:
    for typed in ("wort " * 64, "Wort wort (wort)", "wort OR wort", "wort AND wort"):
        analyzed = analyze_query(typed)
        assert analyzed.tree == analyze_query(typed.split()[0]).tree, typed
        assert len(analyzed.units) == 1
    pair = analyze_query("ab cd " * 32)
    phrases = {tuple(phrase.words) for phrase in nodes(pair.tree, q.Phrase)}
    assert phrases == {("ab", "cd"), ("cd", "ab")}
    assert len(nodes(pair.tree, q.Phrase)) == 2 * 2
    assert {tuple(phrase.words) for phrase in nodes(analyze_query('"ab ab"').tree, q.Phrase)} == {
        ("ab", "ab")
    }


def test_words_keep_their_neighbours_where_they_repeat() -> None:
    phrases = nodes(analyze_query("ab ab cd").tree, q.Phrase)
    assert {tuple(phrase.words) for phrase in phrases} == {("ab", "cd")}


def test_the_size_of_a_tree_is_bounded() -> None:
    per_word = 260
    for word in ("стали", "Schlüter", "nghĩa", "北", "a/b/c"):
        for typed in (" ".join([word] * 64), "-".join([word] * 400), word * 300):
            count = sum(1 for _ in q.walk(analyze_query(typed).tree))
            assert count <= 64 * per_word, (word, count)
