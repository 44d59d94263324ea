"""The versions of what an index depends on: of libraries by name, of files by what is in them.

An installer leaves a folder ``name-version.dist-info`` beside a library, both parts normalised
(PyPA, "Recording installed projects"). To read the names of these folders takes an eighth of the
time of ``importlib.metadata``, which has to be loaded and parses a mail header a library. It is
asked for what has no such folder.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from hashlib import blake2b
from pathlib import Path

_SEPARATORS = re.compile("[-_.]+")


def version(name: str) -> str:
    """Return the version of an installed library.

    Raises ``importlib.metadata.PackageNotFoundError`` for one that is not installed.
    """
    found = _versions(tuple(sys.path)).get(_normalised(name))
    if found is None:
        from importlib import metadata

        found = metadata.version(name)
    return found


def digest(*contents: bytes) -> str:
    """Return what tells contents from others, in order: BLAKE2b, 16 hexadecimal digits for each."""
    return "".join([blake2b(content, digest_size=8).hexdigest() for content in contents])


@cache
def _versions(folders: tuple[str, ...]) -> dict[str, str]:
    """Return the versions of the libraries in some folders by name; the first of a name counts."""
    found: dict[str, str] = {}
    for folder in folders:
        for info in Path(folder).glob("*.dist-info"):  # none in an archive or what is not there
            name, _, version = info.stem.partition("-")
            found.setdefault(_normalised(name), version)
    return found


def _normalised(name: str) -> str:
    return _SEPARATORS.sub("-", name).lower()
