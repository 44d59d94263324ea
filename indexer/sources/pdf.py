"""PDF (.pdf) by PDFium (pypdfium2): the text layer, set as paragraphs again.

The title in the properties counts if it is not a placeholder; the day of creation is only a
stamp, since it is often that of a later export: a date in the text goes before it.
"""

from __future__ import annotations

import threading

import pypdfium2

from indexer.sources.base import Content, UnreadableError, one_line
from indexer.sources.pdftext import reflow
from indexer.sources.titles import sensible_title

# PDFium is not safe for use from several threads at once.
_LOCK = threading.Lock()


def parse(data: bytes) -> Content:
    """Return the text of all pages and the properties of the file."""
    with _LOCK:
        try:
            pages, properties = _extract(data)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD:
                raise UnreadableError(
                    "encrypted", "It is protected by a password. Save it without one."
                ) from error
            raise UnreadableError("broken", f"It is not a readable PDF: {error}") from error
    text = reflow(pages)
    if not text:
        raise UnreadableError(
            "no-text", "It has no text layer, as scans have none. Run text recognition (OCR) first."
        )
    return Content(
        text,
        title=sensible_title(properties.get("Title")),
        stamp=properties.get("CreationDate"),
        author=one_line(properties.get("Author")),
    )


def _extract(data: bytes) -> tuple[list[str], dict[str, str]]:
    document = pypdfium2.PdfDocument(data)
    try:
        pages = []
        for number in range(len(document)):
            page = document[number]
            text_page = page.get_textpage()
            pages.append(text_page.get_text_range())
            text_page.close()
            page.close()
        return pages, document.get_metadata_dict()
    finally:
        document.close()
