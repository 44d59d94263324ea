"""Vietnamese persons in a query, as Russian documents have them, and the other way round.

A name is looked for by its syllables, each as the other script writes it; only what documents hold
is searched, and where they do not hold the family name nothing more is asked. What is in Russian
letters gets the diacritics that the documents tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from indexer.analysis.filters import is_syllable
from indexer.analysis.vilexicon import syllables_like
from indexer.model import Channel
from indexer.query.emphasis import is_small
from indexer.query.rarity import Frequencies, holding
from indexer.query.terms import MEANT, Alternative, QueryWord
from indexer.query.transcription import russian_forms, shortest_name, vietnamese
from indexer.query.vietnamese import WordReading, readings
from indexer.query.vocabulary import Vocabulary
from indexer.query.weights import Weights

_MOST_SYLLABLES = 4


def in_other_script(
    words: Sequence[QueryWord], weights: Weights, frequencies: Frequencies
) -> tuple[list[QueryWord], list[tuple[int, int]]]:
    """Return words with the syllables of Vietnamese names in the other script as alternatives.

    Beside them are the stretches of words, first and end, that are names in Russian letters:
    these are read as the likeliest syllables that documents hold.
    """
    found = list(words)
    stretches: list[tuple[int, int]] = []
    for first, end in _runs(words, _is_vietnamese, shortest_name):
        forms = map(_russian_forms, words[first:end])
        for at, held in enumerate(_all_held(Channel.WORD, forms, frequencies), first):
            word = _with(words[at], Channel.WORD, held, weights)
            found[at] = word._replace(cyrillic=frozenset(held))
    for first, end in _runs(words, vietnamese, _shortest_in_russian):
        syllables = (vietnamese(word.word) for word in words[first:end])
        if spellings := _all_held(Channel.FOLD, syllables, frequencies):
            stretches.append((first, end))
        for at, held in enumerate(spellings, first):
            word = _with(words[at], Channel.FOLD, held, weights)
            found[at] = word._replace(transcribed=held[0], read_as=held[0])
    return found, stretches


def with_diacritics(
    words: Sequence[QueryWord], first: int, end: int, weights: Weights, vocabulary: Vocabulary
) -> tuple[list[QueryWord], list[WordReading]]:
    """Return words of which some are a name in Russian letters with the diacritics it may have.

    And the Vietnamese words of several syllables that the documents make of it.
    """
    found = list(words)
    meant = readings([word.transcribed for word in words[first:end]], vocabulary)
    for at, likely in meant.syllables.items():
        word = words[first + at]
        more = [
            Alternative(Channel.WORD, syllable, weights.name * probability)
            for syllable, probability, _ in likely
        ]
        read = likely[0].term if likely[0].probability > MEANT else word.transcribed
        found[first + at] = word._replace(alternatives=(*word.alternatives, *more), read_as=read)
    return found, [
        part._replace(first=first + part.first, end=first + part.end) for part in meant.words
    ]


def _runs(
    words: Sequence[QueryWord], may_be: Callable[[str], object], least: Callable[[str], int]
) -> Iterator[tuple[int, int]]:
    """Yield the stretches that may be names: a family name and up to three syllables more.

    Where nothing begins with a capital letter, words that any language needs for its sentences are
    no syllables of names.
    """
    at = 0
    capitals = any(word.text[:1].isupper() for word in words)
    while at < len(words):
        end = at
        while (
            end < min(len(words), at + _MOST_SYLLABLES)
            and may_be(words[end].meant)
            and (words[end].text[:1].isupper() if capitals else not is_small(words[end].meant))
        ):
            end += 1
        if end > at and 0 < least(words[at].meant) <= end - at:
            yield at, end
            at = end
        else:
            at += 1


def _is_vietnamese(word: str) -> bool:
    return not word.isdigit() and is_syllable(word)


def _shortest_in_russian(word: str) -> int:
    return max(map(shortest_name, vietnamese(word)), default=0)


def _russian_forms(word: QueryWord) -> list[str]:
    """Return the Russian spellings of a syllable, of one without diacritics with any of them."""
    syllables: Iterable[str] = (word.meant,)
    if word.meant == word.fold:
        syllables = (word.meant, *syllables_like(word.fold))
    return [form for syllable in syllables for form in russian_forms(syllable)]


def _all_held(
    channel: Channel, spellings: Iterable[Iterable[str]], frequencies: Frequencies
) -> list[list[str]]:
    """Return the spellings that documents hold of each syllable; of none if one has none."""
    family, *others = spellings
    held = [[term for term in dict.fromkeys(family) if holding(frequencies, channel, term)]]
    if held[0]:
        held += [  # of all that follow, so that a cluster is asked once
            [term for term in dict.fromkeys(each) if holding(frequencies, channel, term)]
            for each in others
        ]
    return held if all(held) else []


def _with(word: QueryWord, channel: Channel, terms: Iterable[str], weights: Weights) -> QueryWord:
    known = {term for of, term, _ in word.alternatives if of is channel}
    more = [Alternative(channel, term, weights.name) for term in terms if term not in known]
    return word._replace(alternatives=(*word.alternatives, *more))
