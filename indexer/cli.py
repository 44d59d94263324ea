"""The offline command line: ``python -m indexer …``, also installed as ``querlang``.

Results go to stdout, progress and skipped sources to stderr; ``--json`` prints one object. Exit
codes: 0 done, 2 wrong usage, 3 nothing was published, and why.
"""

from __future__ import annotations

import io
import json
import logging
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from indexer.analysis import analyze
from indexer.analysis.registry import LANGUAGES
from indexer.answer import page_json, stats_json
from indexer.build import build_index
from indexer.config import Settings, load_settings
from indexer.engines.registry import engine_names
from indexer.errors import QuerlangError, UsageError
from indexer.evaluate import evaluate as evaluate_run
from indexer.evaluate import write_run
from indexer.model import BuildReport, Mark, Page
from indexer.query import analyze_query
from indexer.query.explain import explain_query
from indexer.search import open_index

_SHOWN_SKIPS = 20
_LINE_FILES = 50
_LINE_SECONDS = 5.0


class _Commands(click.Group):
    """A group whose commands end with the message and exit code of our own errors."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except QuerlangError as error:
            click.echo(f"{error.code}: {error}", err=True)
            ctx.exit(error.exit_code)


_path = click.Path(path_type=Path)
_index = click.option("--index", type=_path, help="Folder of the index.")
_lang = click.Choice(list(LANGUAGES), case_sensitive=False)
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="querlang", prog_name="querlang")
def main() -> None:
    """Querlang: multilingual full-text search for vi, de, ru and en."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # names of files may be bytes that are no text
            stream.reconfigure(errors="backslashreplace")
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)


@main.command()
@click.argument("source", type=_path, nargs=-1, required=True)
@_index
@click.option("--engine", help=f"One of: {', '.join(engine_names())}.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that analyse; now always 1.")
@_json
def build(
    source: tuple[Path, ...],
    index: Path | None,
    engine: str | None,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Build an index of files and folders and publish it."""
    del jobs  # accepted for the interface; one process does the work
    settings = load_settings(index=index, engine=engine)
    with _Meter() as meter:
        report = build_index(source, settings.index, settings=settings, progress=meter)
    _report(report, settings, as_json)


@main.command()
@click.argument("query")
@_index
@click.option("--size", type=int, help="Results a page.")
@click.option("--page", type=int, default=1, show_default=True)
@click.option("--lang", type=_lang, multiple=True, help="Only documents in this language.")
@click.option("--from", "date_from", help="Only documents of this date or later.")
@click.option("--to", "date_to", help="Only documents of this date or earlier.")
@click.option("--source", multiple=True, help="Only documents of this collection.")
@click.option("--sort", default="relevance", show_default=True, help="relevance or date")
@_json
def search(query: str, index: Path | None, as_json: bool, **options: Any) -> None:
    """Search an index."""
    settings = load_settings(index=index)
    with open_index(settings.index, settings=settings) as searcher:
        page = searcher.search(query, **options)
    if as_json:
        _print_json(page_json(page))
    else:
        _print_page(page)


@main.command()
@click.argument("queries", type=_path)
@_index
@click.option("--size", type=click.IntRange(min=1), default=100, show_default=True)
@click.option("--output", type=_path, required=True, help="TREC run file to write.")
def run(queries: Path, index: Path | None, size: int, output: Path) -> None:
    """Answer a file of queries and write a TREC run file."""
    settings = load_settings(index=index)
    with open_index(settings.index, settings=settings) as searcher:
        count = write_run(searcher, queries, output, size=size)
    click.echo(f"{count} queries answered: {output}", err=True)


@main.command()
@click.argument("run_file", type=_path, metavar="RUN")
@click.argument("qrels", type=_path)
@_json
def evaluate(run_file: Path, qrels: Path, as_json: bool) -> None:
    """Measure a run file: nDCG@10, MRR@10, R@10, R@100."""
    means = evaluate_run(run_file, qrels)
    if as_json:
        _print_json(means)
    else:
        for name, value in means.items():
            click.echo(f"{name}\t{value:.4f}")


@main.command()
@click.argument("text")
@click.option("--lang", type=_lang, help="Language of the text.")
@click.option("--index", type=_path, help="Explain TEXT as a query of the index in this folder.")
@click.option("--doc", help="Explain the score of this document for TEXT.")
@_json
def explain(
    text: str, lang: str | None, index: Path | None, doc: str | None, as_json: bool
) -> None:
    """Show the tokens of a text, or with an index how a query is understood and answered."""
    if index is None and doc is None:
        _explain_text(text, lang, as_json)
        return
    if lang is not None:
        raise UsageError(
            "A query has no --lang: its words are looked for in every language.",
            hint="Leave --lang out, or leave --index and --doc out to see the tokens of a text.",
        )
    if doc is None:
        _explain_query(text, index, as_json)
    else:
        _explain_score(text, index, doc, as_json)


def _explain_query(text: str, index: Path | None, as_json: bool) -> None:
    settings = load_settings(index=index)
    analyzed = analyze_query(text)
    with open_index(settings.index, settings=settings) as searcher:
        total = searcher.search(text, size=1).total
    tree = explain_query(analyzed)
    if as_json:
        _print_json({"query": text, "tree": tree, "total": total})
    else:
        click.echo(f"{tree}\n{total} documents")


def _explain_score(text: str, index: Path | None, doc: str, as_json: bool) -> None:
    settings = load_settings(index=index)
    analyzed = analyze_query(text)
    if not analyzed.units and not analyzed.interpreted:
        raise UsageError(
            f"There is no word to explain in {text!r}.", hint="Give the words of a search."
        )
    with open_index(settings.index, settings=settings) as searcher:
        view = searcher.document(doc, text)
        score = searcher.score(text, doc)
        matched = searcher.contributions(text, doc)
    if as_json:
        _print_json({"query": text, "doc": doc, "score": score, "matched": matched})
        return
    click.echo(explain_query(analyzed))
    click.echo(f"score of {doc}: {'no match' if score is None else f'{score:.4f}'}")
    for leaf, value in sorted(matched.items(), key=lambda item: -item[1]):
        click.echo(f"  {value:8.4f}  {leaf}")
    shown = {view.document.text[m.start : m.end] for m in view.marks}
    shown |= {view.document.title[m.start : m.end] for m in view.title_marks}
    click.echo(f"marked: {', '.join(sorted(shown)) or 'nothing'}")


@main.command()
@_index
@_json
def stats(index: Path | None, as_json: bool) -> None:
    """Show what an index holds."""
    settings = load_settings(index=index)
    with open_index(settings.index, settings=settings) as searcher:
        found = stats_json(searcher.stats())
    if as_json:
        _print_json(found)
        return
    skipped = found.pop("skipped")
    for name, value in found.items():
        shown = (
            ", ".join(f"{k} {n}" for k, n in value.items()) if isinstance(value, dict) else value
        )
        click.echo(f"{name}\t{shown}")
    click.echo(f"skipped\t{len(skipped)}")


@main.command()
@_index
def check(index: Path | None) -> None:
    """Read every document of an index and say whether all is well."""
    settings = load_settings(index=index)
    with open_index(settings.index, settings=settings) as searcher:
        searcher.check()
        found = searcher.stats()
    click.echo(f"{found.generation}: {found.documents} documents, all readable")


class _Meter:
    """Progress on stderr: a bar on a terminal, a line now and then elsewhere.

    Called after every file, and within a large one while it is read: a line comes when the last
    one is long enough ago, in files or in seconds, and when all files are done.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._line_at = clock()
        self._line_done = 0
        console = Console(stderr=True)
        self._bar = console.is_terminal
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task("files", total=None)

    def __enter__(self) -> _Meter:
        if self._bar:
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._progress.stop()

    def __call__(self, done: int, total: int, documents: int) -> None:
        if self._bar:
            label = f"{documents} documents"
            self._progress.update(self._task, completed=done, total=total, description=label)
            return
        now = self._clock()
        recent = now - self._line_at < _LINE_SECONDS and done - self._line_done < _LINE_FILES
        if done == total or not recent:
            click.echo(f"{done}/{total} files, {documents} documents", err=True)
            self._line_at, self._line_done = now, done


def _report(report: BuildReport, settings: Settings, as_json: bool) -> None:
    for item in report.skipped[:_SHOWN_SKIPS]:
        click.echo(f"skipped {item.where}: {item.reason}", err=True)
    if len(report.skipped) > _SHOWN_SKIPS:
        rest = len(report.skipped) - _SHOWN_SKIPS
        click.echo(f"… and {rest} more; `stats --json` lists them all", err=True)
    if as_json:
        _print_json(
            {
                "generation": report.generation,
                "documents": report.documents,
                "tokens": report.tokens,
                "seconds": round(report.seconds, 3),
                "skipped": [
                    {"where": s.where, "code": s.code, "reason": s.reason} for s in report.skipped
                ],
            }
        )
    else:
        click.echo(
            f"{settings.index}: {report.generation} published, {report.documents} documents,"
            f" {report.tokens} tokens, {len(report.skipped)} skipped, {report.seconds:.1f} s"
        )


def _explain_text(text: str, lang: str | None, as_json: bool) -> None:
    tokens = analyze(text, lang)
    if as_json:
        rows = [
            {
                "surface": text[token.start : token.end],
                "start": token.start,
                "end": token.end,
                "position": token.position,
                "lang": token.lang,
                "terms": {str(channel): list(terms) for channel, terms in token.terms.items()},
            }
            for token in tokens
        ]
        _print_json({"text": text, "tokens": rows})
        return
    for token in tokens:
        terms = "  ".join(f"{name}={','.join(found)}" for name, found in token.terms.items())
        click.echo(
            f"{token.start}-{token.end}\t{text[token.start : token.end]}\t{token.lang}\t{terms}"
        )


def _print_page(page: Page) -> None:
    console = Console(highlight=False, soft_wrap=True)
    first = (page.page - 1) * page.size + 1
    console.print(f"{page.total} documents", style="bold")
    for note in page.query.notes:
        console.print(f"note: {note}", markup=False)
    for place, hit in enumerate(page.hits, first):
        console.print()
        title = _marked(hit.title, hit.title_marks) or hit.id
        console.print(f"{place}. {title}")
        details = [hit.id, hit.lang, hit.date or "", hit.source, f"{hit.score:.2f}"]
        console.print("   " + " · ".join(filter(None, details)), style="dim", markup=False)
        for snippet in hit.snippets:
            before, after = "… " * snippet.before, " …" * snippet.after
            console.print(f"   {before}{_marked(snippet.text, snippet.marks)}{after}")


def _marked(text: str, marks: Sequence[Mark]) -> str:
    """Return text with its marks bold, as markup of the console."""
    pieces, done = [], 0
    for mark in marks:
        pieces.append(escape(text[done : mark.start]))
        pieces.append(f"[bold yellow]{escape(text[mark.start : mark.end])}[/]")
        done = mark.end
    return "".join([*pieces, escape(text[done:])])


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
