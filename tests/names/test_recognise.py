"""What is a name in running text: sentences of our own, the seeds, and what always holds."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.tokenizer import split_words
from indexer.names.recognise import NamePart, names_in, rules_of
from indexer.names.recognise_nouns import DATA as NOUNS
from indexer.names.recognise_nouns import fold, is_composed, is_simple
from indexer.names.recognise_run import DATA, lexicon

SEEDS = Path(__file__).parents[2] / "seeds"


NOUN_FORMS = ["Haus", "Häuser", "Haeusern", "Themen", "Universität", "Kaffee", "Firmen"]
NO_NOUNS = ["Kalganow", "Bujanow", "Putin", "Lawrow", "Schapscha", "Gorbatschow", "Petrowitsch"]
PIECES = [
    *("Herr", "Kalganow", "W", ".", "-", "Kohl", "und", "Präsident", "Nga", "Pu", "tin", "Vla"),
    *("Putin", "В", "П", "Буянов", "Король", ",", "(", "KALGANOV"),
]


def spelled(text: str, lang: str) -> list[str]:
    """Return the parts as they are written; initials with their dot."""
    words = split_words(text)
    return [
        text[words.starts[part.first] : words.ends[part.end - 1]] + "." * part.initial
        for part in names_in(text, words, lang)
    ]


# every line: the text, then the parts in order
VI = """
Tổng thống Nga Putin tiếp Thủ tướng Nguyễn Xuân Phúc tại Hà Nội. | Putin
Thống đốc tỉnh Vladimir Alexander Avdeev đón đoàn Khánh Hòa. | Vladimir Alexander Avdeev
Ông Vla-đi-mia Pu-tin gặp ông Xéc-gây La-vrốp. | Vla-đi-mia Pu-tin Xéc-gây La-vrốp
Đoàn rời Mát-xcơ-va đi Xanh Pê-téc-bua. | Mát-xcơ-va Xanh Pê-téc-bua
Bà Ma-ri-a Gia-kha-rô-va nói về du lịch. | Ma-ri-a Gia-kha-rô-va
Đoàn thăm Matxcơva và Lê-nin-grát. | Matxcơva Lê-nin-grát
Phó Chủ tịch Vyacheslav KALGANOV dự hội chợ. | Vyacheslav KALGANOV
KALGANOV Vyacheslav dự hội chợ. | KALGANOV Vyacheslav
UBND TP Hà Nội và EVFTA | -
Quan hệ Nga-Việt và Liên minh Á-Âu | -
Hội nghị kinh tế-xã hội | -
Tối qua, ông Tim Cook đến Việt Nam. | Tim Cook
ông V. P. Buyanov và ông Buyanov V. P. | V. P. Buyanov Buyanov V. P.
TỔNG THỐNG VLA-ĐI-MIA PU-TIN THĂM HÀ NỘI | VLA-ĐI-MIA PU-TIN
BÀN VỀ HỢP TÁC VỚI ÔNG KALGANOV VÀ ĐOÀN | KALGANOV
Bà Anna-Maria Schmidt đến Nha Trang | Anna Maria Schmidt
dịch Covid-19 | Covid
"""
DE = """
Die Delegation traf Herrn Wjatscheslaw Kalganow und Frau Petrowa. | Wjatscheslaw Kalganow Petrowa
Präsident Bujanow W. P. sprach zu den Gästen. | Bujanow W. P.
W. P. Bujanow eröffnete die Ausstellung. | W. P. Bujanow
Der Handel mit Maschinen wächst, die Ausfuhr von Kaffee stockt. | -
Helmut Kohl kam; Kohl blieb. Das Kohlfeld lag brach. | Helmut Kohl Kohl
Der Kohl auf dem Feld ist reif. | -
Herr Dr. Fischer und Außenminister Sergej Lawrow | Fischer Sergej Lawrow
Gouverneur Wladislaw Schapscha lobte die Zusammenarbeit. | Wladislaw Schapscha
Tourismusförderung, Umweltbehörde und Regierungsverordnung | -
Frau Anna-Maria Müller-Schmidt wohnt an der Nikolai-Kirche. | Anna Maria Müller Schmidt Nikolai
Annegret Kramp-Karrenbauer reiste zum Putin-Besuch. | Annegret Kramp Karrenbauer Putin
Sabine Leutheusser-Schnarrenberger sprach über Datenschutz. | Sabine Leutheusser Schnarrenberger
Putins Besuch bei den Vereinten Nationen | Putins
Am 3. Oktober, z. B. am Nachmittag, i. A. Baerbel Koehler | Baerbel Koehler
Anschließend reiste man weiter. Natürlich regnete es. | -
Vereinbart wurde ein Austausch. Deutsche Firmen warten. | -
Frau Ministerin Ursula von der Leyen | Ursula Leyen
Frau Universitaetspraesidentin Joerg | Joerg
Die USA, die CDU und UNESCO-Welterbe | -
Der Besuch von Wjatscheslaw KALGANOW | Wjatscheslaw KALGANOW
BESUCH VON WJATSCHESLAW KALGANOW IN DER PROVINZ | WJATSCHESLAW KALGANOW
Im August kam Friedrich August, am 16. August ging er. | Friedrich August
Jens Lössig ging. Lössig schwieg. Frau Steinmeier blieb. | Jens Lössig Lössig Steinmeier
Direktor Ju. Petrow zeigte die Sammlung. | Ju. Petrow
"""
EN = """
The delegation met Mr Vyacheslav Kalganov and Mrs. Nesterova. | Vyacheslav Kalganov Nesterova
President V. P. Buyanov spoke. | V. P. Buyanov
Buyanov W. P. spoke to the guests. | Buyanov W. P.
Trade grew. Tourism is growing, and Vietnam exports more tea. | Vietnam
However, the visit went well. On Monday they left. | -
According to Shapsha, the talks were useful. | Shapsha
Vyacheslav KALGANOV and NATO | Vyacheslav KALGANOV
The Ministry of Trade and the University | -
John F. Kennedy and Ho-Chi-Minh | John F. Kennedy Ho Chi Minh
The Russian Foreign Minister Lavrov | Lavrov
Dawn French met President Brown. | Dawn French Brown
"""
RU = """
Губернатор Авдеев принял делегацию. | Авдеев
Вячеславу Калганову вручили подарок. | Вячеславу Калганову
Калганов Вячеслав встретил гостей. | Калганов Вячеслав
Шапша сообщил о росте торговли. | Шапша
Беседу вёл Буянов Владимир Петрович. | Буянов Владимир Петрович
В. П. Буянов и Буянов В. П. | В. П. Буянов Буянов В. П.
В.П.Буянов открыл выставку. | В. П. Буянов
Приехали Нгуен Суан Фук и Ангела Меркель. | Нгуен Суан Фук Ангела Меркель
Меркель выступила в Берлине. | Меркель Берлине
Торговля выросла. Туристов стало больше. | -
Председатель Комитета и министр культуры | -
Писатель Салтыков-Щедрин | Салтыков Щедрин
Пришли Виктор Король и президент Волк. | Виктор Король Волк
Памятник Хо Ши Мину в городе Владимире | Хо Ши Мину Владимире
Рейс выполнил «Аэрофлот» из Москвы. | Аэрофлот Москвы
ВИЗИТ ВЯЧЕСЛАВА КАЛГАНОВА В ПРОВИНЦИЮ | ВЯЧЕСЛАВА КАЛГАНОВА
Никола Тесла уехал, письмо отдали Тесле. | Никола Тесла Тесле
Он летел на Vietnam Airlines. | Vietnam Airlines
"""


def cases() -> list[object]:
    tables = {"vi": VI, "de": DE, "en": EN, "ru": RU}
    return [
        pytest.param(lang, *line.split(" | "), id=f"{lang}: {line.split(' | ')[0][:40]}")
        for lang, table in tables.items()
        for line in table.strip().split("\n")
    ]


@pytest.mark.parametrize(("lang", "text", "parts"), cases())
def test_names_of_a_sentence(lang: str, text: str, parts: str) -> None:
    assert " ".join(spelled(text, lang)) == ("" if parts == "-" else parts)


# the personal names of the seeds, as the files write them
SEED_NAMES = {
    "ru-kalganov-langshon.txt": "Вячеслав Калганов, Вячеславу Калганову, Калгановым, Калганове",
    "ru-obshchestvo-druzhby.txt": (
        "Владимир Петрович Буянов, Владимиром Петровичем Буяновым, Буянов В. П., Буянове"
    ),
    "ru-posol-vladimir.txt": "Александр Авдеев, Данг Минь Кхой, Данг Минь Кхоем",
    "ru-turizm-kamran.html": "Александр Бельский, Нгуен Кхак Тоан, Бурчин Орс",
    "de-lang-son-sankt-petersburg.txt": (
        "Wjatscheslaw Kalganow, Wladimir Petrowitsch Bujanow, Khong Nghia"
    ),
    "de-kulturwoche-moskau.txt": "Bujanow W. P.",
    "de-fernschreiben-hochschulen.txt": "Joerg Schaefer, Baerbel Koehler",
    "de-elektroschrott-haiphong.txt": "Jürgen Strößner",
    "de-leipzig-ho-chi-minh-stadt.html": "Annegret Süß, Götz Weißflog",
    "de-tourismusfoerderung-khanh-hoa.html": "Ulrike Böß, Nguyen Khac Toan, Burcin Ors",
    "en-lang-son-russia-visit.txt": (
        "Vyacheslav Kalganov, Vladimir Petrovich Buyanov, Vladislav Shapsha"
    ),
    "en-khanh-hoa-moscow-tourism.txt": (
        "Alexander Belsky, Dmitry Kuzmin, Aleksei Pronichkin, Vyacheslav Manuylov, Burcin Ors"
    ),
    "vi-dai-su-quan-tinh-vladimir.txt": "Alexander Avdeev, Vladimir",
    "vi-ha-noi-kaluga.txt": "Shapsha Vladislav Valerievich, Shapsha",
    "vi-khanh-hoa-lien-bang-nga.txt": (
        "Alexander Nikolaevich Belsky, Manuylov Vyacheslav Viktorovich, Kuzmin Dmitrii Vasilievich,"
        " Pronichkin Aleksei Sergeevich, Nikolai Bondarenko"
    ),
    "vi-lang-son-sau-chuyen-di-nga.txt": (
        "Vyacheslav Kalganov, Vladimir Petrovich Buyanov, Can-ga-nốp, Kalganow"
    ),
    "vi-thanh-hoa-dai-su-quan-nga.txt": "Nesterov Ivan Sergeevich",
    "vi-tuan-van-hoa-viet-nam.txt": "Vladimir Buyanov, Ê-lê-na Xô-cô-lô-va",
    "vi-rac-thai-dien-tu.html": "Jürgen Strößner",
    "vi-nang-luong-gio.md": "Katrin Vogelsang",
}


@pytest.mark.parametrize("name", sorted(SEED_NAMES))
def test_personal_names_of_the_seeds(name: str) -> None:
    text = unicodedata.normalize("NFC", (SEEDS / name).read_text(encoding="utf-8-sig"))
    found = f" {' '.join(spelled(text, name[:2]))} "
    for person in SEED_NAMES[name].split(","):
        assert f" {person.strip()} " in found, person


@given(
    st.text(st.sampled_from("AaÄBĐđnNgИиВ.-­’ \n1ềЁ(“") | st.characters(), max_size=60),
    st.sampled_from(["vi", "de", "ru", "en", "fr"]),
)
def test_parts_are_sorted_apart_and_within(text: str, lang: str) -> None:
    words = split_words(text)
    parts = names_in(text, words, lang)
    done = 0
    for part in parts:
        assert done <= part.first < part.end <= len(words)
        done = part.end
    assert parts == names_in(text, list(words), lang)
    large = [index for index, word in enumerate(words.surfaces) if not word.islower()]
    letters = "".join(rules_of(lang).letter(words.surfaces[index]) for index in large)
    assert parts == names_in(text, words, lang, (large, letters))


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(["vi", "de", "ru", "en"]))
def test_any_order_of_names_and_titles(pieces: list[str], lang: str) -> None:
    text = " ".join(pieces).replace(" .", ".").replace(" - ", "-")
    words = split_words(text)
    parts = names_in(text, words, lang)
    assert parts == sorted(parts)
    assert len({part.first for part in parts}) == len(parts)


def test_no_words_no_names() -> None:
    assert names_in("", [], "de") == []
    assert names_in("ohne namen", split_words("ohne namen"), "de") == []


def test_a_phonetic_spelling_is_one_part() -> None:
    text = "ông Vla-đi-mia Pu-tin"
    assert names_in(text, split_words(text), "vi") == [NamePart(1, 4), NamePart(4, 6)]


def test_the_lists_are_folded_and_told_where_they_come_from() -> None:
    text = DATA.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "Version" in text.split("\n\n")[0]
    for lang, lists in tomllib.loads(text).items():
        for words in lists.values():
            if lang != "all":
                assert words == fold(words)
    assert lexicon("de").titles & lexicon("de").never == set()


@pytest.mark.parametrize(
    "noun", ["Haus", "Häuser", "Haeusern", "Themen", "Universität", "Kaffee", "Firmen"]
)
def test_german_nouns_in_their_forms(noun: str) -> None:
    assert is_simple(fold(noun)) or is_composed(fold(noun))


@pytest.mark.parametrize(
    "name",
    [
        "Kalganow",
        "Bujanow",
        "Putin",
        "Lawrow",
        "Schapscha",
        "Gorbatschow",
        "Moskau",
        "Hanoi",
        "Petrowitsch",
    ],
)
def test_names_are_no_german_nouns(name: str) -> None:
    assert not is_simple(fold(name))
    assert not is_composed(fold(name))


@pytest.mark.parametrize(
    "noun", ["Beschäftigungsort", "Aufnahmemitgliedstaat", "Disziplinarklage", "Offshorehafen"]
)
def test_long_words_that_the_analysis_takes_apart_are_no_names(noun: str) -> None:
    text = f"Heute begann {noun}."
    assert not names_in(text, split_words(text), "de")


@pytest.mark.parametrize("name", ["Liechtenstein", "Aserbaidschan", "Langenscheidt"])
def test_other_long_words_still_are(name: str) -> None:
    text = f"Heute begann {name}."
    (part,) = names_in(text, split_words(text), "de")
    assert split_words(text).surfaces[part.first] == name


def test_the_noun_file_stays_small() -> None:
    assert NOUNS.stat().st_size < 200_000


def test_importing_loads_no_dictionary() -> None:
    code = "import sys, indexer.names.recognise; sys.exit('pymorphy3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
