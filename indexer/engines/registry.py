"""The engines Querlang can build an index with. A new one is a module and a line below.

An engine whose indexes are on a cluster is chosen by the address of the index alone.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from indexer.engines.base import Engine
from indexer.errors import EngineNotAvailable

_MODULES = {
    "tantivy": "indexer.engines.tantivy_",
    "whoosh": "indexer.engines.whoosh_",
}
_CLUSTERS = {"opensearch": "indexer.engines.opensearch_"}


def engine_names() -> tuple[str, ...]:
    """Return the names that ``--engine`` takes: of the engines that write into a folder."""
    return tuple(_MODULES)


def get_engine(name: str) -> Engine:
    """Return an engine by name; loads its package only now."""
    known = {**_MODULES, **_CLUSTERS}
    if name not in known:
        raise EngineNotAvailable(
            f"There is no engine {name!r}.", hint=f"Choose one of: {', '.join(_MODULES)}."
        )
    try:
        module = import_module(known[name])
    except ImportError as error:
        raise EngineNotAvailable(
            f"The engine {name!r} needs a package that is not installed: {error.name}.",
            hint=f"Install it with: pip install 'querlang[{name}]'.",
        ) from error
    return cast("Callable[[], Engine]", module.engine)()
