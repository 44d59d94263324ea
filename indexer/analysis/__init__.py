"""Analysis: text -> tokens with terms in every channel. Knows no engine and no file format."""

from indexer.analysis.chain import Analysis, analyze, analyze_runs, runs_of
from indexer.analysis.fingerprint import fingerprint
from indexer.analysis.tokentable import TokenTable

__all__ = ["Analysis", "TokenTable", "analyze", "analyze_runs", "fingerprint", "runs_of"]
