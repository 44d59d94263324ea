"""Documents in the language of a query come first where no word of it can be translated."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import open_index

from .documents import index_of

TEXTS = {
    "de": "DECnet verband Rechner. Mit DECnet entstand ein Netz, und DECnet war sehr bekannt.",
    "vi": "Năm ấy hãng đưa ra một bộ giao thức mạng có tên là DECnet, dùng cho máy của hãng.",
    "en": "A suite of protocols called DECnet was released then, for the computers of the firm.",
}


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
@pytest.mark.parametrize(
    ("asked", "lang"), [("DECnet là gì", "vi"), ("Was ist DECnet?", "de"), ("what is DECnet", "en")]
)
def test_the_language_asked_in_comes_first(
    tmp_path: Path, engine: str, asked: str, lang: str
) -> None:
    with open_index(index_of(tmp_path, TEXTS, engine)) as searcher:
        hits = [hit.id for hit in searcher.search(asked).hits]
        assert hits[0] == lang
        assert set(hits) == {"de", "vi", "en"}
