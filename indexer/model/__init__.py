"""The values that pass between the parts: frozen, without behaviour beyond their own shape.

All offsets are code-point offsets, start inclusive and end exclusive, into the text exactly as
it was given (NFC or not). Dates are ISO 8601 strings, ``YYYY-MM-DD``.
"""

from indexer.model.answers import (
    DocumentView,
    FacetCount,
    Hit,
    HitPlace,
    Json,
    Mark,
    Marked,
    NamedPerson,
    NamedPlace,
    Page,
    SimilarDocuments,
    Snippet,
    Stats,
    Suggestion,
    SuggestionKind,
)
from indexer.model.building import WHOLE, BuildReport, LexiconChoice, Progress, Shard, Step
from indexer.model.documents import (
    INDEXED,
    POSITIONAL,
    TYPES,
    Channel,
    Document,
    Run,
    Skipped,
    SourceFile,
    Span,
    Token,
)
from indexer.model.queries import Asks, Meaning, NameReading, Note, QueryInfo

__all__ = [
    "INDEXED",
    "POSITIONAL",
    "TYPES",
    "WHOLE",
    "Asks",
    "BuildReport",
    "Channel",
    "Document",
    "DocumentView",
    "FacetCount",
    "Hit",
    "HitPlace",
    "Json",
    "LexiconChoice",
    "Mark",
    "Marked",
    "Meaning",
    "NameReading",
    "NamedPerson",
    "NamedPlace",
    "Note",
    "Page",
    "Progress",
    "QueryInfo",
    "Run",
    "Shard",
    "SimilarDocuments",
    "Skipped",
    "Snippet",
    "SourceFile",
    "Span",
    "Stats",
    "Step",
    "Suggestion",
    "SuggestionKind",
    "Token",
]
