from __future__ import annotations

import pytest

from indexer.analysis import analyze
from indexer.analysis.abbreviations import PREFIX, Definition
from indexer.model import Channel


def explained(text: str, lang: str) -> set[str]:
    """What the abbreviations of a text are said to mean, each with the word that has the term."""
    return {
        f"{text[token.start : token.end]}: {term.removeprefix(PREFIX)}"
        for token in analyze(text, lang)
        for term in token.terms.get(Channel.PART, ())
        if term.startswith(PREFIX)
    }


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("vi", "Theo Ủy ban nhân dân (UBND) thành phố", "UBND: ubnd=vi:ủy_ban_nhân_dân"),
        ("vi", "UBND (Ủy ban nhân dân) tỉnh họp", "UBND: ubnd=vi:ủy_ban_nhân_dân"),
        ("vi", "Hội đồng nhân dân (HĐND)", "HĐND: hdnd=vi:hội_đồng_nhân_dân"),
        ("vi", "Uỷ ban nhân dân (UBND)", "UBND: ubnd=vi:ủy_ban_nhân_dân"),
        ("de", "Rat der Europäischen Union (EU) tagt", "EU: eu=de:europa_union"),
        ("de", "Bundesverfassungsgericht (BVerfG)", "BVerfG: bverfg=de:bundesverfassungsgericht"),
        ("en", "the World Health Organization (WHO)", "WHO: who=en:world_health_organiz"),
        ("ru", "Организации Объединённых Наций (ООН)", "ООН: оон=ru:организация_объединить_нация"),
    ],
)  # fmt: skip
def test_what_a_text_explains_is_found(lang: str, text: str, expected: str) -> None:
    assert explained(text, lang) == {expected}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("vi", "thủ đô (Hà Nội) của Việt Nam"),
        ("vi", "Ủy ban nhân dân. Họp (UBND)"),
        ("en", "He left (see NATO) early"),
        ("en", "the minister (SPD) said"),
        ("de", "Artikel 5 (Absatz 2), Haus (a), Satz (II) und () und (("),
        ("en", "World Health Organization, (WHO)"),
    ],
)
def test_what_explains_nothing_is_left_alone(lang: str, text: str) -> None:
    assert explained(text, lang) == set()


def test_a_definition_is_its_term() -> None:
    definition = Definition("ubnd", "vi", ("ủy", "ban", "nhân", "dân"))
    assert definition.term == "abbr:ubnd=vi:ủy_ban_nhân_dân"
    assert Definition.of(definition.term) == definition
