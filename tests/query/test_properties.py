"""Whatever is typed is answered: random strings, query syntax at random, naughty strings."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines import tree as q
from indexer.engines.base import EngineReader
from indexer.engines.registry import get_engine
from indexer.highlight.highlighter import highlight
from indexer.highlight.snippets import snippets
from indexer.model import Document
from indexer.query import analyze_query
from indexer.records.prepare import prepare
from indexer.records.record import Record

MAX_NODES = 20_000

_PIECES = (
    "Moskau|Hà|Nội|Москве|Mát-xcơ-va|a|x1|e\u0301|北|12.5"
    "| AND | OR | NOT |NOT | ANDNOT | ANDMAYBE | REQUIRE | TO | "
    '|"|(|)|[|]|{|}|+|-|*|?|~|~2|^|^2|:|\\|>|<='
    "|lang:|date:|title:|source:|id:|place:|name:|date:[2024 TO |x:"
)
PIECES = st.sampled_from(_PIECES.split("|"))
SYNTAX = st.lists(PIECES, max_size=25).map("".join)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineReader]:
    """A small real index."""
    folder = tmp_path_factory.mktemp("robust")
    writer = get_engine("whoosh").create(folder)
    for number, text in enumerate(
        (
            "Hà Nội và Mát-xcơ-va",
            "Moskau und Hanoi, null undefined",
            "Встреча в Москве",
            "True or false?",
        )
    ):
        writer.add(prepare(Document(id=str(number), text=text, date="2025-12-16"))[0])
    writer.commit()
    with get_engine("whoosh").open(folder) as reader:
        yield reader


def answer(reader: EngineReader, typed: str) -> None:
    analyzed = analyze_query(typed)
    assert sum(1 for _ in q.walk(analyzed.tree)) <= MAX_NODES
    for hit in reader.search(analyzed.tree, facets=("lang", "year")).hits:
        record = Record(hit.stored)
        snippets(record, highlight(record, analyzed.units).body, count=2, chars=60)


@settings(max_examples=150)
@given(SYNTAX)
def test_any_arrangement_of_the_syntax_is_answered(reader: EngineReader, typed: str) -> None:
    answer(reader, typed)


@settings(max_examples=150)
@given(st.text(max_size=60))
def test_any_text_is_answered(reader: EngineReader, typed: str) -> None:
    answer(reader, typed)


@settings(max_examples=60)
@given(st.text(st.characters(categories=["L", "N", "M"]), min_size=1, max_size=12))
def test_a_word_in_any_script_is_looked_for(typed: str) -> None:
    analyzed = analyze_query(typed)
    assert bool(analyzed.units) == bool(analyzed.interpreted)


@pytest.mark.data
def test_naughty_strings_are_answered(reader: EngineReader) -> None:
    folder = os.environ.get("QUERLANG_DATA")
    if not folder:
        pytest.skip("QUERLANG_DATA names no folder")
    strings = json.loads((Path(folder) / "robust" / "blns.json").read_text(encoding="utf-8"))
    took: list[tuple[float, str]] = []
    for typed in strings:
        started = time.perf_counter()
        answer(reader, typed)
        took.append((time.perf_counter() - started, typed))
    seconds, slowest = max(took)
    total = sum(seconds for seconds, _ in took)
    print(f"{len(took)} strings, {total:.2f} s, slowest {seconds:.3f} s: {slowest[:60]!r}")
