"""A glossary of one's own: the terms of an office and what it calls them in other languages.

A file of four columns with tabs between them, ``term  language  term  language``, in UTF-8; lines
that begin with ``#`` and empty ones are left out, as is a header that names the columns. A term may
have several words, and counts in both directions; what it means may be on several lines. Terms are
looked up by their stems, as a query is analysed: any form of them is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Self

from indexer.analysis.base import tagged
from indexer.analysis.filters import word_term
from indexer.analysis.registry import LANGUAGES
from indexer.analysis.tokenizer import words as word_spans
from indexer.errors import GlossaryError
from indexer.model import Channel

_COLUMNS = 4
_HEADERS = frozenset(("language", "lang"))
_MOST_WORDS = 12
"""A term of more words would hardly be typed as it stands."""
_MOST_BYTES = 20_000_000

Stems = tuple[str, ...]


class Wording(NamedTuple):
    """A term of the glossary, and the terms of an index that stand for it, side by side."""

    text: str
    lang: str
    channel: Channel
    terms: tuple[str, ...]


class Entry(NamedTuple):
    """What the glossary has for words: how many of them are its term, and what that means.

    ``langs`` are the languages that it is a term of.
    """

    words: int
    langs: tuple[str, ...]
    wordings: tuple[Wording, ...]


class _Line(NamedTuple):
    """Two terms that mean the same, and their languages."""

    one: str
    one_lang: str
    other: str
    other_lang: str


class Glossary:
    """The terms of a glossary; safe to share between threads."""

    def __init__(self, lines: Sequence[_Line] = ()) -> None:
        self._lines = lines

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return the glossary of a file.

        Raises :class:`~indexer.errors.GlossaryError`, which names every line that cannot be used.
        """
        try:
            if path.stat().st_size > _MOST_BYTES:
                raise GlossaryError(
                    f"The glossary {path} is larger than {_MOST_BYTES // 1_000_000} MB.",
                    hint="Name a file of terms.",
                )
            lines = path.read_bytes().split(b"\n")
        except OSError as error:
            raise GlossaryError(
                f"The glossary {path} cannot be read: {error.strerror or error}.",
                hint="Name a file that is there, or none.",
            ) from error
        found: list[_Line] = []
        wrong: list[str] = []
        for number, line in enumerate(lines, 1):
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                cells = [_cell(cell) for cell in text.split("\t")]
                if any(cells) and not cells[0].startswith("#") and not _is_header(cells, found):
                    found.append(_line(cells))
            except UnicodeDecodeError:
                wrong.append(f"line {number} is not in UTF-8: save the file in this encoding")
            except ValueError as error:
                wrong.append(f"line {number} {error}")
        if wrong:
            many = f"{len(wrong)} lines" if len(wrong) > 1 else "a line"
            raise GlossaryError(
                f"The glossary {path} has {many} that cannot be used:\n"
                + "".join(f"  {each}\n" for each in wrong),
                hint="A line has four columns with tabs between them: term, language, term,"
                f" language. Languages are {', '.join(LANGUAGES)}.",
            )
        return cls(found)

    def __len__(self) -> int:
        return len(self._lines)

    def lookup(self, words: Sequence[str], lang: str | None = None) -> Entry | None:
        """Return what the longest term means that ``words`` begin with, if there is one.

        ``words`` are ``word`` terms of a query, from some place on; with ``lang`` only terms of
        that language count.
        """
        found: dict[str, tuple[Wording, ...]] = {}
        longest = 0
        for code, terms in self._terms.items():
            if lang in (None, code):
                stems = _stems(words[: terms.longest], code)
                for size in range(len(stems), max(longest, 1) - 1, -1):
                    if meant := terms.known.get(stems[:size]):
                        found = found if size == longest else {}
                        found[code], longest = meant, size
                        break
        if not found:
            return None
        wordings = dict.fromkeys(each for meant in found.values() for each in meant)
        return Entry(longest, tuple(found), tuple(wordings))

    @cached_property
    def _terms(self) -> dict[str, _Terms]:
        """The terms by language; to find their stems takes time, which no other query should."""
        known: dict[str, dict[Stems, list[Wording]]] = {}
        for one, one_lang, other, other_lang in self._lines:
            for term, code, meant, meant_lang in (
                (one, one_lang, other, other_lang),
                (other, other_lang, one, one_lang),
            ):
                stems = _stems(_words(term), code)
                known.setdefault(code, {}).setdefault(stems, []).append(_wording(meant, meant_lang))
        return {
            code: _Terms(
                max(map(len, terms)),
                {stems: tuple(dict.fromkeys(meant)) for stems, meant in terms.items()},
            )
            for code, terms in known.items()
        }


class _Terms(NamedTuple):
    """The terms of one language: how many words the longest has, and what each means."""

    longest: int
    known: dict[Stems, tuple[Wording, ...]]


def _cell(text: str) -> str:
    """Return what a cell holds, without the quotation marks of a spreadsheet."""
    cell = text.strip()
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"').strip() if quoted else cell


def _is_header(cells: Sequence[str], found: Sequence[_Line]) -> bool:
    """Tell whether cells are the names of the columns, above all terms."""
    named = {cell.casefold() for cell in cells[1:_COLUMNS:2]}
    return not found and len(cells) >= _COLUMNS and named <= _HEADERS


def _line(cells: Sequence[str]) -> _Line:
    """Return the terms of a line; ``ValueError`` says what is wrong with it."""
    while len(cells) > _COLUMNS and not cells[-1]:
        cells = cells[:-1]
    if len(cells) != _COLUMNS:
        columns = "column" if len(cells) == 1 else "columns"
        raise ValueError(f"has {len(cells)} {columns} instead of {_COLUMNS}")
    one, one_lang, other, other_lang = cells
    for column, code in ((2, one_lang), (4, other_lang)):
        if code.casefold() not in LANGUAGES:
            raise ValueError(f"has no language that is known in column {column}: {code!r}")
    for column, term in ((1, one), (3, other)):
        count = len(_words(term))
        if not count:
            raise ValueError(f"has no word in column {column}: {term!r}")
        if count > _MOST_WORDS:
            raise ValueError(
                f"has {count} words in column {column}; a term has {_MOST_WORDS} at most"
            )
    if one_lang.casefold() == other_lang.casefold():
        raise ValueError(f"has the same language twice: {one_lang!r}")
    return _Line(one, one_lang.casefold(), other, other_lang.casefold())


def _words(term: str) -> list[str]:
    return [word_term(term[start:end]) for start, end in word_spans(term)]


def _stems(words: Sequence[str], code: str) -> Stems:
    return tuple(map(LANGUAGES[code].stem, words))


def _wording(term: str, code: str) -> Wording:
    """Return a term as texts have it: by its words if they can be of no text in its language."""
    words = _words(term)
    if not all(map(LANGUAGES[code].writes, words)):
        return Wording(term, code, Channel.WORD, tuple(words))
    return Wording(term, code, Channel.STEM, tuple(tagged(code, s) for s in _stems(words, code)))
