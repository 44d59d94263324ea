"""The part of the conformance suite that holds how matches are scored."""

from __future__ import annotations

import pytest

from indexer.engines import tree as q
from indexer.engines.base import Capability, Engine, EngineReader

from .corpus import HA, HAEUSER, HAUSER, MOSKAU, NGA, document, phrase, word
from .suite import Build, EngineSuite, close, ids, need, scores


class Scoring(EngineSuite):
    """Scores add up, multiply and leave out alike in every engine."""

    def test_dis_max_takes_the_best_and_a_share_of_the_rest(self, reader: EngineReader) -> None:
        parts = [MOSKAU, HA, word("nội", "title_word", 3.0), NGA]
        each = [scores(reader, part) for part in parts]
        for tie in (0.0, 0.1, 1.0):
            for doc_id, score in scores(reader, q.DisjunctionMax(parts, tiebreak=tie)).items():
                mine = sorted(found.get(doc_id, 0.0) for found in each)
                assert score == close(mine[-1] + tie * sum(mine[:-1])), doc_id

    @pytest.mark.parametrize("kind", [q.Or, q.And])
    def test_or_and_and_add_up(self, reader: EngineReader, kind: type[q.CompoundQuery]) -> None:
        each = scores(reader, MOSKAU), scores(reader, HA)
        for doc_id, score in scores(reader, kind([MOSKAU, HA])).items():
            assert score == close(sum(found.get(doc_id, 0.0) for found in each)), doc_id

    def test_and_maybe_adds_only_to_what_is_there(self, reader: EngineReader) -> None:
        must, may = scores(reader, MOSKAU), scores(reader, q.Or([HA, NGA]))
        for doc_id, score in scores(reader, q.AndMaybe(MOSKAU, q.Or([HA, NGA]))).items():
            assert score == close(must[doc_id] + may.get(doc_id, 0.0)), doc_id

    @pytest.mark.parametrize(
        "more",
        [
            pytest.param([q.ConstantScoreQuery(q.And([HA, NGA]), 3.0)], id="nothing matches"),
            pytest.param([q.ConstantScoreQuery(q.And([MOSKAU, HA]), 3.0)], id="all of it"),
            pytest.param([word("de", "lang"), q.DisjunctionMax([HA, NGA])], id="some beyond it"),
            pytest.param([q.Or([MOSKAU, word("und")])], id="a part of it beyond"),
            pytest.param([q.every()], id="everything"),
        ],
    )
    @pytest.mark.parametrize("boost", [1.0, 0.5])
    def test_an_or_that_may_be_adds_wherever_it_matches(
        self, reader: EngineReader, more: list[q.Query], boost: float
    ) -> None:
        """Whether or not it can match what the other does not."""
        must, may = scores(reader, q.Or([HA, NGA])), scores(reader, q.Or(more))
        tree = q.AndMaybe(q.Or([HA, NGA], boost=boost), q.Or(more, boost=boost))
        found = scores(reader, tree)
        assert found.keys() == must.keys()
        for doc_id, score in found.items():
            assert score == close(boost * (must[doc_id] + may.get(doc_id, 0.0))), doc_id

    def test_what_is_enough_is_counted(self, reader: EngineReader) -> None:
        every = [HAEUSER, HAUSER, NGA]
        tree = q.Or([q.Best(every, [HAUSER, NGA], tiebreak=0.1), HA])
        result = reader.search(tree, facets=("lang",))
        assert result.total == reader.count(tree) == 4
        counted = {item.value: item.count for item in result.facets["lang"]}
        assert counted == {"vi": 2, "de": 3}
        plain = scores(reader, q.Or([q.DisjunctionMax(every, tiebreak=0.1), HA]))
        assert scores(reader, tree) == close(plain)

    def test_require_and_and_not_leave_scores_alone(self, reader: EngineReader) -> None:
        plain = scores(reader, MOSKAU)
        assert scores(reader, q.Require(MOSKAU, HA)) == close(
            {doc_id: plain[doc_id] for doc_id in ("hanoi", "reversed")}
        )
        assert scores(reader, q.AndNot(MOSKAU, NGA)) == close(
            {doc_id: plain[doc_id] for doc_id in ("hanoi", "reversed")}
        )

    @pytest.mark.parametrize("score", [0.0, 2.5])
    def test_constant_scores(self, reader: EngineReader, score: float) -> None:
        found = scores(reader, q.ConstantScoreQuery(q.Or([MOSKAU, NGA]), score))
        assert found == dict.fromkeys(("hanoi", "nga", "reversed"), score)

    @pytest.mark.parametrize("text", ["moskau", "nga", "hà"])
    def test_boosts_multiply(self, reader: EngineReader, text: str) -> None:
        plain = scores(reader, word(text))
        for tree in (
            word(text, boost=2.5),
            q.Or([word(text)], boost=2.5),
            q.DisjunctionMax([word(text)], boost=2.5),
            q.And([word(text)], boost=2.5),
        ):
            assert scores(reader, tree) == close(
                {doc_id: 2.5 * score for doc_id, score in plain.items()}
            )

    @pytest.mark.parametrize(
        ("tree", "capability"),
        [
            (q.Prefix("body_word", "mosk", boost=0.7), Capability.PREFIX),
            (q.Wildcard("body_word", "m*w", boost=0.7), Capability.WILDCARD),
            (q.FuzzyTerm("body_word", "moskwa", boost=0.7), Capability.FUZZY),
        ],
    )
    def test_patterns_score_their_boost_however_many_words_fit(
        self, engine: Engine, reader: EngineReader, tree: q.Query, capability: Capability
    ) -> None:
        need(engine, capability)
        found = scores(reader, tree)
        assert found == close(dict.fromkeys(found, 0.7))
        assert "undated" in found

    def test_a_phrase_scores_as_one_word(self, engine: Engine, reader: EngineReader) -> None:
        """Where its words stand once each, that is the sum of theirs."""
        need(engine, Capability.PHRASE)
        both = scores(reader, q.Or([HA, word("nội")]))
        assert scores(reader, phrase("hà nội")) == close({"hanoi": both["hanoi"]})

    def test_a_phrase_counts_how_often_it_stands(self, engine: Engine, build: Build) -> None:
        need(engine, Capability.PHRASE)
        reader = build(
            document("once", "alpha beta gamma beta alpha"),
            document("twice", "alpha beta gamma alpha beta"),
            document("apart", "beta alpha gamma beta alpha"),
        )
        assert ids(reader, phrase("alpha beta")) == ["twice", "once"]

    def test_rare_words_frequent_words_and_short_texts_count_more(self, build: Build) -> None:
        reader = build(
            document("rare", "alpha beta"),
            document("frequent", "gamma gamma beta delta"),
            document("once", "gamma eins zwei delta"),
            document("long", "gamma eins zwei drei vier fünf sechs sieben"),
        )
        assert ids(reader, word("gamma")) == ["frequent", "once", "long"]
        assert scores(reader, word("alpha"))["rare"] > scores(reader, word("beta"))["rare"] > 0
        assert all(score > 0 for score in scores(reader, word("gamma")).values())
