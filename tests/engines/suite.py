"""What the suites over engines share: an engine, a reader of the corpus, and indexes to build."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar

import pytest

from indexer.engines import tree as q
from indexer.engines.base import Capability, Engine, EngineDocument, EngineReader
from indexer.engines.registry import get_engine
from indexer.errors import EngineNotAvailable

from .corpus import CORPUS

Build = Callable[..., EngineReader]


def need(engine: Engine, capability: Capability) -> None:
    if capability not in engine.capabilities:
        pytest.skip(f"{engine.name} does not declare {capability}")


def ids(reader: EngineReader, tree: q.Query, **options: object) -> list[str]:
    """The ids of the hits, in order."""
    return [hit.id for hit in reader.search(tree, **{"limit": 100, **options}).hits]  # type: ignore[arg-type]


def scores(reader: EngineReader, tree: q.Query) -> dict[str, float]:
    return {hit.id: hit.score for hit in reader.search(tree, limit=100).hits}


def close(expected: object) -> object:
    """Equal as far as engines calculate: some of them with 32 bits, and round what they give."""
    return pytest.approx(expected, rel=1e-3, abs=1e-4)


class EngineSuite:
    """Tests of one engine; ``name`` is the engine's name in the registry."""

    name: ClassVar[str]

    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls) -> Engine:
        try:
            return get_engine(cls.name)
        except EngineNotAvailable as error:
            pytest.skip(str(error))

    @pytest.fixture(scope="class")
    @classmethod
    def reader(
        cls, engine: Engine, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[EngineReader]:
        """A reader of the shared corpus."""
        folder = tmp_path_factory.mktemp(cls.name)
        writer = engine.create(folder)
        for item in CORPUS:
            writer.add(item)
        writer.commit()
        with engine.open(folder) as reader:
            yield reader

    @pytest.fixture
    def build(self, engine: Engine, tmp_path: Path) -> Iterator[Build]:
        """``build(*documents)``: write them to a new index, or to the one there is, and open it."""
        with ExitStack() as opened:
            written: dict[bytes, EngineDocument] = {}

            def building(*documents: EngineDocument, delete: tuple[str, ...] = ()) -> EngineReader:
                new = not any(tmp_path.iterdir())
                writer = engine.create(tmp_path) if new else engine.append(tmp_path)
                for item in [written[data] for data in writer.delete(delete)]:
                    writer.add(item)
                for item in documents:
                    written[item.stored] = item
                    writer.add(item)
                writer.commit()
                return opened.enter_context(engine.open(tmp_path))

            yield building
