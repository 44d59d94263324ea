"""Names from elsewhere in Vietnamese text.

A capitalised Vietnamese syllable needs no name key: its words find it. A word that is no syllable
is foreign, and foreign words with a capital are names, acronyms aside. Syllables joined by
hyphens, the first of them capitalised, are the phonetic spelling of one name (Vla-đi-mia,
Mát-xcơ-va); joined by hyphens and each capitalised, they are several (Nga-Việt).
"""

from __future__ import annotations

import re
from functools import lru_cache

from indexer.analysis.filters import is_syllable, word_term
from indexer.analysis.memory import Memory
from indexer.names.recognise_run import (
    HYPHEN,
    HYPHENS,
    SPACE,
    NamePart,
    Run,
    initials_beside,
    is_initial,
    lexicon,
)

_VOWEL = re.compile("[aeiouyàáâãèéêìíòóôõùúýăđĩũơưạ-ỹ]")
_LEAST_SHOUTED = 4
_HYPHENS = frozenset(HYPHENS)


_REMEMBERED = 1 << 16
_PLAIN, _INITIAL, _FOREIGN, _ACRONYM = range(4)
"""What a capitalised word is by itself; an acronym could be a surname in capitals."""


@lru_cache(maxsize=_REMEMBERED)
def _foreign(surface: str) -> bool:
    """Tell whether a capitalised word is spelled as no Vietnamese syllable is."""
    word = word_term(surface)
    return word.isalpha() and len(word) > 1 and not is_syllable(word) and bool(_VOWEL.search(word))


def _kind(surface: str) -> int:
    if is_initial(surface):
        return _INITIAL
    if not _foreign(surface):
        return _PLAIN
    return _ACRONYM if surface.isupper() and len(surface) > 1 else _FOREIGN


_kinds: Memory[str, int] = Memory(_kind, _REMEMBERED)


class Vietnamese:
    """Rules for Vietnamese text."""

    def parts(self, run: Run) -> list[NamePart]:
        """Return the foreign names of a run."""
        surfaces = run.surfaces
        spelled = _phonetic(run) if any(hyphen in run.text for hyphen in HYPHENS) else {}
        found: dict[int, int] = dict(spelled)
        inside = {index for first, end in spelled.items() for index in range(first, end)}
        acronyms: list[int] = []
        initials: list[int] = []
        kinds = map(_kinds.__getitem__, map(surfaces.__getitem__, run.capitals))
        for index, kind in zip(run.capitals, kinds, strict=True):
            if kind == _PLAIN or index in inside:
                continue
            if kind == _INITIAL:
                initials.append(index)
            elif kind == _ACRONYM:
                acronyms.append(index)
            else:
                found[index] = index + 1
        if not found and not acronyms:
            return []
        self._add_acronyms(run, acronyms, found)
        if found:
            self._add_neighbours(run, found)
        parts = [NamePart(first, end) for first, end in found.items()]
        parts += initials_beside(run, initials, found)
        return sorted(parts)

    def _add_acronyms(self, run: Run, acronyms: list[int], found: dict[int, int]) -> None:
        """Add the words in capitals that are surnames: beside a name, or in a line of capitals."""
        ends = {end: first for first, end in found.items()}
        for index in acronyms:
            if len(run.surfaces[index]) < _LEAST_SHOUTED:
                continue
            after = index in ends and run.link(index) in (SPACE, HYPHEN)
            before = index + 1 in found and run.link(index + 1) in (SPACE, HYPHEN)
            if after or before or run.shouted(index):
                found[index] = index + 1
                ends[index + 1] = index

    def _add_neighbours(self, run: Run, found: dict[int, int]) -> None:
        """Add plain syllables that belong to the foreign name beside them: Tim Cook."""
        never = lexicon("vi").never
        ends = set(found.values())
        inside = {index for first, end in found.items() for index in range(first, end)}
        for index in run.capitals:
            surface = run.surfaces[index]
            if index in found or not (index in ends or index + 1 in found):
                continue
            if len(surface) < 2 or not surface.isascii() or surface.isupper():
                continue
            if surface.lower() in never or index in inside or not is_syllable(surface.lower()):
                continue
            link = run.link(index)
            after = index in ends and not self._syllable_follows(run, index)
            before = (
                index + 1 in found
                and run.link(index + 1) is SPACE
                and not run.surfaces[index - 1][:1].isupper()
            )
            if link is SPACE and (after or before):
                found[index] = index + 1
                ends.add(index + 1)

    def _syllable_follows(self, run: Run, index: int) -> bool:
        after = index + 1
        return (
            after < len(run.surfaces)
            and run.link(after) is SPACE
            and run.surfaces[after][:1].isupper()
            and not _foreign(run.surfaces[after])
        )


def _phonetic(run: Run) -> dict[int, int]:
    """Return first word and end of each phonetic spelling."""
    found: dict[int, int] = {}
    surfaces = run.surfaces
    done = 0
    shouted: list[tuple[int, int]] = []
    for index in run.capitals:
        stop = run.ends[index]
        if run.text[stop : stop + 1] not in _HYPHENS:
            continue
        if index < done or run.link(index) is HYPHEN:
            continue
        end = index + 1
        while end < len(surfaces) and run.link(end) is HYPHEN:
            end += 1
        done = end
        if end - index < 2 or not all(word.isalpha() for word in surfaces[index:end]):
            continue
        rest = surfaces[index + 1 : end]
        if all(word.islower() for word in rest):
            found[index] = end
        elif all(word.isupper() for word in surfaces[index:end]):
            shouted.append((index, end))
    for first, end in shouted:
        spelled = not all(is_syllable(word_term(word)) for word in surfaces[first:end])
        vowels = all(_VOWEL.search(word_term(word)) for word in surfaces[first:end])
        beside = first in found.values() and run.link(first) is SPACE
        if vowels and (end - first > 2 or spelled or beside):
            found[first] = end
    return found
