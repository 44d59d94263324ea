"""The keys of names: spellings that meet, names that stay apart, and what always holds."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.names import name_keys, phonetic
from indexer.names.keys import MAX_KEYS
from indexer.names.morphology import nominatives

LANGS = (None, "vi", "de", "ru", "en")


def meet(left: str, right: str, lang: str | None = None, other: str | None = None) -> bool:
    return bool(name_keys(left, lang) & name_keys(right, other))


SPELLINGS = [
    # the names of a delegation
    "Калганов Калганову Калганова Калгановым Kalganov Kalganow Kalganova",
    "Вячеслав Вячеславу Вячеслава Vyacheslav Wjatscheslaw Viacheslav Vjačeslav Wiaczesław",
    "Буянов Буянова Buyanov Bujanow Bujanov Buianov",
    "Владимир Владимира Vladimir Wladimir",
    "Петрович Петровича Petrovich Petrowitsch Petrovič Piotrowicz",
    "Шапша Шапше Шапшу Schapscha Shapsha Šapša",
    "Авдеев Авдеевым Awdejew Avdeyev Avdeev",
    "Нестерова Нестеровой Nesterow Nesterova",
    "Бельский Бельского Бельская Belskij Belski Belsky Belskiy",
    # ё and е, -ёв and -ев
    "Королёв Королев Королёва Koroljow Korolyov Korolev Korolëv",
    "Хрущёв Хрущев Chruschtschow Khrushchev Chruščov Chruszczow Hruŝëv",
    "Фёдор Федор Fjodor Fyodor Fedor",
    # sibilants
    "Щербаков Schtscherbakow Shcherbakov Ščerbakov Szczerbakow Chtcherbakov",
    "Жданов Schdanow Zhdanov Ždanov Żdanow Jdanov",
    "Чижов Tschischow Chizhov Čižov Czyżow Tchijov",
    "Цыганов Zyganow Tsyganov Cyganov Cyganow",
    "Хомяков Chomjakow Khomyakov Homjakov Xomjakov",
    # German s for з and ss for с
    "Зубов Subow Zubov",
    "Сазонов Sasonow Sazonov",
    "Морозов Morosow Morozov",
    "Васильев Wassiljew Vasilyev Vasilev",
    # women
    "Мещерская Мещерской Meschtscherskaja Meshcherskaya Meščerská",
    "Ильина Ильин Ильиной Iljina Ilyin",
    # Ukrainian, Belarusian, Bulgarian
    "Гриценко Грыценко Hrytsenko Hryzenko Gritsenko Hricenko",
    "Хадасевіч Ходасевич Chadasiewicz Khodasevich",
    "Кравчанка Кравченко Kraŭčanka Krawtschenko",
    "Григорович Grigorovich Hryhorowytsch",
    # final -ff, -witz, Latvian and Czech women
    "Смирнов Smirnoff Smirnovs Smirnovová",
    "Рабинович Rabinowitsch Rabinowitz Rabinovich",
]


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda row: row.split()[0])
def test_spellings_of_one_name_meet(spellings: str) -> None:
    first, *others = spellings.split()
    assert [other for other in others if not meet(first, other)] == []


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("Иванович", "Иван", id="a patronymic is not a given name"),
        pytest.param("Петровна", "Петров", id="nor a surname"),
        pytest.param("Марина", "Марин", id="a woman's given name is not a surname"),
        pytest.param("Галина", "Галин", id="the same, of another surname"),
        pytest.param("Жуков", "Шуков", id="voiced and voiceless"),
        pytest.param("Захаров", "Сахаров", id="z and s"),
        pytest.param("Zakharov", "Sakharov", id="z and s in Latin"),
        pytest.param("Петров", "Петренко", id="different endings"),
        pytest.param("Чехов", "Шехтель", id="different names"),
        pytest.param("Kalganov", "Kaganov", id="a letter less"),
        pytest.param("Белов", "Белый", id="two surnames of one root"),
    ],
)
def test_different_names_stay_apart(left: str, right: str) -> None:
    assert not meet(left, right)


# As Vietnamese newspapers print the names.
VIETNAMESE = """
Vla-đi-mia Vladimir Владимир
Pu-tin Putin Путин
Xéc-gây Sergey Сергей
La-vrốp Lavrov Лавров
Gia-kha-rô-va Zakharova Захарова
Mét-vê-đép Medvedev Медведев
Lê-nin Lenin Ленин
Xta-lin Stalin Сталин
Goóc-ba-chốp Gorbachev Горбачёв
Tôn-xtôi Tolstoy Толстой
Trai-cốp-xki Tchaikovsky Чайковский
En-xin Yeltsin Ельцин
Khơ-rút-sốp Khrushchev Хрущёв
Brê-giơ-nhép Brezhnev Брежнев
Giu-cốp Zhukov Жуков
Pu-skin Pushkin Пушкин
Đốt-xtôi-ép-xki Dostoevsky Достоевский
Lô-mô-nô-xốp Lomonosov Ломоносов
Léc-môn-tốp Lermontov Лермонтов
Sô-lô-khốp Sholokhov Шолохов
Ga-ga-rin Gagarin Гагарин
Mi-kha-in Mikhail Михаил
A-lếch-xây Aleksey Алексей
A-lếch-xan-đrơ Aleksandr Александр
Bô-rít Boris Борис
Đmi-tri Dmitri Дмитрий
Pê-xcốp Peskov Песков
Sôi-gu Shoigu Шойгу
Lu-ca-sen-cô Lukashenko Лукашенко
Dê-len-xki Zelensky Зеленский
Na-van-nưi Navalny Навальный
Mai-a-cốp-xki Mayakovsky Маяковский
Xta-ni-xláp Stanislav Станислав
Cút-nhét-xốp Kuznetsov Кузнецов
Tuốc-ghê-nhép Turgenev Тургенев
Sê-khốp Chekhov Чехов
Cu-tu-dốp Kutuzov Кутузов
Cô-xư-ghin Kosygin Косыгин
Tê-rê-scô-va Tereshkova Терешкова
Phi-đen Fidel Фидель
Ca-xtơ-rô Castro Кастро
vla-di-mia Vladimir Владимир
xec-gay Sergey Сергей
met-ve-dep Medvedev Медведев
gooc-ba-chop Gorbachev Горбачёв
ca-xto-ro Castro Кастро
"""


@pytest.mark.parametrize(
    ("spelt", "latin", "cyrillic"),
    [pytest.param(*line.split(), id=line.split()[0]) for line in VIETNAMESE.split("\n") if line],
)
def test_vietnamese_phonetic_spellings_meet(spelt: str, latin: str, cyrillic: str) -> None:
    assert meet(spelt, latin, "vi", "en")
    assert meet(spelt, cyrillic, "vi", "ru")
    assert meet(spelt, cyrillic, None, "ru")


@given(st.text("aeioubvgdzklmnprstfjxcqw", max_size=12))
def test_consonants_between_vowels_lose_alone_what_they_lose_in_a_name(key: str) -> None:
    tables = tomllib.loads(
        (Path(phonetic.__file__).parent / "data/vietnamese.toml").read_text("utf-8")
    )
    poorer = key
    for rule in tables["poorer"]:
        poorer = re.sub(rule["pattern"], rule["sound"], poorer)
    assert phonetic.phonetic_key(key)[2:] == poorer


def test_a_vietnamese_name_is_no_phonetic_spelling() -> None:
    assert not meet("Lê", "Lê-nin", "vi", "vi")
    assert meet("Nguyễn", "Nguyen", "vi", "en")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("калганову", "калганов", id="surname that no dictionary holds"),
        pytest.param("вячеславу", "вячеслав", id="given name"),
        pytest.param("петровича", "петрович", id="patronymic"),
        pytest.param("алексеевной", "алексеевна", id="woman's patronymic"),
        pytest.param("бельским", "бельский", id="adjective"),
        pytest.param("шапше", "шапша", id="unknown in -а"),
        pytest.param("мариной", "марина", id="given name in -ина"),
        pytest.param("калининым", "калинин", id="surname in -ин"),
        pytest.param("карапетяна", "карапетян", id="Armenian"),
        pytest.param("лукашенко", "лукашенко", id="indeclinable"),
        pytest.param("дюма", "дюма", id="indeclinable, foreign"),
        pytest.param("шевченко", "шевченко", id="indeclinable, Ukrainian"),
        pytest.param("кадзуо", "кадзуо", id="foreign and unknown"),
    ],
)
def test_names_come_to_the_nominative(name: str, expected: str) -> None:
    assert expected in nominatives(name)


def test_an_indeclinable_name_stays_alone() -> None:
    assert nominatives("лукашенко") == ("лукашенко",)


def test_genitives_of_other_languages_meet_the_name() -> None:
    assert meet("Kalganows", "Kalganow", "de", "de")
    assert meet("Putin's", "Путин", "en", "ru")


def test_apostrophes_and_hyphens_of_all_kinds_are_one() -> None:
    assert name_keys("Il'in") == name_keys("Il’in") == name_keys("Ilʹin")
    assert name_keys("Мамин-Сибиряк") == name_keys("Мамин\u2011Сибиряк")
    assert meet("Римского-Корсакова", "Rimski-Korsakow")


def test_stress_marks_do_not_count() -> None:
    assert name_keys("Влади\u0301мир", "ru") == name_keys("Владимир", "ru")


@pytest.mark.parametrize("name", ["", "-", "'", "42", "東京", "!?", "\ud800", "\u0301", "ъ", "ь"])
def test_what_is_no_name_has_no_key(name: str) -> None:
    assert all(key.isascii() for key in name_keys(name))


names = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў-'", max_size=40),
    st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöüßčšžłćńśźżéèçşğıőơđưăâêô-'`", max_size=40),
    st.lists(st.sampled_from(["xta", "vê", "đép", "gia", "rô", "oan", "nơ", "cơ", "trai", "xki"]))
    .map("-".join),
)  # fmt: skip


@given(names, st.sampled_from(LANGS))
def test_keys_are_few_short_and_ascii(name: str, lang: str | None) -> None:
    keys = name_keys(name, lang)
    assert len(keys) <= MAX_KEYS
    for key in keys:
        assert key.isascii()
        assert key.isalnum()
        assert key == key.lower()
        assert 0 < len(key) <= 100


@given(names, st.sampled_from(LANGS))
def test_case_and_normal_form_do_not_count(name: str, lang: str | None) -> None:
    keys = name_keys(name, lang)
    assert keys == name_keys.__wrapped__(name, lang)
    assert keys == name_keys(unicodedata.normalize("NFD", name), lang)
    assert keys == name_keys(unicodedata.normalize("NFC", name), lang)
    lowered = unicodedata.normalize("NFC", name.casefold())
    assert keys == name_keys(lowered, lang)


def test_importing_names_loads_no_dictionary() -> None:
    code = (
        "import sys, indexer.names;"
        "sys.exit(any(name in sys.modules for name in ('pymorphy3', 'iuliia')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
