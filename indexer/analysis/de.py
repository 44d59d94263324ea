"""German: Snowball's German stemmer, and compounds with the words they are made of.

The stemmer itself reads ae, oe, ue as umlauts where German spells them so, hence the ``stem``
channel joins Foederation and Föderation. For single word forms a query also looks for the other
spelling in the ``word`` channel, where only a real umlaut (or a real ae) can answer: typing
"Hue" does not find every "hu".
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from indexer.analysis.base import Part, Variant, tagged
from indexer.analysis.compounds import LEAST_WORD, lists_version, splitter
from indexer.analysis.memory import Memory
from indexer.analysis.snowball import SnowballStemmer
from indexer.model import Channel

_REMEMBERED = 1 << 16
"""The stems of so many parts of compounds are remembered: other compounds have them, too."""
_SPELLED_OUT = {"ä": "ae", "ö": "oe", "ü": "ue"}
# no umlaut after a vowel (neue, Treue, Boeing's oei aside) and none in que
_DIGRAPH = regex.compile(r"(?<![aeiouyäöüq])(ae|oe|ue)")


class German(SnowballStemmer):
    """German words, inflected, with umlauts written either way."""

    code = "de"
    script = "Latin"
    inflects = True
    stores_stems = False
    algorithm = "german"

    def __init__(self) -> None:
        super().__init__()
        self._stems_of_parts = Memory(self.stem, _REMEMBERED)

    def parts(self, text: str, words: Sequence[tuple[int, int]]) -> list[Part]:  # noqa: ARG002
        """Return nothing: what compounds are made of lies within one word."""
        return []

    def within(self, word: str, *, smallest: bool = False) -> tuple[str, ...]:
        """Return the stems of the words a compound is made of, the first in it first."""
        if len(word) < LEAST_WORD or not self.writes(word):
            return ()
        found = splitter().parts(word, smallest=smallest)
        if not found and not smallest and _DIGRAPH.search(word):
            found = splitter().parts(_contracted(word))
        return tuple(dict.fromkeys([self._stems_of_parts[part] for part in found]))

    def variants(self, word: str) -> list[Variant]:
        """Return the word with umlauts spelled out, or with spelled-out umlauts contracted."""
        spellings = {"".join(_SPELLED_OUT.get(char, char) for char in word), _contracted(word)}
        found = [
            Variant(Channel.WORD, spelling, same_form=True)
            for spelling in sorted(spellings - {word})
        ]
        if splitter().knows(word):
            found.append(Variant(Channel.PART, tagged(self.code, self.stem(word))))
        return found

    def versions(self) -> dict[str, str]:
        """Return the versions of the stemmers, and a digest of the lists of compounds."""
        return {**super().versions(), "compounds": lists_version()}


_CONTRACTED = {digraph: umlaut for umlaut, digraph in _SPELLED_OUT.items()}


def _contracted(word: str) -> str:
    return _DIGRAPH.sub(lambda found: _CONTRACTED[found[0]], word)
