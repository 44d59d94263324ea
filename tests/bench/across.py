"""Questions of one language answered in all: XQuAD and MLQA with the paragraphs of every language.

nDCG@10 where the paragraph counts in any language (``qrels_cross.tsv``), and MRR@10 of the one in
the question's own, for ``across`` off, on and first, with the lexicon that ships and with that of
the documents' own words; beside them the model's own dense vectors (question to paragraph, by
cosine), which is no inverted index. ``--news`` also gives the median of a page on and off.

    python tests/bench/across.py --data DIR --work DIR [--news]
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import ir_measures
import numpy as np
from ir_measures import RR, nDCG

from indexer import build_index, open_index
from indexer.config import load_settings
from indexer.lexicon.vectors import VECTORS, Embedder
from indexer.model import LexiconChoice
from indexer.query import Across

LANGS = ("vi", "de", "ru", "en")
LEXICONS: tuple[LexiconChoice, ...] = ("shipped", "corpus")
WAYS: tuple[Across, ...] = ("on", "first")
LENGTHS = (1, 2, 3, 0)
Ranking = Mapping[str, Sequence[str]]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the evaluation data")
    parser.add_argument("--work", type=Path, required=True, help="indexes are built here")
    parser.add_argument("--news", action="store_true", help="time pages of news52k, too")
    parser.add_argument("--queries", type=int, default=60, help="so many of each length are timed")
    given = parser.parse_args()
    for name in ("xquad", "mlqa"):
        quality(given.data / name, given.work)
    if given.news:
        speed(given.data / "news52k", given.work, given.queries)


def quality(data: Path, work: Path) -> None:
    """Print nDCG@10 over all languages and MRR@10 in the own one, a row each way."""
    queries = [json.loads(line) for line in (data / "queries.jsonl").open(encoding="utf-8")]
    texts = {query["id"]: query["text"] for query in queries}
    langs = {query["id"]: query["lang"] for query in queries}
    read: Any = ir_measures.read_trec_qrels
    judged = {name: list(read(str(data / name))) for name in QRELS}
    known = [lang for lang in LANGS if lang in langs.values()]
    print(f"\n{data.name}: {len(queries)} queries; nDCG@10 in any language / MRR@10 in one's own")
    print(f"{'':22}" + "".join(f"{lang:>16}" for lang in known))

    def row(name: str, ranking: Ranking) -> None:
        cells = []
        for lang in known:
            mine = {each for each, of in langs.items() if of == lang}
            cross = _mean(nDCG @ 10, judged["qrels_cross.tsv"], ranking, mine)
            own = _mean(RR @ 10, judged["qrels.tsv"], ranking, mine)
            cells.append(f"{cross:9.3f} /{own:.4f}")
        print(f"{name:22}" + "".join(cells), flush=True)

    for lexicon in LEXICONS:
        index = work / f"across-{data.name}-{lexicon}"
        if not index.exists():
            build_index(data / "docs.jsonl", index, jobs=None, lexicon=lexicon)
        if lexicon == "shipped":
            row("off", _ranked(index, texts, "off"))
        for way in WAYS:
            row(f"{lexicon}, {way}", _ranked(index, texts, way))
    row("dense vectors", dense(data, texts))


QRELS = ("qrels.tsv", "qrels_cross.tsv")


def _ranked(index: Path, texts: Mapping[str, str], across: Across) -> Ranking:
    with open_index(index) as searcher:
        return {
            query: [doc for doc, _ in searcher.ranking(text, 10, across=across)]
            for query, text in texts.items()
        }


def _mean(measure: Any, judged: Sequence[Any], ranking: Ranking, mine: set[str]) -> float:
    qrels = [qrel for qrel in judged if qrel.query_id in mine]
    run = [
        ir_measures.ScoredDoc(query, doc, float(-place))
        for query in mine
        for place, doc in enumerate(ranking[query])
    ]
    return float(ir_measures.calc_aggregate([measure], qrels, run)[measure])


def dense(data: Path, texts: Mapping[str, str]) -> Ranking:
    """Return what the model itself finds: the paragraphs whose vectors are nearest."""
    model: Any = Embedder(load_settings().cache / VECTORS).model
    documents = [json.loads(line) for line in (data / "docs.jsonl").open(encoding="utf-8")]
    ids = [document["id"] for document in documents]
    held = np.concatenate(list(_batches(model.passage, [each["text"] for each in documents])))
    asked = np.concatenate(list(_batches(model.query, list(texts.values()))))
    best = np.argsort(-(asked @ held.T), axis=1)[:, :10]
    return {query: [ids[n] for n in row] for query, row in zip(texts, best, strict=True)}


def _batches(embed: Callable[[list[str]], Any], texts: list[str]) -> Iterator[Any]:
    for start in range(0, len(texts), 64):
        yield embed(texts[start : start + 64])


def speed(data: Path, work: Path, count: int) -> None:
    """Print the median of a page on and off, by the length of the query, interleaved."""
    index = work / "across-news52k"
    if not index.exists():
        build_index(data / "docs.jsonl.gz", index, jobs=None)
    lines = (data / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    step = max(1, len(texts) // count)
    print("\nnews52k: median of a page, on / off, by words of the query (whole: 0)")
    with open_index(index) as searcher:
        for length in LENGTHS:
            times: dict[str, list[float]] = {"on": [], "off": []}
            for text in texts[::step][:count]:
                words = " ".join(text.split()[:length] if length else text.split())
                for way in times:
                    started = time.perf_counter()
                    searcher.search(words, across=cast("Across", way))
                    times[way].append(time.perf_counter() - started)
            ratio = statistics.median(times["on"]) / statistics.median(times["off"])
            print(f"{length}: {ratio:.2f}", flush=True)


if __name__ == "__main__":
    main()
