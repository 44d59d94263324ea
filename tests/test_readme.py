"""What the README says, run."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from indexer import Searcher, Settings
from indexer.answer import page_json
from indexer.cli.commands import main
from searchapp import create_app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


QUERIES = [
    query
    for row in section("Searching").splitlines()
    if row.startswith("| `")
    for query in re.findall(r"`([^`]+)`", row.split("|")[1])
]


def test_the_table_of_queries_was_found() -> None:
    assert len(QUERIES) > 15


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_of_the_table_is_understood_as_written(
    seeds_searcher: Searcher, query: str
) -> None:
    notes = seeds_searcher.search(query).query.notes
    assert all(
        re.search(" is also (searched (as a|in other languages)|read as)", note) for note in notes
    )


@pytest.mark.parametrize(
    ("one", "other", "lang"),
    [
        ("hợp tác du lịch", "HỢP TÁC DU LỊCH", "vi"),
        ("Delegationen", "Delegation", "de"),
        ("Москве", "Москва", "ru"),
        ("Foederation", "Föderation", "de"),
    ],
)
def test_the_pairs_of_the_table_find_the_same(
    seeds_searcher: Searcher, one: str, other: str, lang: str
) -> None:
    first, second = (
        {hit.id for hit in seeds_searcher.search(query, size=100, lang=lang).hits}
        for query in (one, other)
    )
    assert first
    assert first == second


def test_the_json_has_the_keys_that_are_shown(seeds_searcher: Searcher) -> None:
    shown = json.loads(re.search(r"```json\n(.*?)```", section("JSON"), re.DOTALL)[1])  # type: ignore[index]
    answer = page_json(seeds_searcher.search("Kaluga"))
    assert list(shown) == list(answer)
    assert list(shown["query"]) == list(answer["query"])
    assert list(shown["hits"][0]) == list(answer["hits"][0])
    assert list(shown["hits"][0]["snippets"][0]) == list(answer["hits"][0]["snippets"][0])
    assert set(shown["facets"]) == set(answer["facets"])


def test_every_setting_is_in_the_table_with_its_default() -> None:
    table = section("Configuration")
    for name, default in msgspec.structs.asdict(Settings()).items():
        assert f"`{name}`" in table, f"{name} is not documented"
        shown = str(default).replace(str(Path.home()), "~")
        assert f"`{shown}`" in table, f"the default of {name} is not {default}"


def test_every_view_and_command_is_documented(seeds_index: Path) -> None:
    app = create_app(seeds_index)
    routes = {str(rule).split("<")[0] for rule in app.url_map.iter_rules()}
    documented = {"/", "/static/", "/documents/", "/favicon.ico"}
    for route in routes - documented:
        assert route.rstrip("/") in README, f"{route} is not in the README"
    listing = CliRunner().invoke(main, ["--help"]).stdout
    for command in main.commands:
        assert command in listing


def test_the_two_set_up_commands_are_marked() -> None:
    for marker in ("<!-- main command -->", "<!-- test command -->"):
        assert README.count(marker) == 1
    for path in re.findall(r"-r (\S+\.lock)", README):
        assert (ROOT / path).is_file()
