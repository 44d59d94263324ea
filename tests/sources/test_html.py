from __future__ import annotations

import json

import pytest

from indexer.sources.html import parse

from .test_plain import Make, Refuse


def text_of(body: str) -> str:
    return parse(f"<meta charset=utf-8><body>{body}".encode()).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("<p>eins</p><p>zwei</p>", "eins\n\nzwei", id="paragraphs"),
        pytest.param("<div>eins</div>zwei<div>drei</div>", "eins\nzwei\ndrei", id="blocks"),
        pytest.param("Zu<b>sammen</b><i>arb</i>eit", "Zusammenarbeit", id="inline"),
        pytest.param("Zusam&shy;men<wbr>arbeit", "Zusammenarbeit", id="soft hyphen"),
        pytest.param("eins<br>zwei<br><br>drei", "eins\nzwei\n\ndrei", id="line breaks"),
        pytest.param("<ul><li>a<li>b</ul>c", "a\nb\n\nc", id="list"),
        pytest.param(
            "<table><tr><td>a<td>b<tr><th>c<td><b>d</b></table>", "a\tb\nc\td", id="table"
        ),
        pytest.param("<pre>x = 1\n  y</pre>z", "x = 1\n  y\n\nz", id="preformatted"),
        pytest.param("eins \n\t zwei <b> drei</b>", "eins zwei drei", id="white space"),
        pytest.param("<a href=/x>Wort</a>, <em>Wort</em>", "Wort, Wort", id="links"),
        pytest.param("&lt;p&gt; &amp; &ouml;", "<p> & ö", id="entities"),
        pytest.param("<h1>Kopf</h1>Text", "Kopf\n\nText", id="heading"),
        pytest.param("<figure><img alt=x><figcaption>Bild</figure>", "Bild", id="caption"),
    ],
)
def test_blocks_part_words_and_inline_elements_do_not(body: str, text: str) -> None:
    assert text_of(body) == text


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>weg</script>", "<style>weg</style>", "<noscript>weg</noscript>",
        "<template><p>weg</template>", "<nav><a>weg</a></nav>", "<button>weg</button>",
        "<select><option>weg</select>", "<textarea>weg</textarea>", "<!-- weg -->",
        "<p hidden>weg</p>", "<div style='display: none'>weg</div>", "<svg><text>weg</text></svg>",
    ],
)  # fmt: skip
def test_what_a_reader_does_not_see_is_dropped(hidden: str) -> None:
    assert text_of(f"<p>vorher</p>{hidden}<p>nachher</p>") == "vorher\n\nnachher"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Besuch in Kaluga</title>", "Besuch in Kaluga"),
        ("<title>Kopf | Beispielblatt</title>", "Kopf"),
        ("<title>Blatt</title><meta property=og:title content='Kopf'>", "Blatt"),
        ("<title>A - Blatt</title><meta property=og:title content='A'>", "A"),
        ("<meta property=og:title content='Der Besuch'>", "Der Besuch"),
        ("", "Kopf"),
    ],
)
def test_the_title_is_that_of_the_head_or_the_first_heading(
    document: Make, head: str, title: str
) -> None:
    page = f"<html><head><meta charset=utf-8>{head}</head><body><p>Satz.</p><h1>Kopf</h1>"
    assert document("a.html", page).title == title


LINKED = json.dumps({"@graph": [{"@type": "Thing"}, {"datePublished": "2025-12-16T08:00:00Z"}]})


@pytest.mark.parametrize(
    "markup",
    [
        "<meta property='article:published_time' content='2025-12-16T23:00:00+07:00'>",
        "<meta name=date content='16.12.2025'>",
        "<meta name=DC.date.issued content=2025-12-16>",
        f"<script type='application/ld+json'>{LINKED}</script>",
        "<body><time datetime='2025-12-16T08:00'>gestern</time>",
        "<body><span itemprop=datePublished content=2025-12-16></span>",
        "<body><p>16. Dezember 2025",
    ],
)
def test_the_date_is_found_where_pages_put_it(document: Make, markup: str) -> None:
    assert document("a.html", f"<meta charset=utf-8>{markup}<p>Text.</p>").date == "2025-12-16"


def test_a_page_that_a_script_unveils_is_read(document: Make) -> None:
    assert document("a.html", "<body style='display:none'><p>Text</p>").text == "Text"


def test_broken_linked_data_does_no_harm(document: Make) -> None:
    page = "<script type='application/ld+json'>{" + "[" * 5000 + "</script><p>Text"
    assert document("a.html", page).date is None


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ("<link rel=canonical href='https://example.org/a'>", "https://example.org/a"),
        ("<meta property=og:url content='https://example.org/b'>", "https://example.org/b"),
        ("<link rel=canonical href='/a'>", None),
        ("<link rel=canonical href='javascript:alert(1)'>", None),
    ],
)
def test_the_address_is_one_of_the_web(document: Make, markup: str, url: str | None) -> None:
    assert document("a.htm", f"<head>{markup}</head><p>Text").url == url


def test_author_and_language(document: Make) -> None:
    found = document("a.html", "<html lang=vi-VN><meta name=author content=' An  Nam '><p>Text")
    assert (found.author, found.lang) == ("An Nam", "vi")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251", "koi8-r"])
@pytest.mark.parametrize("label", ["<meta charset={}>", ""])
def test_the_encoding_is_declared_or_recognised(document: Make, encoding: str, label: str) -> None:
    page = label.format(encoding) + "<p>Делегация посетила университет в Москве"
    assert document("a.html", page.encode(encoding)).text.startswith("Делегация посетила")


def test_teasers_at_the_end_are_not_searched(document: Make) -> None:
    page = "<h1>Titel</h1><p>Ein Satz.</p><p>Noch einer.</p><h3>Mehr zum Thema</h3><p>Anderes</p>"
    found = document("a.html", page)
    (span,) = found.unsearched
    assert found.text[span.start :] == "Mehr zum Thema\n\nAnderes"


def test_a_page_without_text_is_skipped(skipped: Refuse) -> None:
    assert skipped("a.html", "<html><script>x()</script></html>").code == "no-text"


def test_deep_nesting_is_no_danger(document: Make, skipped: Refuse) -> None:
    assert document("a.html", "<div>" * 4_000 + "tief").text == "tief"
    assert skipped("a.html", "<div>" * 6_000 + "tief").code == "broken"


def test_many_elements_without_end_tags_are_a_page(document: Make) -> None:
    assert document("a.html", "<ul>" + "<li>Punkt" * 6_000).text.count("Punkt") == 6_000
