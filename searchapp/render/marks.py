"""Marks -> what a person sees of them: how each word matched, told by its look and in words.

Marks of one answer that stand side by side (the words of a name, of a phrase, the syllables of
a Vietnamese word) are shown as one. A mark is ``<mark class="m-KIND" data-why="…">``; its look
is in ``marks.css``, and ``marks.js`` says the reason on hover, focus and tap. Without scripts the
reasons are listed below the hit, see :func:`reasons`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from flask_babel import gettext
from markupsafe import Markup, escape

from indexer.model import Channel, Hit, Mark

_BETWEEN = re.compile(r"[^\S\n]?[.'’‘\u2010\u2011-]?[^\S\n]?")
"""What may stand between two words that are shown as one."""
_WORD = re.compile(r"\w+")
_PATTERN = re.compile(r"[*?~]")
_QUOTED = re.compile(r'(?:\w+:)?(".*")(?:~\d+)?', re.DOTALL)
_LONGEST = 60
"""More characters of a query are not repeated in a reason."""


class Kind(StrEnum):
    """The kinds of match that a person can tell apart, in the order of the legend."""

    TYPED = "typed"
    FORM = "form"
    PART = "part"
    NAME = "name"
    PLACE = "place"
    MEANING = "meaning"


class Why(StrEnum):
    """Why a word matched."""

    TYPED = "typed"
    PATTERN = "pattern"
    SPELLING = "spelling"
    ACCENTS = "accents"
    STEM = "stem"
    COMPOUND = "compound"
    PARTS = "parts"
    WORD = "word"
    NAME = "name"
    PLACE = "place"
    MEANING = "meaning"


_KINDS = {
    Why.TYPED: Kind.TYPED,
    Why.PATTERN: Kind.TYPED,
    Why.COMPOUND: Kind.PART,
    Why.PARTS: Kind.PART,
    Why.NAME: Kind.NAME,
    Why.PLACE: Kind.PLACE,
    Why.MEANING: Kind.MEANING,
}
_WHOLE = (Channel.NAME, Channel.PLACE, Channel.MEANING)
"""Neighbours of these that answer the same word are words of one thing."""
_FARTHEST = (
    Channel.WORD,
    Channel.FOLD,
    Channel.STEM,
    Channel.PART,
    Channel.NAME,
    Channel.PLACE,
    Channel.MEANING,
)


class Shown(NamedTuple):
    """A stretch that is shown as one match; ``query`` are the words of the query it answers."""

    start: int
    end: int
    why: Why
    query: str

    @property
    def kind(self) -> Kind:
        """How it looks."""
        return _KINDS.get(self.why, Kind.FORM)

    @property
    def reason(self) -> str:
        """Why it matched, in the language of the interface."""
        return explained(self.why, self.query)


class Reason(NamedTuple):
    """Words of a hit that matched for one reason."""

    words: tuple[str, ...]
    kind: Kind
    text: str


def shown(text: str, marks: Iterable[Mark]) -> list[Shown]:
    """Return the stretches of ``text`` to be marked; those side by side for one reason are one."""
    found: list[Shown] = []
    for answer in _answers(text, marks):
        start, end = answer[0].start, answer[-1].end
        query = answer[0].query
        channel = max((mark.channel for mark in answer), key=_FARTHEST.index)
        item = Shown(start, end, _why(text[start:end], query, channel), _plain(query))
        last = found[-1] if found else None
        if last and _joined(text, last, item):
            both = last.query if last.query == item.query else f"{last.query} {item.query}"
            found[-1] = Shown(last.start, end, item.why, both)
        else:
            found.append(item)
    return found


def explained(why: Why, query: str) -> str:
    """Return why a word matched ``query``, in the language of the interface."""
    query = query if len(query) <= _LONGEST else f"{query[:_LONGEST]}…"
    match why:
        case Why.TYPED:
            return str(gettext("as typed: “%(query)s”", query=query))
        case Why.PATTERN:
            return str(gettext("fits “%(query)s”", query=query))
        case Why.SPELLING:
            return str(gettext("another way to write “%(query)s”", query=query))
        case Why.ACCENTS:
            return str(gettext("same letters as “%(query)s”, accents aside", query=query))
        case Why.STEM:
            return str(gettext("form of “%(query)s”", query=query))
        case Why.COMPOUND:
            return str(gettext("compound with “%(query)s”", query=query))
        case Why.PARTS:
            return str(gettext("shares a part with “%(query)s”", query=query))
        case Why.WORD:
            return str(gettext("“%(query)s”, read as one word", query=query))
        case Why.NAME:
            return str(gettext("name: another spelling of “%(query)s”", query=query))
        case Why.PLACE:
            return str(gettext("place: another name for “%(query)s”", query=query))
        case Why.MEANING:
            return str(gettext("≈ %(query)s", query=query))


def opening_tag(item: Shown, attributes: Markup | str = "") -> Markup:
    """Return the start tag of a mark, with more attributes (`` id="m1"``) if there are any."""
    return Markup('<mark{} class="m-{}" data-why="{}">').format(attributes, item.kind, item.reason)


def marked(text: str, marks: Iterable[Mark]) -> Markup:
    """Return ``text`` as safe HTML with its marks."""
    pieces: list[Markup] = []
    done = 0
    for item in shown(text, marks):
        pieces += escape(text[done : item.start]), opening_tag(item)
        pieces += escape(text[item.start : item.end]), Markup("</mark>")
        done = item.end
    return Markup("").join([*pieces, escape(text[done:])])


def kinds(items: Iterable[Shown]) -> list[Kind]:
    """Return the kinds of match that occur, in the order of the legend."""
    present = {item.kind for item in items}
    return [kind for kind in Kind if kind in present]


def page_kinds(hits: Iterable[Hit]) -> list[Kind]:
    """Return the kinds of match that occur in titles and snippets of hits."""
    return kinds(item for hit in hits for text, marks in _texts(hit) for item in shown(text, marks))


def reasons(hit: Hit) -> list[Reason]:
    """Return why the words of a hit matched that are not as they were typed."""
    found: dict[tuple[Kind, str], dict[str, str]] = {}
    for text, marks in _texts(hit):
        for item in shown(text, marks):
            if item.kind is not Kind.TYPED:
                word = text[item.start : item.end]
                found.setdefault((item.kind, item.reason), {}).setdefault(word.casefold(), word)
    order = list(Kind)
    return [
        Reason(tuple(words.values()), kind, text)
        for (kind, text), words in sorted(found.items(), key=lambda each: order.index(each[0][0]))
    ]


def _texts(hit: Hit) -> list[tuple[str, tuple[Mark, ...]]]:
    texts = [(hit.title, hit.title_marks)]
    return texts + [(snippet.text, snippet.marks) for snippet in hit.snippets]


def _answers(text: str, marks: Iterable[Mark]) -> list[Sequence[Mark]]:
    """Return the marks, those together that answer several words or name one thing."""
    found: list[list[Mark]] = []
    for mark in marks:
        last = found[-1][-1] if found else None
        if last and _one(text, last, mark):
            found[-1].append(mark)
        else:
            found.append([mark])
    return list(found)


def _one(text: str, last: Mark, mark: Mark) -> bool:
    if last.query != mark.query or not _BETWEEN.fullmatch(text, last.end, mark.start):
        return False
    several = len(_WORD.findall(mark.query)) > 1
    return several or (last.channel is mark.channel and mark.channel in _WHOLE)


def _joined(text: str, last: Shown, item: Shown) -> bool:
    """Tell whether two stretches read as one: the words of a query side by side, as typed."""
    if last.why is not item.why or item.why not in (Why.TYPED, Why.ACCENTS):
        return False
    return last.query != item.query and text[last.end : item.start] == " "


def _why(word: str, query: str, channel: Channel) -> Why:
    typed, found = _letters(_plain(query)), _letters(word)
    if typed == found or f" {found} " in f" {typed} ":
        return Why.TYPED
    match channel:
        case Channel.NAME:
            return Why.NAME
        case Channel.PLACE:
            return Why.PLACE
        case Channel.MEANING:
            return Why.MEANING
        case Channel.PART:
            if " " in typed:
                return Why.ACCENTS if _bare(typed) == _bare(found) else Why.WORD
            return Why.COMPOUND if _bare(typed) in _bare(found) else Why.PARTS
        case Channel.STEM:
            return Why.STEM
        case _ if _PATTERN.search(query) and not _QUOTED.fullmatch(query):
            return Why.PATTERN
        case _:
            alike = _bare(typed) == _bare(found) or f" {_bare(found)} " in f" {_bare(typed)} "
            return Why.ACCENTS if alike or channel is Channel.FOLD else Why.SPELLING


def _plain(query: str) -> str:
    """Return what was typed of a phrase between its quotation marks."""
    phrase = _QUOTED.fullmatch(query)
    return phrase[1].strip('"') if phrase else query


@lru_cache(1000)
def _letters(text: str) -> str:
    """Return the words of a text, case aside, with one space between them."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))


@lru_cache(1000)
def _bare(letters: str) -> str:
    parts = unicodedata.normalize("NFD", letters.replace("đ", "d"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
