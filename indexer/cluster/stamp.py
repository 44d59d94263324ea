"""What a generation on a cluster says of itself.

The mapping's ``_meta`` holds what is small: format, engine, fingerprint, counts, when and of what
sources it was made, the generation before it, and the files with their sha256. The entries of the
single sources, tens of thousands may be, are in one of these files, compressed: ``_meta`` is part
of the state that every node of the cluster holds in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from indexer.errors import CorruptIndex
from indexer.records.values import load_values, save_values
from indexer.sources.base import shown_path
from indexer.store.manifest import Manifest

KEY = "querlang"
SOURCES = "sources.json.zst"
_IN_FILE = ("roots", "sources", "skipped")


def save_sources(folder: Path, manifest: Manifest) -> None:
    """Write what ``_meta`` does not hold."""
    values = msgspec.to_builtins(manifest)
    save_values(folder / SOURCES, {name: values[name] for name in _IN_FILE})


def meta_of(manifest: Manifest, previous: str | None) -> dict[str, Any]:
    """Return what goes into ``_meta``; ``previous`` is the generation published until now."""
    values = msgspec.to_builtins(manifest)
    small = {name: value for name, value in values.items() if name not in ("sources", "skipped")}
    shown = [shown_path(Path(root)) for root in manifest.roots]
    return {KEY: {**small, "roots": shown, "previous": previous}}


def manifest_of(meta: Mapping[str, Any], folder: Path, index: str) -> Manifest:
    """Return the manifest of a generation of its ``_meta`` and the file in its folder."""
    try:
        return msgspec.convert({**meta, **load_values(folder / SOURCES)}, Manifest)
    except (TypeError, ValueError) as error:
        raise CorruptIndex(
            f"The stamp of {index} cannot be read: {error}.", hint="Build the index again."
        ) from error
