"""The index that holds the terms of one generation on a cluster: its settings and its fields.

    body_word, title_word …     text between spaces: OpenSearch analyses nothing
    terms.body_word …           the same terms once each: what words there are, and how many
                                documents hold each, can be asked of nothing else
    id, lang, source, type, place, year, month, day    keywords for filters, facets and sorting
    date                        a date for ranges and sorting
    data                        what is stored, the only thing that is given back

Documents get the digest of their id for ``_id``, which takes no more than 512 bytes.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from indexer.engines.base import DAY, FACETS, FILTER_FIELDS, EngineDocument, term_fields
from indexer.engines.opensearch_client import Client
from indexer.errors import UnsupportedByEngine

LAYOUT = "1"
"""Raise when the fields or settings below change: what was written before has to be built again."""
MAX_TERM = 255
"""Longer terms are cut: the whitespace analyzer breaks what is longer."""
NO_TERMS = "\ue000" * 4
"""Stands in a field that has no terms, and among the terms of none.

Lucene weighs words by the number of documents that have the field at all; the other engines by
that of all documents. So every document has every field. No word is as near to it as a fuzzy
search looks.
"""
WINDOW = 1_000_000
"""So many hits can be gone through in their order."""
KEYWORDS = ("id", *FACETS, DAY)
TERMS = "terms"
"""The object whose fields hold each term of a document once."""

_TEXT = dict(term_fields())
_STRINGS = tuple(name for name in FILTER_FIELDS if name != "date")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONG_TERM = re.compile(rf"\S{{{MAX_TERM // 2 + 1},}}")
_LEGACY = 3
"""From this version on BM25 leaves out the factor k1 + 1, and the older formula has a name."""


def settings(version: tuple[int, ...], shards: int) -> dict[str, Any]:
    """Return the settings of a new index: no copies, and nothing to be seen before the commit.

    Whole documents, as they were sent, are stored until the index is finished (see
    :func:`~indexer.engines.opensearch_finish.finish`): to press them hard would take a third of
    the time.
    """
    bm25 = "BM25" if version[0] < _LEGACY else "LegacyBM25"
    return {
        "index": {
            "number_of_shards": shards,
            "number_of_replicas": 0,
            "refresh_interval": "-1",
            "max_result_window": WINDOW,
            "max_terms_count": WINDOW,
            "similarity": {"default": {"type": bm25, "k1": 1.2, "b": 0.75}},
            "merge": {"policy": {"expunge_deletes_allowed": 0.0}},
        }
    }


def mappings() -> dict[str, Any]:
    """Return the fields of an index."""
    text = {
        name: {
            "type": "text",
            "analyzer": "whitespace",
            "index_options": "positions" if positional else "freqs",
        }
        for name, positional in term_fields()
    }
    once = {name: {"type": "keyword", "index": False} for name in text}
    keywords = {name: {"type": "keyword"} for name in KEYWORDS}
    return {
        "dynamic": "strict",
        "_source": {"includes": ["data"]},
        "properties": {
            **text,
            TERMS: {"properties": once},
            **keywords,
            "date": {"type": "date", "format": "strict_date"},
            "data": {"type": "binary"},
        },
    }


def create(client: Client, name: str, shards: int = 1) -> bool:
    """Make an index unless it is there; tell whether it was made now."""
    if client.get(f"/{name}/_settings/index.uuid") is not None:
        return False
    client.put(f"/{name}", {"settings": settings(client.version, shards), "mappings": mappings()})
    return True


def number(doc_id: str) -> str:
    """Return the ``_id`` of a document."""
    return blake2b(doc_id.encode(), digest_size=16).hexdigest()


def source(document: EngineDocument) -> dict[str, Any]:
    """Return a document as the cluster takes it."""
    terms = {name: cut_all(text) for name, text in document.terms.items() if text}
    found: dict[str, Any] = {
        **dict.fromkeys(_TEXT, NO_TERMS),
        **terms,
        TERMS: {name: list(dict.fromkeys(text.split(" "))) for name, text in terms.items()},
        "id": document.id,
        "lang": document.langs,
        "source": document.source,
        "place": document.places,
        "data": b64encode(document.stored).decode("ascii"),
    }
    if document.type:
        found["type"] = document.type
    if document.date:
        year, month = document.date[:4], document.date[:7]
        found |= {"year": year, "month": month, DAY: document.date, "date": document.date}
    return found


def cut(term: str) -> str:
    """Return a term as far as it is indexed: so many units of UTF-16, no pair of them broken."""
    if len(term) * 2 <= MAX_TERM or (len(term) <= MAX_TERM and term.isascii()):
        return term
    units = term.encode("utf-16-le")[: 2 * MAX_TERM]
    return units.decode("utf-16-le", "ignore")


def cut_all(text: str) -> str:
    """Return terms between spaces, each as far as it is indexed."""
    return _LONG_TERM.sub(lambda found: cut(found[0]), text)


def known(field: str, among: tuple[str, ...] | Mapping[str, object] | None = None) -> None:
    """Raise :class:`~indexer.errors.UnsupportedByEngine` for a field that is not indexed."""
    fields = (*_TEXT, *_STRINGS) if among is None else tuple(among)
    if field not in fields:
        raise UnsupportedByEngine(
            f"There is no field {field!r} in the index.",
            hint=f"Its fields are: {', '.join(sorted(fields))}.",
        )


def is_text(field: str) -> bool:
    """Tell whether a field holds terms of a text, not a value to filter by."""
    return field in _TEXT


def has_positions(field: str) -> bool:
    """Tell whether a field can be searched for phrases."""
    return _TEXT.get(field, False)


def storable(text: str) -> bool:
    """Tell whether a text can be UTF-8: half surrogates are in no index."""
    return text.isascii() or _SURROGATE.search(text) is None
