"""German compounds: what they are made of, and what is never split; two tables say it."""

from __future__ import annotations

import math
import random
import unicodedata

import pytest
from analysis_tables import rows
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import analyze
from indexer.analysis.compounds import LEAST_WORD, SHORT, Costs, Splitter, splitter
from indexer.analysis.compounds_make import Words, make, rules
from indexer.analysis.registry import LANGUAGES
from indexer.model import Channel

GERMAN = LANGUAGES["de"]


def parts(surface: str, lang: str = "de") -> list[str]:
    (token,) = analyze(surface, lang)
    assert all(term.startswith("de:") for term in token.terms.get(Channel.PART, ()))
    return [term.removeprefix("de:") for term in token.terms.get(Channel.PART, ())]


@pytest.mark.parametrize(("compound", "expected"), rows("compounds"))
def test_parts_of_a_compound(compound: str, expected: str) -> None:
    for form in ("NFC", "NFD"):
        surface = unicodedata.normalize(form, compound)
        assert parts(surface) == expected.split()
        (token,) = analyze(surface, "de")
        assert surface[token.start : token.end] == surface
    assert parts(compound.lower()) == parts(compound.upper()) == expected.split()


@pytest.mark.parametrize("word", rows("whole"))
def test_what_is_no_compound_is_not_split(word: str) -> None:
    assert parts(word) == []


def test_the_tables_are_large_enough() -> None:
    assert len(rows("compounds")) >= 60
    assert len(rows("whole")) >= 40


@pytest.mark.parametrize("lang", ["vi", "en", "ru"])
def test_other_languages_have_none(lang: str) -> None:
    assert parts("Handelsabkommen", lang) == []


def test_umlauts_may_be_spelled_out() -> None:
    assert parts("Aerztekammer") == parts("Ärztekammer") == ["arzt", "kamm"]


@given(st.text("abdefghiklmnorstuwzäöü", min_size=1, max_size=24))
def test_parts_make_up_the_word_with_nothing_left_over(word: str) -> None:
    found = splitter().split(word)
    if found is None:
        assert splitter().parts(word) == ()
        return
    assert found.front + found.head == word
    assert min(len(found.front), len(found.head)) > 2 or {found.front, found.head} & SHORT
    smallest = splitter().parts(word, smallest=True)
    assert len(smallest) >= 1
    assert set(smallest) <= set(splitter().parts(word))


@pytest.mark.parametrize("kind", ["prefixes", "particles", "suffixes"])
def test_affixes_are_no_parts(kind: str) -> None:
    known = splitter()
    affixes = getattr(rules(), kind)
    if kind == "suffixes":
        assert not affixes & known.heads.table.keys()
    elif kind == "particles":
        assert not affixes & known.fronts.table.keys()
    else:
        assert affixes == known.prefixes


def test_the_smallest_parts_leave_out_those_in_between() -> None:
    assert GERMAN.within("fussballweltmeisterschaft", smallest=True) == (
        "fuss",
        "ball",
        "welt",
        "meisterschaft",
    )


def test_a_list_is_made_from_known_words() -> None:
    heads = ("haus", "garten", "kleid")
    fronts = ("sommer", "holz", "stein", "berg", "wald")
    nouns = [*heads, *fronts, *(front + head for front in fronts for head in heads)]
    nouns = [noun.capitalize() for noun in (*nouns, "sommergast", "gast", "urwald")]
    forms = [*map(str.lower, nouns), "hauses", "sommers"]
    common = dict.fromkeys(forms, 50.0)
    words = Words(nouns, forms, common)
    made = Splitter(make(words, rules(), GERMAN.stem))
    assert made.parts("holzgarten") == ("holz", "garten")
    assert made.parts("steinhauses") == ("stein", "hauses")
    assert made.parts("waldgast") == ("wald", "gast")
    assert made.parts("urwald") == ()
    assert all(math.isfinite(cost) and cost >= 0 for cost in made.fronts.table.values())


@pytest.mark.parametrize("few", [0, 1, 1_000])
def test_words_are_known_whether_looked_for_or_in_a_table(
    monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("indexer.analysis.compounds._FEW", few)
    fronts, heads = {"arbeits": 23, "haupt": 23, "ab": 30}, {"stadt": 12, "tag": 12}
    lists = f"fronts {Costs.written(fronts)}\nheads {Costs.written(heads)}\nlemmas sprach sprache"
    asked = [*fronts, *heads, "NGG", "sprach", "fronts", "haupt ab", "a", "zz", ""]
    for _ in range(2):
        made = Splitter(lists)
        assert [made.knows(word) for word in asked] == [*[True] * 5, *[False] * 7]
        assert [made.fronts.get(word) for word in asked] == [23, 23, 30, *[None] * 9]
        assert (made.fronts.table, made.heads.table) == (fronts, heads)


def test_no_other_split_costs_less() -> None:
    draw = random.Random(1)  # noqa: S311
    divided = 0
    for _ in range(5_000):
        pieces = ["".join(draw.choices("ab", k=draw.randint(2, 4))) for _ in range(6)]
        pairs = ["".join(draw.sample(pieces, 2)) for _ in range(4)]
        fronts = {piece: draw.randint(10, 40) for piece in [*pieces[:4], *pairs[:2]]}
        heads = {piece: draw.randint(5, 40) for piece in [*pieces[2:], *pairs[1:]]}
        word = "".join(draw.choices(pieces, k=draw.randint(3, 5))).ljust(LEAST_WORD, "a")
        known = Splitter(f"fronts {Costs.written(fronts)}\nheads {Costs.written(heads)}")
        cheapest = _cheapest(word, fronts, heads, depth=2)
        if cheapest and cheapest[0] <= 61 + 2 * len(word):
            cost, cut = cheapest
            assert known.split(word) == (word[:cut], word[cut:], cost)
            divided += word[:cut] not in fronts or word[cut:] not in heads
        else:
            assert known.split(word) is None
    assert divided > 500


def _cheapest(
    word: str, fronts: dict[str, int], tails: dict[str, int], depth: int
) -> tuple[int, int] | None:
    """What the cheapest split costs and where it is, of all that there are."""
    found = []
    for cut in range(2, len(word) - 1):
        left, right = word[:cut], word[cut:]
        front, tail = fronts.get(left), tails.get(right)
        if front is None and tail is not None and depth and len(left) >= 6:
            inner = _cheapest(left, fronts, fronts, depth - 1)
            front = inner and inner[0] + 6
        elif tail is None and front is not None and depth and len(right) >= 6:
            inner = _cheapest(right, fronts, tails, depth - 1)
            tail = inner and inner[0] + 6
        if front is not None and tail is not None:
            found.append((front + tail, cut))
    return min(found, default=None)
