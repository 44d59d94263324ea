"""The conformance suite on a real OpenSearch node, and what is OpenSearch's own."""

from __future__ import annotations

from .conformance import EngineConformance


class TestOpenSearch(EngineConformance):
    name = "opensearch"
