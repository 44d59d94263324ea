"""The space in which words of all languages lie, and who is near whom in it.

A multilingual sentence-embedding model puts words of like meaning near each other, but words of
one language, and of like spelling, too. Three steps take that back: each language is centred on
its mean (Libovický, Rosa and Fraser 2020, "On the Language Neutrality of Pre-trained Multilingual
Representations"); the directions in which all words differ most are removed (Mu and Viswanath
2018, "All-but-the-Top"); the others are evened out half-way by a power of the covariance. All
that is estimated on the general vocabulary and kept, so that the words of a corpus, however
small, lie in the same space.

How near two words come is their cosine there, from ``_FAR`` (unrelated: 0) to ``_NEAR`` (a
translation: 1); of a word's nearest those behind the first count less by what they are behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Self

import msgspec
import numpy as np
import zstandard
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Words in rows, their coordinates in columns."""
Linked = list[list[tuple[int, float]]]
"""For each word the numbers of its nearest in another language, and how near they are, 0 to 1."""

DATA = Path(__file__).parent / "data" / "space.bin"

_REMOVED = 3
_POWER = 0.3
_SAMPLE = 10_000
_MEAN_OF = 20_000
_FAR, _NEAR = 0.23, 0.53
_BEHIND = 2.0
_LEAST = 0.05
"""Words less near are left out."""
_CANDIDATES = 10
_ROWS = 2_000


class _Stored(msgspec.Struct, frozen=True):
    """Half-precision numbers, row by row: the means by language, and the matrix."""

    means: dict[str, bytes]
    matrix: bytes


class Space:
    """Takes vectors of the model into the common space."""

    def __init__(self, means: Mapping[str, Vectors], matrix: Vectors) -> None:
        self._means = means
        self._matrix = matrix

    @classmethod
    def of(cls, vectors: Mapping[str, Vectors]) -> Self:
        """Return the space of a general vocabulary, by language, the most frequent words first."""
        means = {lang: each[:_MEAN_OF].mean(axis=0) for lang, each in vectors.items()}
        centred = [_unit(each[:_SAMPLE] - means[lang]) for lang, each in vectors.items()]
        sample = np.concatenate(centred)
        top, _, _ = np.linalg.svd(sample.T @ sample)
        removed = np.eye(len(top), dtype=np.float32) - top[:, :_REMOVED] @ top[:, :_REMOVED].T
        rest = _unit(sample @ removed)
        axes, spread, _ = np.linalg.svd(rest.T @ rest / len(rest))
        spread = np.maximum(spread, spread[-_REMOVED - 1])  # what was removed has none
        evened = axes @ np.diag(spread ** (-_POWER / 2))
        return cls(means, (removed @ evened).astype(np.float32))

    @classmethod
    def load(cls, path: Path = DATA) -> Self:
        """Return the space that was kept."""
        packed = zstandard.ZstdDecompressor().decompress(path.read_bytes())
        stored = msgspec.msgpack.decode(packed, type=_Stored)
        means = {lang: _numbers(each) for lang, each in stored.means.items()}
        size = len(next(iter(means.values())))
        return cls(means, _numbers(stored.matrix).reshape(size, -1))

    def save(self, path: Path = DATA) -> None:
        """Keep the space."""
        means = {lang: each.astype("<f2").tobytes() for lang, each in self._means.items()}
        stored = _Stored(means, self._matrix.astype("<f2").tobytes())
        path.write_bytes(zstandard.ZstdCompressor(19).compress(msgspec.msgpack.encode(stored)))

    def place(self, lang: str, vectors: Vectors) -> Vectors:
        """Return where words of a language lie, as vectors of length 1."""
        return _unit(_unit(vectors - self._means[lang]) @ self._matrix)


def nearest(one: Vectors, other: Vectors, most: int) -> tuple[Linked, Linked]:
    """Return the nearest of the words of one language in another, and those the other way."""
    count = min(_CANDIDATES, len(one), len(other))
    if not count:
        return [[] for _ in one], [[] for _ in other]
    to_other = _Best(len(one), count)
    to_one = _Best(len(other), count)
    everyone = np.arange(len(other))
    for start in range(0, len(one), _ROWS):
        cosines = one[start : start + _ROWS] @ other.T
        rows = np.arange(start, start + len(cosines))
        to_other.take(rows, cosines, 0)
        to_one.take(everyone, np.ascontiguousarray(cosines.T), start)
    return to_other.links(most), to_one.links(most)


class _Best:
    """The best candidates of each word so far."""

    def __init__(self, words: int, count: int) -> None:
        self._count = count
        self._cosines = np.full((words, count), -1, np.float32)
        self._numbers = np.zeros((words, count), np.int64)

    def take(self, rows: NDArray[np.int64], cosines: Vectors, first: int) -> None:
        """Take up the cosines of words in ``rows`` to the words from ``first`` on."""
        count = min(self._count, cosines.shape[1])
        found = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
        near = np.take_along_axis(cosines, found, 1)
        both = np.concatenate([self._cosines[rows], near], axis=1)
        numbers = np.concatenate([self._numbers[rows], found + first], axis=1)
        order = np.argsort(-both, axis=1, kind="stable")[:, : self._count]
        self._cosines[rows] = np.take_along_axis(both, order, 1)
        self._numbers[rows] = np.take_along_axis(numbers, order, 1)

    def links(self, most: int) -> Linked:
        """Return the best ``most`` of each word that are near enough."""
        cosines, numbers = self._cosines[:, :most], self._numbers[:, :most]
        near = np.clip((cosines - _FAR) / (_NEAR - _FAR), 0, 1)
        near = near * np.clip(1 - _BEHIND * (cosines[:, :1] - cosines), 0, 1)
        return [
            [(int(number), float(value)) for number, value in pairs if value >= _LEAST]
            for pairs in map(zip, numbers, near)
        ]


def _unit(vectors: Vectors) -> Vectors:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: Vectors = vectors / np.maximum(length, 1e-9)
    return found


def _numbers(stored: bytes) -> Vectors:
    return np.frombuffer(stored, "<f2").astype(np.float32)
