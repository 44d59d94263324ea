"""Bytes to text: UTF-8 and UTF-16 by their structure, legacy encodings by the words they give.

Order: byte order mark, UTF-16 without one, valid UTF-8, UTF-8 with a few bad bytes (which
become U+FFFD), then the single-byte encodings of the four languages, last charset-normalizer
for everything else. Detectors that count bytes confuse cp1258 with cp1252, which agree on most
letters; here each candidate is judged by the words it would give: a Vietnamese syllable is a
rare thing to get by accident. Code points come out as the codec gives them: cp1258 writes tones
as combining marks, so its text is neither NFC nor NFD, and stays so.
"""

from __future__ import annotations

import codecs
import re

from indexer.sources.base import UnreadableError
from indexer.sources.wordlikeness import JUDGES, plausibility

_BOMS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF16_HIGH = frozenset((0x00, 0x01, 0x02, 0x03, 0x04, 0x1E, 0x20))
"""High bytes of UTF-16 in these languages: Latin, tone marks, Cyrillic, Vietnamese, punctuation."""

_MAX_CONTROL = 0.02
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|\xe0[\xa0-\xbf][\x80-\xbf]"
)
_SAMPLE = 100_000
_ENOUGH = 0.5
"""How plausible the characters outside ASCII must be for a candidate to be taken."""


def decode(data: bytes, *, declared: str | None = None) -> str:
    """Return the text of a file.

    ``declared`` is the encoding the file says it is in, believed unless the bytes disagree.
    Raises :class:`~indexer.sources.base.UnreadableError` with ``binary`` or ``bad-encoding``.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    if utf16 := _utf16_without_mark(data):
        return data.decode(utf16, errors="replace")
    if len(_CONTROL.findall(data[:_SAMPLE])) > _MAX_CONTROL * len(data[:_SAMPLE]):
        raise UnreadableError("binary", "The content is not text. Check what kind of file it is.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass  # the usual case for legacy files, not an error
    if _mostly_utf8(data):
        return data.decode("utf-8", errors="replace")
    if declared and (text := _strict(data, declared)) is not None:
        return text
    return _legacy(data)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        # Browsers read these two labels as cp1252, of which they are subsets.
        name = codecs.lookup(encoding).name
        text = data.decode("cp1252" if name in {"iso8859-1", "ascii"} else name)
    except (LookupError, UnicodeError):
        return None
    except (AssertionError, TypeError, ValueError):  # codecs such as "hex" or "zip" are not text
        return None
    return text


def _utf16_without_mark(data: bytes) -> str | None:
    """Return the byte order of UTF-16 if every second byte looks like a high byte, else None."""
    sample = data[:4096]
    half = len(sample) // 2
    if half < 2 or b"\0" not in sample:
        return None
    for name, high, low in (
        ("utf-16-le", sample[1::2], sample[::2]),
        ("utf-16-be", sample[::2], sample[1::2]),
    ):
        pairs = zip(high, low, strict=False)  # the sample may end within a pair
        plausible = sum(byte in _UTF16_HIGH for byte in high[:half]) / half
        controls = sum(h == 0 and _CONTROL.match(bytes((c,))) is not None for h, c in pairs)
        if plausible > 0.95 and b"\0" in high and controls <= _MAX_CONTROL * half:
            return name
    return None


def _mostly_utf8(data: bytes) -> bool:
    """Tell whether the bytes are UTF-8 but for a few: two good sequences to one bad byte.

    Legacy text hardly ever holds a good sequence: it would be a capital and a sign in a row.
    """
    good = len(_MULTIBYTE.findall(data))
    if not good:
        return False
    bad = data.decode("utf-8", errors="replace").count("\ufffd")
    return good >= 2 * bad


def _legacy(data: bytes) -> str:
    best, best_score = "", 0.0
    for encoding, judge in JUDGES.items():
        text = data.decode(encoding, errors="replace")
        score = plausibility(text[:_SAMPLE], judge)
        if score > best_score:
            best, best_score = text, score
    if best_score >= _ENOUGH:
        return best
    if (guessed := _charset_normalizer(data)) is not None:
        return guessed
    if best_score > 0:
        return best
    raise UnreadableError(
        "bad-encoding", "The encoding was not recognised. Save the file as UTF-8 and try again."
    )


def _charset_normalizer(data: bytes) -> str | None:
    import charset_normalizer  # only for the rare file that none of the candidates fits

    match = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    if match is None:
        return None
    return data.decode(match.encoding, errors="replace")
