from __future__ import annotations

import pytest

from indexer.sources.pdftext import reflow

VIETNAMESE = "Đoàn công tác đã đến thăm và làm việc tại thủ đô. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Zusammen-\narbeit", "Zusammenarbeit", id="German"),
        pytest.param("Zusammen\ufffearbeit", "Zusammenarbeit", id="as PDFium marks it"),
        pytest.param("Zusammen\xad\narbeit", "Zusammenarbeit", id="soft hyphen"),
        pytest.param("deutsch-russi-\nsche Tage", "deutsch-russische Tage", id="second part"),
        pytest.param("Nordrhein-\nWestfalen", "Nordrhein-Westfalen", id="capital"),
        pytest.param("Ein-\nund Ausfuhr", "Ein- und Ausfuhr", id="shared part"),
        pytest.param("E-\nmail", "E-mail", id="one letter"),
        pytest.param("2024-\n25", "2024-25", id="numbers"),
        pytest.param("сотрудни-\nчество", "сотрудничество", id="Russian"),
        pytest.param("Санкт-\nПетербург", "Санкт-Петербург", id="Russian name"),
        pytest.param("кто-\nто, из-\nза чего", "кто-то, из-за чего", id="Russian particles"),
        pytest.param("well-known and well-\nknown", "well-known and well-known", id="seen before"),
        pytest.param("co-\noperation", "cooperation", id="English"),
        pytest.param("bei Mát-\nxcơ-va", "bei Mát-xcơ-va", id="Vietnamese name in German"),
        pytest.param(VIETNAMESE + "Xuất-\nNhập", VIETNAMESE + "Xuất-Nhập", id="Vietnamese"),
        pytest.param(VIETNAMESE + "Vla-\nđi-mia", VIETNAMESE + "Vla-đi-mia", id="name"),
        pytest.param(VIETNAMESE + "Pu-\ntin", VIETNAMESE + "Pu-tin", id="name without marks"),
        pytest.param("Ein Strich –\nund weiter", "Ein Strich –\nund weiter", id="dash"),
    ],
)
def test_hyphens_at_line_ends(text: str, expected: str) -> None:
    assert reflow([text]).replace("–\nund", "– und") == expected.replace("–\nund", "– und")


LONG = "Diese Zeile ist so lang wie die Seite breit ist und endet hier nun"


def test_wrapped_lines_are_joined_to_paragraphs() -> None:
    lines = ["Kurzer Titel", LONG, LONG, "und hört hier auf.", LONG, "Ende.", "- Punkt", "- Punkt"]
    assert reflow(["\r\n".join(lines)]).split("\n") == [
        "Kurzer Titel",
        f"{LONG} {LONG} und hört hier auf.",
        f"{LONG} Ende.",
        "- Punkt",
        "- Punkt",
    ]


def test_a_paragraph_goes_on_over_the_page() -> None:
    assert reflow([LONG, "und weiter"]) == f"{LONG} und weiter"


def test_no_pages_and_blank_pages() -> None:
    assert reflow([]) == ""
    assert reflow(["", " \r\n"]) == ""
