"""How rare the words of a query are, and that no other way to find them tells more than they do.

Relevance is counted by how rare a term is. In a collection of several languages a term may be
rare only because few documents are in its language, or because hardly anybody writes it so: a
German stem that is spelled like a Vietnamese syllable, a name that sounds like a common word,
a far-fetched translation. Such a term must not bring its documents before those that hold what
was typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from indexer.analysis.base import tagged
from indexer.engines.base import inverse_frequency
from indexer.model import Channel
from indexer.query.terms import Alternative, QueryWord
from indexer.query.weights import Across

_NAMED, _ALIKE = 0.7, 2
"""A word is a name that is one in such a share of the documents that hold it, or in a few more."""
_COMMON = 0.05
"""A place that such a share of the documents names is a common one."""
_FORMS = (Channel.STEM, Channel.PART)
_FIELDS = {channel: (f"body_{channel}", f"title_{channel}") for channel in Channel}


class Frequencies(Protocol):
    """How many documents there are and hold a term: what is asked of a vocabulary."""

    documents: int

    def doc_frequency(self, term_field: str, term: str) -> int:
        """Return how many documents hold a term."""
        ...


def holding(frequencies: Frequencies, channel: Channel, term: str) -> int:
    """Return how many documents hold a term, in their texts or in their titles."""
    body, title = _FIELDS[channel]
    count = frequencies.doc_frequency
    return max(count(body, term), count(title, term))


def at_most(held: int, theirs: int, documents: int) -> float:
    """Return the factor by which a term that ``theirs`` of all documents hold is worth no more.

    No more than one that ``held`` of them hold, that is.
    """
    if not 0 < theirs < held:
        return 1.0
    return inverse_frequency(held, documents) / inverse_frequency(theirs, documents)


def no_rarer(word: QueryWord, frequencies: Frequencies, lang: str) -> QueryWord:
    """Return a word of the query with alternatives that tell no more of a document than it does.

    Its own forms in ``lang``, the language of the query if that is plain, are what they are.
    """
    held = holding(frequencies, Channel.WORD, word.meant)
    word = _at_most_as_rare(word, held, frequencies, kept=tagged(lang, "") if lang else "")
    return word._replace(spelled_so=_spelled_so(word, frequencies))


def _spelled_so(word: QueryWord, frequencies: Frequencies) -> bool:
    """Tell whether a word typed without diacritics is in every text that has its letters.

    What has a word has its letters: if as many have these, in bodies and in titles, none has
    them with diacritics alone. What may be typed for a syllable is not looked for as it is.
    """
    count = frequencies.doc_frequency
    as_it_is = word.word == word.fold and word.word in word.reading(Channel.WORD)
    return as_it_is and all(
        count(in_words, word.word) == count(folded, word.fold)
        for in_words, folded in zip(_FIELDS[Channel.WORD], _FIELDS[Channel.FOLD], strict=True)
    )


def as_places(word: QueryWord, places: Sequence[str], frequencies: Frequencies) -> QueryWord:
    """Return a word that tells no more of a document than a place that it names, if that is common.

    Vietnam is a rare spelling of what half of the documents have as Việt Nam.
    """
    held = max([holding(frequencies, Channel.PLACE, place) for place in places], default=0)
    if held < _COMMON * frequencies.documents:
        return word
    return _at_most_as_rare(word, held, frequencies)


def _at_most_as_rare(
    word: QueryWord, held: int, frequencies: Frequencies, *, kept: str = ""
) -> QueryWord:
    """Return a word whose alternatives tell no more of a document than what so many hold.

    Forms that begin with ``kept`` are what they are.
    """
    found: list[Alternative] = []
    for each in word.alternatives:
        channel, term, weight = each
        if not (kept and channel in _FORMS and term.startswith(kept)):
            theirs = holding(frequencies, channel, term)
            worth = weight * at_most(held, theirs, frequencies.documents)
            each = Alternative(channel, term, worth)
        found.append(each)
    return word._replace(alternatives=tuple(found))


def is_name(words: Sequence[QueryWord], frequencies: Frequencies, across: Across = "on") -> bool:
    """Tell whether words are one that is a name in most of the documents that hold it.

    Its spellings find it in every language, and what it means is no use: Putin is no president.
    Where all languages count alike, it is asked for by whatever it may mean all the same. Where
    far more documents hold a name that sounds like it, nothing is known of the word.
    """
    if len(words) != 1 or words[0].transcribed:
        return len(words) == 1
    if across == "first":
        return False
    keys = words[0].reading(Channel.NAME)
    named = max((holding(frequencies, Channel.NAME, key) for key in keys), default=0)
    held = holding(frequencies, Channel.WORD, words[0].word)
    return named > 0 and held * _NAMED <= named <= held * _ALIKE
