"""Stored documents: nothing is lost, little is needed to read them, damage is noticed."""

from __future__ import annotations

import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.analysis import Analysis, analyze_runs, chain, runs, runs_of, vocabulary
from indexer.analysis.base import Entity, Part
from indexer.analysis.registry import LANGUAGES
from indexer.errors import CorruptIndex
from indexer.highlight.highlighter import highlight
from indexer.model import Channel, Document, Span
from indexer.query import analyze_query
from indexer.records.blocks import LONG
from indexer.records.prepare import prepare, restore
from indexer.records.record import Codec, Record

sys.path.append(str(Path(__file__).parents[1] / "analysis"))
from analysis_texts import SENTENCES, texts

LONG_TEXT = "\n".join(SENTENCES * (LONG // 200))


def documents() -> st.SearchStrategy[Document]:
    spans = st.lists(st.integers(0, 40), min_size=4, max_size=4, unique=True).map(sorted)
    return st.builds(
        lambda text, title, lang, bounds, date: Document(
            id="ä/1",
            text=text,
            title=title,
            lang=lang,
            date=date,
            unsearched=tuple(
                Span(start, min(end, len(text)))
                for start, end in (bounds[:2], bounds[2:])
                if start < len(text)
            ),
        ),
        texts,
        st.one_of(st.just(""), texts),
        st.sampled_from([None, "vi", "de", "ru", "en"]),
        spans,
        st.sampled_from([None, "2025-12-16"]),
    )


@given(document=documents())
@example(document=Document(id="a", text=""))
@example(
    document=Document(id="\ud800", text="a\ud800b \u0d4e\ud800", title="\udfff", source="\ud800")
)
@example(document=Document(id="a", text=unicodedata.normalize("NFD", "Hợp tác\nở Việt Nam")))
@example(document=Document(id="a", text="hợp tác Москве hợp tác", unsearched=(Span(8, 14),)))
@example(document=Document(id="a", text=LONG_TEXT, unsearched=(Span(5000, 5100),)))
@example(document=Document(id="a", text="\u0d4e " + LONG_TEXT))
def test_a_stored_document_is_restored_as_it_was_prepared(document: Document) -> None:
    prepared = prepare(document).document
    record = Record(prepared.stored)
    assert restore(record) == prepared
    lang = prepared.langs[0]
    assert record.document == replace(
        document,
        id=clean(document.id),
        text=clean(document.text),
        title=clean(document.title),
        source=clean(document.source),
        url=document.url and clean(document.url),
        lang=lang,
    )


def clean(text: str) -> str:
    return text.encode(errors="replace").decode()


def test_restoring_needs_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document(id="a", text=" ".join(SENTENCES), title="Hợp tác в Москве")
    prepared = prepare(document).document
    chain._CACHES["ru"].clear()
    monkeypatch.setattr(vocabulary, "_vocabularies", {})
    monkeypatch.setattr(LANGUAGES["vi"], "parts", None)
    monkeypatch.setattr(LANGUAGES["ru"], "stem", None)
    monkeypatch.setattr(chain._CACHES["ru"], "_stem", None)
    monkeypatch.setattr(runs, "_detector", None)
    units = analyze_query("lang:de").units
    record = Record(prepared.stored)
    assert highlight(record, units).body == ()
    assert restore(record) == prepared


@given(data=st.data(), text=texts)
def test_parts_of_any_kind_are_stored(data: st.DataObject, text: str) -> None:
    text = text.encode(errors="replace").decode()
    analysis = analyze_runs(text, runs_of(text))
    tokens = len(analysis.starts)
    bounds = st.tuples(st.integers(0, tokens), st.integers(0, tokens)).map(sorted)
    covered = bounds.filter(lambda bounds: bounds[0] < bounds[1])
    terms = st.sampled_from(["de:haus", "geo:524901", "k'lg'n'v", "vi:hợp_tác"])
    if tokens:
        part = st.builds(lambda bounds, term: Part(*bounds, term), covered, terms)
        entity = st.builds(
            lambda bounds, terms, channel: Entity(*bounds, terms, channel),
            covered,
            st.lists(terms, min_size=1, max_size=3).map(tuple),
            st.sampled_from([Channel.NAME, Channel.PLACE]),
        )
        analysis.parts.extend(data.draw(st.lists(part, max_size=5)) + analysis.parts[:2])
        analysis.entities.extend(data.draw(st.lists(entity, max_size=5)) + analysis.entities[:2])
    parts = sorted(analysis.all_parts())
    title = Analysis([], [], [], [], [], [])
    stored = Record.pack(Document(id="a", text=text), ["en"], title, analysis, text)
    restored = Record(stored).body.analysis
    assert sorted(restored.all_parts()) == parts
    assert restored.parts == analysis.parts, "and in one order"
    assert restored._replace(entities=[]) == analysis._replace(entities=[])


def test_what_a_text_names_is_told_by_term_and_by_where() -> None:
    text = "Putin nach Hà Nội, Путин; Putin"
    analysis = analyze_runs(text, runs_of(text, "de"), known_parts=[])
    both, other = ("putin", "v1putin"), ("putin", "v1pucin")
    named = [(0, 1, both), (4, 5, other), (5, 6, both)]
    analysis.entities.extend([Entity(*each, Channel.NAME) for each in named])
    analysis.entities.append(Entity(2, 4, ("geo:1581130",), Channel.PLACE))
    title = Analysis([], [], [], [], [], [])
    payload = Record.pack(Document(id="a", text=text), ["de"], title, analysis, text)
    assert payload.count(b"v1putin") == 1, "of a name its terms are stored once"
    body = Record(payload).body
    asked = {term: term.encode() for term in ("putin", "v1pucin", "v1", "other")}
    assert {term: sorted(spans) for term, spans in body.named(Channel.NAME, asked).items()} == {
        "putin": [(0, 5), (19, 24), (26, 31)],
        "v1pucin": [(19, 24)],
    }
    assert body.named(Channel.NAME, {"other": b"other"}) == {}
    assert body.all_named(Channel.NAME) == {
        Span(0, 5): list(both),
        Span(19, 24): list(other),
        Span(26, 31): list(both),
    }
    assert list(body.all_named(Channel.NAME)) == sorted(body.all_named(Channel.NAME))
    assert body.times_named(Channel.NAME, ["putin", "v1pucin", "v1"]) == {
        "putin": 3,
        "v1pucin": 1,
        "v1": 0,
    }
    assert body.times_named(Channel.PLACE, ["geo:1581130"]) == {"geo:1581130": 1}


def test_a_part_of_another_channel_marks_the_tokens_it_covers() -> None:
    text = "Nach Bad Aibling, dann heim"
    analysis = analyze_runs(text, runs_of(text, "de"), known_parts=[])
    analysis.parts.append(Part(1, 3, "vi:bad_kissingen"))
    title = Analysis([], [], [], [], [], [])
    record = Record(Record.pack(Document(id="a", text=text), ["de"], title, analysis, text))
    (unit,) = analyze_query("+Bad-Kissingen").units
    marks = highlight(record, [replace(unit, terms={Channel.PART: {"vi:bad_kissingen"}})]).body
    assert [(text[mark.start : mark.end], mark.channel) for mark in marks] == [
        ("Bad", Channel.PART),
        ("Aibling", Channel.PART),
    ]


def test_the_small_values_are_read_without_the_text() -> None:
    document = Document(id="ä", text="Москва", title="T", date="2025-12-16", url="u", source="s")
    record = Record(prepare(document).document.stored)
    assert (record.id, record.title, record.lang) == ("ä", "T", "ru")
    assert (record.date, record.url, record.source) == ("2025-12-16", "u", "s")
    assert not record.body._decoded


def test_a_record_takes_little_more_than_its_text() -> None:
    text = " ".join(SENTENCES[:1] * 200)
    stored = prepare(Document(id="a", text=text)).document.stored
    assert len(stored) < 1.1 * len(text.encode())


def samples() -> list[bytes]:
    return [
        f"{n} {SENTENCES[n % 4]} {n * 7919} {SENTENCES[n * 3 % 4]}".encode() for n in range(900)
    ]


@given(data=st.binary())
def test_what_is_compressed_comes_back(data: bytes) -> None:
    assert Codec().decompress(Codec().compress(data)) == data


def test_a_dictionary_is_learnt_the_same_every_time_and_saves_space() -> None:
    codec = Codec.trained(samples())
    assert codec.dictionary
    assert Codec.trained(samples()).dictionary == codec.dictionary
    again = Codec(codec.dictionary)
    for sample in samples()[::100]:
        assert again.decompress(codec.compress(sample)) == sample
        assert len(codec.compress(sample)) < len(Codec().compress(sample)) / 2


@pytest.mark.parametrize("few", [[], [b""], [b"a", b"b"], [b"Moskau"] * 3])
def test_too_few_samples_make_no_dictionary(few: list[bytes]) -> None:
    codec = Codec.trained(few)
    assert codec.dictionary == b""
    assert codec.decompress(codec.compress(b"Moskau")) == b"Moskau"


def test_damage_is_noticed() -> None:
    codec = Codec.trained(samples())
    record = samples()[5] * 3
    packed = codec.compress(record)
    noticed = 0
    for at in range(len(packed)):
        damaged = bytearray(packed)
        damaged[at] ^= 0x10
        try:
            assert codec.decompress(bytes(damaged)) == record, "a bit that zstd does not use"
        except CorruptIndex as error:
            noticed += "cannot be read" in error.message
    assert noticed > len(packed) / 2
    for wrong in (b"", packed[:-1], b"x" * 40):
        with pytest.raises(CorruptIndex):
            codec.decompress(wrong)
    with pytest.raises(CorruptIndex):
        Codec().decompress(packed)


def test_threads_share_a_codec() -> None:
    codec = Codec.trained(samples())
    with ThreadPoolExecutor(8) as pool:
        packed = list(pool.map(codec.compress, samples()))
        assert list(pool.map(codec.decompress, packed)) == samples()
