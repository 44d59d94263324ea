"""Names from elsewhere in Vietnamese text.

A capitalised Vietnamese syllable needs no name key: its words find it. A word that is no syllable
is foreign, and foreign words with a capital are names, acronyms aside. Syllables joined by
hyphens, the first of them capitalised, are the phonetic spelling of one name (Vla-đi-mia,
Mát-xcơ-va); joined by hyphens and each capitalised, they are several (Nga-Việt).
"""

from __future__ import annotations

import re
from bisect import bisect_left

from indexer.analysis.filters import is_syllable, word_term
from indexer.analysis.memory import Memory
from indexer.names.recognise_run import (
    CAPITAL,
    HYPHEN,
    HYPHENS,
    OTHER,
    SPACE,
    NamePart,
    Run,
    initials_beside,
    is_initial,
    lexicon,
    part_of,
)

_VOWEL = re.compile("[aeiouyàáâãèéêìíòóôõùúýăđĩũơưạ-ỹ]")
_LEAST_SHOUTED = 4
_HYPHEN = re.compile(f"[{HYPHENS}]")
_COMMON_HYPHEN = re.compile(HYPHENS[0])
_REMEMBERED = 1 << 16

# what a capitalised word is by itself
_PLAIN = CAPITAL
_INITIAL = "i"
_FOREIGN = "f"
_ACRONYM = "a"  # could be a surname in capitals
_CLOSER = re.compile(f"[{_INITIAL}{_FOREIGN}{_ACRONYM}]")


def _is_foreign(surface: str) -> bool:
    """Tell whether a capitalised word is spelled as no Vietnamese syllable is."""
    word = word_term(surface)
    return word.isalpha() and len(word) > 1 and not is_syllable(word) and bool(_VOWEL.search(word))


_foreign: Memory[str, bool] = Memory(_is_foreign, _REMEMBERED)


def _kind(surface: str) -> str:
    if is_initial(surface):
        return _INITIAL
    if not _is_foreign(surface):
        return _PLAIN
    return _ACRONYM if surface.isupper() and len(surface) > 1 else _FOREIGN


class Vietnamese:
    """Rules for Vietnamese text."""

    def letter(self, surface: str) -> str:
        """Return what a word is by itself."""
        return _kind(surface) if surface[:1].isupper() else OTHER

    def parts(self, run: Run) -> list[NamePart]:
        """Return the foreign names of a run."""
        found = _phonetic(run)
        inside = {index for first, end in found.items() for index in range(first, end)}
        acronyms: list[int] = []
        initials: list[int] = []
        for match in _CLOSER.finditer(run.letters):
            index = run.at[match.start()]
            if index in inside:
                continue
            kind = match[0]
            if kind == _FOREIGN:
                found[index] = index + 1
            elif kind == _INITIAL:
                initials.append(index)
            else:
                acronyms.append(index)
        if acronyms:
            self._add_acronyms(run, acronyms, found)
        if not found:
            return []
        self._add_neighbours(run, found)
        parts = [part_of((first, end, False)) for first, end in found.items()]
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
        surfaces = run.surfaces
        last = len(surfaces) - 1
        never = lexicon("vi").never
        ends = set(found.values())
        inside = {index for first, end in found.items() for index in range(first, end)}
        for index in sorted({first - 1 for first in found} | ends):
            # a syllable that is added may have others behind it
            while index not in inside and 0 <= index <= last:
                surface = surfaces[index]
                if not surface[:1].isupper():
                    break
                if len(surface) < 2 or not surface.isascii() or surface.isupper():
                    break
                if surface.lower() in never or not is_syllable(surface.lower()):
                    break
                after = index in ends and not self._syllable_follows(run, index)
                before = (
                    index + 1 in found
                    and run.link(index + 1) is SPACE
                    and not run.surfaces[index - 1][:1].isupper()
                )
                if run.link(index) is not SPACE or not (after or before):
                    break
                found[index] = index + 1
                inside.add(index)
                index += 1
                ends.add(index)

    def _syllable_follows(self, run: Run, index: int) -> bool:
        after = index + 1
        return (
            after < len(run.surfaces)
            and run.link(after) is SPACE
            and run.surfaces[after][:1].isupper()
            and not _foreign[run.surfaces[after]]
        )


def _phonetic(run: Run) -> dict[int, int]:
    """Return first word and end of each phonetic spelling."""
    found: dict[int, int] = {}
    surfaces = run.surfaces
    ends = run.ends
    done = 0
    shouted: list[tuple[int, int]] = []
    rare = any(hyphen in run.text for hyphen in HYPHENS[1:])
    for hyphen in (_HYPHEN if rare else _COMMON_HYPHEN).finditer(run.text):
        at = hyphen.start()
        index = bisect_left(ends, at, done)
        if index == len(ends) or ends[index] != at or not surfaces[index][:1].isupper():
            continue
        if run.link(index) is HYPHEN:
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
