"""Make the lexicon that ships: ``python -m indexer.lexicon.make``.

The general vocabulary (:mod:`.vocabulary`) is embedded (:mod:`.vectors`), put into a common space
(:mod:`.space`), and each word linked to its nearest in every other language. Names are left out
(:mod:`.proper`). Needs the packages of the extras
``lexicon`` and ``data``, and the better part of an hour of two cores the first time.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from itertools import combinations

from indexer.config import load_settings
from indexer.lexicon.lexicon import SHIPPED, Lexicon, pack
from indexer.lexicon.proper import names_in
from indexer.lexicon.space import Linked, Space, nearest
from indexer.lexicon.vectors import VECTORS, Embedder
from indexer.lexicon.vocabulary import Vocabulary, general_vocabulary, sources

MOST = 4
_FREQUENT = 20_000
"""So many translations into each language ship of the most frequent words, and one less of the
others; a word is also found by way of others."""
_LOOKED_AT = 10
_KEPT = 46_000
"""At most so many words of a language ship, the most frequent ones."""
_STEPS = 15
"""Similarities ship in so many steps."""


def main() -> None:
    """Write the space and the lexicon."""
    vocabulary = general_vocabulary()
    embedder = Embedder(load_settings().cache / VECTORS)
    vectors = {
        lang: embedder.of_words(words.values(), partial(_told, lang))
        for lang, words in vocabulary.items()
    }
    Space.of(vectors).save()
    space = Space.load()  # in half precision, as everybody has it
    placed = {lang: space.place(lang, each) for lang, each in vectors.items()}
    links: dict[tuple[str, str], Linked] = {}
    for one, other in combinations(vocabulary, 2):
        _told(f"{one} and {other}", len(vocabulary[one]))
        found = nearest(placed[one], placed[other], _LOOKED_AT)
        links[one, other], links[other, one] = found
    made = {
        "made by": "indexer/lexicon/make.py",
        "made on": date.today().isoformat(),
        "model": f"multilingual-e5-small, 4 bits, MIT, by {embedder.made_by}",
        **sources(),
    }
    lexicon = shipped(vocabulary, links, made)
    lexicon.save(SHIPPED)
    sys.stderr.write(f"{len(lexicon):,} words, {SHIPPED.stat().st_size:,} bytes\n")


def shipped(
    vocabulary: Mapping[str, Vocabulary],
    links: Mapping[tuple[str, str], Linked],
    made: Mapping[str, str],
) -> Lexicon:
    """Return the lexicon of the words that are no names, with the nearest of each."""
    names = names_in(vocabulary, links)
    kept = {
        lang: [number for number, name in enumerate(each) if not name][:_KEPT]
        for lang, each in names.items()
    }
    anew = {lang: {old: new for new, old in enumerate(each)} for lang, each in kept.items()}
    words = {lang: list(each) for lang, each in vocabulary.items()}
    return pack(
        {lang: [words[lang][number] for number in each] for lang, each in kept.items()},
        {
            (one, other): [
                _best(found[old], anew[other], MOST - (new >= _FREQUENT))
                for new, old in enumerate(kept[one])
            ]
            for (one, other), found in links.items()
        },
        made,
        cut_short=True,
    )


def _best(
    found: Sequence[tuple[int, float]], anew: Mapping[int, int], most: int
) -> list[tuple[int, float]]:
    """Return the nearest words by their new numbers, if they have one."""
    best = [
        (anew[number], round(near * _STEPS) / _STEPS) for number, near in found if number in anew
    ]
    return [(number, near) for number, near in best[:most] if near]


def _told(what: str, count: int) -> None:
    sys.stderr.write(f"\r{what}: {count:,} words ")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
