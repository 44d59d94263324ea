from __future__ import annotations

import pytest

from indexer.sources.base import UnreadableError
from indexer.sources.encoding import decode

from .makers import cp1258

VI = (
    "Đoàn công tác của tỉnh đã đến thăm và làm việc tại thành phố. Hai bên trao đổi về hợp tác "
    "giáo dục, du lịch và thương mại, đồng thời thống nhất kế hoạch cho năm tới."
)
DE = (
    "Die Delegation besuchte die Universität und führte Gespräche über künftige Projekte. Größere "
    "Städte öffnen ihre Türen für Studierende aus dem Ausland."
)
RU = (
    "Делегация посетила университет и обсудила будущие проекты. Стороны договорились о новых "
    "встречах и подписали соглашение о сотрудничестве."
)
EN = "The delegation’s visit – the first in years – ended with a “frank exchange” at the café."


def cases() -> list[object]:
    found: list[object] = []
    for lang, text, encodings in (
        ("vi", VI, ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")),
        ("de", DE, ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")),
        ("ru", RU, ("utf-8", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866", "iso8859-5")),
        ("en", EN, ("utf-8", "utf-16-le", "utf-16-be", "cp1252")),
    ):
        for encoding in encodings:
            for length in (64, 1000):
                part = text[:length] if encoding != "cp1252" or length > 64 else text[-64:]
                label = f"{lang}-{encoding}-{length}"
                found.append(pytest.param(part, part.encode(encoding), id=label))
    for length in (64, 1000):
        data = cp1258(VI[:length])
        found.append(pytest.param(data.decode("cp1258"), data, id=f"vi-cp1258-{length}"))
    return found


@pytest.mark.parametrize(("text", "data"), cases())
def test_text_comes_back_as_it_was_written(text: str, data: bytes) -> None:
    assert decode(data) == text


def test_vietnamese_in_cp1258_keeps_its_code_points() -> None:
    assert "t\u00ea\u0323" not in decode(cp1258("tiệc việc")).lower()
    assert "vi\u00ea\u0323c" in decode(cp1258(VI))


def test_a_few_bad_bytes_do_not_lose_good_utf8() -> None:
    text = decode(VI.encode()[:100] + b"\xff" + VI.encode()[100:])
    assert text.count("\ufffd") <= 3
    assert "thống nhất kế hoạch" in text


def test_utf8_cut_within_a_character_keeps_the_rest() -> None:
    assert decode("Gespräche über künftige Bezirksä".encode()[:-1]).startswith("Gespräche über")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(bytes(range(32)) * 8, id="control characters"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(200), id="picture"),
        pytest.param(b"\0", id="one NUL"),
        pytest.param(b"".join(bytes((n % 32, 0)) for n in range(400)), id="small numbers"),
        pytest.param(b"PK\x03\x04" + bytes(range(256)) * 4, id="archive"),
    ],
)
def test_binary_content_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        decode(data)
    assert caught.value.code == "binary"


@pytest.mark.parametrize(
    ("declared", "data", "text"),
    [
        pytest.param("iso-8859-1", b"\x84Zitat\x93", "„Zitat“", id="latin-1 means cp1252"),
        pytest.param("iso-8859-1", "Tür".encode(), "Tür", id="UTF-8 bytes win"),
        pytest.param("gb18030", "莫斯科".encode("gb18030"), "莫斯科", id="declared is believed"),
        pytest.param("nonsense", "Größe".encode("cp1252"), "Größe", id="unknown label"),
        pytest.param("hex", "Größe".encode("cp1252"), "Größe", id="not a text encoding"),
    ],
)
def test_what_a_page_declares_is_believed_unless_the_bytes_disagree(
    declared: str, data: bytes, text: str
) -> None:
    assert decode(data, declared=declared) == text


def test_other_encodings_are_left_to_the_general_detector() -> None:
    text = "ゼレンスキー大統領は昨日、モスクワとハノイの関係について記者会見で詳しく語った。" * 4
    assert decode(text.encode("shift_jis")) == text
