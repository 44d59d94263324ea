"""From what a parser found to a Document: the steps that all formats of one document share."""

from __future__ import annotations

from indexer.model import Document, SourceFile
from indexer.sources.base import (
    Content,
    UnreadableError,
    language_code,
    one_line,
    safe,
    web_address,
)
from indexer.sources.dates import find_date, parse_date
from indexer.sources.titles import guess_title
from indexer.sources.webtext import clean


def assemble(file: SourceFile, content: Content, doc_type: str) -> Document:
    """Return the document of a file; what the format states goes before what the text suggests.

    ``doc_type`` is that of the file, one of TYPES.

    The date is the stated one, that of a ``date`` prefix, one in the first lines, or the day the
    file was made. Raises :class:`~indexer.sources.base.UnreadableError` if there is no text.
    """
    cleaned = clean(safe(content.text))
    if not cleaned.text:
        raise UnreadableError("no-text", "There is no text in it that could be searched.")
    searched = cleaned.text[: next((s.start for s in cleaned.unsearched), None)]
    return Document(
        id=file.id,
        text=cleaned.text,
        title=one_line(content.title) or guess_title(cleaned.text),
        lang=language_code(content.lang),
        date=(
            parse_date(content.date)
            or cleaned.date
            or find_date(searched)
            or parse_date(content.stamp)
        ),
        url=web_address(content.url) or cleaned.url,
        source=file.source,
        author=one_line(content.author) or None,
        unsearched=cleaned.unsearched,
        type=doc_type,
    )
