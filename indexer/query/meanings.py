"""What the words of a query mean in the other languages, as terms of the index.

The lexicon gives a word its nearest words in every other language. Each is looked for as texts
have it: a stem by itself, a German one inside compounds, too; a Vietnamese word as a whole. What
no document holds is left out, so an index in one language costs a query nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import NamedTuple, Protocol

from indexer.analysis.base import tagged
from indexer.analysis.registry import LANGUAGES
from indexer.lexicon import Translation
from indexer.model import Channel
from indexer.query.rarity import Frequencies, at_most, holding
from indexer.query.terms import Alternative, QueryWord
from indexer.query.units import Translated
from indexer.query.vietnamese import Likely
from indexer.query.weights import DEFAULT_WEIGHTS, Weights

VIETNAMESE = "vi"
_REMEMBERED = 4_096


class Translations(Protocol):
    """What words mean in other languages: what is asked of a lexicon."""

    def translations(self, lang: str, key: str) -> Iterable[Translation]:
        """Return what a stem, or a Vietnamese word, means in the other languages."""
        ...


class _Key(NamedTuple):
    """A word as the lexicon knows it, how probably it is meant, and how many documents hold it."""

    lang: str
    key: str
    probability: float
    holding: int


class Meant(NamedTuple):
    """What a word of the query means: terms of other languages, the nearest first.

    ``similarities`` are those of the lexicon, by term.
    """

    alternatives: tuple[Alternative, ...] = ()
    similarities: dict[str, float] = {}  # noqa: RUF012 (never changed)

    def unit(self, text: str, fields: tuple[str, ...]) -> Translated:
        """Return what highlighting needs to know of it."""
        terms: dict[Channel, set[str]] = {}
        for channel, term, _ in self.alternatives:
            terms.setdefault(channel, set()).add(term)
        held = {channel: frozenset(found) for channel, found in terms.items()}
        return Translated(text, fields, held, self.similarities)


NOTHING_MEANT = Meant()


class Meanings:
    """The lexicon as one query asks it."""

    def __init__(
        self, lexicon: Translations, frequencies: Frequencies | None, weights: Weights
    ) -> None:
        self._lexicon = lexicon
        self._frequencies = frequencies
        self._weights = weights

    @property
    def known(self) -> bool:
        """Whether there is any word whose meaning is known."""
        return self._lexicon is not NO_LEXICON

    def language(self, words: Sequence[QueryWord]) -> str:
        """Return the language in which documents hold more of some words than in any other.

        It is nothing if that holds for no language.
        """
        counts = Counter(
            code
            for word in words
            for code, stem in word.stems().items()
            if LANGUAGES[code].writes(stem) and self._held(Channel.STEM, tagged(code, stem))
        )
        (lang, count), (_, next_count) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
        return lang if count > next_count else ""

    def of(
        self,
        words: list[QueryWord],
        parts: Sequence[Likely],
        lang: str,
        told: frozenset[str] = frozenset(),
    ) -> tuple[list[QueryWord], Meant]:
        """Return words that are one with their meanings, and what they mean together.

        ``parts`` are the Vietnamese words of several syllables that they may be; ``lang`` is the
        language of the query, if that is plain; in the languages ``told`` a glossary says it.
        """
        if len(words) > 1:
            return words, self._of_whole(parts, told)
        meant = self._of_word(words[0], lang, told)
        if meant.alternatives:  # what a compound means as a whole is not made of its parts
            return [words[0]._replace(meanings=meant.alternatives)], meant
        parts_meant = [self._of_word(part, lang, told) for part in words[0].within]
        within = tuple(
            part._replace(meanings=each.alternatives)
            for part, each in zip(words[0].within, parts_meant, strict=True)
        )
        word = words[0]._replace(meanings=meant.alternatives, within=within)
        for each in parts_meant:  # what is found by them has to have marks
            meant = Meant(
                meant.alternatives + each.alternatives, {**each.similarities, **meant.similarities}
            )
        return [word], meant

    def _of_word(self, word: QueryWord, lang: str, told: frozenset[str]) -> Meant:
        """Return what a word means; in ``lang``, or in every language that it may be of."""
        written = self._holding(Channel.WORD, word.meant)
        keys = [
            _Key(code, stem, 1.0, max(written, self._holding(Channel.STEM, tagged(code, stem))))
            for code, stem in word.stems().items()
            if (code == lang or not lang) and LANGUAGES[code].writes(stem)
        ]
        return self._found(keys, told)

    def _of_whole(self, words: Sequence[Likely], told: frozenset[str]) -> Meant:
        """Return what a Vietnamese word of several syllables means, by what it may be."""
        keys = [
            _Key(VIETNAMESE, term.partition(":")[2], each, self._holding(Channel.PART, term))
            for term, each in ((likely.term, likely.probability) for likely in words)
        ]
        return self._found(keys, told)

    def _found(self, keys: Iterable[_Key], told: frozenset[str]) -> Meant:
        found: dict[tuple[Channel, str], float] = {}
        similarities: dict[str, float] = {}
        documents = self._frequencies.documents if self._frequencies else 0
        for lang, key, probability, held_by in keys:
            left = dict.fromkeys(LANGUAGES, self._weights.most_meant) | dict.fromkeys(
                {lang, *told}, 0
            )
            for translation in self._lexicon.translations(lang, key):
                if not left[translation.lang]:
                    continue
                held = [
                    (term, theirs)
                    for term in _terms(translation)
                    if (theirs := self._holding(*term)) or self._frequencies is None
                ]
                if not held:
                    continue
                weight = self._weight(translation.similarity) * probability
                for term, theirs in held:
                    worth = weight * at_most(held_by, theirs, documents)
                    if worth > found.get(term, 0.0):
                        found[term] = worth
                        similarities[term[1]] = max(
                            translation.similarity, similarities.get(term[1], 0.0)
                        )
                left[translation.lang] -= 1
                if not any(left.values()):
                    break
        best_first = sorted(found.items(), key=lambda item: -item[1])
        return Meant(tuple(Alternative(*key, weight) for key, weight in best_first), similarities)

    def _weight(self, similarity: float) -> float:
        weight: float = self._weights.meant * similarity**self._weights.nearness
        return weight

    def _held(self, channel: Channel, term: str) -> bool:
        known = self._frequencies
        return known is None or holding(known, channel, term) > 0

    def _holding(self, channel: Channel, term: str) -> int:
        known = self._frequencies
        return holding(known, channel, term) if known else 0


class HeldTranslations:
    """A lexicon without what no document means by it; what it told of words is remembered.

    For documents that do not change and are asked at no cost: an index on this machine.
    """

    def __init__(self, lexicon: Translations, frequencies: Frequencies) -> None:
        self._of = lru_cache(_REMEMBERED)(partial(_held, lexicon, frequencies))

    def translations(self, lang: str, key: str) -> Iterable[Translation]:
        """Return what a stem, or a Vietnamese word, means in words that documents hold."""
        return self._of(lang, key)


def _held(
    lexicon: Translations, frequencies: Frequencies, lang: str, key: str
) -> tuple[Translation, ...]:
    return tuple(
        [
            translation
            for translation in lexicon.translations(lang, key)
            if any(holding(frequencies, *term) for term in _terms(translation))
        ]
    )


class _NoLexicon:
    """A lexicon that knows no word."""

    def translations(self, lang: str, key: str) -> Iterable[Translation]:  # noqa: ARG002
        """Return nothing."""
        return ()


NO_LEXICON = _NoLexicon()
NO_MEANINGS = Meanings(NO_LEXICON, None, DEFAULT_WEIGHTS)


def _terms(translation: Translation) -> Iterator[tuple[Channel, str]]:
    """Yield the terms under which texts may hold a translation."""
    lang, key, _ = translation
    term = tagged(lang, key)
    if lang != VIETNAMESE or "_" not in key:
        yield Channel.STEM, term
    if lang == "de" or "_" in key:
        yield Channel.PART, term
