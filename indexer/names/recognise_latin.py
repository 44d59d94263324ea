"""Names in German and English text.

German capitalises every noun. What is no noun of the list (see ``recognise_nouns``) is a name; a
noun is one when a title, a given name or initials stand before it (Herr Kohl, Helmut Kohl, H.
Kohl), and then wherever it stands in the run. Compounds and derived nouns are names only right
after a title. English capitalises names, and the first word of a sentence, which is a name when
another follows or when nothing speaks against it.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from indexer.names.recognise_nouns import (
    adjective_ending,
    fold,
    is_base,
    is_composed,
    is_simple,
    is_verb,
)
from indexer.names.recognise_run import (
    Lexicon,
    Link,
    NamePart,
    Run,
    initials_beside,
    is_initial,
    lexicon,
)

_LEAST_ENDING = 8
_LEAST_SHOUTED = 4
_MAX_SURNAME = 12
_MAX_SHORT = 6
_ADJECTIVE = (
    "isch", "lich", "ig", "bar", "sam", "haft", "los", "voll", "arm", "reich", "frei", "fach",
    "wert", "iert", "end", "est", "eist", "aer", "ell", "iv",
)  # fmt: skip
_ADJECTIVE_ENDINGS = ("", "e", "en", "er", "es", "em")
_ADJECTIVES = tuple(stem + ending for stem in _ADJECTIVE for ending in _ADJECTIVE_ENDINGS)
_SURE_ADJECTIVES = tuple(
    stem + ending for stem in ("isch", "lich", "ig") for ending in _ADJECTIVE_ENDINGS if ending
)
_INFINITIVES = ("en", "ens", "ern", "eln")
_VERBAL = ("te", "ten", "ter", "tes", "tem", "elt", "ert", "iert", "end", "ieren")


class Kind(Enum):
    """What a capitalised word is by itself."""

    NAME = 0
    NOUN = 1  # could be a surname
    NEVER = 2
    COMPOSED = 3
    TITLE = 4
    INITIAL = 5
    SHOUTED = 6  # all in capitals
    INFLECTED = 7  # a noun in the plural or another case: a surname right after a title only


@lru_cache(maxsize=1 << 16)
def _german(surface: str) -> Kind:
    if is_initial(surface):
        return Kind.INITIAL
    word = fold(surface)
    if not word.replace("'", "").replace("’", "").isalpha():
        return Kind.NEVER
    lists = lexicon("de")
    if word in lists.titles or (lists.title_heads and word.endswith(lists.title_heads)):
        return Kind.TITLE
    if word in lists.never:
        return Kind.NEVER
    if surface.isupper():
        return Kind.SHOUTED
    return _german_noun(word, lists)


def _german_noun(word: str, lists: Lexicon) -> Kind:
    if word in lists.names or word in lists.given_s:
        return Kind.NAME
    if is_simple(word):
        if len(word) > _MAX_SURNAME:
            return Kind.COMPOSED
        return Kind.NOUN if is_base(word.removesuffix("s")) or is_base(word) else Kind.INFLECTED
    if len(word) >= _LEAST_ENDING and word.endswith(lists.never_endings):
        return Kind.COMPOSED
    if word.endswith(_SURE_ADJECTIVES) or (len(word) > 6 and word.endswith("isch")):
        return Kind.COMPOSED
    if is_composed(word) or (word.endswith(_INFINITIVES) and is_verb(word)):
        return Kind.COMPOSED
    if adjective_ending(word):
        return Kind.NOUN if len(word) < _LEAST_ENDING else Kind.COMPOSED
    return Kind.NAME


@lru_cache(maxsize=1 << 16)
def _begins(word: str) -> bool:
    """Tell whether a folded word that is no noun could begin a sentence without being a name."""
    return (
        word.endswith(_ADJECTIVES + _VERBAL) or is_verb(word) or adjective_ending(word) is not None
    )


@lru_cache(maxsize=1 << 16)
def _english(surface: str) -> Kind:
    if is_initial(surface):
        return Kind.INITIAL
    word = surface.casefold().replace("’", "'").removesuffix("'s")
    if not word.replace("'", "").isalpha():
        return Kind.NEVER
    lists = lexicon("en")
    if word in lists.titles:
        return Kind.TITLE
    if word in lists.never:
        return Kind.NEVER
    if surface.isupper():
        return Kind.SHOUTED
    return Kind.NOUN if word in lists.nouns else Kind.NAME


def _pronounceable(surface: str) -> bool:
    vowels = sum(char in "AEIOUYÄÖÜ" for char in surface)
    return len(surface) >= _LEAST_SHOUTED and 0 < vowels < len(surface) - 1


class German:
    """Rules for German text."""

    lang = "de"
    kind = staticmethod(_german)

    def parts(self, run: Run) -> list[NamePart]:
        """Return the names of a run."""
        surfaces = run.surfaces
        kind_of = self.kind
        kinds = {index: kind_of(surfaces[index]) for index in run.capitals}
        particles = lexicon(self.lang).particles
        found: dict[int, int] = {}
        initials: list[int] = []
        open_: list[int] = []
        for index, kind in kinds.items():
            if kind is Kind.NEVER:
                continue
            if kind is Kind.INITIAL:
                initials.append(index)
                continue
            if kind is Kind.SHOUTED:
                kinds[index] = kind = self.shouted(run, index, kinds, found)
            if kind is Kind.NAME:
                if run.link(index) is not Link.START or self.starts(run, index, kinds):
                    found[index] = index + 1
                else:
                    open_.append(index)
            elif kind is not Kind.NEVER:
                # most nouns stand after a lower-case word, and are no names
                if (
                    index - 1 in kinds or (index and surfaces[index - 1] in particles)
                ) and self.beside(run, index, kinds, found):
                    found[index] = index + 1
                elif kind is not Kind.TITLE:
                    open_.append(index)
        if not found:
            return []
        if open_:
            self.again(run, open_, found)
        parts = [NamePart(first, end) for first, end in found.items()]
        if initials:
            parts += initials_beside(run, initials, found)
        return sorted(parts)

    def shouted(self, run: Run, index: int, kinds: dict[int, Kind], found: dict[int, int]) -> Kind:
        """Return what a word in capitals is: a surname beside a name, a word of a headline."""
        surface = run.surfaces[index]
        if not _pronounceable(surface):
            return Kind.NEVER
        title = surface.title()
        kind = self.kind(title)
        if run.shouted(index):
            return kind if kind in (Kind.NAME, Kind.NOUN, Kind.TITLE) else Kind.NEVER
        beside = (index - 1 in found and run.link(index) is Link.SPACE) or (
            kinds.get(index + 1) is Kind.NAME and run.link(index + 1) is Link.SPACE
        )
        titled = kinds.get(index - 1) is Kind.TITLE and run.link(index) is Link.SPACE
        return kind if beside or titled else Kind.NEVER

    def starts(self, run: Run, index: int, kinds: dict[int, Kind]) -> bool:
        """Tell whether the first word of a sentence, no known noun, is a name."""
        surface = run.surfaces[index]
        after = index + 1
        if (
            kinds.get(after) in (Kind.NAME, Kind.INITIAL)
            and run.link(after) in (Link.SPACE, Link.HYPHEN)
            and not fold(surface).endswith(_ADJECTIVES)
        ):
            return True
        if surface.lower() in run.known:
            return False
        return not _begins(fold(surface))

    def beside(self, run: Run, index: int, kinds: dict[int, Kind], found: dict[int, int]) -> bool:
        """Tell whether a noun is a surname because of what stands before it."""
        lists = lexicon(self.lang)
        kind = kinds[index]
        word = fold(run.surfaces[index])
        if kind is Kind.TITLE and word not in lists.surnames:
            return False
        before = index - 1
        link = run.link(index)
        while before > 0 and link is Link.SPACE and run.surfaces[before] in lists.particles:
            link = run.link(before)
            before -= 1
        if before < 0:
            return False
        if link is Link.DOT:
            # H. Kohl; but a letter at the start of a line numbers a section
            if kinds.get(before) is Kind.INITIAL:
                return run.link(before) is not Link.START and kind is not Kind.COMPOSED
            return kinds.get(before) is Kind.TITLE and kind is not Kind.TITLE
        if link is Link.HYPHEN:
            return kind is Kind.NOUN and before in found and self._double(run, index, kinds)
        if link is not Link.SPACE:
            return False
        if kinds.get(before) is Kind.TITLE and before not in found:
            if kind is Kind.COMPOSED:
                return self._composed_surname(word)
            return kind is not Kind.TITLE
        if before not in found or kinds.get(before) is not Kind.NAME:
            return False
        if kind is Kind.INFLECTED and len(word) > _MAX_SHORT:
            return False
        if kind is Kind.COMPOSED and not self._composed_surname(word):
            return False
        given = fold(run.surfaces[before])
        return len(word) <= _MAX_SURNAME and (not given.endswith("s") or given in lists.given_s)

    def _composed_surname(self, word: str) -> bool:
        endings = lexicon(self.lang).never_endings + _INFINITIVES + _ADJECTIVES
        return len(word) <= _MAX_SURNAME and not word.endswith(endings)

    def _double(self, run: Run, index: int, kinds: dict[int, Kind]) -> bool:
        """Tell whether a noun after a hyphen is in a double name: after a given name, mostly."""
        if kinds.get(index + 1) is Kind.NAME and run.link(index + 1) is Link.HYPHEN:
            return True  # Ho-Chi-Minh
        return (
            index > 1
            and run.link(index - 1) is Link.SPACE
            and (kinds.get(index - 2) in (Kind.NAME, Kind.TITLE))
        )

    def again(self, run: Run, open_: list[int], found: dict[int, int]) -> None:
        """Add the words that are names elsewhere in the run, in the genitive, too."""
        surfaces = run.surfaces
        names = {surfaces[index] for index in found}
        once = lexicon(self.lang).surnames
        for index in open_:
            surface = surfaces[index]
            again = surface in names or (surface[-1] == "s" and surface[:-1] in names)
            if again and fold(surface) not in once:
                found[index] = index + 1


class English(German):
    """Rules for English text; other languages in Latin script are read the same way."""

    lang = "en"
    kind = staticmethod(_english)

    def starts(self, run: Run, index: int, kinds: dict[int, Kind]) -> bool:
        """Tell whether the first word of a sentence is a name."""
        after = index + 1
        if kinds.get(after) in (Kind.NAME, Kind.INITIAL, Kind.SHOUTED) and run.link(after) in (
            Link.SPACE,
            Link.HYPHEN,
        ):
            return True
        word = run.surfaces[index].lower()
        if word in run.known:
            return False
        return not (len(word) > 5 and word.endswith(lexicon("en").never_endings))
