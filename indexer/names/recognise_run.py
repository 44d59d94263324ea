"""The words of a run, a letter each for what they are, and what stands between them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from enum import Enum
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import NamedTuple, Protocol

from indexer.analysis.tokenizer import Words
from indexer.names.recognise_nouns import fold

DATA = Path(__file__).parent / "data" / "recognise.toml"

HYPHENS = "-\u00ad\u2010\u2011"

OTHER = "o"
"""The letter of a word that is not capitalised."""
CAPITAL = "c"
"""The letter of a capitalised word, where the rules of a language tell no more by it alone."""


class NamePart(NamedTuple):
    """Words of a run that are one part of a name: indices, end exclusive."""

    first: int
    end: int
    initial: bool = False


part_of: Callable[[tuple[int, int, bool]], NamePart] = partial(tuple.__new__, NamePart)
"""Makes a part of a tuple, in half the time that ``NamePart`` takes."""


class Link(Enum):
    """How a word is joined to the word before it."""

    START = 0  # a new sentence, line or quotation
    BREAK = 1  # a comma, a bracket
    SPACE = 2
    HYPHEN = 3
    DOT = 4  # after an initial or an abbreviation, else the end of a sentence


# a member is found a good deal faster as a name of a module than as one of its class
START, BREAK, SPACE, HYPHEN, DOT = Link

_BLANK = re.compile(r"[^\S\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
LONGEST_INITIAL = 8
"""Initials are shorter."""
_DOTTED = re.compile(r"\.[^\S\n]?-?")
_OPENING = re.compile(r"[\n.!?…:;\"„“”«»‚‘‹›•·*#|=>\t]")


@lru_cache(maxsize=4096)
def link_of(gap: str) -> Link:
    """Return what a stretch between two words says."""
    if _BLANK.fullmatch(gap):
        return SPACE
    if len(gap) == 1 and gap in HYPHENS:
        return HYPHEN
    if _DOTTED.fullmatch(gap):
        return DOT
    return START if _OPENING.search(gap) else BREAK


@cache
def _all(key: str) -> frozenset[str]:
    return frozenset(_data()["all"][key].split())


@cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def is_initial(surface: str) -> bool:
    """Tell whether a capitalised word is short enough for an initial; the dot is not looked at."""
    return len(surface) == 1 or (len(surface) < LONGEST_INITIAL and surface in _all("initials"))


class Run:
    """A text and its words.

    ``at`` has the indices of the words that may be capitalised, in order, and ``letters`` a letter
    for each of these, by the rules of the language.
    """

    def __init__(self, text: str, words: Words, at: Sequence[int], letters: str) -> None:
        self.text = text
        self.starts, self.ends, self.surfaces = words.starts, words.ends, words.surfaces
        self.at, self.letters = at, letters

    @property
    def capitals(self) -> list[int]:
        """The indices of the capitalised words, in order."""
        return [
            index for index, letter in zip(self.at, self.letters, strict=True) if letter != OTHER
        ]

    def kinds(self) -> list[str]:
        """Return the letters of all words, and of two more behind the last and before the first."""
        kinds = [OTHER] * (len(self.starts) + 2)
        for index, letter in zip(self.at, self.letters, strict=True):
            kinds[index] = letter
        return kinds

    def link(self, index: int) -> Link:
        """Return how a word is joined to the one before; the first word starts a sentence."""
        if not 0 < index < len(self.starts):
            return START
        gap = self.text[self.ends[index - 1] : self.starts[index]]
        if gap == " ":
            return SPACE
        link = link_of(gap)
        before = self.surfaces[index - 1]
        if link is DOT:
            short = is_initial(before) or before.lower() in _all("abbreviations")
            return link if short else START
        if link is BREAK and gap[:1] == ")" and (len(before) == 1 or before.isdigit()):
            return START
        return link

    @cached_property
    def known(self) -> frozenset[str]:
        """All words of the run as they are written."""
        return frozenset(self.surfaces)

    def shouted(self, index: int) -> bool:
        """Tell whether a word in capitals stands in a line of such words."""
        surfaces = self.surfaces
        around = surfaces[max(index - 2, 0) : index] + surfaces[index + 1 : index + 3]
        letters = [word for word in around if len(word) > 1 and not word.isdigit()]
        return len(letters) > 1 and all(word.isupper() for word in letters)


class Rules(Protocol):
    """What tells the names of one language."""

    def letter(self, surface: str) -> str:
        """Return a letter for what a word is by itself, ``OTHER`` for one that is written small."""
        ...

    def parts(self, run: Run) -> list[NamePart]:
        """Return the parts of names in a run, sorted and apart."""
        ...


class Lexicon(NamedTuple):
    """The closed lists of one language, folded."""

    titles: frozenset[str]
    title_heads: tuple[str, ...]
    never: frozenset[str]
    never_endings: tuple[str, ...]
    surnames: frozenset[str]
    given_s: frozenset[str]
    names: frozenset[str]
    nouns: frozenset[str]
    particles: frozenset[str]


@cache
def lexicon(lang: str) -> Lexicon:
    """Return the lists of a language from ``data/recognise.toml``."""
    lists = _data()[lang]

    def words(key: str) -> frozenset[str]:
        return frozenset(map(fold, lists.get(key, "").split()))

    return Lexicon(
        words("titles"),
        tuple(sorted(words("title_heads"))),
        words("never"),
        tuple(sorted(words("never_endings"))),
        words("surnames"),
        words("given_s"),
        words("names"),
        words("nouns"),
        words("particles"),
    )


def initials_beside(run: Run, initials: list[int], found: dict[int, int]) -> list[NamePart]:
    """Return the initials of a run that stand before or after a part of a name.

    ``found`` holds first word and end of each part. An initial reaches a name through others:
    the W of ``W. P. Bujanow``. Single letters after a number or a paragraph sign do not count.
    """
    if not initials:
        return []
    firsts, ends = set(found), set(found.values())
    kept: set[int] = set()
    joined = (SPACE, DOT)
    for index in reversed(initials):
        if (index + 1 in firsts or index + 1 in kept) and run.link(index + 1) is DOT:
            before = run.surfaces[index - 1] if index else ""
            abbreviated = len(before) == 1 and before.islower() and run.link(index) is DOT
            if not abbreviated:
                kept.add(index)
    dotted = run.text
    for index in initials:
        end = run.ends[index]
        if index in kept or dotted[end : end + 1] != ".":
            continue
        if (index in ends and run.link(index) is SPACE) or (
            index - 1 in kept and run.link(index) in joined
        ):
            kept.add(index)
    return [NamePart(index, index + 1, True) for index in sorted(kept)]
