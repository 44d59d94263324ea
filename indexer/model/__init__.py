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
from indexer.model.building import BuildReport, Progress, Step
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
from indexer.model.queries import (
    Asks,
    Equivalent,
    Meaning,
    NameReading,
    Note,
    QueryInfo,
    Translation,
)

__all__ = [
    "INDEXED",
    "POSITIONAL",
    "TYPES",
    "Asks",
    "BuildReport",
    "Channel",
    "Document",
    "DocumentView",
    "Equivalent",
    "FacetCount",
    "Hit",
    "HitPlace",
    "Json",
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
    "Translation",
]
