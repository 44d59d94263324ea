"""No other way to find a word tells more of a document than the word itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from indexer import Searcher, load_settings, open_index
from indexer.highlight.finder import Finder, Sight
from indexer.model import Channel
from indexer.query.rarity import as_places, at_most, is_name, no_rarer
from indexer.query.terms import query_word
from indexer.query.units import Unit, Word
from indexer.query.weights import DEFAULT_WEIGHTS

from .documents import index_of

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
    word = query_word("Putin", DEFAULT_WEIGHTS)
    assert is_name([word], held) is name
    assert not is_name([word], held, across="first")
    assert not is_name([word, word], held)


def test_a_rare_spelling_of_a_common_place_tells_no_more_than_the_place() -> None:
    word = query_word("Vietnam", DEFAULT_WEIGHTS)
    rare = Held({"body_word vietnam": 20, "body_fold vietnam": 20, "body_place geo:1": 40})
    assert as_places(word, ["geo:1"], rare) == word
    common = Held({**rare, "body_place geo:1": 400})
    less = {(c, t): w for c, t, w in as_places(word, ["geo:1"], common).alternatives}
    before = {(channel, term): weight for channel, term, weight in word.alternatives}
    assert {key for key in before if less[key] < before[key]} == {
        (Channel.WORD, "vietnam"),
        (Channel.FOLD, "vietnam"),
    }


VIETNAMESE = "Đoàn Quảng Nam gặp báo chí hôm {0}, nói về thương mại và về du lịch ở miền Nam."
GERMAN = "Der Vertreter nannte Namen, auch den Namen Nummer {0}. Wirtschaft und Handel wachsen."


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_documents_with_the_word_come_before_those_with_what_it_might_mean(
    tmp_path: Path, engine: str
) -> None:
    texts = {f"vi{n}": VIETNAMESE.format(n) for n in range(40)}
    texts |= {f"de{n}": GERMAN.format(n) for n in range(3)}
    with open_index(index_of(tmp_path, texts, engine)) as searcher:
        for typed, lang in (("Nam", "vi"), ("thương mại", "vi"), ("Handel", "de")):
            hits = searcher.search(typed, duplicates="show", size=3).hits
            assert {hit.lang for hit in hits} == {lang}, typed


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_of_two_words_both_come_before_one_in_the_language_asked_in(
    tmp_path: Path, engine: str
) -> None:
    tourism = "Der Tourismus in Bayern wächst; vom Tourismus leben dort {0} Gemeinden."
    both = "Năm qua ngành du lịch Việt Nam đón {0} triệu khách quốc tế."
    texts = {f"de{n}": tourism.format(n) for n in range(8)}
    texts |= {f"vi{n}": both.format(n) for n in range(3)}
    texts |= {f"vi-other{n}": f"Việt Nam có thêm {n} trường mới." for n in range(20)}
    with open_index(index_of(tmp_path, texts, engine)) as searcher:
        hits = searcher.search("Tourismus Vietnam", duplicates="show").hits
        assert {hit.id for hit in hits[:3]} == {"vi0", "vi1", "vi2"}
        assert searcher.search("Tourismus", duplicates="show").hits[0].lang == "de"


SPELLED = {
    "de1": "Der Handball rollt in Hue, Häuser und Haus, Uebung und Grosse, ban und gut.",
    "de2": "Die Übung war groß, die Größe auch; ein Gut ist kein Hof. Handbälle, Tag.",
    "de3": "Das Café-Bar Konzept ist offen. Das Wort cafe allein ist anders, und Bar auch.",
    "vi1": "Nhạc và bạn ở Huế, gặp nhau, hợp tác và họp mặt. Handball, gút.",
    "vi2": "Ban nhac gap ban o Hue, hop tac. Tăng tiền góp, tag mới. Sport nam.",
    "vi3": "Miền nam, sport.",
    "vi4": "Ông Bùi-Thắng gặp bui ở đây, gần thang máy.",
}
TITLES = {"de1": "Ban", "de2": "Tag", "vi1": "Gặp bản nhạc", "vi2": "Tàg bar", "vi3": "Spört"}
SPELLED_SO = {
    *("Handball", "haus", "uebung", "fehlt", "Hofgut", "Handballhaus"),
    *("cafe", "cafe-bar", "bui-thang"),
}
SPELLED_OTHERWISE = {
    *("hue", "grosse", "ban", "gut", "hop", "nhac", "Übung", "bạn", "tag", "sport"),
    *("Handball ban", "hop tac Handball"),
}


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_letters_that_no_text_has_otherwise_alone_are_not_looked_for(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = index_of(tmp_path, SPELLED, engine, TITLES)
    queries = [*SPELLED_SO, *SPELLED_OTHERWISE]
    with open_index(index, settings=load_settings(cached_pages=0)) as searcher:
        so = {typed for typed in queries if _spelled_so(searcher.analyze(typed).units)}
        assert so == SPELLED_SO
        marks = _marks(searcher, queries)
        monkeypatch.setattr("indexer.query.rarity._spelled_so", lambda *_: False)
        assert not any(_spelled_so(searcher.analyze(typed).units) for typed in ["Handball", "cafe"])
        assert marks == _marks(searcher, queries)


@pytest.mark.parametrize(("typed", "looked_for"), [("Handball", False), ("nhac", True)])
def test_a_text_is_folded_for_what_it_may_have_otherwise(
    tmp_path: Path, typed: str, looked_for: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    folded: list[str] = []
    look = Finder._look_folded

    def noted(finder: Finder, sight: Sight, words: int) -> None:
        folded.append(sight.text.searched)
        look(finder, sight, words)

    monkeypatch.setattr(Finder, "_look_folded", noted)
    with open_index(index_of(tmp_path, SPELLED, titles=TITLES)) as searcher:
        assert len(searcher.search(f"{typed} haus", duplicates="show").hits) > 1
    assert bool(folded) is looked_for


def _spelled_so(units: Sequence[Unit]) -> bool:
    """Whether no word of a query that may be folded is looked for with other diacritics."""
    words = [word for unit in units for word in getattr(unit, "words", [unit])]
    return all(
        word.spelled_so for word in words if isinstance(word, Word) and Channel.FOLD in word.terms
    )


def _marks(searcher: Searcher, queries: Sequence[str]) -> list[object]:
    views = [searcher.document(name, typed) for typed in queries for name in SPELLED]
    hits = [searcher.search(typed, duplicates="show").hits for typed in queries]
    return [*((view.title_marks, view.marks) for view in views), *hits]
