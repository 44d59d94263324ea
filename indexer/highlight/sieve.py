"""Which chunks of a text can hold words of a query, told by their letters without diacritics.

To read a text word by word each of its chunks would have to be analysed, new ones for their stems
and parts, too. Hardly any can answer the query: those that cannot are left aside here. More pass
than answer, never less.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate

from indexer.analysis.base import tagged
from indexer.analysis.filters import fold_text
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.tokenizer import is_usual
from indexer.highlight.literals import DIGRAPH, WHOLE, ByLanguage, Literal, folded, look
from indexer.model import Channel
from indexer.query.units import Word

_ALL = -1
"""The bits of all words."""
_CAREFULLY = re.compile("['’\u02bc\u02b9\u02ba\u0345\u0374\u2139]")
"""Signs that are part of a word or not, or fold to a letter or not, by what is beside them."""


class Sieve:
    """Lets those chunks pass that may answer some words of one query."""

    def __init__(self, words: Sequence[Word], asked: int) -> None:
        """Take words of which the first ``asked`` are asked for, and the others mean them."""
        self._by_language = ByLanguage(words, asked)
        self._literals = folded(words, fold_text, least=1)
        self._shortened = folded(words, _shortened, least=1)
        terms = {term for word in words for term in word.terms.get(Channel.STEM, ())}
        self._stems = {
            lang: {term.partition(":")[2] for term in terms if term.startswith(tagged(lang, ""))}
            for lang in LANGUAGES
            if LANGUAGES[lang].stores_stems
        }

    def passing(self, chunks: Collection[str], lang: str, stems: Mapping[str, str]) -> set[str]:
        """Return the chunks that may answer; ``stems`` are those that were stored with the text."""
        each = [chunk for chunk in chunks if is_usual(chunk)]
        text = fold_text(" ".join(each))
        letters = text.split(" ")
        wanted = self._by_language.of((lang,))
        found = _found(letters, self._literals, wanted)
        if DIGRAPH.search(text):
            at = [place for place, word in enumerate(letters) if DIGRAPH.search(word)]
            shorter = [letters[place].replace("e", "") for place in at]
            found.update([at[place] for place in _found(shorter, self._shortened, wanted)])
        if lemmas := self._stems.get(lang):
            forms = {word for word, stem in stems.items() if stem in lemmas} | lemmas
            literals = [(form, _ALL, WHOLE) for form in map(fold_text, forms) if form]
            found |= _found(letters, literals, _ALL)
        passing = {each[place] for place in found}
        passing.update([chunk for chunk in each if _CAREFULLY.search(chunk)])
        return passing.union(set(chunks).difference(each))


def _found(chunks: Sequence[str], literals: Sequence[Literal], wanted: int) -> set[int]:
    """Return the places of the chunks in which wanted words may stand."""
    begins: set[int] = set()
    look(" ".join(chunks) + " ", literals, begins, wanted)
    ends = list(accumulate([len(chunk) + 1 for chunk in chunks]))
    return {bisect_right(ends, begin) for begin in begins}


def _shortened(text: str) -> str:
    """Return a text folded, without e: a stemmer may have taken ae for ä, then a, or may not."""
    return fold_text(text).replace("e", "")
