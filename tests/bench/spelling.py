"""Did you mean: queries with a slip in one word, without umlauts, without accents, and as they are.

    python tests/bench/spelling.py --data DIR --limit 10000

Slips are made up from a seed: in one word a letter more, less, another one, or two that changed
places. Counted are the queries whose original is suggested, those to which something else is,
and those that had nothing wrong and get a suggestion. Beside it stands symspellpy with the words
of the same index and their frequencies: it takes the best word for each that it does not know.
"""

from __future__ import annotations

import random
import resource
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Container, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import click
from corpus import load, with_corpus, work_folder
from figures import percentile, table
from machine import print_machine
from ours import index_of

from indexer import build_index, open_index
from indexer.analysis.filters import fold_term, word_term
from indexer.evaluate.runs import Query, read_queries
from indexer.query import DEFAULT_WEIGHTS
from indexer.spelling.typed import TypedWord, replaced, typed_words

ALPHABETS = {
    "vi": "aăâbcdđeêghiklmnoôơpqrstuưvxy",
    "de": "abcdefghijklmnopqrstuvwxyzäöüß",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "en": "abcdefghijklmnopqrstuvwxyz",
}
LEAST_LETTERS = 4

Suggest = Callable[[str], Sequence[str]]


class Case(NamedTuple):
    """A query as typed and as it was meant."""

    typed: str
    meant: str


def slip(query: Query, chance: random.Random, known: Container[str]) -> Case | None:
    """Return a query with one slip in one of its words that the index knows."""
    words = [
        w
        for w in typed_words(query.text)
        if len(w.text) >= LEAST_LETTERS and word_term(w.text) in known
    ]
    if not words:
        return None
    word = chance.choice(words)
    letters = list(unicodedata.normalize("NFC", word.text).lower())
    while "".join(letters) == unicodedata.normalize("NFC", word.text).lower():
        at = chance.randrange(len(letters))
        match chance.randrange(4):
            case 0:
                letters.insert(at, chance.choice(ALPHABETS[query.lang or "en"]))
            case 1:
                del letters[at]
            case 2:
                letters[at] = chance.choice(ALPHABETS[query.lang or "en"])
            case _ if at:
                letters[at - 1], letters[at] = letters[at], letters[at - 1]
    return Case(replaced(query.text, [(word, "".join(letters))]), query.text)


def without_umlauts(query: Query, chance: random.Random) -> Case | None:
    """Return a German query with one word without its umlauts."""
    words = [w for w in typed_words(query.text) if not w.text.isascii()]
    if query.lang != "de" or not words:
        return None
    word = chance.choice(words)
    return Case(replaced(query.text, [(word, fold_term(word_term(word.text)))]), query.text)


def without_accents(query: Query, words: int | None) -> Case | None:
    """Return the first words of a Vietnamese query without accents."""
    if query.lang != "vi":
        return None
    kept = typed_words(query.text)[:words]
    text = " ".join(word.text for word in kept)
    bare = " ".join(fold_term(word_term(word.text)) for word in kept)
    return Case(bare, text) if bare != word_term(text) else None


class SymSpell:
    """symspellpy with the words of an index; every word unknown to it becomes its first offer."""

    def __init__(self, documents: dict[str, int]) -> None:
        from symspellpy import SymSpell as Library
        from symspellpy import Verbosity

        self._best: Any = Verbosity.TOP
        self._library = Library(max_dictionary_edit_distance=2)
        for word, count in documents.items():
            self._library.create_dictionary_entry(word, count)

    def __call__(self, text: str) -> Sequence[str]:
        changes: list[tuple[TypedWord, str]] = []
        for typed in typed_words(text):
            word = word_term(typed.text)
            found = self._library.lookup(word, self._best, max_edit_distance=2)
            if found and found[0].term != word:
                changes.append((typed, found[0].term))
        return (replaced(text, changes),) if changes else ()


def same(one: str, other: str) -> bool:
    return [word_term(w.text) for w in typed_words(one)] == [
        word_term(w.text) for w in typed_words(other)
    ]


def judge(cases: Sequence[Case], suggest: Suggest) -> list[str]:
    """Return the shares of cases answered rightly, otherwise and not at all."""
    right = wrong = 0
    for typed, meant in cases:
        if found := suggest(typed):
            right += same(found[0], meant)
            wrong += not same(found[0], meant)
    count = len(cases) or 1
    return [f"{right / count:.3f}", f"{wrong / count:.3f}", f"{1 - (right + wrong) / count:.3f}"]


def syllables(cases: Sequence[Case], suggest: Suggest) -> str:
    """Return the share of syllables that are right where something is suggested."""
    right = count = 0
    for typed, meant in cases:
        for text in suggest(typed)[:1]:
            found, wanted = ([word_term(w.text) for w in typed_words(t)] for t in (text, meant))
            right += sum(map(str.__eq__, found, wanted))
            count += len(wanted)
    return f"{right / (count or 1):.3f}"


@click.command()
@with_corpus
@click.option("--queries", default=300, show_default=True, help="Queries of a language.")
@click.option("--lang", "langs", multiple=True, help="Only these languages.")
@click.option("--seed", default=5, show_default=True)
@click.option("--peer/--no-peer", default=True)
def main(
    data: Path | None,
    limit: int | None,
    work: Path | None,
    queries: int,
    langs: tuple[str, ...],
    seed: int,
    peer: bool,
) -> None:
    """Make up slips and see what is suggested."""
    print_machine("querlang", "rapidfuzz", *(["symspellpy"] if peer else []))
    if data is None:
        raise click.UsageError("The queries of --data are needed.")
    folder = work_folder(work)
    news = load(data, limit, folder)
    index = folder / "xquad"
    if not index.exists():
        build_index(data / "xquad" / "docs.jsonl", index)
    for name, where in (("xquad", index), ("news52k", index_of(news))):
        asked: defaultdict[str, list[Query]] = defaultdict(list)
        for query in read_queries(data / name / "queries.jsonl"):
            if not langs or query.lang in langs:
                asked[query.lang or ""].append(query)
        for each in asked.values():
            random.Random(seed).shuffle(each)  # noqa: S311
        measure(name, where, {lang: each[:queries] for lang, each in asked.items()}, seed, peer)


def measure(
    name: str, index: Path, asked: dict[str, list[Query]], seed: int, with_peer: bool
) -> None:
    """Print what is suggested for the queries of one index."""
    with open_index(index) as searcher:
        searcher.warm_up()
        opened = searcher._generations._opened
        speller = opened.speller

        found: dict[str, list[str]] = {}

        def ours(text: str) -> Sequence[str]:
            texts = found.get(text)
            if texts is None:
                hits = searcher.search(text).hits
                texts = found[text] = [
                    t for h in hits for t in (h.title, *(s.text for s in h.snippets))
                ]
            return speller.suggestions(text, DEFAULT_WEIGHTS, lambda tree: tree, texts)

        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.process_time()
        lexicon = speller.words.lexicon
        loaded = time.process_time() - started
        started = time.process_time()
        _ = speller.words.vietnamese
        accents = time.process_time() - started
        more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        print(
            f"\n{name}: {opened.manifest.documents:,} documents, {len(lexicon.documents):,} words"
            f" read in {loaded:.2f} s, Vietnamese ones in {accents:.2f} s,"
            f" {more / 1024:.0f} MB at the peak"
        )
        suggesters: dict[str, Suggest] = {"querlang": ours}
        if with_peer:
            started = time.process_time()
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            suggesters["symspellpy"] = SymSpell(dict(lexicon.documents))
            more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            taken = time.process_time() - started
            print(f"symspellpy: read in {taken:.2f} s, {more / 1024:.0f} MB more at the peak")
        rows: list[list[str]] = []
        for lang, queries in asked.items():
            chance = random.Random(seed)  # noqa: S311
            kinds = {
                "one slip": [c for q in queries if (c := slip(q, chance, lexicon.documents))],
                "no umlauts": [c for q in queries if (c := without_umlauts(q, chance))],
                "no accents": [c for q in queries if (c := without_accents(q, None))],
                "no accents, 4 words": [c for q in queries if (c := without_accents(q, 4))],
                "nothing wrong": [Case(q.text, q.text) for q in queries],
            }
            for kind, cases in kinds.items():
                for system, suggest in suggesters.items():
                    if cases:
                        rows.append([lang, kind, system, str(len(cases)), *judge(cases, suggest)])
                        rows[-1].append(syllables(cases, suggest) if "accents" in kind else "")
                        rows[-1].append(timed(cases, suggest))
        header = (
            "lang",
            "typed",
            "system",
            "queries",
            "right",
            "other",
            "none",
            "words",
            "ms: p99",
        )
        table(header, rows, left=3)


def timed(cases: Sequence[Case], suggest: Suggest) -> str:
    """Return the median and the 99th percentile of the processor time in milliseconds."""
    taken: list[float] = []
    for typed, _ in cases:
        started = time.process_time()
        suggest(typed)
        taken.append((time.process_time() - started) * 1000)
    return f"{median(taken):.3f}: {percentile(taken, 99):.1f}"


if __name__ == "__main__":
    main()
