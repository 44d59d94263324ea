"""German: Snowball's German stemmer.

The stemmer itself reads ae, oe, ue as umlauts where German spells them so, hence the ``stem``
channel joins Foederation and Föderation. For single word forms a query also looks for the other
spelling in the ``word`` channel, where only a real umlaut (or a real ae) can answer: typing
"Hue" does not find every "hu".
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from indexer.analysis.base import Part, Variant
from indexer.analysis.snowball import SnowballStemmer
from indexer.model import Channel

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

    def parts(self, text: str, words: Sequence[tuple[int, int]]) -> list[Part]:  # noqa: ARG002
        """Return nothing yet: compounds are matched whole and by their stem."""
        return []

    def variants(self, word: str) -> list[Variant]:
        """Return the word with umlauts spelled out, or with spelled-out umlauts contracted."""
        spellings = {
            "".join(_SPELLED_OUT.get(char, char) for char in word),
            _DIGRAPH.sub(lambda found: _CONTRACTED[found[0]], word),
        }
        return [
            Variant(Channel.WORD, spelling, same_form=True)
            for spelling in sorted(spellings - {word})
        ]


_CONTRACTED = {digraph: umlaut for umlaut, digraph in _SPELLED_OUT.items()}
