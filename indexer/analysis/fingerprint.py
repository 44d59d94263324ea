"""The fingerprint of the analysis: what an index was made with, so that it never goes stale.

Whatever can change a term or a signature is part of it: this package's own rules by a number that
is raised with them, the versions of the libraries and dictionaries, and the Unicode data in use.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from functools import cache
from pathlib import Path

from indexer.analysis.registry import LANGUAGES
from indexer.installed import digest, version

_PACKAGE = Path(__file__).parents[1]

RULES_VERSION = 9
"""Raise with every change to tokenizer, filters, runs, names, places or a language that changes a
term."""


@cache
def components() -> dict[str, str]:
    """Return name and version of everything that the terms of an index depend on."""
    found = {
        "rules": str(RULES_VERSION),
        "languages": ",".join(LANGUAGES),
        "unicode": unicodedata.unidata_version,
        "regex": version("regex"),
        "lingua": version("lingua-language-detector"),
        "rensa": version("rensa"),
    }
    for package in ("names", "places"):
        found[package] = _digest(_PACKAGE / package / "data")
    for language in LANGUAGES.values():
        found.update(language.versions())
    return dict(sorted(found.items()))


def _digest(folder: Path) -> str:
    """Return a digest of the data files in a folder."""
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return digest("\n".join([file.name for file in files]).encode(), *map(Path.read_bytes, files))


def fingerprint() -> str:
    """Return the fingerprint of the analysis now running: 16 hexadecimal digits."""
    canonical = json.dumps(components(), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]
