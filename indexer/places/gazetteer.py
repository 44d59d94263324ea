"""Places by name: found in running text, looked up when typed, shown in a language.

Words are read once each: a word that cannot start the name of a place is known as such after the
first time. A word that can is tried with the words after it, the longest name first; what the
table holds is then held against how the name is written here and what stands around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from itertools import islice, product
from pathlib import Path
from typing import NamedTuple

from indexer.analysis.memory import Memory
from indexer.places import russian, typed
from indexer.places.context import hidden, is_never, is_place, may_hide
from indexer.places.spelling import (
    LANGUAGES,
    POSSESSIVE,
    accented,
    form_of,
    key_of,
    word_form,
    word_key,
)
from indexer.places.starts import NO_PAIR, Named, Pair, Pairs, Start, keys_of
from indexer.places.table import ADJECTIVE, Table, Variant, read_table

DATA = Path(__file__).parent / "data" / "gazetteer.bin"
_WORDS, _NEXT, _LONGER = 1 << 14, 1 << 10, 1 << 16
"""How many words that may start a name are remembered, Russian words after one, longer names."""
_MOST_READINGS = 512
_LANG_INDEX = {lang: index for index, lang in enumerate(LANGUAGES)}
_SHORT = 4
"""Letters a word must have more than to be tried without the s at its end."""


class PlaceMatch(NamedTuple):
    """A place named in a run: its words (indices, end exclusive), its ids by population."""

    first: int
    end: int
    ids: tuple[str, ...]


class Gazetteer:
    """All places and their names. Safe to share between threads."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._starts: dict[str, Memory[str, Start | None]] = {}
        self._longer: dict[str, Memory[tuple[str, ...], tuple[Named, ...]]] = {}
        for lang in LANGUAGES:
            self._starts[lang] = Memory(partial(self._start, lang), _WORDS)
            self._longer[lang] = Memory(partial(self._several, lang), _LONGER)

    def prepare(self) -> None:
        """Make now what the first questions would have to wait for, one day or another."""
        self._table.prepare()

    def starts_small(self, lang: str) -> bool:
        """Tell whether a word that is written small may start the name of a place: московский."""
        return lang == "ru"

    def start(self, surface: str, lang: str) -> Start | None:
        """Return what a word of running text may start, None where it starts no name of a place.

        Whoever asks for words of running text had better remember what most of them are: nothing.
        """
        if "a" <= surface < "{":  # most words
            return None
        starts = self._starts.get(lang)
        if starts is None:
            return None
        if surface in starts:
            return starts[surface]
        if lang == "ru":
            written = not surface.islower() or "ск" in surface
        else:
            written = surface[:1].isupper() and not self._starts_nothing(surface, lang)
        start = self._start(lang, surface) if written else None
        if start is not None:
            starts.add(surface, start)
        return start

    def _starts_nothing(self, surface: str, lang: str) -> bool:
        """Tell quickly of most words that they start no name; of the others nothing is told."""
        if not (surface.isascii() and surface.isalpha()):
            return False
        key = surface.lower()  # such a word is its own form and key
        return not self._may_start(surface, key, key, lang)

    def _may_start(self, surface: str, form: str, key: str, lang: str) -> bool:
        """Tell whether a word may start a name, or is derived from one: Berlins, Berliner."""
        return (
            self._table.knows(key)
            or (form[-1:] == "s" and _is_genitive(form, lang) and self._table.holds(key[:-1]))
            or (lang == "de" and form.endswith("er") and self._table.holds(ADJECTIVE + key))
            or may_hide(surface, lang)
        )

    def find(
        self,
        surfaces: Sequence[str],
        lang: str,
        starts: Iterable[tuple[int, Start]] | None = None,
    ) -> list[PlaceMatch]:
        """Return the places named in a run, in order and without overlap.

        Args:
            surfaces: the words of the run as they are written, split as the tokenizer does.
            lang: language of the run; names are trusted as far as they are distinct in it.
            starts: the words that may start a name, in order, by their indices, and what they may
                start (:meth:`start`), where they are known.

        """
        if starts is None:
            known = enumerate([self.start(each, lang) for each in surfaces])
            starts = [(index, start) for index, start in known if start is not None]
        found: list[PlaceMatch] = []
        done = 0
        last = len(surfaces) - 1
        for index, start in starts:
            if index < done:
                continue
            pairs, small_next, stands, _, _, _ = start
            pair = NO_PAIR
            if pairs is not None and index < last:
                after = surfaces[index + 1]
                if small_next or not after.islower():
                    pair = pairs[after]
            if pair is NO_PAIR and not stands:
                continue
            match = self._match(surfaces, index, start, pair, lang)
            if match is not None:
                done = match.end
                if match.ids:
                    found.append(match)
        return found

    def lookup(self, name: str) -> tuple[str, ...]:
        """Return the ids of the places a typed name may mean, the most populous first.

        Case, hyphens, spaces, diacritics and inflection may be right or missing. Diacritics that
        are typed count: places spelled just so are returned alone.
        """
        return self._ids(typed.lookup(name, self._table))

    def possible(self, words: Sequence[str]) -> Callable[[int, int], bool]:
        """Return what tells quickly whether some of the words, as indices, may be a name.

        If it says no, :meth:`lookup` finds nothing for these words, with what a name may have
        between words; if it says yes, it may.
        """
        return typed.possible(words, self._table)

    def name(self, place_id: str, lang: str) -> str:
        """Return the name of a place in a language, in English where there is none.

        An id that is not known is returned as it is.
        """
        names = self._table.names_of(place_id)
        return names[_LANG_INDEX.get(lang, _LANG_INDEX["en"])] if names else place_id

    def likeliest(self, ids: Sequence[str]) -> str:
        """Return the place of several with one name that is most likely meant: the largest."""
        return ids[0] if len(ids) == 1 else min(ids, key=self._table.rank)

    def _ids(self, variants: Sequence[Variant]) -> tuple[str, ...]:
        numbers = sorted({number for variant in variants for number in variant.places})
        return tuple(map(self._table.place_id, numbers))

    def _start(self, lang: str, surface: str) -> Start | None:
        """Return what a word can start, None where it starts no name of a place."""
        bare = surface[:-2] if surface.endswith(POSSESSIVE) else surface
        if bare.isascii():  # such a form is its own key
            form = key = bare.lower().replace("'", "")
        else:
            form = word_form(bare)
            key = word_key(form)
        derived: list[str] = []
        if lang == "ru" and "а" <= form[:1] <= "я":
            stem = russian.relational_stem(form)
            forms = russian.nominatives(form) if surface[:1].isupper() else []
            forms, derived = forms[:1], [*forms[1:], *([ADJECTIVE + stem] if stem else ())]
        elif surface[:1].isupper():
            if not self._may_start(surface, form, key, lang):
                return None  # most words
            if _is_genitive(form, lang):
                derived.append(form[:-1])
            if lang == "de" and form.endswith("er"):
                derived.append(ADJECTIVE + form)
            forms = [form]
        else:
            return None
        never = is_never([surface], lang)
        alone = [] if never else self._named_in(forms, lang)
        if not alone and not never:
            least = 1 if lang == "ru" else 2
            readings = self._named_in(derived, lang, exact=True)
            alone = [named for named in readings if named.strength >= least]
        opening: list[str] = []
        small_next = False
        for option in forms + derived if lang == "ru" else forms:
            longest, small = self._table.opening(word_key(option))
            if longest:
                opening.append(option)
                small_next |= small
        hides = may_hide(surface, lang)
        if not (alone or opening or hides):
            return None
        pairs: dict[str, Pair] | None = None
        if opening:
            pair = partial(self._pair, lang, surface, opening)
            if lang == "ru":
                pairs = Memory(pair, _NEXT)
            else:
                pairs = Pairs(list(map(word_key, opening)), self._table.knows, pair)
        stands = hides or bool(alone)
        return Start(pairs, small_next, stands, hides, tuple(opening), tuple(alone))

    def _pair(self, lang: str, first: str, forms: Sequence[str], second: str) -> Pair:
        """Return what two words can start or name, the first in any of its forms."""
        readings = list(_joined(forms, (second,), lang))
        keys = list(filter(self._table.knows, map(key_of, readings)))
        if not keys:
            return NO_PAIR
        longest = max([self._table.opening(key)[0] for key in keys])
        named = () if is_never((first, second), lang) else self._named_in(readings, lang)
        return Pair(longest, tuple(named)) if longest or named else NO_PAIR

    def _several(self, lang: str, words: tuple[str, ...]) -> tuple[Named, ...]:
        """Return what three words or more can name."""
        start = self._starts[lang][words[0]]
        if start is None or is_never(words, lang):
            return ()
        return tuple(self._named_in(_joined(start.forms, words[1:], lang), lang))

    def _named_in(self, readings: Iterable[str], lang: str, *, exact: bool = False) -> list[Named]:
        """Return what the first of the readings that is a name may stand for."""
        index = _LANG_INDEX[lang]
        for reading in readings:
            named = [
                Named(
                    variant.strengths[index],
                    variant.small_end,
                    variant.places,
                    self._ids([variant]),
                )
                for variant in self._table.get(key_of(reading))
                if variant.strengths[index]
                and (reading == variant.form or (not exact and _written_as(reading, variant, lang)))
            ]
            if named:
                return named
        return []

    def _match(
        self, surfaces: Sequence[str], first: int, start: Start, pair: Pair, lang: str
    ) -> PlaceMatch | None:
        """Return the longest place that starts at a word; one without ids hides what is in it.

        ``pair`` is what this word and the next can start.
        """
        if start.hides and (end := hidden(surfaces, first, lang)):
            return PlaceMatch(first, end, ())
        longest, named = pair
        if longest:
            longer = self._longer[lang]
            for end in self._ends(surfaces, first, first + longest, start, lang):
                several = longer[tuple(surfaces[first:end])]
                match = self._judge(surfaces, first, end, several, lang) if several else None
                if match is not None:
                    return match
        if named:
            match = self._judge(surfaces, first, first + 2, named, lang)
            if match is not None:
                return match
        if start.alone:
            return self._judge(surfaces, first, first + 1, start.alone, lang)
        return None

    def _ends(
        self, surfaces: Sequence[str], first: int, last: int, start: Start, lang: str
    ) -> list[int]:
        """Return where names of three words or more may end, the furthest first."""
        ends = range(first + 3, min(len(surfaces), last) + 1)
        if lang == "ru":  # whose words are inflected
            return list(reversed(ends))
        knows = self._table.knows
        begun = [word_key(form) + keys_of[surfaces[first + 1]][0] for form in start.forms]
        found: list[int] = []
        for end in ends:
            key, without_s = keys_of[surfaces[end - 1]]
            if any(knows(each + key) or (without_s and knows(each + without_s)) for each in begun):
                found.append(end)
            begun = [each + key for each in begun]
        found.reverse()
        return found

    def _judge(
        self, surfaces: Sequence[str], first: int, end: int, named: Sequence[Named], lang: str
    ) -> PlaceMatch | None:
        """Return the places that the words name here, by what stands around them."""
        capital = end - first == 1 or surfaces[end - 1][:1].isupper()
        if len(named) == 1:
            (strength, small_end, _, ids), *_ = named
            if (capital or small_end) and is_place(surfaces, first, end, strength, lang):
                return PlaceMatch(first, end, ids)
            return None
        trusted = [
            each
            for each in named
            if (capital or each.small_end) and is_place(surfaces, first, end, each.strength, lang)
        ]
        if not trusted:
            return None
        if len(trusted) == 1:
            return PlaceMatch(first, end, trusted[0].ids)
        numbers = {number for each in trusted for number in each.places}
        return PlaceMatch(first, end, tuple(map(self._table.place_id, sorted(numbers))))


def _is_genitive(form: str, lang: str) -> bool:
    return form.endswith("s") and lang in ("de", "en") and len(form) > _SHORT


def _joined(firsts: Sequence[str], rest: Sequence[str], lang: str) -> Iterable[str]:
    """Return the forms that the words of a possible name may stand for."""
    if lang != "ru":
        form = form_of(rest)
        forms = [f"{first} {form}" for first in firsts]
        if lang != "vi" and form.endswith("s") and len(form.rpartition(" ")[2]) > _SHORT:
            return [each for whole in forms for each in (whole, whole[:-1])]
        return forms
    options = [firsts, *(russian.nominatives(word_form(surface)) for surface in rest)]
    return map(" ".join, islice(product(*options), _MOST_READINGS))


def _written_as(reading: str, variant: Variant, lang: str) -> bool:
    """Tell whether words as read may be the spelling of a name in running text.

    Missing diacritics and missing spaces are forgiven where the name stays distinct without
    them; diacritics that are there have to be right.
    """
    form = variant.form
    if reading.count(" ") != form.count(" "):
        if " " in reading or not variant.loose:
            return False
        return reading == form.replace(" ", "") or not accented(reading)
    if accented(reading):
        return False
    return variant.loose or (" " in reading and lang != "vi")


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """Return the gazetteer of this installation, read from its data file the first time."""
    return Gazetteer(read_table(DATA))
