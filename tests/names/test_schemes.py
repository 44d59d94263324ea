"""The romanisation schemes against published examples, and every scheme against the keys."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from indexer.names import name_keys
from indexer.names.schemes import romanise, scheme_names

iuliia = pytest.importorskip("iuliia")

# Duden, transcription of Russian: Jelzin, Gorbatschow, Gorki, Andrei, Tschuikow, Noworossijsk are
# its own examples; the others are its headwords.
DUDEN = """
Ельцин Jelzin
Горбачёв Gorbatschow
Горький Gorki
Андрей Andrei
Чуйков Tschuikow
Новороссийск Noworossijsk
Чехов Tschechow
Чайковский Tschaikowski
Достоевский Dostojewski
Хрущёв Chruschtschow
Солженицын Solschenizyn
Есенин Jessenin
Пушкин Puschkin
Толстой Tolstoi
Тургенев Turgenew
Алексей Alexei
Королёв Koroljow
Васильев Wassiljew
Юрий Juri
"""

# PWN, rule 76.B [308], its examples.
POLISH = """
Гоголь Gogol
Елена Jelena
Лермонтов Lermontow
Чернышевский Czernyszewskij
Соловьёв Sołowjow
Пугачёв Pugaczow
Никита Nikita
Коробьин Korobjin
"""

# Pravidla českého pravopisu and Czech editions of the authors.
CZECH = """
Горбачёв Gorbačov
Достоевский Dostojevskij
Чехов Čechov
Тургенев Turgeněv
Медведев Medveděv
Брежнев Brežněv
Есенин Jesenin
Хрущёв Chruščov
Солженицын Solženicyn
Чайковский Čajkovskij
"""

# DIN 1460 as German library catalogues have it.
DIN = """
Горбачёв Gorbačëv
Хрущёв Chruščëv
Достоевский Dostoevskij
Чехов Čechov
Эренбург Ėrenburg
Гоголь Gogolʹ
Щедрин Ščedrin
Юрий Jurij
"""

# BGN/PCGN 1947 and the usage of the English press, from which iuliia's table was made.
ENGLISH = """
Ельцин Yeltsin
Юрьев Yuryev
Белкин Belkin
Ильинский Ilyinsky
Великий Veliky
Чехов Chekhov
Достоевский Dostoyevsky
"""

# ICAO Doc 9303, part 3, table of Cyrillic characters.
ICAO = """
Юлия Iuliia
Щеглова Shcheglova
Васильева Vasileva
Андрей Andrei
Артём Artem
Игорь Igor
"""

# GOST 7.79-2000 system A (ISO 9:1995).
ISO9 = """
Хрущёв Hruŝëv
Юлия Ûliâ
Чехов Čehov
Эренбург Èrenburg
"""

# ALA-LC: Library of Congress headings.
ALA_LC = """
Достоевский Dostoevskiĭ
Горбачёв Gorbachëv
Чехов Chekhov
Гоголь Gogolʹ
"""

# Names of many shapes, to be read back from each of the schemes.
NAMES = """
Авдеев Алябьев Бельский Буянов Брюллов Веселовская Воронцова Вячеслав Голицын Гончаров Грибоедов
Дзержинский Долгоруков Евгений Екатерина Ермолов Жданов Жуковский Зощенко Захарова Игорь Ильин
Иосиф Калганов Карамзин Ключевский Кузнецов Кюхельбекер Лихачёв Лобачевский Людмила Мещерский
Митрофанушкин Мусоргский Наталья Нестерова Никольский Оболенский Пётр Петрович Плещеев Прокофьев
Пржевальский Рождественский Рылеев Салтыков Сахаров Семён Соловьёв Сумароков Татьяна Трубецкой
Тютчев Ульянов Фёдоров Фонвизин Хомяков Хрущёв Цветаева Цыганов Черненко Чижевский Шапша Шишкин
Шолохов Щепкин Щербаков Эйзенштейн Эрнст Юсупов Юшкевич Яковлев Ярослав Илья Савельевна
Ивановна Алексеевич Григорьевич
"""


def _rows(scheme: str, table: str) -> list[object]:
    rows = [line.split() for line in table.split("\n") if line]
    return [pytest.param(scheme, name, latin, id=f"{scheme}-{latin}") for name, latin in rows]


@pytest.mark.parametrize(
    ("scheme", "name", "latin"),
    [
        *_rows("duden", DUDEN),
        *_rows("polish", POLISH),
        *_rows("czech", CZECH),
        *_rows("din1460", DIN),
        *_rows("english_press", ENGLISH),
        *_rows("icao", ICAO),
        *_rows("gost779_a", ISO9),
        *_rows("ala_lc", ALA_LC),
        pytest.param("gost779_b", "Хрущёв", "Xrushhyov", id="gost779_b"),
        pytest.param("mvd_french", "Юрий", "Iourii", id="mvd_french-ou"),
        pytest.param("mvd_french", "Снегирёва", "Sneguireva", id="mvd_french-gu"),
        pytest.param("scientific", "Хрущёв", "Xruščëv", id="scientific"),
        pytest.param("bgn_pcgn", "Васильев", "Vasil’yev", id="bgn_pcgn"),
        pytest.param("british", "Солженицын", "Solzhenitsȳn", id="british"),
    ],
)
def test_published_examples(scheme: str, name: str, latin: str) -> None:
    assert romanise(name, scheme) == latin


@pytest.mark.parametrize("scheme", scheme_names())
def test_a_name_is_read_back_from_every_scheme(scheme: str) -> None:
    astray = [
        (name, latin)
        for name, latin in ((name, romanise(name, scheme)) for name in NAMES.split())
        if not name_keys(name, "ru") & name_keys(latin)
    ]
    assert not astray


@pytest.mark.parametrize("scheme", scheme_names())
def test_only_latin_letters_come_out(scheme: str) -> None:
    alphabet = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
    assert not set(romanise(alphabet + alphabet.upper(), scheme)) & set(alphabet + alphabet.upper())


def test_an_unknown_scheme_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        romanise("Пушкин", "klingon")


def test_the_samples_of_iuliia_hold() -> None:
    for name in ("wikipedia", "bgn_pcgn", "icao_doc_9303", "mvd_310_fr"):
        schema = iuliia.schemas.get(name)
        assert all(schema.translate(russian) == latin for russian, latin in schema.samples)


@pytest.mark.parametrize("table", ["schemes", "readings", "vietnamese", "given_names"])
def test_every_table_names_its_source(table: str) -> None:
    text = (files("indexer.names") / "data" / f"{table}.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    families = content.get("family", [])
    tables = [content[name] for name in ("cyrillic", "base") if name in content]
    schemes = [item for item in content.values() if isinstance(item, dict) and "letters" in item]
    claims = [*families, *tables, *schemes] or [content]
    assert content["version"] == 1
    assert all(claim["source"] for claim in claims)
