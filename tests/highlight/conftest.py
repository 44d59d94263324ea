"""An index of texts of all kinds, built as a person would build it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from highlighting import TEXTS, Search

from indexer import build_index, open_index
from indexer.search.searcher import Searcher


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
