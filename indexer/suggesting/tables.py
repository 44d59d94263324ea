"""The tables of suggestions of a generation: titles, names, places and terms, the best first.

They are made of what the documents gave (:mod:`indexer.records.gathered`) and of the terms of
the finished index, so they depend on the documents alone. In a large index what one document
alone holds is as likely a slip as a word, and is left out; titles are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import msgspec

from indexer.analysis.base import tagged
from indexer.analysis.filters import fold_term, word_term
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.tokenizer import split_words
from indexer.engines.base import TEXT_FIELDS, EngineReader
from indexer.errors import CorruptIndex
from indexer.model import Channel
from indexer.query.readings import place_name
from indexer.records.gathered import Gathered, unpack
from indexer.suggesting.lines import Lines, PackedLines
from indexer.suggesting.nominatives import Nominatives

SUGGESTIONS = "suggestions.msgpack"

_LARGE = 1_000
"""From so many documents on a name, a place or a term has to stand in two of them."""
_EVERYWHERE = 0.25
"""A single word that more of the documents hold than this says nothing, in all but a few."""
_FEW = 25
_LONGEST_TERM = 5
_ORDINARY = 8
"""A word that so many times as many documents hold as have it for a name is an ordinary one."""
_WORDS = f"body_{Channel.WORD}"
_VIETNAMESE = tagged("vi", "")


class Title(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """The title of a document."""

    text: str
    id: str
    langs: tuple[str, ...]


class Name(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A name as documents write it; the keys of each of its parts."""

    text: str
    keys: tuple[tuple[str, ...], ...]


class Place(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A place that documents name."""

    id: str


class Term(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A word, or a Vietnamese word of several syllables, and how many documents hold it."""

    text: str
    documents: int


class Tables(NamedTuple):
    """All tables of a generation."""

    titles: Lines[Title]
    names: Lines[Name]
    places: Lines[Place]
    terms: Lines[Term]


def folded(text: str) -> list[str]:
    """Return the words of a text, folded."""
    return [fold_term(word_term(surface)) for surface in split_words(text).surfaces]


def skeleton(key: str) -> str:
    """Return a key of a name as far as it is the same for the beginning of the name.

    Whether an unstressed о is written as а is told by the end of a name.
    """
    return key.replace("o", "a")


def save_tables(folder: Path, gathered: Mapping[str, bytes], reader: EngineReader) -> None:
    """Write the tables of the generation in a folder."""
    documents = {doc_id: unpack(packed) for doc_id, packed in gathered.items()}
    least = 2 if len(documents) >= _LARGE else 1
    tables = (
        Lines.pack(_titles(documents)),
        Lines.pack(_names(documents.values(), least, reader)),
        Lines.pack(_places(reader, least)),
        Lines.pack(_terms(reader, least)),
    )
    (folder / SUGGESTIONS).write_bytes(msgspec.msgpack.encode(tables))


def load_tables(folder: Path) -> Tables:
    """Return the tables of the generation in a folder."""
    path = folder / SUGGESTIONS
    try:
        packed = _decode(path.read_bytes())
    except (OSError, msgspec.MsgspecError) as error:
        raise CorruptIndex(
            f"The file {path} cannot be read: {error}.", hint="Build the index again."
        ) from error
    titles, names, places, terms = packed
    return Tables(
        Lines(titles, Title), Lines(names, Name), Lines(places, Place), Lines(terms, Term)
    )


_decode = msgspec.msgpack.Decoder(tuple[PackedLines, PackedLines, PackedLines, PackedLines]).decode


def _titles(documents: Mapping[str, Gathered]) -> Iterator[tuple[str, Title]]:
    """Yield the titles, the newest first."""
    in_order = sorted(documents.items())
    in_order.sort(key=lambda item: item[1].date or "", reverse=True)
    for doc_id, found in in_order:
        if found.words:
            yield found.words, Title(found.title, doc_id, found.langs)


def _names(
    documents: Iterable[Gathered], least: int, reader: EngineReader
) -> Iterator[tuple[str, Name]]:
    """Yield the names, the most frequent first.

    The case forms of a Russian name are one, shown in the nominative. What is nearly always an
    ordinary word is no name.
    """
    counts = Counter(chain.from_iterable([found.names for found in documents]))
    nominative = Nominatives(counts)
    found: Counter[tuple[str, str]] = Counter()
    for name, count in counts.items():
        surface, _, keys = name.partition("\t")
        found[nominative(surface, keys), keys] += count
    single = {
        surface: word_term(surface)
        for (surface, keys), count in found.items()
        if count >= least and " " not in keys
    }
    as_words = reader.together(
        lambda asked: {name: asked.doc_frequency(_WORDS, word) for name, word in single.items()}
    )
    for (surface, keys), count in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        if count < least:
            break
        if " " not in keys and as_words[surface] > count * _ORDINARY:
            continue
        parts = tuple([tuple(part.split(",")) for part in keys.split(" ")])
        known = dict.fromkeys([skeleton(key) for part in parts for key in part])
        yield " ".join([*folded(surface), *(f"|{key}" for key in known)]), Name(surface, parts)


def _places(reader: EngineReader, least: int) -> Iterator[tuple[str, Place]]:
    """Yield the places, the most frequent first, each by its names in all languages."""
    counts = _counted(reader, Channel.PLACE, "", least)
    for place, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        names = dict.fromkeys([" ".join(folded(place_name(place, lang))) for lang in LANGUAGES])
        yield " / ".join(["", *names]).strip(), Place(place)


def _terms(reader: EngineReader, least: int) -> Iterator[tuple[str, Term]]:
    """Yield the words of the documents, the most frequent first."""
    everywhere = max(reader.doc_count() * _EVERYWHERE, _FEW)
    found = {
        word: count
        for word, count in _counted(reader, Channel.WORD, "", least).items()
        if count <= everywhere and len(word) > 1 and word.isalpha()
    }
    for term, count in _counted(reader, Channel.PART, _VIETNAMESE, least).items():
        syllables = term[len(_VIETNAMESE) :].split("_")
        if 1 < len(syllables) <= _LONGEST_TERM and all(map(str.isalpha, syllables)):
            found[" ".join(syllables)] = count
    fold = lru_cache(1 << 14)(fold_term)
    for text, count in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        words = " ".join(map(fold, text.split(" "))) if " " in text else fold_term(text)
        yield words, Term(text, count)


def _counted(reader: EngineReader, channel: Channel, prefix: str, least: int) -> dict[str, int]:
    """Return how many documents hold each term, in the field that most of them hold it in."""
    found: dict[str, int] = {}
    for field in TEXT_FIELDS:
        for term, documents in reader.lexicon(f"{field}_{channel}", prefix, least).items():
            if documents > found.get(term, 0):
                found[term] = documents
    return found
