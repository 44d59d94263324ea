"""The peers that quality is compared with: what a person gets without an analysis of their own.

All rank the documents that hold any word of a query, in its title or its text; a few more than
the peers of ``peers.py``:

- plain BM25 (bm25s, k1 1.5, b 0.75) on lower-cased words, title and text as one; and the same on
  words without diacritics, those of the query, too;
- Whoosh with its language analyzers: a document's fields go by its language. It is told the
  language of a query, too, and asks the fields of that language alone, so it sees only documents
  in it; asked of all fields it is far worse (mlqa de .36). It has no analyzer for Vietnamese: the
  standard one stands in.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from copy import copy
from typing import Any

import bm25s
import numpy as np
from corpus import Text, words
from peers import Fts5, Ranking, Tantivy, Texts, Whoosh
from qualitysets import without_diacritics
from whoosh.analysis import LanguageAnalyzer, StandardAnalyzer
from whoosh.fields import TEXT
from whoosh.qparser import MultifieldParser, OrGroup

from indexer.evaluate.runs import Query

Answer = Callable[[Query], Ranking]
DEPTH = 100
WHOOSH_LIMIT = 5_000
"""Whoosh does not index more documents here: that alone would take a quarter of an hour."""
_LANGS = ("vi", "de", "ru", "en")

logging.getLogger("bm25s").setLevel(logging.WARNING)


class Bm25:
    """BM25 over bags of lower-cased words; ``prepare`` is done to every text and query before."""

    def __init__(self, corpus: Texts, prepare: Callable[[str], str] = str.lower) -> None:
        self._prepare = prepare
        self._ids: list[str] = []
        self._terms: dict[str, int] = {}
        bags = []
        for text in corpus.texts():
            self._ids.append(text.id)
            found = words(prepare(f"{text.title} {text.body}"))
            bags.append([self._terms.setdefault(word, len(self._terms)) for word in found])
        self._bm25 = bm25s.BM25()
        self._bm25.index((bags, self._terms), show_progress=False)

    def ranking(self, query: list[str], size: int) -> Ranking:
        """Rank by the words that any document holds."""
        typed = [self._terms.get(word) for word in words(self._prepare(" ".join(query)))]
        known = [number for number in typed if number is not None]
        if not known:
            return []
        scores = self._bm25.get_scores_from_ids(known)
        best = np.argsort(-scores, kind="stable")[:size]
        return [(self._ids[number], float(scores[number])) for number in best if scores[number] > 0]


class WhooshLanguages(Whoosh):
    """Fields a language, each with Whoosh's analyzer for it."""

    _folder = "whoosh-languages"

    def of(self, lang: str | None) -> WhooshLanguages:
        """Return what asks the fields of one language, or of all if that is none of them."""
        if lang not in _LANGS:
            return self
        found = copy(self)
        fields = [f"{name}_{lang}" for name in ("title", "body")]
        found._parser = MultifieldParser(fields, self._parser.schema, group=OrGroup)
        return found

    def _fields(self) -> dict[str, Any]:
        analyzers = {
            lang: StandardAnalyzer() if lang == "vi" else LanguageAnalyzer(lang) for lang in _LANGS
        }
        return {
            f"{name}_{lang}": TEXT(analyzer=analyzer, stored=False)
            for lang, analyzer in analyzers.items()
            for name in ("title", "body")
        }

    def _values(self, text: Text) -> dict[str, str]:
        lang = text.lang if text.lang in _LANGS else "en"
        return {f"title_{lang}": text.title, f"body_{lang}": text.body}


def peers_of(corpus: Texts) -> Iterator[tuple[str, Answer]]:
    """Yield the names of the peers, indexed, with what answers a query."""
    yield "BM25", _answer(Bm25(corpus))
    yield "BM25 folded", _answer(Bm25(corpus, lambda text: without_diacritics(text.lower())))
    yield "FTS5", _answer(Fts5(corpus))
    yield "tantivy", _answer(Tantivy(corpus))
    if corpus.documents <= WHOOSH_LIMIT:
        yield "Whoosh", _answer(Whoosh(corpus))
        languages = WhooshLanguages(corpus)
        told = {lang: _answer(languages.of(lang)) for lang in (*_LANGS, None)}
        yield "Whoosh, by language", lambda query: told.get(query.lang, told[None])(query)


def _answer(peer: Any) -> Answer:
    def answer(query: Query) -> Ranking:
        asked = words(query.text)
        return peer.ranking(asked, DEPTH) if asked else []  # type: ignore[no-any-return]

    return answer
