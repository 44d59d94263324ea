"""What words are worth to a snippet, in a small index."""

from __future__ import annotations

import json
from pathlib import Path

from indexer import build_index, open_index
from indexer.highlight.expected import Kind
from indexer.highlight.snippets import Worth
from indexer.highlight.worth import worth_in_snippets
from indexer.query import analyze_query


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


def test_words_that_only_ask_are_worth_nothing() -> None:
    words = {"Wer": 90, "leitet": 120, "WHO": 150}
    units = analyze_query("Wer leitet WHO?").units
    assert worth_in_snippets(units, words, asks=False) == Worth(words)
    asked = worth_in_snippets(units, words, asks=True)
    assert asked == Worth({"Wer": 0, "leitet": 120, "WHO": 150}, Kind.PERSON)
