"""The languages Querlang knows. A new one is a module beside this and a line below."""

from __future__ import annotations

from indexer.analysis.base import Language
from indexer.analysis.de import German
from indexer.analysis.en import English
from indexer.analysis.ru import Russian
from indexer.analysis.vi import Vietnamese

LANGUAGES: dict[str, Language] = {
    language.code: language for language in (Vietnamese(), German(), Russian(), English())
}

FALLBACK = {"Latin": "en", "Cyrillic": "ru"}
"""The language of a run whose script its document's languages are not written in."""


def languages_of_script(script: str) -> tuple[str, ...]:
    """Return the codes of the languages written in a script, in registry order."""
    return tuple(code for code, language in LANGUAGES.items() if language.script == script)
