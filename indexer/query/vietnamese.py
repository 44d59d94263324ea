"""What Vietnamese may be meant by words typed without diacritics, with wrong ones, or as keys.

A word of the query may be typed for several syllables: the same letters with more marks, with
another tone, or what the keys of Telex and VNI spell. Which was meant, its neighbours tell. This
is a noisy channel (Kernighan, Church and Gale 1990, "A spelling correction program based on a
noisy channel model") over words of one or several syllables, each as probable as the share of
documents that hold it: words of a list, and those of the documents, names among them, which are
likelier in a query than in texts. The forward-backward algorithm sums over all ways to cut the
query into words and gives every reading its probability.

Another tone than the typed one is only read where it makes a known word of several syllables.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from math import exp, inf, log, log1p
from typing import NamedTuple

from indexer.analysis.base import Part, tagged
from indexer.analysis.filters import fold_term, is_syllable, word_term
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.tokenizer import words as word_spans
from indexer.analysis.vilexicon import syllables_like, words_like
from indexer.query.inputmethods import decoded
from indexer.query.transcription import FAMILY_NAMES, FAMILY_NAMES_OR_WORDS
from indexer.query.vocabulary import Vocabulary

_LEAST_SYLLABLES = 0.5
"""A text with a smaller share of syllables is not Vietnamese: German and English have up to .45."""
_ACCENTED = 0.78
"""The share of syllables with diacritics in questions and headlines typed well."""
_WELL_TYPED = 0.6
"""From this share on, a query is taken to be typed with diacritics."""
_SLIP = 0.02
"""How probable it is that a syllable lost its marks, or changed its tone, in such a query."""
_KEYS = 0.2
"""How probable it is that a syllable is typed with the keys of an input method."""
_DISTINCT = 100.0
"""So many different words has a document: what the shares of documents add up to."""
_LISTED, _UNKNOWN = 0.5, 0.01
"""Of how many documents a word counts for that is listed, or merely typed, but in none."""
_NAMED = 10.0
"""So many times as often as in texts one word of a query is a person's name."""
_FAMILY_NAMES = frozenset(name.lower() for name in FAMILY_NAMES)
_NAMES_ALONE = _FAMILY_NAMES - {name.lower() for name in FAMILY_NAMES_OR_WORDS}
_MOST_SYLLABLES = 4
_LIKELY = 0.2
"""Syllables less probable than this are left out."""
_CERTAIN = 0.5
"""Words of several syllables are read where they are more probable than anything else there."""
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_REMEMBERED = 1 << 14


class Likely(NamedTuple):
    """A term and how probable it is that it was meant; ``close`` if all marks typed are in it."""

    term: str
    probability: float = 1.0
    close: bool = True


class WordReading(NamedTuple):
    """Words of the query, as indices, that are one of several syllables, and which it may be."""

    first: int
    end: int
    terms: tuple[Likely, ...]


class Readings(NamedTuple):
    """What Vietnamese the words of a query may be.

    ``syllables`` has, by the index of a word, what it may stand for, the likeliest first; the word
    as typed may be among them. Words that are just what they are have no entry.
    """

    syllables: Mapping[int, tuple[Likely, ...]]
    words: tuple[WordReading, ...]


AS_TYPED = Readings({}, ())


class _Change(IntEnum):
    """What became of a syllable between mind and query."""

    NONE = 0
    MARKS_LOST = 1
    TONE_CHANGED = 2
    IMPOSSIBLE = 3


class _Typed(NamedTuple):
    """A word as typed; ``syllable`` is what it spells, by itself or by the keys in it, if any."""

    word: str
    syllable: str
    fold: str
    accented: bool

    @property
    def by_keys(self) -> bool:
        return self.syllable not in ("", self.word)


class _Choice(NamedTuple):
    """How probable a typing is for a syllable, and what was changed."""

    probability: float
    change: _Change


class _Edge(NamedTuple):
    """One word that some words of the query may be, and how probable both are."""

    first: int
    end: int
    syllables: tuple[str, ...]
    probability: float


def vietnamese_words(text: str) -> list[Part]:
    """Return the Vietnamese words of several syllables that ``text`` may be read as.

    Text all in capitals says nothing about names and is segmented in lower case.
    """
    spans = list(word_spans(text))
    syllables = [_is_syllable(text[start:end]) for start, end in spans]
    if not any(both == (True, True) for both in pairwise(syllables)):
        return []
    segmented = text.lower() if text.isupper() and len(text.lower()) == len(text) else text
    parts = LANGUAGES["vi"].parts(segmented, spans)
    return [part for part in parts if all(syllables[part.first : part.end])]


def readings(words: Sequence[str], vocabulary: Vocabulary) -> Readings:
    """Return what the ``word`` terms of a stretch of the query may be typed for."""
    typed = list(map(_typed, words))
    syllables = [each for each in typed if each.syllable]
    if not syllables or len(syllables) < _LEAST_SYLLABLES * len(words):
        return AS_TYPED
    share = sum(each.accented for each in syllables) / len(syllables)
    well_typed = share >= _WELL_TYPED and not any(each.by_keys for each in syllables)
    if well_typed and not _another_word(typed):
        return AS_TYPED
    lost = max(_SLIP, 1 - share / _ACCENTED)
    choices = [_choices(each, lost, vocabulary) for each in typed]
    found, told = _likely(typed, choices, _edges(typed, choices, vocabulary))
    if well_typed:
        return _but_typed(typed, found)
    if told or any(each.accented and not each.by_keys for each in typed):
        return found
    # nothing tells it from another language: only keys that are no word at all are undone
    unknown = {
        at: likely
        for at, likely in found.syllables.items()
        if typed[at].by_keys and not vocabulary.doc_frequency("body_word", typed[at].word)
    }
    return Readings(unknown, ())


def _but_typed(typed: Sequence[_Typed], found: Readings) -> Readings:
    """Return the words of several syllables alone, and only those that are not as typed."""
    words = tuple(
        word
        for word in found.words
        if any(at in found.syllables for at in range(word.first, word.end))
        and word.terms[0].term != _term([each.word for each in typed[word.first : word.end]])
    )
    kept = {at for word in words for at in range(word.first, word.end)}
    return Readings({at: found.syllables[at] for at in kept & set(found.syllables)}, words)


def marks_in_common(one: str, other: str) -> int:
    """Return how many diacritics two syllables with the same fold share, đ among them."""
    letters, tone = _parted(one)
    other_letters, other_tone = _parted(other)
    same = sum(
        mine == its != fold_term(mine) for mine, its in zip(letters, other_letters, strict=False)
    )
    return same + (tone == other_tone != "")


def _another_word(typed: Sequence[_Typed]) -> bool:
    """Tell whether two neighbours are no listed word, but would be one with other marks."""
    for one, other in pairwise(typed):
        if one.syllable and other.syllable:
            listed = words_like((one.fold, other.fold))
            pair = one.word, other.word
            if pair not in listed and any(_typed_for(each, pair) for each in listed):
                return True
    return False


def _typed_for(meant: Sequence[str], typed: Sequence[str]) -> bool:
    return all(_change(*both) is not _Change.IMPOSSIBLE for both in zip(meant, typed, strict=True))


@lru_cache(_REMEMBERED)
def _typed(word: str) -> _Typed:
    syllable = word if is_syllable(word) else decoded(word)
    if not syllable or not (syllable == word or syllables_like(fold_term(syllable))):
        return _Typed(word, "", fold_term(word), accented=False)
    fold = fold_term(syllable)
    return _Typed(word, syllable, fold, accented=fold != syllable)


@lru_cache(_REMEMBERED)
def _change(meant: str, typed: str) -> _Change:
    """Return what makes one syllable of another with the same fold."""
    if meant == typed:
        return _Change.NONE
    letters, tone = _parted(meant)
    typed_letters, typed_tone = _parted(typed)
    if len(letters) != len(typed_letters):
        return _Change.IMPOSSIBLE
    for one, other in zip(letters, typed_letters, strict=True):
        if one != other and fold_term(other) != other:
            return _Change.IMPOSSIBLE
    return _Change.TONE_CHANGED if typed_tone not in ("", tone) else _Change.MARKS_LOST


def _parted(syllable: str) -> tuple[str, str]:
    """Return the letters of a syllable and its tone."""
    letters = unicodedata.normalize("NFD", syllable)
    bare = "".join([each for each in letters if each not in _TONES])
    tone = "".join([each for each in letters if each in _TONES])
    return unicodedata.normalize("NFC", bare), tone


def _choices(typed: _Typed, lost: float, vocabulary: Vocabulary) -> dict[str, _Choice]:
    """Return the syllables that a word may be typed for; ``lost`` is how often marks are."""
    found = {typed.word: _Choice(1.0, _Change.NONE)}
    if not typed.syllable:
        return found
    keys = _KEYS if typed.by_keys else 1.0
    worth = {_Change.NONE: keys, _Change.MARKS_LOST: keys * lost, _Change.TONE_CHANGED: _SLIP}
    held = [syllable for (syllable,) in vocabulary.words_like((typed.fold,))]
    for meant in (*syllables_like(typed.fold), *held):
        change = _change(meant, typed.syllable)
        if change in worth:
            found.setdefault(meant, _Choice(worth[change], change))
    return found


def _edges(
    typed: Sequence[_Typed], choices: Sequence[Mapping[str, _Choice]], vocabulary: Vocabulary
) -> Iterator[_Edge]:
    """Yield the words that the query may be made of, by where they begin."""
    whole = max(vocabulary.documents, 1) * _DISTINCT
    for first, each in enumerate(typed):
        for syllable, (probability, change) in choices[first].items():
            held = _held(syllable, vocabulary)
            as_typed = syllable == each.word
            if as_typed or (held and change is not _Change.TONE_CHANGED):
                documents = held * _prior((syllable,)) + (_UNKNOWN if as_typed else 0)
                yield _Edge(first, first + 1, (syllable,), probability * documents / whole)
        for end in range(first + 2, min(first + _MOST_SYLLABLES, len(typed)) + 1):
            if not (each.syllable and typed[end - 1].syllable):
                break
            folds = tuple([other.fold for other in typed[first:end]])
            listed = words_like(folds)
            for syllables in dict.fromkeys((*listed, *vocabulary.words_like(folds))):
                probability = 1.0
                for syllable, known in zip(syllables, choices[first:end], strict=True):
                    probability *= known[syllable].probability if syllable in known else 0.0
                if probability:
                    held = vocabulary.doc_frequency("body_part", _term(syllables))
                    if not held and not all(_held(each, vocabulary) for each in syllables):
                        continue
                    documents = held * _prior(syllables)
                    documents += _LISTED if syllables in listed else 0
                    if documents:
                        yield _Edge(first, end, syllables, probability * documents / whole)


def _prior(word: Sequence[str]) -> float:
    """Return how many times as often as in texts a word is meant in a query."""
    named = word[0] in (_FAMILY_NAMES if len(word) > 1 else _NAMES_ALONE)
    return _NAMED if named else 1.0


def _held(syllable: str, vocabulary: Vocabulary) -> int:
    return vocabulary.doc_frequency("body_word", syllable)


def _likely(
    typed: Sequence[_Typed], choices: Sequence[Mapping[str, _Choice]], found: Iterator[_Edge]
) -> tuple[Readings, bool]:
    """Return the readings whose probability, all others considered, is worth a look.

    And whether some syllable is probably in a word of several: that tells Vietnamese.
    """
    edges = list(found)
    forward = [0.0] + [-inf] * len(typed)
    backward = [-inf] * len(typed) + [0.0]
    for edge in edges:
        forward[edge.end] = _sum(forward[edge.end], forward[edge.first] + log(edge.probability))
    for edge in reversed(edges):
        backward[edge.first] = _sum(
            backward[edge.first], backward[edge.end] + log(edge.probability)
        )
    shares: list[dict[str, float]] = [defaultdict(float) for _ in typed]
    joined = [0.0] * len(typed)
    several: dict[tuple[int, int], list[Likely]] = defaultdict(list)
    for first, end, syllables, probability in edges:
        share = exp(forward[first] + log(probability) + backward[end] - forward[-1])
        for at, syllable in enumerate(syllables, first):
            shares[at][syllable] += share
            joined[at] += share if end > first + 1 else 0.0
        if end > first + 1 and share >= _LIKELY:
            close = all(
                known[syllable].change is not _Change.TONE_CHANGED
                for known, syllable in zip(choices[first:end], syllables, strict=True)
            )
            several[first, end].append(Likely(_term(syllables), share, close))
    meant = {}
    for at, (each, known) in enumerate(zip(typed, choices, strict=True)):
        best = sorted(shares[at].items(), key=lambda item: (-item[1], item[0]))
        likely = [
            Likely(syllable, share, known[syllable].change is not _Change.TONE_CHANGED)
            for syllable, share in best
            if share >= _LIKELY
        ]
        if any(each.word != syllable for syllable, _, _ in likely):
            meant[at] = tuple(likely)
    certain = tuple(
        WordReading(first, end, tuple(sorted(terms, key=lambda each: -each.probability)))
        for (first, end), terms in several.items()
        if sum(each.probability for each in terms) > _CERTAIN
    )
    return Readings(meant, certain), max(joined) > _CERTAIN


def _sum(one: float, other: float) -> float:
    """Return the logarithm of the sum of two numbers given by theirs: products get too small."""
    high, low = max(one, other), min(one, other)
    return high if low == -inf else high + log1p(exp(low - high))


def _term(syllables: Sequence[str]) -> str:
    return tagged("vi", "_".join(syllables))


@lru_cache(_REMEMBERED)
def _is_syllable(surface: str) -> bool:
    return is_syllable(word_term(surface))
