"""What a build or an update tells: how far it has come, and what it did."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from indexer.model.documents import Skipped


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build or an update did: the generation now published, and what it had to leave out.

    ``documents`` and ``tokens`` are those of the whole index; ``new``, ``changed`` and
    ``removed`` count source files.
    """

    generation: str
    documents: int
    tokens: int
    seconds: float
    skipped: tuple[Skipped, ...] = ()
    new: int = 0
    changed: int = 0
    removed: int = 0


class Step(StrEnum):
    """What a build or an update is doing, in this order; what goes wrong can go wrong at each."""

    FIND = "finding sources"
    CLONE = "cloning the index"
    ANALYSE = "analysing"
    WRITE = "writing"
    VERIFY = "verifying"
    STAMP = "stamping"
    PUBLISH = "publishing"
    POINT = "switching"
    CLEAN = "cleaning up"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come: files and bytes of sources done and in all, documents written."""

    step: Step
    files: int = 0
    all_files: int = 0
    documents: int = 0
    bytes: int = 0
    all_bytes: int = 0
