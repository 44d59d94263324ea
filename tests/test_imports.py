"""Imports point one way, and a library that sets terms or scores has one module that knows it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = (
    {"model", "errors", "config", "closing", "clock", "frames", "retries", "installed"},
    {"sources", "analysis", "names", "places", "lexicon"},
    {"query", "engines", "answer", "records", "duplicates", "highlight"},
    {"store", "cluster", "building", "search", "spelling", "suggesting", "evaluate"},
    {"cli", "__main__", "__init__"},
)
PUBLIC = {"indexer"} | {
    f"indexer.{name}" for name in ("answer", "config", "errors", "model", "retries")
}
ONE_MODULE = ("pymorphy3", "snowballstemmer", "tantivy", "opensearchpy", "rensa")
MODULES = sorted(ROOT.glob("indexer/**/*.py")) + sorted(ROOT.glob("searchapp/**/*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield str(node.module)
            if node.module == "indexer":
                yield from (f"indexer.{name.name}" for name in node.names)


def imported_packages(path: Path) -> set[str]:
    return {module.split(".")[0] for module in imported(path)}


def strings(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {str(node.value) for node in nodes if isinstance(node, ast.Constant)}


def room(module: str) -> str:
    """Return the part of ``indexer`` a module belongs to: ``analysis`` of indexer.analysis.vi."""
    return module.split(".")[1] if "." in module else "__init__"


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def layer(name: str) -> int:
    found = [number for number, rooms in enumerate(LAYERS) if name in rooms]
    assert found, f"indexer/{name} has no place in the layers: give it one"
    return found[0]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def of_indexer(path: Path) -> list[str]:
    return [name for name in imported(path) if name.startswith("indexer") and is_module(name)]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_one_way(path: Path) -> None:
    own = name_of(path)
    if own.startswith("searchapp"):
        assert set(of_indexer(path)) <= PUBLIC, f"{own} imports more than the public face"
        return
    for module in of_indexer(path):
        assert layer(room(module)) <= layer(room(own)), f"{own} imports {module}"
        assert (room(own), room(module)) != ("engines", "analysis"), f"{own} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_library_never_imports_flask(path: Path) -> None:
    if name_of(path).startswith("indexer"):
        assert not {m for m in imported(path) if m.split(".")[0] in {"flask", "searchapp"}}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_what_is_shown_and_promised_asks_no_index(path: Path) -> None:
    if name_of(path).startswith(("searchapp.render", "searchapp.api")):
        asking = ("searchapp.service", "searchapp.serving", "searchapp.views")
        assert not [module for module in imported(path) if module.startswith(asking)]


@pytest.mark.parametrize("library", ONE_MODULE)
def test_a_library_is_imported_in_one_module_at_most(library: str) -> None:
    users = [name_of(path) for path in MODULES if library in imported_packages(path)]
    assert len(users) <= 1, f"{library} is imported by {users}"


def test_pyvi_is_never_imported_and_one_module_knows_where_it_lies() -> None:
    assert not [name_of(path) for path in MODULES if "pyvi" in imported_packages(path)]
    assert [name_of(path) for path in MODULES if "pyvi" in strings(path)] == [
        "indexer.analysis.pyvimodel"
    ]
