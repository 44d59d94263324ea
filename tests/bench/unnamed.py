"""The command line with an analysis that finds no names and no places: what a build without takes.

``python tests/bench/unnamed.py build …``. Its index answers no question about either.
"""

from __future__ import annotations

from indexer.analysis import chain
from indexer.analysis.base import Part
from indexer.building import workers

_begin = workers._begin


def begin() -> None:
    """Begin a worker that finds none, either."""
    find_none()
    _begin()


def find_none() -> None:
    """Make the analysis of this process find no names and no places."""
    chain.entity_parts = _no_parts


def _no_parts(*_: object) -> list[Part]:
    return []


if __name__ == "__main__":
    from indexer.cli.commands import main

    workers._begin = begin
    find_none()
    main()
