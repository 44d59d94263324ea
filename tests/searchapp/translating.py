"""A small searcher in memory that finds what means a word of the query in another language."""

from __future__ import annotations

from dataclasses import replace

from fake_searcher import FakeSearcher, find

from indexer.model import (
    Channel,
    DocumentView,
    Equivalent,
    Hit,
    Mark,
    Note,
    Page,
    Translation,
)

MEANT = {"Reise": ("biểu tỉnh", "сообщил"), "<b>": ("<i>",)}
NOTE = Note("“%(text)s” is also searched in other languages: %(others)s.", text="x", others="y")


class Translating(FakeSearcher):
    """A searcher that finds what it is told means a word."""

    def search(self, query: str, *, across: str = "on", **options: object) -> Page:
        words = [word for word in MEANT if word in query] if across != "off" else []
        wanted = "Kalganow" if words else query
        found = super().search(wanted, across=across, **options)  # type: ignore[arg-type]
        translations = tuple(
            Translation(
                word,
                (Equivalent(MEANT[word][0], "vi", 0.834), Equivalent("tour", "", 1.0, True)),
                NOTE,
            )
            for word in words
        )
        info = replace(
            found.query, text=query, translations=translations, notes=(NOTE,) if words else ()
        )
        return replace(found, query=info, hits=tuple(_meant(hit, words) for hit in found.hits))

    def document(self, document_id: str, query: str | None = None, **options: str) -> DocumentView:
        found = super().document(document_id, query, **options)  # type: ignore[arg-type]
        words = [word for word in MEANT if word in (query or "")]
        return replace(found, marks=_marks(found.document.text, words))


def _meant(hit: Hit, words: list[str]) -> Hit:
    if not words:
        return hit
    snippets = tuple(replace(each, marks=_marks(each.text, words)) for each in hit.snippets)
    return replace(hit, title_marks=(), snippets=snippets)


def _marks(text: str, words: list[str]) -> tuple[Mark, ...]:
    return tuple(
        mark._replace(channel=Channel.MEANING, query=word)
        for word in words
        for meant in MEANT[word]
        for mark in find(text, meant.split())
    )
