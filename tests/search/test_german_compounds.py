"""German compounds from text to marks, on every engine: complaints of the field as tests."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer import build_index, open_index
from indexer.analysis import analyze
from indexer.highlight.highlighter import highlight
from indexer.model import Channel, Document, Hit
from indexer.query import analyze_query
from indexer.records.prepare import prepare
from indexer.records.record import Record
from indexer.search.searcher import Searcher

FILLER = "Der Bericht nennt weitere Punkte, die hier keine Rolle spielen. " * 200
TEXTS = {
    "whole": "Das Handelsabkommen mit Vietnam wurde unterzeichnet.",
    "parts": "Ein Abkommen über den Handel und die Zölle.",
    "front": "Der Handel wächst.",
    "head": "Das Abkommen gilt.",
    "together": "Die Wirtschaftszusammenarbeit geht weiter.",
    "dress": "Das Sommerkleid ist rot.",
    "summer": "Der Sommer war lang.",
    "dresses": "Kleider machen Leute.",
    "doctors": "Die Ärztekammer tagt.",
    "cup": "Die Fußballweltmeisterschaft beginnt.",
    "egg": "Ein Hühnerei kostet wenig.",
    "long": f"{FILLER}Die Hafenbehörde schweigt. {FILLER}",
    "nfd": unicodedata.normalize("NFD", "Über die Straßenbahn im Küstenort."),
    "english": "An understanding of international agreements.",
    "vietnamese": "Hợp tác thương mại Việt Nam.",
}


@pytest.fixture(scope="module", params=["tantivy", "whoosh"])
def searcher(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Searcher]:
    folder: Path = tmp_path_factory.mktemp("compounds")
    lines = [json.dumps({"id": name, "text": text}) for name, text in TEXTS.items()]
    (folder / "texts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(folder / "texts.jsonl", folder / "index", engine=request.param)
    with open_index(folder / "index") as found:
        yield found


def hits(searcher: Searcher, typed: str) -> dict[str, Hit]:
    return {hit.id: hit for hit in searcher.search(typed, size=50, across="off").hits}


def shown(hit: Hit) -> list[tuple[str, str]]:
    return [
        (unicodedata.normalize("NFC", snippet.text[mark.start : mark.end]), str(mark.channel))
        for snippet in hit.snippets
        for mark in snippet.marks
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param("Handelsabkommen", ["whole", "parts"], id="whole-before-parts"),
        pytest.param("Handelsabkommens", ["whole", "parts"], id="inflected"),
        pytest.param("handelsabkommen", ["whole", "parts"], id="lower-case"),
        pytest.param('"Handelsabkommen"', ["whole"], id="quoted-is-not-split"),
        pytest.param("Sommerkleid", ["dress"], id="one-part-is-not-enough"),
        pytest.param("Kleid", ["dresses", "dress"], id="word-before-part"),
        pytest.param("Zusammenarbeit", ["together"], id="head"),
        pytest.param("Wirtschaft", ["together"], id="front"),
        pytest.param("Arzt", ["doctors"], id="umlaut"),
        pytest.param("Weltmeisterschaft", ["cup"], id="part-in-between"),
        pytest.param("Fußball", ["cup"], id="part-in-between-in-front"),
        pytest.param("Ei", ["egg"], id="two-letters"),
        pytest.param("Hafen", ["long"], id="long-text"),
        pytest.param("Küste", ["nfd"], id="not-composed"),
        pytest.param("Straße", ["nfd"], id="sharp-s"),
        pytest.param("Keit", [], id="no-suffix"),
        pytest.param("Handelsabkommen Sommerkleid", ["whole", "dress", "parts"], id="two"),
    ],
)
def test_what_is_found(searcher: Searcher, typed: str, found: list[str]) -> None:
    assert sorted(hits(searcher, typed)) == sorted(found)
    if len(found) == 2:
        assert list(hits(searcher, typed)) == found
    for form in ("NFC", "NFD"):
        for hit in hits(searcher, unicodedata.normalize(form, typed)).values():  # type: ignore[arg-type]
            assert shown(hit), hit.id


@pytest.mark.parametrize(
    ("typed", "document", "marks"),
    [
        pytest.param("Abkommen", "whole", [("Handelsabkommen", "part")], id="whole-compound"),
        pytest.param("Handelsabkommen", "whole", [("Handelsabkommen", "word")], id="itself"),
        pytest.param(
            "Handelsabkommen", "parts", [("Abkommen", "stem"), ("Handel", "stem")], id="parts"
        ),
        pytest.param("Arzt", "doctors", [("Ärztekammer", "part")], id="umlaut"),
        pytest.param("Ei", "egg", [("Hühnerei", "part")], id="two-letters"),
        pytest.param("Hafen", "long", [("Hafenbehörde", "part")], id="long-text"),
        pytest.param("Küste", "nfd", [("Küstenort", "part")], id="not-composed"),
    ],
)
def test_what_is_marked(
    searcher: Searcher, typed: str, document: str, marks: list[tuple[str, str]]
) -> None:
    assert shown(hits(searcher, typed)[document]) == marks


def test_a_part_alone_is_not_marked() -> None:
    """Of a compound of the query nothing is marked in a document that has not all its parts."""
    record = _record("Der Sommer war lang. Vietnam.")
    marks = highlight(record, analyze_query("Sommerkleid Vietnam").units).body
    assert [record.document.text[mark.start : mark.end] for mark in marks] == ["Vietnam"]


@pytest.mark.parametrize("filler", ["", FILLER], ids=["short", "long"])
def test_the_parts_are_marked_only_where_the_whole_is_nowhere(filler: str) -> None:
    text = f"{filler}Kleid und Sommer. {filler}"
    apart = _record(text)
    both = _record(f"{text}Das Sommerkleid.")
    units = analyze_query("Sommerkleid").units
    marked = [
        [r.document.text[m.start : m.end] for m in highlight(r, units).body] for r in (apart, both)
    ]
    assert marked == [["Kleid", "Sommer"], ["Sommerkleid"]]


def test_no_letters_are_left_over_or_invented() -> None:
    """No "e" of a compound becomes a term, and no half of a word is marked."""
    for token in analyze("Die Wirtschaftszusammenarbeit und das Hühnerei.", "de"):
        stems = [term.removeprefix("de:") for term in token.terms.get(Channel.PART, ())]
        assert all(len(stem) > 2 or stem == "ei" for stem in stems)
        assert not {"s", "er", "e", "keit", "ung"} & set(stems)


@pytest.mark.parametrize(
    "typed", ["software", "understanding", "football", "international", "nghiêncứu", "thuongmai"]
)
def test_words_of_other_languages_are_not_split(typed: str) -> None:
    assert all(not hasattr(unit, "words") for unit in analyze_query(typed).units), typed


def _record(text: str) -> Record:
    return Record(prepare(Document(id="a", text=text, lang="de"))[0].stored)
