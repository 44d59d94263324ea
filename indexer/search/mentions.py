"""Whom and what a stored document names: persons with all their spellings, and places.

Names and places were recognised when the document was indexed, and are stored with it. Vietnamese
names of persons in Vietnamese text, which need no keys to be found, are looked for here, by the
family names that they begin with. Parts of names that stand side by side are one mention; a mention
that can be short for another, as Kalganow for Wjatscheslaw Kalganow, counts for that.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from indexer.analysis.filters import fold_term, is_syllable, word_term
from indexer.model import Channel, NamedPerson, NamedPlace, Run, Span
from indexer.query.readings import likeliest_place, name_terms, place_name
from indexer.query.transcription import FAMILY_NAMES, FAMILY_NAMES_OR_WORDS
from indexer.records.record import Record
from indexer.records.storedtext import StoredText

MOST = 100
"""So many persons, and so many places, of a document are told."""
_MOST_SPELLINGS = 8
_MOST_PARTS = 5
_LONGEST_INITIALS = 10
_REMEMBERED = 10_000

_NO_PERSONS = frozenset({"Thái Bình Dương", "Châu Đại Dương", "Châu Á Thái"})
_SMALL = "a-zà-öø-ÿăđĩũơưạ-ỹ"
_VIETNAMESE = re.compile(
    rf"(?<![\w-])(?:{'|'.join(sorted(FAMILY_NAMES))})(?:[ \u00a0](?![{_SMALL}])[^\W\d_]+){{1,3}}"
    r"(?![\w-])"
)
_FOLDED_FAMILY_NAMES = frozenset(fold_term(word_term(name)) for name in FAMILY_NAMES)

_GAP = re.compile(
    r"[ \u00a0]|-"
    r"|[ \u00a0](?:[^\W\d_a-zа-я]\.[ \u00a0-]?){1,3}[ \u00a0]?"  # initials
    r"|[ \u00a0](?:v[oa]n|del?|della|di|d[aou]s?|bin|ibn|фон|ван|бин|ибн)"
    r"(?:[ \u00a0](?:de[rnm]|l[aoe]s?))?[ \u00a0]"
)
_INITIALS_BEFORE = re.compile(r"(?<!\w)(?:[^\W\d_a-zа-я]\.[ \u00a0]?){1,3}$")
_PATRONYMIC = re.compile(
    r"(?:[oe](?:vi[ct]h|vitch|witsch|vič|vna|wna)|[ое]вич|ьич|[ое]вн|ичн)(?:[ауеы]|ем|ой)?$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s$")


class _Mention(NamedTuple):
    """A name as it stands in the text: its parts as written and their keys.

    A Vietnamese name of a person is one part of several syllables.
    """

    start: int
    end: int
    surface: str
    words: tuple[str, ...]
    keys: tuple[frozenset[str], ...]
    syllables: bool = False


class _Person:
    """The mentions of one person, by how they are written."""

    def __init__(self, first: _Mention) -> None:
        self.keys = first.keys
        self.mentions: dict[str, _Mention] = {}
        self.counts: Counter[str] = Counter()

    def add(self, mention: _Mention, count: int) -> None:
        self.mentions.setdefault(mention.surface, mention)
        self.counts[mention.surface] += count

    @property
    def fullest(self) -> _Mention:
        """The mention with most parts, in the shortest form: in most languages the nominative."""
        return min(
            self.mentions.values(),
            key=lambda each: (
                -len(each.words),
                each.surface.isupper(),
                len(each.surface),
                -self.counts[each.surface],
                each.start,
            ),
        )

    def told(self) -> NamedPerson:
        """Return what is told of the person."""
        fullest = self.fullest
        written = [surface for surface, _ in self.counts.most_common(_MOST_SPELLINGS)]
        return NamedPerson(
            fullest.surface, self.counts.total(), _query(fullest), tuple(sorted(written))
        )


def persons_and_places(
    record: Record, labels: str = "en"
) -> tuple[tuple[NamedPerson, ...], tuple[NamedPlace, ...]]:
    """Return whom and what a document names, the most mentioned first.

    Places are called as they are in the language ``labels``.
    """
    mentions: list[_Mention] = []
    places: Counter[str] = Counter()
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in (record.heading, record.body):
        spans = text.all_named(Channel.PLACE)
        whole = text.text(0, text.chars)
        found = _mentions(whole, text, list(spans))
        mentions += found
        persons = [mention for mention in found if mention.syllables]
        for span in _outside(spans, persons):
            place = likeliest_place(spans[span])
            places[place] += 1
            written[place][whole[span.start : span.end]] += 1
    named = [
        NamedPlace(place, place_name(place, labels), count, _spellings(written[place]))
        for place, count in sorted(places.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    ]
    return tuple(_persons(mentions)), tuple(named)


def _spellings(written: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(surface for surface, _ in written.most_common(_MOST_SPELLINGS)))


def _outside(spans: Iterable[Span], persons: Sequence[_Mention]) -> Iterator[Span]:
    """Yield the places that are not in the name of a person, as in Trinh Thi Hoa Binh."""
    taken = {offset for each in persons for offset in range(each.start, each.end)}
    for span in spans:
        if span.start not in taken:
            yield span


def _mentions(text: str, stored: StoredText, places: Sequence[Span]) -> list[_Mention]:
    """Return the names of persons in a text, in order: those that are not just places."""
    parts = stored.all_named(Channel.NAME)
    in_place = {offset for start, end in places for offset in range(start, end)}
    found = [
        mention
        for group in _side_by_side(text, list(parts))
        for mention in _read(text, group, parts, in_place)
    ]
    if any(run.lang == "vi" for run in stored.runs):
        taken = {offset for each in found for offset in range(each.start, each.end)}
        found += [
            mention
            for mention in _vietnamese(text, stored.runs, dict(places))
            if mention.start not in taken
        ]
        found.sort()
    return found


def _side_by_side(text: str, parts: Sequence[Span]) -> Iterator[list[Span]]:
    """Yield the parts of names that stand side by side, or with initials or a von between."""
    group: list[Span] = list(parts[:1])
    for before, after in pairwise(parts):
        gap = text[before.end : after.start] if after.start - before.end < 16 else ""
        if not _GAP.fullmatch(gap) or len(group) == _MOST_PARTS:
            yield group
            group = []
        group.append(after)
    if group:
        yield group


def _read(
    text: str,
    group: Sequence[Span],
    parts: dict[Span, list[str]],
    in_place: Collection[int],
) -> Iterator[_Mention]:
    """Yield the person that parts of a name side by side name; places beside it are no part."""
    words = [text[span.start : span.end] for span in group]
    if (
        len(group) > 1
        and fold_term(word_term(words[0])) in _FOLDED_FAMILY_NAMES
        and all(map(_is_syllable, words))
        and not (group[0].start in in_place and group[-1].start in in_place)
    ):
        yield _of_syllables(group[0].start, text[group[0].start : group[-1].end])
        return
    if all(map(_is_accented_syllable, words)):
        return  # Vietnamese words in text of another language
    kept = list(group)
    while kept and kept[0].start in in_place:
        del kept[0]
    while kept and kept[-1].start in in_place:
        del kept[-1]
    if not kept:
        return
    start, end = kept[0].start, kept[-1].end
    before = text[max(0, start - _LONGEST_INITIALS) : start]
    if initials := _INITIALS_BEFORE.search(before):
        start -= len(before) - initials.start()
    surface = _POSSESSIVE.sub("", text[start:end])
    words = [_POSSESSIVE.sub("", text[span.start : span.end]) for span in kept]
    yield _Mention(start, end, surface, tuple(words), tuple([frozenset(parts[s]) for s in kept]))


def _vietnamese(text: str, runs: Sequence[Run], places: dict[int, int]) -> Iterator[_Mention]:
    """Yield the names of persons that begin with a Vietnamese family name, and are no places.

    ``places`` are where those begin and end. In a text that is not composed offsets are about so.
    """
    for start, end, lang in runs:
        if lang != "vi":
            continue
        stretch = unicodedata.normalize("NFC", text[start:end])
        at = 0
        while found := _VIETNAMESE.search(stretch, at):
            at = places.get(start + found.start(), 0) - start
            if at > found.start():
                continue  # Hà Nội, or Hà Nội and the name of a person
            at = found.end()
            name = " ".join(found[0].split())
            syllables = name.split()
            if syllables[0] in FAMILY_NAMES_OR_WORDS and len(syllables) < 3:
                continue
            if name in _NO_PERSONS or not all(map(_is_syllable, syllables)):
                continue
            yield _of_syllables(start + found.start(), name)


def _of_syllables(start: int, surface: str) -> _Mention:
    key = frozenset([_word(surface)])
    return _Mention(start, start + len(surface), surface, (surface,), (key,), syllables=True)


@lru_cache(_REMEMBERED)
def _word(surface: str) -> str:
    return word_term(surface)


@lru_cache(_REMEMBERED)
def _is_syllable(surface: str) -> bool:
    return is_syllable(word_term(surface))


@lru_cache(_REMEMBERED)
def _is_accented_syllable(surface: str) -> bool:
    word = word_term(surface)
    return is_syllable(word) and fold_term(word) != word


def _persons(mentions: Iterable[_Mention]) -> list[NamedPerson]:
    """Return the persons mentioned: those by a full name first, then the most mentioned."""
    counts: Counter[str] = Counter()
    each: dict[str, _Mention] = {}
    for mention in mentions:
        counts[mention.surface] += 1
        each.setdefault(mention.surface, mention)
    persons: list[_Person] = []
    by_key: defaultdict[str, set[int]] = defaultdict(set)
    for mention in sorted(each.values(), key=lambda one: (-len(one.words), one.start)):
        number = _known(mention, persons, by_key)
        if number is None:
            number = len(persons)
            persons.append(_Person(mention))
            for key in frozenset().union(*mention.keys):
                by_key[key].add(number)
        persons[number].add(mention, counts[mention.surface])
    order = sorted(persons, key=lambda one: (-one.counts.total(), _first(one)))
    return [person.told() for person in sorted(order, key=_alone)[:MOST]]


def _known(
    mention: _Mention, persons: Sequence[_Person], by_key: dict[str, set[int]]
) -> int | None:
    """Return the person whose full name has every part of a mention, by number.

    A part alone is the last of a full name, or else the only one of such a name.
    """
    holding = [set().union(*(by_key.get(key, ()) for key in keys)) for keys in mention.keys]
    numbers = set.intersection(*holding)
    if len(mention.keys) == 1:
        last = {number for number in numbers if persons[number].keys[-1] & mention.keys[0]}
        numbers = last or (numbers if len(numbers) == 1 else set())
    return min(numbers, key=lambda number: (-persons[number].counts.total(), number), default=None)


def _alone(person: _Person) -> bool:
    """Tell whether a name has one part: it may be that of a firm, or none."""
    return len(person.keys) == 1 and not next(iter(person.mentions.values())).syllables


def _first(person: _Person) -> int:
    return min(mention.start for mention in person.mentions.values())


def _query(mention: _Mention) -> str:
    """Return the query that finds a name in every spelling.

    Of several parts the first and the last are asked for, and no patronymic beside them: what
    stands between is often left out.
    """
    if mention.syllables:
        return f'"{mention.surface}"'
    words = mention.words
    if len(words) > 2:
        words = tuple([word for word in words if not _PATRONYMIC.search(word)]) or words
    words = tuple(dict.fromkeys((words[0], words[-1])))
    return " AND ".join(f"name:{word}" if name_terms(word) else f'"{word}"' for word in words)
