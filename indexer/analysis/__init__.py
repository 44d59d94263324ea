"""Analysis: text -> tokens with terms in every channel. Knows no engine and no file format."""

from indexer.analysis.chain import Analysis, Terms, analyze, analyze_runs, runs_of
from indexer.analysis.fingerprint import fingerprint

__all__ = ["Analysis", "Terms", "analyze", "analyze_runs", "fingerprint", "runs_of"]
