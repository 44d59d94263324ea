"""Indexes of a few documents, for tests of what is found in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from indexer import build_index, load_settings


def index_of(
    folder: Path,
    texts: Mapping[str, str],
    engine: str = "tantivy",
    titles: Mapping[str, str] = MappingProxyType({}),
) -> Path:
    """Return an index of texts by their ids, which begin with their language; some have titles."""
    source = folder / "documents.jsonl"
    records = [
        {"id": name, "lang": name[:2], "title": titles.get(name, ""), "text": text}
        for name, text in texts.items()
    ]
    source.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    build_index(source, folder / "index", settings=load_settings(engine=engine))
    return folder / "index"
