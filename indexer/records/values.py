"""Values kept in a compressed file: for what is too much to stand in a manifest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from indexer.errors import CorruptIndex
from indexer.records.record import Codec


def save_values(path: Path, values: object) -> None:
    """Write values as JSON, compressed."""
    # ASCII: names of files need not be Unicode, and \\udc escapes keep what they are.
    path.write_bytes(Codec().compress(json.dumps(values).encode("ascii")))


def load_values(path: Path) -> Any:
    """Return what :func:`save_values` has written; raise CorruptIndex for anything else."""
    try:
        return json.loads(Codec().decompress(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise CorruptIndex(
            f"The file {path} cannot be read: {error}.", hint="Build the index again."
        ) from error
