"""A glossary of one's own: what is read from it, what is found in it, what is wrong with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.errors import GlossaryError
from indexer.lexicon.glossary import Glossary
from indexer.lexicon.watched import WatchedGlossary

TERMS = (
    "# terms of the office\n"
    "Term\tLanguage\tTerm\tLanguage\n"
    "\n"
    "BMZ\tde\tBộ Hợp tác và Phát triển Kinh tế\tvi\n"
    "Ministry of Finance\ten\tМинистерство финансов\tru\r\n"
    "Ministry\tEN\tBộ\tvi\t\t\n"
    '"Du lịch"\tvi\tTourismus\tde\n'
    "Du lịch\tvi\tFremdenverkehr\tde"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "glossary.tsv"
    path.write_text(TERMS, encoding="utf-8")
    return path


def found(glossary: Glossary, words: str, lang: str | None = None) -> list[str]:
    entry = glossary.lookup(words.split(), lang)
    return [f"{entry.words} {each.lang} {each.text}" for each in entry.wordings] if entry else []


@pytest.mark.parametrize(
    ("words", "means"),
    [
        pytest.param("bmz hanoi", ["1 vi Bộ Hợp tác và Phát triển Kinh tế"], id="one-word"),
        pytest.param("bộ hợp tác và phát triển kinh tế", ["8 de BMZ"], id="several-words-and-back"),
        pytest.param("ministry of finance", ["3 ru Министерство финансов"], id="the-longest"),
        pytest.param("ministry of health", ["1 vi Bộ"], id="a-shorter-one"),
        pytest.param("министерства финансов", ["2 en Ministry of Finance"], id="another-form"),
        pytest.param("du lịch", ["2 de Tourismus", "2 de Fremdenverkehr"], id="two-lines"),
        pytest.param("fremdenverkehrs", ["1 vi Du lịch"], id="genitive"),
        pytest.param("du", [], id="a-piece-of-a-term"),
        pytest.param("hanoi bmz", [], id="not-at-the-beginning"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_term_is_found_in_any_form(path: Path, words: str, means: list[str]) -> None:
    assert found(Glossary.load(path), words) == means


def test_a_term_of_another_language_is_none(path: Path) -> None:
    glossary = Glossary.load(path)
    assert found(glossary, "tourismus", "de") == ["1 vi Du lịch"]
    assert found(glossary, "tourismus", "vi") == []


def test_a_spelling_that_two_languages_share_means_what_both_say(tmp_path: Path) -> None:
    (tmp_path / "g.tsv").write_text("export\ten\tэкспорт\tru\nExport\tde\txuất khẩu\tvi\n")
    glossary = Glossary.load(tmp_path / "g.tsv")
    assert sorted(found(glossary, "export")) == ["1 ru экспорт", "1 vi xuất khẩu"]


def test_terms_are_those_of_an_index(path: Path) -> None:
    entry = Glossary.load(path).lookup(["министерство", "финансов"])
    assert entry
    assert entry.wordings[0].terms == ("en:ministri", "en:of", "en:financ")
    entry = Glossary.load(path).lookup(["tourismus"])
    assert entry
    assert entry.wordings[0].terms == ("vi:du", "vi:lịch")


def test_every_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.tsv"
    path.write_bytes(
        "\n".join(
            [
                "nước\tvi\tWasser\tde",
                "Wasser;de;nước;vi",
                "Wasser\tde\tnước\txx",
                "…\tde\tnước\tvi",
                "Wasser\tde\tNass\tDE",
                "nước\tvi\tWasser",
                f"{'a ' * 13}\ten\tnước\tvi",
            ]
        ).encode()
        + b"\n\xff\xfe\tde\tx\ten\n"
    )
    with pytest.raises(GlossaryError) as caught:
        Glossary.load(path)
    told = str(caught.value).splitlines()
    assert told[0] == f"The glossary {path} has 7 lines that cannot be used:"
    assert [line.split()[:2] for line in told[1:8]] == [["line", str(n)] for n in range(2, 9)]
    for number, reason in enumerate(
        ["1 column instead of 4", "'xx'", "no word in column 1", "language twice", "3 columns",
         "13 words", "UTF-8"], 1
    ):  # fmt: skip
        assert reason in told[number]
    assert "term, language, term, language" in told[-1]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match=r"none\.tsv"):
        Glossary.load(tmp_path / "none.tsv")


def test_a_changed_file_is_read_again(path: Path) -> None:
    watched = WatchedGlossary(path)
    before = watched.current()
    assert watched.current() is before
    path.write_text("Wasser\tde\tnước\tvi\n", encoding="utf-8")
    os.utime(path, ns=(1, 1))
    after = watched.current()
    assert after.version != before.version
    assert found(after.glossary, "wasser") == ["1 vi nước"]
    assert found(after.glossary, "tourismus") == []


def test_a_file_that_was_broken_counts_as_it_was(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    watched = WatchedGlossary(path)
    path.write_text("Wasser\tde\n", encoding="utf-8")
    current = watched.current()
    assert found(current.glossary, "tourismus") == ["1 vi Du lịch"]
    assert [str(note)[:12] for note in current.notes] == ["The glossary"]
    assert "line 1 has 2 columns" in caplog.text
    path.write_text(TERMS, encoding="utf-8")
    assert watched.current().notes == ()
    path.unlink()
    assert found(watched.current().glossary, "tourismus") == ["1 vi Du lịch"]


def test_without_a_file_nothing_means_anything() -> None:
    assert found(WatchedGlossary(None).current().glossary, "tourismus") == []
