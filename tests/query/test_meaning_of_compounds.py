"""A document found by what the words within a German compound mean has marks."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.lexicon import Translation
from indexer.model import Channel
from indexer.query import analyze_query
from indexer.query.units import Translated


class Known:
    """A lexicon of the words within one compound."""

    def translations(self, lang: str, key: str) -> Sequence[Translation]:
        known = {
            ("de", "handel"): (Translation("vi", "thương_mại", 0.9),),
            ("de", "abkomm"): (Translation("vi", "hiệp_định", 0.8),),
        }
        return known.get((lang, key), ())


def test_what_the_words_within_a_compound_mean_is_marked() -> None:
    units = analyze_query("Handelsabkommen", lexicon=Known()).units
    (meant,) = [unit for unit in units if isinstance(unit, Translated)]
    assert meant.terms == {Channel.PART: {"vi:thương_mại", "vi:hiệp_định"}}
    assert meant.similarities == {"vi:thương_mại": 0.9, "vi:hiệp_định": 0.8}
