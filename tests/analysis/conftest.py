"""The evaluation data, and one hypothesis profile for all tests of the analysis."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "analysis",
    deadline=None,  # the first example of a language loads its model
    max_examples=200,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("ci", settings.get_profile("analysis"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "analysis")


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of the evaluation data, which is no part of the repository."""
    folder = os.environ.get("QUERLANG_DATA")
    if not folder:
        pytest.skip("QUERLANG_DATA does not name the folder of the evaluation data")
    return Path(folder)
