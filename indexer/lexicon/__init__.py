"""Words of one language -> words of the others: the lexicon that ships, and what is beside it.

A lexicon knows stems of German, Russian and English, as the analysis of a language gives them,
and Vietnamese words, their syllables joined by underscores; :mod:`.make` makes the one that
ships.
"""

from indexer.lexicon.lexicon import Lexicon, Translation, load_lexicon

__all__ = ["Lexicon", "Translation", "load_lexicon"]
