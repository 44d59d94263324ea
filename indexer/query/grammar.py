"""The query language: queries with signs, fields or operators, read by ``whoosh.qparser``.

The parser has no schema. Control characters, boundless nesting and runaway numbers are tamed before
it sees a query, and one that it still refuses is searched as plain words, with a note that says so.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import regex
from whoosh.qparser import plugins, syntax
from whoosh.qparser.default import QueryParser

from indexer.model import Note
from indexer.query.parse import (
    FIELDS,
    FILTER_FIELDS,
    MAX_CHARS,
    MAX_WORDS,
    OPERATORS,
    PASTED_SLOP,
    TEXT,
    Either,
    Must,
    Parsed,
    only_first_words,
    plain,
)

_MAX_DEPTH = 12

_JUNK = regex.compile(r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}--[\t\n\r]]+", regex.VERSION1)
_PASTED = regex.compile(
    r'[“”„‟«»〝〞]([^"“”„‟«»〝〞]*)[“”„‟«»〝〞](?!~)|"(?P<plain>[^"“”„‟«»〝〞]*)"(?P<sloppy>~?)'
)
"""Words in quotation marks that may have come with a text: typographic ones, or plain.

The plain ones are read in pairs, so that what stands between two phrases is in neither.
"""
_NO_SLOP = regex.compile(r'"~0+(?!\d)')
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
# A question mark that ends a word ends a question; it is a wildcard only inside of one.
_QUESTION = regex.compile(r"(?<=\w[\w\"'’)\]]*)\?+(?=[\"')\]]*(?:\s|\Z))")


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


def read(cleaned: str) -> Parsed:
    """Return the raw tree of a query that is clean. Never raises."""
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


def without_junk(text: str) -> str:
    """Return what was typed without control characters."""
    return str(_JUNK.sub(" ", text))


def with_phrases(text: str) -> str:
    """Return what was typed with what is quoted in a pasted text as phrases of slop 0."""
    typed = str(_NO_SLOP.sub('"~1', text).strip())
    return typed if _PASTED.fullmatch(typed) else str(_PASTED.sub(_as_phrase, typed))


def without_question_marks(text: str) -> str:
    """Return what was typed without the question marks that end words."""
    return str(_QUESTION.sub("", text))


def _as_phrase(found: regex.Match[str]) -> str:
    """Return words in marks that came with a text as a phrase; plain ones with spaces inside."""
    words = found["plain"]
    if words is None:
        words = found[1]
    elif found["sloppy"] or not (words.strip() and words[0].isspace() and words[-1].isspace()):
        return str(found[0])
    return f'"{words.strip()}"~{PASTED_SLOP}'


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
