"""Whether every document of a generation can be read."""

from __future__ import annotations

from indexer.errors import CorruptIndex
from indexer.records.record import Record
from indexer.search.opened import Opened


def check_documents(opened: Opened) -> None:
    """Read every document; raise :class:`~indexer.errors.CorruptIndex` if one is missing."""
    counted, told = opened.reader.doc_count(), opened.manifest.documents
    if counted != told:
        raise CorruptIndex(
            f"The index holds {counted} documents; its manifest says {told}.",
            hint="Build the index again.",
        )
    for doc_id in (doc_id for entry in opened.manifest.sources for doc_id in entry.ids):
        stored = opened.reader.stored(doc_id)
        if stored is None:
            raise CorruptIndex(
                f"The document {doc_id!r} is missing.", hint="Build the index again."
            )
        record = Record(opened.packing.unpack(stored))
        _ = record.document, record.heading.runs, record.body.runs
