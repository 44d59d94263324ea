"""What a sieve leaves aside answers nothing, and is not analysed either."""

from __future__ import annotations

import pytest
from highlighting import record_of
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.analysis import vocabulary
from indexer.analysis.filters import word_term
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.tokenizer import split_words
from indexer.analysis.vocabulary import pieces
from indexer.highlight import scan
from indexer.highlight.highlighter import Highlighter
from indexer.highlight.literals import beginnings
from indexer.highlight.sieve import Sieve
from indexer.model import Channel
from indexer.query import analyze_query
from indexer.query.units import Word

_FORMS = (
    "city cities Body bodies using used use dying Die lie lying naming Name its It being be",
    "Häuser Haus Häuserblocks Goethe Goethes zuerst Duett größten größte grosse Straße Strassen",
    "Körperlänge Körperlängen Elektroenergie Energie Fürstenhäuser Fürstenhaus ausschließt",
    "людьми человек шёл идти лучше хороший Калгановым Калганов ёлки елка за\u0301мок замки й",
    "hợp HỢP hop hoà hòa hoá đường duong kỹ kĩ d'accord O’Brien obrien l’hôpital a_b x-y",
)
_WORD = st.sampled_from(" ".join(_FORMS).split(" "))
_GAP = st.sampled_from(
    [" ", " ", ", ", "-", "\n", "\u00a0", "’", "\u00ad", "„", "\u0301", "ℹ", "é"]
)
_TEXTS = st.one_of(
    st.lists(_WORD, max_size=12).map(" ".join),
    st.lists(st.one_of(_WORD, _GAP, st.text(max_size=4)), max_size=16).map("".join),
)


@settings(max_examples=300)
@given(text=_TEXTS, typed=_TEXTS)
@example(text="Elektroenergie", typed="Energie")
@example(text="zurst Duett", typed="zuerst Dutt")
@example(text="skies Virenschutz Forenmitglied Albenreihe", typed="sky Virus Forum Album")
@example(text="Neueroeffnung", typed="Eröffnungsfeier")
@example(text="\u0345foo \u0374", typed="foo ʹ")
@example(text="человек", typed="людьми")
@example(text="людьми шёл ЛЮДЬМИ", typed="человек идти")
@example(text="ℹfoo 'tis", typed="foo tis")
@example(text="hợp\u00adtác ʼn", typed="hợptác ŉ")
def test_what_answers_passes(text: str, typed: str) -> None:
    chunks = set(text.replace("\n", " ").split(" "))
    highlighter = Highlighter(analyze_query(typed).units)
    words = _words(highlighter)
    sieve = Sieve(words, len(words))
    for lang, language in LANGUAGES.items():
        stems = {
            word: language.stem(word) if language.writes(word) else word
            for word in map(word_term, split_words(text).surfaces)
        }
        passing = sieve.passing(chunks, lang, stems if language.stores_stems else {})
        judge = highlighter._wanted.judge
        answering = {chunk for chunk in chunks if judge(pieces(chunk, lang))}
        if not highlighter._wanted.patterns:
            assert answering <= passing


def test_what_means_a_word_passes_in_its_own_language_alone() -> None:
    sieve = Sieve([_only("de:haus"), _only("en:hous")], 1)
    assert sieve.passing({"houses", "Häuser", "x"}, "de", {}) == {"Häuser"}
    assert sieve.passing({"houses", "Häuser", "x"}, "en", {}) == {"houses", "Häuser"}


def _only(stem: str) -> Word:
    return Word("Haus", ("body",), {Channel.STEM: frozenset([stem])})


def test_what_cannot_answer_is_left() -> None:
    sieve = Sieve(_words(Highlighter(analyze_query("Häuser").units)), 1)
    chunks = {"„Haus“", "Häuser.", "Hauses", "Rathaus", "Gasthäuser,", "Maus", "hausen", "Ha", ""}
    assert sieve.passing(chunks, "de", {}) == {
        "„Haus“", "Häuser.", "Hauses", "Rathaus", "Gasthäuser,", "hausen"
    }  # fmt: skip


def _words(highlighter: Highlighter) -> list[Word]:
    return [word for word in highlighter._words if isinstance(word, Word)]


def test_of_many_new_words_hardly_more_is_analysed_than_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = " ".join(f"Wort{number}" for number in range(3_000))
    text = f"Am Ende kam der Bericht nach {words} Hanoi."
    record = record_of(text)
    monkeypatch.setattr(vocabulary, "_vocabularies", {})
    highlighter = Highlighter(analyze_query("Hanoi").units)
    _, (snippet, *_) = highlighter.hit(record, count=1, chars=240)
    assert record.body.table
    assert snippet.text.endswith("Hanoi.")
    assert len(snippet.marks) == 1
    assert len(vocabulary.vocabulary("de").pieces) < 200


def test_a_text_of_many_stretches_is_no_reason_to_analyse_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record = record_of(
        "\n".join(
            f"Der Bericht nennt Zahl{number} und Seite{number}.\n"
            f"Губернатор приехал в город{'абвгде'[number % 6] * (number // 6 + 1)}."
            for number in range(30)
        )
        + "\nHanoi."
    )
    assert len(record.body.runs) > 20
    monkeypatch.setattr(vocabulary, "_vocabularies", {})
    monkeypatch.setattr(scan, "_AT_ONCE", 10)
    marks = Highlighter(analyze_query("Hanoi губернатора").units).marks(record).body
    assert len(marks) == 31
    for lang in ("de", "ru"):
        assert 10 <= len(vocabulary.vocabulary(lang).pieces) < 40


@pytest.mark.parametrize(
    ("typed", "marks"),
    [
        ('"das Haus"~3', []),
        ('"das Haus"~4', ["das", "Haus"]),
        ("Ha*", ["Haus"]),
        ("Hauz~1", ["Haus"]),
    ],
)
def test_words_are_counted_past_what_was_left(
    monkeypatch: pytest.MonkeyPatch, typed: str, marks: list[str]
) -> None:
    text = " ".join([*(f"Wort{n}" for n in range(100)), "das Wort-3-x Haus."])
    record = record_of(text)
    monkeypatch.setattr(vocabulary, "_vocabularies", {})
    monkeypatch.setattr(scan, "_AT_ONCE", 0)
    found = Highlighter(analyze_query(typed).units).marks(record).body
    assert [text[mark.start : mark.end] for mark in found] == marks


def test_nothing_is_found_in_a_text_whose_words_were_left(monkeypatch: pytest.MonkeyPatch) -> None:
    record = record_of("  ".join(f"Wort{number}" for number in range(100)))
    monkeypatch.setattr(vocabulary, "_vocabularies", {})
    assert Highlighter(analyze_query("Murmansk").units).marks(record).body == ()


def test_a_text_that_cannot_be_cut_is_no_chunk_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "_vocabularies", {})
    units = analyze_query("Fluss").units
    uncut = record_of("Der Fluss \u06dd liegt am Rande")
    assert not uncut.body.head.splittable
    assert len(Highlighter(units).marks(uncut).body) == 1
    many = record_of(" ".join(["Der Fluss liegt am Rande", *(f"Wort{n}" for n in range(300))]))
    assert len(Highlighter(units).marks(many).body) == 1


@pytest.mark.parametrize(
    ("stem", "word", "forms"),
    [
        ("citi", "cities", ["city", "cities"]),
        ("name", "names", ["naming", "named"]),
        ("die", "die", ["dying"]),
        ("goth", "goethes", ["goethe"]),
        ("korperlang", "körperlänge", ["körperlängen", "körperlang"]),
        ("furstenhaus", "fürstenhaus", ["fürstenhäuser"]),
        ("grosst", "grösste", ["größten", "grösste", "grosst"]),
    ],
)
def test_the_forms_of_a_word_begin_as_its_stem_and_the_word_say(
    stem: str, word: str, forms: list[str]
) -> None:
    begun = tuple(beginnings(stem, frozenset([word])))
    assert [form for form in forms if not form.startswith(begun)] == []
