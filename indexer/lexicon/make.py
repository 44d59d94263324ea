"""Make the lexicon that ships: ``python -m indexer.lexicon.make``.

The general vocabulary (:mod:`.vocabulary`) is embedded (:mod:`.vectors`), put into a common space
(:mod:`.space`), and each word linked to its nearest in every other language. Words whose nearest
Russian word is a name are taken for names and left out. Needs the packages of the extras
``lexicon`` and ``data``, and the better part of an hour of two cores the first time.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import combinations

from indexer.config import load_settings
from indexer.lexicon.lexicon import SHIPPED, Lexicon, pack
from indexer.lexicon.space import Linked, Space, nearest
from indexer.lexicon.vectors import VECTORS, Embedder
from indexer.lexicon.vocabulary import (
    Vocabulary,
    general_vocabulary,
    is_russian_name,
    sources,
)

MOST = 3
"""So many translations into each language ship."""
_SURE = 0.5
"""From this nearness on a word means what the other one does."""


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
        links[one, other], links[other, one] = nearest(placed[one], placed[other], MOST + 1)
    made = {
        "made by": "indexer/lexicon/make.py",
        "made on": date.today().isoformat(),
        "model": f"multilingual-e5-small, 4 bits, MIT, by {embedder.made_by}",
        **sources(),
    }
    lexicon = without_names(vocabulary, links, made)
    lexicon.save(SHIPPED)
    sys.stderr.write(f"{len(lexicon):,} words, {SHIPPED.stat().st_size:,} bytes\n")


def without_names(
    vocabulary: dict[str, Vocabulary],
    links: dict[tuple[str, str], Linked],
    made: dict[str, str],
) -> Lexicon:
    """Return the lexicon of the words that are no names."""
    russian = list(vocabulary["ru"])
    names = [is_russian_name(key) for key in russian]
    dropped = {"ru": names}
    for lang in vocabulary:
        if lang != "ru":
            dropped[lang] = [
                any(near >= _SURE and names[number] for number, near in found[:1])
                for found in links[lang, "ru"]
            ]
    kept = {lang: [n for n, name in enumerate(each) if not name] for lang, each in dropped.items()}
    anew = {lang: {old: new for new, old in enumerate(each)} for lang, each in kept.items()}
    words = {lang: list(each) for lang, each in vocabulary.items()}
    return pack(
        {lang: [words[lang][number] for number in each] for lang, each in kept.items()},
        {
            (one, other): [_renumbered(found[number], anew[other]) for number in kept[one]]
            for (one, other), found in links.items()
        },
        made,
    )


def _renumbered(
    found: Sequence[tuple[int, float]], anew: dict[int, int]
) -> list[tuple[int, float]]:
    return [(anew[number], near) for number, near in found if number in anew][:MOST]


def _told(what: str, count: int) -> None:
    sys.stderr.write(f"\r{what}: {count:,} words ")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
