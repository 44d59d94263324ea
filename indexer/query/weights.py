"""How much each kind of match counts: the numbers of ranking, in one place.

They were chosen on the evaluation sets (``tests/bench/tune.py`` and ``quality.py``), the same for
all languages and all engines: an exact word before a word form, before a match without diacritics.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Self

Across = Literal["off", "on", "first"]
"""What is made of words of other languages that mean a word of the query: nothing; they are
searched, too, and what is in the language of the query comes first; they count as it does."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Factors on the BM25 score of a match; 1 is an exact word in the body.

    Where a channel has the weight 0 it is not searched, and what it alone finds is not found.
    """

    word: float = 1.0
    stem: float = 0.95
    part: float = 1.0
    """A Vietnamese word of several syllables."""
    inside: float = 0.9
    """A German compound that has the word in it; 0: none is looked for."""
    divided: float = 1.4
    """All the words that a German compound is made of, anywhere, on an average; the compound
    itself counts as much more. 0: they are not looked for."""
    apart: float = 0.5
    """The syllables of a Vietnamese word that do not stand together."""
    fold_plain: float = 0.5
    """``fold`` where the query has no diacritics to lose: it may well mean the accented word."""
    fold_accented: float = 0.3
    """``fold`` where the query has diacritics: what was typed is what is meant."""
    variant: float = 0.8
    name: float = 0.8
    """Another spelling of a name."""
    place: float = 0.8
    """Another name of a place."""
    title: float = 1.5
    tie: float = 0.05
    """How much of the weaker matches of one word counts beside its best (DisMax tie break)."""
    near: float = 0.25
    """Two words of the query side by side, as a factor on the phrase's own BM25 score."""
    function: float = 0.2
    """Factor on function and question words."""
    statement: float = 0.6
    """The same in what is no question: headlines, notes, lists of words."""
    language: float = 8.0
    """Added for a document in the language of the query, if that is plain: so much a word."""
    all_words: float = 3.0
    """Added to the score of a document that holds every word of the query."""
    sentence: float = 0.3
    """Added to one of the first hits for each word in the sentence that has most of the query,
    by its inverse document frequency."""
    heading: float = 0.8
    """The same for the words in its title."""
    lead: float = 0.2
    """The same for those at the beginning of its text."""
    short: float = 0.7
    """Added to one of the first hits for its text's being short, by the logarithm of its length."""
    distinct: float = 0.4
    """Added to one of the first hits, where no question is asked, for each thing that it has of
    the query, anywhere and again where its text begins, by how few of the others have it."""

    meaning: float = 0.9
    """A word of another language that means the same; where languages are on equal terms: 1."""
    nearness: float = 0.35
    """How much less a word counts that comes less near: the power of its similarity."""
    translations: int = 4
    """So many words of each other language are looked for, the nearest that documents hold; where
    languages are on equal terms twice as many."""
    beside: float = 0.5
    """What ``language`` is where other languages are searched, too; on equal terms: 0."""
    ahead: float = 0.75
    """Of the first hits those in the language of the query come first that have so much of the
    score of the best of them."""
    most_ahead: int = 5
    """At most so many."""

    across: Across = "on"
    """Whether words of other languages are searched that mean a word of the query."""

    def knowing(self, *, names: bool = True, places: bool = True, across: Across = "on") -> Self:
        """Return the weights of a search that knows names, or places, in any spelling or not.

        It knows what words mean in other languages as these weights say, or with ``across`` not
        at all, or on equal terms.
        """
        across = self.across if across == "on" else across
        if names and places and across == self.across:
            return self
        name, place = self.name if names else 0.0, self.place if places else 0.0
        return replace(self, name=name, place=place, across=across)

    @property
    def meant(self) -> float:
        """What a word of another language counts that means the same."""
        return {"off": 0.0, "on": self.meaning, "first": 1.0}[self.across]

    @property
    def most_meant(self) -> int:
        """How many words of another language are looked for at most that mean the same."""
        return self.translations * 2 if self.across == "first" else self.translations

    @property
    def untranslated(self) -> Self:
        """The weights of a query of which no word has a translation."""
        return self if self.across == "first" else self.knowing(across="off")

    @property
    def own(self) -> float:
        """What being in the language of the query counts, a word."""
        return {"off": self.language, "on": self.beside, "first": 0.0}[self.across]


DEFAULT_WEIGHTS = Weights()
