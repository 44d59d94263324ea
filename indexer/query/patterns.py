"""Prefixes, wildcards and fuzzy words: matched against ``word`` and ``fold``, never stems."""

from __future__ import annotations

from collections.abc import Callable

import regex

from indexer.analysis.filters import fold_term, word_term
from indexer.engines import tree as query
from indexer.engines.expansion import fits
from indexer.model import Asks, Channel, Meaning, Note
from indexer.query.parse import TEXT
from indexer.query.terms import dis_max, field_weight
from indexer.query.units import Pattern
from indexer.query.weights import Weights

_MIN_LITERALS = 2
_MIN_LITERALS_LEADING = 3
MAX_DISTANCE = 2
_MIN_FUZZY = 3
_MIN_FUZZY_TWICE = 5
"""In a shorter word two letters are too many: it would be like a good part of all words."""
_PIECE = regex.compile(r"[*?]+|[^*?]+")
_NOT_IN_A_WORD = regex.compile(r"[^\p{L}\p{N}\p{M}'*?]")

Node = query.Prefix | query.Wildcard | query.FuzzyTerm


def typed(node: Node) -> str:
    """Return a pattern the way it is typed."""
    match node:
        case query.FuzzyTerm():
            return f"{node.text}~{node.maxdist}"
        case query.Prefix():
            return f"{node.text}*"
        case _:
            return str(node.text)


def distance_within(text: str) -> int:
    """Return how many letters of a word may differ at the most."""
    return MAX_DISTANCE if len(text) >= _MIN_FUZZY_TWICE else 1


def analyze(
    node: Node, fields: tuple[str, ...], weights: Weights
) -> tuple[query.Query, Pattern] | None:
    """Return the tree and the unit of a pattern, or nothing if it is not a pattern of one word.

    A pattern needs two letters that are given, three if it begins with a wildcard: less would
    match a good part of the index, and take its time.
    """
    text = typed(node) if not isinstance(node, query.FuzzyTerm) else str(node.text)
    if _NOT_IN_A_WORD.search(text):
        return None
    if isinstance(node, query.FuzzyTerm):
        return _fuzzy(node, fields, weights)
    literals = sum(len(piece) for piece in _PIECE.findall(text) if piece[0] not in "*?")
    if literals < (_MIN_LITERALS_LEADING if text[0] in "*?" else _MIN_LITERALS):
        return None
    forms = _forms(text)
    tree = dis_max(
        [
            _node(f"{field}_{channel}", form, _weight(channel, forms, weights, field))
            for field in fields
            for channel, form in forms.items()
            if _weight(channel, forms, weights, field)
        ],
        weights.tie,
    )
    return tree, Pattern(text, fields, {c: _matcher(form) for c, form in forms.items()})


def meaning(node: Node, said: str) -> Meaning:
    """Return a pattern as it was understood; ``said`` is the text of its unit."""
    field = "" if node.fieldname == TEXT else node.fieldname
    if isinstance(node, query.FuzzyTerm):
        distance = min(int(node.maxdist), MAX_DISTANCE)
        return Meaning("fuzzy", said.rpartition("~")[0] or said, field, distance)
    begins = said.endswith("*") and not set("*?") & set(said[:-1])
    asks: Asks = "prefix" if begins else "wildcard"
    return Meaning(asks, said[:-1] if begins else said, field)


def notes(node: Node, unit: Pattern) -> list[Note]:
    """Say how a pattern is searched where that is not as it was typed."""
    if not isinstance(node, query.FuzzyTerm) or typed(node) == unit.text:
        return []
    return [
        Note(
            "“%(text)s” is searched as “%(searched)s”: more than %(number)s letters cannot differ.",
            text=typed(node),
            searched=unit.text,
            number=distance_within(str(node.text)),
        )
    ]


def _forms(text: str) -> dict[Channel, str]:
    """Return a pattern as the ``word`` and the ``fold`` channel spell it."""
    pieces = _PIECE.findall(text)
    word = "".join(piece if piece[0] in "*?" else word_term(piece) for piece in pieces)
    fold = "".join(piece if piece[0] in "*?" else fold_term(word_term(piece)) for piece in pieces)
    return {Channel.WORD: word, Channel.FOLD: fold}


def _node(field: str, form: str, boost: float) -> query.Query:
    if form.endswith("*") and not set("*?") & set(form[:-1]):
        return query.Prefix(field, form[:-1], boost=boost)
    return query.Wildcard(field, form, boost=boost)


def _matcher(form: str) -> Callable[[str], bool]:
    fitting = fits(form)
    return lambda term: fitting(term) is not None


def _within(form: str, distance: int) -> Callable[[str], bool]:
    from rapidfuzz.distance import Levenshtein  # few queries need it

    def close(term: str) -> bool:
        return Levenshtein.distance(form, term, score_cutoff=distance) <= distance

    return close


def _fuzzy(
    node: query.FuzzyTerm, fields: tuple[str, ...], weights: Weights
) -> tuple[query.Query, Pattern] | None:
    distance = min(int(node.maxdist), distance_within(str(node.text)))
    if len(node.text) < _MIN_FUZZY or distance < 1:
        return None
    forms = _forms(str(node.text))
    tree = dis_max(
        [
            query.FuzzyTerm(
                f"{field}_{channel}",
                form,
                boost=_weight(channel, forms, weights, field),
                maxdist=distance,
                prefixlength=0,
            )
            for field in fields
            for channel, form in forms.items()
            if _weight(channel, forms, weights, field)
        ],
        weights.tie,
    )
    return tree, Pattern(
        f"{node.text}~{distance}", fields, {c: _within(form, distance) for c, form in forms.items()}
    )


def _weight(channel: Channel, forms: dict[Channel, str], weights: Weights, field: str) -> float:
    plain = forms[Channel.WORD] == forms[Channel.FOLD]
    fold = weights.fold_plain if plain else weights.fold_accented
    return (weights.word if channel is Channel.WORD else fold) * field_weight(field, weights)
