"""Documents in the language of a query come first where no word of it can be translated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer import build_index, load_settings, open_index

DOCUMENTS = [
    ("de", "DECnet verband Rechner. Mit DECnet entstand ein Netz, und DECnet war sehr bekannt."),
    ("vi", "Năm ấy hãng đưa ra một bộ giao thức mạng có tên là DECnet, dùng cho máy của hãng."),
    ("en", "A suite of protocols called DECnet was released then, for the computers of the firm."),
]


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
@pytest.mark.parametrize(
    ("asked", "lang"), [("DECnet là gì", "vi"), ("Was ist DECnet?", "de"), ("what is DECnet", "en")]
)
def test_the_language_asked_in_comes_first(
    tmp_path: Path, engine: str, asked: str, lang: str
) -> None:
    source = tmp_path / "documents.jsonl"
    lines = [json.dumps({"id": each, "lang": each, "text": text}) for each, text in DOCUMENTS]
    source.write_text("\n".join(lines), encoding="utf-8")
    build_index(source, tmp_path / "index", settings=load_settings(engine=engine))
    with open_index(tmp_path / "index") as searcher:
        hits = [hit.id for hit in searcher.search(asked).hits]
        assert hits[0] == lang
        assert set(hits) == {"de", "vi", "en"}
