"""Stored records, compressed: per language with a dictionary learnt from its first documents.

Documents are short, and most of what could be saved in one is what it shares with others. Once
enough documents of a language have come by, a dictionary is trained on them, and those that
follow take a third less. A packed record begins with the number of its dictionary, 0 for none.
Dictionaries are files of the generation, never changed and never dropped while it is updated.
"""

from __future__ import annotations

import re
from pathlib import Path

from indexer.errors import CorruptIndex
from indexer.model import WHOLE, Shard
from indexer.records.record import Codec

_SAMPLES = 1_000
_SAMPLE_BYTES = 4_000_000
"""A dictionary is trained on so many records, or on fewer of so many bytes together."""
_MAX_SAMPLE = 16_000
_MAX_DICTIONARIES = 255
DICTIONARIES = re.compile(r"dictionary-(\d{3})-(\w+)\.zstd")
"""The names of their files: a number and a language."""


class Packing:
    """Packs and unpacks records; packing learns. Safe to share between threads that unpack."""

    def __init__(self, shard: Shard = WHOLE) -> None:
        self._codecs = {0: Codec()}
        most, first = _MAX_DICTIONARIES, shard.number - 1
        # shares of a build meet in one generation: each has numbers of its own
        self._numbers = range(
            most * first // shard.total + 1, most * shard.number // shard.total + 1
        )
        self._of_language: dict[str, int] = {}
        self._samples: dict[str, list[bytes]] = {}

    @classmethod
    def load(cls, folder: Path, shard: Shard = WHOLE) -> Packing:
        """Return the packing of the generation in a folder; of a share it has its own numbers."""
        packing = cls(shard)
        for path in sorted(folder.iterdir()):
            if found := DICTIONARIES.fullmatch(path.name):
                packing._add(found[2], int(found[1]), path.read_bytes())
        return packing

    def save(self, folder: Path) -> None:
        """Write the dictionaries that are not in a folder yet."""
        for lang, number in self._of_language.items():
            path = folder / f"dictionary-{number:03}-{lang}.zstd"
            if not path.exists():
                path.write_bytes(self._codecs[number].dictionary)

    def pack(self, record: bytes, lang: str) -> bytes:
        """Return a record packed; it is taken as a sample of its language."""
        number = self._of_language.get(lang, 0)
        if not number:
            self._learn(record, lang)
        return bytes([number]) + self._codecs[number].compress(record)

    def unpack(self, packed: bytes) -> bytes:
        """Return the record that was packed."""
        codec = self._codecs.get(packed[0]) if packed else None
        if codec is None:
            raise CorruptIndex(
                "A stored document is damaged, or its dictionary is missing.",
                hint="Restore the index from a copy, or build it again.",
            )
        return codec.decompress(packed[1:])

    def _learn(self, record: bytes, lang: str) -> None:
        samples = self._samples.setdefault(lang, [])
        samples.append(record[:_MAX_SAMPLE])
        if len(samples) >= _SAMPLES or sum(map(len, samples)) >= _SAMPLE_BYTES:
            del self._samples[lang]
            number = max(self._numbers.start, max(self._codecs) + 1)
            if number in self._numbers:
                self._add(lang, number, Codec.trained(samples).dictionary)

    def _add(self, lang: str, number: int, dictionary: bytes) -> None:
        self._of_language[lang] = number
        self._codecs[number] = Codec(dictionary)
