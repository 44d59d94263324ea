from __future__ import annotations

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources.webtext import clean

BODY = "\n\n".join(f"Absatz {n} mit einigen Worten, der zum Artikel gehört." for n in range(6))
ADDRESS = "https://example.org/artikel-1.html"


def unsearched(text: str) -> list[str]:
    cleaned = clean(text)
    return [cleaned.text[span.start : span.end] for span in cleaned.unsearched]


@pytest.mark.parametrize(
    ("text", "date", "shown"),
    [
        (" date 2025-12-16 Der Titel\n\nText", "2025-12-16", "Der Titel\n\nText"),
        ("\n\n  Date: 2025-12-16 Der Titel", "2025-12-16", "Der Titel"),
        ("date 2025-12-16\nDer Titel", "2025-12-16", "Der Titel"),
        ("date 2025-13-45 Der Titel", None, "date 2025-13-45 Der Titel"),
        ("Titel\ndate 2025-12-16 Text", None, "Titel\ndate 2025-12-16 Text"),
        ("date 2025-12-16x Titel", None, "date 2025-12-16x Titel"),
        ("update 2025-12-16 Titel", None, "update 2025-12-16 Titel"),
    ],
)
def test_a_date_prefix_is_taken_off(text: str, date: str | None, shown: str) -> None:
    cleaned = clean(text)
    assert (cleaned.date, cleaned.text) == (date, shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[bookmark: _GoBack]Der Absatz", "Der Absatz"),
        ("vor [bookmark: _GoBack] nach", "vor nach"),
        ("Ende[bookmark: _Toc123].", "Ende."),
        ("Siehe Error! Reference source not found.\nx", "Siehe\nx"),
        ("Lỗi! Thẻ đánh dấu không được xác định. Văn bản", "Văn bản"),
        ("Ein [bookmark im Satz bleibt", "Ein [bookmark im Satz bleibt"),
    ],
)
def test_leftovers_of_word_processors_go(text: str, shown: str) -> None:
    assert clean(text).text == shown


@pytest.mark.parametrize(
    "line",
    [
        f"Quelle: {ADDRESS}",
        f"Nguồn: {ADDRESS}",
        f"Источник: {ADDRESS}",
        f"Source: {ADDRESS}",
        f"QUELLE : <{ADDRESS}>",
        f"Quelle: Beispielblatt, {ADDRESS}",
        ADDRESS,
        f"<{ADDRESS}>",
    ],
)
@pytest.mark.parametrize("after", ["", "\n\nMax Muster", "\n\nKommentar (0)"])
def test_the_source_line_is_shown_and_not_searched(line: str, after: str) -> None:
    cleaned = clean(f"{BODY}\n{line}{after}")
    assert cleaned.url == ADDRESS
    span = cleaned.unsearched[0]
    assert cleaned.text[span.start : span.end] == line


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{BODY}\nMehr steht auf {ADDRESS} zu lesen.", id="in a sentence"),
        pytest.param(f"{BODY}\nAls Quelle dient: das Archiv", id="no address"),
        pytest.param(f"{BODY}\n{ADDRESS}\nhttps://example.com/2\nhttps://a.b/3", id="references"),
        pytest.param(f"{ADDRESS}\n\n{BODY}\n\n{BODY}", id="not at the end"),
        pytest.param(ADDRESS, id="nothing else"),
        pytest.param(f"{BODY}\nQuelle: javascript:alert(1)", id="not of the web"),
    ],
)
def test_other_addresses_stay_text(text: str) -> None:
    cleaned = clean(text)
    assert (cleaned.url, cleaned.unsearched) == (None, ())


HEADINGS = (
    "Tin Liên Quan", "Bài viết liên quan", "Xem thêm", "Đọc thêm:", "Mehr zum Thema",
    "Lesen Sie auch", "*Das könnte Sie auch interessieren*", "Читайте также", "ПО ТЕМЕ",
    "Related articles", "Read more", "You may also like",
)  # fmt: skip


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("heading", HEADINGS)
def test_all_from_a_related_articles_heading_on_is_not_searched(
    heading: str, form: Literal["NFC", "NFD"]
) -> None:
    tail = unicodedata.normalize(form, f"{heading}\n\nAnderer Artikel\n\nSein erster Satz.")
    cleaned = clean(f"{BODY}\n\n{tail}\n\n")
    assert cleaned.text.endswith(tail)
    assert unsearched(f"{BODY}\n\n{tail}") == [tail]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{BODY}\nLesen Sie auch morgen wieder.\n{BODY}", id="sentence"),
        pytest.param(f"{BODY}\nXem thêm các tin liên quan.\nHết.", id="Vietnamese sentence"),
        pytest.param(f"Mehr zum Thema\n\n{BODY}", id="first line"),
        pytest.param(f"Tin tức\n\nTin liên quan\n\n{BODY}", id="among the first lines"),
        pytest.param(f"Titel\nEin Satz.\nLesen Sie auch\n{BODY}\n{BODY}", id="first half"),
    ],
)
def test_nothing_of_the_article_is_lost(text: str) -> None:
    assert unsearched(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "Kommentar (0)", "Kommentare (12)", "12 Kommentare", "Bình luận (3)", "Bình luận: 3",
        "Комментарии (0)", "Комментариев: 5", "Comments (0)", "3 comments", "COMMENTS [7]",
    ],
)  # fmt: skip
def test_a_comment_counter_is_not_searched(line: str) -> None:
    assert unsearched(f"{BODY}\n{line}\nMax Muster") == [line]


@pytest.mark.parametrize(
    "line", ["Kommentar", "Kommentar (neu)", "Der Kommentar (0)", "Es gab 3 comments today"]
)
def test_other_lines_with_those_words_stay(line: str) -> None:
    assert unsearched(f"{BODY}\n{line}\nMax Muster") == []


def test_captions_stay_and_line_ends_become_line_feeds() -> None:
    cleaned = clean("Titel\r\n\r\nBild vom Treffen. Foto: M. Muster\rEnde  \r\n")
    assert cleaned.text == "Titel\n\nBild vom Treffen. Foto: M. Muster\nEnde"
    assert cleaned.unsearched == ()


def test_code_points_are_left_as_they_are() -> None:
    text = "hoa\u0300 và hoà \u00a0 hòa"
    assert clean(text).text == text


LINES = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(
            [*HEADINGS, ADDRESS, f"Quelle: {ADDRESS}", "Kommentar (0)", "", "Ein Satz."]
        ),
    ),
    max_size=12,
)


@given(LINES)
def test_spans_are_in_bounds_sorted_and_apart(lines: list[str]) -> None:
    cleaned = clean("\n".join(lines))
    ends = [0, *(offset for span in cleaned.unsearched for offset in span), len(cleaned.text)]
    assert ends == sorted(ends)
    assert all(span.start < span.end for span in cleaned.unsearched)
    assert clean(cleaned.text).text == cleaned.text or cleaned.text.lower().startswith("date")
