"""What the web asks of an index, and the one place where the index is opened.

The server starts without an index and answers 503 until there is one: :class:`IndexHandle` opens
it at the first request that needs it and tries again at the next one if that failed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Protocol, cast

from flask import current_app

import indexer
from indexer.config import Settings
from indexer.model import DocumentView, Page, SimilarDocuments, Stats, Suggestion
from searchapp.params import Across, Duplicates, SearchParams, Sort

EXTENSION = "querlang"
"""The key of the handle in ``app.extensions``."""


class SearchService(Protocol):
    """An open index: safe to use from several threads, closed by leaving its context."""

    @property
    def generation(self) -> str:
        """The name of the published generation that answers."""

    @property
    def version(self) -> str:
        """What changes when answers may: with the generation, and with the glossary."""

    def ready(self) -> str:
        """Return the name of that generation, or raise an error that says why it cannot answer."""

    def search(
        self,
        query: str,
        /,
        *,
        page: int = 1,
        size: int = 10,
        lang: Sequence[str] | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        source: Sequence[str] | None = None,
        doc_type: Sequence[str] | None = None,
        place: Sequence[str] | None = None,
        sort: Sort = "relevance",
        names: bool = True,
        places: bool = True,
        labels: str = "en",
        duplicates: Duplicates = "fold",
        copies_of: str | None = None,
        across: Across = "on",
        count_facets: bool = False,
    ) -> Page:
        """Return one page of the documents that match; a blank query matches all of them.

        With ``count_facets`` its facets are counted before it is returned.
        """

    def document(
        self,
        document_id: str,
        query: str | None = None,
        /,
        *,
        labels: str = "en",
        across: Across = "on",
    ) -> DocumentView:
        """Return a stored document with the marks of ``query``, or raise DocumentNotFound.

        The places that it names are called as they are in the language ``labels``.
        """

    def similar(
        self, document_id: str, /, *, size: int = 5, lang: Sequence[str] | None = None
    ) -> SimilarDocuments:
        """Return the documents most similar to one, or raise DocumentNotFound."""

    def suggest(
        self, text: str, /, *, size: int = 8, lang: Sequence[str] | None = None, labels: str = "en"
    ) -> tuple[Suggestion, ...]:
        """Return what the beginning of a query may become, places named in ``labels``."""

    def stats(self) -> Stats:
        """Return what the index holds."""

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> object:
        """Close the index."""


class IndexHandle:
    """The index of one application, opened when it is first needed."""

    def __init__(
        self, index: Path, *, settings: Settings, searcher: SearchService | None = None
    ) -> None:
        self._index = index
        self.settings = settings
        self._searcher = searcher
        self._lock = Lock()
        self.observe: Callable[[Mapping[str, float]], None] = lambda _: None
        """What is told how long the steps of each search took, in milliseconds."""

    def get(self) -> SearchService:
        """Return the open index; raise a QuerlangError that says why there is none."""
        with self._lock:
            if self._searcher is None:
                self._searcher = indexer.open_index(self._index, settings=self.settings)
            return self._searcher


def _handle() -> IndexHandle:
    return cast("IndexHandle", current_app.extensions[EXTENSION])


def current_settings() -> Settings:
    """Return the settings of the application that answers the current request."""
    return _handle().settings


def current_service() -> SearchService:
    """Return the open index of the application that answers the current request."""
    return _handle().get()


def run_search(params: SearchParams, *, labels: str = "en", facets: bool = True) -> Page:
    """Return the page of results that ``params`` ask for, places named in ``labels``.

    Its facets are counted, unless nobody will look at them.
    """
    handle = _handle()
    found = handle.get().search(
        params.q,
        page=params.page,
        size=params.size or handle.settings.page_size,
        lang=params.lang or None,
        date_from=params.first_day,
        date_to=params.last_day,
        source=params.source or None,
        doc_type=params.type or None,
        place=params.place or None,
        sort=params.sort,
        names=params.names == "on",
        places=params.places == "on",
        labels=labels,
        duplicates=params.duplicates,
        copies_of=params.copies_of,
        across=params.across,
        count_facets=facets,
    )
    handle.observe(found.steps)
    return found
