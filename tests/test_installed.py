from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from indexer.installed import digest, version

LIBRARIES = [
    "flask", "lingua-language-detector", "pymorphy3", "pymorphy3-dicts-ru", "PyStemmer", "pyvi",
    "regex", "rensa", "snowballstemmer", "tantivy", "whoosh3",
]  # fmt: skip


@pytest.mark.parametrize("name", LIBRARIES)
def test_versions_are_those_of_the_metadata(name: str) -> None:
    assert version(name) == metadata.version(name)


@pytest.mark.parametrize("name", ["pymorphy3_dicts.RU", "PYMORPHY3-dicts-ru"])
def test_any_spelling_of_a_name_will_do(name: str) -> None:
    assert version(name) == metadata.version("pymorphy3-dicts-ru")


def test_the_first_folder_of_the_path_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "regex-1.2+local.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.syspath_prepend(tmp_path / "nowhere")
    assert version("regex") == "1.2+local"


def test_what_has_no_such_folder_is_asked_of_the_metadata(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "old_library.egg-info"
    info.mkdir()
    (info / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: old-library\nVersion: 3.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert version("old-library") == "3.0"
    with pytest.raises(metadata.PackageNotFoundError):
        version("no-such-library")


def test_a_search_parses_no_metadata() -> None:
    code = """
import sys
from indexer.analysis import fingerprint
import indexer.cli.commands
fingerprint()
loaded = {"importlib.metadata", "importlib.resources", "email", "html"} & set(sys.modules)
sys.exit(str(sorted(loaded)) if loaded else 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_search_of_words_loads_no_grammar_and_no_suggestions(seeds_index: Path) -> None:
    code = f"""
import sys
from indexer import open_index
with open_index({str(seeds_index)!r}) as searcher:
    assert searcher.search("Hà Nội Kaluga").total
    plain = set(sys.modules)
    searcher.search('"Hà Nội"')
    searcher.suggest("Kalu")
needless = {{"indexer.query.grammar", "indexer.suggesting.suggester", "indexer.search.mentions"}}
sys.exit(str([sorted(needless & plain), sorted(needless & set(sys.modules))]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    later = "['indexer.query.grammar', 'indexer.suggesting.suggester']"
    assert done.stderr == f"[[], {later}]\n"


def test_a_digest_tells_contents_and_their_order_from_others() -> None:
    told = [digest(b"one", b"two"), digest(b"two", b"one"), digest(b"onetwo"), digest(b"one", b"")]
    assert len({*told}) == 4
    assert digest(b"one", b"two") == told[0]
    assert [len(each) for each in told] == [32, 32, 16, 32]
