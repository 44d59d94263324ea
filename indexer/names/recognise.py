"""Which words of running text are parts of names.

One run of one language at a time, by the capitals: only capitalised words are looked at. Each word
has a letter for what it is by itself, and the letters of a run show where to look closer. What a
capital says depends on the language. Vietnamese syllables are Vietnamese words and names alike,
found by word; names from elsewhere stand out by their spelling. German nouns are told from names
by a list of nouns, English words at the start of a sentence by the rest of the text, Russian words
by morphology. Titles, initials and neighbours decide what remains open. Nothing is remembered
from one text to the next.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.analysis.tokenizer import Words
from indexer.names.recognise_latin import English, German
from indexer.names.recognise_ru import Russian
from indexer.names.recognise_run import OTHER, NamePart, Rules, Run
from indexer.names.recognise_vi import Vietnamese

__all__ = ["OTHER", "NamePart", "names_in", "rules_of"]

_RULES: dict[str, Rules] = {"vi": Vietnamese(), "de": German(), "en": English(), "ru": Russian()}


def rules_of(lang: str) -> Rules:
    """Return the rules of a language; those of English serve all that have none of their own."""
    return _RULES.get(lang, _RULES["en"])


def names_in(
    text: str,
    words: Sequence[tuple[int, int]],
    lang: str,
    capitals: tuple[Sequence[int], str] | None = None,
) -> list[NamePart]:
    """Return the parts of names in a run, sorted and apart.

    ``words`` are the offsets of the words of ``text`` as ``split_words`` gives them, ``lang`` is
    the language of the run: vi, de, ru or en, any other is read as English. ``capitals`` are the
    indices of all words that are not written small, maybe of others, and the letters of these
    (``Rules.letter``), where they are known. A part is one word, but for a Vietnamese phonetic
    spelling, whose syllables are joined by hyphens: Vla-đi-mia.
    """
    if not isinstance(words, Words):
        starts, ends = [start for start, _ in words], [end for _, end in words]
        words = Words(starts, ends, [text[start:end] for start, end in words])
    rules = rules_of(lang)
    if capitals is None:
        capitals = range(len(words)), "".join(map(rules.letter, words.surfaces))
    return rules.parts(Run(text, words, *capitals))
