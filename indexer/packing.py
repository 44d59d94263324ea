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
from indexer.record import Codec

_SAMPLES = 1_000
_SAMPLE_BYTES = 4_000_000
"""A dictionary is trained on so many records, or on fewer of so many bytes together."""
_MAX_SAMPLE = 16_000
_MAX_DICTIONARIES = 255
_FILE = re.compile(r"dictionary-(\d{3})-(\w+)\.zstd")


class Packing:
    """Packs and unpacks records; packing learns. Safe to share between threads that unpack."""

    def __init__(self) -> None:
        self._codecs = [Codec()]
        self._of_language: dict[str, int] = {}
        self._samples: dict[str, list[bytes]] = {}

    @classmethod
    def load(cls, folder: Path) -> Packing:
        """Return the packing of the generation in a folder."""
        packing = cls()
        files = sorted(path for path in folder.iterdir() if _FILE.fullmatch(path.name))
        for number, path in enumerate(files, 1):
            found = _FILE.fullmatch(path.name)
            if found is None or int(found[1]) != number:
                raise CorruptIndex(
                    f"The file before {path} is missing.", hint="Build the index again."
                )
            packing._add(found[2], path.read_bytes())
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
        number = packed[0] if packed else len(self._codecs)
        if number >= len(self._codecs):
            raise CorruptIndex(
                "A stored document is damaged, or its dictionary is missing.",
                hint="Restore the index from a copy, or build it again.",
            )
        return self._codecs[number].decompress(packed[1:])

    def _learn(self, record: bytes, lang: str) -> None:
        samples = self._samples.setdefault(lang, [])
        samples.append(record[:_MAX_SAMPLE])
        if len(samples) >= _SAMPLES or sum(map(len, samples)) >= _SAMPLE_BYTES:
            del self._samples[lang]
            if len(self._codecs) <= _MAX_DICTIONARIES:
                self._add(lang, Codec.trained(samples).dictionary)

    def _add(self, lang: str, dictionary: bytes) -> None:
        self._of_language[lang] = len(self._codecs)
        self._codecs.append(Codec(dictionary))
