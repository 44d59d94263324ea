"""The conformance suite on Whoosh, and what is Whoosh's own."""

from __future__ import annotations

from pathlib import Path

from indexer.engines.registry import get_engine

from .conformance import EngineConformance
from .corpus import CORPUS


class TestWhoosh(EngineConformance):
    name = "whoosh"


def test_everything_is_merged_into_one_segment(tmp_path: Path) -> None:
    engine = get_engine("whoosh")
    for make, items in ((engine.create, CORPUS[:3]), (engine.append, CORPUS[3:])):
        writer = make(tmp_path)
        for item in items:
            writer.add(item)
        writer.commit()
    assert len([path for path in tmp_path.iterdir() if path.suffix == ".seg"]) == 1
    assert len(list(tmp_path.iterdir())) == 2
