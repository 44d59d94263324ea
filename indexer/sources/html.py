"""HTML (.html, .htm), parsed as browsers do by lexbor (selectolax).

Text is what a reader sees: blocks on lines of their own, inline elements never between the
letters of a word, table cells apart by a tab, code with its own line breaks. Scripts, styles,
navigation, form controls and hidden elements are dropped. Metadata: :mod:`.htmlmeta`.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.sources.base import Content, UnreadableError, safe
from indexer.sources.encoding import decode
from indexer.sources.htmlmeta import metadata

# fmt: off
_DROPPED = frozenset((
    "head", "script", "style", "template", "noscript", "nav", "button", "select", "textarea",
    "input", "datalist", "option", "svg", "iframe", "object", "canvas", "audio", "video",
))
_PARAGRAPHS = frozenset((
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "figure", "table", "ul", "ol",
    "dl", "article", "section", "main", "hr",
))
_LINES = frozenset((
    "div", "li", "dt", "dd", "tr", "caption", "figcaption", "address", "header", "footer",
    "aside", "details", "summary", "form", "fieldset", "legend", "thead", "tbody", "tfoot",
    "body", "html", "center", "dialog", "hgroup", "search", "optgroup",
))
# fmt: on
_CELLS = frozenset(("td", "th"))
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_HEAD_BYTES = 4096
_TAG = re.compile(r"<(/?)([a-z][a-z0-9:-]*)", re.IGNORECASE)
# fmt: off
_UNCLOSED = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot",
))
# fmt: on
MAX_DEPTH = 5000
"""Elements within each other: no page has as many, and parsing time grows with the square."""


def parse(data: bytes) -> Content:
    """Return the visible text of the page and what its head states."""
    charset = _CHARSET.search(data[:_HEAD_BYTES])
    source = decode(data, declared=charset[1].decode("ascii") if charset else None)
    return parse_markup(source)


def parse_markup(source: str) -> Content:
    """Return the content of a page that is already text."""
    if _too_deep(source):
        raise UnreadableError("broken", "Its elements are nested too deeply for a page.")
    # lexbor reads UTF-8 and would stop at a lone surrogate.
    tree = LexborHTMLParser(safe(source))
    if tree.root is None:
        raise UnreadableError("no-text", "There is no text in it that could be searched.")
    return metadata(tree, visible_text(tree.body or tree.root))


def _too_deep(source: str) -> bool:
    """Tell, from the tags that have an end tag, whether the nesting is beyond any real page."""
    if source.count("<") <= MAX_DEPTH:
        return False
    depth = 0
    for match in _TAG.finditer(source):
        if match[2].lower() not in _UNCLOSED:
            depth = max(0, depth - 1) if match[1] else depth + 1
            if depth > MAX_DEPTH:
                return True
    return False


def visible_text(root: LexborNode) -> str:
    """Return the text below a node as it is shown."""
    text = _Text()
    # Visited by hand: pages can be nested deeper than Python's stack. (node, leaving)
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        tag = node.tag or ""
        if leaving:
            text.close(tag)
            continue
        if tag == "-text":
            text.add(node.text_content or "")
        elif not tag.startswith(("-", "!")) and not _dropped(node, tag):
            text.open(tag)
            stack.append((node, True))
            child = node.last_child
            while child is not None:
                stack.append((child, False))
                child = child.prev
    return text.result()


def _dropped(node: LexborNode, tag: str) -> bool:
    if tag in _DROPPED:
        return True
    if tag in ("html", "body"):  # hidden only until a script has run
        return False
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


class _Text:
    """Collects text and breaks: white space collapses as in a browser, except in ``pre``."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._break = ""
        self._preformatted = 0

    def open(self, tag: str) -> None:
        if tag == "br":
            self._separate("\n", add=True)
        elif tag in _CELLS:
            if self._parts and not self._break.startswith("\n"):
                self._separate("\t")
        else:
            self._block(tag)
        self._preformatted += tag == "pre"

    def close(self, tag: str) -> None:
        self._preformatted -= tag == "pre"
        self._block(tag)

    def add(self, text: str) -> None:
        text = text.replace("\xad", "")  # a hint where to hyphenate, not a letter
        if not self._preformatted:
            text = _SPACE.sub(" ", text)
            if self._break or not self._parts or self._parts[-1].endswith(" "):
                text = text.removeprefix(" ")
        if not text:
            return
        if self._parts:
            if self._break:
                self._parts[-1] = self._parts[-1].rstrip(" \n")
            self._parts.append(self._break)
        self._parts.append(text)
        self._break = ""

    def result(self) -> str:
        return "".join(self._parts).strip()

    def _block(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._separate("\n\n")
        elif tag in _LINES:
            self._separate("\n")

    def _separate(self, break_: str, *, add: bool = False) -> None:
        """Ask for a break before the next text; breaks in a row are one, unless added up."""
        if add:
            self._break = (self._break.strip("\t") + break_)[:2]
        elif len(break_) > len(self._break) or (break_ == "\n" and self._break == "\t"):
            self._break = break_
