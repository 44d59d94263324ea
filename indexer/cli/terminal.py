"""What the commands print: pages and hits, reports, and why something was found."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import click

from indexer.config import Settings, cluster_address
from indexer.errors import UsageError
from indexer.model import BuildReport, Hit, Mark, Page
from indexer.query import Across
from indexer.query.explain import explain_query
from indexer.search.searcher import open_index

_SHOWN_SKIPS = 20


def explain_search(text: str, settings: Settings, across: Across, as_json: bool) -> None:
    """Print how a query is understood and how many documents it finds."""
    with open_index(settings.index, settings=settings) as searcher:
        analyzed = searcher.analyze(text, across=across)
        total = searcher.search(text, size=1, across=across).total
    tree = explain_query(analyzed)
    if as_json:
        print_json({"query": text, "tree": tree, "total": total})
    else:
        click.echo(f"{tree}\n{documents(total)}")


def explain_score(text: str, settings: Settings, doc: str, across: Across, as_json: bool) -> None:
    """Print what each part of a query gives a document."""
    with open_index(settings.index, settings=settings) as searcher:
        analyzed = searcher.analyze(text, across=across)
        if not analyzed.units and not analyzed.interpreted:
            raise UsageError(
                f"There is no word to explain in {text!r}.", hint="Give the words of a search."
            )
        view = searcher.document(doc, text, across=across)
        score = searcher.score(text, doc, across=across)
        matched = searcher.contributions(text, doc, across=across)
        meanings = searcher.meanings(text, doc, across=across)
    if as_json:
        meant = [each._asdict() for each in meanings]
        found = {"query": text, "doc": doc, "score": score, "matched": matched, "meanings": meant}
        print_json(found)
        return
    click.echo(explain_query(analyzed))
    click.echo(f"score of {doc}: {'no match' if score is None else f'{score:.4f}'}")
    for leaf, value in sorted(matched.items(), key=lambda item: -item[1]):
        click.echo(f"  {value:8.4f}  {leaf}")
    shown = {view.document.text[m.start : m.end] for m in view.marks}
    shown |= {view.document.title[m.start : m.end] for m in view.title_marks}
    click.echo(f"marked: {', '.join(sorted(shown)) or 'nothing'}")
    for each in meanings:
        source = "glossary" if each.from_glossary else f"similarity {each.similarity:.2f}"
        click.echo(f"  {', '.join(each.words)} ≈ {each.query}  ({each.term}, {source})")


def print_report(report: BuildReport, settings: Settings, as_json: bool) -> None:
    """Print what came of a build or an update, the first skipped sources on stderr."""
    for item in report.skipped[:_SHOWN_SKIPS]:
        click.echo(f"skipped {item.where}: {item.reason}", err=True)
    if len(report.skipped) > _SHOWN_SKIPS:
        rest = len(report.skipped) - _SHOWN_SKIPS
        click.echo(f"… and {rest} more; `stats --json` lists them all", err=True)
    files = {"new": report.new, "changed": report.changed, "removed": report.removed}
    if as_json:
        print_json(
            {
                "generation": report.generation,
                "files": files,
                "documents": report.documents,
                "tokens": report.tokens,
                "seconds": round(report.seconds, 3),
                "retries": report.retries,
                "skipped": [
                    {"where": s.where, "code": s.code, "reason": s.reason} for s in report.skipped
                ],
            }
        )
        return
    held = f"{report.documents} documents, {report.tokens} tokens, {len(report.skipped)} skipped"
    if any(files.values()):
        counted = ", ".join(f"{count} {kind}" for kind, count in files.items() if count)
        did = "published" if report.published else "written, not published yet"
        done = f"{report.generation} {did}, files: {counted}"
    else:
        done = f"nothing has changed, {report.generation} stays"
    place = cluster_address(settings.index) or settings.index
    again = f", requests to the cluster sent again: {report.retries}" if report.retries else ""
    click.echo(f"{place}: {done}; {held}, {report.seconds:.1f} s{again}")


def explain_text(text: str, lang: str | None, as_json: bool) -> None:
    """Print the runs, tokens and terms of a text, and the rule that gave each."""
    from indexer.analysis import analyze, runs_of
    from indexer.analysis.explain import rule_of

    tokens = analyze(text, lang)
    runs = runs_of(text, lang)
    if as_json:
        rows = [
            {
                "surface": text[token.start : token.end],
                "start": token.start,
                "end": token.end,
                "position": token.position,
                "lang": token.lang,
                "terms": {str(channel): list(terms) for channel, terms in token.terms.items()},
                "rules": {
                    term: rule_of(channel, term, token.lang, text[token.start : token.end])
                    for channel, terms in token.terms.items()
                    for term in terms
                },
            }
            for token in tokens
        ]
        print_json({"text": text, "runs": [run._asdict() for run in runs], "tokens": rows})
        return
    for run in runs:
        click.echo(f"run {run.start}-{run.end}\t{run.lang}")
    for token in tokens:
        terms = "  ".join(f"{name}={','.join(found)}" for name, found in token.terms.items())
        click.echo(
            f"{token.start}-{token.end}\t{text[token.start : token.end]}\t{token.lang}\t{terms}"
        )
        for channel, found in token.terms.items():
            rules: dict[str, list[str]] = {}
            for term in found:
                rule = rule_of(channel, term, token.lang, text[token.start : token.end])
                rules.setdefault(rule, []).append(term)
            for rule, given in rules.items():
                click.echo(f"\t{channel}\t{' '.join(given)}\t{rule}")


def print_page(page: Page) -> None:
    """Print a page of results."""
    click.secho(documents(page.total), bold=True)
    for note in page.query.notes:
        click.echo(f"note: {note}")
    for suggestion in page.suggestions:
        click.echo(f"did you mean: {suggestion}")
    for place, hit in enumerate(page.hits, (page.page - 1) * page.size + 1):
        print_hit(place, hit)


def documents(count: int) -> str:
    """Say how many documents there are."""
    return f"{count} document{'' if count == 1 else 's'}"


def print_hit(place: int, hit: Hit) -> None:
    """Print one result: title, details, snippets, near-duplicates."""
    title = _marked(hit.title, hit.title_marks) or hit.id
    click.echo(f"\n{place}. {title}")
    details = [hit.id, hit.lang, hit.date or "", hit.source, f"{hit.score:.2f}"]
    click.secho("   " + " · ".join(filter(None, details)), dim=True)
    for snippet in hit.snippets:
        before, after = "… " * snippet.before, " …" * snippet.after
        click.echo(f"   {before}{_marked(snippet.text, snippet.marks)}{after}")
    if hit.duplicates:
        click.secho(f"   {len(hit.duplicates)} more like this: {', '.join(hit.duplicates)}")


def _marked(text: str, marks: Sequence[Mark]) -> str:
    """Return text with its marks in colour; off a terminal there is none."""
    pieces, done = [], 0
    for mark in marks:
        pieces.append(text[done : mark.start])
        pieces.append(click.style(text[mark.start : mark.end], fg="yellow", bold=True))
        done = mark.end
    return "".join([*pieces, text[done:]])


def print_json(value: object) -> None:
    """Print one JSON object."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
