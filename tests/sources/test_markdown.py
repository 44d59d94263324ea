from __future__ import annotations

import pytest

from .test_plain import Make, Refuse

FULL = """---
title: "Bericht: Teil 1"
date: 2025-12-16
author: [An Nam, Max Muster]
lang: de-DE
url: https://example.org/bericht
tags: {a: 1}
---
# Ein anderer Kopf

Absatz mit [Verweis](https://x.example) und `Kode` **fett**
geht weiter.
"""


def test_front_matter_is_honoured(document: Make) -> None:
    found = document("a.md", FULL)
    assert found.title == "Bericht: Teil 1"
    assert (found.date, found.lang, found.author) == ("2025-12-16", "de", "An Nam, Max Muster")
    assert found.url == "https://example.org/bericht"
    assert found.text == "Ein anderer Kopf\n\nAbsatz mit Verweis und Kode fett geht weiter."


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param("- a\n- b\n  - c", "a\nb\n\nc", id="lists"),
        pytest.param("|a|b|\n|-|-|\n|1|2|", "a\tb\n1\t2", id="table"),
        pytest.param("```\nx\n  y\n```\nz", "x\n  y\n\nz", id="code"),
        pytest.param("a  \nb", "a\nb", id="hard break"),
        pytest.param("Zu**sam**men <b>ar</b>beit", "Zusammen arbeit", id="inline"),
        pytest.param("a\n\n<!-- weg -->\n<script>weg</script>\n\nb", "a\n\nb", id="markup"),
        pytest.param("![Bild](x.png) a", "a", id="picture"),
        pytest.param("1 < 2 & 3", "1 < 2 & 3", id="signs"),
    ],
)
def test_the_text_is_that_of_the_rendered_page(document: Make, source: str, text: str) -> None:
    assert document("a.md", source).text == text


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("## Der *erste* Kopf\n\nText.\n\n# Zweiter", "Der erste Kopf"),
        ("Titel\n=====\n\nText.", "Titel"),
        ("Erste Zeile\n\nText.", "Erste Zeile"),
        ("Nur ein Satz.", ""),
    ],
)
def test_the_title_is_the_first_heading(document: Make, source: str, title: str) -> None:
    assert document("a.md", source).title == title


@pytest.mark.parametrize(
    "matter", ["a: [", "nur Text", "- Liste", "a: &x [*x]", "{" * 2000, "date: 2025-99-99"]
)
def test_bad_front_matter_does_not_lose_the_text(document: Make, matter: str) -> None:
    assert document("a.md", f"---\n{matter}\n---\n\nDer Text").text.endswith("Der Text")


def test_a_file_of_markup_alone_is_skipped(skipped: Refuse) -> None:
    assert skipped("a.md", "<!-- nichts -->").code == "no-text"
