"""The offline command line: ``python -m indexer …``, also installed as ``querlang``.

Results go to stdout, progress and skipped sources to stderr; ``--json`` prints one object. Exit
codes: 0 done, 2 wrong usage, 3 nothing was published, and why. What only some commands need is
loaded by them: a search should not wait for what builds.
"""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar, get_args

import click

from indexer.analysis.registry import LANGUAGES
from indexer.answer import page_json, similar_json, stats_json
from indexer.cli.terminal import (
    documents,
    explain_score,
    explain_search,
    explain_text,
    print_hit,
    print_json,
    print_page,
    print_report,
)
from indexer.config import load_settings
from indexer.engines.registry import engine_names
from indexer.errors import Interrupted, QuerlangError, UsageError
from indexer.model import TYPES, LexiconChoice
from indexer.query import Across
from indexer.search.searcher import open_index
from indexer.search.ways import ACROSS, DUPLICATES


class _Commands(click.Group):
    """A group whose commands end with the message and exit code of our own errors."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            self._end(ctx, Interrupted("Stopped.", hint="What was published is as it was."))
        except QuerlangError as error:
            self._end(ctx, error)

    def _end(self, ctx: click.Context, error: QuerlangError) -> NoReturn:
        click.echo(f"{error.code}: {error}", err=True)
        ctx.exit(error.exit_code)


_path = click.Path(path_type=Path)
_index = click.option(
    "--index", type=_path, help="Folder of the index, or opensearch://HOST:PORT/NAME."
)
_lang = click.Choice(list(LANGUAGES), case_sensitive=False)
_jobs = click.option(
    "--jobs", type=click.IntRange(min=1), help="Processes that analyse; default: one a core."
)


_Command = TypeVar("_Command", bound=Callable[..., Any])


def _switch(name: str, what: str) -> Callable[[_Command], _Command]:
    """Return the option that switches a way of matching on or off."""
    return click.option(
        f"--{name}",
        type=click.Choice(["on", "off"]),
        default="on",
        show_default=True,
        callback=lambda _context, _option, value: value == "on",
        help=f"Find {what} in every spelling.",
    )


_names = _switch("names", "names")
_places = _switch("places", "places")
_across = click.option(
    "--across",
    type=click.Choice(ACROSS),
    default="on",
    show_default=True,
    help="Find words of other languages that mean those of the query: not at all, after them"
    " (on), or as if they were the same (first).",
)
_glossary = click.option(
    "--glossary", help="File of terms and what they mean in other languages: tabs between columns."
)
_lexicon = click.option(
    "--lexicon",
    type=click.Choice(get_args(LexiconChoice)),
    default="shipped",
    show_default=True,
    help="Which words of other languages are known to mean the same: those that ship, or the"
    " documents' own, too (takes long, and the extra querlang[lexicon]).",
)
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
@_jobs
@click.option(
    "--shard",
    metavar="K/N",
    help="Make only the K-th of N shares, on a cluster; `publish` when all are made.",
)
@_lexicon
@_json
def build(
    source: tuple[Path, ...],
    index: Path | None,
    engine: str | None,
    jobs: int | None,
    shard: str | None,
    lexicon: LexiconChoice,
    as_json: bool,
) -> None:
    """Build an index of files and folders and publish it."""
    from indexer.building.build import build_index
    from indexer.building.sharing import build_share
    from indexer.cli.meter import Meter

    settings = load_settings(index=index)
    place = settings.index
    with Meter() as meter:
        if shard is None:
            report = build_index(
                source,
                place,
                engine=engine,
                settings=settings,
                jobs=jobs,
                lexicon=lexicon,
                progress=meter,
            )
        elif lexicon != "shipped":
            raise UsageError(
                "A share has no lexicon: it is made of the words of all documents.",
                hint="Make the shares without it, and give --lexicon corpus to `publish`.",
            )
        else:
            report = build_share(source, place, shard, settings=settings, jobs=jobs, progress=meter)
    print_report(report, settings, as_json)


@main.command()
@click.argument("source", type=_path, nargs=-1)
@click.option(
    "--drop",
    type=_path,
    multiple=True,
    help="Take a source that the index was built from, and its documents, out of it.",
)
@_index
@_jobs
@_json
def update(
    source: tuple[Path, ...],
    drop: tuple[Path, ...],
    index: Path | None,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Take up what is new, changed or gone in the sources of an index, or in those given."""
    from indexer.building.build import update_index
    from indexer.cli.meter import Meter

    settings = load_settings(index=index)
    with Meter() as meter:
        report = update_index(
            settings.index, source, drop=drop, settings=settings, jobs=jobs, progress=meter
        )
    print_report(report, settings, as_json)


@main.command()
@_index
@click.option("--discard", is_flag=True, help="Give up the shares that are made instead.")
@_lexicon
@_json
def publish(index: Path | None, discard: bool, lexicon: LexiconChoice, as_json: bool) -> None:
    """Publish the index whose shares `build --shard` has made."""
    from indexer.building.sharing import discard_shares, publish_shares
    from indexer.cli.meter import Meter

    settings = load_settings(index=index)
    if discard:
        discard_shares(settings.index, settings=settings)
        return
    with Meter() as meter:
        report = publish_shares(settings.index, settings=settings, lexicon=lexicon, progress=meter)
    print_report(report, settings, as_json)


@main.command()
@click.argument("query")
@_index
@click.option("--size", type=int, help="Results a page.")
@click.option("--page", type=int, default=1, show_default=True)
@click.option("--lang", type=_lang, multiple=True, help="Only documents in this language.")
@click.option("--from", "date_from", help="Only documents of this date or later.")
@click.option("--to", "date_to", help="Only documents of this date or earlier.")
@click.option("--source", multiple=True, help="Only documents of this collection.")
@click.option(
    "--type",
    "doc_type",
    type=click.Choice(TYPES),
    multiple=True,
    help="Only documents of this type of file.",
)
@click.option("--place", multiple=True, help="Only documents that name this place.")
@click.option("--sort", default="relevance", show_default=True, help="relevance or date")
@click.option(
    "--duplicates",
    type=click.Choice(DUPLICATES),
    default="fold",
    show_default=True,
    help="Let one of several near-duplicates stand for all, or show each.",
)
@_names
@_places
@_across
@_glossary
@_json
def search(
    query: str, index: Path | None, glossary: str | None, as_json: bool, **options: Any
) -> None:
    """Search an index."""
    settings = load_settings(index=index, glossary=glossary)
    with open_index(settings.index, settings=settings) as searcher:
        page = searcher.search(query, count_facets=as_json, **options)
    if as_json:
        print_json(page_json(page))
    else:
        print_page(page)


@main.command()
@click.argument("doc")
@_index
@click.option("--size", type=int, default=5, show_default=True)
@click.option("--lang", type=_lang, multiple=True, help="Only documents in this language.")
@_json
def similar(doc: str, index: Path | None, size: int, lang: tuple[str, ...], as_json: bool) -> None:
    """Show the documents most similar to one, given by its id."""
    settings = load_settings(index=index)
    with open_index(settings.index, settings=settings) as searcher:
        found = searcher.similar(doc, size=size, lang=lang)
    if as_json:
        print_json(similar_json(found))
        return
    click.secho(f"{documents(len(found.hits))} like {found.title or found.id}", bold=True)
    for place, hit in enumerate(found.hits, 1):
        print_hit(place, hit)


@main.command()
@click.argument("queries", type=_path)
@_index
@click.option("--size", type=click.IntRange(min=1), default=100, show_default=True)
@click.option("--output", type=_path, required=True, help="TREC run file to write.")
@_names
@_places
@_across
@_glossary
def run(
    queries: Path,
    index: Path | None,
    size: int,
    output: Path,
    glossary: str | None,
    **options: Any,
) -> None:
    """Answer a file of queries and write a TREC run file."""
    from indexer.evaluate.runs import write_run

    settings = load_settings(index=index, glossary=glossary)
    with open_index(settings.index, settings=settings) as searcher:
        count = write_run(searcher, queries, output, size=size, **options)
    click.echo(f"{count} queries answered: {output}", err=True)


@main.command()
@click.argument("run_file", type=_path, metavar="RUN")
@click.argument("qrels", type=_path)
@click.option("--by-lang", type=_path, metavar="QUERIES", help="Also by their language.")
@click.option("--per-query", is_flag=True, help="Also query by query; of two runs, what differs.")
@click.option(
    "--compare", type=_path, multiple=True, metavar="RUN2", help="What changes from RUN to RUN2."
)
@click.option(
    "--significance",
    is_flag=True,
    help="With --compare: p, by a paired randomisation test over the queries.",
)
@_json
def evaluate(run_file: Path, qrels: Path, as_json: bool, **options: Any) -> None:
    """Measure a run file: nDCG@10, MRR@10, R@10, R@100.

    These are means over all the queries that QRELS judges: what RUN does not answer scores 0. Of
    another run, RUN2, the difference to RUN is shown, with the queries at which it is better
    (wins), worse or the same; p is the chance of a difference as large if the runs were alike.
    """
    from indexer.evaluate.comparison import report, tables

    found = report(run_file, qrels, **options)
    if as_json:
        print_json(found)
    else:
        for row in tables(found):
            click.echo("\t".join(row))


@main.command()
@click.argument("text")
@click.option("--lang", type=_lang, help="Language of the text.")
@click.option("--index", type=_path, help="Explain TEXT as a query of the index in this folder.")
@click.option("--doc", help="Explain the score of this document for TEXT.")
@_across
@_glossary
@_json
def explain(
    text: str,
    lang: str | None,
    index: Path | None,
    doc: str | None,
    across: Across,
    glossary: str | None,
    as_json: bool,
) -> None:
    """Show the tokens of a text, or with an index how a query is understood and answered."""
    if index is None and doc is None:
        explain_text(text, lang, as_json)
        return
    if lang is not None:
        raise UsageError(
            "A query has no --lang: its words are looked for in every language.",
            hint="Leave --lang out, or leave --index and --doc out to see the tokens of a text.",
        )
    settings = load_settings(index=index, glossary=glossary)
    if doc is None:
        explain_search(text, settings, across, as_json)
    else:
        explain_score(text, settings, doc, across, as_json)


@main.command()
@_index
@_json
def stats(index: Path | None, as_json: bool) -> None:
    """Show what an index holds."""
    settings = load_settings(index=index)
    with open_index(settings.index, settings=settings) as searcher:
        found = stats_json(searcher.stats())
    if as_json:
        print_json(found)
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
