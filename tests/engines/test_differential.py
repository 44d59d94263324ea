"""Any engine finds what Whoosh finds: random documents, random trees of every kind of node."""

from __future__ import annotations

import string
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indexer.engines import tree as q
from indexer.engines.base import DAY, FACETS, EngineDocument, EngineReader, Sort
from indexer.engines.registry import engine_names, get_engine

from .corpus import document

OTHERS = [name for name in engine_names() if name != "whoosh"]
WORDS = st.sampled_from(["ab", "abc", "abd", "bac", "đà", "da", "é.*", "a+b", "[x", "ж", "x" * 40])
POSITIONAL = st.sampled_from(["body_word", "title_word", "body_fold", "body_stem"])
TEXT = st.sampled_from(["body_word", "title_word", "body_fold", "body_part", "title_place"])
FIELDS = st.one_of(TEXT, st.sampled_from(["lang", "source", "type", "id"]))
DATES = st.sampled_from(["2024-02-29", "2025-01-01", "2025-12-31", "2025-12-30", "2026-01-01"])
BOOSTS = st.sampled_from([0.3, 1.0, 2.5])
TEXTS = st.lists(WORDS, max_size=7).map(" ".join)

LEAVES = st.one_of(
    st.builds(q.Term, FIELDS, WORDS, BOOSTS),
    st.builds(
        lambda field, words, slop: q.Phrase(field, words, slop=slop),
        POSITIONAL,
        st.lists(WORDS, min_size=1, max_size=3),
        st.integers(1, 3),
    ),
    st.builds(q.Prefix, FIELDS, st.sampled_from(["a", "ab", "đ", "é", "zz", "["]), BOOSTS),
    st.builds(q.Wildcard, FIELDS, st.sampled_from(["a*", "?b", "*b*", "a?c", "*", "[*", "é?*"])),
    st.builds(
        lambda field, word, distance: q.FuzzyTerm(field, word, maxdist=distance, prefixlength=0),
        TEXT,
        WORDS.filter(lambda word: len(word) < 10),
        st.integers(1, 2),
    ),
    st.builds(
        lambda low, high: q.TermRange("date", low, high), st.none() | DATES, st.none() | DATES
    ),
    st.just(q.every()),
    st.just(q.NullQuery),
)


def branches(below: st.SearchStrategy[q.Query]) -> st.SearchStrategy[q.Query]:
    several = st.lists(below, min_size=1, max_size=3)
    return st.one_of(
        st.builds(q.And, several, BOOSTS),
        st.builds(q.Or, several, BOOSTS),
        st.builds(lambda nodes: q.DisjunctionMax(nodes, tiebreak=0.1), several),
        st.builds(q.AndNot, below, below),
        st.builds(q.AndMaybe, below, below),
        st.builds(q.Require, below, below),
        st.builds(q.ConstantScoreQuery, below, BOOSTS),
    )


TREES = st.recursive(LEAVES, branches, max_leaves=8)


@st.composite
def corpora(draw: st.DrawFn) -> list[EngineDocument]:
    ids = draw(st.lists(WORDS | st.text(string.ascii_lowercase, min_size=1), unique=True))
    return [
        document(
            doc_id,
            draw(TEXTS),
            draw(TEXTS),
            langs=draw(st.lists(st.sampled_from(["vi", "de"]), min_size=1, unique=True)),
            source=draw(st.sampled_from(["ab", "a b", "abc/d"])),
            doc_type=draw(st.sampled_from(["", "ab", "abc"])),
            date=draw(st.none() | DATES),
            body_fold=draw(TEXTS),
            body_stem=draw(TEXTS),
            body_part=draw(TEXTS),
            title_place=draw(TEXTS),
        )
        for doc_id in ids
    ]


@contextmanager
def index(
    name: str, documents: list[EngineDocument], later: list[EngineDocument], delete: set[str]
) -> Iterator[EngineReader]:
    """An index that was made in two goes, with some of the first documents deleted."""
    engine = get_engine(name)
    stored = {item.stored: item for item in documents}
    with TemporaryDirectory() as folder:
        for make, items, gone in (
            (engine.create, documents, set()),
            (engine.append, later, delete),
        ):
            writer = make(Path(folder))
            for item in [*(stored[data] for data in writer.delete(gone)), *items]:
                writer.add(item)
            writer.commit()
        with engine.open(Path(folder)) as reader:
            yield reader


class Case(NamedTuple):
    """Documents written at once and later, those deleted between, and what is asked."""

    documents: list[EngineDocument]
    cut: int
    gone: set[int]
    trees: list[q.Query]
    size: int


CASES = st.builds(
    Case,
    corpora(),
    st.integers(0, 20),
    st.sets(st.integers(0, 20)),
    st.lists(TREES, min_size=1, max_size=12),
    st.integers(1, 4),
)


@pytest.mark.parametrize("name", OTHERS)
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(case=CASES)
def test_both_find_the_same(name: str, case: Case) -> None:
    find_the_same(name, *case)


@pytest.mark.parametrize("name", ["opensearch"])
@settings(
    max_examples=12,  # it takes a second to make an index on a cluster, and more to change it
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(case=CASES)
def test_a_cluster_finds_the_same(name: str, case: Case) -> None:
    find_the_same(name, *case)


def find_the_same(
    name: str,
    documents: list[EngineDocument],
    cut: int,
    gone: set[int],
    trees: list[q.Query],
    size: int,
) -> None:
    first, later = documents[:cut], documents[cut:]
    delete = {item.id for number, item in enumerate(first) if number in gone}
    with index("whoosh", first, later, delete) as old, index(name, first, later, delete) as new:
        assert new.doc_count() == old.doc_count()
        for tree in trees:
            compare(old, new, tree, size)


def compare(old: EngineReader, new: EngineReader, tree: q.Query, size: int) -> None:
    expected = old.search(tree, limit=100, facets=FACETS)
    found = new.search(tree, limit=100, facets=FACETS)
    ids = {hit.id for hit in expected.hits}
    assert {hit.id for hit in found.hits} == ids
    assert found.total == expected.total == len(ids)
    assert found.facets == expected.facets
    names = (*FACETS, DAY)
    assert new.facets(tree, names)() == old.facets(tree, names)()
    for hit in found.hits:
        assert hit.stored == hit.id.encode()
        assert new.score(tree, hit.id) == pytest.approx(hit.score, abs=2e-4)
    by_date = new.search(tree, limit=100, sort=Sort.DATE).hits
    assert [hit.id for hit in by_date] == [
        hit.id for hit in old.search(tree, limit=100, sort=Sort.DATE).hits
    ]
    for sort in Sort:
        paged = [
            hit.id
            for offset in range(0, len(ids) + size, size)
            for hit in new.search(tree, offset=offset, limit=size, sort=sort).hits
        ]
        assert paged == [hit.id for hit in new.search(tree, limit=100, sort=sort).hits]
