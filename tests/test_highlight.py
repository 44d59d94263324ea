"""Marks and snippets of real hits, from indexes built as a person would build them."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest
import regex

from indexer import build_index, open_index
from indexer.analysis.base import Part
from indexer.analysis.registry import LANGUAGES
from indexer.answer import mark_html, page_json
from indexer.highlight import Highlighter, highlight
from indexer.model import Channel, Document, Hit, Mark, Snippet, Span
from indexer.prepare import prepare
from indexer.query import analyze_query
from indexer.record import Record
from indexer.scan import Found, Scanner
from indexer.search import Searcher
from indexer.snippets import snippets
from indexer.storedtext import StoredText

FILLER = "Der Bericht nennt weitere Punkte, die hier keine Rolle spielen. " * 12
TEXTS = {
    "vi-tourism": (
        "Du lịch Hà Nội",
        "Ngành du lịch của Hà Nội tăng trưởng. Khách du lịch Nga đến Khánh Hoà."
        " Lịch sử của thành phố.",
    ),
    "vi-syllables": ("Lịch sử", "Lịch sử đi du học. Du khách đến xem lịch."),
    "vi-nfd": (
        unicodedata.normalize("NFD", "Đường Trường Sơn"),
        unicodedata.normalize("NFD", "Con đường dài. Ông Dương đến Mát-xcơ-va thăm Đại sứ quán."),
    ),
    "de-houses": (
        "Häuser & <b>Gärten</b>",
        "In Schlüters Haus wohnen Gäste. Die Häuser der Föderation stehen in Moskau."
        " Hauser ist ein Name.",
    ),
    "de-long": (
        "Bericht",
        f"{FILLER}Am 16. Dezember reiste Kalganow nach Moskau. {FILLER}"
        f"»Hanoi ist größer«, sagte er. {FILLER}",
    ),
    "ru-trip": (
        "Поездка",
        "Губернатор Калганов приехал в Москву. О Калганове писали в Москве. Ёлки стояли.",
    ),
    "en-trip": (
        "A visit to Moscow",
        "The governor's houses. He didn't see the house."
        " Emoji 👩🏽‍🚀 Moscow👍🏽 e\u0301te\u0301.",
    ),
    "mixed": (
        "",
        "Der Minister sagte «Москва не верит слезам» in Hanoi.\n\n"
        "Hợp tác giữa Việt Nam và Liên bang Nga.",
    ),
    "title-only": ("Sonderfall Wladiwostok", "Ein Text ohne das Wort."),
    "repeats-title": (
        "Die Überschrift steht hier",
        "Die Überschrift steht hier\n\nDer Text beginnt danach. Ende.",
    ),
}  # fmt: skip

QUERIES = (
    *("du lịch", "DU LỊCH", "du lich", "Hà Nội", "ha noi", "Khánh Hòa", "Khanh Hoa", "lịch sử"),
    *("Mát-xcơ-va", "mat-xco-va", "Đại sứ quán", "đường", "duong", "hợp tác Liên bang Nga"),
    *("Haus", "Häuser", "haeuser", "Hauser", "schlueter", "Schlüter", "Foederation", "Gaeste"),
    *("Калганову", "Москва", "в Москве", "елка", "ёлка", "Москва слезы", "Moskau Hanoi"),
    *("house", "houses", "didn't", "governor", "Moscow", "été", "ete", "Moscow visit houses"),
    *('"in Moskau"', '"Häuser der Föderation"', '"du lịch"', '"Nga Khánh Hòa"~2', '"в Москве"'),
    *("Kalgan*", "H?user", "*ganow", "Kalganov~1", "Mosk* OR Hà", "Häus* -Berlin", "Мо?кв*"),
    *("title:Moscow", "title:Lịch", "body:Haus", "Wladiwostok", "Überschrift"),
    *("+Moskau Hanoi", "Moskau AND Hanoi", "Moskau OR Moscow", "Moskau NOT Bericht"),
    *("lang:de Moskau", "Moskau -lang:ru"),
    *("Việt Nam", "viet nam", "Text", "Ende danach", "Emoji", "thành phố"),
)  # fmt: skip

Search = Callable[[str], dict[str, Hit]]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("highlight")
    lines = [
        json.dumps({"id": name, "title": title, "text": text}, ensure_ascii=False)
        for name, (title, text) in TEXTS.items()
    ]
    (folder / "texts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(folder / "texts.jsonl", folder / "index")
    with open_index(folder / "index") as searcher:
        yield searcher


@pytest.fixture(scope="module")
def search(searcher: Searcher) -> Search:
    return lambda typed: {hit.id: hit for hit in searcher.search(typed, size=100).hits}


def record_of(text: str, *, title: str = "", unsearched: tuple[Span, ...] = ()) -> Record:
    document = Document(id="a", text=text, title=title, unsearched=unsearched)
    return Record(prepare(document)[0].stored)


def cut(record: Record, typed: str, *, count: int = 2, chars: int = 120) -> tuple[Snippet, ...]:
    marks = highlight(record, analyze_query(typed).units)
    return snippets(record, marks.body, count=count, chars=chars)


def marked(text: str, marks: tuple[Mark, ...]) -> list[str]:
    return [unicodedata.normalize("NFC", text[mark.start : mark.end]) for mark in marks]


def shown(hit: Hit) -> list[str]:
    """The marked words of the snippets, in order."""
    return [word for snippet in hit.snippets for word in marked(snippet.text, snippet.marks)]


def check(text: str, marks: tuple[Mark, ...]) -> None:
    """Sorted, apart from each other, within the text, on words, on grapheme boundaries."""
    boundaries = {0, *(cluster.end() for cluster in regex.finditer(r"\X", text))}
    ends = 0
    for mark in marks:
        assert ends <= mark.start < mark.end <= len(text)
        assert {mark.start, mark.end} <= boundaries, text[mark.start : mark.end]
        assert text[mark.start : mark.end].strip() == text[mark.start : mark.end]
        ends = mark.end


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", QUERIES)
def test_every_hit_shows_why(search: Search, searcher: Searcher, typed: str, form: str) -> None:
    hits = search(unicodedata.normalize(form, typed))  # type: ignore[arg-type]
    assert hits, "the table holds only queries that find something"
    for hit in hits.values():
        text = searcher.document(hit.id).document.text
        spaced = "".join(" " if char.isspace() else char for char in text)
        check(hit.title, hit.title_marks)
        for snippet in hit.snippets:
            check(snippet.text, snippet.marks)
            assert snippet.text in spaced
            assert len(snippet.text) <= 240 + 16
            assert snippet.before == (not spaced.lstrip().startswith(snippet.text)) or text == ""
        assert hit.title_marks or any(snippet.marks for snippet in hit.snippets), hit.id


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not attrs
        self.tags.append(tag)


@pytest.mark.parametrize("typed", ["Gärten", "Häuser", "Moscow", "b", "Москва"])
def test_html_is_escaped_text_and_marks(searcher: Searcher, typed: str) -> None:
    for hit in page_json(searcher.search(typed))["hits"]:
        pieces = [(hit["title"], hit["title_html"])]
        pieces += [(snippet["text"], snippet["html"]) for snippet in hit["snippets"]]
        for text, html in pieces:
            reader = _Reader()
            reader.feed(html)
            reader.close()
            assert reader.text == text
            assert set(reader.tags) <= {"mark"}


def test_html_of_hostile_text() -> None:
    text = "<script>\"&amp;'</mark>"
    assert mark_html(text, [Mark(1, 7, Channel.WORD, "x")]) == (
        "&lt;<mark>script</mark>&gt;&quot;&amp;amp;&#x27;&lt;/mark&gt;"
    )


def test_a_vietnamese_word_is_marked_whole_and_not_its_lone_syllables(search: Search) -> None:
    hits = search("du lịch")
    assert shown(hits["vi-tourism"]) == ["du", "lịch", "du", "lịch"]
    assert marked(hits["vi-tourism"].title, hits["vi-tourism"].title_marks) == ["Du", "lịch"]
    assert shown(hits["vi-syllables"]) == ["Lịch", "du", "Du", "lịch"], "nowhere whole: apart"


def test_a_match_by_the_part_alone_marks_all_syllables() -> None:
    record = record_of("Hợp tác giữa Việt Nam và Liên bang Nga.")
    (part,) = [part for part in record.body.analysis.parts if part.term == "vi:hợp_tác"]
    (snippet,) = cut(record, "hợp tác")
    assert (part.first, part.end) == (0, 2)
    assert marked(snippet.text, snippet.marks) == ["Hợp", "tác"]


def test_phrases_are_marked_where_they_stand(search: Search) -> None:
    assert shown(search('"du lịch của"')["vi-tourism"]) == ["du", "lịch", "của"]
    assert shown(search('"Häuser der Föderation"')["de-houses"]) == ["Häuser", "der", "Föderation"]
    record = record_of("a b. b a. a x b. a a b.")
    assert marked(record.document.text, highlight(record, analyze_query('"a b"').units).body) == [
        *("a", "b"),
        *("a", "b"),
    ]
    near = highlight(record, analyze_query('"a b"~2').units).body
    assert [mark.start for mark in near] == [0, 2, 5, 10, 14, 17, 19, 21]


def test_a_phrase_of_one_word_over_and_over_is_marked_in_no_time() -> None:
    record = record_of("da " * 3000)
    units = analyze_query(f'"{"da " * 30}"~50').units
    assert len(highlight(record, units).body) == 3000


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("đường", "Con đường. Ông Dương.", ["đường"]),
        ("đường", "Ông Dương.", ["Dương"]),
        ("duong", "Con đường. Ông Dương.", ["đường", "Dương"]),
        ('"đường dài"', "Con đường dài. Dương Dài.", ["đường", "dài"]),
        ("Mát-xcơ-va", "Đến Mát-xcơ-va. Mat-xco-va.", ["Mát", "xcơ", "va", "Mat", "xco", "va"]),
        ("schlueter", "Herr Schlüter.", ["Schlüter"]),
        ("Moskau -Hanoi", "Moskau und Hanoi.", ["Moskau"]),
        ('Moskau NOT "und Rom"', "Moskau und Hanoi.", ["Moskau"]),
        ("Kalgan*", "Kalganow, Kalgan, Kalga.", ["Kalganow", "Kalgan"]),
        ("*ganow", "Kalganow, Ganow.", ["Kalganow", "Ganow"]),
        ("K?lganow", "Kalganow, Kolganow, Klganow.", ["Kalganow", "Kolganow"]),
        ("Kalganov~1", "Kalganow, Kalganov, Kolganow.", ["Kalganow", "Kalganov"]),
        ("Москва", "В Москве. О Москву. Московский.", ["Москве", "Москву"]),
        ("ёлка", "Ёлки, елки.", ["Ёлки", "елки"]),
        ("title:Moskau", "Moskau.", []),
        ("lang:de date:2025", "Moskau.", []),
    ],
)
def test_what_is_marked(typed: str, text: str, expected: list[str]) -> None:
    for form in ("NFC", "NFD"):
        written = unicodedata.normalize(form, text)  # type: ignore[arg-type]
        marks = highlight(record_of(written), analyze_query(typed).units).body
        check(written, marks)
        assert marked(written, marks) == expected, form


def test_marks_say_which_word_they_answer_and_how() -> None:
    marks = highlight(record_of("Häuser in Hanoi."), analyze_query("Haus Hanoi").units).body
    assert [(mark.channel, mark.query) for mark in marks] == [
        (Channel.STEM, "Haus"),
        (Channel.WORD, "Hanoi"),
    ]


def test_a_hit_by_its_title_shows_how_the_text_begins(search: Search) -> None:
    hit = search("Wladiwostok")["title-only"]
    assert marked(hit.title, hit.title_marks) == ["Wladiwostok"]
    assert hit.snippets == (Snippet("Ein Text ohne das Wort."),)
    assert snippets(record_of("", title="Murmansk"), (), count=2, chars=240) == ()
    record = record_of(TEXTS["repeats-title"][1], title=TEXTS["repeats-title"][0])
    (opening,) = snippets(record, (), count=2, chars=240)
    assert opening.text == "Der Text beginnt danach. Ende."


def test_a_title_that_the_text_repeats_is_not_shown_twice() -> None:
    title = "Moskau im Winter"
    (snippet,) = cut(record_of(f"{title}\n\nWieder nach Moskau.", title=title), "Moskau")
    assert snippet.text == "Wieder nach Moskau."
    (snippet,) = cut(record_of(f"{title}\n\nWieder nach Rom.", title=title), "body:Moskau")
    assert marked(snippet.text, snippet.marks) == ["Moskau"]


def test_snippets_show_different_words_and_begin_with_a_sentence(search: Search) -> None:
    first, second = search("Kalganow Moskau Hanoi")["de-long"].snippets
    assert first.text.startswith("Am 16. Dezember reiste Kalganow")
    assert marked(first.text, first.marks) == ["Kalganow", "Moskau"]
    assert second.text.startswith("»Hanoi ist größer«")
    assert marked(second.text, second.marks) == ["Hanoi"]
    assert first.before
    assert first.after
    assert not first.text[-1].isspace()


def test_the_second_snippet_looks_for_what_the_first_does_not_show() -> None:
    text = f"Moskau und Moskau und Moskau. {FILLER}Moskau bei Moskau, Moskau. {FILLER}Rom. {FILLER}"
    first, second = cut(record_of(text), "Moskau Rom")
    assert marked(first.text, first.marks) == ["Moskau"] * 3
    assert marked(second.text, second.marks) == ["Rom"]


def test_the_passage_with_the_rarer_words_comes_first() -> None:
    text = f"Erst Hanoi, dann Rom. {FILLER}Zuletzt kam Kalganow nach Moskau. {FILLER}"
    record = record_of(text)
    units = analyze_query("Hanoi Rom Kalganow").units
    marks = highlight(record, units).body
    for rare, expected in ((9, ["Kalganow"]), (4, ["Hanoi", "Rom"])):
        worth = {"Hanoi": 3, "Rom": 3, "Kalganow": rare}
        best, other = snippets(record, marks, count=2, chars=120, worth=worth)
        assert marked(best.text, best.marks) == expected
        assert other.marks


def test_whole_sentences_are_shown_where_they_fit() -> None:
    text = (
        "Es war kalt. Dr. Kalganow kam am 16. Dezember nach Moskau! Dort blieb er bis Mai."
        f" {FILLER}"
    )
    (snippet,) = cut(record_of(text), "Kalganow", chars=90)
    assert snippet.text == "Dr. Kalganow kam am 16. Dezember nach Moskau! Dort blieb er bis Mai."
    long = f"Es war kalt, und {FILLER.replace('.', ',')} Kalganow kam."
    (snippet,) = cut(record_of(long), "kalt Es", chars=90)
    assert snippet.text.startswith("Es war kalt, und Der Bericht")
    assert 80 < len(snippet.text) <= 106


def test_snippets_begin_and_end_with_words() -> None:
    words = ",".join(f"wort{i}" for i in range(80))
    (snippet,) = cut(record_of(f"{words},Moskau,{words}"), "Moskau", count=1)
    assert snippet.text[0].isalnum()
    (snippet,) = cut(record_of(f"{FILLER.replace('.', ',')}(„Moskau“)"), "„Moskau“", chars=40)
    assert snippet.text.endswith("(„Moskau“)")


def test_a_match_near_the_end_is_shown_with_what_stands_before_it() -> None:
    (snippet,) = cut(record_of(f"{FILLER}Zuletzt Moskau."), "Moskau")
    assert snippet.text.endswith("Zuletzt Moskau.")
    assert snippet.text.startswith("Der Bericht")
    assert len(snippet.text) > 70
    assert not snippet.after


@pytest.mark.parametrize("chars", [40, 120, 240, 1000])
@pytest.mark.parametrize("typed", ["Moskau", "Bericht", "Punkte Rolle Kalganow"])
def test_snippets_are_as_long_as_asked(typed: str, chars: int) -> None:
    record = record_of(TEXTS["de-long"][1])
    found = cut(record, typed, count=3, chars=chars)
    assert found
    assert all(len(snippet.text) <= chars + 16 for snippet in found)
    assert all(len(snippet.text) >= chars / 2 for snippet in found if snippet.after)
    assert all(snippet.marks for snippet in found)
    assert cut(record, typed, count=0) == ()


def test_snippets_do_not_overlap() -> None:
    text = " ".join(f"wort{i} Moskau" if i % 31 == 0 else f"wort{i}" for i in range(600))
    found = cut(record_of(text), "Moskau", count=5, chars=150)
    ends = 0
    for snippet in found:
        at = text.index(snippet.text)
        assert at >= ends
        ends = at + len(snippet.text)
    assert len(found) == 5


def test_an_endless_word_does_not_make_an_endless_snippet() -> None:
    for text in ("x" * 5000, "e\u0301" * 5000, "👩🏽‍🚀" * 5000 + " Moskau", "Moskau" + "!" * 5000):
        record = record_of(text)
        for typed in (text[:1900], "Moskau"):
            for snippet in cut(record, typed, chars=100):
                assert len(snippet.text) <= 120
                check(snippet.text, snippet.marks)


def test_what_is_not_searched_is_neither_marked_nor_shown() -> None:
    teaser = "Lesen Sie auch: Moskau und Hanoi."
    text = f"Der Minister reiste nach Hanoi. {teaser} Danach flog er nach Moskau. {teaser}"
    spans = tuple(Span(at, at + len(teaser)) for at in (text.index(teaser), text.rindex(teaser)))
    record = record_of(text, unsearched=spans)
    marks = highlight(record, analyze_query("Moskau Hanoi Lesen").units).body
    assert marked(text, marks) == ["Hanoi", "Moskau"]
    found = snippets(record, marks, count=3, chars=240)
    assert [snippet.text for snippet in found][:1] == ["Der Minister reiste nach Hanoi."]
    assert not any("Lesen" in snippet.text for snippet in found)
    (opening,) = snippets(record, (), count=2, chars=240)
    assert "Lesen" not in opening.text


def test_a_huge_document_is_not_analysed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "Ngành du lịch Việt Nam phát triển mạnh mẽ trong năm qua. " * 16_000
    (tmp_path / "big.jsonl").write_text(
        json.dumps({"id": "big", "text": f"{body}Mát-xcơ-va."}), encoding="utf-8"
    )
    segment = LANGUAGES["vi"].parts
    monkeypatch.setattr(LANGUAGES["vi"], "parts", lambda *_: [])  # it would take half a minute
    build_index(tmp_path / "big.jsonl", tmp_path / "index")
    with open_index(tmp_path / "index") as searcher:

        def refuse(text: str, words: Sequence[tuple[int, int]]) -> list[Part]:
            assert len(text) < 100, "a stored text was segmented at query time"
            return segment(text, words)

        monkeypatch.setattr(LANGUAGES["vi"], "parts", refuse)
        (hit,) = searcher.search("du lịch Mát-xcơ-va").hits
    assert hit.snippets[0].text.endswith("Mát-xcơ-va.")
    assert {"du", "lịch", "Mát", "xcơ", "va"} <= set(shown(hit))


def long_text(*placed: tuple[int, str]) -> str:
    """A text of many blocks of ``FILLER`` with sentences before the paragraphs given."""
    paragraphs = [FILLER] * 120
    for paragraph, sentence in placed:
        paragraphs[paragraph] = f"{sentence} {FILLER}"
    return "\n".join(paragraphs)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the blocks that were read."""
    numbers: list[int] = []
    scan = Scanner.read

    def note(self: Scanner, text: StoredText, block: int, found: Found, first: int = 0) -> None:
        if text.table:
            numbers.append(block)
        scan(self, text, block, found, first)

    monkeypatch.setattr(Scanner, "read", note)
    return numbers


def hit_of(record: Record, typed: str) -> tuple[Snippet, ...]:
    return Highlighter(analyze_query(typed).units).hit(record, count=2, chars=240)[1]


def test_of_a_long_text_only_the_blocks_with_the_words_are_read(read: list[int]) -> None:
    text = long_text(
        (5, "Kalganow reiste."), (50, "Hanoi und Moskau."), (99, "Murmansk liegt fern.")
    )
    record = record_of(text)
    assert len(record.body.blocks) > 15
    first, second = hit_of(record, "Hanoi Moskau Murmansk")
    assert marked(first.text, first.marks) == ["Hanoi", "Moskau"]
    assert marked(second.text, second.marks) == ["Murmansk"]
    assert (first.before, first.after, second.after) == (True, True, True)
    assert len(read) <= 4
    assert text[first_mark(record, "Murmansk") :].startswith("Murmansk")


@pytest.mark.parametrize(
    ("typed", "late", "expected"),
    [
        ("Moskau", "Ende.", [["Moskau"], ["Moskau"]]),
        ("Moskau Rom", "Rom bei Moskau.", [["Rom", "Moskau"], ["Moskau"]]),
        ("Đường", "Đường dài.", [["Đường"]]),
        ("Rom", "Ende. Rom.", [["Rom"]]),
    ],
)
def test_a_text_is_read_as_far_as_something_better_may_follow(
    typed: str, late: str, expected: list[list[str]]
) -> None:
    text = f"Moskau. {FILLER[:400]} Moskau, Ông Duong. {FILLER * 3}{late}"
    found = hit_of(record_of(text), typed)
    assert [marked(snippet.text, snippet.marks) for snippet in found] == expected


def first_mark(record: Record, typed: str) -> int:
    return highlight(record, analyze_query(typed).units).body[0].start


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Kalganow", ["Kalganow"]),
        ("reist", ["reiste"]),
        ('"Hanoi und Moskau"', ["Hanoi", "und", "Moskau"]),
        ("Murm*", ["Murmansk"]),
        ("Murmamsk~1", ["Murmansk"]),
        ("Đường", ["Đường"]),
        ("hợp tác", ["Hợp", "tác"]),
        ("body:Kalganow", ["Kalganow"]),
    ],
)
def test_every_kind_of_word_is_found_in_a_long_text(typed: str, expected: list[str]) -> None:
    text = long_text(
        (5, "Kalganow reiste."),
        (30, "Ông Duong. Đường dài. Lịch sử hợp tác."),
        (50, "Hanoi und Moskau."),
        (70, "Hợp tác."),
        (99, "Murmansk liegt fern."),
    )
    snippet = hit_of(record_of(text), typed)[0]
    words = marked(snippet.text, snippet.marks)
    assert [word.casefold() for word in words][: len(expected)] == [w.casefold() for w in expected]


def test_a_phrase_across_two_blocks_is_marked(read: list[int]) -> None:
    text = long_text()
    start = record_of(text).body.blocks[7].start
    text = f"{text[: start - 20]} Hanoi\n Moskau {text[start + 20 :]}"
    record = record_of(text)
    assert {record.body.block_at(text.index(word)) for word in ("Hanoi", "Moskau")} == {6, 7}
    (snippet,) = hit_of(record, '"Hanoi Moskau"')
    assert marked(snippet.text, snippet.marks) == ["Hanoi", "Moskau"]
    assert len(set(read)) == len(record.body.blocks), "nothing else was found, so all was read"


def test_a_snippet_at_the_edge_of_a_block_shows_the_marks_of_both(read: list[int]) -> None:
    text = long_text()
    start = record_of(text).body.blocks[7].start
    text = f"{text[: start - 8]} Moskau.\n Moskau bei Moskau {text[start + 20 :]}"
    (snippet, *_) = hit_of(record_of(text), "Moskau")
    assert marked(snippet.text, snippet.marks) == ["Moskau"] * 3
    assert set(read) == {6, 7}


def test_a_frequent_word_does_not_hide_the_words_that_stand_together(read: list[int]) -> None:
    together = "Bericht aus Hanoi, Moskau und Murmansk."
    text = long_text((3, "Hanoi."), (9, "Moskau."), (60, together), (90, "Murmansk."))
    shown = [
        marked(snippet.text, snippet.marks)
        for snippet in hit_of(record_of(text), "Bericht Hanoi Moskau Murmansk")
    ]
    assert any({"Bericht", "Hanoi", "Moskau", "Murmansk"} <= set(words) for words in shown)
    assert len(read) <= 6


def test_all_marks_of_a_long_text_are_those_of_its_pieces() -> None:
    text = long_text(
        (5, "Kalganow in Hà Nội."), (50, "Hanoi."), (99, "Kalganows Reise nach Hà Nội")
    )
    record = record_of(text)
    units = analyze_query("Kalganow Hà Nội Rolle").units
    offset = 0
    expected: list[tuple[int, str]] = []
    for paragraph in text.split("\n"):
        marks = highlight(record_of(paragraph), units).body
        expected += [(offset + mark.start, mark.query) for mark in marks]
        offset += len(paragraph) + 1
    assert [(mark.start, mark.query) for mark in highlight(record, units).body] == expected
