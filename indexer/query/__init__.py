"""Queries: string -> raw tree -> tree over channels, and the words to highlight."""

from indexer.query.analyze import AnalyzedQuery, analyze_query
from indexer.query.weights import DEFAULT_WEIGHTS, Across, Weights

__all__ = ["DEFAULT_WEIGHTS", "Across", "AnalyzedQuery", "Weights", "analyze_query"]
