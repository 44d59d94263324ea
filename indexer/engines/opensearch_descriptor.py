"""What stands in the folder of a generation whose terms are on a cluster: where they are.

    opensearch.json    {"address": "opensearch://localhost:9200/news", "index": "news-000007"}

It names no user and no password.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Self

import msgspec

from indexer.engines.opensearch_client import Address
from indexer.errors import CorruptIndex, UsageError

FILE = "opensearch.json"
ENVIRONMENT = "QUERLANG_OPENSEARCH"
"""The address at which an index is made for a folder that has no descriptor; for tests."""


class Descriptor(msgspec.Struct, frozen=True):
    """The address that was given for an index, and the index that holds this generation."""

    address: str
    index: str

    @property
    def parsed(self) -> Address:
        """The address in its parts."""
        return Address.parse(self.address)

    @classmethod
    def of(cls, folder: Path) -> Self | None:
        """Return the descriptor in a folder, or nothing if there is none.

        Raises :class:`~indexer.errors.CorruptIndex` for a file that is none.
        """
        path = folder / FILE
        try:
            return msgspec.json.decode(path.read_bytes(), type=cls)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError) as error:
            raise CorruptIndex(
                f"The file {path} cannot be opened: {error}.", hint="Build the index again."
            ) from error

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return the descriptor in a folder, where one has to be."""
        found = cls.of(folder)
        if found is None:
            raise CorruptIndex(
                f"The index in {folder} cannot be opened: there is no file {FILE}.",
                hint="Build the index again.",
            )
        return found

    def save(self, folder: Path) -> None:
        """Write the descriptor into a folder."""
        (folder / FILE).write_bytes(msgspec.json.encode(self))

    @classmethod
    def new(cls) -> Self:
        """Return a descriptor for an index of its own, at the address in the environment."""
        address = os.environ.get(ENVIRONMENT, "")
        if not address:
            raise UsageError(
                "The engine opensearch needs a cluster, and none was named.",
                hint="Give the address of the index: --index opensearch://HOST:PORT/NAME.",
            )
        return cls.beside(Address.parse(address))

    @classmethod
    def beside(cls, address: Address) -> Self:
        """Return a descriptor for one more index at an address, with a name by chance."""
        return cls(str(address), f"{address.name}-{secrets.token_hex(6)}")
