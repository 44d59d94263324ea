"""The text of a document as it was -> safe HTML, a paragraph at a time.

A paragraph is what stands between blank lines; its line breaks stay. It has the language of most of
it, and what is in another language is set apart, so that a browser hyphenates and a screen reader
speaks each as it is. Matches can be linked to (``#m1``, ``#m2`` …), and each is followed by the
links to the one before and the one after, which show while it is the target of the address.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from flask_babel import gettext
from markupsafe import Markup, escape

from indexer.model import DocumentView, Run, Span
from searchapp.interface import language, number
from searchapp.render.attributes import lang_attribute
from searchapp.render.marks import Shown, Why, opening_tag
from searchapp.render.matches import Match

_BETWEEN_PARAGRAPHS = re.compile(r"(?:[^\S\n]*\n){2,}")
_UNSEEN = dict.fromkeys((*range(9), 11, *range(14, 32), *range(127, 160)), "\ufffd")
"""Control characters, which a page cannot hold."""

Steps = Callable[[int], str]
"""The HTML of the links that follow a match, by its number."""


class Stretch(NamedTuple):
    """A stretch of a paragraph in one language, searched or not."""

    start: int
    end: int
    lang: str | None
    searched: bool


def paragraphs(text: str) -> list[Span]:
    """Return the stretches of ``text`` between blank lines."""
    spans: list[Span] = []
    start = 0
    for gap in _BETWEEN_PARAGRAPHS.finditer(text):
        if text[start : gap.start()].strip():
            spans.append(Span(start, gap.start()))
        start = gap.end()
    if text[start:].strip():
        spans.append(Span(start, len(text)))
    return spans


def runs_of(view: DocumentView) -> Sequence[Run]:
    """Return the languages of a document's text: just its own if that is not one we know."""
    lang = view.document.lang
    if view.runs and (not lang or any(run.lang == lang for run in view.runs)):
        return view.runs
    return (Run(0, len(view.document.text), lang or ""),)


def shares(view: DocumentView) -> list[tuple[str, int]]:
    """Return the languages of a text and what per cent of it each has, the largest first."""
    counted = Counter[str]()
    for run in runs_of(view):
        counted[run.lang] += run.end - run.start
    whole = counted.total()
    return [(lang, round(100 * count / whole)) for lang, count in counted.most_common() if count]


def paragraphs_html(
    view: DocumentView, matches: Sequence[Match], steps: Steps | None = None
) -> Iterator[Markup]:
    """Yield the paragraphs of a document as safe HTML, with matches and unsearched stretches."""
    writer = _Writer(view.document.text, matches, steps)
    stretches = _Cursor(
        _stretches(runs_of(view), view.document.unsearched, len(view.document.text))
    )
    for start, end in paragraphs(view.document.text):
        within = stretches.within(start, end)
        lengths = Counter[str | None]()
        for stretch in within:
            lengths[stretch.lang] += stretch.end - stretch.start
        (main, _), *_ = lengths.most_common(1)
        pieces = "".join([writer.stretch(stretch, main) for stretch in within])
        lang = f' lang="{main}"' if main and main != view.document.lang else ""
        yield Markup(f'<p dir="auto"{lang}>{pieces}</p>')  # noqa: S704 - the writer escapes


def steps_between(count: int) -> Steps:
    """Return what writes the links from one of ``count`` matches to the one before and after.

    They go round: the first follows the last. Their words are in labels, not in the text.
    """
    here = str(escape(gettext("%(number)s of %(all)s")))
    earlier, later = escape(gettext("Previous match")), escape(gettext("Next match"))
    every = number(count)

    def steps(at: int) -> str:
        said = here % {"number": number(at) if at > 999 else at, "all": every}
        return (
            f'<span class="step" lang="{language()}" dir="ltr" data-at="{said}">'
            f'<a class="previous" href="#m{at - 1 or count}" aria-label="{earlier}"></a>'
            f'<a class="next" href="#m{at % count + 1}" aria-label="{later}"></a></span>'
        )

    return steps


def _stretches(runs: Sequence[Run], unsearched: Sequence[Span], length: int) -> Iterator[Stretch]:
    """Yield the stretches in one language, searched or not, in order."""
    edges = sorted({0, length, *chain(*unsearched), *(run.start for run in runs)})
    run_at = hidden_at = 0
    for start, end in pairwise(edges):
        while run_at + 1 < len(runs) and runs[run_at].end <= start:
            run_at += 1
        while hidden_at < len(unsearched) and unsearched[hidden_at].end <= start:
            hidden_at += 1
        hidden = hidden_at < len(unsearched) and unsearched[hidden_at].start <= start
        yield Stretch(start, end, lang_attribute(runs[run_at].lang), not hidden)


class _Cursor:
    """Goes through stretches once, from paragraph to paragraph."""

    def __init__(self, stretches: Iterator[Stretch]) -> None:
        self._rest = stretches
        self._here = next(stretches, None)

    def within(self, start: int, end: int) -> list[Stretch]:
        """Return the stretches between two offsets, cut off there."""
        found: list[Stretch] = []
        while self._here is not None and self._here.start < end:
            if self._here.end > start:
                first, last = max(self._here.start, start), min(self._here.end, end)
                found.append(self._here._replace(start=first, end=last))
            if self._here.end > end:
                break
            self._here = next(self._rest, None)
        return found


class _Writer:
    """Writes a text with its matches from its beginning to its end."""

    def __init__(self, text: str, matches: Sequence[Match], steps: Steps | None) -> None:
        self._text = text.translate(_UNSEEN)
        self._matches = matches
        self._steps = steps
        self._at = 0
        self._named = 0
        self._tags: dict[tuple[Why, str], str] = {}

    def stretch(self, stretch: Stretch, main: str | None) -> str:
        """Return a stretch as HTML; ``main`` is the language of its paragraph."""
        pieces = "".join(self._pieces(stretch.start, stretch.end))
        lang = f' lang="{stretch.lang}"' if stretch.lang and stretch.lang != main else ""
        if stretch.searched:
            return f"<span{lang}>{pieces}</span>" if lang else pieces
        return f'<span class="unsearched"{lang}>{pieces}</span>'

    def _pieces(self, start: int, end: int) -> Iterator[str]:
        matches = self._matches
        here = start
        while self._at < len(matches) and matches[self._at].start < end:
            match = matches[self._at]
            first, last = max(match.start, here), min(match.end, end)
            if first < last:
                yield str(escape(self._text[here:first]))
                yield self._match(match, first, last)
                here = last
            if match.end > end:
                break
            self._at += 1
        yield str(escape(self._text[here:end]))

    def _match(self, match: Match, start: int, end: int) -> str:
        """Return what of a match is between two offsets; its first piece can be linked to."""
        pieces: list[str] = []
        here = start
        for item in match.shown:
            first, last = max(item.start, start), min(item.end, end)
            if first < last:
                pieces += escape(self._text[here:first]), self._tag(item)
                pieces += escape(self._text[first:last]), "</mark>"
                here = last
        pieces.append(escape(self._text[here:end]))
        inside = "".join(pieces)
        if self._named >= match.number:
            return f'<span class="match">{inside}</span>'
        self._named = match.number
        steps = self._steps(match.number) if self._steps else ""
        return f'<span class="match" id="m{match.number}">{inside}</span>{steps}'

    def _tag(self, item: Shown) -> str:
        """Return the start tag of a mark; there are few for the marks of a long text."""
        reason = item.why, item.query
        tag = self._tags.get(reason)
        if tag is None:
            tag = self._tags[reason] = str(opening_tag(item))
        return tag
