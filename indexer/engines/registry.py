"""The engines Querlang can build an index with. A new one is a module and a line below."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from indexer.engines.base import Engine
from indexer.errors import EngineNotAvailable

_MODULES = {
    "tantivy": "indexer.engines.tantivy_",
    "whoosh": "indexer.engines.whoosh_",
    "opensearch": "indexer.engines.opensearch_",
}


def engine_names() -> tuple[str, ...]:
    """Return the names that ``--engine`` takes."""
    return tuple(_MODULES)


def get_engine(name: str) -> Engine:
    """Return an engine by name; loads its package only now."""
    if name not in _MODULES:
        raise EngineNotAvailable(
            f"There is no engine {name!r}.", hint=f"Choose one of: {', '.join(_MODULES)}."
        )
    try:
        module = import_module(_MODULES[name])
    except ImportError as error:
        raise EngineNotAvailable(
            f"The engine {name!r} needs a package that is not installed: {error.name}.",
            hint=f"Install it with: pip install 'querlang[{name}]'.",
        ) from error
    return cast("Callable[[], Engine]", module.engine)()
