"""The generation that is searched: opened when it is published, closed when nobody reads it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from indexer.duplicates.groups import Duplicates
from indexer.engines.base import EngineReader, TermReader
from indexer.engines.registry import get_engine
from indexer.errors import QuerlangError, UsageError
from indexer.lexicon.glossary import Glossary
from indexer.lexicon.own import Known, lexicon_of
from indexer.model import Page
from indexer.query import Across, AnalyzedQuery, Weights, analyze_query
from indexer.query.meanings import HeldTranslations
from indexer.query.vocabulary import Vocabulary
from indexer.records.packing import Packing
from indexer.search.filtering import Filters
from indexer.search.folded import Walk
from indexer.spelling.speller import Speller
from indexer.store.addresses import Index
from indexer.store.generations import Manifest

if TYPE_CHECKING:
    from indexer.suggesting.suggester import Suggester


class Asked(NamedTuple):
    """What a page answers: pages that were asked for lately are remembered by it."""

    text: str
    page: int
    size: int
    filters: Filters
    sort: str
    names: bool
    among_places: bool
    labels: str
    fold: bool
    copies_of: str | None
    across: Across
    count_facets: bool
    glossary: str


class _NotWhole(Exception):
    """Carries a page past what remembers pages."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page


@dataclass
class Opened:
    """A generation in use: closed when it is no longer the published one and nobody reads it.

    ``walk`` remembers how far the ranking of a question has been gone through, whatever page of
    it is asked for.
    """

    stamp: Hashable
    folder: Path
    manifest: Manifest
    reader: EngineReader
    packing: Packing
    vocabulary: Vocabulary
    lexicon: Known
    speller: Speller
    duplicates: Duplicates
    page: Callable[[Asked], Page]
    walk: Callable[[Asked], Walk]
    users: int = 0
    retired: bool = False

    @cached_property
    def suggester(self) -> Suggester:
        """What suggests what the beginning of a query may become."""
        from indexer.suggesting.suggester import Suggester

        return Suggester(self.folder, self.reader)

    @property
    def version(self) -> str:
        """What changes with every publish, of an index that was removed and built anew, too."""
        return f"{self.manifest.generation} {self.stamp}"

    def analyzed(self, text: str, weights: Weights, glossary: Glossary) -> AnalyzedQuery:
        """Return a query as it is understood with what the documents tell of its words."""

        def analyze(reader: TermReader) -> AnalyzedQuery:
            known = self.vocabulary.asking(reader), self.lexicon
            return analyze_query(text, weights, *known, glossary=glossary)

        return self.reader.together(analyze)

    def close(self) -> None:
        """Release the reader, and the pages, which hold on to it."""
        self.reader.close()
        self.page = _closed


def _closed(_: Asked) -> Page:
    raise UsageError("The searcher is closed.", hint="Open the index again.")


class Generations:
    """Whatever generation of an index is published at the moment; safe to share by threads.

    ``page`` makes a page; the last ``cached_pages`` of a generation are remembered.
    """

    def __init__(
        self, index: Index, page: Callable[[Opened, Asked], Page], *, cached_pages: int
    ) -> None:
        """Open the published generation; raises what :meth:`Index.open_manifest` raises."""
        self._index = index
        self._page = page
        self._cached_pages = cached_pages
        self._lock = Lock()
        self._opened = self._open()

    @contextmanager
    def current(self) -> Iterator[Opened]:
        """Hold the published generation for the length of one call."""
        published = self._index.stamp()
        with self._lock:
            closed = self._opened.stamp != published and self._replace()
            opened = self._opened
            opened.users += 1
        try:
            yield opened
        finally:
            with self._lock:
                opened.users -= 1
                if opened.retired and not opened.users:
                    opened.close()
                    closed = True
            if closed:  # what it remembered holds on to itself, and the collector comes seldom
                del opened
                gc.collect()

    def _replace(self) -> bool:
        """Open the published generation in place of the other; tell if that is closed."""
        before, self._opened = self._opened, self._open()
        return _retire(before)

    def version(self) -> str:
        """Return the version of the published generation."""
        opened = self._opened
        if opened.stamp == self._index.stamp():
            return opened.version
        with self.current() as opened:
            return opened.version

    def close(self) -> None:
        """Release the generation in use."""
        with self._lock:
            _retire(self._opened)

    def _open(self) -> Opened:
        """Open the published generation, and the next one if it is replaced meanwhile."""
        while True:
            stamp = self._index.stamp()
            try:
                return self._open_one(stamp)
            except (QuerlangError, OSError):
                if self._index.stamp() == stamp:
                    raise

    def _open_one(self, stamp: Hashable) -> Opened:
        generation = self._index.published()
        manifest = self._index.open_manifest(generation)
        folder = self._index.folder(generation)
        packing = Packing.load(folder)
        duplicates = Duplicates.load(folder)
        reader = get_engine(manifest.engine).open(folder)

        @lru_cache(self._cached_pages)
        def remembered(asked: Asked) -> Page:
            made = self._page(opened, asked)
            if not made.whole:
                raise _NotWhole(made)
            return made

        def page(asked: Asked) -> Page:
            try:
                return remembered(asked)
            except _NotWhole as found:
                return found.page

        @lru_cache(self._cached_pages)
        def walk(asked: Asked) -> Walk:
            return Walk(duplicates, asked.size)

        speller = Speller(reader, manifest.tokens, folder)
        vocabulary, lexicon = Vocabulary(reader, speller.words), lexicon_of(folder)
        if not reader.far:
            lexicon = HeldTranslations(lexicon, vocabulary)
        opened = Opened(
            stamp,
            folder,
            manifest,
            reader,
            packing,
            vocabulary,
            lexicon,
            speller,
            duplicates,
            page,
            walk,
        )
        return opened


def _retire(opened: Opened) -> bool:
    """Close a generation if nobody reads it, else when nobody does; tell if it is closed."""
    opened.retired = True
    if not opened.users:
        opened.close()
    return not opened.users
