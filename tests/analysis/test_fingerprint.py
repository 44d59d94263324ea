"""An index made by another analysis is recognised."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator

import pytest

from indexer.analysis import fingerprint, pyvimodel
from indexer.analysis.registry import LANGUAGES

# the package exports the function under the name of its module
module = sys.modules["indexer.analysis.fingerprint"]


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    module.components.cache_clear()
    yield
    module.components.cache_clear()
    pyvimodel.versions.cache_clear()


def test_it_is_stable() -> None:
    first = fingerprint()
    module.components.cache_clear()
    assert fingerprint() == first
    assert re.fullmatch("[0-9a-f]{16}", first)


def changed_rules(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(module, "RULES_VERSION", module.RULES_VERSION + 1)


def changed_languages(patch: pytest.MonkeyPatch) -> None:
    patch.delitem(module.LANGUAGES, "en")


def changed_unicode(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(unicodedata, "unidata_version", "99.0.0")


def changed_library(patch: pytest.MonkeyPatch) -> None:
    version = module.version
    patch.setattr(module, "version", lambda name: "0" if name == "regex" else version(name))


def changed_dictionary(patch: pytest.MonkeyPatch) -> None:
    versions = LANGUAGES["ru"].versions()
    patch.setattr(LANGUAGES["ru"], "versions", lambda: {**versions, "pymorphy3-dicts-ru": "0"})


def changed_model(patch: pytest.MonkeyPatch) -> None:
    change_file(patch, pyvimodel.MODEL)


def changed_word_list(patch: pytest.MonkeyPatch) -> None:
    change_file(patch, pyvimodel.WORD_LIST)


def change_file(patch: pytest.MonkeyPatch, changed: str) -> None:
    """Let one file of the segmenter have a byte more, under the version number it had."""
    read = pyvimodel._read
    patch.setattr(pyvimodel, "_read", lambda path: read(path) + b"\n" * (path.name == changed))
    pyvimodel.versions.cache_clear()


@pytest.mark.parametrize(
    "change",
    [
        changed_rules,
        changed_languages,
        changed_unicode,
        changed_library,
        changed_dictionary,
        changed_model,
        changed_word_list,
    ],
)
def test_it_changes_with_every_component(
    monkeypatch: pytest.MonkeyPatch, change: pytest.FixtureRequest
) -> None:
    before = fingerprint()
    change(monkeypatch)
    module.components.cache_clear()
    assert fingerprint() != before


def test_every_library_that_makes_terms_is_part_of_it() -> None:
    assert {
        "PyStemmer", "languages", "lingua", "pymorphy3", "pymorphy3-dicts-ru", "pyvi",
        "pyvi-model", "regex", "rules", "snowballstemmer", "unicode",
    } <= module.components().keys()  # fmt: skip
