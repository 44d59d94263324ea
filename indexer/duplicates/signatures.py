"""Which documents are nearly the same text: told by short signatures of their shingles.

A signature is a MinHash (Broder 1997) of the three-word shingles of title and text, one byte of
each of 128 minima (b-bit minwise hashing, Li and König 2010): the share of bytes that two of them
have in common estimates the Jaccard similarity of the documents, with a standard error of 0.035
where it is 0.8. The title counts, so that short texts are the same only if their titles are.

Groups are made of all signatures at once: they depend on the set of documents and on nothing
else, neither on their order nor on what the index held before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from zlib import crc32

from rapidfuzz.distance import Hamming
from rensa import RMinHash

SIZE = 128
"""Bytes of a signature."""

_ALIKE = 0.8
"""Documents this similar are near-duplicates: see ``tests/bench/duplicates.py``."""
_LOOSELY_ALIKE = 0.7
"""Whatever is near-duplicate only by way of others is at least this similar to one of its group."""
_BAND = 6
"""Bytes of a band: 21 bands find 99.8 of 100 pairs that are 0.8 similar, 98 of those at 0.75."""
_NEIGHBOURS = 16
"""With so many of those that share its band a signature is compared: it bounds the time."""


def signature(words: Sequence[str], lang: str) -> bytes:
    """Return the signature of a document by its words; of none, nothing.

    Documents in different languages have nothing in common.
    """
    if not words:
        return b""
    encoded = " ".join(words).encode().split(b" ")
    shingles = list(map(b" ".join, zip(encoded, encoded[1:], encoded[2:], strict=False)))
    sketch = RMinHash(num_perm=SIZE, seed=crc32(lang.encode()))
    sketch.update(shingles or [b" ".join(encoded)])
    return bytes([minimum & 255 for minimum in sketch.digest()])


def similarity(one: bytes, other: bytes) -> float:
    """Return the estimated similarity of the documents of two signatures, from 0 to 1."""
    return Hamming.similarity(one, other) / SIZE


def grouped(signatures: Mapping[str, bytes]) -> list[list[str]]:
    """Return the groups of near-duplicates among documents, two or more each, as sorted ids."""
    ids: defaultdict[bytes, list[str]] = defaultdict(list)
    for doc_id, each in signatures.items():
        if each:
            ids[each].append(doc_id)
    distinct = sorted(ids)
    stars: list[list[bytes]] = []
    for component in _components(len(distinct), _alike(distinct)):
        stars += _stars([distinct[number] for number in component])
    starred = {each for star in stars for each in star}
    stars += [[each] for each in distinct if each not in starred]
    groups = (sorted(doc_id for each in star for doc_id in ids[each]) for star in stars)
    return sorted(group for group in groups if len(group) > 1)


def _alike(distinct: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Yield pairs of sorted signatures that are alike, found by the bands that they share."""
    compared: set[tuple[int, int]] = set()
    for start in range(0, SIZE - _BAND + 1, _BAND):
        bands = [each[start : start + _BAND] for each in distinct]
        shared = {band for band, count in Counter(bands).items() if count > 1}
        sharing: defaultdict[bytes, list[int]] = defaultdict(list)
        for number, band in enumerate(bands):
            if band in shared:
                sharing[band].append(number)
        for numbers in sharing.values():
            for place, number in enumerate(numbers):
                for other in numbers[place + 1 : place + 1 + _NEIGHBOURS]:
                    if (number, other) not in compared:
                        compared.add((number, other))
                        if similarity(distinct[number], distinct[other]) >= _ALIKE:
                            yield number, other


def _components(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the connected components of two or more of the numbers below ``count``."""
    above = list(range(count))

    def top(number: int) -> int:
        while above[number] != number:
            above[number] = number = above[above[number]]
        return number

    linked: set[int] = set()
    for one, other in pairs:
        linked.update((one, other))
        above[top(one)] = top(other)
    components: defaultdict[int, list[int]] = defaultdict(list)
    for number in sorted(linked):
        components[top(number)].append(number)
    return list(components.values())


def _stars(component: list[bytes]) -> Iterator[list[bytes]]:
    """Yield the groups of a component: each around its first, to which all others are alike."""
    while component:
        centre = component[0]
        star = [each for each in component if similarity(centre, each) >= _LOOSELY_ALIKE]
        yield star
        component = [each for each in component if similarity(centre, each) < _LOOSELY_ALIKE]
