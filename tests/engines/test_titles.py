"""Words in titles: what they score, in every engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.engines import tree as q
from indexer.engines.base import EngineReader, beside_title, inverse_frequency
from indexer.engines.registry import get_engine
from indexer.errors import EngineNotAvailable

from .corpus import document, word
from .suite import close, scores

TITLE = "title_word"
DOCUMENTS = (
    document("short", "eins", "vulkan"),
    document("long", "eins", "wie der vulkan am meer in einem jahr zweimal und heftig ausbrach"),
    document("often", "eins", "hafen hafen hafen"),
    *(document(f"t{number}", "hafen zwei drei") for number in range(5)),
)


@pytest.fixture(params=["tantivy", "whoosh", "opensearch"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def reader(name: str, tmp_path: Path) -> Iterator[EngineReader]:
    try:
        engine = get_engine(name)
    except EngineNotAvailable as error:
        pytest.skip(str(error))
    writer = engine.create(tmp_path)
    for item in DOCUMENTS:
        writer.add(item)
    writer.commit()
    with engine.open(tmp_path) as opened:
        yield opened


def test_a_title_may_be_short_or_long_or_say_it_twice(reader: EngineReader) -> None:
    found = scores(reader, word("vulkan", TITLE))
    assert found == close(dict.fromkeys(("short", "long"), inverse_frequency(2, len(DOCUMENTS))))


def test_a_word_is_as_rare_in_titles_as_it_is_in_texts(reader: EngineReader) -> None:
    assert scores(reader, word("hafen", TITLE)) == close(
        {"often": inverse_frequency(5, len(DOCUMENTS))}
    )
    boosted = scores(reader, word("hafen", TITLE, 1.5))
    assert boosted == close({"often": 1.5 * inverse_frequency(5, len(DOCUMENTS))})


def test_a_title_scores_alike_in_a_larger_tree(reader: EngineReader) -> None:
    """Beside texts, where it only adds, and where nobody has the word in a title."""
    in_text, in_title = scores(reader, word("eins")), scores(reader, word("vulkan", TITLE, 2.0))
    both = {each: score + in_title.get(each, 0.0) for each, score in in_text.items()}
    titles = [word("vulkan", TITLE, 2.0), word("zwei", TITLE), word("\ud800", TITLE)]
    assert scores(reader, q.Or([word("eins"), *titles])) == close(both)
    assert scores(reader, q.AndMaybe(word("eins"), q.Or(titles))) == close(both)
    assert reader.count(q.Or(titles)) == len(in_title)
    assert scores(reader, word("zwei", TITLE)) == {}
    assert scores(reader, q.And([word("eins"), word("zwei", TITLE)])) == {}


def test_a_phrase_of_one_word_is_the_word(reader: EngineReader) -> None:
    plain = scores(reader, word("hafen", TITLE, 1.5))
    assert scores(reader, q.Phrase(TITLE, ["hafen"], boost=1.5)) == close(plain)


def test_texts_score_by_their_length(reader: EngineReader) -> None:
    assert len(set(scores(reader, word("eins")).values())) == 1
    assert scores(reader, word("hafen"))["t1"] != close(inverse_frequency(5, len(DOCUMENTS)))


def test_the_field_beside_a_title_is_the_text_in_the_same_channel() -> None:
    assert beside_title("title_stem") == "body_stem"
    assert beside_title("body_stem") == beside_title("lang") == ""
