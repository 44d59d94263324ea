from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.tokenizer import split_words
from indexer.places import Gazetteer, load_gazetteer

MOSCOW, SAINT_PETERSBURG, HANOI = "geo:524901", "geo:498817", "geo:1581130"
RUSSIA, GERMANY, LANG_SON = "geo:2017370", "geo:2921044", "geo:1576633"
KHANH_HOA, SAIGON, VLADIMIR = "cldr:vn34", "geo:1566083", "geo:473247"

SPELLINGS = {
    MOSCOW: "Москва|Москве|московский|московскими|Moskau|Moscow|Moskva|Mát-xcơ-va|mat xco va|"
    "Matxcova|Mátxcơva|Moskauer|Moskaus|Moscow's|Mạc Tư Khoa|в Москве",
    SAINT_PETERSBURG: "Санкт-Петербург|в Петербурге|Санкт-Петербурга|Sankt Petersburg|"
    "St. Petersburg|St Petersburg|Saint Petersburg|Saint-Petersburg|Xanh Pê-téc-bua|"
    "xanh pe tec bua|Petrograd|Leningrad|Ленинграде|петербургская",
    LANG_SON: "Lạng Sơn|lang son|LANG SON|Лангшон|Лангсон|Лангшоном|tỉnh Lạng Sơn",
    KHANH_HOA: "Khánh Hòa|Khánh Hoà|khanh hoa|Кханьхоа",
    HANOI: "Hà Nội|ha noi|Hanoi|Ханой|Ханое|Ханоя|ханойский|Hanoier",
    SAIGON: "Хошимин|Хошимине|TP.HCM|Sài Gòn|Saigon|Ho-Chi-Minh-Stadt|Thành phố Hồ Chí Minh",
    RUSSIA: "Nga|Liên bang Nga|Russland|Russische Föderation|Россия|России|РФ|Russia",
    GERMANY: "Đức|CHLB Đức|Deutschland|Germany|Германией|ФРГ",
    "geo:2886242": "Köln|Koeln|Koln|Кёльн|Кельн|Кёльне|Kölner|Cologne",
}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def found(gazetteer: Gazetteer, text: str, lang: str) -> dict[str, str]:
    words = split_words(text).surfaces
    matches = gazetteer.find(words, lang)
    return {" ".join(words[m.first : m.end]): m.ids[0] for m in matches}


@pytest.mark.parametrize(
    ("place", "name"),
    [(place, name) for place, names in SPELLINGS.items() for name in names.split("|")],
)
def test_lookup_by_any_spelling(gazetteer: Gazetteer, place: str, name: str) -> None:
    assert place in gazetteer.lookup(name)
    assert place in gazetteer.lookup(unicodedata.normalize("NFD", name))


def test_what_is_a_name_is_possibly_one(gazetteer: Gazetteer) -> None:
    for name in {name for names in SPELLINGS.values() for name in names.split("|")}:
        words = split_words(f"x {name} y").surfaces
        assert gazetteer.possible(words)(1, len(words) - 1), name
    assert not gazetteer.possible(["in", "Köln", "xyzzy"])(1, 3)


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Нижнем Новгороде", "Нижний Новгород"),
        ("нижним новгородом", "Нижний Новгород"),
        ("Ново Сибирске", "Новосибирск"),
        ("Соединённых Штатов Америки", "Соединенные Штаты Америки"),
        ("2-я провинции", "2-я провинция"),
    ],
)
def test_lookup_of_a_declined_name(gazetteer: Gazetteer, name: str, same: str) -> None:
    assert gazetteer.lookup(name) == gazetteer.lookup(same) != ()


def test_typed_diacritics_count(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Hà Nội") == (HANOI,)
    assert set(gazetteer.lookup("ha noi")) > {HANOI}


@pytest.mark.parametrize("name", ["", " ", "()", "xyzzy", "-", "a" * 500, "x " * 50])
def test_lookup_of_what_is_no_place(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.lookup(name) == ()


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("ru", "Встреча прошла в Москве.", {"Москве": MOSCOW}),
        ("ru", "московские вузы", {"московские": MOSCOW}),
        ("ru", "из Санкт-Петербурга в Ханой",
         {"Санкт Петербурга": SAINT_PETERSBURG, "Ханой": HANOI}),
        ("ru", "рядом с Лангшоном", {"Лангшоном": LANG_SON}),
        ("ru", "во Владимирской области", {"Владимирской области": "cldr:ruvla"}),
        ("ru", "Владимир Петрович сказал", {}),
        ("ru", "приехал из города Владимир", {"Владимир": VLADIMIR}),
        ("ru", "мир и дружба", {}),
        ("vi", "thăm Mát-xcơ-va và Xanh Pê-téc-bua",
         {"Mát xcơ va": MOSCOW, "Xanh Pê téc bua": SAINT_PETERSBURG}),
        ("vi", "quan hệ với Liên bang Nga", {"Liên bang Nga": RUSSIA}),
        ("vi", "sang Nga du học", {"Nga": RUSSIA}),
        ("vi", "bà Nguyễn Thuý Nga cho biết", {}),
        ("vi", "ông Đức cho biết", {}),
        ("vi", "châu Á - Thái Bình Dương", {}),
        ("vi", "tỉnh Khánh Hoà", {"Khánh Hoà": KHANH_HOA}),
        ("vi", "lang thang trong son phấn", {}),
        ("de", "Sie reist nach Moskau.", {"Moskau": MOSCOW}),
        ("de", "die Moskauer Universität", {"Moskauer": MOSCOW}),
        ("de", "Beim Essen in Essen", {"Essen": "geo:2928810"}),
        ("de", "des Bundes und der Länder", {}),
        ("de", "Vietnams Provinz Lang Son",
         {"Vietnams": "geo:1562822", "Lang Son": LANG_SON}),
        ("en", "a nice mobile reading of same", {}),
        ("en", "Of Mobile Reading", {}),
        ("en", "he visited St. Petersburg", {"St Petersburg": SAINT_PETERSBURG}),
        ("en", "Moscow's mayor", {"Moscow's": MOSCOW}),
    ],
)  # fmt: skip
def test_find(gazetteer: Gazetteer, lang: str, text: str, expected: dict[str, str]) -> None:
    assert found(gazetteer, text, lang) == expected


def test_the_longest_name_wins(gazetteer: Gazetteer) -> None:
    assert list(found(gazetteer, "in New York City", "en")) == ["New York City"]
    assert list(found(gazetteer, "New York City's mayor", "en")) == ["New York City's"]
    assert list(found(gazetteer, "Bürger Nordrhein-Westfalens", "de")) == ["Nordrhein Westfalens"]
    assert list(found(gazetteer, "Ở thành phố Hồ Chí Minh mưa", "vi")) == ["Hồ Chí Minh"]


def test_ids_come_by_population(gazetteer: Gazetteer) -> None:
    ids = gazetteer.lookup("Moscow")
    assert ids[0] == MOSCOW
    assert "geo:5601538" in ids


@pytest.mark.parametrize(
    ("lang", "name"), [("vi", "Mát-xcơ-va"), ("de", "Moskau"), ("ru", "Москва"), ("en", "Moscow")]
)
def test_name(gazetteer: Gazetteer, lang: str, name: str) -> None:
    assert key(gazetteer.name(MOSCOW, lang)) == key(name)
    assert gazetteer.name(MOSCOW, "xx") == "Moscow"
    assert gazetteer.name("geo:0", lang) == "geo:0"


def key(name: str) -> str:
    bare = unicodedata.normalize("NFD", name.lower())
    return "".join(letter for letter in bare if letter.isalpha()).replace("kv", "xcov")


@given(st.lists(st.text(max_size=12), max_size=12), st.sampled_from(["vi", "de", "ru", "en", "xx"]))
def test_find_takes_any_words(words: list[str], lang: str) -> None:
    end = 0
    for match in load_gazetteer().find(words, lang):
        assert end <= match.first < match.end <= len(words)
        assert match.ids
        end = match.end


NAME_PARTS = (
    "Hà Nội Mát xcơ va Xanh Pê téc bua Санкт Петербурге Нижнем Новгороде Sankt St Petersburg's "
    "Moskauers New York ẞ İ \ud800 ё Ё 𝔐 ² ß"
)


@given(
    st.lists(st.sampled_from(NAME_PARTS.split()), max_size=8),
    st.sampled_from(["vi", "de", "ru", "en"]),
)
def test_find_takes_any_parts_of_names(words: list[str], lang: str) -> None:
    first = load_gazetteer().find(words, lang)
    assert load_gazetteer().find(words, lang) == first


@given(st.text(max_size=40))
def test_lookup_takes_any_text(name: str) -> None:
    ids = load_gazetteer().lookup(name)
    assert len(set(ids)) == len(ids)
    for place in ids:
        assert load_gazetteer().name(place, "vi")


def test_import_loads_no_data() -> None:
    code = (
        "import sys, indexer.places; from indexer.places import gazetteer; "
        "assert 'pymorphy3' not in sys.modules; "
        "assert gazetteer.load_gazetteer.cache_info().currsize == 0; "
        "gazetteer.load_gazetteer().lookup('Москве'); assert 'pymorphy3' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
