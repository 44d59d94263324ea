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

from indexer.analysis.memory import Memory
from indexer.names.recognise_nouns import (
    adjective_ending,
    fold,
    is_base,
    is_composed,
    is_simple,
    is_verb,
)
from indexer.names.recognise_run import (
    DOT,
    HYPHEN,
    SPACE,
    START,
    Lexicon,
    NamePart,
    Run,
    initials_beside,
    is_initial,
    lexicon,
)

_REMEMBERED = 1 << 18
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


NAME, NOUN, NEVER, COMPOSED, TITLE, INITIAL, SHOUTED, INFLECTED = Kind
_ANNOUNCING = (NAME, TITLE, INITIAL)
"""What a noun may be a surname after."""


def _german(surface: str) -> Kind:
    if is_initial(surface):
        return INITIAL
    word = fold(surface)
    if not (word.isalpha() or word.replace("'", "").replace("’", "").isalpha()):
        return NEVER
    lists = lexicon("de")
    if word in lists.titles or (lists.title_heads and word.endswith(lists.title_heads)):
        return TITLE
    if word in lists.never:
        return NEVER
    if surface.isupper():
        return SHOUTED
    return _german_noun(word, lists)


def _german_noun(word: str, lists: Lexicon) -> Kind:
    if word in lists.names or word in lists.given_s:
        return NAME
    if is_simple(word):
        if len(word) > _MAX_SURNAME:
            return COMPOSED
        return NOUN if is_base(word.removesuffix("s")) or is_base(word) else INFLECTED
    if len(word) >= _LEAST_ENDING and word.endswith(lists.never_endings):
        return COMPOSED
    if word.endswith(_SURE_ADJECTIVES) or (len(word) > 6 and word.endswith("isch")):
        return COMPOSED
    if is_composed(word) or (word.endswith(_INFINITIVES) and is_verb(word)):
        return COMPOSED
    if adjective_ending(word):
        return NOUN if len(word) < _LEAST_ENDING else COMPOSED
    return NAME


@lru_cache(maxsize=1 << 16)
def _begins(word: str) -> bool:
    """Tell whether a folded word that is no noun could begin a sentence without being a name."""
    return (
        word.endswith(_ADJECTIVES + _VERBAL) or is_verb(word) or adjective_ending(word) is not None
    )


def _english(surface: str) -> Kind:
    if is_initial(surface):
        return INITIAL
    word = surface.casefold().replace("’", "'").removesuffix("'s")
    if not word.replace("'", "").isalpha():
        return NEVER
    lists = lexicon("en")
    if word in lists.titles:
        return TITLE
    if word in lists.never:
        return NEVER
    if surface.isupper():
        return SHOUTED
    return NOUN if word in lists.nouns else NAME


def _pronounceable(surface: str) -> bool:
    vowels = sum(char in "AEIOUYÄÖÜ" for char in surface)
    return len(surface) >= _LEAST_SHOUTED and 0 < vowels < len(surface) - 1


class German:
    """Rules for German text."""

    lang = "de"
    kind_of: Memory[str, Kind] = Memory(_german, _REMEMBERED)

    def parts(self, run: Run) -> list[NamePart]:
        """Return the names of a run."""
        surfaces = run.surfaces
        capitals = run.capitals
        found_kinds = map(self.kind_of.__getitem__, map(surfaces.__getitem__, capitals))
        kinds = dict(zip(capitals, found_kinds, strict=True))
        particles = lexicon(self.lang).particles
        found: dict[int, int] = {}
        initials: list[int] = []
        open_: list[int] = []
        for index, kind in kinds.items():
            if kind is NEVER:
                continue
            if kind is INITIAL:
                initials.append(index)
                continue
            if kind is SHOUTED:
                kinds[index] = kind = self.shouted(run, index, kinds, found)
            if kind is NAME:
                if run.link(index) is not START or self.starts(run, index, kinds):
                    found[index] = index + 1
                else:
                    open_.append(index)
            elif kind is not NEVER:
                # most nouns stand after a lower-case word, and are no names
                before = index - 1
                if (
                    (before in kinds and (before in found or kinds[before] in _ANNOUNCING))
                    or (index and surfaces[before] in particles)
                ) and self.beside(run, index, kinds, found):
                    found[index] = index + 1
                elif kind is not TITLE:
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
            return NEVER
        title = surface.title()
        kind = self.kind_of[title]
        if run.shouted(index):
            return kind if kind in (NAME, NOUN, TITLE) else NEVER
        beside = (index - 1 in found and run.link(index) is SPACE) or (
            kinds.get(index + 1) is NAME and run.link(index + 1) is SPACE
        )
        titled = kinds.get(index - 1) is TITLE and run.link(index) is SPACE
        return kind if beside or titled else NEVER

    def starts(self, run: Run, index: int, kinds: dict[int, Kind]) -> bool:
        """Tell whether the first word of a sentence, no known noun, is a name."""
        surface = run.surfaces[index]
        after = index + 1
        if (
            kinds.get(after) in (NAME, INITIAL)
            and run.link(after) in (SPACE, HYPHEN)
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
        if kind is TITLE and word not in lists.surnames:
            return False
        before = index - 1
        link = run.link(index)
        while before > 0 and link is SPACE and run.surfaces[before] in lists.particles:
            link = run.link(before)
            before -= 1
        if before < 0:
            return False
        if link is DOT:
            # H. Kohl; but a letter at the start of a line numbers a section
            if kinds.get(before) is INITIAL:
                return run.link(before) is not START and kind is not COMPOSED
            return kinds.get(before) is TITLE and kind is not TITLE
        if link is HYPHEN:
            return kind is NOUN and before in found and self._double(run, index, kinds)
        if link is not SPACE:
            return False
        if kinds.get(before) is TITLE and before not in found:
            if kind is COMPOSED:
                return self._composed_surname(word)
            return kind is not TITLE
        if before not in found or kinds.get(before) is not NAME:
            return False
        if kind is INFLECTED and len(word) > _MAX_SHORT:
            return False
        if kind is COMPOSED and not self._composed_surname(word):
            return False
        given = fold(run.surfaces[before])
        return len(word) <= _MAX_SURNAME and (not given.endswith("s") or given in lists.given_s)

    def _composed_surname(self, word: str) -> bool:
        endings = lexicon(self.lang).never_endings + _INFINITIVES + _ADJECTIVES
        return len(word) <= _MAX_SURNAME and not word.endswith(endings)

    def _double(self, run: Run, index: int, kinds: dict[int, Kind]) -> bool:
        """Tell whether a noun after a hyphen is in a double name: after a given name, mostly."""
        if kinds.get(index + 1) is NAME and run.link(index + 1) is HYPHEN:
            return True  # Ho-Chi-Minh
        return (
            index > 1 and run.link(index - 1) is SPACE and (kinds.get(index - 2) in (NAME, TITLE))
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
    kind_of = Memory(_english, _REMEMBERED)

    def starts(self, run: Run, index: int, kinds: dict[int, Kind]) -> bool:
        """Tell whether the first word of a sentence is a name."""
        after = index + 1
        if kinds.get(after) in (NAME, INITIAL, SHOUTED) and run.link(after) in (
            SPACE,
            HYPHEN,
        ):
            return True
        word = run.surfaces[index].lower()
        if word in run.known:
            return False
        return not (len(word) > 5 and word.endswith(lexicon("en").never_endings))
