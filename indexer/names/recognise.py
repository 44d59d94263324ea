"""Which words of running text are parts of names.

One run of one language at a time, by the capitals: only capitalised words are looked at. What a
capital says depends on the language. Vietnamese syllables are Vietnamese words and names alike,
found by word; names from elsewhere stand out by their spelling. German nouns are told from names
by a list of nouns, English words at the start of a sentence by the rest of the text, Russian words
by morphology. Titles, initials and neighbours decide what remains open. Nothing is remembered
from one text to the next.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.names.recognise_latin import English, German
from indexer.names.recognise_ru import Russian
from indexer.names.recognise_run import NamePart, Rules, Run, capitals_of
from indexer.names.recognise_vi import Vietnamese

__all__ = ["NamePart", "capitals_of", "names_in"]

_RULES: dict[str, Rules] = {"vi": Vietnamese(), "de": German(), "en": English(), "ru": Russian()}


def names_in(
    text: str,
    words: Sequence[tuple[int, int]],
    lang: str,
    capitals: Sequence[int] | None = None,
) -> list[NamePart]:
    """Return the parts of names in a run, sorted and apart.

    ``words`` are the offsets of the words of ``text`` as ``split_words`` gives them, ``lang`` is
    the language of the run: vi, de, ru or en, any other is read as English; ``capitals`` are the
    indices of the capitalised words (``capitals_of``), where they are known. A part is one word,
    but for a Vietnamese phonetic spelling, whose syllables are joined by hyphens: Vla-đi-mia.
    """
    run = Run(text, words, capitals)
    if not run.capitals:
        return []
    return _RULES.get(lang, _RULES["en"]).parts(run)
