"""What an engine stores of a document: the document itself and its token tables, packed.

The tables let highlighting find the words of a query without analysing the text again. The
three pieces are unpacked only when they are asked for.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import asdict
from functools import cached_property

from indexer.analysis import TokenTable
from indexer.model import Document, Span

_HEAD = struct.Struct("<III")


class Record:
    """A stored document, unpacked piece by piece."""

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self._lengths: tuple[int, int, int] = _HEAD.unpack_from(packed)

    @staticmethod
    def pack(document: Document, title: TokenTable, body: TokenTable) -> bytes:
        """Return a document and the tables of its title and text as bytes."""
        text = json.dumps(asdict(document), ensure_ascii=False, separators=(",", ":"))
        # Lone surrogates cannot be encoded; sources replace them, records of others might not.
        pieces = [zlib.compress(text.encode(errors="replace")), title.pack(), body.pack()]
        return _HEAD.pack(*map(len, pieces)) + b"".join(pieces)

    def _piece(self, number: int) -> bytes:
        start = _HEAD.size + sum(self._lengths[:number])
        return self._packed[start : start + self._lengths[number]]

    @cached_property
    def document(self) -> Document:
        """The document as it was read."""
        values = json.loads(zlib.decompress(self._piece(0)))
        values["unsearched"] = tuple(Span(*span) for span in values["unsearched"])
        return Document(**values)

    @cached_property
    def title(self) -> TokenTable:
        """The tokens of the title."""
        return TokenTable.unpack(self._piece(1))

    @cached_property
    def body(self) -> TokenTable:
        """The tokens of the searched part of the text."""
        return TokenTable.unpack(self._piece(2))
