"""How a search may be made, beside what it asks for: each way by its name."""

from __future__ import annotations

from typing import get_args

from indexer.errors import UsageError
from indexer.query import Across

DUPLICATES = ("fold", "show")
"""What can be done with near-duplicates: one stands for all, or each for itself."""
ACROSS: tuple[Across, ...] = get_args(Across)
"""How other languages are searched: not at all, after the query's own, on equal terms."""


def folds(duplicates: str) -> bool:
    """Tell whether near-duplicates are folded."""
    if duplicates not in DUPLICATES:
        known = ", ".join(DUPLICATES)
        raise UsageError(
            f"Near-duplicates cannot be treated as {duplicates!r}.", hint=f"Choose one of: {known}."
        )
    return duplicates == DUPLICATES[0]


def known_across(across: Across) -> Across:
    """Return how other languages are searched, if it is one of the ways."""
    if across not in ACROSS:
        known = ", ".join(ACROSS)
        raise UsageError(
            f"Other languages cannot be searched as {across!r}.", hint=f"Choose one of: {known}."
        )
    return across
