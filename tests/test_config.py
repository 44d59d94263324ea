from __future__ import annotations

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


@pytest.mark.parametrize("text", ["port = 'x'", "port = 70000", "bogus = 1", "port =", "\x00"])
def test_a_bad_setting_is_named(config: Path, text: str) -> None:
    config.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert (
        "port" in str(caught.value) or "bogus" in str(caught.value) or "mine" in str(caught.value)
    )


def test_an_unknown_override_is_an_error() -> None:
    with pytest.raises(SettingsError, match="colour"):
        load_settings(colour="red")


def test_a_settings_file_that_is_named_must_be_there(config: Path) -> None:
    config.unlink()
    with pytest.raises(SettingsError, match=r"mine\.toml"):
        load_settings()
