"""The near-duplicates of an index, as files of its generation: signatures, and groups.

Both are written anew with every generation. Signatures are read by an update alone, so that
documents that stay need not be analysed again; groups are a small file that every search reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from indexer.errors import CorruptIndex

SIGNATURES = "signatures.msgpack"
GROUPS = "duplicates.msgpack"
DUPLICATES_FILES = (SIGNATURES, GROUPS)

_Held = TypeVar("_Held")


class Duplicates:
    """The groups of near-duplicates of a generation."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        self._groups = {doc_id: tuple(group) for group in groups for doc_id in group}

    @classmethod
    def load(cls, folder: Path) -> Duplicates:
        """Return the groups of the generation in a folder."""
        return cls(_read(folder / GROUPS, list[list[str]]))

    def __len__(self) -> int:
        """Return how many documents have near-duplicates."""
        return len(self._groups)

    def group(self, doc_id: str) -> tuple[str, ...]:
        """Return the sorted ids of a document and its near-duplicates; nothing if it has none."""
        return self._groups.get(doc_id, ())

    def others(self, doc_id: str) -> tuple[str, ...]:
        """Return the sorted ids of the near-duplicates of a document."""
        return tuple(other for other in self.group(doc_id) if other != doc_id)


def load_signatures(folder: Path) -> dict[str, bytes]:
    """Return the signature of each document of the generation in a folder, by id."""
    return _read(folder / SIGNATURES, dict[str, bytes])


def save_duplicates(
    folder: Path, signatures: Mapping[str, bytes], groups: Sequence[Sequence[str]]
) -> None:
    """Write both files of a generation."""
    in_order = dict(sorted(signatures.items()))
    (folder / SIGNATURES).write_bytes(msgspec.msgpack.encode(in_order))
    (folder / GROUPS).write_bytes(msgspec.msgpack.encode(groups))


def _read(path: Path, shape: type[_Held]) -> _Held:
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=shape)
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
        raise CorruptIndex(
            f"The file {path} cannot be read: {error}.", hint="Build the index again."
        ) from error
