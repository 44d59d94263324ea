"""A glossary in a search: what it says is found, marked and explained, and wins."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import Searcher, build_index, load_settings, open_index
from indexer.cli.commands import main
from indexer.engines import tree as query
from indexer.errors import GlossaryError, UsageError
from indexer.lexicon.glossary import Glossary
from indexer.model import Hit, Page
from indexer.query import analyze_query
from indexer.query.units import Translated

TEXTS = {
    "de": "Die Kommission Blauwerk tagte gestern in der alten Halle am Fluss.",
    "vi": "Ủy ban Xưởng Xanh họp hôm qua tại hội trường cũ bên bờ sông.",
    "ru": "Комиссия Синего завода собралась вчера в старом зале у реки.",
    "en": "The Blue Plant commission met yesterday in the old hall by the river.",
    "apart": "The plant in the hall by the river is not blue but green.",
}
WORDS = {
    "de": ("Blauwerk", ["Blauwerk"]),
    "vi": ("xưởng xanh", ["Xưởng", "Xanh"]),
    "ru": ("синий завод", ["Синего", "завода"]),
    "en": ("blue plants", ["Blue", "Plant"]),
}
TERMS = [("Blauwerk", "de"), ("Xưởng Xanh", "vi"), ("синий завод", "ru"), ("Blue Plant", "en")]


@pytest.fixture(scope="module", params=["tantivy", "whoosh"])
def folder(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    folder = tmp_path_factory.mktemp("glossary")
    lines = [json.dumps({"id": name, "text": text}) for name, text in TEXTS.items()]
    (folder / "texts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    chosen = load_settings(engine=request.param)
    build_index(folder / "texts.jsonl", folder / "index", settings=chosen)
    rows = [
        f"{one}\t{lang}\t{other}\t{other_lang}"
        for number, (one, lang) in enumerate(TERMS)
        for other, other_lang in TERMS[number + 1 :]
    ]
    (folder / "glossary.tsv").write_text("\n".join(rows), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def searcher(folder: Path) -> Iterator[Searcher]:
    chosen = load_settings(glossary=str(folder / "glossary.tsv"))
    with open_index(folder / "index", settings=chosen) as searcher:
        yield searcher


def marks(hit: Hit) -> list[tuple[str, str, str]]:
    return [
        (snippet.text[mark.start : mark.end], mark.channel, mark.query)
        for snippet in hit.snippets
        for mark in snippet.marks
    ]


def hits(page: Page) -> dict[str, Hit]:
    return {hit.id: hit for hit in page.hits}


@pytest.mark.parametrize("lang", WORDS)
def test_a_term_is_found_and_marked_in_all_languages(searcher: Searcher, lang: str) -> None:
    typed, own = WORDS[lang]
    found = hits(searcher.search(typed))
    assert {word for word, _, _ in marks(found[lang])} == set(own)
    for other, (_, words) in WORDS.items():
        if other != lang:
            meant = [(word, "meaning", typed) for word in words]
            assert [each for each in marks(found[other]) if each[1] == "meaning"] == meant


@pytest.mark.parametrize("lang", WORDS)
def test_switched_off_it_is_not_looked_at(searcher: Searcher, lang: str) -> None:
    page = searcher.search(WORDS[lang][0], across="off")
    assert set(hits(page)) - {"apart"} == {lang}
    assert page.query.translations == ()


@pytest.mark.parametrize("across", ["on", "first"])
def test_other_words_of_the_query_are_found_with_it(searcher: Searcher, across: str) -> None:
    page = searcher.search("Blauwerk Halle", across=across)  # type: ignore[arg-type]
    assert next(iter(hits(page))) == "de"
    assert {"vi", "ru", "en"} <= set(hits(page))


def test_a_term_within_a_query_is_one_thing(searcher: Searcher) -> None:
    found = hits(searcher.search("commission of the blue plant"))
    assert ("Blauwerk", "meaning", "blue plant") in marks(found["de"])


def test_words_of_a_term_by_themselves_are_none(searcher: Searcher) -> None:
    assert "Blauwerk" not in [word for word, _, _ in marks_of_all(searcher.search("plant"))]


def marks_of_all(page: Page) -> list[tuple[str, str, str]]:
    return [mark for hit in page.hits for mark in marks(hit)]


def test_what_it_says_is_told(searcher: Searcher) -> None:
    page = searcher.search("Blauwerk")
    (told,) = [each for each in page.query.translations if each.text == "Blauwerk"]
    ours = {(word.lang, word.text) for word in told.words if word.from_glossary}
    assert ours == {("vi", "xưởng xanh"), ("ru", "синий завод"), ("en", "blue plant")}
    assert [str(told.note)] == [str(note) for note in page.query.notes if "Blauwerk" in note]


def test_the_lexicon_is_not_asked_where_it_says_something(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "g.tsv").write_text("river\ten\tXưởng\tvi\n", encoding="utf-8")
    chosen = load_settings(glossary=str(tmp_path / "g.tsv"))
    with open_index(folder / "index", settings=chosen) as searcher:
        found = hits(searcher.search("river"))
        assert [word for word, _, _ in marks(found["vi"])] == ["Xưởng"]
        (told,) = searcher.search("river").query.translations
        assert {word.from_glossary for word in told.words if word.lang == "vi"} == {True}


def test_a_changed_glossary_counts_at_once(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "g.tsv"
    path.write_text("Blauwerk\tde\tXưởng Xanh\tvi\n", encoding="utf-8")
    with open_index(folder / "index", settings=load_settings(glossary=str(path))) as searcher:
        before = searcher.version
        assert set(hits(searcher.search("Blauwerk"))) == {"de", "vi"}
        path.write_text("Blauwerk\tde\tсиний завод\tru\n", encoding="utf-8")
        os.utime(path, ns=(5, 5))
        assert searcher.version != before
        assert set(hits(searcher.search("Blauwerk"))) == {"de", "ru"}
        path.write_text("Blauwerk\n", encoding="utf-8")
        page = searcher.search("Blauwerk")
        assert set(hits(page)) == {"de", "ru"}
        assert any("glossary was changed" in note for note in page.query.notes)


def test_a_bad_glossary_is_refused_with_every_line(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "g.tsv"
    path.write_text("a\tde\nb\tde\tnước\tvi\nc\tde\n", encoding="utf-8")
    chosen = load_settings(glossary=str(path))
    with pytest.raises(GlossaryError, match=r"(?s)line 1 .*line 3 "):
        open_index(folder / "index", settings=chosen)
    asked = ["search", "x", "--index", str(folder / "index"), "--glossary", str(path)]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 2
    assert "line 3 has 2 columns" in result.stderr


@pytest.mark.parametrize("method", ["search", "document", "ranking", "analyze"])
def test_another_way_than_the_three_is_an_error(searcher: Searcher, method: str) -> None:
    arguments = {"document": ("de", "x"), "ranking": ("x", 5)}.get(method, ("x",))
    with pytest.raises(UsageError, match="off, on, first"):
        getattr(searcher, method)(*arguments, across="maybe")


def test_a_document_is_marked_as_its_hit_is(searcher: Searcher) -> None:
    text = TEXTS["vi"]
    view = searcher.document("vi", "Blauwerk")
    assert [text[mark.start : mark.end] for mark in view.marks] == ["Xưởng", "Xanh"]
    assert searcher.document("vi", "Blauwerk", across="off").marks == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Blauwerk", ["Blauwerk"]),
        ('"Blauwerk"', []),
        ("-Blauwerk", []),
        ("name:Blauwerk", []),
        ("title:Blauwerk", ["Blauwerk"]),
        ("+Blauwerk Halle", ["Blauwerk"]),
        ("Blauwerk^2 AND lang:vi", ["Blauwerk"]),
        ("blue plant blue", ["blue plant"]),
        ("blue-plant", ["blue-plant"]),
    ],
)
def test_words_that_are_asked_for_are_looked_up(folder: Path, typed: str, meant: list[str]) -> None:
    analyzed = analyze_query(typed, glossary=Glossary.load(folder / "glossary.tsv"))
    found = [unit for unit in analyzed.units if isinstance(unit, Translated)]
    assert [unit.text for unit in found if unit.from_glossary] == meant
    assert all(unit.fields == ("title",) for unit in found) or "title:" not in typed


PIECES = st.sampled_from(
    ["Blauwerk", "blue", "plant", "xưởng", "xanh", "синий", "завод", '"', "-", "AND", "(", ")", "*"]
)


def test_nothing_typed_raises_with_a_glossary(folder: Path) -> None:
    glossary = Glossary.load(folder / "glossary.tsv")

    @settings(max_examples=100)
    @given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=8).map(" ".join))
    def check(typed: str) -> None:
        tree = analyze_query(typed, glossary=glossary).tree
        assert isinstance(tree, query.Query)

    check()


def command(folder: Path, *arguments: str) -> str:
    options = ["--index", str(folder / "index"), "--glossary", str(folder / "glossary.tsv")]
    result = CliRunner().invoke(main, [*arguments, *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_commands_search_other_languages(folder: Path, tmp_path: Path) -> None:
    page = json.loads(command(folder, "search", "Blauwerk", "--json"))
    assert {hit["id"] for hit in page["hits"]} == {"de", "vi", "ru", "en"}
    page = json.loads(command(folder, "search", "Blauwerk", "--across", "off", "--json"))
    assert [hit["id"] for hit in page["hits"]] == ["de"]
    queries, output = tmp_path / "q.jsonl", tmp_path / "run"
    queries.write_text('{"id": "1", "text": "Blauwerk"}', encoding="utf-8")
    for across, count in (("off", 1), ("on", 4), ("first", 4)):
        command(folder, "run", str(queries), "--output", str(output), "--across", across)
        assert len(output.read_text(encoding="utf-8").splitlines()) == count


def test_explain_lists_what_was_found_by_meaning(folder: Path) -> None:
    told = command(folder, "explain", "Blauwerk", "--doc", "ru")
    assert "Синего завода ≈ Blauwerk  (ru:синий ru:завод, glossary)" in told
    found = json.loads(command(folder, "explain", "Blauwerk", "--doc", "ru", "--json"))
    assert found["meanings"] == [
        {
            "query": "Blauwerk",
            "term": "ru:синий ru:завод",
            "words": ["Синего завода"],
            "similarity": 1.0,
            "from_glossary": True,
        }
    ]
    assert found["score"] > 0
    told = command(folder, "explain", "Blauwerk", "--doc", "ru", "--across", "off")
    assert "≈" not in told
    assert "no match" in told
