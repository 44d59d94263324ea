"""Makes small real files of the formats that cannot be typed by hand."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence

import docx

_UNICODE_MAP = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Direct def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"""


def make_pdf(pages: Sequence[Sequence[str]], **properties: str) -> bytes:
    """A PDF with the given lines on its pages; its font maps every code to itself."""
    objects = [
        _stream(_UNICODE_MAP),
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Arial /CIDSystemInfo"
        b" << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500"
        b" /FontDescriptor 3 0 R >>",
        b"<< /Type /FontDescriptor /FontName /Arial /Flags 32 /FontBBox [0 -200 1000 900]"
        b" /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Arial /Encoding /Identity-H"
        b" /DescendantFonts [2 0 R] /ToUnicode 1 0 R >>",
    ]
    tree = len(objects) + 1
    kids = [tree + 2 * n + 2 for n in range(len(pages))]
    objects.append(
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(map(_ref, kids)), len(kids))
    )
    for lines in pages:
        shown = b"".join(b"<%s> Tj T*\n" % _hex(line) for line in lines)
        objects.append(_stream(b"BT /F1 10 Tf 14 TL 50 780 Td\n" + shown + b"ET"))
        objects.append(
            b"<< /Type /Page /Parent %s /MediaBox [0 0 595 842] /Contents %s"
            b" /Resources << /Font << /F1 4 0 R >> >> >>" % (_ref(tree), _ref(len(objects)))
        )
    objects.append(b"<< /Type /Catalog /Pages %s >>" % _ref(tree))
    entries = (b"/%s <FEFF%s>" % (k.encode(), _hex(v)) for k, v in properties.items())
    objects.append(b"<< %s >>" % b" ".join(entries))
    return _file(objects)


def _file(objects: list[bytes]) -> bytes:
    out = b"%PDF-1.4\n"
    table = b"0000000000 65535 f \n"
    for number, content in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    count = len(objects)
    end = b"xref\n0 %d\n%strailer << /Size %d /Root %s /Info %s >>\nstartxref\n%d\n%%%%EOF\n"
    return out + end % (count + 1, table, count + 1, _ref(count - 1), _ref(count), len(out))


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _hex(text: str) -> bytes:
    return text.encode("utf-16-be").hex().encode()


def _ref(number: int) -> bytes:
    return b"%d 0 R" % number


def save_docx(document: docx.document.Document) -> bytes:
    """The bytes of a Word document."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def cp1258(text: str) -> bytes:
    """Vietnamese as Windows writes it: base letters, and tones as marks after them."""
    out = b""
    for char in unicodedata.normalize("NFC", text):
        marks = unicodedata.normalize("NFD", char)
        tones = "".join(m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(m for m in marks if m not in tones))
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            out += (base + tones).encode("cp1258")
    return out
