"""Names in Russian text, by what the morphology says of a capitalised word.

pymorphy3's tags (OpenCorpora) know given names, patronymics, surnames, places and organisations;
a capitalised word that its dictionary lacks is a name, most of the time. A known word that is none
of these is a name only beside one: after a given name, a title or initials (Виктор Король).
"""

from __future__ import annotations

import re
from functools import lru_cache

from indexer.analysis.morphology import russian_morphology
from indexer.analysis.registry import LANGUAGES
from indexer.names.recognise_run import (
    CAPITAL,
    DOT,
    HYPHEN,
    OTHER,
    SPACE,
    START,
    NamePart,
    Run,
    initials_beside,
    lexicon,
)

_LIKELY = 0.02
_PERSONAL = ("Name", "Surn", "Patr")
_OTHER = ("Geox", "Orgn", "Trad")
_QUOTES = frozenset({"«»", '""', "„“", "“”"})
_MAX_SHORT = 3
_LEAST_STEM = 4
_MAY_BE_SURNAME = frozenset({"NOUN", "ADJF"})


# калганов could be a plural, too: of калган
_SURNAME = re.compile(r"\w{2,}(?:ов|ев|ёв|ин|ын|ск)(?:а|у|ым|е|ой|ою|ий|ого|ому|им|ом|ая|ую)?")


class _Kind:
    """Bits of what a word is; plain numbers, since flags of an enumeration take long to join."""

    PERSONAL = 1  # a given name, patronymic or surname in one of its likely readings
    CERTAIN = 2  # and in no other
    PROPER = 4  # a place, an organisation, a brand
    UNKNOWN = 8
    NOUN = 16  # could be a surname
    NEVER = 32
    LATIN = 64
    TITLE = 128
    GIVEN = 256
    ANIMATE = 512
    SHORT = 1024  # an interjection or particle: a syllable of a foreign name


@lru_cache(maxsize=1 << 17)
def _kind(surface: str) -> int:
    """Return what the morphology says of a capitalised word."""
    word = surface.casefold().replace("\u0301", "")
    if not LANGUAGES["ru"].writes(word):
        return _Kind.LATIN if word.isalpha() and not surface.isupper() else _Kind.NEVER
    if not word.isalpha():
        return _Kind.NEVER
    lists = lexicon("ru")
    if word in lists.titles:
        return _Kind.TITLE | _Kind.NOUN
    if word in lists.particles:
        return _Kind.NEVER
    if not russian_morphology().word_is_known(word):
        # no guess of the morphology's is needed, and guesses cost most
        surname = _Kind.PERSONAL if _SURNAME.fullmatch(word) else 0
        return _Kind.UNKNOWN | _Kind.NOUN | surname
    parses = russian_morphology().parse(word)
    kind = 0
    likely = [parse for parse in parses if parse.score >= _LIKELY and parse.is_known]
    personal = [parse for parse in likely if any(mark in parse.tag for mark in _PERSONAL)]
    if personal:
        kind |= _Kind.PERSONAL
        if any("Name" in parse.tag for parse in personal):
            kind |= _Kind.GIVEN
        if len(personal) == len(likely) or personal[0] is parses[0]:
            kind |= _Kind.CERTAIN
    if any(mark in parse.tag for parse in likely for mark in _OTHER):
        kind |= _Kind.PROPER
    if likely and likely[0].tag.POS in _MAY_BE_SURNAME:
        kind |= _Kind.NOUN
        if "anim" in likely[0].tag:
            kind |= _Kind.ANIMATE
    elif not kind & (_Kind.PERSONAL | _Kind.PROPER):
        kind |= _Kind.SHORT if len(word) <= _MAX_SHORT else _Kind.NEVER
    return kind


def _stem(surface: str) -> str:
    """Return a word without a last letter that could be a case ending."""
    return surface.rstrip("аеиоуыьюяй") if len(surface) > _LEAST_STEM else surface


class Russian:
    """Rules for Russian text."""

    def letter(self, surface: str) -> str:
        """Tell words with a capital; what the morphology says of them takes long to find."""
        return CAPITAL if surface[:1].isupper() else OTHER

    def parts(self, run: Run) -> list[NamePart]:
        """Return the names of a run."""
        found: dict[int, int] = {}
        initials: list[int] = []
        open_: list[int] = []
        kinds: dict[int, int] = {}
        for index in run.capitals:
            surface = run.surfaces[index]
            if len(surface) == 1:
                initials.append(index)
                continue
            if surface.isupper() and not self._may_shout(run, index):
                kinds[index] = _Kind.NEVER
                continue
            kinds[index] = kind = _kind(surface)
            if self._alone(run, index, kind):
                found[index] = index + 1
            elif kind & (_Kind.NOUN | _Kind.SHORT):
                open_.append(index)
        dotted = [index for index in initials if run.text[run.ends[index] :][:1] == "."]
        for index in reversed(open_):
            if self._beside(run, index, kinds, found, dotted):
                found[index] = index + 1
        # Тесле is a form of тесло, but not where Тесла stands beside it
        stems = {_stem(run.surfaces[index]) for index in found}
        for index in open_:
            surface = run.surfaces[index]
            if len(surface) >= _LEAST_STEM and _stem(surface) in stems:
                found[index] = index + 1
        parts = [NamePart(first, end) for first, end in found.items()]
        return sorted(parts + initials_beside(run, initials, found))

    def _may_shout(self, run: Run, index: int) -> bool:
        surface = run.surfaces[index]
        return len(surface) > 3 and bool(_kind(surface) & (_Kind.PERSONAL | _Kind.PROPER))

    def _alone(self, run: Run, index: int, kind: int) -> bool:
        """Tell whether the word is a name whatever stands beside it."""
        if kind & (_Kind.NEVER | _Kind.TITLE):
            return False
        if kind & _Kind.LATIN:
            return True
        if kind & _Kind.CERTAIN:
            return True
        if run.link(index) is not START:
            return bool(kind & (_Kind.PERSONAL | _Kind.PROPER | _Kind.UNKNOWN))
        if kind & _Kind.UNKNOWN:
            return run.surfaces[index].lower() not in run.known
        return bool(kind & _Kind.PROPER) or (bool(kind & _Kind.NOUN) and self._quoted(run, index))

    def _quoted(self, run: Run, index: int) -> bool:
        """Tell whether the word is all that stands in quotation marks: «Аэрофлот»."""
        before = run.text[max(run.starts[index] - 1, 0) : run.starts[index]]
        after = run.text[run.ends[index] : run.ends[index] + 1]
        return f"{before}{after}" in _QUOTES

    def _beside(
        self,
        run: Run,
        index: int,
        kinds: dict[int, int],
        found: dict[int, int],
        initials: list[int],
    ) -> bool:
        """Tell whether a known word is a name because of its neighbours."""
        kind = kinds[index]
        link = run.link(index)
        if kind & _Kind.SHORT:
            return (
                link is not START
                and index + 1 in found
                and run.link(index + 1) in (SPACE, HYPHEN)
                and not kinds[index + 1] & _Kind.PROPER
            )
        before = run.surfaces[index - 1].lower() if index else ""
        if link is DOT and index - 1 in initials:
            return not kind & _Kind.TITLE
        if link is HYPHEN:
            return index - 1 in found
        if link is SPACE and before in lexicon("ru").titles:
            # председатель Комитета is none, президент Король is one
            return bool(kind & _Kind.ANIMATE) or (
                bool(kind & _Kind.TITLE) and run.surfaces[index - 1].islower()
            )
        if (
            link is SPACE
            and index - 1 in found
            and kinds[index - 1] & (_Kind.PERSONAL | _Kind.UNKNOWN)
        ):
            return not kind & _Kind.TITLE or bool(kinds[index - 1] & _Kind.GIVEN)
        after = index + 1
        if after in initials and run.link(after) is SPACE:
            return after + 1 in initials and not kind & _Kind.TITLE
        if after not in found or run.link(after) not in (SPACE, HYPHEN):
            return False
        surname = kind & _Kind.PERSONAL or _SURNAME.fullmatch(run.surfaces[index].lower())
        return bool(surname and kinds[after] & _Kind.PERSONAL)
