"""``python -m searchapp``: what it does without an index, what it says, and a real server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from fake_searcher import FakeSearcher

import indexer
from indexer.config import Settings
from indexer.errors import CorruptIndex, IndexNotFound, SourceNotFound, StaleIndex
from indexer.model import BuildReport, Skipped
from searchapp import __main__ as command

ROOT = Path(command.__file__).parent.parent


class FakeIndexer:
    """Stands for ``indexer``: an index is there or not, and remembers what it was built from."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.there = False
        self.built_from: list[Path] = []
        monkeypatch.setattr(indexer, "open_index", self.open_index, raising=False)
        monkeypatch.setattr(indexer, "build_index", self.build_index, raising=False)

    def open_index(self, path: Path, *, settings: Settings | None = None) -> FakeSearcher:
        assert settings is not None
        if not self.there:
            raise IndexNotFound(f"There is no index in {path}.")
        return FakeSearcher()

    def build_index(self, sources: list[Path], index: Path, *, settings: Settings) -> BuildReport:
        assert index == settings.index
        self.built_from += sources
        self.there = True
        skipped = (Skipped("seeds/torn.pdf", "unreadable", "It is not a PDF."),)
        return BuildReport("gen-000001", 5, 500, 0.1, skipped)


@pytest.fixture
def fake_indexer(monkeypatch: pytest.MonkeyPatch) -> FakeIndexer:
    return FakeIndexer(monkeypatch)


def test_a_missing_index_is_built_and_told(
    fake_indexer: FakeIndexer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    settings = Settings(index=tmp_path / "index")
    command.prepare_index(settings.index, tmp_path / "papers", settings)
    assert fake_indexer.built_from == [tmp_path / "papers"]
    told = capsys.readouterr()
    assert told.out == ""
    assert f"building one from {tmp_path / 'papers'}" in told.err
    assert "Skipped seeds/torn.pdf: It is not a PDF." in told.err
    assert "Indexed 5 documents" in told.err


def test_an_index_that_is_there_is_not_built_again(
    fake_indexer: FakeIndexer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    fake_indexer.there = True
    settings = Settings(index=tmp_path / "index")
    command.prepare_index(settings.index, None, settings)
    assert capsys.readouterr().err == ""
    command.prepare_index(settings.index, tmp_path, settings)
    assert "python -m indexer build" in capsys.readouterr().err
    assert fake_indexer.built_from == []


def test_the_seeds_are_found_beside_the_package_or_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(command, "__file__", str(tmp_path / "lib" / "searchapp" / "__main__.py"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceNotFound, match="--source"):
        command.default_source()
    (tmp_path / "seeds").mkdir()
    assert command.default_source() == tmp_path / "seeds"
    (tmp_path / "lib" / "seeds").mkdir(parents=True)
    assert command.default_source() == tmp_path / "lib" / "seeds"


def test_an_error_goes_to_stderr_with_its_exit_code(monkeypatch: pytest.MonkeyPatch):
    def stale(*_: object, **__: object) -> None:
        raise StaleIndex("The index is old.", hint="Rebuild it.")

    monkeypatch.setattr(indexer, "open_index", stale, raising=False)
    result = CliRunner().invoke(command.main, ["--index", "x"])
    assert result.exit_code == StaleIndex.exit_code
    assert result.stderr == "Error: The index is old. Rebuild it.\n"
    assert result.stdout == ""


@pytest.mark.parametrize("arguments", [["--port", "99999"], ["--port", "x"], ["--nope"]])
def test_wrong_usage_ends_with_2(arguments: list[str]):
    assert CliRunner().invoke(command.main, arguments).exit_code == 2


def test_a_port_in_use_is_an_error_in_words(fake_indexer: FakeIndexer, tmp_path: Path):
    fake_indexer.there = True
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(command.main, ["--index", str(tmp_path), "--port", port])
    assert result.exit_code == 2
    assert f"Cannot listen on 127.0.0.1 port {port}" in result.stderr


def test_a_real_server_answers(tmp_path: Path):
    pytest.importorskip("indexer.building.build")
    papers = tmp_path / "papers"
    papers.mkdir()
    text = "Die Delegation sprach in Hanoi über Zusammenarbeit."
    (papers / "bericht.txt").write_text(text, encoding="utf-8")
    arguments = ["--port", "0", "--index", str(tmp_path / "index"), "--source", str(papers)]
    server = subprocess.Popen(
        [sys.executable, "-m", "searchapp", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    giving_up = threading.Timer(120, server.kill)
    giving_up.start()
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:[0-9]+/", line)
        assert found, line + server.communicate()[1]
        with urllib.request.urlopen(f"{found[0]}api/v1/search?q=Zusammenarbeit") as answer:  # noqa: S310
            body = json.load(answer)
            assert answer.headers["Server"] is None
        assert [hit["id"] for hit in body["hits"]] == ["bericht.txt"]
        with urllib.request.urlopen(f"{found[0]}documents/bericht.txt?q=Hanoi") as answer:  # noqa: S310
            shown = BeautifulSoup(answer.read(), "html.parser")
            assert shown.select_one("#m1 mark").text == "Hanoi"
    finally:
        server.terminate()
        errors = server.communicate()[1]
        giving_up.cancel()
    assert server.returncode == 0, errors
    assert "building one from" in errors


@pytest.mark.parametrize("name", ["a.txt", "gen-000001", "CURRENT"])
def test_nothing_is_built_into_a_folder_that_holds_something(tmp_path: Path, name: str):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / name).write_text("Moskau")
    settings = indexer.load_settings(index=folder)
    with pytest.raises((IndexNotFound, CorruptIndex)):
        command.prepare_index(folder, None, settings)
    assert [path.name for path in folder.iterdir()] == [name]
