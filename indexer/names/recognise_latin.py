"""Names in German and English text.

German capitalises every noun. What is no noun of the list (see ``recognise_nouns``) is a name; a
noun is one when a title, a given name or initials stand before it (Herr Kohl, Helmut Kohl, H.
Kohl), and then wherever it stands in the run. Compounds and derived nouns are names only right
after a title. English capitalises names, and the first word of a sentence, which is a name when
another follows or when nothing speaks against it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from indexer.analysis.chain import terms_of
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
    LONGEST_INITIAL,
    OTHER,
    SPACE,
    START,
    Lexicon,
    NamePart,
    Run,
    initials_beside,
    is_initial,
    lexicon,
    part_of,
)

_REMEMBERED = 1 << 14
_LEAST_ENDING = 8
_LEAST_SHOUTED = 4
_MAX_SURNAME = 12
_MAX_DOUBLE = 16  # behind a given name, another and a hyphen: Leutheusser-Schnarrenberger
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


# what a capitalised word is by itself
NAME = "n"
NOUN = "u"  # could be a surname
INFLECTED = "f"  # a noun in the plural or another case: a surname right after a title only
COMPOSED = "k"
TITLE = "t"
INITIAL = "i"
SHOUTED = "s"  # all in capitals
ACRONYM = "a"  # all in capitals, and no name
NEVER = "x"

_NOUNS = NOUN + INFLECTED + COMPOSED + TITLE
_OPEN = NAME + NOUN + INFLECTED + COMPOSED
"""What may be a name because it is one elsewhere."""
_PROPER = NAME + INITIAL + SHOUTED + ACRONYM
"""What a word at the start of an English sentence is a name before."""
_CLOSER = re.compile(f"[{NAME}{SHOUTED}{INITIAL}{TITLE}]")
"""What is a name, or may make one of the noun behind it."""


def _german(surface: str) -> str:
    if len(surface) < LONGEST_INITIAL and is_initial(surface):
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
        return SHOUTED if _pronounceable(surface) else ACRONYM
    return _german_noun(surface, word, lists)


def _german_noun(surface: str, word: str, lists: Lexicon) -> str:
    if word in lists.names or word in lists.given_s:
        return NAME
    # of a long word its end, and that it is a compound, tell the same sooner than the list; the
    # analysis has taken most compounds apart, and rarely a long name
    long = len(word) > _MAX_SURNAME
    if long and (
        word.endswith(lists.never_endings) or terms_of(surface, "de").within or is_composed(word)
    ):
        return COMPOSED
    if is_simple(word):
        if long:
            return COMPOSED
        return NOUN if is_base(word.removesuffix("s")) or is_base(word) else INFLECTED
    if len(word) >= _LEAST_ENDING and word.endswith(lists.never_endings):
        return COMPOSED
    if word.endswith(_SURE_ADJECTIVES) or (len(word) > 6 and word.endswith("isch")):
        return COMPOSED
    if (not long and is_composed(word)) or (word.endswith(_INFINITIVES) and is_verb(word)):
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


def _english(surface: str) -> str:
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
        return SHOUTED if _pronounceable(surface) else ACRONYM
    return NOUN if word in lists.nouns else NAME


def _pronounceable(surface: str) -> bool:
    vowels = sum(char in "AEIOUYÄÖÜ" for char in surface)
    return len(surface) >= _LEAST_SHOUTED and 0 < vowels < len(surface) - 1


class German:
    """Rules for German text."""

    lang = "de"
    kind_of = staticmethod(_german)
    shouted_kinds: Memory[str, str] = Memory(_german, _REMEMBERED)

    def letter(self, surface: str) -> str:
        """Return what a word is by itself."""
        return self.kind_of(surface) if surface[:1].isupper() else OTHER

    def parts(self, run: Run) -> list[NamePart]:
        """Return the names of a run."""
        closer = list(_CLOSER.finditer(run.letters))
        if not closer:
            return []
        kinds = run.kinds()
        found: dict[int, int] = {}
        initials: list[int] = []
        surfaces = run.surfaces
        last = len(surfaces) - 1
        particles = lexicon(self.lang).particles
        for match in closer:
            index = run.at[match.start()]
            kind = match[0]
            if kind == SHOUTED:
                kinds[index] = kind = self.shouted(run, index, kinds, found)
            if kind == INITIAL:
                initials.append(index)
            elif kind == NAME:
                if run.link(index) is START and not self.starts(run, index, kinds):
                    continue
                found[index] = index + 1
            elif kind == NEVER:
                continue
            elif self.beside(run, index, kinds, found):
                found[index] = index + 1
            elif kind != TITLE:
                continue
            after = index + 1
            while True:
                while after < last and kinds[after] == OTHER and surfaces[after] in particles:
                    after += 1
                if kinds[after] not in _NOUNS or not self.beside(run, after, kinds, found):
                    break
                found[after] = after + 1
                after += 1
        if not found:
            return []
        self.again(run, kinds, found)
        parts = [part_of((first, end, False)) for first, end in found.items()]
        if initials:
            parts += initials_beside(run, initials, found)
        return sorted(parts)

    def shouted(self, run: Run, index: int, kinds: list[str], found: dict[int, int]) -> str:
        """Return what a word in capitals is: a surname beside a name, a word of a headline."""
        kind = self.shouted_kinds[run.surfaces[index].title()]
        if run.shouted(index):
            return kind if kind in (NAME, NOUN, TITLE) else NEVER
        beside = (index - 1 in found and run.link(index) is SPACE) or (
            kinds[index + 1] == NAME and run.link(index + 1) is SPACE
        )
        titled = kinds[index - 1] == TITLE and run.link(index) is SPACE
        return kind if beside or titled else NEVER

    def starts(self, run: Run, index: int, kinds: list[str]) -> bool:
        """Tell whether the first word of a sentence, no known noun, is a name."""
        surface = run.surfaces[index]
        after = index + 1
        if (
            kinds[after] in (NAME, INITIAL)
            and run.link(after) in (SPACE, HYPHEN)
            and not fold(surface).endswith(_ADJECTIVES)
        ):
            return True
        if surface.lower() in run.known:
            return False
        return not _begins(fold(surface))

    def beside(self, run: Run, index: int, kinds: list[str], found: dict[int, int]) -> bool:
        """Tell whether a noun is a surname because of what stands before it."""
        lists = lexicon(self.lang)
        kind = kinds[index]
        word = fold(run.surfaces[index])
        if kind == TITLE and word not in lists.surnames:
            return False
        before = index - 1
        link = run.link(index)
        while (
            before > 0
            and link is SPACE
            and kinds[before] == OTHER
            and run.surfaces[before] in lists.particles
        ):
            link = run.link(before)
            before -= 1
        if before < 0:
            return False
        if link is DOT:
            # H. Kohl; but a letter at the start of a line numbers a section
            if kinds[before] == INITIAL:
                return run.link(before) is not START and kind != COMPOSED
            return kinds[before] == TITLE and kind != TITLE
        if link is HYPHEN:
            may_be = kind == NOUN or (
                kind == COMPOSED and self._composed_surname(word, _MAX_DOUBLE)
            )
            return may_be and before in found and self._double(run, index, kinds)
        if link is not SPACE:
            return False
        if kinds[before] == TITLE and before not in found:
            if kind == COMPOSED:
                return self._composed_surname(word)
            return kind != TITLE
        if before not in found or kinds[before] != NAME:
            return False
        if kind == INFLECTED and len(word) > _MAX_SHORT:
            return False
        if kind == COMPOSED and not self._composed_surname(word):
            return False
        given = fold(run.surfaces[before])
        return len(word) <= _MAX_SURNAME and (not given.endswith("s") or given in lists.given_s)

    def _composed_surname(self, word: str, longest: int = _MAX_SURNAME) -> bool:
        endings = lexicon(self.lang).never_endings + _INFINITIVES + _ADJECTIVES
        return len(word) <= longest and not word.endswith(endings)

    def _double(self, run: Run, index: int, kinds: list[str]) -> bool:
        """Tell whether a noun after a hyphen is in a double name: after a given name, mostly."""
        if kinds[index + 1] == NAME and run.link(index + 1) is HYPHEN:
            return True  # Ho-Chi-Minh
        return index > 1 and run.link(index - 1) is SPACE and kinds[index - 2] in (NAME, TITLE)

    def again(self, run: Run, kinds: list[str], found: dict[int, int]) -> None:
        """Add the words that are names elsewhere in the run, in the genitive, too."""
        surfaces = run.surfaces
        names = {surfaces[index] for index in found}
        names.update([name + "s" for name in names])
        once = lexicon(self.lang).surnames
        for index in run.at:
            if (
                (surface := surfaces[index]) in names
                and index not in found
                and kinds[index] in _OPEN
                and fold(surface) not in once
            ):
                found[index] = index + 1


class English(German):
    """Rules for English text; other languages in Latin script are read the same way."""

    lang = "en"
    kind_of = staticmethod(_english)
    shouted_kinds = Memory(_english, _REMEMBERED)

    def starts(self, run: Run, index: int, kinds: list[str]) -> bool:
        """Tell whether the first word of a sentence is a name."""
        after = index + 1
        if kinds[after] in _PROPER and run.link(after) in (SPACE, HYPHEN):
            return True
        word = run.surfaces[index].lower()
        if word in run.known:
            return False
        return not (len(word) > 5 and word.endswith(lexicon("en").never_endings))
