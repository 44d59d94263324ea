"""What else makes spellings of a name meet: the peers of ``name_keys``, as far as installed.

Each turns a spelling into keys; two spellings match when their keys meet. Those that read ASCII
only are given what anyascii makes of the spelling. The syllables of a Vietnamese phonetic
spelling are joined for all of them. ``load`` says which are missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version

from indexer.names import name_keys

Keys = Callable[[str, str | None], frozenset[str]]
OURS = "Querlang"
_JOINTS = re.compile(r"[-'’]")


@dataclass(frozen=True, slots=True)
class Peer:
    """A way to make keys; one that is ``slow`` is asked for a sample; ``note`` is printed."""

    name: str
    keys: Keys
    slow: bool = False
    note: str = ""


def load() -> tuple[list[Peer], list[str], list[str]]:
    """Return ours and the peers, the libraries they are from, and what is missing and why."""
    peers = [Peer(OURS, name_keys)]
    libraries, missing = [], []
    for needed, make in _MAKERS:
        try:
            for module, _ in needed:
                import_module(module)
        except ImportError as error:
            missing.append(f"{', '.join(library for _, library in needed)}: {error}")
            continue
        peers += make()
        libraries += [library for _, library in needed if library not in libraries]
    return peers, [f"{library} {version(library)}" for library in libraries], missing


def _one(function: Callable[[str], str]) -> Keys:
    """Return keys of a function that gives one code; an empty code meets nothing."""

    def keys(name: str, _: str | None) -> frozenset[str]:
        code = function(_JOINTS.sub("", name))
        return frozenset((code,)) if code else frozenset()

    return keys


def _ascii() -> Iterator[Peer]:
    from anyascii import anyascii

    yield Peer("ASCII, equal", _one(lambda name: anyascii(name).lower()))


def _phonetic() -> Iterator[Peer]:
    from anyascii import anyascii
    from jellyfish import metaphone, soundex

    yield Peer("Metaphone", _one(lambda name: metaphone(anyascii(name))))
    yield Peer("Soundex", _one(lambda name: soundex(anyascii(name))))


def _icu() -> Iterator[Peer]:
    from icu import Transliterator

    rules = Transliterator.createInstance("Any-Latin; Latin-ASCII; Lower")
    yield Peer("ICU, equal", _one(rules.transliterate))


def _rigour() -> Iterator[Peer]:
    """Yield its name parts by sound, and its symbols: a table that holds the names of the pairs."""
    from rigour.names import NameTypeTag, analyze_names

    def symbols(name: str, _: str | None) -> frozenset[str]:
        read = analyze_names(NameTypeTag.PER, [_JOINTS.sub("", name)])
        return frozenset(
            key
            for each in read
            for key in (*map(str, each.symbols), *(p.comparable for p in each.parts))
        )

    def sounds(name: str, _: str | None) -> frozenset[str]:
        read = analyze_names(NameTypeTag.PER, [_JOINTS.sub("", name)], symbols=False)
        return frozenset(p.metaphone for each in read for p in each.parts if p.metaphone)

    yield Peer("rigour, sound", sounds)
    yield Peer(
        "rigour, its table", symbols, note="the table holds the groups that the pairs are of"
    )


def _beider_morse() -> Iterator[Peer]:
    from abydos.phonetic import BeiderMorse

    coder = BeiderMorse()

    def keys(name: str, _: str | None) -> frozenset[str]:
        codes = coder.encode(_JOINTS.sub("", name))
        return frozenset(codes.split() if isinstance(codes, str) else codes)

    yield Peer("Beider-Morse", keys, slow=True)


_MAKERS: tuple[tuple[tuple[tuple[str, str], ...], Callable[[], Iterator[Peer]]], ...] = (
    ((("anyascii", "anyascii"),), _ascii),
    ((("anyascii", "anyascii"), ("jellyfish", "jellyfish")), _phonetic),
    ((("icu", "PyICU"),), _icu),
    ((("rigour", "rigour"),), _rigour),
    ((("abydos.phonetic", "abydos"),), _beider_morse),
)
"""(module, library) pairs that peers need, and what makes them."""
