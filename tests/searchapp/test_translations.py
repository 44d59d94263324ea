"""Every word of the interface is there in every language, with the places the code fills."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask

from indexer.model import Note
from searchapp import interface

ROOT = Path(interface.__file__).parent.parent
SPOKEN = [lang for lang in interface.LANGUAGES if lang != "en"]
FILLED = re.compile(r"%\(\w+\)s")

Message = str | tuple[str, ...]


@pytest.fixture(scope="module")
def said() -> set[tuple[str | None, Message]]:
    """What templates, views and notes say, with its context."""
    templates = [(f"**/templates/**.{kind}", "jinja2") for kind in ("html", "xml")]
    methods = [*templates, ("**.py", "python")]
    keywords = {**DEFAULT_KEYWORDS, "Note": None}
    return {
        (context, message)
        for package in ("searchapp", "indexer")
        for _, _, message, _, context in extract_from_dir(
            ROOT / package, methods, keywords=keywords
        )
    }


def read(lang: str) -> Catalog:
    path = ROOT / "searchapp" / "translations" / lang / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as source:
        return read_po(source, locale=lang)


def test_the_words_are_found(said: set[tuple[str | None, Message]]):
    assert {(None, "Search"), (None, "There is no word to search for.")} <= said


@pytest.mark.parametrize("lang", SPOKEN)
def test_nothing_is_left_unsaid(lang: str, said: set[tuple[str | None, Message]]):
    known = {(message.context, message.id) for message in read(lang) if message.id}
    assert said - known == set(), "not translated"
    assert known - said == set(), "translated, but not said any more"


@pytest.mark.parametrize("lang", SPOKEN)
def test_every_message_is_whole(lang: str):
    catalog = read(lang)
    assert [str(error) for _, errors in catalog.check() for error in errors] == []
    for message in catalog:
        if not message.id:
            continue
        many = isinstance(message.id, tuple)
        written = message.string if many else (message.string,)
        wanted = set(FILLED.findall(message.id[-1] if many else message.id))
        assert len(written) == (catalog.num_plurals if many else 1), message.id
        assert not message.fuzzy, message.id
        for text in written:
            assert text.strip(), message.id
            assert set(FILLED.findall(text)) == wanted, message.id


@pytest.mark.parametrize(
    ("lang", "words"), [("de", "Suchen"), ("vi", "Tìm kiếm"), ("ru", "Найти"), ("en", "Search")]
)
def test_a_page_speaks_the_language(app: Flask, lang: str, words: str):
    page = app.test_client().get("/", headers={"Accept-Language": lang})
    assert f'<button class="go">{words}</button>' in page.text


def test_notes_are_said_in_the_language(app: Flask):
    note = Note("“%(text)s” is searched as plain words.", text="a%(b)s")
    with app.test_request_context(headers={"Accept-Language": "ru"}):
        assert interface.said(note) == "«a%(b)s» ищется как обычные слова."
        assert interface.said("100% plain") == "100% plain"
