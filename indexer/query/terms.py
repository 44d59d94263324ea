"""The words of a query -> the terms they may stand under, in every language that could be meant.

A query is too short to guess its language: a Latin word is looked for as a Vietnamese, a German
and an English one, a Cyrillic word as a Russian one. The alternatives of one word are joined by
a DisjunctionMax, so they never add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from functools import cache, lru_cache
from typing import Any, NamedTuple, cast

from indexer.analysis.abbreviations import Definition
from indexer.analysis.base import tagged
from indexer.analysis.filters import fold_term, word_term
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.tokenizer import words
from indexer.engines import tree as query
from indexer.model import INDEXED, Channel
from indexer.query.readings import name_terms
from indexer.query.units import Divided, Phrase, Unit, Word
from indexer.query.vietnamese import Likely
from indexer.query.weights import Weights

_REMEMBERED = 10_000
"""So many words of queries are remembered."""


MEANT = 0.7
"""From this probability on a syllable is what is looked for beside its neighbours."""


class Alternative(NamedTuple):
    """One term a word may stand under, and what a match of it is worth."""

    channel: Channel
    term: str
    weight: float


class QueryWord(NamedTuple):
    """A word of the query: as typed, its plain terms, and all its alternatives, best first.

    ``respelled`` is the word in another spelling of the same form (ae for ä), if it has one;
    ``meant`` is the word itself, or the Vietnamese syllable that it is most likely typed for.
    ``within`` are, for a German compound, the words that it is made of, by their stems;
    ``long_forms`` are phrases that it is short for, by channel; ``meanings`` terms of other
    languages that mean it; ``transcribed`` is what a syllable of a Vietnamese name in Russian
    letters is read as, without diacritics, and ``read_as`` with those that it probably has;
    ``cyrillic`` are the alternatives that are a syllable in Russian letters. ``spelled_so`` tells
    that no text has its letters with other diacritics that does not have the word itself, too.
    """

    text: str
    word: str
    fold: str
    respelled: str
    meant: str
    alternatives: tuple[Alternative, ...]
    within: tuple[QueryWord, ...] = ()
    long_forms: tuple[tuple[Channel, tuple[str, ...]], ...] = ()
    meanings: tuple[Alternative, ...] = ()
    transcribed: str = ""
    read_as: str = ""
    cyrillic: frozenset[str] = frozenset()
    spelled_so: bool = False

    def reading(self, channel: Channel) -> frozenset[str]:
        """Return the terms of one channel."""
        return frozenset(term for each, term, _ in self.alternatives if each is channel)

    def naming(self, places: Sequence[str], weight: float) -> QueryWord:
        """Return the word with the places that it names as further alternatives."""
        more = tuple(Alternative(Channel.PLACE, place, weight) for place in places)
        return self._replace(alternatives=self.alternatives + more)

    def meaning(self, likely: Sequence[Likely], weights: Weights) -> QueryWord:
        """Return the word with the Vietnamese syllables that it may be typed for.

        Each weighs the more the more probable it is. So does the word itself if it was typed
        without diacritics; what was typed with them stays an exact match.
        """
        found = {(channel, term): weight for channel, term, weight in self.alternatives}
        plain = self.word == self.fold
        if plain:
            found.pop((Channel.WORD, self.word), None)
        for syllable, probability, close in likely:
            best = weights.word if close else weights.variant
            weight = weights.fold_plain + (best - weights.fold_plain) * probability**2
            if syllable != self.word or plain:
                found[Channel.WORD, syllable] = weight
            if (fold := fold_term(syllable)) != self.fold:
                found.setdefault((Channel.FOLD, fold), weights.fold_accented * probability)
        if likely[0].probability > MEANT:  # then it is no word of another language
            found = {key: weight for key, weight in found.items() if key[0] is not Channel.STEM}
        best_first = sorted(found.items(), key=lambda item: -item[1])
        alternatives = tuple(Alternative(*key, weight) for key, weight in best_first)
        meant = likely[0].term if likely[0].probability > MEANT else self.word
        return self._replace(alternatives=alternatives, meant=meant)

    def shortening(self, known: Sequence[Definition], weights: Weights) -> QueryWord:
        """Return the word with what it is short for as further alternatives."""
        terms: list[Alternative] = []
        phrases: list[tuple[Channel, tuple[str, ...]]] = []
        for _, lang, meant in known:
            inflects = lang in LANGUAGES and LANGUAGES[lang].inflects
            channel = Channel.STEM if inflects else Channel.WORD
            long = tuple([tagged(lang, word) for word in meant]) if inflects else meant
            if len(long) == 1:
                terms.append(Alternative(channel, long[0], weights.variant))
            else:
                phrases.append((channel, long))
        return self._replace(
            alternatives=self.alternatives + tuple(terms), long_forms=tuple(phrases)
        )

    def shortened(self, short: str, weight: float) -> QueryWord:
        """Return the word with the abbreviation of a name it is part of as an alternative."""
        return self._replace(
            alternatives=(*self.alternatives, Alternative(Channel.FOLD, short, weight))
        )

    def stems(self) -> dict[str, str]:
        """Return its stems by language; of several lemmas the first, by which texts are indexed."""
        found = {"vi": self.meant}
        for channel, term, _ in self.alternatives:
            if channel is Channel.STEM:
                lang, _, stem = term.partition(":")
                found.setdefault(lang, stem)
        return found

    def only(self, channel: Channel) -> QueryWord:
        """Return the word with its alternatives in one channel alone."""
        kept = tuple(each for each in self.alternatives if each.channel is channel)
        return self._replace(alternatives=kept, within=())

    def undivided(self) -> QueryWord:
        """Return the word without the words that it is made of."""
        return self._replace(within=()) if self.within else self

    def unit(self, fields: tuple[str, ...]) -> Word:
        """Return what highlighting needs to know of this word by itself."""
        terms: dict[Channel, set[str]] = {}
        for channel, term, _ in self.alternatives:
            if channel is not Channel.WORD or not self._other_accents(term):
                terms.setdefault(channel, set()).add(term)
        spelled_so = self.spelled_so and terms.get(Channel.FOLD) == {self.fold}
        held = {channel: frozenset(found) for channel, found in terms.items()}
        return Word(self.text, fields, held, spelled_so)

    def _other_accents(self, term: str) -> bool:
        """Tell whether a word is this one with other accents than were typed or are meant.

        It is found as what has the same letters, and marked where nothing is closer.
        """
        typed = (self.word, self.respelled, self.meant)
        return self.word != self.fold and term not in typed and _fold(term) == self.fold

    def units(self, fields: tuple[str, ...]) -> tuple[Unit, ...]:
        """Return what highlighting needs to know of this word: its parts, its long forms."""
        long = [
            Phrase(self.text, fields, tuple(_part(self.text, fields, channel, words)), 1)
            for channel, words in self.long_forms
        ]
        alone: Unit = self.unit(fields)
        if self.within:
            alone = Divided(self.text, fields, tuple(w.unit(fields) for w in (self, *self.within)))
        return alone, *long

    def tree(self, fields: Sequence[str], weights: Weights) -> query.Query:
        """Return the DisjunctionMax over fields and channels that matches this word."""
        # a compound counts as much as its parts together, or it would come after them
        worth = max(1.0, weights.divided) if self.within else 1.0
        enough = self._enough()
        found: list[query.Query] = []
        matching: list[query.Query] = []
        for field in fields:
            names, factor = _term_fields(field), field_weight(field, weights)
            for each in self.alternatives:
                channel, term, weight = each
                found.append(query.Term(names[channel], term, boost=worth * weight * factor))
                if each in enough:
                    matching.append(found[-1])
        more: list[query.Query] = meaning_trees(self.meanings, fields, weights, worth)
        more += [
            _long_form(field, *each, weights.variant * field_weight(field, weights))
            for field in fields
            for each in self.long_forms
        ]
        if self.within:
            parts = query.And([part.tree(fields, weights) for part in self.within])
            more.append(boosted(parts, weights.divided / len(self.within)))
        if len(found) + len(more) < 2:
            return dis_max(found + more, weights.tie)
        return query.Best(found + more, matching + more, tiebreak=weights.tie)

    def _enough(self) -> list[Alternative]:
        """Return the alternatives that match all that it matches, in order.

        Whatever has a word has its fold, so the word need not be asked for beside it.
        """
        folds = self.reading(Channel.FOLD)
        return [
            each
            for each in self.alternatives
            if each.channel is not Channel.WORD or _fold(each.term) not in folds
        ]

    def presence(self, fields: Sequence[str]) -> query.Query:
        """Return the query for the documents that :meth:`tree` matches, for a score of its own."""
        terms: list[query.Query] = [
            query.Term(names[channel], term)
            for names in map(_term_fields, fields)
            for channel, term, _ in (*self._enough(), *self.meanings)
        ]
        terms += [_long_form(field, *each, 1.0) for field in fields for each in self.long_forms]
        if self.within:
            terms.append(query.And([part.presence(fields) for part in self.within]))
        return dis_max(terms, 0.0)


def query_words(text: str, weights: Weights, *, exact: bool = False) -> list[QueryWord]:
    """Return the words of a stretch of query text; ``exact`` leaves out other word forms."""
    return [_query_word(text[start:end], weights, exact) for start, end in words(text)]


def query_word(word: str, weights: Weights) -> QueryWord:
    """Return one word of a query, which is taken as it is."""
    return _query_word(word, weights, exact=False)


def capitals(found: Sequence[QueryWord]) -> frozenset[int]:
    """Return the places of the words that begin with a capital letter, or are read as a name."""
    return frozenset(
        at for at, word in enumerate(found) if word.text[:1].isupper() or word.transcribed
    )


@lru_cache(_REMEMBERED)
def _fold(word: str) -> str:
    return fold_term(word)


def side_by_side(
    found: Sequence[QueryWord], fields: Sequence[str], weights: Weights, slop: int = 1
) -> list[query.Query]:
    """Return the phrases, one a field and spelling, that hold these words in this order."""
    plain = all(word.fold == word.word for word in found)
    spellings = {
        (Channel.WORD, tuple(word.word for word in found)): weights.word,
        (Channel.FOLD, tuple(word.fold for word in found)): (
            weights.fold_plain if plain else weights.fold_accented
        ),
    }
    respelled = (Channel.WORD, tuple(word.respelled or word.word for word in found))
    spellings.setdefault(respelled, weights.variant)
    meant = (Channel.WORD, tuple(word.meant for word in found))
    spellings.setdefault(meant, weights.variant)
    return [
        query.Phrase(
            f"{field}_{channel}",
            list(terms),
            slop=slop,
            boost=weight * field_weight(field, weights),
        )
        for field in fields
        for (channel, terms), weight in spellings.items()
        if weight
    ]


def neighbours(
    found: Sequence[QueryWord], fields: Sequence[str], weights: Weights
) -> list[query.Query]:
    """Return the phrases that tell that words stand side by side: one a field, to be quick.

    Words with diacritics are looked for as they are, plain ones without regard to diacritics.
    """
    plain = all(word.transcribed or word.fold == word.meant for word in found)
    folded = bool(weights.fold_plain) if plain else not weights.word
    channel = Channel.FOLD if folded else Channel.WORD
    terms = [word.transcribed or (word.fold if folded else word.meant) for word in found]
    return [
        query.Phrase(f"{field}_{channel}", terms, boost=field_weight(field, weights))
        for field in fields
    ]


def dis_max(subqueries: list[query.Query], tie: float) -> query.Query:
    """Return the DisjunctionMax of several queries, the only one, or that nothing matches."""
    if len(subqueries) < 2:
        return subqueries[0] if subqueries else query.NullQuery
    return query.DisjunctionMax(subqueries, tiebreak=tie)


@cache
def _term_fields(field: str) -> dict[Channel, str]:
    """Return the name of every channel of a field in the index."""
    return {channel: f"{field}_{channel}" for channel in INDEXED}


def meaning_trees(
    meanings: Iterable[Alternative], fields: Sequence[str], weights: Weights, worth: float = 1.0
) -> list[query.Query]:
    """Return the query for every term of another language in every field."""
    worths = [(_term_fields(field), worth * field_weight(field, weights)) for field in fields]
    return [
        query.Term(names[channel], term, boost=weight * factor)
        for names, factor in worths
        for channel, term, weight in meanings
    ]


def field_weight(field: str, weights: Weights) -> float:
    """Return what a match in a field is worth against one in the body."""
    return weights.title if field == "title" else 1.0


def boosted(tree: query.Query, factor: float) -> query.Query:
    """Return a tree whose scores are multiplied by ``factor``."""
    if factor == 1.0:
        return tree
    match tree:
        case query.AndMaybe():
            return query.AndMaybe(boosted(tree.a, factor), boosted(tree.b, factor))
        case query.Require() | query.AndNot():
            return type(tree)(boosted(tree.a, factor), tree.b)
        case query.ConstantScoreQuery():
            return query.ConstantScoreQuery(tree.child, tree.score * factor)
        case _:
            found: Any = copy(tree)  # with_boost would copy all that is below
            found.boost *= factor
            return cast("query.Query", found)


def _long_form(field: str, channel: Channel, words: Sequence[str], weight: float) -> query.Phrase:
    """Return the phrase for a long form, worth as much as one of its words."""
    return query.Phrase(f"{field}_{channel}", list(words), boost=weight / len(words))


def _part(
    text: str, fields: tuple[str, ...], channel: Channel, words: Sequence[str]
) -> Iterator[Word]:
    for word in words:
        yield Word(text, fields, {channel: frozenset({word})})


@lru_cache(_REMEMBERED)
def _query_word(surface: str, weights: Weights, exact: bool) -> QueryWord:
    word = word_term(surface)
    fold = fold_term(word)
    fold_weight = weights.fold_plain if fold == word else weights.fold_accented
    found = {(Channel.WORD, word): weights.word, (Channel.FOLD, fold): fold_weight}
    respelled = ""
    for code, language in LANGUAGES.items():
        if not language.writes(word):
            continue
        if not exact and language.inflects:
            found.setdefault((Channel.STEM, tagged(code, language.stem(word))), weights.stem)
        for channel, term, same_form in language.variants(word):
            if same_form:
                respelled = term
            weight = (
                weights.inside * bool(weights.part) if channel is Channel.PART else weights.variant
            )
            if weight and (same_form or not exact):
                found.setdefault((channel, term), weight)
    if weights.name and not exact:
        found.update({(Channel.NAME, key): weights.name for key in sorted(name_terms(surface))})
    best_first = sorted(found.items(), key=lambda item: -item[1])
    alternatives = tuple(Alternative(*key, weight) for key, weight in best_first if weight)
    within = (
        () if exact or not weights.divided or not weights.part else _words_within(word, weights)
    )
    return QueryWord(surface, word, fold, respelled, word, alternatives, within)


def _words_within(word: str, weights: Weights) -> tuple[QueryWord, ...]:
    """Return the words that a compound is made of, as words of the query by their stems."""
    found: list[QueryWord] = []
    for code, language in LANGUAGES.items():
        stems = language.within(word, smallest=True) if language.writes(word) else ()
        for stem in stems:
            term = tagged(code, stem)
            alternatives = [Alternative(Channel.STEM, term, 1.0)]
            if weights.inside and weights.part:
                alternatives.append(Alternative(Channel.PART, term, weights.inside))
            found.append(QueryWord(word, stem, stem, "", stem, tuple(alternatives)))
    return tuple(found)
