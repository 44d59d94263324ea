"""Suggestions: what the beginning of a query may become, out of what the documents hold.

*   Names of persons as documents write them. A name typed in one script finds it in another by
    the keys that the index has of it (:mod:`indexer.names`).
*   Places that documents name, by any of their names, shown in the reader's language.
*   Terms: the word that is being typed, and Vietnamese words of several syllables, with their
    accents. Of several words typed, those come first that documents hold beside the others.
*   Titles of documents that hold all the words, beginning with them first, the newest first.

Accents and case do not matter to find something; what has them as typed comes first. The last
words may be a name or a place, and what was typed before stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from functools import cached_property, lru_cache
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from whoosh import query

from indexer.engines.base import TEXT_FIELDS, EngineReader, TermReader
from indexer.model import Channel, Suggestion, SuggestionKind
from indexer.query.readings import place_ids, place_name
from indexer.spelling.typed import in_case_of
from indexer.suggesting.accents import restored
from indexer.suggesting.lines import Lines
from indexer.suggesting.mixing import Found, mixed
from indexer.suggesting.tables import Name, Tables, Title, load_tables
from indexer.suggesting.typed import Typed, TypedWord

_REMEMBERED = 2_000
_EXAMINED = 3_000
"""So many lines are looked at in a table, for all the words that were typed."""
_CANDIDATES = 60
"""So many of them are compared with each other."""
_COUNTED = 16
"""So many of these are counted together with the words before them."""
_LEAST_LETTERS = 3
"""What is shorter is a name or a place only if it is all that was typed."""
_UNCOUNTED = 2
_MOST_SYLLABLES = 4
_BEGINNING = 4
"""A name that begins with what was typed is worth one that is so many times as frequent."""
_MOST = {SuggestionKind.NAME: 3, SuggestionKind.PLACE: 3, SuggestionKind.TERM: 4}
_VIETNAMESE = "vi:"


class _Candidate(NamedTuple):
    """What may be suggested, what finds it, and how many documents hold it anywhere, if known."""

    text: str
    tree: query.Query
    documents: int = 1


class Suggester:
    """Suggests from the tables of one generation; safe to share between threads."""

    def __init__(self, folder: Path, reader: EngineReader) -> None:
        """Serve the generation in a folder that a reader is open on; its tables are read later."""
        self._folder = folder
        self._reader = reader
        self._asked: TermReader = reader
        self.suggest: Callable[[str, int, tuple[str, ...], str], tuple[Suggestion, ...]]
        self.suggest = lru_cache(_REMEMBERED)(self._suggest)
        """Return up to ``size`` suggestions for a beginning, titles in some languages or in all,
        places named in a language."""

    @cached_property
    def _tables(self) -> Tables:
        return load_tables(self._folder)

    def _suggest(
        self, text: str, size: int, langs: tuple[str, ...], labels: str
    ) -> tuple[Suggestion, ...]:
        typed = Typed.of(text)
        if not typed.words:
            return ()
        titles = list(islice(self._titles(typed, langs), size))
        if typed.closed:
            return tuple(titles)
        self._tables  # noqa: B018 (read once, for all that ask other readers)
        kinds = self._reader.together(lambda reader: self._asking(reader)._kinds(typed, labels))
        return mixed(kinds, titles, size, labels)

    def _kinds(self, typed: Typed, labels: str) -> list[Found]:
        return [self._names(typed), self._places(typed, labels), self._terms(typed)]

    def _asking(self, reader: TermReader) -> Suggester:
        """Return the same suggester that asks another reader."""
        other = copy(self)
        other._asked = reader
        return other

    def _titles(self, typed: Typed, langs: tuple[str, ...]) -> Iterator[Suggestion]:
        table = self._tables.titles
        seen: set[bytes] = set()
        others = islice(table.holding(typed.part(typed.longest)), _EXAMINED)
        parts = [typed.part(number) for number in range(len(typed.words))]
        accented_otherwise: list[Title] = []
        for number in chain(self._beginning(typed), others):
            words = table.words(number)
            if words in seen or not all(part in words for part in parts):
                continue
            found = table.entry(number)
            if langs and set(langs).isdisjoint(found.langs):
                continue
            seen.add(words)
            if typed.fits(found.text):
                yield _title(found, typed)
            else:
                accented_otherwise.append(found)
        for found in accented_otherwise:
            yield _title(found, typed)

    def _beginning(self, typed: Typed) -> list[int]:
        """Return the titles that begin with what was typed, first those with whole words of it."""
        table = self._tables.titles
        phrase = typed.phrase(0)
        found = table.beginning(phrase, _CANDIDATES)
        return sorted(found, key=lambda each: table.words(each)[1 + len(phrase) :][:1] != b" ")

    def _names(self, typed: Typed) -> Found:
        table = self._tables.names
        ranked: list[tuple[int, int, bool, float, int]] = []
        for number in self._lines(table, typed):
            folds, keys = _divided(table.words(number))
            if known := _matched(typed, folds, keys):
                first = len(typed.words) - known
                spelt = sum(typed.part(each) in folds for each in range(first, len(typed.words)))
                name = table.entry(number)
                begins = len(name.keys) == 1 or folds.startswith(b" " + typed.phrase(first))
                place = (number + 1) / (_BEGINNING if begins else 1)
                ranked.append((-known, -spelt, not typed.fits(name.text), place, number))
        known, best = _best(typed, ranked)
        names: list[Name] = []
        for name in map(table.entry, best):
            if any(_within(other, name) for other in names):
                continue
            if len(name.keys) > 1 or not self._is_place(name.text):
                names.append(name)
            if len(names) == _COUNTED:
                break
        made = [
            _Candidate(name.text, query.And([_any_of(Channel.NAME, keys) for keys in name.keys]))
            for name in names
        ]
        return known, self._held(typed, known, SuggestionKind.NAME, made)

    def _is_place(self, name: str) -> bool:
        return any(self._asked.doc_frequency("body_place", place) for place in place_ids(name))

    def _places(self, typed: Typed, labels: str) -> Found:
        table = self._tables.places
        ranked: list[tuple[int, bool, bool, int]] = []
        for number in self._lines(table, typed):
            words = table.words(number)
            if known := max(_matched(typed, name, b"") for name in words.split(b"/")):
                begins = b" / " + typed.phrase(len(typed.words) - known) in words
                name = place_name(table.entry(number).id, labels)
                ranked.append((-known, not begins, not typed.fits(name), number))
        known, best = _best(typed, ranked)
        ids = [table.entry(number).id for number in best]
        if not ids:  # by a spelling that is none of the names it is shown by
            known, ids = len(typed.words), list(place_ids(typed.text))
        made: dict[str, _Candidate] = {}
        for place in ids:
            name = place_name(place, labels)
            # Moscow in Idaho: who asks for that name is given the other
            likeliest = place_ids(name)[:1]
            if name not in made and name in [place_name(each, labels) for each in likeliest]:
                made[name] = _Candidate(name, _any_of(Channel.PLACE, [place]))
        return known, self._held(typed, known, SuggestionKind.PLACE, [*made.values()], labels)

    def _terms(self, typed: Typed) -> Found:
        table = self._tables.terms
        last = len(typed.words) - 1
        for first in range(max(last + 1 - _MOST_SYLLABLES, 0), last + 1):
            if 0 < first == last and len(typed.words[last].fold) < _LEAST_LETTERS - 1:
                break
            numbers = table.beginning(typed.phrase(first), _CANDIDATES)
            found = [
                (not typed.fits_last(syllables[last - first]), term)
                for term in map(table.entry, numbers)
                for syllables in [term.text.split(" ")]
                if all(map(_accented_as, typed.words[first:last], syllables))
            ]
            found.sort(key=itemgetter(0))
            surface = typed.text[typed.words[first].start :].rstrip()
            words = [
                _Candidate(in_case_of(surface, term.text), _holding(term.text), term.documents)
                for _, term in found
                if term.text != surface.casefold()
            ]
            if words:
                known = len(typed.words) - first
                return known, self._held(typed, known, SuggestionKind.TERM, words)
        return 0, []

    def _lines(self, table: Lines[Any], typed: Typed) -> Iterable[int]:
        """Return the lines that hold all words, as spelt or by keys, else those with the last."""
        last = len(typed.words) - 1
        if not last:
            return dict.fromkeys(islice(_with(table, typed, 0), _CANDIDATES * 4))
        found = [
            number
            for number in islice(_with(table, typed, typed.longest), _EXAMINED)
            if _matched(typed, *_divided(table.words(number))) > last
        ]
        if found or len(typed.words[last].fold) < _LEAST_LETTERS:
            return dict.fromkeys(found)
        return dict.fromkeys(islice(_with(table, typed, last), _EXAMINED))

    def _held(
        self,
        typed: Typed,
        known: int,
        kind: SuggestionKind,
        candidates: Sequence[_Candidate],
        lang: str | None = None,
    ) -> list[Suggestion]:
        """Return the candidates that documents hold, for the last ``known`` of the words typed.

        Those come first that more of them hold beside the words before. If none has all of these,
        as may be where words inflect, the first are returned without a count.
        """
        first = len(typed.words) - known
        before = [_any_of(Channel.FOLD, [word.fold]) for word in typed.words[:first]]
        most = _MOST[kind]
        found: list[tuple[float, int, str]] = []
        for text, tree, documents in candidates[:_COUNTED]:
            if count := self._asked.count(query.And([*before, tree]) if before else tree):
                found.append((-count * count / documents, count, text))
            if len(found) == most and not before:
                break
        if before:
            found = sorted(found) or [(0, 0, each.text) for each in candidates[:_UNCOUNTED]]
        whole = [(typed.head(first) + text, count) for _, count, text in found[:most]]
        if first and kind is SuggestionKind.TERM:
            head = restored(typed, first, self._tables.terms)
            whole = [
                (text if text.isascii() else head + text[len(typed.head(first)) :], count)
                for text, count in whole
            ]
        return [
            Suggestion(text, kind, None, count or None, lang, typed.marks(text))
            for text, count in whole
        ]


def _title(title: Title, typed: Typed) -> Suggestion:
    lang = title.langs[0] if title.langs else None
    return Suggestion(
        title.text, SuggestionKind.TITLE, title.id, None, lang, typed.marks(title.text)
    )


def _with(table: Lines[Any], typed: Typed, number: int) -> Iterator[int]:
    """Yield the lines that hold a word, as it is spelt and by its keys as a name."""
    yield from table.holding(typed.part(number))
    for key in sorted(typed.words[number].keys):
        yield from table.holding(b"|" + key.encode() + typed.tail(number))


def _divided(line: bytes) -> tuple[bytes, bytes]:
    """Return the words and the keys of a name."""
    words, bar, keys = line.partition(b"|")
    return words, bar + keys


def _best(typed: Typed, ranked: list[Any]) -> tuple[int, list[int]]:
    """Return how many of the words typed the best lines hold, and these lines.

    Each line is ranked by a tuple, the number of words below zero in front and its own at the end.
    """
    best = max((-rank[0] for rank in ranked), default=0)
    if best < len(typed.words) and len(typed.words[-1].fold) < _LEAST_LETTERS:
        return 0, []
    return best, [rank[-1] for rank in sorted(ranked)[:_CANDIDATES] if -rank[0] == best]


def _matched(typed: Typed, words: bytes, keys: bytes) -> int:
    """Return how many of the words typed, from the last on, a line holds, in whatever order."""
    for number in range(len(typed.words) - 1, -1, -1):
        if typed.part(number) in words:
            continue
        tail = typed.tail(number)
        if not any(b"|" + key.encode() + tail in keys for key in typed.words[number].keys):
            return len(typed.words) - 1 - number
    return len(typed.words)


def _within(one: Name, other: Name) -> bool:
    """Tell whether a name is another, or a full name is in it: the keys of the parts meet."""
    return (len(one.keys) == len(other.keys) or 1 < len(one.keys) < len(other.keys)) and all(
        any(not set(ours).isdisjoint(theirs) for theirs in other.keys) for ours in one.keys
    )


def _accented_as(typed: TypedWord, word: str) -> bool:
    """Tell whether a word has the accents that were typed, if any were."""
    return typed.word in (typed.fold, word)


def _any_of(channel: Channel, terms: Iterable[str]) -> query.Query:
    return query.Or(
        [query.Term(f"{name}_{channel}", term) for term in terms for name in TEXT_FIELDS]
    )


def _holding(term: str) -> query.Query:
    if " " in term:
        return _any_of(Channel.PART, [_VIETNAMESE + term.replace(" ", "_")])
    return _any_of(Channel.WORD, [term])
