"""What terms an index on a cluster has, and how many documents hold each.

What terms there are is counted by aggregations over fields that hold each term of a document once.
An answer has no more than 60,000 terms; where there are more, they are asked for in parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from indexer.engines import tree as query
from indexer.engines.base import TEXT_FIELDS, TermCount
from indexer.engines.expansion import MAX_EXPANSION, Expansion, fits, frequent_first
from indexer.engines.opensearch_index import TERMS, is_text, known, storable
from indexer.engines.opensearch_trees import EVERYTHING, Native, as_regex, pattern, term

_ANSWER = 60_000
"""So many terms come with one answer; OpenSearch gives 65,535 by default."""
_FILLED = 0.6
"""How full an answer may be expected to be, since terms fall into parts by chance."""
_REMEMBERED = 100_000
_TOGETHER = 2_000
"""So many terms are counted by one request."""
_PATTERNS = 256
_COMPLEX = re.compile(r"\*.*(\?.*){6}|.{400}", re.DOTALL)
"""Patterns that OpenSearch may refuse: its automatons double with every ? behind an asterisk."""

Ask = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Sends a search and returns its answer."""
Key = tuple[str, str]
"""A field and a term in it."""
Held = Callable[[Collection[Key]], Mapping[Key, int]]


class Terms:
    """The terms of one index.

    ``ask`` searches it, ``count`` counts what native queries match, and ``held`` the documents
    that hold terms of fields of text.
    """

    def __init__(
        self, ask: Ask, count: Callable[[Sequence[Native]], list[int]], held: Held
    ) -> None:
        self._ask = ask
        self._count = count
        self._held = held
        self._frequencies: dict[tuple[str, str], int] = {}
        self._expand: Callable[[str, str], Expansion] = lru_cache(_PATTERNS)(self._expanded)

    def known(self, key: Key) -> int | None:
        """Return how many documents hold a term, if that was asked before."""
        return self._frequencies.get(key)

    def frequency(self, field: str, text: str) -> int:
        """Return how many documents hold a term; who asks for the title asks for the body, too."""
        found = self._frequencies.get((field, text))
        return self.frequencies([(field, text)])[field, text] if found is None else found

    def frequencies(self, terms: Iterable[Key]) -> dict[Key, int]:
        """Return how many documents hold each term, counted by as few requests as can be."""
        known_ones = self._frequencies
        found = {key: known_ones.get(key, -1) for key in terms}
        missing = list(
            dict.fromkeys(
                each for key, count in found.items() if count < 0 for each in _in_all_fields(key)
            )
        )
        for at in range(0, len(missing), _TOGETHER):
            found |= self._counted_terms(missing[at : at + _TOGETHER])
        if len(known_ones) > _REMEMBERED:
            known_ones.clear()
        known_ones.update(found)
        return found

    def _counted_terms(self, keys: Sequence[Key]) -> dict[Key, int]:
        texts = [key for key in keys if is_text(key[0]) and storable(key[1])]
        others = [key for key in keys if not is_text(key[0]) and storable(key[1])]
        found = dict.fromkeys(keys, 0)
        if texts:
            found |= self._held(texts)
        if others:
            found |= zip(others, self._count([term(*key) for key in others]), strict=True)
        return found

    def expansion(self, node: query.Prefix | query.Wildcard) -> Expansion:
        """Return the terms that a pattern in a field of text stands for."""
        known(node.fieldname)
        text = str(node.text)
        return self._expand(
            node.fieldname, text if isinstance(node, query.Wildcard) else f"{text}*"
        )

    def most_frequent(self, field: str, prefix: str, limit: int) -> list[TermCount]:
        """Return the terms that begin with ``prefix``, the most frequent first."""
        known(field)
        if not storable(prefix) or limit < 1:
            return []
        if limit > _ANSWER:
            held = self.lexicon(field, prefix, 1)
            return [TermCount(text, held[text]) for text in frequent_first(held.items())[:limit]]
        return self._first(field, f"{prefix}*", limit)

    def lexicon(self, field: str, prefix: str, least: int) -> dict[str, int]:
        """Return the terms that begin with ``prefix``, and how many documents hold each."""
        known(field)
        if not storable(prefix):
            return {}
        parts = 1
        while True:
            found = self._lexicon(field, prefix, least, parts)
            if found is not None:
                return found
            parts = max(parts * 2, self._parts(field))

    def _parts(self, field: str) -> int:
        """Return how many answers the terms of a field take, all of them."""
        aggregation = {"cardinality": {"field": f"{TERMS}.{field}", "precision_threshold": 40_000}}
        found = self._ask({"size": 0, "aggs": {"terms": aggregation}})
        return int(found["aggregations"]["terms"]["value"] / (_ANSWER * _FILLED)) + 1

    def _lexicon(self, field: str, prefix: str, least: int, parts: int) -> dict[str, int] | None:
        """Return the terms as they are given in so many parts, nothing if those are too large."""
        found: dict[str, int] = {}
        for part in range(parts):
            options: dict[str, Any] = {"min_doc_count": least, "shard_min_doc_count": 0}
            if parts > 1:
                options["include"] = {"partition": part, "num_partitions": parts}
            elif prefix:
                options["include"] = as_regex(f"{prefix}*")
            answer = self._counted(field, _holding(field, f"{prefix}*"), _ANSWER, options)
            if answer["sum_other_doc_count"] or answer["doc_count_error_upper_bound"]:
                return None
            for bucket in answer["buckets"]:
                if bucket["key"].startswith(prefix):
                    found[bucket["key"]] = bucket["doc_count"]
        return found

    def _expanded(self, field: str, wild: str) -> Expansion:
        if _COMPLEX.search(wild):
            literal = re.split(r"[*?]", wild, maxsplit=1)[0]
            held = self.lexicon(field, literal, 1)
            found = frequent_first([(text, held[text]) for text in filter(fits(wild), held)])
        else:
            found = [item.term for item in self._first(field, wild, MAX_EXPANSION + 1)]
        return Expansion(tuple(found[:MAX_EXPANSION]), len(found) <= MAX_EXPANSION)

    def _first(self, field: str, wild: str, limit: int) -> list[TermCount]:
        """Return the terms that fit a pattern, the most frequent first."""
        options: dict[str, Any] = {
            "order": [{"_count": "desc"}, {"_key": "asc"}],
            "shard_size": _ANSWER,
        }
        if wild.strip("*"):
            options["include"] = as_regex(wild)
        answer = self._counted(field, _holding(field, wild), limit, options)
        return [TermCount(bucket["key"], bucket["doc_count"]) for bucket in answer["buckets"]]

    def _counted(
        self, field: str, matching: Native | None, size: int, options: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        if matching is None:
            return {"buckets": (), "sum_other_doc_count": 0, "doc_count_error_upper_bound": 0}
        terms = {"field": f"{TERMS}.{field}", "size": size, **options}
        found = self._ask({"size": 0, "query": matching, "aggs": {"terms": {"terms": terms}}})
        counted: Mapping[str, Any] = found["aggregations"]["terms"]
        return counted


def _in_all_fields(key: Key) -> list[Key]:
    """Return a term as it may be in the title and in the body: who asks for one needs both."""
    field, text = key
    known(field)
    _, _, channel = field.partition("_")
    return [(f"{each}_{channel}", text) for each in TEXT_FIELDS] if is_text(field) else [key]


def _holding(field: str, wild: str) -> Native | None:
    """Return the query for the documents that hold a term that fits: no others need be read."""
    if not storable(wild):
        return None
    if not wild.strip("*"):
        return EVERYTHING
    if re.fullmatch(r"[^*?]+\*", wild):
        return pattern("prefix", field, wild[:-1])
    return pattern("wildcard", field, wild.replace("\\", "\\\\"))
