"""JSON Lines (.jsonl, .jsonl.gz): one document a line, read as a stream.

A record has ``id`` and ``text`` (or ``body``), and may have ``title lang date url source
author``; other keys are passed over, and so is a date that cannot be one. The text is taken as it
is: the clean-up of web pages is for files, a corpus has had its own. A line that is no record is
skipped with its number, and the rest goes on; a line longer than the limit is never held whole.
"""

from __future__ import annotations

import codecs
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from indexer.model import Document, Skipped, SourceFile
from indexer.sources.base import (
    Reached,
    UnreadableError,
    ignore,
    language_code,
    one_line,
    safe,
    shown_path,
    size_text,
    web_address,
)
from indexer.sources.dates import parse_date
from indexer.sources.encoding import decode

_CHUNK = 1 << 16
_MAX_ID = 1_000
_OTHER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_TEXT_KEYS = ("title", "lang", "url", "source", "author")
_KIND = {
    bool: "true or false",
    dict: "an object",
    list: "a list",
    int: "a number",
    float: "a number",
}


class _Line(NamedTuple):
    """A line and its number; ``data`` is ``None`` if it is longer than the limit."""

    number: int
    data: bytes | None


def records(
    file: SourceFile, *, max_bytes: int, reached: Reached = ignore
) -> Iterator[Document | Skipped]:
    """Yield a document for every record, and a Skipped for every line that is not one."""
    path = shown_path(file.path)
    found = False
    number = 0
    cut_short = ""
    try:
        if not file.path.is_file():
            raise FileNotFoundError(0, "it is not there any more, or is not a regular file")
        with file.path.open("rb") as raw:
            lines = _lines(_unpacked(file, raw), max_bytes, lambda: reached(raw.tell()))
            while True:
                try:
                    line = next(lines, None)
                except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                    cut_short = str(error)
                    break
                if line is None:
                    break
                number = line.number
                if line.data is None or line.data.strip():
                    found = True
                    yield _record(file, f"{path}:{line.number}", line, max_bytes)
    except OSError as error:
        yield Skipped(
            path, "unreadable", f"It cannot be read: {safe(error.strerror or str(error))}."
        )
        return
    if cut_short:
        yield Skipped(
            path,
            "broken",
            f"The file is damaged or cut short after line {number} ({safe(cut_short)}); "
            "what came before was read.",
        )
    elif not found:
        yield Skipped(path, "empty", "The file holds no record.")


def _unpacked(file: SourceFile, raw: io.BufferedReader) -> io.BufferedIOBase:
    return gzip.open(raw, "rb") if file.path.name.lower().endswith(".gz") else raw


def _lines(
    stream: io.BufferedIOBase, limit: int, after_chunk: Callable[[], None]
) -> Iterator[_Line]:
    """Yield the lines of a stream; what was read before an error comes out before the error."""
    number = 0
    parts: list[bytes] = []
    size = 0
    failure: Exception | None = None
    while True:
        try:
            chunk = stream.read1(_CHUNK)
            after_chunk()
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            failure, chunk = error, b""
        if not chunk:
            break
        *ended, rest = chunk.split(b"\n")
        for end in ended:
            number += 1
            size += len(end)
            yield _Line(number, b"".join([*parts, end]) if size <= limit else None)
            parts, size = [], 0
        size += len(rest)
        if size <= limit:
            parts.append(rest)
        else:
            parts.clear()
    # The last line may lack its end; of a damaged file it counts only if it is whole.
    last = b"".join(parts)
    if size and (failure is None or (size <= limit and _is_json(last))):
        yield _Line(number + 1, last if size <= limit else None)
    if failure:
        raise failure


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _record(file: SourceFile, where: str, line: _Line, max_bytes: int) -> Document | Skipped:
    try:
        if line.data is None:
            raise UnreadableError(
                "too-large", f"The record is larger than {size_text(max_bytes)}. Split it."
            )
        return _document(file, _fields(line.data))
    except UnreadableError as refusal:
        return Skipped(where, refusal.code, refusal.reason)


def _fields(data: bytes) -> dict[str, Any]:
    if data.startswith(_OTHER_MARKS):
        raise UnreadableError("bad-encoding", "The file is in UTF-16 or UTF-32. Save it as UTF-8.")
    try:
        fields = json.loads(decode(data))
    except json.JSONDecodeError as error:
        raise UnreadableError(
            "bad-record", f"It is not JSON: {error.msg} at column {error.colno}."
        ) from error
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, deep nesting
        raise UnreadableError("bad-record", "It is not JSON that can be read.") from error
    if not isinstance(fields, dict):
        raise UnreadableError("bad-record", "It is not a JSON object with id and text.")
    return fields


def _document(file: SourceFile, fields: dict[str, Any]) -> Document:
    id_ = safe(_id(fields.get("id")))
    text = safe(_text(fields)).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise UnreadableError("empty", "The text of the record is empty.")
    named = {key: _string(fields, key) for key in _TEXT_KEYS}
    return Document(
        id=id_,
        text=text,
        title=one_line(named["title"]),
        lang=language_code(named["lang"]),
        date=_date(fields.get("date")),
        url=web_address(named["url"]),
        source=one_line(named["source"]) or file.source,
        author=one_line(named["author"]) or None,
        type="record",
    )


def _id(value: object) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    if value is None or (isinstance(value, str) and not value.strip()):
        raise UnreadableError("bad-record", "The record has no id.")
    if not isinstance(value, str):
        raise UnreadableError("bad-record", f"The id is {_kind(value)}, not a string or a number.")
    if len(value) > _MAX_ID:
        raise UnreadableError("bad-record", f"The id is longer than {_MAX_ID} characters.")
    return value.strip()


def _text(fields: dict[str, Any]) -> str:
    key = "text" if fields.get("text") is not None else "body"
    text = _string(fields, key)
    if text is None:
        raise UnreadableError("bad-record", "The record has neither text nor body.")
    return text


def _string(fields: dict[str, Any], key: str) -> str | None:
    value = fields.get(key)
    if value is None or isinstance(value, str):
        return value
    raise UnreadableError("bad-record", f"The {key} is {_kind(value)}, not a string.")


def _date(value: object) -> str | None:
    """Return the date of a record; a value that cannot be one costs the date, not the record."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return parse_date(value) if isinstance(value, str) else None


def _kind(value: object) -> str:
    return _KIND.get(type(value), "something else")
