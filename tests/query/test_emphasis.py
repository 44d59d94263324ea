"""Function words, questions and the language of a query; quotation marks of pasted texts."""

from __future__ import annotations

import pytest

from indexer.engines import tree as q
from indexer.query import DEFAULT_WEIGHTS, Weights, analyze_query
from indexer.query.emphasis import emphasis, question_words
from tests.query.trees import nodes

ONLY_LANGUAGE = Weights(near=0, all_words=0)


@pytest.mark.parametrize(
    ("typed", "functions", "asks", "lang"),
    [
        ("wie viele menschen leben in hanoi", "wie viele in", True, "de"),
        ("how many people live in hanoi", "how many in", True, "en"),
        ("ai là thủ tướng của nước đức", "ai là của", True, "vi"),
        ("сколько людей живёт в ханое", "сколько в", True, "ru"),
        ("was war die ursache", "was war die", True, "de"),
        ("what is the meaning of bef", "what is the meaning of", True, "en"),
        ("wie war der name der stadt", "wie war der name der", True, "de"),
        ("что называют столицей", "что называют", True, "ru"),
        ("tên của con sông này là gì", "tên của này là gì", True, "vi"),
        ("hội nghị về biển", "về", False, "vi"),
        ("kalganow", "", False, ""),
        ("the hague", "the", False, ""),
        ("handel zwischen vietnam", "zwischen", False, ""),
        ("hop tac giua viet nam va duc", "va", False, ""),
    ],
)
def test_what_a_query_is_about(typed: str, functions: str, asks: bool, lang: str) -> None:
    found = emphasis(typed.split())
    assert found.functions == set(functions.split())
    assert found.asks is asks
    assert found.lang == lang


def test_vietnamese_words_of_several_syllables_are_function_words() -> None:
    found = emphasis(["sông", "dài", "bao", "nhiêu"], ["bao_nhiêu"])
    assert "bao_nhiêu" in found.functions
    assert found.asks


@pytest.mark.parametrize(
    ("units", "asking"),
    [
        (["Wie", "viele", "Menschen", "leben", "in", "Hanoi"], {"Wie"}),
        (["What", "is", "the", "WHO"], {"What", "WHO"}),
        (["Was", "kann", "das"], {"Was"}),
        (["Sông", "Hồng", "dài", "bao nhiêu"], {"bao nhiêu"}),
        (["Когда", "это", "было"], {"Когда"}),
        (["Kalganow"], set()),
    ],
)
def test_the_words_that_only_ask(units: list[str], asking: set[str]) -> None:
    assert question_words(units) == asking


def _boosts(typed: str) -> dict[str, float]:
    tree = analyze_query(typed, ONLY_LANGUAGE).tree
    return {
        word.subqueries[0].text: word.boost
        for word in nodes(tree, q.DisjunctionMax)
        if isinstance(word.subqueries[0], q.Term)
    }


def test_function_words_count_little_and_less_in_questions() -> None:
    asked, told = _boosts("Wie entsteht der Regen?"), _boosts("Regen auf der Insel")
    assert asked["wie"] == asked["der"] == DEFAULT_WEIGHTS.function
    assert told["der"] == DEFAULT_WEIGHTS.statement > DEFAULT_WEIGHTS.function
    assert asked["regen"] == told["regen"] == told["insel"] == 1.0


def test_the_letters_of_names_tell_no_language() -> None:
    typed = ["wann", "war", "nguyễn", "phú", "trọng", "in", "berlin"]
    assert emphasis(typed).lang == ""
    assert emphasis(typed, (), names=(2, 3, 4, 6)).lang == "de"


def test_function_words_alone_count_in_full() -> None:
    assert set(_boosts("to be or not to be").values()) == {1.0}


def test_documents_in_the_language_of_the_query_count_more() -> None:
    tree = analyze_query("Wie entsteht der Nebel?", ONLY_LANGUAGE).tree
    (bonus,) = nodes(tree, q.ConstantScoreQuery)
    assert bonus.child == q.Term("lang", "de")
    assert bonus.score == 2 * DEFAULT_WEIGHTS.language


@pytest.mark.parametrize("typed", ["Kalganow", "Hà Nội", "Nguyễn Khắc Toàn", "Regen Insel", ""])
def test_a_name_tells_no_language(typed: str) -> None:
    assert not nodes(analyze_query(typed, ONLY_LANGUAGE).tree, q.ConstantScoreQuery)


@pytest.mark.parametrize("typed", ["Studie: „Große Distanz“", 'Studie: " Große Distanz "'])
def test_a_pasted_phrase_counts_and_need_not_occur(typed: str) -> None:
    tree = analyze_query(typed, ONLY_LANGUAGE).tree
    assert isinstance(tree, q.Or)
    assert ["grosse", "distanz"] in [phrase.words for phrase in nodes(tree, q.Phrase)]
    strict = analyze_query('Studie: "Große Distanz"', ONLY_LANGUAGE).tree
    assert isinstance(strict, q.AndMaybe)


def test_a_dash_before_a_number_excludes_nothing() -> None:
    assert not nodes(analyze_query("Su -30 Absturz").tree, q.AndNot)
    assert nodes(analyze_query("Su -Absturz").tree, q.AndNot)
