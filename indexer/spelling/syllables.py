"""The Vietnamese words of an index by their syllables without accents: a file of its generation.

What they are worth is worked out once, when the generation is published: to read all words takes
a third of a second in an index of 50,000 documents, to read the file a fiftieth.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import msgspec

from indexer.analysis.base import tagged
from indexer.analysis.filters import fold_term, is_syllable
from indexer.engines.base import TEXT_FIELDS, EngineReader
from indexer.errors import CorruptIndex
from indexer.model import Channel

FILE = "syllables.msgpack"

_LARGE = 1_000
"""From so many documents on a word has to stand in two of them."""
_LONGEST_SYLLABLES = 5
"""Longer Vietnamese words are joined of shorter ones."""
_INSIDE = 0.7
"""This share of the longer words with a syllable is taken off from what there is of it."""
_LEAST_ALONE = 0.02
"""At least this share of what there is of a syllable stands outside of longer words."""
_BARE_WORD, _BARE_SYLLABLE = 0.1, 0.5
"""How much of what stands without accents in the index was not just left without them."""
_NEARLY_ALL = 0.999


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[tuple[float, str]]).decode


class _Stored(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """How often an average document holds any word, and words by their folds, with worths."""

    documents: int
    tokens: float
    found: dict[str, msgspec.Raw]


class VietnameseWords:
    """The Vietnamese words of an index, to be looked up by their syllables without accents.

    A word is worth the logarithm of how likely one in running text is to be it. That is
    estimated from the share of documents that hold it: a word that comes up at random ``m``
    times a document is missing from ``exp(-m)`` of them. A syllable counts as a word only where
    it stands outside of longer ones.
    """

    longest = _LONGEST_SYLLABLES

    def __init__(self, stored: _Stored) -> None:
        self._stored = stored

    @classmethod
    def of(cls, reader: EngineReader, tokens: int) -> Self:
        """Return the words of an open index of so many tokens in all."""
        documents = max(1, reader.doc_count())
        return cls(_collected(reader, documents, max(1.0, tokens / documents)))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return the words of the generation in a folder.

        Raises :class:`~indexer.errors.CorruptIndex` if they cannot be read.
        """
        path = folder / FILE
        try:
            return cls(msgspec.msgpack.decode(path.read_bytes(), type=_Stored))
        except (OSError, msgspec.MsgspecError) as error:
            raise CorruptIndex(
                f"The file {path} cannot be read: {error}.", hint="Build the index again."
            ) from error

    def save(self, folder: Path) -> None:
        """Write the words of the generation in a folder."""
        (folder / FILE).write_bytes(msgspec.msgpack.encode(self._stored))

    def worth(self, documents: int) -> float:
        """Return the worth of a word that so many documents hold; of none, less than of one."""
        return math.log(_often(documents or 0.1, self._stored.documents) / self._stored.tokens)

    def spelt_like(self, folds: tuple[str, ...]) -> list[tuple[float, tuple[str, ...]]]:
        """Return the words with these syllables but for accents, each with its worth."""
        known = self._stored.found.get(" ".join(folds))
        return [(worth, tuple(word.split(" "))) for worth, word in _decode(known)] if known else []


def counted(reader: EngineReader, channel: Channel, prefix: str) -> Mapping[str, int]:
    """Return how many documents hold each term, in the field that most of them hold it in.

    In a large index a term that one document alone holds is as likely a slip, and left out.
    """
    least = 2 if reader.doc_count() >= _LARGE else 1
    found: dict[str, int] = {}
    for field in TEXT_FIELDS:
        more = reader.lexicon(f"{field}_{channel}", prefix, least)
        if len(more) > len(found):
            found, more = more, found
        for term, documents in more.items():
            if documents > found.get(term, 0):
                found[term] = documents
    return found


def _collected(reader: EngineReader, documents: int, tokens: float) -> _Stored:
    """Return what is to know of the words of an index, of so many tokens a document."""
    found: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    inside: defaultdict[str, float] = defaultdict(float)
    tag = tagged("vi", "")
    for term, count in sorted(counted(reader, Channel.PART, tag).items()):
        syllables = term[len(tag) :].split("_")
        if len(syllables) <= _LONGEST_SYLLABLES:
            often = _often(count, documents)
            for syllable in syllables:
                inside[syllable] += often
            word = " ".join(syllables)
            worth = math.log(often * (_BARE_WORD if word.isascii() else 1.0) / tokens)
            found[" ".join(map(fold_term, syllables))].append((worth, word))
    for term, count in sorted(counted(reader, Channel.STEM, tag).items()):
        syllable = term[len(tag) :]
        if is_syllable(syllable):
            often = _often(count, documents)
            alone = max(often - _INSIDE * inside[syllable], often * _LEAST_ALONE)
            worth = math.log(alone * (_BARE_SYLLABLE if syllable.isascii() else 1.0) / tokens)
            found[fold_term(syllable)].append((worth, syllable))
    each = {folds: msgspec.Raw(_encode(words)) for folds, words in found.items()}
    return _Stored(documents, tokens, each)


def _often(held: float, documents: int) -> float:
    """Return how often a word comes up in a document on average if so many hold it."""
    return -math.log1p(-min(held / (documents + 1), _NEARLY_ALL))
