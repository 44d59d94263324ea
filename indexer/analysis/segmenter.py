"""Vietnamese word segmentation: the words that pyvi finds, many times as fast.

The answer is pyvi's, token for token: its model and word list (``pyvimodel``, which states their
origin and licence), its tokens and features (``vifeatures``), the best labels of its linear-chain
CRF and the conditions under which its ``tokenize`` heeds them. What makes it fast:

1. What stands between two spaces is cut into tokens once and remembered, with what each token
   adds to its own score and to those of its neighbours (``vichunks``).
2. The word list is a table of first, second and third syllables: no strings are joined.
3. With two labels only the difference of their scores matters, so the search for the best path
   carries one number a token.

CRFsuite adds the same numbers in another order. Where rounding could therefore turn a label, a
tie included, the line is decided again in CRFsuite's own order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, chain, islice
from operator import itemgetter
from pathlib import Path

from indexer.analysis import pyvimodel
from indexer.analysis.crfsuite import LinearChain
from indexer.analysis.vichunks import NEVER, Chunks, Token
from indexer.analysis.vifeatures import TRIPLE_AFTER, TRIPLE_BEFORE, WordList, unknown_feature

_LABELS = ("B_W", "I_W")  # begins a word, goes on with it

_ROUNDING = 1e-12
"""Times n², a bound to what the order of additions can change in the scores of n tokens.

A token adds less than 50, so each of some 20n additions is off by at most 50n · 2⁻⁵³.
"""

_CHUNK_OR_LINE_FEED = re.compile(r"\S+|\n")
_advance = itemgetter(3)


class Segmenter:
    """Finds the words of several syllables in Vietnamese text. Safe to share between threads.

    A line is decided as a whole: what pyvi would be given at once must be given at once here.
    Raises ValueError for weights of other labels or features than those of pyvi 0.1.1.
    """

    def __init__(self, weights: LinearChain, words: WordList) -> None:
        if set(weights.labels) != set(_LABELS):
            raise ValueError(f"its labels are {', '.join(weights.labels)}")
        if (unknown := unknown_feature(weights.states)) is not None:
            raise ValueError(f"it has the unknown feature {unknown!r}")
        self._weights = weights
        self._words = words
        begin, inside = (weights.labels.index(label) for label in _LABELS)
        self._inside = inside
        self._begin_begin, self._begin_inside, self._inside_begin, self._inside_inside = (
            weights.transitions[i][j] for i in (begin, inside) for j in (begin, inside)
        )
        self._before_begin = self._begin_begin - self._inside_begin
        self._before_inside = self._begin_inside - self._inside_inside
        gains = {name: both[inside] - both[begin] for name, both in weights.states.items()}
        self._triple_to_first = gains.get(TRIPLE_AFTER, 0.0)
        self._triple_to_third = gains.get(TRIPLE_BEFORE, 0.0)
        self._chunks = Chunks(gains, words)

    def words(self, line: str) -> list[tuple[int, int]]:
        """Return the offsets of the words of several syllables in ``line``, which must be NFC."""
        tokens = self._tokens(line)
        joined = self._joined(tokens)
        if not joined:
            return []
        starts = _starts(line, tokens)
        found: list[tuple[int, int]] = []
        last = 0
        for index in joined:
            first = found.pop()[0] if found and index == last + 1 else starts[index - 1]
            found.append((first, starts[index] + len(tokens[index][0])))
            last = index
        return found

    def tokenize(self, text: str) -> str:
        """Return the tokens of ``text`` in NFC, those of a word joined by ``_``, else by spaces."""
        tokens = self._tokens(unicodedata.normalize("NFC", text))
        if not tokens:
            return text
        joints = ["", *(" " for _ in tokens[1:])]
        for index in self._joined(tokens):
            joints[index] = "_"
        return "".join([joint + token[0] for joint, token in zip(joints, tokens, strict=True)])

    def _tokens(self, text: str) -> list[Token]:
        chunks = _CHUNK_OR_LINE_FEED.findall(text) if "\n" in text else text.split()
        return list(chain.from_iterable(map(self._chunks.__getitem__, chunks)))

    def _joined(self, tokens: Sequence[Token]) -> list[int]:
        """Return the indices of the tokens that go on with the word of the token before them."""
        if len(tokens) < 2:
            return []
        inside = self._inside_words(self._leads(tokens))
        if inside is None:
            inside = self._inside_words_exactly([token[0] for token in tokens])
        return [
            index for index in inside if index and tokens[index - 1][2] >= tokens[index][2] > NEVER
        ]

    def _leads(self, tokens: Sequence[Token]) -> list[float]:
        """Return, a token, by how much the best path to ``I_W`` is above the one to ``B_W``.

        This is the forward pass of Viterbi's algorithm. The score of a token is complete only
        when the token after it is known, so the path is one token behind.
        """
        begin_begin, begin_inside = self._begin_begin, self._begin_inside
        inside_begin, inside_inside = self._inside_begin, self._inside_inside
        before_begin, before_inside = self._before_begin, self._before_inside
        leads: list[float] = []
        _, _, _, _, score, from_previous, _, table = tokens[0]
        arrival = from_first = 0.0
        count = len(tokens)
        for following, (_, lower, _, _, own, to_next, to_previous, seconds) in enumerate(
            islice(tokens, 1, None), start=2
        ):
            score += to_previous
            next_score = own + from_previous + from_first
            from_first = 0.0
            if lower in table:
                to_first, to_second, thirds = table[lower]
                score += to_first
                next_score += to_second
                if thirds and following < count and tokens[following][1] in thirds:
                    score += self._triple_to_first
                    from_first = self._triple_to_third
            lead = score + arrival
            leads.append(lead)
            arrival = (lead + inside_inside if lead > before_inside else begin_inside) - (
                lead + inside_begin if lead > before_begin else begin_begin
            )
            score, from_previous, table = next_score, to_next, seconds
        leads.append(score + arrival)
        return leads

    def _inside_words(self, leads: list[float]) -> list[int] | None:
        """Return the indices with the label ``I_W``; None where rounding could change a label.

        This is the backward pass: the label of a token sets the threshold which the lead of the
        token before must pass for ``I_W``.
        """
        before_begin, before_inside = self._before_begin, self._before_inside
        doubt = _ROUNDING * len(leads) ** 2
        inside: list[int] = []
        threshold = 0.0
        index = len(leads)
        for lead in reversed(leads):
            index -= 1
            margin = lead - threshold
            if margin > doubt:
                inside.append(index)
                threshold = before_inside
            elif margin < -doubt:
                threshold = before_begin
            else:
                return None
        inside.reverse()
        return inside

    def _inside_words_exactly(self, tokens: Sequence[str]) -> list[int]:
        """Return the indices with the label ``I_W``, every sum made in CRFsuite's order."""
        states = self._weights.states
        scores = [[0.0] * len(_LABELS) for _ in tokens]
        for index, score in enumerate(scores):
            for feature in self._words.features(tokens, index):
                for label, weight in enumerate(states.get(feature, ())):
                    score[label] += weight
        path = self._weights.best_path(scores)
        return [index for index, label in enumerate(path) if label == self._inside]


def load(folder: Path) -> Segmenter:
    """Return the segmenter with the model and the word list of pyvi in ``folder``."""
    model = folder / pyvimodel.MODEL
    words = WordList(pyvimodel.read_words(folder / pyvimodel.WORD_LIST))
    try:
        return Segmenter(pyvimodel.read_chain(model), words)
    except ValueError as error:
        raise pyvimodel.unreadable(model, str(error)) from error


@cache
def segmenter() -> Segmenter:
    """Return the segmenter of the installed pyvi, which the first call loads."""
    return load(pyvimodel.folder())


def _starts(line: str, tokens: Sequence[Token]) -> list[int]:
    """Return the offset of each token in the line it was cut from."""
    starts = list(accumulate(map(_advance, tokens), initial=0))
    if starts[-1] == len(line) + 1 and "\n" not in line:
        return starts  # nothing but one space after each chunk
    starts = []
    chunks = _CHUNK_OR_LINE_FEED.finditer(line)
    at = -1
    for token in tokens:
        at = next(chunks).start() if at < 0 else at
        starts.append(at)
        length = len(token[0])
        at = at + length if token[3] == length else -1
    return starts
