from __future__ import annotations

import re
from pathlib import Path

import pytest

from indexer import load_settings
from indexer.errors import SettingsError


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUERLANG_CONFIG", str(tmp_path / "mine.toml"))
    (tmp_path / "mine.toml").touch()
    return tmp_path / "mine.toml"


def test_the_later_source_wins(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().port == 8000
    config.write_text("port = 1\nthreads = 2\npage_size = 3\n")
    monkeypatch.setenv("QUERLANG_PORT", "4")
    monkeypatch.setenv("QUERLANG_THREADS", "5")
    settings = load_settings(port=6, threads=None)
    assert (settings.port, settings.threads, settings.page_size) == (6, 5, 3)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("port = 'x'", "'port'"),
        ("port = 70000", "'port'"),
        ("index = 5", "'index'"),
        ("cache = ['a']", "'cache'"),
        ("opensearch_ca = true", "'opensearch_ca'"),
        ("bogus = 1", "bogus"),
        ("port =", "mine.toml"),
        ("\x00", "mine.toml"),
    ],
)
def test_a_bad_setting_is_named(config: Path, text: str, named: str) -> None:
    config.write_text(text)
    with pytest.raises(SettingsError, match=re.escape(named)):
        load_settings()


def test_an_unknown_override_is_an_error() -> None:
    with pytest.raises(SettingsError, match="colour"):
        load_settings(colour="red")


def test_a_settings_file_that_is_named_must_be_there(config: Path) -> None:
    config.unlink()
    with pytest.raises(SettingsError, match=r"mine\.toml"):
        load_settings()
