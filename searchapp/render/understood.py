"""The query as it was understood, said in sentences of the interface's language.

The words of the query are set in bold, everything typed is escaped. What a query restricts to by
itself (``lang:de``) is said here; the filters of the page are its chips.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from babel.lists import format_list
from flask_babel import gettext
from markupsafe import Markup

from indexer.model import Channel, Meaning, NameReading, Note, QueryInfo
from searchapp.interface import day, language, language_name, said
from searchapp.params import SearchParams

FILTERS = ("lang", "date", "source", "type", "id")
GROUPS = ("any", "all", "either")

_MOST = 12
"""Of a longer row so many are said."""
_PLACES = 3
"""So many other names of a place are said."""

Readings = Mapping[str, NameReading]


def sentences(info: QueryInfo) -> list[Markup]:
    """Return how a query was understood, one sentence after the other; none if it was blank."""
    if info.meaning is None:
        return []
    readings = {reading.text: reading for reading in info.readings}
    return list(_sentences(info.meaning, readings))


def remarks(info: QueryInfo, params: SearchParams) -> list[str]:
    """Return what was switched off, and what was not understood or is also searched for.

    What the sentences say of names and places already is not said again.
    """
    off = []
    if params.names == "off":
        off.append(gettext("Names are not searched in other spellings."))
    if params.places == "off":
        off.append(gettext("Places are not searched under their other names."))
    if params.across == "off":
        off.append(gettext("Other languages are not searched."))
    if params.across == "first":
        off.append(gettext("Words of all languages that mean the same count alike."))
    if params.duplicates == "show":
        off.append(gettext("Near-duplicates are not folded."))
    told: set[Note] = {reading.note for reading in info.readings} if info.meaning else set()
    told |= {each.note for each in info.translations}
    return off + [said(note) for note in info.notes if note not in told]


def suggestions(info: QueryInfo, offered: Iterable[str]) -> list[str]:
    """Return the queries to offer instead: not what the remarks say is searched for already."""
    read = {note.values.get("read") for note in info.notes if isinstance(note, Note)}
    return [each for each in offered if each not in read]


def _sentences(meaning: Meaning, readings: Readings) -> Iterator[Markup]:
    parts = meaning.parts if meaning.asks in ("any", "all") else (meaning,)
    if meaning.excluded:
        parts = (meaning,)
    wanted = [part for part in parts if not part.excluded and not _filters(part)]
    filters = [part for part in parts if not part.excluded and _filters(part)]
    excluded = [part for part in parts if part.excluded]
    yield _wanted(meaning, wanted, readings)
    if filters:
        yield _say(gettext("Narrowed to %(filters)s."), filters=_narrowing(meaning, filters))
    if excluded:
        items = [_item(part, readings, alone=len(excluded) == 1) for part in excluded]
        yield _say(gettext("Without %(items)s."), items=_row(items, "or"))
    if any(_inflects(part, readings) for part in wanted):
        yield _say(gettext("Words are found in any form."))


def _wanted(meaning: Meaning, parts: Sequence[Meaning], readings: Readings) -> Markup:
    """Return the sentence on what a document must or should hold."""
    items = [_item(part, readings, alone=len(parts) == 1) for part in parts]
    if not items or any(part.asks == "every" for part in parts):
        return _say(gettext("All documents."))
    must = [item for item, part in zip(items, parts, strict=True) if part.required]
    may = [item for item, part in zip(items, parts, strict=True) if not part.required]
    if meaning.asks == "any" and must and may:
        return _say(
            gettext("Documents with %(required)s, first those that also have %(others)s."),
            required=_row(must),
            others=_row(may, "or"),
        )
    if len(items) > 1 and meaning.asks == "any" and may:
        text = gettext("Documents with any of these, those with more of them first: %(items)s.")
        return _say(text, items=_row(items))
    return _say(gettext("Documents with %(items)s."), items=_row(items))


def _narrowing(meaning: Meaning, filters: Sequence[Meaning]) -> Markup:
    """Return the filters of a group: side by side, values of one kind are alternatives."""
    if meaning.asks == "all":
        return _row([_filter(part) for part in filters])
    kinds: dict[str, list[Markup]] = {}
    for part in filters:
        kinds.setdefault(part.asks, []).append(_filter(part))
    return _row([_row(values, "or") for values in kinds.values()])


def _filters(meaning: Meaning) -> bool:
    """Tell whether a piece of a query restricts instead of ranking."""
    if meaning.asks in GROUPS:
        return all(_filters(part) for part in meaning.parts)
    return meaning.asks in FILTERS


def _inflects(meaning: Meaning, readings: Readings) -> bool:
    if meaning.asks in GROUPS:
        return any(_inflects(part, readings) for part in meaning.parts)
    return meaning.asks == "word" and meaning.text not in readings


def _item(meaning: Meaning, readings: Readings, *, alone: bool = False) -> Markup:
    """Return a piece of a query as part of a sentence; a group not ``alone`` in parentheses."""
    if meaning.asks in FILTERS:
        return _filter(meaning)
    if meaning.asks in GROUPS:
        items = [
            _say(gettext("not %(item)s"), item=_item(part, readings))
            if part.excluded
            else _item(part, readings)
            for part in meaning.parts
        ]
        row = _row(items, "standard" if meaning.asks == "all" else "or")
        return row if alone or len(items) == 1 else Markup("({})").format(row)
    words = _words(meaning, readings)
    match meaning.field:
        case "title":
            return _say(gettext("%(words)s in the title"), words=words)
        case "body":
            return _say(gettext("%(words)s in the text"), words=words)
        case _:
            return words


def _words(meaning: Meaning, readings: Readings) -> Markup:
    word = Markup("<b>{}</b>").format(meaning.text)
    match meaning.asks:
        case "phrase" if meaning.number > 1:
            return _say(gettext("the words %(word)s in this order, near each other"), word=word)
        case "phrase" if meaning.number:
            return _say(gettext("the phrase %(word)s"), word=word)
        case "phrase":
            return _say(gettext("%(word)s, best as a phrase"), word=word)
        case "prefix":
            return _say(gettext("words that begin with %(word)s"), word=word)
        case "wildcard":
            return _say(gettext("words of the pattern %(word)s"), word=word)
        case "fuzzy":
            return _say(gettext("words written nearly like %(word)s"), word=word)
        case "every":
            return _say(gettext("any word"))
        case _:
            return _named(meaning, word, readings.get(meaning.text))


def _named(meaning: Meaning, word: Markup, reading: NameReading | None) -> Markup:
    """Return a word with what it may name."""
    if reading is not None and reading.channel is Channel.PLACE and reading.others:
        others = ", ".join(reading.others[:_PLACES])
        return _say(gettext("%(word)s (a place: also %(others)s)"), word=word, others=others)
    if meaning.field == Channel.PLACE:
        return _say(gettext("%(word)s (a place, under any name)"), word=word)
    if meaning.field == Channel.NAME or reading is not None:
        return _say(gettext("%(word)s (a name, in any spelling)"), word=word)
    return word


def _filter(meaning: Meaning) -> Markup:
    text = meaning.text
    match meaning.asks:
        case "lang":
            return _say(gettext("language: %(value)s"), value=language_name(text))
        case "date":
            first, ranges, last = text.partition("/")
            if not ranges:
                return _say(gettext("date: %(value)s"), value=day(text))
            if first and last:
                return _say(
                    gettext("date: %(first)s to %(last)s"), first=day(first), last=day(last)
                )
            if first:
                return _say(gettext("date: from %(value)s"), value=day(first))
            return _say(gettext("date: until %(value)s"), value=day(last))
        case "source":
            return _say(gettext("source: %(value)s"), value=text)
        case "type":
            return _say(gettext("type of file: %(value)s"), value=text)
        case "id":
            return _say(gettext("id: %(value)s"), value=text)
        case _:
            row = _row([_filter(part) for part in meaning.parts], "or")
            return _say(gettext("not %(item)s"), item=row) if meaning.excluded else row


def _row(items: Iterable[Markup], style: Literal["standard", "or"] = "standard") -> Markup:
    """Return a list as a language writes it; of a long one the beginning."""
    every = list(items)
    if len(every) > _MOST:
        return Markup("{}, …").format(Markup(", ").join(every[:_MOST]))
    # Every item is escaped, and a list pattern of CLDR holds words and commas alone.
    return Markup(format_list(every, style=style, locale=language()))  # noqa: S704


def _say(text: str, **values: str) -> Markup:
    """Return a sentence with its values, those escaped that are no markup yet."""
    return Markup(text) % values  # noqa: S704 - a message of the catalog
