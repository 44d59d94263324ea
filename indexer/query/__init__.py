"""Queries: string -> raw tree -> tree over channels, and the words to highlight."""

from indexer.query.analyze import analyze_query
from indexer.query.analyzed import AnalyzedQuery
from indexer.query.weights import DEFAULT_WEIGHTS, Across, Weights

__all__ = ["DEFAULT_WEIGHTS", "Across", "AnalyzedQuery", "Weights", "analyze_query"]
