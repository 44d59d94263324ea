"""Names of persons: the keys by which their spellings find each other."""

from __future__ import annotations

from indexer.names.keys import name_keys

__all__ = ["name_keys"]
