"""What is marked in real hits, from an index built as a person would build it."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser

import pytest
from highlighting import Search, check, cut, marked, record_of, shown

from indexer.answer import mark_html, page_json
from indexer.highlight.highlighter import highlight
from indexer.model import Channel, Mark
from indexer.query import analyze_query
from indexer.search.searcher import Searcher

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
