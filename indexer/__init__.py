"""Querlang: multilingual full-text search for Vietnamese, German, Russian and English.

from indexer import build_index, open_index

build_index("documents", "index")
with open_index("index") as searcher:
    page = searcher.search("Kalganow", size=10)
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.building.build import build_index, update_index
    from indexer.config import Settings, load_settings
    from indexer.retries import RETRIES
    from indexer.search.searcher import Searcher, open_index

__all__ = [
    "RETRIES",
    "Searcher",
    "Settings",
    "build_index",
    "load_settings",
    "open_index",
    "update_index",
]

_HOMES = {
    "build_index": "indexer.building.build",
    "update_index": "indexer.building.build",
    "Settings": "indexer.config",
    "load_settings": "indexer.config",
    "RETRIES": "indexer.retries",
    "Searcher": "indexer.search.searcher",
    "open_index": "indexer.search.searcher",
}


def __getattr__(name: str) -> object:
    """Load a name when it is first used: who searches has no need of what builds."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found
