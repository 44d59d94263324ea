"""The peers: SQLite FTS5, tantivy and Whoosh by themselves, as their documentation uses them.

Each indexes title and body with a general tokenizer and ranks documents that hold any of the words
by BM25: as ids and scores, or as the titles of ten with a snippet of the body each. What it has
built is kept beside the corpus. ``disk`` is where, for its size.
"""

from __future__ import annotations

import shutil
import sqlite3
import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import tantivy
from corpus import Text
from whoosh import index as whoosh_index
from whoosh.analysis import StandardAnalyzer
from whoosh.fields import STORED, TEXT, Schema
from whoosh.qparser import MultifieldParser, OrGroup

_SIZE = 10

Hits = list[tuple[str, str]]
"""Titles and snippets."""
Ranking = list[tuple[str, float]]
"""Ids and scores, the highest first."""


class Texts(Protocol):
    """A corpus: its documents, how many they are, and where what is built of them is kept."""

    @property
    def folder(self) -> Path: ...

    @property
    def documents(self) -> int: ...

    def texts(self) -> Iterable[Text]: ...


class Peer(Protocol):
    """An index that answers words."""

    name: str
    disk: Path

    def search(self, words: Sequence[str]) -> Hits:
        """Return the best ten documents that hold any of the words."""
        ...


FTS5 = "fts5-ids.db"
"""The file of its table in the folder of a corpus."""


class Fts5:
    """One FTS5 table, diacritics removed, ordered by ``rank``, which is bm25().

    So FTS5 sorts by itself and makes snippets of ten rows; ordered by a call of ``bm25(docs)``
    SQLite makes them of every row that matches, which takes several times as long.
    """

    def __init__(self, corpus: Texts) -> None:
        self.name = "SQLite FTS5"
        self.disk = _built(corpus.folder / FTS5, lambda path: self._build(corpus, path))
        self._connection = sqlite3.connect(self.disk)

    def search(self, words: Sequence[str]) -> Hits:
        """Search with every word in quotes, joined by OR."""
        return self._connection.execute(
            "SELECT title, snippet(docs, 2, '<b>', '</b>', '…', 40) FROM docs"
            " WHERE docs MATCH ? ORDER BY rank LIMIT ?",
            (_any_of(words), _SIZE),
        ).fetchall()

    def ranking(self, words: Sequence[str], size: int) -> Ranking:
        """Rank with the same query."""
        return self._connection.execute(
            "SELECT id, -rank FROM docs WHERE docs MATCH ? ORDER BY rank LIMIT ?",
            (_any_of(words), size),
        ).fetchall()

    def _build(self, corpus: Texts, path: Path) -> None:
        connection = sqlite3.connect(path)
        connection.execute(
            "CREATE VIRTUAL TABLE docs USING"
            " fts5(id UNINDEXED, title, body, tokenize='unicode61 remove_diacritics 2')"
        )
        rows = ((text.id, text.title, text.body) for text in corpus.texts())
        with connection:
            connection.executemany("INSERT INTO docs VALUES (?, ?, ?)", rows)
        connection.close()


class Tantivy:
    """Two stored text fields with tantivy's default tokenizer; snippets of its own generator."""

    def __init__(self, corpus: Texts) -> None:
        self.name = "tantivy"
        builder = tantivy.SchemaBuilder()
        for field in ("title", "body"):
            builder.add_text_field(field, stored=True)
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        self._schema = builder.build()
        self.disk = _built(corpus.folder / "tantivy-ids", lambda path: self._build(corpus, path))
        self._index = tantivy.Index.open(str(self.disk))
        self._searcher = self._index.searcher()

    def search(self, words: Sequence[str]) -> Hits:
        """Search with a term query a word and field, of which any may match."""
        tree = self._tree(words)
        found = self._searcher.search(tree, _SIZE)
        snippets = tantivy.SnippetGenerator.create(self._searcher, tree, self._schema, "body")
        documents = [self._searcher.doc(address) for _, address in found.hits]
        return [
            (str(document.get_first("title")), snippets.snippet_from_doc(document).to_html())
            for document in documents
        ]

    def ranking(self, words: Sequence[str], size: int) -> Ranking:
        """Rank with the same query."""
        found = self._searcher.search(self._tree(words), size)
        return [
            (str(self._searcher.doc(address).get_first("id")), score)
            for score, address in found.hits
        ]

    def _tree(self, words: Sequence[str]) -> tantivy.Query:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, field, word.lower()))
            for word in words
            for field in ("title", "body")
        ]
        return tantivy.Query.boolean_query(terms)

    def _build(self, corpus: Texts, path: Path) -> None:
        path.mkdir()
        index = tantivy.Index(self._schema, str(path))
        writer = index.writer(200_000_000)
        for text in corpus.texts():
            writer.add_document(tantivy.Document(id=text.id, title=text.title, body=text.body))
        writer.commit()
        writer.wait_merging_threads()


class Whoosh:
    """Two stored fields with the standard analyzer, BM25F, and highlights of the body."""

    _folder = "whoosh-ids"

    def __init__(self, corpus: Texts) -> None:
        self.name = f"Whoosh, {corpus.documents:,} documents"
        self.disk = _built(corpus.folder / self._folder, lambda path: self._build(corpus, path))
        index = whoosh_index.open_dir(str(self.disk))
        self._searcher = index.searcher()
        fields = [name for name in index.schema.names() if name != "id"]
        self._parser = MultifieldParser(fields, index.schema, group=OrGroup)

    def search(self, words: Sequence[str]) -> Hits:
        """Search with Whoosh's own parser, any of the words in any field."""
        found = self._searcher.search(self._tree(words), limit=_SIZE)
        return [(hit["title"], hit.highlights("body")) for hit in found]

    def ranking(self, words: Sequence[str], size: int) -> Ranking:
        """Rank with the same query."""
        found = self._searcher.search(self._tree(words), limit=size)
        return [(hit["id"], hit.score) for hit in found]

    def _tree(self, words: Sequence[str]) -> Any:
        return self._parser.parse(" ".join(word.lower() for word in words))

    def _fields(self) -> dict[str, Any]:
        """Return the fields that are searched, and how each is analysed."""
        analyzer = StandardAnalyzer()
        return {name: TEXT(analyzer=analyzer, stored=True) for name in ("title", "body")}

    def _values(self, text: Text) -> dict[str, str]:
        """Return what the fields hold of a document."""
        return {"title": text.title, "body": text.body}

    def _build(self, corpus: Texts, path: Path) -> None:
        path.mkdir()
        schema = Schema(id=STORED, **self._fields())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            writer = whoosh_index.create_in(str(path), schema).writer(limitmb=512)
            for text in corpus.texts():
                writer.add_document(id=text.id, **self._values(text))
            writer.commit()


def _any_of(words: Sequence[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)


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
