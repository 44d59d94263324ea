"""Vietnamese persons in Russian letters, and in Vietnamese ones where Russian was typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import open_index
from indexer.analysis.filters import fold_term, word_term
from indexer.query.transcription import russian, russian_forms, shortest_name, vietnamese

from .documents import index_of

PRINTED = {
    "Nguyễn Xuân Phúc": "Нгуен Суан Фук",
    "Nguyễn Phú Trọng": "Нгуен Фу Чонг",
    "Trần Đại Quang": "Чан Дай Куанг",
    "Phạm Minh Chính": "Фам Минь Тинь",
    "Vương Đình Huệ": "Выонг Динь Хюэ",
    "Võ Văn Thưởng": "Во Ван Тхыонг",
    "Lương Cường": "Лыонг Кыонг",
    "Tô Lâm": "То Лам",
    "Nguyễn Tấn Dũng": "Нгуен Тан Зунг",
    "Trương Tấn Sang": "Чыонг Тан Шанг",
    "Nguyễn Thị Kim Ngân": "Нгуен Тхи Ким Нган",
    "Bùi Thanh Sơn": "Буй Тхань Шон",
    "Phan Văn Khải": "Фан Ван Кхай",
    "Nông Đức Mạnh": "Нонг Дык Мань",
    "Lê Duẩn": "Ле Зуан",
    "Đỗ Mười": "До Мыой",
    "Võ Nguyên Giáp": "Во Нгуен Зяп",
    "Hồ Chí Minh": "Хо Ши Мин",
    "Nguyễn Thiện Nhân": "Нгуен Тхиен Нян",
    "Phạm Văn Đồng": "Фам Ван Донг",
}
"""Persons of public life as Russian papers and maps print them."""


@pytest.mark.parametrize(("name", "printed"), PRINTED.items())
def test_a_name_as_it_is_printed(name: str, printed: str):
    for syllable, word in zip(name.split(), printed.lower().split(), strict=True):
        assert word in russian(syllable)
        plain = [fold for fold in vietnamese(word) if fold == folded(syllable)]
        assert plain, (syllable, word, vietnamese(word))


def folded(syllable: str) -> str:
    return fold_term(word_term(syllable))


def test_the_last_syllable_is_declined():
    assert {"фук", "фука", "фуку", "фуком", "фуке"} == set(russian_forms("Phúc"))
    assert "chinh" in vietnamese("Тинем")
    assert "phuc" in vietnamese("Фука")
    assert vietnamese("Москва") == ()
    assert russian("Straße") == ()
    assert vietnamese("куе") == ("que",)


def test_family_names_with_and_without_diacritics():
    assert shortest_name("nguyễn") == 2
    assert shortest_name("Nguyen") == 2
    assert shortest_name("hà") == 3
    assert shortest_name("phúc") == 0


RUSSIAN = "Премьер-министр провёл переговоры с {0} о торговле и туризме. {1} прибыл в Москву."
TEXTS = {
    "ru": RUSSIAN.format("Нгуен Суан Фуком", "Нгуен Суан Фук"),
    "ru-other": RUSSIAN.format("Нгуен Фу Чонгом", "Нгуен Фу Чонг"),
    "vi": "Thủ tướng Nguyễn Xuân Phúc thăm chính thức Liên bang Nga và gặp kiều bào.",
    "vi-other": "Ông Nguyễn Văn Nam ở Phúc Yên trồng hoa từ nhiều năm nay.",
    "de": "Ministerpräsident Nguyen Xuan Phuc besuchte Berlin und sprach über den Handel.",
}


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_a_person_is_found_in_both_scripts(tmp_path: Path, engine: str):
    with open_index(index_of(tmp_path, TEXTS, engine)) as searcher:
        for typed in (
            "Nguyễn Xuân Phúc",
            "nguyen xuan phuc",
            "Нгуен Суан Фук",
            "нгуен суан фук",
            "Нгуена Суан Фука",
        ):
            page = searcher.search(typed)
            first = [hit.id for hit in page.hits]
            assert {"ru", "vi"} < set(first[:3]), typed
            assert "de" in first[:4], typed
            for hit in (hit for hit in page.hits if hit.id in ("ru", "vi", "de")):
                marked = {
                    snippet.text[mark.start : mark.end]
                    for snippet in hit.snippets
                    for mark in snippet.marks
                }
                assert len(marked) >= 3, (typed, hit.id, marked)
        assert any("Nguyễn Xuân Phúc" in str(note) for note in page.query.notes)
        off = searcher.search("Нгуен Суан Фук", names=False)
        assert {hit.id for hit in off.hits} <= {"ru", "ru-other"}


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
@pytest.mark.parametrize(
    "typed", ["нужна ли там виза", "май и июнь", "тон на тон", "то ли он там", "things to do"]
)
def test_small_words_are_no_person(tmp_path: Path, engine: str, typed: str):
    texts = TEXTS | {
        "ru-small": "Нужна ли виза, то ли нет: там он был до мая, и тон был на высоте.",
        "vi-small": "Tôi mai mốt về Lý Sơn, tầm này năm ngoái vừa tạm trú ở đó.",
    }
    with open_index(index_of(tmp_path, texts, engine)) as searcher:
        page, off = searcher.search(typed), searcher.search(typed, names=False)
        assert not any("read as" in str(note) for note in page.query.notes)
        assert page.total == off.total


def test_a_name_in_russian_letters_is_no_vietnamese_question(tmp_path: Path):
    texts = {
        "ru": RUSSIAN.format("Нгуен Фу Чонгом", "Нгуен Фу Чонг"),
        "vi": "Tổng bí thư Nguyễn Phú Trọng thăm chính thức Liên bang Nga.",
    }
    texts |= {f"vi{n}": f"Trong năm qua có {n} đoàn khách trong nước." for n in range(6)}
    with open_index(index_of(tmp_path, texts)) as searcher:
        page = searcher.search("Нгуен Фу Чонг")
        assert {hit.id for hit in page.hits[:2]} == {"ru", "vi"}
        assert not any("other languages" in str(note) for note in page.query.notes)
        assert searcher.analyze("Нгуен Фу Чонг").lang != "vi"


IN_NO_LIST = {
    "vi-lam": "Bộ trưởng Tô Lâm trả lời báo chí.",
    "vi-trong": "Ông Nguyễn Phú Trọng thăm Nga và trở về.",
    "vi-words": "Cả tổ làm việc từ sáng, tờ trình lắm trang, to lớn lạ lùng.",
    "vi-chair": "Nguyên phó chủ tịch phụ trách trong tỉnh, phủ nhận mọi điều trọng yếu.",
    "de-lam": "Der Minister To Lam sprach mit der Presse.",
    "ru-lam": "Министр То Лам встретился с журналистами, а то и с учёными.",
    "ru-words": "То и дело шёл дождь, то светило солнце.",
}


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
@pytest.mark.parametrize(
    ("typed", "read", "first"),
    [
        ("to lam", "tô lâm", {"vi-lam", "de-lam", "ru-lam"}),
        ("To Lam", "Tô Lâm", {"vi-lam", "de-lam", "ru-lam"}),
        ("То Лам", "Tô Lâm", {"vi-lam", "ru-lam"}),
        ("nguyen phu trong", "nguyễn phú trọng", {"vi-trong"}),
        ("Нгуен Фу Чонг", "Nguyễn Phú Trọng", {"vi-trong"}),
    ],
)
def test_names_are_read_that_only_the_documents_know(
    tmp_path: Path, engine: str, typed: str, read: str, first: set[str]
):
    with open_index(index_of(tmp_path, IN_NO_LIST, engine)) as searcher:
        page = searcher.search(typed)
        assert f"“{typed}” is also read as “{read}”." in map(str, page.query.notes)
        assert {hit.id for hit in page.hits[: len(first)]} == first


def test_a_name_in_russian_letters_is_found_as_a_whole(tmp_path: Path):
    with open_index(index_of(tmp_path, IN_NO_LIST)) as searcher:
        found = [hit.id for hit in searcher.search("Tô Lâm").hits]
        assert found.index("ru-lam") < min(map(found.index, {"vi-words", "ru-words"} & {*found}))
