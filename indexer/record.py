"""What an engine stores of a document: the document, its language runs and its parts.

Tokens and their terms are not stored: the tokenizer finds them again, and the language runs say
in which language. Stored are the parts, which only the segmenter finds: of those that are the
joined words of their tokens a bit for each token that goes on the part of the one before, the
others in full; the stems of languages in which they take long to find; and of long texts a table
of blocks. A :class:`Codec` compresses the whole.
"""

from __future__ import annotations

import json
import struct
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

import msgspec
import zstandard

from indexer.analysis import Analysis, Terms
from indexer.analysis.base import Part, tagged
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.vocabulary import splittable
from indexer.blocks import LONG, Block, BlockTable, cut, spans
from indexer.errors import CorruptIndex
from indexer.model import Channel, Document, Span
from indexer.storedtext import StoredText, TextHead, language_of

_LEVEL = 5
_DICTIONARY = 192 * 1024
_LENGTHS = struct.Struct("<5I")
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Codec:
    """Compresses records (zstd), with a dictionary if there is one; safe to share by threads."""

    def __init__(self, dictionary: bytes = b"") -> None:
        self.dictionary = dictionary
        known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self._decompressor = zstandard.ZstdDecompressor(dict_data=known)
        self._known = known
        self._lock = Lock()  # zstandard's objects, dictionaries too, serve one thread at a time

    @classmethod
    def trained(cls, samples: Sequence[bytes]) -> Codec:
        """Return a codec with a dictionary for records like these; without, of too few."""
        try:
            trained = zstandard.train_dictionary(_DICTIONARY, list(samples), level=_LEVEL)
        except zstandard.ZstdError:  # zstd tells too few samples in no other way
            return cls()
        return cls(trained.as_bytes())

    def compress(self, data: bytes) -> bytes:
        """Return ``data`` compressed, with a checksum."""
        with self._lock:
            return bytes(self._compressor.compress(data))

    def decompress(self, data: bytes) -> bytes:
        """Return what was compressed.

        Raises :class:`~indexer.errors.CorruptIndex` if it is damaged.
        """
        try:
            with self._lock:
                return bytes(self._decompressor.decompress(data))
        except zstandard.ZstdError as error:
            raise CorruptIndex(
                f"A stored document of {len(data)} bytes cannot be read: {error}.",
                hint="Restore the index from a copy, or build it again.",
            ) from error

    @cached_property
    def _compressor(self) -> zstandard.ZstdCompressor:
        if self._known is not None:
            self._known.precompute_compress(level=_LEVEL)
        return zstandard.ZstdCompressor(
            level=_LEVEL, dict_data=self._known, write_checksum=True, write_dict_id=False
        )


class _Head(NamedTuple):
    """The small values of a record, in the order in which they are stored."""

    id: str
    title: str
    lang: str | None
    date: str | None
    url: str | None
    source: str
    author: str | None
    unsearched: Sequence[Sequence[int]]
    langs: Sequence[str]
    title_text: Sequence[Any]
    body_text: Sequence[Any]


class Record:
    """A stored document, read as far as is asked for; ``payload`` is all of it."""

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self._pieces: list[bytes] = []
        at = _LENGTHS.size
        for length in _LENGTHS.unpack_from(payload):
            self._pieces.append(payload[at : at + length])
            at += length
        self._pieces.append(payload[at:])
        head = _Head(*msgspec.json.decode(self._pieces[0]))
        self._head = head
        self.id, self.title, self.lang, self.date = head.id, head.title, head.lang, head.date
        self.url, self.source, self.author = head.url, head.source, head.author
        self.langs = tuple(head.langs)
        self.unsearched = tuple([Span(start, end) for start, end in head.unsearched])

    @staticmethod
    def pack(
        document: Document, langs: Sequence[str], title: Analysis, body: Analysis, searched: str
    ) -> bytes:
        """Return a document and what was found out about its title and its searched text.

        The parts of both analyses are put into the order in which they are restored.
        """
        title_bits, title_parts = _pack_parts(title)
        body_bits, body_parts = _pack_parts(body)
        encoded = document.text.encode()
        whole = splittable(searched)
        table = b""
        if len(searched) > LONG and whole:
            table = _block_table(document.text, searched, body).pack()
        text = TextHead(len(searched), len(body.starts), whole, _runs(body), body_parts)
        name = document.title
        heading = TextHead(
            len(name), len(title.starts), splittable(name), _runs(title), title_parts
        )
        head = _Head(
            document.id,
            document.title,
            document.lang,
            document.date,
            document.url,
            document.source,
            document.author,
            document.unsearched,
            langs,
            heading,
            text,
        )
        stems = _pack_stems((title, body))
        pieces = [_encode(head).encode(), title_bits, body_bits, stems, table]
        return b"".join([_LENGTHS.pack(*map(len, pieces)), *pieces, encoded])

    @cached_property
    def document(self) -> Document:
        """The document as it was read."""
        return Document(
            id=self.id,
            text=self.body.text(0, self.body.chars),
            title=self.title,
            lang=self.lang,
            date=self.date,
            url=self.url,
            source=self.source,
            author=self.author,
            unsearched=self.unsearched,
        )

    @cached_property
    def heading(self) -> StoredText:
        """The title, to be searched."""
        _, bits, _, stems, _, _ = self._pieces
        return StoredText(TextHead(*self._head.title_text), self.title, bits, stems=stems)

    @cached_property
    def body(self) -> StoredText:
        """The text, to be read and searched."""
        _, _, bits, stems, table, text = self._pieces
        return StoredText(
            TextHead(*self._head.body_text),
            text,
            bits,
            unsearched=self.unsearched,
            stems=stems,
            table=table,
        )


def _runs(analysis: Analysis) -> list[tuple[int, str]]:
    return [(end, lang) for _, end, lang in analysis.runs]


def _pack_parts(analysis: Analysis) -> tuple[bytes, list[Part]]:
    """Return a bit for each token that goes on the part of the one before, and other parts."""
    parts = analysis.parts
    if not parts:
        return b"", []
    words = [terms.word for terms in analysis.terms]
    bits = bytearray(b"0") * len(words)
    joins: list[Part] = []
    others: list[Part] = []
    done = 0
    for part in parts:
        first, end, term, channel = part
        if (
            channel is Channel.PART
            and first >= done
            and end - first > 1
            and term == tagged(language_of(analysis.terms[first]), "_".join(words[first:end]))
        ):
            bits[first + 1 : end] = b"1" * (end - first - 1)
            joins.append(part)
            done = end
        else:
            others.append(part)
    parts[:] = joins + others
    bits.reverse()
    size = (len(bits) + 7) // 8 if done else 0
    return int(bits, 2).to_bytes(size, "little"), others


def _block_table(text: str, searched: str, analysis: Analysis) -> BlockTable:
    starts = cut(searched)
    blocks: list[Block] = []
    held: list[set[str]] = []
    byte = 0
    firsts = [part.first for part in analysis.parts]
    for start, end in spans(starts, len(text)):
        first, last = bisect_left(analysis.starts, start), bisect_left(analysis.starts, end)
        blocks.append(Block(start, end, byte, first))
        byte += len(text[start:end].encode())
        found = {key for terms in set(analysis.terms[first:last]) for key in _block_keys(terms)}
        parts = analysis.parts[bisect_left(firsts, first) : bisect_left(firsts, last)]
        found.update([part.term for part in parts])
        held.append(found)
    return BlockTable.of(blocks, held)


def _block_keys(terms: Terms) -> tuple[str, ...]:
    return terms if LANGUAGES[language_of(terms)].inflects else terms[:2]


def _pack_stems(analyses: Iterable[Analysis]) -> bytes:
    """Return a line a language, of words and stems: how much to cut from the word, what to add."""
    found: dict[str, set[str]] = {}
    for analysis in analyses:
        langs = {run.lang for run in analysis.runs if LANGUAGES[run.lang].stores_stems}
        for lang in langs:
            tag = tagged(lang, "")
            found.setdefault(lang, set()).update(
                _pack_stem(terms.word, terms.stem.removeprefix(tag))
                for terms in set(analysis.terms)
                if terms.stem.startswith(tag) and terms.stem != tag + terms.word
            )
    lines = [" ".join([lang, *sorted(entries)]) for lang, entries in found.items() if entries]
    return "\n".join(lines).encode()


def _pack_stem(word: str, stem: str) -> str:
    common = 0
    for ours, theirs in zip(word, stem, strict=False):
        if ours != theirs:
            break
        common += 1
    return f"{word}-{len(word) - common}+{stem[common:]}"
