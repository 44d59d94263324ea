"""Word documents (.docx) by python-docx: paragraphs and tables in the order of the document.

The text is collected from the paragraphs' XML, since ``paragraph.text`` leaves out insertions
that are not accepted yet, content controls and text boxes. Deleted text is left out.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from indexer.sources.base import Content, UnreadableError
from indexer.sources.titles import sensible_title

MAX_UNPACKED = 400_000_000
MAX_XML = 100_000_000
"""Bytes that a document, and one XML part of it, may unpack to: more is not a letter but a bomb."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_TEXT, _TAB, _BREAK, _CR = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")
_HYPHEN, _PARAGRAPH, _TABLE, _ROW = qn("w:noBreakHyphen"), qn("w:p"), qn("w:tbl"), qn("w:tr")
_CELL = qn("w:tc")
_LEFT_OUT = frozenset(
    (
        *map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:tblPr", "w:sectPr")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    )
)
_BLANK_LINES = re.compile(r"\n{3,}")
_TEMPLATE_AUTHOR = "python-docx"
_TEMPLATE_CREATED = datetime(2013, 12, 23, 23, 15)


def parse(data: bytes) -> Content:
    """Return the text and the core properties; the day of creation is only a stamp."""
    document = _open(data)
    try:
        body = document.element.body
        properties = document.core_properties
        created = properties.created
        author = properties.author.strip()
        lines = list(_lines(body)) if body is not None else []
        title = sensible_title(properties.title) or _styled_title(document)
    except (AttributeError, KeyError, ValueError, TypeError, IndexError) as error:
        # python-docx reads lazily and trusts the schema: a part that breaks it surfaces here.
        raise _broken(error) from error
    stamped = created is not None and created.replace(tzinfo=None) != _TEMPLATE_CREATED
    return Content(
        _BLANK_LINES.sub("\n\n", "\n".join(lines)),
        title=title,
        stamp=created.date().isoformat() if created and stamped else None,
        author=author if author != _TEMPLATE_AUTHOR else None,
    )


def _open(data: bytes) -> WordDocument:
    if data.startswith(_OLE):
        raise UnreadableError(
            "encrypted",
            "It is protected by a password, or an old .doc file. Save it as .docx without one.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(archive)
        return docx.Document(io.BytesIO(data))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, OpcError) as error:
        raise _broken(error) from error
    except (SyntaxError, KeyError, ValueError, AttributeError, TypeError) as error:
        raise _broken(error) from error  # SyntaxError: lxml's for bad XML
    except (RuntimeError, NotImplementedError) as error:  # zipfile: password, unknown packing
        raise UnreadableError(
            "encrypted", "A part of it is encrypted or packed in an unknown way. Save it anew."
        ) from error


def _check_size(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    largest = max((p.file_size for p in parts if p.filename.endswith((".xml", ".rels"))), default=0)
    if sum(part.file_size for part in parts) > MAX_UNPACKED or largest > MAX_XML:
        raise UnreadableError("too-large", "It unpacks to more than a document of text can hold.")


def _broken(error: Exception) -> UnreadableError:
    return UnreadableError(
        "broken", f"It is not a readable Word document ({type(error).__name__}). Save it anew."
    )


def _styled_title(document: WordDocument) -> str:
    for paragraph in document.paragraphs[:10]:
        style = paragraph.style
        if style is not None and style.name == "Title" and paragraph.text.strip():
            return paragraph.text
    return ""


def _lines(container: Any) -> Iterator[str]:
    """Yield the lines of a body or cell; rows of a table have a tab between their cells."""
    for element in container.iterchildren():
        if element.tag == _PARAGRAPH:
            yield from _paragraph(element)
            yield ""
        elif element.tag == _TABLE:
            for row in element.iter(_ROW):
                if next(row.iterancestors(_TABLE), None) is element:
                    yield "\t".join(_cells(row)).strip()
            yield ""
        elif element.tag not in _LEFT_OUT and isinstance(element.tag, str):
            yield from _lines(element)  # content controls, custom XML


def _cells(row: Any) -> Iterator[str]:
    for cell in row.iter(_CELL):
        if next(cell.iterancestors(_ROW)) is row:  # not the cells of a table within a cell
            yield " ".join(filter(None, _lines(cell)))


def _paragraph(paragraph: Any) -> Iterator[str]:
    """Yield the lines of a paragraph, and after them those of the text boxes anchored in it."""
    parts: list[str] = []
    boxes: list[str] = []
    _collect(paragraph, parts, boxes)
    yield from "".join(parts).split("\n")
    yield from boxes


def _collect(element: Any, parts: list[str], boxes: list[str]) -> None:
    for child in element.iterchildren():
        tag = child.tag
        if tag == _TEXT:
            parts.append(child.text or "")
        elif tag == _TAB:
            parts.append("\t")
        elif tag in (_BREAK, _CR):
            parts.append("\n")
        elif tag == _HYPHEN:
            parts.append("\u2011")
        elif tag == _PARAGRAPH:
            boxes.extend(_paragraph(child))
        elif tag not in _LEFT_OUT:
            _collect(child, parts, boxes)
