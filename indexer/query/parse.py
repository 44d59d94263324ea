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
from indexer.model import Note

TEXT = "text"
"""The field of a word without one: title and body."""
TEXT_FIELDS = ("title", "body", "name", "place")
FILTER_FIELDS = ("lang", "date", "source", "type", "id")
FIELDS = (*TEXT_FIELDS, *FILTER_FIELDS)

MAX_WORDS = 64
MAX_CHARS = 2000
_MAX_DEPTH = 12
_MAX_SLOP = 50

_JUNK = regex.compile(r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}--[\t\n\r]]+", regex.VERSION1)
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»〝〞＂", '"'))
_PASTED = regex.compile(
    r'[“”„‟«»〝〞]([^"“”„‟«»〝〞]*)[“”„‟«»〝〞](?!~)|"(?P<plain>[^"“”„‟«»〝〞]*)"(?P<sloppy>~?)'
)
"""Words in quotation marks that may have come with a text: typographic ones, or plain.

The plain ones are read in pairs, so that what stands between two phrases is in neither.
"""
_NO_SLOP = regex.compile(r'"~0+(?!\d)')
PASTED_SLOP = 0
"""The slop of a phrase in such marks; what is typed has 1 at least."""
_SPECIAL = regex.compile(r'["()\[\]{}*?~^:+<>|]|(?<!\S)-')
_SIGN = regex.compile(r"[\u055e\u061f\u1367]|" + _SPECIAL.pattern)
"""What the parser might read something into: other scripts have question marks of their own."""
OPERATORS = frozenset(["AND", "OR", "NOT", "ANDNOT", "ANDMAYBE", "REQUIRE"])
"""The words that join or negate what stands beside them, in capitals."""
_UNKNOWN_FIELD = regex.compile(r"(?<![^\s(+-])(?P<field>\p{L}+):(?!//)\S")
_FIELD_NAME = regex.compile(rf"(?i)(?<![^\s(+-])(?:{'|'.join((TEXT, *FIELDS))}):(?=\S)")
_QUOTED = regex.compile(r'"[^"]*"')
_SLOPPY = regex.compile(r'"[^"]*"(?:~\d{1,9})?')
_FUZZY = r"(?<=\S)~(?P<maxdist>[0-9]{1,9})?(?P<prefix>(?!))?(?=[\s)^]|\Z)"
_NOT_FUZZY = regex.compile(r"(?<![^\s(])[^\s()~]*(?:~(?!\d{0,9}(?:[\s)^]|\Z))[^\s()]*)")
_BAD_BOOST = regex.compile(
    r'(?P<quoted>"[^"]*")|(?<=\S)\^(?!(?:\d+(?:\.\d+)?|\.\d+)(?=[\s)]|\Z))(?P<boost>[^\s()"]*)'
)
_FILTERED = regex.compile(rf"[(+-]*(?:{'|'.join(FILTER_FIELDS)}):")
_CUT_RANGE = regex.compile(r"\S*:[\[{][^\]}]{0,40}\Z")
_WORDS = regex.compile(r"\S+")
# A question mark that ends a word ends a question; it is a wildcard only inside of one.
_QUESTION = regex.compile(r"(?<=\w[\w\"'’)\]]*)\?+(?=[\"')\]]*(?:\s|\Z))")


@dataclass(frozen=True, slots=True)
class Parsed:
    """The raw tree of a query and what could not be read the way it was typed."""

    tree: query.Query
    notes: tuple[Note, ...] = ()


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
            plusexpr=r"(?<![^\s(])\+(?=[^\s+-])", minusexpr=r"(?<![^\s(])-(?=[^\s+\-\d])"
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


class _Wildcards(plugins.WildcardPlugin):
    """``*`` and ``?`` anywhere in a word: what is typed without a space is one pattern.

    Whoosh's own loses the last asterisk of ``*fahrt*`` and tears ``??/2024*`` apart.
    """

    def do_wildcards(self, parser: QueryParser, group: syntax.GroupNode) -> Any:
        """Return a group with the pieces of each pattern joined."""
        joined = group.empty_copy()
        for node in group:
            piece = self.do_wildcards(parser, node) if isinstance(node, syntax.GroupNode) else node
            before: Any = joined[-1] if joined else None
            both = before is not None and before.is_text() and piece.is_text()
            if both and any(isinstance(each, self.WildcardNode) for each in (before, piece)):
                joined[-1] = self.WildcardNode(before.text + piece.text)  # type: ignore[no-untyped-call]
                joined[-1].set_range(before.startchar, piece.endchar)
            else:
                joined.append(piece)
        return joined


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
        _Wildcards(),  # type: ignore[no-untyped-call]
        plugins.FuzzyTermPlugin(expr=_FUZZY),
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
    if is_plain(cleaned):
        return Parsed(plain(cleaned))
    notes: list[Note] = []
    whole = cleaned
    if cut := len(cleaned) > MAX_CHARS:
        kept, space, _ = cleaned[: MAX_CHARS + 1].rpartition(" ")
        cleaned = kept if space else cleaned[:MAX_CHARS]
        notes.append(Note("Only the first %(number)s characters were searched.", number=MAX_CHARS))
    if _depth(cleaned) > _MAX_DEPTH:
        notes.append(Note("Too many nested parentheses: searched as plain words."))
        return Parsed(plain(cleaned), tuple(notes))
    if len(words := cleaned.split()) > MAX_WORDS:
        cut = True
        cleaned = " ".join(words[:MAX_WORDS])
        notes.append(only_first_words())
    cleaned = _FIELD_NAME.sub(lambda found: found[0].lower(), cleaned)
    cleaned = _without_odd_quote(cleaned)
    # what only the cut has torn apart is nothing to complain of
    if whole.count('"') % 2:
        notes.append(Note("A quotation mark without its partner was left out."))
    if not _balanced(_without_odd_quote(whole)):
        notes.append(Note("A parenthesis without its partner was left out."))
    if cut:
        cleaned = _mended(cleaned)
    cleaned = _without_bad_boosts(cleaned, notes)
    unquoted = _SLOPPY.sub(" ", cleaned)
    notes += [
        Note("“%(text)s” is searched as plain words.", text=found[0])
        for found in _NOT_FUZZY.finditer(unquoted)
        if not _FILTERED.match(found[0])
    ]
    named = dict.fromkeys(found["field"] for found in _UNKNOWN_FIELD.finditer(unquoted))
    notes += [
        Note("There is no field “%(name)s”: searched as plain words.", name=name)
        for name in named
        if name not in (TEXT, *FIELDS)
    ]
    try:
        # Normalizing is left to analysis: Whoosh's drops exclusions that stand alone.
        tree = _parser().parse(cleaned, normalize=False)
    except Exception:  # noqa: BLE001 - whatever the parser trips over, a person typed it
        notes.append(Note("The query could not be read as written: searched as plain words."))
        tree = plain(cleaned)
    return Parsed(tree, tuple(notes))


def is_plain(cleaned: str) -> bool:
    """Tell whether a query is words alone: most are, and need not wait for the parser."""
    if len(cleaned) > MAX_CHARS or _SIGN.search(cleaned):
        return False
    words = cleaned.split()
    return 0 < len(words) <= MAX_WORDS and OPERATORS.isdisjoint(words)


def clean(text: str) -> str:
    """Return what was typed composed (NFC), without control characters, quotes made plain.

    Words in quotation marks that came with a pasted text become a phrase of slop 0, unless they
    are all there is.
    """
    typed = _NO_SLOP.sub('"~1', _JUNK.sub(" ", text).strip())
    if not _PASTED.fullmatch(typed):
        typed = _PASTED.sub(_as_phrase, typed)
    typed = typed.translate(_QUOTES)
    typed = unicodedata.normalize("NFC", typed)
    return _QUESTION.sub("", " ".join(_WORDS.findall(typed)))


def _as_phrase(found: regex.Match[str]) -> str:
    """Return words in marks that came with a text as a phrase; plain ones with spaces inside."""
    words = found["plain"]
    if words is None:
        words = found[1]
    elif found["sloppy"] or not (words.strip() and words[0].isspace() and words[-1].isspace()):
        return str(found[0])
    return f'"{words.strip()}"~{PASTED_SLOP}'


def plain(text: str) -> query.Query:
    """Return the tree that searches for the words of ``text`` and reads nothing into them."""
    words = _SPECIAL.sub(" ", text).split()
    kept = [word for word in words if word not in OPERATORS] or words
    return query.Or([query.Term(TEXT, word) for word in kept[:MAX_WORDS]])


def slop_of(node: query.Phrase) -> int:
    """Return how many positions apart the words of a phrase may be at the most: 1 is adjacent."""
    return min(max(int(node.slop), 1), _MAX_SLOP)


def _without_odd_quote(text: str) -> str:
    if text.count('"') % 2 == 0:
        return text
    before, _, after = text.rpartition('"')
    return f"{before} {after}"


def _mended(cut: str) -> str:
    """Return a query that was cut without what has lost its other half at the cut."""
    words = _CUT_RANGE.sub("", cut).split()
    while words and words[-1].lstrip("(+-") in {"", *OPERATORS}:
        words.pop()
    mended = " ".join(words)
    unquoted = _QUOTED.sub("", mended)
    return mended + ")" * (unquoted.count("(") - unquoted.count(")"))


def only_first_words() -> Note:
    """Return the note on a query of more words than are searched."""
    return Note("Only the first %(number)s words were searched.", number=MAX_WORDS)


def _without_bad_boosts(text: str, notes: list[Note]) -> str:
    """Return a query without the boosts that are no numbers, and note them."""

    def drop(found: regex.Match[str]) -> str:
        word = text[text.rfind(" ", 0, found.start()) + 1 : found.start()]
        if found["quoted"] is not None or _FILTERED.match(word):
            return str(found[0])
        notes.append(
            Note("“^%(boost)s” is not a weight such as ^2: left out.", boost=found["boost"])
        )
        return ""

    return _BAD_BOOST.sub(drop, text)


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
