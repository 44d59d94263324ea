"""What words are worth to a snippet, in a small index."""

from __future__ import annotations

import json
from pathlib import Path

from indexer import build_index, open_index


def test_the_snippet_shows_the_rarer_words(tmp_path: Path) -> None:
    filler = "Weitere Punkte spielen in diesem Text hier keine Rolle. " * 8
    texts = [f"Wann war das Spiel in der Stadt? {filler}" for _ in range(30)]
    texts.append(f"Wann war in der Stadt das Spiel? {filler}Der Vulkan brach 1902 aus. {filler}")
    lines = [
        json.dumps({"id": str(number), "text": text, "lang": "de"})
        for number, text in enumerate(texts)
    ]
    (tmp_path / "docs.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(tmp_path / "docs.jsonl", tmp_path / "index")
    with open_index(tmp_path / "index") as searcher:
        hit = searcher.search("Wann war in der Stadt ein Vulkan?").hits[0]
    assert hit.id == "30"
    assert "Der Vulkan brach 1902 aus." in hit.snippets[0].text
    assert "Wann war" in hit.snippets[1].text
