"""What runs of the same queries measure: query by query, in groups, and one beside another.

A query that the qrels judge and a run does not answer scores 0, in every mean and comparison.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import ir_measures
from ir_measures import Qrel, ScoredDoc

from indexer.errors import UsageError
from indexer.evaluate.runs import MEASURES, Query, read_judged, read_queries

_RESAMPLES = 9_999
_SEED = 52
_ALL = "all"
_NO_LANG = "-"

Values = dict[str, dict[str, float]]
"""By query, the value of every measure."""


@dataclass(frozen=True, slots=True)
class Change:
    """One measure of one run and of another, as means over the same queries.

    ``wins`` counts the queries at which the second run is better. ``p`` is how likely so large a
    difference is if it made none which run answered a query; nothing where it was not asked for.
    """

    measure: str
    before: float
    after: float
    wins: int
    losses: int
    ties: int
    p: float | None = None

    @property
    def difference(self) -> float:
        """What the second run has more than the first."""
        return self.after - self.before


def values_of(
    run: Mapping[str, Mapping[str, float]], qrels: Mapping[str, Mapping[str, int]]
) -> Values:
    """Return the value of every measure for every query that the qrels judge, in their order."""
    values: Values = {query: dict.fromkeys(MEASURES, 0.0) for query in qrels}
    names = {measure: name for name, measure in MEASURES.items()}
    judged = [Qrel(q, d, grade) for q, docs in qrels.items() for d, grade in docs.items()]
    scored = [ScoredDoc(q, d, score) for q, docs in run.items() for d, score in docs.items()]
    if judged:
        for metric in ir_measures.iter_calc(list(names), judged, scored):
            values[metric.query_id][names[metric.measure]] = float(metric.value)
    return values


def means(values: Values, queries: Iterable[str]) -> dict[str, float]:
    """Return the mean of every measure over some of the queries; 0 if they are none."""
    rows = [values[query] for query in queries]
    return {name: fmean(row[name] for row in rows) if rows else 0.0 for name in MEASURES}


def by_language(judged: Iterable[str], queries: Iterable[Query]) -> dict[str, list[str]]:
    """Return the judged queries of every language, in the order of the queries.

    Those that are not among the queries, or have no language there, come last, under ``-``.
    """
    langs = {query.id: query.lang or _NO_LANG for query in queries}
    found: dict[str, list[str]] = {lang: [] for lang in langs.values() if lang != _NO_LANG}
    found[_NO_LANG] = []
    for query in judged:
        found[langs.get(query, _NO_LANG)].append(query)
    return {lang: ids for lang, ids in found.items() if ids}


def changes_of(
    before: Values,
    after: Values,
    queries: Sequence[str],
    *,
    only: str | None = None,
    significance: bool = False,
) -> list[Change]:
    """Return what changes from one run to another over some queries, a measure each or ``only``."""
    means_before, means_after = means(before, queries), means(after, queries)
    changes = []
    for name in [only] if only else MEASURES:
        differences = [after[query][name] - before[query][name] for query in queries]
        wins = sum(each > 0 for each in differences)
        losses = sum(each < 0 for each in differences)
        changes.append(
            Change(
                name,
                means_before[name],
                means_after[name],
                wins,
                losses,
                len(differences) - wins - losses,
                paired_p(differences) if significance else None,
            )
        )
    return changes


def paired_p(differences: Iterable[float]) -> float:
    """Return the two-sided p-value of differences query by query: Fisher's randomisation test.

    If it made no difference which run answered a query, every difference could as well have the
    other sign. The p-value is the share of such changes of signs with a mean as far from 0:
    of all of them where they are few, else of 9,999 drawn with a fixed seed. This is the test
    that M. Smucker, J. Allan and B. Carterette recommend, "A comparison of statistical
    significance tests for information retrieval evaluation", CIKM 2007.
    """
    signed = [each for each in differences if each]
    if len(signed) < 2:
        return 1.0
    from scipy.stats import permutation_test  # takes a second to load

    tested = permutation_test(
        (signed,),
        lambda values, axis: values.mean(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=_RESAMPLES,
        batch=500,
        rng=_SEED,
    )
    return float(tested.pvalue)


def report(
    run: Path,
    qrels: Path,
    *,
    by_lang: Path | None = None,
    compare: Sequence[Path] = (),
    per_query: bool = False,
    significance: bool = False,
) -> dict[str, Any]:
    """Return what a run file measures, as one object of JSON.

    It holds the four means, and if asked for

    - ``by_lang``: the same by the language that a file of queries gives, and how many ``queries``;
    - ``per_query``: the same by query;
    - ``compare``: for each of other run files, the file as ``run``, and under ``changes`` what
      changes from the first run to it, by language or ``all``, and by measure.

    Raises :class:`~indexer.errors.UsageError` for files that cannot be read or have nothing to do
    with each other, and for the significance of a difference without another run.
    """
    if significance and not compare:
        raise UsageError(
            "--significance is of a difference, and there is only one run.",
            hint="Give another run with --compare.",
        )
    scores, grades = read_judged(run, qrels)
    values = values_of(scores, grades)
    groups = by_language(grades, read_queries(by_lang)) if by_lang else {}
    if by_lang and groups.keys() == {_NO_LANG}:
        raise UsageError(
            f"{by_lang} says the language of no query that is judged in {qrels}.",
            hint="Give the file of queries that the run answers; they need a lang.",
        )
    found: dict[str, Any] = means(values, grades)
    if groups:
        found["by_lang"] = {
            lang: {"queries": len(ids), **means(values, ids)} for lang, ids in groups.items()
        }
    if per_query:
        found["per_query"] = values
    if compare:
        found["compare"] = []
    for other in compare:
        second = values_of(read_judged(other, qrels)[0], grades)
        changes = {
            label: {
                change.measure: _shown(change)
                for change in changes_of(values, second, ids, significance=significance)
            }
            for label, ids in {**groups, _ALL: list(grades)}.items()
        }
        compared: dict[str, Any] = {"run": str(other), "changes": changes}
        if per_query:
            compared["per_query"] = second
        found["compare"].append(compared)
    return found


def _shown(change: Change) -> dict[str, float]:
    shown = {"difference": change.difference, **asdict(change)}
    del shown["measure"]
    return {name: value for name, value in shown.items() if value is not None}


def tables(found: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a :func:`report` for a person to read; an empty one parts the tables.

    Of two runs query by query only what differs is shown.
    """
    for name in MEASURES:
        yield name, f"{found[name]:.4f}"
    if langs := found.get("by_lang"):
        yield ()
        yield "lang", "queries", *MEASURES
        for lang, row in langs.items():
            yield lang, str(row["queries"]), *_measures(row)
    values = found.get("per_query", {})
    compared = found.get("compare", ())
    if values and not compared:
        yield ()
        yield "query", *MEASURES
        for query, row in values.items():
            yield query, *_measures(row)
    for other in compared:
        yield from _changes(other)
        if values:
            yield ()
            yield "query", "measure", "before", "after", "difference"
        for query, row in other.get("per_query", {}).items():
            for name in MEASURES:
                before, after = values[query][name], row[name]
                if before != after:
                    yield query, name, f"{before:.4f}", f"{after:.4f}", f"{after - before:+.4f}"


def _changes(other: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    counted = ("wins", "losses", "ties")
    tested = ("p",) if "p" in other["changes"][_ALL][next(iter(MEASURES))] else ()
    yield ()
    yield "after", other["run"]
    yield "lang", "measure", "before", "after", "difference", *counted, *tested
    for label, measures in other["changes"].items():
        for name, row in measures.items():
            yield (
                label,
                name,
                f"{row['before']:.4f}",
                f"{row['after']:.4f}",
                f"{row['difference']:+.4f}",
                *(str(row[each]) for each in counted),
                *(f"{row[each]:.4f}" for each in tested),
            )


def _measures(row: Mapping[str, float]) -> list[str]:
    return [f"{row[name]:.4f}" for name in MEASURES]
