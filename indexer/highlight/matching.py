"""Which tokens answer a unit of a query, among those that answer its words.

A word is answered by its fold only where nothing is closer; a phrase, or the whole of words that
belong together, where these stand side by side. In a query with diacritics they are no whole where
these are others, unless the document has none of them as typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from indexer.highlight.scan import Found
from indexer.model import Channel
from indexer.query.units import Compound, Divided, Matched, Pattern, Phrase, Word
from indexer.records.record import Record
from indexer.records.storedtext import language_of

TITLE = -(1 << 48)
"""What the tokens of a title count from; those of the text count from 0."""

Tokens = dict[int, Channel]
"""Tokens by number, and how each answers."""


class Answered(NamedTuple):
    """The tokens that answer a unit, and whether as closely as they could."""

    tokens: Tokens
    close: bool = True


def answer_of(unit: Matched, numbers: Sequence[int], record: Record, found: Found) -> Answered:
    """Return the tokens that answer a unit and how."""
    if len(unit.fields) == 1:
        found = _only(found, unit.fields[0], numbers)
    match unit:
        case Word():
            return _answer_word(numbers[0], found)
        case Pattern():
            return Answered(found.close[numbers[0]])
        case Phrase():
            return _sequences(numbers, unit.slop, found)
        case Compound():
            whole = _whole(unit, numbers, record, found)
            if whole.tokens:
                return whole
            apart: Tokens = {}
            for number in numbers:
                for token, channel in _answer_word(number, found).tokens.items():
                    if apart.get(token, Channel.FOLD) is Channel.FOLD:
                        apart[token] = channel
            return Answered(apart, close=False)
        case Divided():
            entire = _answer_word(numbers[0], found)
            pieces = [found.close[number] for number in numbers[1:]]
            if entire.close or not all(pieces):
                return entire
            return Answered({t: how for piece in pieces for t, how in piece.items()}, close=False)


def _only(found: Found, name: str, numbers: Sequence[int]) -> Found:
    """Return what was found of some words in one field."""
    part = Found(len(found.close), plain=found.plain)
    part.places = found.places
    for number in numbers:
        for mine, all_of_them in ((part.close, found.close), (part.loose, found.loose)):
            tokens = all_of_them[number].items()
            mine[number] = {t: channel for t, channel in tokens if (t < 0) == (name == "title")}
    return part


def _answer_word(number: int, found: Found) -> Answered:
    close = found.close[number]
    return Answered(close) if close else Answered(found.loose[number], close=False)


def _whole(unit: Compound, numbers: Sequence[int], record: Record, found: Found) -> Answered:
    """Return the tokens of the places where the words of a compound stand as one."""
    close = [found.close[number] for number in numbers]
    tokens = _chains(close, 1)
    if not tokens and (found.plain or not any(close)):
        tokens = _sequences(numbers, 1, found).tokens
    for term in unit.terms.get(Channel.PART, ()):
        lang, _, rest = term.partition(":")
        words = rest.split("_")
        firsts = [token for token in tokens if found.places[token][2].word == words[0]]
        for first in firsts:
            if _is_part(record, first, words, lang, found):
                tokens.update(dict.fromkeys(range(first, first + len(words)), Channel.PART))
    for name, text, base in (("title", record.heading, TITLE), ("body", record.body, 0)):
        for part in text.head.parts:
            if name in unit.fields and part.term in unit.terms.get(part.channel, ()):
                for token, place in text.places(part.first, part.end).items():
                    found.places[base + token] = place
                    tokens[base + token] = part.channel
    return Answered(tokens)


def _is_part(record: Record, first: int, words: Sequence[str], lang: str, found: Found) -> bool:
    """Tell whether the tokens from ``first`` on are these words and a part."""
    text, base = (record.body, 0) if first >= 0 else (record.heading, TITLE)
    if not text.is_part(first - base, first - base + len(words)):
        return False
    for token, word in enumerate(words, first):
        place = found.places.get(token)
        if place is None or place[2].word != word or language_of(place[2]) != lang:
            return False
    return True


def _sequences(numbers: Sequence[int], slop: int, found: Found) -> Answered:
    """Return the tokens of all places where the words follow each other within ``slop``.

    Places that only match without diacritics count where there is no closer one.
    """
    tokens = _chains([found.close[number] for number in numbers], slop)
    if tokens:
        return Answered(tokens)
    if not all(found.loose[number] or found.close[number] for number in numbers):
        return Answered({}, close=False)
    either = {number: found.loose[number] | found.close[number] for number in numbers}
    return Answered(_chains([either[number] for number in numbers], slop), close=False)


def _chains(words: Sequence[Tokens], slop: int) -> Tokens:
    """Return the tokens on a way through all words by steps of 1 to ``slop`` tokens."""
    if not all(words):
        return {}
    if slop == 1:
        firsts = set(words[0])
        for step, following in enumerate(words[1:], 1):
            firsts = {first for first in firsts if first + step in following}
        return {
            first + step: word[first + step] for first in firsts for step, word in enumerate(words)
        }
    steps = range(1, slop + 1)
    ways = [set(words[0])]
    for following in words[1:]:
        before = ways[-1]
        ways.append({i for i in following if any(i - step in before for step in steps)})
    for place in range(len(ways) - 2, -1, -1):
        after = ways[place + 1]
        ways[place] = {i for i in ways[place] if any(i + step in after for step in steps)}
    return {i: words[place][i] for place, way in enumerate(ways) for i in sorted(way)}
