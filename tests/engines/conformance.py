"""What every engine must do, as one suite: an engine's test file subclasses it.

    class TestWhoosh(EngineConformance):
        name = "whoosh"

Tests of what an engine does not declare, and of engines whose package is not installed, are
skipped with the reason.
"""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rapidfuzz.distance import Levenshtein

from indexer.engines import tree as q
from indexer.engines.base import Capability, Engine, EngineReader, Sort
from indexer.errors import DuplicateId, UnsupportedByEngine

from .corpus import CORPUS, EVERYTHING, HA, MATCHES, MOSKAU, NGA, NOBODY, document, phrase, word
from .scoring import Scoring
from .suite import Build, ids, need, scores

NEEDS = {
    q.Phrase: Capability.PHRASE,
    q.Prefix: Capability.PREFIX,
    q.Wildcard: Capability.WILDCARD,
    q.FuzzyTerm: Capability.FUZZY,
}
DAYS = ("2024-03-01", "2025-01-01", "2025-12-16", "2025-12-31", "2026-02-03")
DATES = ("2025-01-01", None, "2026-01-01", "2025-01-01", None)


class EngineConformance(Scoring):
    """The suite; ``name`` is the engine's name in the registry."""

    @pytest.mark.parametrize(
        ("tree", "expected"),
        [pytest.param(tree, found, id=label) for label, tree, found in MATCHES],
    )
    def test_matches(
        self, engine: Engine, reader: EngineReader, tree: q.Query, expected: str
    ) -> None:
        for node in q.walk(tree):
            if type(node) in NEEDS:
                need(engine, NEEDS[type(node)])
        result = reader.search(tree, limit=100)
        found = {hit.id for hit in result.hits}
        assert found == {name for name in expected.split(" | ") if name}
        assert result.total == len(found)
        for doc_id in EVERYTHING:
            assert (reader.score(tree, doc_id) is not None) == (doc_id in found), doc_id

    @pytest.mark.parametrize(
        "tree",
        [
            pytest.param(word("x", "colour"), id="term"),
            pytest.param(q.Or([MOSKAU, word("x", "body_colour")]), id="below an or"),
            pytest.param(q.AndNot(MOSKAU, word("x", "colour")), id="excluded"),
            pytest.param(q.Phrase("colour", ["a", "b"]), id="phrase"),
            pytest.param(q.Phrase("body_part", ["a", "b"]), id="phrase without positions"),
            pytest.param(q.Prefix("colour", "ab"), id="prefix"),
            pytest.param(q.Wildcard("colour", "a*b"), id="wildcard"),
            pytest.param(q.FuzzyTerm("colour", "abc"), id="fuzzy"),
            pytest.param(q.TermRange("body_word", "a", "b"), id="range"),
            pytest.param(q.Not(MOSKAU), id="a kind that trees do not hold"),
        ],
    )
    def test_what_is_not_supported_is_refused(self, reader: EngineReader, tree: q.Query) -> None:
        with pytest.raises(UnsupportedByEngine):
            reader.search(tree)

    def test_an_unknown_field_is_named(self, reader: EngineReader) -> None:
        with pytest.raises(UnsupportedByEngine, match="colour"):
            reader.search(word("x", "colour"))
        with pytest.raises(UnsupportedByEngine, match="colour"):
            reader.search(MOSKAU, facets=["colour"])
        with pytest.raises(UnsupportedByEngine, match="colour"):
            reader.facets(MOSKAU, ["colour"])

    @pytest.mark.parametrize(
        ("facet", "expected"),
        [
            ("lang", {"de": 3, "vi": 2, "en": 1, "ru": 1}),
            ("year", {"2025": 3, "2024": 1, "2026": 1}),
            ("month", {"2025-12": 2, "2024-03": 1, "2025-01": 1, "2026-02": 1}),
            ("source", {"archive": 3, "a b": 1, "reports/2025": 1, "source:with_odd/marks-1.0": 1}),
            ("type", {"txt": 3, "pdf": 2}),
            ("day", dict.fromkeys(DAYS, 1)),
        ],
    )
    def test_facets_count_all_matches(
        self, engine: Engine, reader: EngineReader, facet: str, expected: dict[str, int]
    ) -> None:
        need(engine, Capability.FACETS)
        result = reader.search(q.every(), limit=1, facets=[facet])
        assert list(result.facets) == [facet]
        assert [(item.value, item.count) for item in result.facets[facet]] == list(expected.items())
        assert reader.facets(q.every(), [facet])() == result.facets
        within = reader.search(MOSKAU, limit=1, facets=["lang"]).facets["lang"]
        assert {item.value: item.count for item in within} == {"vi": 2, "de": 2}

    def test_sort_by_date(self, engine: Engine, build: Build) -> None:
        need(engine, Capability.SORT)
        reader = build(*(document(f"{i}", "wort", date=day) for i, day in enumerate(DATES)))
        assert ids(reader, word("wort"), sort=Sort.DATE) == ["2", "0", "3", "1", "4"]
        assert ids(reader, word("wort"), sort=Sort.DATE, offset=2, limit=2) == ["3", "1"]

    @pytest.mark.parametrize("sort", Sort)
    def test_pages_of_tied_documents_neither_repeat_nor_lose_one(
        self, engine: Engine, build: Build, sort: Sort
    ) -> None:
        if sort is Sort.DATE:
            need(engine, Capability.SORT)
        names = [f"{(7 * i) % 20:02}" for i in range(20)]
        reader = build(*(document(name, "gleich", date="2025-01-01") for name in names))
        paged: list[str] = []
        for offset in range(0, 24, 3):
            result = reader.search(word("gleich"), offset=offset, limit=3, sort=sort)
            assert result.total == 20
            paged += [hit.id for hit in result.hits]
        assert paged == sorted(names)

    def test_beyond_the_end(self, reader: EngineReader) -> None:
        result = reader.search(MOSKAU, offset=50, limit=10, facets=())
        assert (result.total, result.hits) == (3, ())
        assert reader.search(MOSKAU, limit=0).hits == ()

    def test_append_replaces_and_deletes(self, build: Build) -> None:
        first = build(document("a", "alt", stored=b"1"), document("b", "alt"), document("c", "alt"))
        second = build(document("a", "neu", stored=b"2"), delete=("a", "b", "no such id"))
        assert ids(second, word("alt")) == ["c"]
        assert ids(second, word("neu")) == ["a"]
        assert (second.doc_count(), second.stored("a"), second.stored("b")) == (2, b"2", None)
        assert second.doc_frequency("body_word", "alt") == 1
        assert first.doc_count() == 3, "a reader keeps what it opened"
        last = build(delete=("a", "c"))
        assert (last.doc_count(), ids(last, q.every())) == (0, [])

    def test_cancel_changes_nothing(self, engine: Engine, build: Build, tmp_path: Path) -> None:
        build(document("a", "alt")).close()
        before = sorted(path.name for path in tmp_path.iterdir())
        writer = engine.append(tmp_path)
        writer.add(document("b", "neu"))
        writer.delete(["a"])
        writer.cancel()
        assert sorted(path.name for path in tmp_path.iterdir()) == before
        with engine.open(tmp_path) as reader:
            assert ids(reader, q.every()) == ["a"]

    def test_an_id_is_written_once(self, engine: Engine, tmp_path: Path) -> None:
        writer = engine.create(tmp_path)
        writer.add(document("a", "eins"))
        with pytest.raises(DuplicateId, match="'a'"):
            writer.add(document("a", "zwei"))
        writer.cancel()

    def test_reopen_from_disk(self, engine: Engine, build: Build, tmp_path: Path) -> None:
        build(*CORPUS).close()
        assert not [path.name for path in tmp_path.iterdir() if "lock" in path.name.lower()]
        with engine.open(tmp_path) as reader:
            assert set(ids(reader, q.every())) == EVERYTHING

    def test_counts(self, reader: EngineReader) -> None:
        assert reader.doc_count() == len(CORPUS)
        assert reader.doc_frequency("body_word", "moskau") == 3
        assert reader.doc_frequency("title_word", "moskau") == 0
        assert reader.doc_frequency("body_word", "nobody") == 0

    @pytest.mark.parametrize(
        ("tree", "expected"),
        [
            pytest.param(MOSKAU, 3, id="word"),
            pytest.param(NOBODY, 0, id="nobody"),
            pytest.param(q.Or([MOSKAU, HA]), 3, id="or"),
            pytest.param(q.And([MOSKAU, HA]), 2, id="and"),
            pytest.param(q.AndMaybe(NGA, MOSKAU), 1, id="and maybe"),
            pytest.param(q.every(), len(CORPUS), id="every"),
            pytest.param(q.NullQuery, 0, id="nothing"),
        ],
    )
    def test_matches_are_counted(self, reader: EngineReader, tree: q.Query, expected: int) -> None:
        assert reader.count(tree) == expected

    def test_the_lexicon_of_a_field(self, reader: EngineReader) -> None:
        assert reader.lexicon("body_word", "mos", 1) == {
            "moskau": 3, "moscow": 1, "moskva": 1, "moskvy": 1,
        }  # fmt: skip
        assert reader.lexicon("body_word", "", 2) == {"moskau": 3, "hà": 2, "nội": 2}
        assert reader.lexicon("title_stem", "de:", 1) == {"de:schlut": 1}
        assert reader.lexicon("body_word", "nobody", 1) == {}
        with pytest.raises(UnsupportedByEngine, match="no_such"):
            reader.lexicon("no_such", "", 1)

    def test_stored_bytes_come_back(self, build: Build) -> None:
        data = {"empty": b"", "nul": b"\0" * 3, "all": bytes(range(256)) * 300}
        reader = build(*(document(name, "wort", stored=data[name]) for name in data))
        assert {name: reader.stored(name) for name in data} == data
        assert {hit.id: hit.stored for hit in reader.search(word("wort")).hits} == data
        assert reader.stored("no such id") is None
        assert reader.stored("\ud800") is None

    def test_score_is_the_score_of_the_hit(self, reader: EngineReader) -> None:
        tree = q.DisjunctionMax([MOSKAU, HA, NGA], tiebreak=0.1)
        assert {i: reader.score(tree, i) for i in scores(reader, tree)} == scores(reader, tree)
        assert reader.score(tree, "undated") is None
        assert reader.score(tree, "no such id") is None

    def test_fuzzy_is_levenshtein_distance(self, engine: Engine, build: Build) -> None:
        need(engine, Capability.FUZZY)
        letters = random.Random(7)  # noqa: S311
        words = {"".join(letters.choices("abcđ", k=letters.randint(3, 6))) for _ in range(80)}
        reader = build(*(document(text, text) for text in words))
        for text in ("abca", "đabc", "ccc"):
            for distance in (1, 2):
                near = {other for other in words if Levenshtein.distance(text, other) <= distance}
                tree = q.FuzzyTerm("body_word", text, maxdist=distance, prefixlength=0)
                assert set(ids(reader, tree)) == near, (text, distance)

    def test_closing_twice_is_closing(self, build: Build) -> None:
        reader = build(document("a", "wort"))
        reader.close()
        reader.close()

    def test_threads_share_a_reader(self, reader: EngineReader) -> None:
        trees = [tree for _, tree, _ in MATCHES if not {type(n) for n in q.walk(tree)} & {*NEEDS}]
        alone = [scores(reader, tree) for tree in trees]
        with ThreadPoolExecutor(8) as pool:
            rounds = [pool.map(lambda tree: scores(reader, tree), trees) for _ in range(8)]
            assert all(list(found) == alone for found in rounds)

    def test_an_empty_index_answers(self, build: Build) -> None:
        reader = build()
        for label, tree, _ in MATCHES:
            result = reader.search(tree, facets=["lang", "year"])
            assert (result.total, result.hits) == (0, ()), label
            assert reader.facets(tree, ["day"])() == {"day": ()}, label
        assert (reader.doc_count(), reader.stored("a")) == (0, None)
        assert reader.doc_frequency("body_word", "a") == 0

    @pytest.mark.parametrize(
        "term",
        [
            pytest.param(term, id=label)
            for label, term in (
                ("accents", "nguyễn"),
                ("Cyrillic", "ёж"),
                ("colon", "de:haus:tür"),
                ("underscore", "hợp_tác"),
                ("query syntax", '"a*?~^(b)[c]AND\\'),
                ("emoji", "👩🏽‍🚀"),
                ("beyond the first plane", "𝒳"),
                ("long", "ж" * 5000),
            )
        ],
    )
    def test_terms_are_taken_as_they_are(self, build: Build, term: str) -> None:
        reader = build(document("a", f"vor {term} nach"), document("b", "vor nach"))
        assert ids(reader, word(term)) == ["a"]
        assert reader.doc_frequency("body_word", term) == 1

    def test_a_term_that_cannot_be_written_matches_nothing(self, reader: EngineReader) -> None:
        assert ids(reader, q.Or([word("\ud800"), NOBODY])) == []

    def test_a_document_of_many_terms(self, engine: Engine, build: Build) -> None:
        text = " ".join(f"w{i}" for i in range(2000))
        reader = build(document("long", text), document("short", "w1999"))
        assert ids(reader, word("w1999")) == ["short", "long"]
        if Capability.PHRASE in engine.capabilities:
            assert ids(reader, phrase("w1998 w1999")) == ["long"]
            assert ids(reader, phrase(text)) == ["long"]

    def test_missing_index_files_are_named(self, engine: Engine, tmp_path: Path) -> None:
        with pytest.raises(Exception, match="cannot be opened"):
            engine.open(tmp_path)
