"""The packed tokens of a document."""

from __future__ import annotations

import pytest
from analysis_texts import SENTENCES, texts
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import Analysis, TokenTable, analyze_runs, runs_of
from indexer.analysis.base import Part
from indexer.model import POSITIONAL, Channel, Span


def analysis_of(text: str, lang: str | None = None) -> Analysis:
    return analyze_runs(text, runs_of(text, lang))


def contents(table: TokenTable) -> tuple[object, ...]:
    terms = [
        {
            token: term
            for term in _terms(table, channel)
            for token in table.tokens_with(channel, term.__eq__)
        }
        for channel in POSITIONAL
    ]
    return table.starts, table.ends, table.parts, terms


def _terms(table: TokenTable, channel: Channel) -> set[str]:
    seen: set[str] = set()

    def collect(term: str) -> bool:
        seen.add(term)
        return False

    assert list(table.tokens_with(channel, collect)) == []
    return seen


@given(text=texts)
def test_a_table_holds_what_was_analysed(text: str) -> None:
    analysis = analysis_of(text)
    starts, ends, parts, terms = contents(TokenTable.of(analysis))
    assert starts == [token.start for token in analysis.tokens]
    assert ends == [token.end for token in analysis.tokens]
    assert parts == analysis.parts
    for channel, found in zip(POSITIONAL, terms, strict=True):  # type: ignore[call-overload]
        assert found == {token.position: token.terms[channel][0] for token in analysis.tokens}


@given(text=texts)
def test_unpacking_gives_back_what_was_packed(text: str) -> None:
    table = TokenTable.of(analysis_of(text))
    assert contents(TokenTable.unpack(table.pack())) == contents(table)


@given(data=st.data(), text=texts)
def test_parts_of_any_kind_are_packed(data: st.DataObject, text: str) -> None:
    tokens = analysis_of(text).tokens
    spans = st.tuples(st.integers(0, len(tokens)), st.integers(0, len(tokens))).map(sorted)
    parts = data.draw(
        st.lists(
            st.builds(
                lambda span, term, channel: Part(*span, term, channel),
                spans.filter(lambda span: span[0] < span[1]),
                st.sampled_from(["de:haus", "geo:524901", "k'lg'n'v", "vi:hợp_tác"]),
                st.sampled_from([Channel.PART, Channel.NAME, Channel.PLACE]),
            ),
            max_size=5,
        )
        if tokens
        else st.just([])
    )
    table = TokenTable.of(Analysis(tokens, parts))
    unpacked = TokenTable.unpack(table.pack())
    assert sorted(unpacked.parts) == sorted(parts)
    assert [part.first for part in unpacked.parts] == sorted(part.first for part in parts)


@pytest.mark.parametrize("tokens", [0, 1, 255, 256, 65_535, 65_537])
def test_tables_of_every_size(tokens: int) -> None:
    text = " ".join(f"w{number}" for number in range(tokens))
    table = TokenTable.of(analysis_of(text, "en"))
    unpacked = TokenTable.unpack(table.pack())
    assert len(unpacked) == tokens
    assert unpacked.starts == table.starts
    assert list(unpacked.tokens_with(Channel.WORD, "w254".__eq__)) == [254][: tokens > 254]


def test_offsets_beyond_two_bytes() -> None:
    text = "Haus" + " " * 70_000 + "Hof" + "\n" * 70_000 + "x" * 70_000
    table = TokenTable.of(analysis_of(text, "de"))
    assert TokenTable.unpack(table.pack()).starts == [0, 70_004, 140_007]
    assert TokenTable.unpack(table.pack()).ends == [4, 70_007, 210_007]


def test_a_token_takes_few_bytes() -> None:
    text = " ".join(SENTENCES * 200)
    table = TokenTable.of(analysis_of(text))
    assert len(table.pack()) < 2 * len(table)


def test_tokens_with() -> None:
    table = TokenTable.of(analysis_of("Das Haus, die Häuser und das Haustier", "de"))
    assert list(table.tokens_with(Channel.WORD, "haus".__eq__)) == [1]
    assert list(table.tokens_with(Channel.STEM, "de:haus".__eq__)) == [1, 3]
    assert list(table.tokens_with(Channel.FOLD, lambda fold: fold.startswith("haus"))) == [1, 3, 6]
    assert list(table.tokens_with(Channel.WORD, "hof".__eq__)) == []


def test_parts_with() -> None:
    text = "hợp tác giáo dục và hợp tác kinh tế"
    table = TokenTable.unpack(TokenTable.of(analysis_of(text, "vi")).pack())
    found = list(table.parts_with(Channel.PART, frozenset({"vi:hợp_tác", "vi:khác"})))
    assert [(part.first, part.end) for part in found] == [(0, 2), (5, 7)]
    assert list(table.parts_with(Channel.NAME, frozenset({"vi:hợp_tác"}))) == []
    assert table.span(0, 2) == Span(0, 7)
    assert text[slice(*table.span(5, 7))] == "hợp tác"
