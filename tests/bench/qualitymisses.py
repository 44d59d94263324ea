"""The queries of a set whose document is not the first, and what kind of miss each is.

Those whose document is among the first ten are counted apart from those whose is not. A query's
words are those that at most a tenth of the documents of its language hold. The kinds, of which a
miss is the first that fits:

- kept out: the right document holds words of the query, but not a phrase that is asked for, or
  something that is excluded;
- near copy: the document ranked first has half of its runs of five words from the right one;
- same event: both have five pairs of neighbouring words in common that at most one in a thousand
  documents of their language has: names, places, numbers;
- common words: the query has no others;
- other language: the document ranked first is in another language than the right one;
- compound: a word that the right document lacks is within a longer word of it, or it holds a
  piece of a longer word of the query (four letters at least);
- no word: the right document holds no word of the query, in any form;
- fewer words, as many words, more words: than the document ranked first.

*folded* are those of all kinds whose document a page of results folds into the one ranked first, as
its near-duplicate.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Collection as Ids
from itertools import pairwise
from typing import NamedTuple

from corpus import Text, words
from figures import table
from qualitysets import QuerySet

from indexer.analysis import analyze
from indexer.model import Channel
from indexer.query import Weights, analyze_query
from indexer.query.units import Compound, Phrase, Unit, Word

_BEST = 10
_DEPTH = 100
_COMMON = 0.1
_SHINGLE = 5
_LEAST_PIECE = 4
_RARE, _LEAST_PAIRS = 0.001, 5
_EXAMPLES = 3
"""So many misses of a kind and language are shown of those among the first ten."""
KINDS = (
    "kept out",
    "near copy",
    "same event",
    "common words",
    "other language",
    "compound",
    "no word",
    "fewer words",
    "as many words",
    "more words",
)


class Miss(NamedTuple):
    """A query, the rank of its document if that is known, and what the document lacks."""

    lang: str
    query: str
    right: str
    first: str
    rank: int | None
    kind: str
    lacks: tuple[str, ...]
    folded: bool


_Pair = tuple[str, str]


def print_misses(one: QuerySet, weights: Weights) -> None:
    """Print the misses of a set: how many of each kind a language has, then the misses.

    Every one whose document is not among the first ten, some of the others.
    """
    found = misses_of(one, weights)
    found.sort(key=lambda each: (each.lang, KINDS.index(each.kind)))
    near = [miss for miss in found if miss.rank and miss.rank <= _BEST]
    far = [miss for miss in found if not miss.rank or miss.rank > _BEST]
    print(f"\n{one.name}: {len(far)} of {len(one.queries)} queries miss the first {_BEST}")
    _print_kinds(one, far)
    for miss in far:
        _print_miss(miss)
    print(
        f"\n{one.name}: of {len(near)} queries the document is among the first {_BEST}, not first"
    )
    _print_kinds(one, near)
    shown: Counter[tuple[str, str]] = Counter()
    for miss in near:
        shown[miss.lang, miss.kind] += 1
        if shown[miss.lang, miss.kind] <= _EXAMPLES:
            _print_miss(miss)


def _print_kinds(one: QuerySet, misses: Sequence[Miss]) -> None:
    counts = Counter((miss.lang, miss.kind) for miss in misses)
    folded = Counter(miss.lang for miss in misses if miss.folded)
    rows = [
        (lang, len(queries), sum(each), *each, folded[lang])
        for lang, queries in one.langs.items()
        for each in [[counts[lang, kind] for kind in KINDS]]
    ]
    table(("lang", "queries", "misses", *KINDS, "folded"), rows)


def _print_miss(miss: Miss) -> None:
    rank = miss.rank or f">{_DEPTH}"
    lacks = f"; lacks {', '.join(miss.lacks)}" if miss.lacks else ""
    why = f"{miss.right}, not {miss.first}{lacks}"
    print(f"{miss.lang}\t{miss.kind}\t{rank}\t{miss.query}\t{why}")


def misses_of(one: QuerySet, weights: Weights) -> list[Miss]:
    """Return the misses of a set; of several right documents the one ranked best or named first."""
    missed = []
    with one.collection.searcher(weights) as searcher:
        for query in one.queries:
            ranked = [doc_id for doc_id, _ in searcher.ranking(query.text, _DEPTH)]
            right = [doc_id for doc_id, grade in one.qrels[query.id].items() if grade > 0]
            ranks = {doc_id: ranked.index(doc_id) + 1 for doc_id in right if doc_id in ranked}
            if right and min(ranks.values(), default=_DEPTH) > 1:
                best = min(ranks, key=ranks.__getitem__, default=right[0])
                first = ranked[0] if ranked else ""
                out = best not in ranks and searcher.score(query.text, best) is None
                copies = searcher.document(first).duplicates if first else ()
                missed.append((query, best, first, ranks.get(best), out, best in copies))
    wanted = {doc_id for _, right, first, *_ in missed for doc_id in (right, first)}
    texts, common = _read(one.collection.texts(), wanted)
    rare = _rare_pairs(one.collection.texts, texts.values())
    found = []
    for query, right, first, rank, out, folded in missed:
        typed = [
            word
            for unit in analyze_query(query.text, weights).units
            for word in _words(unit)
            if word.text.lower() not in common.get(query.lang or "", ())
        ]
        both = _pairs(texts[right]) & _pairs(texts[first]) if first in texts else set()
        kind, lacks = kind_of(
            typed,
            texts[right],
            texts.get(first),
            out=out,
            same_event=len(both & rare[texts[right].lang]) >= _LEAST_PAIRS,
        )
        found.append(Miss(query.lang or "-", query.text, right, first, rank, kind, lacks, folded))
    return found


def kind_of(
    typed: list[Word],
    right: Text,
    first: Text | None,
    *,
    out: bool = False,
    same_event: bool = False,
) -> tuple[str, tuple[str, ...]]:
    """Return the kind of a miss, and the words of the query that the right document lacks.

    ``out`` tells that the query does not match the document at all, ``same_event`` that both
    documents tell of the same.
    """
    held, lacks = _held(typed, right)
    if out and held:
        return "kept out", lacks
    if first is None:
        return "no word" if not held else "fewer words", lacks
    own, other = _shingles(right), _shingles(first)
    if len(own & other) * 2 >= max(1, len(other)):
        return "near copy", lacks
    if same_event:
        return "same event", lacks
    if not typed:
        return "common words", lacks
    if right.lang != first.lang:
        return "other language", lacks
    longer = [word for word in _bag(right) if len(word) >= _LEAST_PIECE]
    for lacking in (word.lower() for word in lacks if len(word) >= _LEAST_PIECE):
        if any(lacking in word or word in lacking for word in longer):
            return "compound", lacks
    if not held:
        return "no word", lacks
    best = _held(typed, first)[0]
    return ("fewer" if held < best else "as many" if held == best else "more") + " words", lacks


def _held(typed: Iterable[Word], text: Text) -> tuple[int, tuple[str, ...]]:
    """Return how many words a document holds in any form, and which it does not."""
    terms: defaultdict[Channel, set[str]] = defaultdict(set)
    for part in (text.title, text.body):
        for token in analyze(part, text.lang or None):
            for channel, found in token.terms.items():
                terms[channel].update(found)
    asked = {word.text: word.terms for word in typed}
    lacks = tuple(
        word
        for word, alternatives in asked.items()
        if not any(terms[channel] & found for channel, found in alternatives.items())
    )
    return len(asked) - len(lacks), lacks


def _words(unit: Unit) -> Iterable[Word]:
    match unit:
        case Word():
            yield unit
        case Compound() | Phrase():
            yield from unit.words
        case _:
            return


def _read(texts: Iterable[Text], wanted: Ids[str]) -> tuple[dict[str, Text], dict[str, set[str]]]:
    """Return the documents that are wanted, and the words that are common in each language."""
    kept: dict[str, Text] = {}
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    documents: Counter[str] = Counter()
    for text in texts:
        documents[text.lang] += 1
        counts[text.lang].update(_bag(text))
        if text.id in wanted:
            kept[text.id] = text
    common = {
        lang: {word for word, count in found.items() if count > documents[lang] * _COMMON}
        for lang, found in counts.items()
    }
    return kept, common


def _rare_pairs(
    read: Callable[[], Iterable[Text]], wanted: Iterable[Text]
) -> dict[str, set[_Pair]]:
    """Return the pairs of words of some documents that few documents have, by language."""
    found: defaultdict[str, set[_Pair]] = defaultdict(set)
    for text in wanted:
        found[text.lang] |= _pairs(text)
    counts: defaultdict[str, Counter[_Pair]] = defaultdict(Counter)
    documents: Counter[str] = Counter()
    for text in read():
        documents[text.lang] += 1
        counts[text.lang].update(_pairs(text) & found[text.lang])
    return {
        lang: {pair for pair in pairs if counts[lang][pair] <= documents[lang] * _RARE}
        for lang, pairs in found.items()
    }


def _pairs(text: Text) -> set[_Pair]:
    return set(pairwise(words(f"{text.title} {text.body}".lower())))


def _bag(text: Text) -> set[str]:
    return set(words(f"{text.title} {text.body}".lower()))


def _shingles(text: Text) -> set[tuple[str, ...]]:
    found = words(text.body.lower())
    return {tuple(found[at : at + _SHINGLE]) for at in range(len(found) - _SHINGLE + 1)}
