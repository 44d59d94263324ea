"""Russian names, which documents write in all their case forms, in the form one would look up.

It is always a form that some document writes. Of the forms of a part of a name those that may be
nominatives count, and of these the shortest that is not rare: that of a man, where documents name
a man and a woman of one surname. A part is put into it wherever it stands, but beside what may be
a woman's given name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping

from indexer.names.morphology import nominatives

_CYRILLIC = re.compile("[А-Яа-яЁё]+")
_BETWEEN = re.compile("([ -])")
_WOMAN = ("а", "я")
_RARE = 0.2
"""A form that is less frequent than so, beside the most frequent one, is not considered."""


class Nominatives:
    """Tells the nominative of a name, by all names that documents write and their frequencies."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Take names as :class:`~indexer.gathered.Gathered` has them."""
        forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for name, count in counts.items():
            surface, _, keys = name.partition("\t")
            for part, key in zip(_BETWEEN.split(surface)[::2], keys.split(" "), strict=False):
                if _CYRILLIC.fullmatch(part):
                    forms[key][part] += count
        self._shown = {key: _shown(written) for key, written in forms.items()}

    def __call__(self, surface: str, keys: str) -> str:
        """Return the form in which a name is shown; ``keys`` are those of its parts."""
        pieces = _BETWEEN.split(surface)
        parts, known = pieces[::2], keys.split(" ")
        if len(parts) != len(known) or not any(map(_CYRILLIC.fullmatch, parts)):
            return surface
        pieces[::2] = [self._shown.get(key, part) for part, key in zip(parts, known, strict=True)]
        return surface if len(parts) > 1 and pieces[0].endswith(_WOMAN) else "".join(pieces)


def _shown(written: Counter[str]) -> str:
    standing = {
        form: count for form, count in written.items() if form.lower() in nominatives(form.lower())
    } or dict(written)
    often = max(standing.values()) * _RARE
    return min((len(form), form) for form, count in standing.items() if count >= often)[1]
