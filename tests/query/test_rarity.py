"""No other way to find a word tells more of a document than the word itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer import build_index, load_settings, open_index
from indexer.model import Channel
from indexer.query.rarity import at_most, is_name, no_rarer
from indexer.query.terms import query_word
from indexer.query.weights import DEFAULT_WEIGHTS

DOCUMENTS = 1000


class Held(dict[str, int]):
    """How many of a thousand documents hold a term of a field."""

    documents = DOCUMENTS

    def doc_frequency(self, term_field: str, term: str) -> int:
        return self.get(f"{term_field} {term}", 0)


@pytest.mark.parametrize(
    ("held", "theirs", "factor"),
    [(100, 100, 1.0), (100, 500, 1.0), (100, 0, 1.0), (500, 10, 0.152), (0, 10, 1.0)],
)
def test_the_rarer_term_counts_for_as_much_less(held: int, theirs: int, factor: float) -> None:
    assert at_most(held, theirs, DOCUMENTS) == pytest.approx(factor, abs=0.001)


def test_alternatives_rarer_than_the_word_count_for_less() -> None:
    held = Held({"body_word nam": 400, "body_stem de:nam": 20, "body_fold nam": 700})
    word = query_word("Nam", DEFAULT_WEIGHTS)
    before = {(channel, term): weight for channel, term, weight in word.alternatives}
    after = {
        (channel, term): weight
        for channel, term, weight in no_rarer(word, held, lang="").alternatives
    }
    assert before.keys() == after.keys()
    less = {key for key in before if after[key] < before[key]}
    assert less == {(Channel.STEM, "de:nam")}
    assert no_rarer(word, held, lang="de") == word


@pytest.mark.parametrize(
    ("named", "name"), [(0, False), (3, False), (60, False), (75, True), (150, True), (900, False)]
)
def test_a_name_is_one_in_most_documents_that_hold_it(named: int, name: bool) -> None:
    held = Held({"body_word putin": 100, "body_name putin": named})
    assert is_name([query_word("Putin", DEFAULT_WEIGHTS)], held) is name


VIETNAMESE = "Đoàn Quảng Nam gặp báo chí hôm {0}, nói về thương mại và về du lịch ở miền Nam."
GERMAN = "Der Vertreter nannte Namen, auch den Namen Nummer {0}. Wirtschaft und Handel wachsen."


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_documents_with_the_word_come_before_those_with_what_it_might_mean(
    tmp_path: Path, engine: str
) -> None:
    source = tmp_path / "documents.jsonl"
    texts = {f"vi{n}": ("vi", VIETNAMESE.format(n)) for n in range(40)}
    texts |= {f"de{n}": ("de", GERMAN.format(n)) for n in range(3)}
    source.write_text(
        "\n".join(
            json.dumps({"id": name, "lang": lang, "text": text})
            for name, (lang, text) in texts.items()
        ),
        encoding="utf-8",
    )
    build_index(source, tmp_path / "index", settings=load_settings(engine=engine))
    with open_index(tmp_path / "index") as searcher:
        for typed, lang in (("Nam", "vi"), ("thương mại", "vi"), ("Handel", "de")):
            hits = searcher.search(typed, duplicates="show", size=3).hits
            assert {hit.lang for hit in hits} == {lang}, typed
