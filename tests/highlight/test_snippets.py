"""The passages of a document that a hit shows."""

from __future__ import annotations

import pytest
from highlighting import FILLER, TEXTS, Search, check, cut, marked, record_of

from indexer.highlight.expected import Kind
from indexer.highlight.highlighter import highlight
from indexer.highlight.snippets import Worth, snippets
from indexer.model import Snippet, Span
from indexer.query import analyze_query


def test_a_hit_by_its_title_shows_how_the_text_begins(search: Search) -> None:
    hit = search("Wladiwostok")["title-only"]
    assert marked(hit.title, hit.title_marks) == ["Wladiwostok"]
    assert hit.snippets == (Snippet("Ein Text ohne das Wort."),)
    assert snippets(record_of("", title="Murmansk"), (), count=2, chars=240) == ()
    record = record_of(TEXTS["repeats-title"][1], title=TEXTS["repeats-title"][0])
    (opening,) = snippets(record, (), count=2, chars=240)
    assert opening.text == "Der Text beginnt danach. Ende."


def test_a_title_that_the_text_repeats_is_not_shown_twice() -> None:
    title = "Moskau im Winter"
    (snippet,) = cut(record_of(f"{title}\n\nWieder nach Moskau.", title=title), "Moskau")
    assert snippet.text == "Wieder nach Moskau."
    (snippet,) = cut(record_of(f"{title}\n\nWieder nach Rom.", title=title), "body:Moskau")
    assert marked(snippet.text, snippet.marks) == ["Moskau"]


def test_snippets_show_different_words_and_begin_with_a_sentence(search: Search) -> None:
    first, second = search("Kalganow Moskau Hanoi")["de-long"].snippets
    assert first.text.startswith("Am 16. Dezember reiste Kalganow")
    assert marked(first.text, first.marks) == ["Kalganow", "Moskau"]
    assert second.text.startswith("»Hanoi ist größer«")
    assert marked(second.text, second.marks) == ["Hanoi"]
    assert first.before
    assert first.after
    assert not first.text[-1].isspace()


def test_the_second_snippet_looks_for_what_the_first_does_not_show() -> None:
    text = f"Moskau und Moskau und Moskau. {FILLER}Moskau bei Moskau, Moskau. {FILLER}Rom. {FILLER}"
    first, second = cut(record_of(text), "Moskau Rom")
    assert marked(first.text, first.marks) == ["Moskau"] * 3
    assert marked(second.text, second.marks) == ["Rom"]


def test_the_passage_with_the_rarer_words_comes_first() -> None:
    text = f"Erst Hanoi, dann Rom. {FILLER}Zuletzt kam Kalganow nach Moskau. {FILLER}"
    record = record_of(text)
    units = analyze_query("Hanoi Rom Kalganow").units
    marks = highlight(record, units).body
    for rare, expected in ((16, ["Kalganow"]), (9, ["Hanoi", "Rom"])):
        worth = {"Hanoi": 3, "Rom": 3, "Kalganow": rare}
        best, other = snippets(record, marks, count=2, chars=120, worth=Worth(worth))
        assert marked(best.text, best.marks) == expected
        assert other.marks


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (None, "Kalganow kam nach Moskau, bald."),
        (Kind.DATE, "Kalganow zog endlich, im Jahr 1902, nach Moskau."),
        (Kind.NUMBER, "Kalganow fuhr mit 16 Mann nach Moskau."),
        (Kind.PLACE, "Kalganow fuhr nach Moskau, aus Hanoi."),
    ],
)
def test_of_equal_passages_the_one_that_may_answer_comes_first(
    kind: Kind | None, expected: str
) -> None:
    sentences = (
        "Kalganow kam nach Moskau, bald.",
        "Kalganow fuhr mit 16 Mann nach Moskau.",
        "Kalganow fuhr nach Moskau, aus Hanoi.",
        "Kalganow zog endlich, im Jahr 1902, nach Moskau.",
        "Niemand weiß, wann: 1903, 17 Mann in Hanoi.",
    )
    record = record_of(FILLER.join(["", *sentences, ""]))
    marks = highlight(record, analyze_query("Kalganow Moskau").units).body
    found = snippets(record, marks, count=5, chars=60, worth=Worth({}, kind))
    assert expected in found[0].text
    assert len(found) == 4
    assert all(snippet.marks for snippet in found)


def test_words_that_are_worth_nothing_decide_only_alone() -> None:
    record = record_of(f"{FILLER}Wann war das? {FILLER}Der Vulkan brach aus. {FILLER}")
    for typed, expected in (("wann war Vulkan", "Vulkan"), ("wann war", "Wann war")):
        marks = highlight(record, analyze_query(typed).units).body
        nothing = Worth({"wann": 0, "war": 0})
        found = snippets(record, marks, count=2, chars=60, worth=nothing)
        assert [expected in snippet.text for snippet in found] == [True]


def test_a_word_of_the_title_counts_less() -> None:
    text = f"{FILLER}Moskau im Mai. {FILLER}Kalganow im Mai. {FILLER}"
    for title, expected in (("Moskau", "Kalganow"), ("Kalganow", "Moskau"), ("", "Moskau")):
        record = record_of(text, title=title)
        marks = highlight(record, analyze_query("Moskau Kalganow").units).body
        best, other = snippets(record, marks, count=2, chars=60)
        assert expected in best.text
        assert other.marks


def test_whole_sentences_are_shown_where_they_fit() -> None:
    text = (
        "Es war kalt. Dr. Kalganow kam am 16. Dezember nach Moskau! Dort blieb er bis Mai."
        f" {FILLER}"
    )
    (snippet,) = cut(record_of(text), "Kalganow", chars=90)
    assert snippet.text == text.removesuffix(f" {FILLER}")
    (snippet,) = cut(record_of(text), "Kalganow", chars=60)
    assert snippet.text == "Dr. Kalganow kam am 16. Dezember nach Moskau! Dort blieb er bis Mai."
    long = f"Es war kalt, und {FILLER.replace('.', ',')} Kalganow kam."
    (snippet,) = cut(record_of(long), "kalt Es", chars=90)
    assert snippet.text.startswith("Es war kalt, und Der Bericht")
    assert 80 < len(snippet.text) <= 106


def test_snippets_begin_and_end_with_words() -> None:
    words = ",".join(f"wort{i}" for i in range(80))
    (snippet,) = cut(record_of(f"{words},Moskau,{words}"), "Moskau", count=1)
    assert snippet.text[0].isalnum()
    (snippet,) = cut(record_of(f"{FILLER.replace('.', ',')}(„Moskau“)"), "„Moskau“", chars=40)
    assert snippet.text.endswith("(„Moskau“)")


def test_a_match_near_the_end_is_shown_with_what_stands_before_it() -> None:
    (snippet,) = cut(record_of(f"{FILLER}Zuletzt Moskau."), "Moskau")
    assert snippet.text.endswith("Zuletzt Moskau.")
    assert snippet.text.startswith("Der Bericht")
    assert len(snippet.text) > 70
    assert not snippet.after


@pytest.mark.parametrize("chars", [40, 120, 240, 1000])
@pytest.mark.parametrize("typed", ["Moskau", "Bericht", "Punkte Rolle Kalganow"])
def test_snippets_are_as_long_as_asked(typed: str, chars: int) -> None:
    record = record_of(TEXTS["de-long"][1])
    found = cut(record, typed, count=3, chars=chars)
    assert found
    assert all(len(snippet.text) <= chars + 16 for snippet in found)
    assert all(len(snippet.text) >= chars / 2 for snippet in found if snippet.after)
    assert all(snippet.marks for snippet in found)
    assert cut(record, typed, count=0) == ()


def test_snippets_do_not_overlap() -> None:
    text = " ".join(f"wort{i} Moskau" if i % 31 == 0 else f"wort{i}" for i in range(600))
    found = cut(record_of(text), "Moskau", count=5, chars=150)
    ends = 0
    for snippet in found:
        at = text.index(snippet.text)
        assert at >= ends
        ends = at + len(snippet.text)
    assert len(found) == 5


def test_an_endless_word_does_not_make_an_endless_snippet() -> None:
    for text in ("x" * 5000, "e\u0301" * 5000, "👩🏽‍🚀" * 5000 + " Moskau", "Moskau" + "!" * 5000):
        record = record_of(text)
        for typed in (text[:1900], "Moskau"):
            for snippet in cut(record, typed, chars=100):
                assert len(snippet.text) <= 120
                check(snippet.text, snippet.marks)


def test_what_is_not_searched_is_neither_marked_nor_shown() -> None:
    teaser = "Lesen Sie auch: Moskau und Hanoi."
    text = f"Der Minister reiste nach Hanoi. {teaser} Danach flog er nach Moskau. {teaser}"
    spans = tuple(Span(at, at + len(teaser)) for at in (text.index(teaser), text.rindex(teaser)))
    record = record_of(text, unsearched=spans)
    marks = highlight(record, analyze_query("Moskau Hanoi Lesen").units).body
    assert marked(text, marks) == ["Hanoi", "Moskau"]
    found = snippets(record, marks, count=3, chars=240)
    assert [snippet.text for snippet in found][:1] == ["Der Minister reiste nach Hanoi."]
    assert not any("Lesen" in snippet.text for snippet in found)
    (opening,) = snippets(record, (), count=2, chars=240)
    assert "Lesen" not in opening.text
