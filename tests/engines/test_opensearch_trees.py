"""Trees as OpenSearch takes them: data, in which what was typed is never part of a syntax."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from indexer.engines import tree as q
from indexer.engines.base import inverse_frequency
from indexer.engines.expansion import Expansion
from indexer.engines.opensearch_index import NO_TERMS, cut, cut_all, mappings, settings, source
from indexer.engines.opensearch_trees import Compiler, as_regex

from .corpus import document, phrase, word

FREQUENT = {"der", "die", "und"}


def compiled(tree: q.Query) -> dict[str, Any]:
    def frequencies(terms: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
        return {key: 60 if key[1] in FREQUENT else 3 for key in terms}

    return Compiler(lambda _: Expansion(("eins", "zwei")), frequencies, 100).compile(tree)


def constant(field: str, text: str, boost: float) -> dict[str, Any]:
    found = {"filter": {"term": {field: {"value": text}}}, "boost": pytest.approx(boost)}
    return {"constant_score": found}


def term(text: str, boost: float = 1.0) -> dict[str, Any]:
    return {"term": {"body_word": {"value": text, "boost": boost}}}


SYNTAX = '"a*?~^(b)[c]AND\\'


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (word(SYNTAX, boost=2.0), term(SYNTAX, 2.0)),
        (q.NullQuery, {"match_none": {}}),
        (q.Or([]), {"match_none": {}}),
        (q.And([word("a"), q.NullQuery]), {"match_none": {}}),
        (word("\ud800"), {"match_none": {}}),
        (
            q.Or([word("a"), q.NullQuery], boost=2.0),
            {"bool": {"should": [term("a")], "minimum_should_match": 1, "boost": 2.0}},
        ),
        (
            q.DisjunctionMax([word("a"), word("b")], tiebreak=0.1),
            {"dis_max": {"queries": [term("a"), term("b")], "tie_breaker": 0.1}},
        ),
        (word("de", "lang"), constant("lang", "de", 1.0)),
        (
            word("a", "title_word", 2.0),
            constant("title_word", "a", 2.0 * inverse_frequency(3, 100)),
        ),
        (
            q.AndNot(word("a"), q.AndMaybe(word("b"), word("c"))),
            {"bool": {"must": [term("a")], "must_not": [term("b")]}},
        ),
        (
            q.Prefix("body_word", "ei"),
            {
                "constant_score": {
                    "filter": {"terms": {"body_word": ("eins", "zwei")}},
                    "boost": 1.0,
                }
            },
        ),
        (
            phrase("a b"),
            {"match_phrase": {"body_word": {"query": "a b", "slop": 0, "boost": 1.0}}},
        ),
    ],
)
def test_trees_become_data(tree: q.Query, expected: dict[str, Any]) -> None:
    assert compiled(tree) == expected


def test_words_that_may_stand_apart_are_as_many_phrases_as_there_are_ways() -> None:
    ways = compiled(phrase("a b c", 2))["bool"]["should"]
    clauses = [way["span_near"]["clauses"] for way in ways]
    gaps = [[c["span_gap"]["body_word"] for c in each if "span_gap" in c] for each in clauses]
    assert gaps == [[], [1], [1], [1, 1]]
    assert all(way["span_near"]["in_order"] and not way["span_near"]["slop"] for way in ways)


def test_what_words_are_worth_in_titles_is_asked_for_at_once() -> None:
    asked: list[list[tuple[str, str]]] = []
    held = {("title_word", "a"): 2, ("body_word", "a"): 5, ("body_word", "c"): 5}

    def frequencies(terms: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
        asked.append(list(terms))
        return {key: held.get(key, 0) for key in asked[-1]}

    titles = [word(text, "title_word") for text in "abc"]
    tree = q.AndMaybe(q.Or([word("a"), *titles]), phrase("a c"))
    compiler = Compiler(lambda _: Expansion(()), frequencies, 100)
    found = compiler.compile(tree)
    first = set(asked[0])
    assert first == {(f, text) for f in ("title_word", "body_word") for text in "abc"}
    assert all(first.issuperset(later) for later in asked)
    expected = constant("title_word", "a", inverse_frequency(5, 100))
    assert found["bool"]["must"][0]["bool"]["should"] == [term("a"), expected]


def test_phrases_of_frequent_words_do_not_add_to_scores() -> None:
    telling = q.Or([phrase("der und"), phrase("der rat")])
    added = compiled(q.AndMaybe(word("rat"), telling))["bool"]["should"][0]["bool"]["should"]
    assert [each["match_phrase"]["body_word"]["query"] for each in added] == ["der rat"]
    assert compiled(q.AndMaybe(word("rat"), phrase("die der"))) == term("rat")
    assert "match_phrase" in compiled(phrase("der und")), "what is asked for is looked for"


@pytest.mark.parametrize(
    ("wild", "expected"),
    [
        ("a*", "a(.*)"),
        ("?b*c", ".b(.*)c"),
        ("a.c", r"a\.c"),
        ('"#@&<>~', r"\"\#\@\&\<\>\~"),
        ("a\\", "a\\\\"),
    ],
)
def test_patterns_as_regular_expressions(wild: str, expected: str) -> None:
    assert as_regex(wild) == expected


@pytest.mark.parametrize("letter", ["a", "ж", "𝒳"])
def test_long_terms_are_cut_where_the_analyzer_would_break_them(letter: str) -> None:
    for length in (100, 127, 128, 254, 255, 256, 600):
        text = letter * length
        found = cut(text)
        assert len(found.encode("utf-16-le")) <= 2 * 255
        assert text.startswith(found)
        assert found == text or len(found.encode("utf-16-le")) >= 2 * 254
        assert cut_all(f"vor {text} nach") == f"vor {found} nach"


def test_documents_hold_each_term_once_beside_their_text() -> None:
    langs = ("de", "vi")
    found = source(document("a", "b a b", langs=langs, date="2025-12-16", stored=b"x"))
    assert found["body_word"] == "b a b"
    assert found["terms"] == {"body_word": ["b", "a"]}
    assert found["title_word"] == NO_TERMS
    assert (found["year"], found["month"], found["day"]) == ("2025", "2025-12", "2025-12-16")
    assert (found["lang"], found["data"]) == (("de", "vi"), "eA==")
    fields = mappings()["properties"]
    assert set(found) <= set(fields)


def test_scores_are_the_same_whatever_bm25_is_called() -> None:
    assert settings((2, 19), 1)["index"]["similarity"]["default"]["type"] == "BM25"
    assert settings((3, 1), 1)["index"]["similarity"]["default"]["type"] == "LegacyBM25"
