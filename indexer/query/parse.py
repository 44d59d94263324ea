"""Query string -> raw tree of ``whoosh.query`` nodes, and notes on what was not understood.

The query language is Whoosh's, read by ``whoosh.qparser`` without a schema: the tree holds what
was typed, word by word, and knows nothing of analysis. Nothing a person types raises: control
characters, boundless nesting and runaway numbers are tamed before parsing, and a query that the
parser still refuses is searched as plain words, with a note that says so.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex
from whoosh.qparser import plugins, syntax
from whoosh.qparser.default import QueryParser

from indexer.engines import tree as query

TEXT = "text"
"""The field of a word without one: title and body."""
TEXT_FIELDS = ("title", "body", "name", "place")
FILTER_FIELDS = ("lang", "date", "source", "id")
FIELDS = (*TEXT_FIELDS, *FILTER_FIELDS)

MAX_WORDS = 64
MAX_CHARS = 2000
_MAX_DEPTH = 12
_MAX_SLOP = 50

_JUNK = regex.compile(r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}--[\t\n\r]]+", regex.VERSION1)
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»〝〞＂", '"'))
_SPECIAL = regex.compile(r'["()\[\]{}*?~^:+<>|]|(?<!\S)-')
OPERATORS = frozenset(["AND", "OR", "NOT", "ANDNOT", "ANDMAYBE", "REQUIRE"])
"""The words that join or negate what stands beside them, in capitals."""
_UNKNOWN_FIELD = regex.compile(r"(?<![^\s(+-])(?P<field>\p{L}+):(?!//)\S")
_FIELD_NAME = regex.compile(rf"(?i)(?<![^\s(+-])(?:{'|'.join((TEXT, *FIELDS))}):(?=\S)")
_QUOTED = regex.compile(r'"[^"]*"')
_WORDS = regex.compile(r"\S+")
# A question mark that ends a word ends a question; it is a wildcard only inside of one.
_QUESTION = regex.compile(r"(?<=\w[\w\"'’)\]]*)\?+(?=[\"')\]]*(?:\s|\Z))")


@dataclass(frozen=True, slots=True)
class Parsed:
    """The raw tree of a query and what could not be read the way it was typed."""

    tree: query.Query
    notes: tuple[str, ...] = ()


class Must(query.Not):
    """Raw trees only: what is below must match, whatever else stands beside it."""


class Either(query.Or):
    """Raw trees only: alternatives joined by OR, where an Or is words typed side by side."""


class _MustGroup(syntax.Wrapper):
    qclass = Must


class _EitherGroup(syntax.OrGroup):
    qclass = Either


_OPERATORS = (
    (r"(?<![^\s()])NOT(?=[\s(])", syntax.NotGroup, syntax.PrefixOperator, 0),
    (r"(?<=[\s)])AND(?=[\s(])", syntax.AndGroup, syntax.InfixOperator, 0),
    (r"(?<=[\s)])OR(?=[\s(])", _EitherGroup, syntax.InfixOperator, 0),
    (r"(?<=[\s)])ANDNOT(?=[\s(])", syntax.AndNotGroup, syntax.InfixOperator, -5),
    (r"(?<=[\s)])ANDMAYBE(?=[\s(])", syntax.AndMaybeGroup, syntax.InfixOperator, -5),
    (r"(?<=[\s)])REQUIRE(?=[\s(])", syntax.RequireGroup, syntax.InfixOperator, 0),
)
"""Expression, group, kind and priority; what binds more tightly stands first."""


class _Signs(plugins.PlusMinusPlugin):
    """``+required`` and ``-excluded``, only where a word begins: Mát-xcơ-va is one word."""

    def __init__(self) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            plusexpr=r"(?<![^\s(])\+(?=[^\s+-])", minusexpr=r"(?<![^\s(])-(?=[^\s+-])"
        )

    def do_plusminus(self, parser: QueryParser, group: syntax.GroupNode) -> object:
        """Wrap the nodes of a group that have a sign, the excluded ones at its end."""
        wanted = group.empty_copy()
        excluded: list[object] = []
        sign: type | None = None
        for node in group:
            if isinstance(node, (self.Plus, self.Minus)):
                sign = type(node)
                continue
            child = self.do_plusminus(parser, node) if isinstance(node, syntax.GroupNode) else node
            if sign is self.Minus:
                # Out of the reach of an OR beside it: what has a minus is out of the group.
                while wanted and isinstance(wanted[-1], (syntax.Whitespace, syntax.InfixOperator)):
                    wanted.pop()
                excluded.append(syntax.NotGroup([child]))
            elif sign is self.Plus:
                wanted.append(_MustGroup([child]))  # type: ignore[no-untyped-call]
            else:
                wanted.append(child)
            if not isinstance(node, syntax.Whitespace):
                sign = None
        wanted.extend(excluded)
        return wanted


class _Comparisons(plugins.GtLtPlugin):
    """``date:>=2025-06``: a sign of comparison right after a field, nowhere else."""

    expr = r"(?<=:)(?P<rel><=|>=|<|>|=<|=>)(?=\w)"


def _operators() -> list[tuple[object, int]]:
    tagger: Any = plugins.OperatorsPlugin.OpTagger
    return [
        (tagger(expression, group, kind), priority)
        for expression, group, kind, priority in _OPERATORS
    ]


@cache
def _parser() -> QueryParser:
    fields = "|".join((TEXT, *FIELDS))
    chosen: list[Any] = [
        plugins.WhitespacePlugin(),
        plugins.PhrasePlugin(expr=r'"(?P<text>[^"]*)"(~(?P<slop>[0-9]{1,9}))?'),
        plugins.FieldsPlugin(expr=rf"(?<![^\s(+-])(?P<text>{fields}):(?=\S)"),
        plugins.PrefixPlugin(),
        plugins.WildcardPlugin(),
        plugins.FuzzyTermPlugin(),
        plugins.RangePlugin(),
        _Comparisons(),  # type: ignore[no-untyped-call]
        plugins.GroupPlugin(),
        plugins.OperatorsPlugin(ops=_operators(), clean=True),
        _Signs(),
        plugins.BoostPlugin(),
        plugins.EveryPlugin(),
    ]
    return QueryParser(TEXT, None, plugins=chosen, group=syntax.OrGroup)


def parse(text: str) -> Parsed:
    """Return the raw tree of a query string. Never raises."""
    cleaned = clean(text)
    notes: list[str] = []
    if len(cleaned) > MAX_CHARS:
        cleaned = cleaned[:MAX_CHARS]
        notes.append(f"Only the first {MAX_CHARS} characters were searched.")
    if _depth(cleaned) > _MAX_DEPTH:
        notes.append("Too many nested parentheses: searched as plain words.")
        return Parsed(plain(cleaned), tuple(notes))
    if len(words := cleaned.split()) > MAX_WORDS:
        cleaned = " ".join(words[:MAX_WORDS])
        notes.append(f"Only the first {MAX_WORDS} words were searched.")
    cleaned = _FIELD_NAME.sub(lambda found: found[0].lower(), cleaned)
    if cleaned.count('"') % 2:
        at = cleaned.rfind('"')
        cleaned = f"{cleaned[:at]} {cleaned[at + 1 :]}"
        notes.append("A quotation mark without its partner was left out.")
    if not _balanced(cleaned):
        notes.append("A parenthesis without its partner was left out.")
    unquoted = _QUOTED.sub("", cleaned)
    named = dict.fromkeys(found["field"] for found in _UNKNOWN_FIELD.finditer(unquoted))
    notes += [
        f"There is no field “{name}”: searched as plain words."
        for name in named
        if name not in (TEXT, *FIELDS)
    ]
    try:
        # Normalizing is left to analysis: Whoosh's drops exclusions that stand alone.
        tree = _parser().parse(cleaned, normalize=False)
    except Exception:  # noqa: BLE001 - whatever the parser trips over, a person typed it
        notes.append("The query could not be read as written: searched as plain words.")
        tree = plain(cleaned)
    return Parsed(tree, tuple(notes))


def clean(text: str) -> str:
    """Return what was typed composed (NFC), without control characters, quotes made plain."""
    typed = unicodedata.normalize("NFC", _JUNK.sub(" ", text).translate(_QUOTES))
    return _QUESTION.sub("", " ".join(_WORDS.findall(typed)))


def plain(text: str) -> query.Query:
    """Return the tree that searches for the words of ``text`` and reads nothing into them."""
    words = _SPECIAL.sub(" ", text).split()
    kept = [word for word in words if word not in OPERATORS] or words
    return query.Or([query.Term(TEXT, word) for word in kept[:MAX_WORDS]])


def slop_of(node: query.Phrase) -> int:
    """Return how many positions apart the words of a phrase may be at the most: 1 is adjacent."""
    return min(max(int(node.slop), 1), _MAX_SLOP)


def _depth(text: str) -> int:
    depth = deepest = 0
    for char in text:
        if char == "(":
            depth += 1
            deepest = max(deepest, depth)
        elif char == ")":
            depth = max(0, depth - 1)
    return deepest


def _balanced(text: str) -> bool:
    depth = 0
    for char in _QUOTED.sub("", text):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0
