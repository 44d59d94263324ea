"""What an engine stores of a document: the document, its language runs and its parts.

Tokens and their terms are not stored: the tokenizer finds them again, and the language runs say
in which language. Stored are the parts, which only the segmenter finds: of those that are the
joined words of their tokens a bit for each token that goes on the part of the one before, the
others in full; the stems of languages in which they take long to find; and of long texts a table
of blocks. A :class:`Codec` compresses the whole.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate, chain
from operator import itemgetter
from threading import Lock

import msgspec
import zstandard

from indexer.analysis import Analysis, Terms
from indexer.analysis.base import Part, tagged
from indexer.analysis.registry import LANGUAGES
from indexer.errors import CorruptIndex
from indexer.model import Channel, Document, Span
from indexer.records.blocks import LONG, Block, BlockTable, cut, spans
from indexer.records.storedtext import NAMED, Named, StoredText, TextHead, language_of

_LEVEL = 5
_DICTIONARY = 192 * 1024
_LENGTHS = struct.Struct("<5I")


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


class _Head(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """The small values of a record, in the order in which they are stored."""

    id: str
    title: str
    lang: str | None
    date: str | None
    url: str | None
    source: str
    author: str | None
    type: str
    unsearched: tuple[Span, ...]
    langs: tuple[str, ...]
    places: tuple[str, ...]
    title_text: TextHead
    body_text: TextHead


_PART = Channel.PART
_WORD = itemgetter(0)

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Head).decode


class Record:
    """A stored document, read as far as is asked for; ``payload`` is all of it."""

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        lengths = _LENGTHS.unpack_from(payload)
        self._ends = tuple(accumulate(lengths, initial=_LENGTHS.size))
        self._head = head = _decode(payload[_LENGTHS.size : self._ends[1]])
        self.id, self.title, self.lang, self.date = head.id, head.title, head.lang, head.date
        self.url, self.source, self.type = head.url, head.source, head.type
        stems = self._piece(2)
        self.heading = StoredText(head.title_text, head.title, self._piece(0), stems=stems)
        """The title, to be searched."""
        self.body = StoredText(
            head.body_text,
            payload[self._ends[-1] :],
            self._piece(1),
            unsearched=head.unsearched,
            stems=stems,
            table=self._piece(3),
        )
        """The text, to be read and searched."""

    @staticmethod
    def pack(
        document: Document,
        langs: Sequence[str],
        title: Analysis,
        body: Analysis,
        searched: str,
        places: Sequence[str] = (),
    ) -> bytes:
        """Return a document and what was found out about its title and its searched text.

        ``places`` are the ids of those that it names most. The parts of both analyses are put
        into the order in which they are restored.
        """
        title_bits, title_parts, title_named = _pack_parts(title)
        body_bits, body_parts, body_named = _pack_parts(body)
        head = _Head(
            document.id,
            document.title,
            document.lang,
            document.date,
            document.url,
            document.source,
            document.author,
            document.type,
            document.unsearched,
            tuple(langs),
            tuple(places),
            TextHead.of(document.title, title, title_parts, title_named),
            TextHead.of(searched, body, body_parts, body_named),
        )
        table = b""
        if len(searched) > LONG and head.body_text.splittable:
            table = _block_table(document.text, searched, body).pack()
        stems = _pack_stems((title, body))
        pieces = [_encode(head), title_bits, body_bits, stems, table]
        encoded = document.text.encode()
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
            author=self._head.author,
            unsearched=self._head.unsearched,
            type=self.type,
        )

    @property
    def by_letters(self) -> bool:
        """Whether the words of title and text can be found by their letters."""
        head = self._head
        return head.title_text.by_letters and head.body_text.by_letters

    @property
    def langs(self) -> tuple[str, ...]:
        """The languages of the document, the main one first."""
        return self._head.langs

    @property
    def places(self) -> tuple[str, ...]:
        """The ids of the places that the document names most, sorted."""
        return self._head.places

    def _piece(self, number: int) -> bytes:
        """Return what stands behind the head: bits of title and text, stems, and blocks."""
        return self.payload[self._ends[number + 1] : self._ends[number + 2]]


def _pack_parts(analysis: Analysis) -> tuple[bytes, list[Part], list[Named]]:
    """Return how parts are stored: most as bits, few as they are, names and places by their terms.

    The bits tell which tokens go on the part of the one before. The parts of the analysis are put
    into the order in which they are restored.
    """
    bits, joins, others = _pack_joins(analysis, analysis.parts)
    analysis.parts[:] = chain(joins, others)
    return bits, others, [_named(analysis, channel) for channel in NAMED]


def _pack_joins(analysis: Analysis, parts: Sequence[Part]) -> tuple[bytes, list[Part], list[Part]]:
    """Return the parts as bits, those that the bits tell, and the others."""
    joins: list[Part] = []
    others: list[Part] = []
    if not parts:
        return b"", joins, others
    terms = analysis.terms
    words = list(map(_WORD, terms))
    bits = bytearray(b"0") * len(words)
    done = 0
    for part in parts:
        first, end, term, channel = part
        if (
            channel is _PART
            and first >= done
            and end - first > 1
            and term == tagged(language_of(terms[first]), "_".join(words[first:end]))
        ):
            bits[first + 1 : end] = b"1" * (end - first - 1)
            joins.append(part)
            done = end
        else:
            others.append(part)
    bits.reverse()
    size = (len(bits) + 7) // 8 if done else 0
    return int(bits, 2).to_bytes(size, "little"), joins, others


def _named(analysis: Analysis, channel: Channel) -> Named:
    """Return where in the text the names or the places stand, those with the same terms once."""
    starts, ends = analysis.starts, analysis.ends
    found: dict[tuple[str, ...], list[int]] = {}
    for first, end, terms, channel_of in analysis.entities:
        if channel_of is channel:
            start = starts[first]
            spans = found.get(terms)
            if spans is None:
                found[terms] = [start, ends[end - 1] - start]
            else:
                spans += (start, ends[end - 1] - start)
    return list(found), list(found.values())


def _block_table(text: str, searched: str, analysis: Analysis) -> BlockTable:
    starts = cut(searched)
    blocks: list[Block] = []
    held: list[set[str]] = []
    byte = 0
    ordered = sorted(analysis.parts)
    firsts = [part.first for part in ordered]
    for start, end in spans(starts, len(text)):
        first, last = bisect_left(analysis.starts, start), bisect_left(analysis.starts, end)
        blocks.append(Block(start, end, byte, first))
        byte += len(text[start:end].encode())
        found = {key for terms in set(analysis.terms[first:last]) for key in _block_keys(terms)}
        parts = ordered[bisect_left(firsts, first) : bisect_left(firsts, last)]
        found.update([part.term for part in parts])
        held.append(found)
    return BlockTable.of(blocks, held)


def _block_keys(terms: Terms) -> tuple[str, ...]:
    word, fold, stem, within = terms
    return (word, fold, stem, *within) if LANGUAGES[language_of(terms)].inflects else (word, fold)


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
