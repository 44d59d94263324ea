"""What groups of clauses match, on documents whose ids are what they hold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.engines.base import EngineDocument, EngineReader
from indexer.engines.registry import get_engine
from indexer.query import analyze_query


def document(name: str) -> EngineDocument:
    """``ab.de.2025``: the words a and b, in German, of 2025; the title is the first word."""
    words, lang, year = name.split(".")
    terms = {
        f"{field}_{channel}": " ".join(found)
        for field, found in (("body", words), ("title", words[0]))
        for channel in ("word", "fold")
    }
    return EngineDocument(name, terms, (lang,), (), f"{lang}/{year} x", "", f"{year}-06-01", b"")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineReader]:
    folder = tmp_path_factory.mktemp("groups")
    writer = get_engine("whoosh").create(folder)
    for name in ("a.de.2024", "b.de.2025", "ab.ru.2025", "abc.de.2025", "c.ru.2024", "bac.vi.2023"):
        writer.add(document(name))
    writer.commit()
    with get_engine("whoosh").open(folder) as reader:
        yield reader


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("a b", "a.de b.de ab.ru abc.de bac.vi"),
        ("a OR b", "a.de b.de ab.ru abc.de bac.vi"),
        ("a AND b", "ab.ru abc.de bac.vi"),
        ("a AND b OR c", "ab.ru abc.de bac.vi c.ru"),
        ("a AND (b OR c)", "ab.ru abc.de bac.vi"),
        ("+a b", "a.de ab.ru abc.de bac.vi"),
        ("+a +b", "ab.ru abc.de bac.vi"),
        ("a ANDMAYBE b", "a.de ab.ru abc.de bac.vi"),
        ("a REQUIRE b", "ab.ru abc.de bac.vi"),
        ("a -b", "a.de"),
        ("a NOT b", "a.de"),
        ("a ANDNOT b", "a.de"),
        ("+a -c b", "a.de ab.ru"),
        ('+"a b" -c d', "ab.ru"),
        ("-a", "b.de c.ru"),
        ("-a -b", "c.ru"),
        ("-c OR a", "a.de ab.ru"),
        ("b OR -c", "b.de ab.ru"),
        ("b -c OR a", "a.de b.de ab.ru"),
        ("b AND -c", "b.de ab.ru"),
        ("(b -c) OR c", "b.de ab.ru abc.de c.ru bac.vi"),
        ("NOT (a OR b)", "c.ru"),
        ("-(-a)", "a.de ab.ru abc.de bac.vi"),
        ("NOT (a AND NOT b)", "b.de ab.ru abc.de c.ru bac.vi"),
        ('"a b"', "ab.ru abc.de"),
        ('"a b" c', "ab.ru abc.de"),
        ('"a b" OR c', "ab.ru abc.de c.ru bac.vi"),
        ('"b a"', "bac.vi"),
        ("lang:de", "a.de b.de abc.de"),
        ("lang:de OR lang:ru", "a.de b.de ab.ru abc.de c.ru"),
        ("lang:de lang:ru", "a.de b.de ab.ru abc.de c.ru"),
        ("lang:(de ru)", "a.de b.de ab.ru abc.de c.ru"),
        ("lang:de AND lang:ru", ""),
        ("+lang:de +lang:ru", ""),
        ("NOT lang:de", "ab.ru c.ru bac.vi"),
        ("-lang:(de ru)", "bac.vi"),
        ("a lang:de", "a.de abc.de"),
        ("a AND lang:de", "a.de abc.de"),
        ("+a lang:de", "a.de abc.de"),
        ("a -lang:de", "ab.ru bac.vi"),
        ("lang:de OR c", "a.de b.de abc.de c.ru bac.vi"),
        ("NOT lang:de OR a", "a.de ab.ru abc.de c.ru bac.vi"),
        ("(lang:de a) OR c", "a.de abc.de c.ru bac.vi"),
        ("(lang:de a) (lang:ru c)", "a.de abc.de c.ru"),
        ("lang:de a OR c", "a.de abc.de"),
        ("lang:de OR date:2023", "a.de b.de abc.de bac.vi"),
        ("b lang:de OR date:2023", "b.de abc.de bac.vi"),
        ("date:2024", "a.de c.ru"),
        ("date:2024 date:2025", "a.de b.de ab.ru abc.de c.ru"),
        ("date:2024 AND date:2025", ""),
        ("date:[2024 TO 2025] lang:ru", "ab.ru c.ru"),
        ("date:>=2025 a", "ab.ru abc.de"),
        ("date:<2024", "bac.vi"),
        ("date:* b", "b.de ab.ru abc.de bac.vi"),
        ('source:"de/*"', ""),
        ("lang:de date:2025", "b.de abc.de"),
        ("lang:de -date:2025", "a.de"),
        ('source:"de/2025 x"', "b.de abc.de"),
        ("source:de/*", "a.de b.de abc.de"),
        ("source:??/2024*", "a.de c.ru"),
        ("source:* a", "a.de ab.ru abc.de bac.vi"),
        ("id:ab.ru.2025", "ab.ru"),
        ("id:ab", ""),
        ("title:a", "a.de ab.ru abc.de"),
        ("title:(a b) c", "a.de b.de ab.ru abc.de c.ru bac.vi"),
        ("title:a AND body:c", "abc.de"),
        ("title:b -title:a", "b.de bac.vi"),
        ("* -a", "b.de c.ru"),
        ("nobody", ""),
        ("lang:xx a", ""),
    ],
)
def test_what_a_query_matches(reader: EngineReader, typed: str, found: str) -> None:
    hits = reader.search(analyze_query(typed).tree, limit=99).hits
    assert {hit.id.rsplit(".", 1)[0] for hit in hits} == set(found.split())


@pytest.mark.parametrize("typed", ["a", "a b", '"a b"', "+a b", "a AND b", "a OR b"])
@pytest.mark.parametrize(
    "filtered", ["{} lang:de", "lang:de {}", "({}) AND lang:de", "{} -lang:ru -lang:vi"]
)
def test_filters_never_score(reader: EngineReader, typed: str, filtered: str) -> None:
    plain = {h.id: h.score for h in reader.search(analyze_query(typed).tree).hits}
    hits = reader.search(analyze_query(filtered.format(typed)).tree).hits
    assert hits
    assert all(hit.score == pytest.approx(plain[hit.id]) for hit in hits)


@pytest.mark.parametrize("typed", ["a b", "b a", "+a +b", "a AND b"])
def test_words_side_by_side_rank_higher(reader: EngineReader, typed: str) -> None:
    words = [word for word in typed.replace("+", "").split() if word != "AND"]
    near = reader.search(analyze_query(f'"{" ".join(words)}"').tree).hits[0].id
    scores = {hit.id: hit.score for hit in reader.search(analyze_query(typed).tree).hits}
    assert scores[near] > 0
    alone = max(scores.get("a.de.2024", 0), scores.get("b.de.2025", 0))
    assert all(
        score > alone
        for name, score in scores.items()
        if "a" in name.split(".")[0] and "b" in name.split(".")[0]
    )
