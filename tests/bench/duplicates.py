"""Near-duplicates of a corpus: how many there are, what telling and folding them costs.

    python tests/bench/duplicates.py [--data DIR] [--limit N] [--work DIR] [--index DIR]

*Groups*: from the signatures of the index, beside the documents whose text is exactly that of
another (white space and case apart), and beside datasketch (MinHash of as many permutations over
the same shingles, and its LSH), if it is installed. *Pairs* are told by each of the three ways and
judged by the exact Jaccard similarity of their shingles; what all ways miss is missed here too.
*Cost*: signatures by turns with the analysis that they go with and with datasketch, in CPU time;
groups of all signatures; sizes of files. *Search*: pages folded and shown by turns, warm, and
the first page far behind.

What counts as near-duplicate was chosen by reading pairs of news52k, some of each band of exact
similarity. *Yes* is for two that tell a reader the same, be it in another law or newspaper:

    similarity   Vietnamese news      German laws and minutes
    0.9 to 1         11 of 12               13 of 14
    0.8 to 0.9  }     5 of 5                12 of 14
    0.7 to 0.8  }  (from 0.75)              12 of 14
    0.6 to 0.7        3 of 6 (from 0.65)    11 of 14
    0.5 to 0.6        6 of 9 (from 0.55)     2 of 14

The others are lists of the same names after another vote, results of another day, the same article
of a law with another number in it.
"""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any

import click
from corpus import Corpus, documents_in, load, pick, with_corpus, work_folder
from figures import table
from machine import print_machine
from ours import index_of

from indexer import load_settings, open_index
from indexer.duplicates.groups import DUPLICATES_FILES, Duplicates, load_signatures
from indexer.duplicates.signatures import SIZE, grouped, signature
from indexer.model import Document
from indexer.records.prepare import prepare

ALIKE = 0.8
SAMPLE = 300
ASKED = 200
BANDS = (0.9, 0.8, 0.75, 0.7, 0.6, 0.5, 0.0)
_WORD = re.compile(r"[^\W_]+")

Pair = tuple[str, str]


@click.command()
@with_corpus
@click.option("--index", type=click.Path(path_type=Path), help="An index of the whole corpus.")
def main(data: Path | None, limit: int | None, work: Path | None, index: Path | None) -> None:
    """Measure the near-duplicates of a corpus."""
    print_machine("querlang", "rensa", "rapidfuzz")
    corpus = load(data, limit, work_folder(work))
    print(corpus)
    index = index or index_of(corpus)
    folder = index / (index / "CURRENT").read_text("utf-8").strip()
    documents = {document.id: document for document in documents_in(corpus.file)}
    pairs = report_groups(documents, folder)
    report_pairs(documents, pairs)
    report_cost(list(documents.values()), folder)
    report_search(corpus, index)


def report_groups(documents: dict[str, Document], folder: Path) -> dict[str, set[Pair]]:
    """Print what each way finds; return the pairs."""
    started = time.process_time()
    groups = grouped(load_signatures(folder))
    took = time.process_time() - started
    exact: defaultdict[tuple[str | None, str], list[str]] = defaultdict(list)
    for document in documents.values():
        exact[document.lang, " ".join(words(document, title=False))].append(document.id)
    ways = {"ours": groups, "same text": [ids for ids in exact.values() if len(ids) > 1]}
    rows = []
    for name, found in ways.items():
        langs = Counter(documents[doc_id].lang for group in found for doc_id in group)
        by_lang = ", ".join(f"{lang} {count}" for lang, count in langs.most_common())
        largest = max(map(len, found), default=0)
        rows.append((name, len(found), sum(map(len, found)), largest, by_lang))
    table(("groups", "groups", "documents", "largest", "by language"), rows)
    print(f"groups of {len(documents):,} signatures: {took:.2f} s of CPU\n")
    return {name: pairs_of(found) for name, found in ways.items()} | with_datasketch(documents)


def with_datasketch(documents: dict[str, Document]) -> dict[str, set[Pair]]:
    """Return the pairs that datasketch tells, if it is there."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        return {}
    index: Any = MinHashLSH(threshold=ALIKE, num_perm=SIZE)
    sketches: dict[str, Any] = {}
    for document in documents.values():
        sketch = MinHash(num_perm=SIZE)
        sketch.update_batch([each.encode() for each in shingles(document)])
        sketches[document.id] = sketch
        index.insert(document.id, sketch)
    return {
        "datasketch": {
            (one, other)
            for one, sketch in sketches.items()
            for other in index.query(sketch)
            if one < other
            and documents[one].lang == documents[other].lang
            and sketch.jaccard(sketches[other]) >= ALIKE
        }
    }


def report_pairs(documents: dict[str, Document], pairs: dict[str, set[Pair]]) -> None:
    """Print how the pairs of each way spread over exact similarities."""
    known = {doc_id for found in pairs.values() for pair in found for doc_id in pair}
    held = {doc_id: shingles(documents[doc_id]) for doc_id in known}
    exact = {pair: jaccard(held, pair) for pair in set().union(*pairs.values())}
    rows = []
    for low, high in zip(BANDS, (1.01, *BANDS), strict=False):
        within = {pair for pair, value in exact.items() if low <= value < high}
        counts = [len(within & found) for found in pairs.values()]
        rows.append((f"{low:.2f} to {min(high, 1):.2f}", len(within), *counts))
    table(("pairs by exact similarity", "any", *pairs), rows)
    print()


def report_cost(documents: list[Document], folder: Path) -> None:
    """Print the CPU time of a signature beside that of the whole preparation, and the sizes."""
    step = max(1, len(documents) // SAMPLE)
    sample = documents[::step]
    chars = sum(len(document.text) for document in sample)
    for document in sample:
        prepare(document)  # the models are loaded, the words known
    ways: dict[str, Callable[[], object]] = {
        "preparation, signature and all": lambda: [prepare(each) for each in sample],
        "signature": lambda: [signature(held, lang) for held, lang in worded],
    }
    worded = [(words(document), document.lang or "") for document in sample]
    try:
        from datasketch import MinHash
    except ImportError:
        pass
    else:
        cut = [[each.encode() for each in shingles(document)] for document in sample]
        ways["datasketch, shingles ready"] = lambda: MinHash.bulk(cut, num_perm=SIZE)
    times: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(5):
        for name, run in ways.items():
            started = time.process_time()
            run()
            times[name].append((time.process_time() - started) / chars * 2_500)
    base = median(times["signature"])
    rows = [
        (name, f"{median(found) * 1e3:.3f} ms", f"{median(found) / base:.1f}")
        for name, found in times.items()
    ]
    table(("CPU for 2,500 characters", "", "ratio"), rows)
    whole = sum(path.stat().st_size for path in folder.iterdir())
    for name in DUPLICATES_FILES:
        size = (folder / name).stat().st_size
        print(f"{name}: {size:,} bytes, {size / whole:.2%} of the index")
    started = time.process_time()
    Duplicates.load(folder)
    print(f"groups read in {(time.process_time() - started) * 1e3:.2f} ms\n")


def report_search(corpus: Corpus, index: Path) -> None:
    """Print what folding costs a page, where there is something to fold and where not."""
    asked, warm = pick(corpus.queries, ASKED, 50)
    times: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    with open_index(index, settings=load_settings(cached_pages=0)) as searcher:
        for number, query in enumerate([*warm, *asked]):
            text = " ".join(query.split()[:2])
            took: dict[str, float] = {}
            for way in ("fold", "show") if number % 2 else ("show", "fold"):
                started = time.process_time()
                page = searcher.search(text, duplicates=way)
                took[way] = time.process_time() - started
                if way == "fold":
                    kind = "with" if any(hit.duplicates for hit in page.hits) else "without"
            if number >= len(warm):
                for way, seconds in took.items():
                    times[kind, way].append(seconds)
        far = {}
        for way in ("show", "fold"):
            started = time.process_time()
            searcher.search("", page=100, duplicates=way)
            far[way] = time.process_time() - started
    rows = []
    for kind in ("without", "with"):
        fold, show = (times[kind, way] for way in ("fold", "show"))
        if fold:
            rows.append(
                row(f"pages {kind} near-duplicates: {len(fold)}", median(fold), median(show))
            )
    rows.append(row("page 100 of all documents, first", far["fold"], far["show"]))
    table(("search, CPU", "folded", "shown", "ratio"), rows)


def row(name: str, fold: float, show: float) -> tuple[str, ...]:
    return name, f"{fold * 1e3:.2f} ms", f"{show * 1e3:.2f} ms", f"{fold / show:.2f}"


def words(document: Document, *, title: bool = True) -> list[str]:
    return _WORD.findall(f"{document.title if title else ''} {document.text}".lower())


def shingles(document: Document) -> set[str]:
    held = words(document)
    return set(map(" ".join, zip(held, held[1:], held[2:], strict=False))) or {" ".join(held)}


def jaccard(held: dict[str, set[str]], pair: Pair) -> float:
    one, other = (held[doc_id] for doc_id in pair)
    return len(one & other) / len(one | other)


def pairs_of(groups: Iterable[Iterable[str]]) -> set[Pair]:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


if __name__ == "__main__":
    main()
