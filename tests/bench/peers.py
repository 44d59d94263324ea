"""The peers: SQLite FTS5, tantivy and Whoosh by themselves, as their documentation uses them.

Each indexes title and body with a general tokenizer, ranks documents that hold any of the words
by BM25, and gives the titles of ten with a snippet of the body each. What it has built is kept
beside the corpus. ``disk`` is where, for its size.
"""

from __future__ import annotations

import shutil
import sqlite3
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import tantivy
from corpus import Corpus
from whoosh import index as whoosh_index
from whoosh.analysis import StandardAnalyzer
from whoosh.fields import TEXT, Schema
from whoosh.qparser import MultifieldParser, OrGroup

_SIZE = 10

Hits = list[tuple[str, str]]
"""Titles and snippets."""


class Peer(Protocol):
    """An index that answers words."""

    name: str
    disk: Path

    def search(self, words: Sequence[str]) -> Hits:
        """Return the best ten documents that hold any of the words."""
        ...


class Fts5:
    """One FTS5 table, diacritics removed, ordered by ``rank``, which is bm25().

    So FTS5 sorts by itself and makes snippets of ten rows; ordered by a call of ``bm25(docs)``
    SQLite makes them of every row that matches, which takes several times as long.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.name = "SQLite FTS5"
        self.disk = _built(corpus.folder / "fts5.db", lambda path: self._build(corpus, path))
        self._connection = sqlite3.connect(self.disk)

    def search(self, words: Sequence[str]) -> Hits:
        """Search with every word in quotes, joined by OR."""
        match = " OR ".join(f'"{word}"' for word in words)
        return self._connection.execute(
            "SELECT title, snippet(docs, 1, '<b>', '</b>', '…', 40) FROM docs"
            " WHERE docs MATCH ? ORDER BY rank LIMIT ?",
            (match, _SIZE),
        ).fetchall()

    def _build(self, corpus: Corpus, path: Path) -> None:
        connection = sqlite3.connect(path)
        connection.execute(
            "CREATE VIRTUAL TABLE docs USING"
            " fts5(title, body, tokenize='unicode61 remove_diacritics 2')"
        )
        rows = ((text.title, text.body) for text in corpus.texts())
        with connection:
            connection.executemany("INSERT INTO docs VALUES (?, ?)", rows)
        connection.close()


class Tantivy:
    """Two stored text fields with tantivy's default tokenizer; snippets of its own generator."""

    def __init__(self, corpus: Corpus) -> None:
        self.name = "tantivy"
        builder = tantivy.SchemaBuilder()
        for field in ("title", "body"):
            builder.add_text_field(field, stored=True)
        self._schema = builder.build()
        self.disk = _built(corpus.folder / "tantivy", lambda path: self._build(corpus, path))
        self._index = tantivy.Index.open(str(self.disk))
        self._searcher = self._index.searcher()

    def search(self, words: Sequence[str]) -> Hits:
        """Search with a term query a word and field, of which any may match."""
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, field, word.lower()))
            for word in words
            for field in ("title", "body")
        ]
        tree = tantivy.Query.boolean_query(terms)
        found = self._searcher.search(tree, _SIZE)
        snippets = tantivy.SnippetGenerator.create(self._searcher, tree, self._schema, "body")
        documents = [self._searcher.doc(address) for _, address in found.hits]
        return [
            (str(document.get_first("title")), snippets.snippet_from_doc(document).to_html())
            for document in documents
        ]

    def _build(self, corpus: Corpus, path: Path) -> None:
        path.mkdir()
        index = tantivy.Index(self._schema, str(path))
        writer = index.writer(200_000_000)
        for text in corpus.texts():
            writer.add_document(tantivy.Document(title=text.title, body=text.body))
        writer.commit()
        writer.wait_merging_threads()


class Whoosh:
    """Two stored fields with the standard analyzer, BM25F, and highlights of the body."""

    def __init__(self, corpus: Corpus) -> None:
        self.name = f"Whoosh, {corpus.documents:,} documents"
        self.disk = _built(corpus.folder / "whoosh", lambda path: self._build(corpus, path))
        index = whoosh_index.open_dir(str(self.disk))
        self._searcher = index.searcher()
        self._parser = MultifieldParser(["title", "body"], index.schema, group=OrGroup)

    def search(self, words: Sequence[str]) -> Hits:
        """Search with Whoosh's own parser, any of the words in any field."""
        tree = self._parser.parse(" ".join(word.lower() for word in words))
        found = self._searcher.search(tree, limit=_SIZE)
        return [(hit["title"], hit.highlights("body")) for hit in found]

    def _build(self, corpus: Corpus, path: Path) -> None:
        path.mkdir()
        analyzer = StandardAnalyzer()
        fields = {name: TEXT(analyzer=analyzer, stored=True) for name in ("title", "body")}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            writer = whoosh_index.create_in(str(path), Schema(**fields)).writer(limitmb=512)
            for text in corpus.texts():
                writer.add_document(title=text.title, body=text.body)
            writer.commit()


def disk_bytes(path: Path) -> int:
    """Return the bytes of a file, or of all files in a folder."""
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(file.stat().st_size for file in files if file.is_file())


def _built(path: Path, build: Callable[[Path], None]) -> Path:
    """Return a path at which there is what ``build`` makes; half a build leaves nothing there."""
    if not path.exists():
        partial = path.with_name(f"{path.name}.partial")
        for left in path.parent.glob(f"{partial.name}*"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        build(partial)
        partial.rename(path)
    return path
