"""Querlang: multilingual full-text search for Vietnamese, German, Russian and English.

from indexer import build_index, open_index

build_index("documents", "index")
with open_index("index") as searcher:
    page = searcher.search("Kalganow", size=10)
"""

from indexer.build import build_index
from indexer.config import Settings, load_settings
from indexer.search import Searcher, open_index

__all__ = ["Searcher", "Settings", "build_index", "load_settings", "open_index"]
