"""Documents and queries of random words: every hit has a mark, every mark answers a word."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import analyze
from indexer.analysis.registry import LANGUAGES
from indexer.engines import tree as q
from indexer.highlight.highlighter import highlight
from indexer.highlight.snippets import snippets
from indexer.model import Channel, Document
from indexer.query import analyze_query
from indexer.records.prepare import prepare
from indexer.records.record import Record

VOCABULARY = (
    *("du", "lịch", "lich", "Hà", "Nội", "đường", "Dương", "hợp", "tác", "Nga"),
    *("Haus", "Häuser", "haeuser", "Schlüter", "Moskau", "neue", "Straße"),
    *("Москва", "Москве", "ёлки", "Калганову", "houses", "house", "don't", "e\u0301t"),
)  # fmt: skip
WORDS = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=12)


@settings(max_examples=120)
@given(WORDS, st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=4), st.integers(30, 90))
def test_every_hit_of_words_has_a_mark_and_every_mark_is_a_form_of_a_word(
    words: list[str], asked: list[str], chars: int
) -> None:
    text = " ".join(words)
    prepared, *_ = prepare(Document(id="a", text=text))
    record = Record(prepared.stored)
    analyzed = analyze_query(" ".join(asked))
    marks = highlight(record, analyzed.units).body
    looked_for = [node for node in q.walk(analyzed.tree) if isinstance(node, q.Term)]
    hit = any(node.text in prepared.terms.get(node.fieldname, "").split(" ") for node in looked_for)
    assert bool(marks) == hit
    if hit:
        found = snippets(record, marks, count=2, chars=chars)
        assert any(snippet.marks for snippet in found)
    forms = {form for word in asked for form in _forms(word)}
    for mark in marks:
        assert forms & _forms(text[mark.start : mark.end]), text[mark.start : mark.end]


def _forms(word: str) -> set[str]:
    """Everything a word may match by: its terms in all languages that could write it."""
    (unit,) = analyze_query(f"+{word}").units
    terms = {term for found in unit.terms.values() for term in found}
    return terms | {
        t for lang in LANGUAGES for token in analyze(word, lang) for t in token.terms[Channel.FOLD]
    }
