"""Suggestions of all kinds in one list: a few of each, and none that finds what another finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from indexer.analysis.tokenizer import split_words
from indexer.model import Suggestion, SuggestionKind
from indexer.query.readings import name_terms, place_ids, place_name
from indexer.suggesting.tables import folded

Found = tuple[int, list[Suggestion]]
"""How many of the words typed, from the last on, were looked for; and what they may become."""


def mixed(
    kinds: Sequence[Found], titles: Sequence[Suggestion], size: int, labels: str
) -> tuple[Suggestion, ...]:
    """Return the best of each kind by turns, kind by kind; titles have two turns, and come last.

    If one kind takes up more of the words typed than another, that is what was meant; else what
    documents hold most often comes first. Places are named in the language ``labels``.
    """
    counted = max((known for known, found in kinds if found and found[0].count), default=0)
    ranked = [found for known, found in kinds if found and known >= counted]
    turns = _distinct(ranked, labels)
    turns.sort(key=lambda found: -max((each.count or 0 for each in found), default=0))
    by_turns = zip_longest(*turns, titles[::2], titles[1::2])
    chosen = [each for turn in by_turns for each in turn if each is not None][:size]
    kept = set(map(id, chosen))
    return tuple([each for group in (*turns, titles) for each in group if id(each) in kept])


def _distinct(kinds: Iterable[Sequence[Suggestion]], labels: str) -> list[list[Suggestion]]:
    """Return suggestions of which none is another, or a word for the same person or place."""
    seen: set[tuple[str, ...]] = set()
    keys: set[str] = set()
    places: set[str] = set()
    turns: list[list[Suggestion]] = []
    for found in kinds:
        distinct: list[Suggestion] = []
        for each in found:
            words = split_words(each.text).surfaces
            last = words[-1] if words else ""
            if each.kind is SuggestionKind.NAME:
                keys.update(name_terms(last))
            elif each.kind is SuggestionKind.PLACE:
                places.add(last.casefold())
            elif not name_terms(last.capitalize()).isdisjoint(keys) or any(
                place_name(place, labels).casefold() in places for place in place_ids(last)
            ):
                continue
            if (folds := tuple(folded(each.text))) not in seen:
                seen.add(folds)
                distinct.append(each)
        turns.append(distinct)
    return turns
