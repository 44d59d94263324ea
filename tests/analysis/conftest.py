"""One hypothesis profile for all tests of the analysis."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "analysis",
    deadline=None,  # the first example of a language loads its model
    max_examples=200,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("ci", settings.get_profile("analysis"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "analysis")
