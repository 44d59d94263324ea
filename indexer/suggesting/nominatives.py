"""Russian names, which documents write in all their case forms, in the form one would look up.

It is always a form that some document writes. Those of which every part may be a nominative count,
and of these the shortest that is not rare: of a surname that of a man, where documents name a man
and a woman who share it. A surname that stands alone has the forms that it has in full names, too.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping

from indexer.names.morphology import nominatives

_CYRILLIC = re.compile("[А-Яа-яЁё]+")
_BETWEEN = re.compile("[ -]")
_RARE = 0.2
"""A form that is less frequent than so, beside the most frequent one, is not considered."""


class Nominatives:
    """Tells the nominative of a name, by all names that documents write and their frequencies."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Take names as :class:`~indexer.records.gathered.Gathered` has them."""
        forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for name, count in counts.items():
            surface, _, keys = name.partition("\t")
            if not _CYRILLIC.search(surface):
                continue
            forms[keys][surface] += count
            parts, known = _BETWEEN.split(surface), keys.split(" ")
            if len(parts) == len(known) > 1:
                for part, key in zip(parts, known, strict=True):
                    forms[key][part] += count
        self._shown = {keys: _shown(written) for keys, written in forms.items()}

    def __call__(self, surface: str, keys: str) -> str:
        """Return the form in which a name is shown; ``keys`` are those of its parts."""
        return self._shown[keys] if _CYRILLIC.search(surface) else surface


def _shown(written: Counter[str]) -> str:
    standing = {form: count for form, count in written.items() if _may_stand(form)}
    counts = standing or written
    often = max(counts.values()) * _RARE
    return min((len(form), form) for form, count in counts.items() if count >= often)[1]


def _may_stand(name: str) -> bool:
    """Tell whether every part of a name may be a nominative."""
    return all(part in nominatives(part) for part in _BETWEEN.split(name.lower()))
