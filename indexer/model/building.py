"""What a build or an update tells: how far it has come, and what it did."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple, Self
from zlib import crc32

from indexer.errors import UsageError
from indexer.model.documents import Skipped

_SHARD = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")


class Shard(NamedTuple):
    """One of the shares of a build that several machines make: ``number`` counts from 1."""

    number: int
    total: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the share that is written ``2/8``; raises UsageError for anything else."""
        found = _SHARD.fullmatch(text)
        if not found or int(found[1]) > int(found[2]):
            raise UsageError(
                f"{text!r} is not a share of a build.",
                hint="Write which of how many it is: 2/8. They count from 1.",
            )
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.number}/{self.total}"

    def has_file(self, document_id: str) -> bool:
        """Tell whether a file that is a document belongs to this share: by a hash of its id."""
        hashed = crc32(document_id.encode("utf-8", "surrogatepass"))
        return hashed % self.total == self.number - 1

    def has_record(self, place: int) -> bool:
        """Tell whether a record belongs to this share: by its place in its file, from 0 on."""
        return place % self.total == self.number - 1


WHOLE = Shard(1, 1)


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build or an update did: the generation now published, and what it had to leave out.

    ``documents`` and ``tokens`` are those of the whole index; ``new``, ``changed`` and
    ``removed`` count source files. What is not ``published`` is a share of a build. ``retries``
    are requests to a cluster that were sent again meanwhile.
    """

    generation: str
    documents: int
    tokens: int
    seconds: float
    skipped: tuple[Skipped, ...] = ()
    new: int = 0
    changed: int = 0
    removed: int = 0
    published: bool = True
    retries: int = 0


LexiconChoice = Literal["shipped", "corpus"]
"""What tells which words of other languages mean the same: what ships, or the documents' own, too.
"""


class Step(StrEnum):
    """What a build or an update is doing, in this order; what goes wrong can go wrong at each."""

    FIND = "finding sources"
    CLONE = "cloning the index"
    ANALYSE = "analysing"
    WRITE = "writing"
    VERIFY = "verifying"
    LINK = "linking words"
    STAMP = "stamping"
    PUBLISH = "publishing"
    POINT = "switching"
    CLEAN = "cleaning up"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come: files and bytes of sources done and in all, documents written.

    Where words are linked, ``bytes`` counts words.
    """

    step: Step
    files: int = 0
    all_files: int = 0
    documents: int = 0
    bytes: int = 0
    all_bytes: int = 0
