"""The fingerprint of the analysis: what an index was made with, so that it never goes stale.

Whatever can change a term is part of it: this package's own rules by a number that is raised
with them, the versions of the libraries and dictionaries, and the Unicode data in use.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from functools import cache
from importlib.metadata import version

from indexer.analysis.registry import LANGUAGES

RULES_VERSION = 4
"""Raise with every change to tokenizer, filters, runs or a language that changes a term."""


@cache
def components() -> dict[str, str]:
    """Return name and version of everything that the terms of an index depend on."""
    found = {
        "rules": str(RULES_VERSION),
        "languages": ",".join(LANGUAGES),
        "unicode": unicodedata.unidata_version,
        "regex": version("regex"),
        "lingua": version("lingua-language-detector"),
    }
    for language in LANGUAGES.values():
        found.update(language.versions())
    return dict(sorted(found.items()))


def fingerprint() -> str:
    """Return the fingerprint of the analysis now running: 16 hexadecimal digits."""
    canonical = json.dumps(components(), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]
