"""Documents to change, and all that an index of them answers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from indexer import open_index
from indexer.answer import page_json
from indexer.model import Stats

TEXTS = (
    "Die Delegation reist nach Moskau und spricht über Tourismus.",
    "Đoàn đại biểu Hà Nội thăm tỉnh Kaluga, bàn về hợp tác du lịch.",
    "Делегация Москвы посетила Ханой и говорила о туризме.",
    "A delegation from Hanoi came to Moscow to talk about tourism.",
    "Du lịch Việt Nam và Đức: hợp tác, giáo dục, đào tạo.",
    "Moskau, Moskau, Moskau.",
    "Die Delegation aus Hanoi wurde gestern in Moskau empfangen und sprach mit Vertretern der Stadt"
    " über Tourismus, über den Austausch von Studenten und über eine neue Verbindung nach Hanoi.",
    "Die Delegation aus Hanoi wurde gestern in Moskau empfangen und sprach mit Vertretern der Stadt"
    " über Tourismus, über den Austausch von Studenten und über eine neue Verbindung nach Hanoi!!"
    " (dpa)",
)
QUERIES = (
    "Moskau", "du lịch", "hop tac", "делегация Ханой", '"Die Delegation"', "touris*", "Moskua", "",
)  # fmt: skip


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def records(path: Path, **texts: str) -> None:
    lines = (json.dumps({"id": name, "text": text}) for name, text in texts.items())
    write(path, "\n".join(lines) + "\n")


def answers(index: Path) -> list[dict[str, Any]]:
    """Everything that an index says, save when and how fast."""
    with open_index(index) as searcher:
        pages = [page_json(searcher.search(text, size=50)) for text in QUERIES]
        stats = searcher.stats()
        views = [searcher.document(hit["id"], "Moskau du lịch") for hit in pages[-1]["hits"]]
        similar = [searcher.similar(hit["id"]) for hit in pages[-1]["hits"]]
        searcher.check()
    for page in pages:
        del page["took_ms"]
    return [*pages, held(stats), {"documents": views, "similar": similar}]


def held(stats: Stats) -> dict[str, Any]:
    return {
        "stats": replace(stats, generation="", built_at="", skipped=()),
        "skipped": {(item.code, item.reason) for item in stats.skipped},
    }


def ids(index: Path, query: str = "") -> set[str]:
    with open_index(index) as searcher:
        return {hit.id for hit in searcher.search(query, size=50).hits}
