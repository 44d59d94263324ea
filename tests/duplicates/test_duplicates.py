"""Near-duplicates in results: folded into one, never lost, and the same after any update."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from indexer import Searcher, build_index, open_index, update_index
from indexer.answer import document_json, page_json
from indexer.cli.commands import main
from indexer.config import load_settings
from indexer.duplicates.groups import GROUPS, SIGNATURES, Duplicates, load_signatures
from indexer.engines.base import EngineHit, EngineResult
from indexer.engines.registry import engine_names
from indexer.errors import CorruptIndex, UsageError
from indexer.model import Hit, Page
from indexer.search import folded as module
from indexer.search.folded import Walk

WORDS = ("Moskau", "Hanoi", "Delegation", "Handel", "Stadt", "Fluss", "Vertrag", "Austausch")
FAMILIES = (7, 4, 3, 2, 2)
SINGLES = 30


def text_of(seed: int, change: int) -> str:
    """A text of its own; another ``change`` replaces a few of its words."""
    choose = random.Random(seed)  # noqa: S311
    words = [f"{choose.choice(WORDS)} {choose.randrange(500)}" for _ in range(60)]
    for number in range(change):
        words[7 * number + 3] = f"anders{number}"
    return "Moskau. " + " ".join(words)


def corpus() -> list[dict[str, str]]:
    """Documents of which some are near-duplicates, in no order; group 3 crosses the days."""
    found = []
    for family, count in enumerate(FAMILIES):
        for copy in range(count):
            day = f"2025-{1 + (family + 3 * copy) % 12:02}-16"
            text = text_of(family, copy % 3)
            found.append({"id": f"f{family}-{copy}", "title": "Bericht", "text": text, "date": day})
    for number in range(SINGLES):
        text = text_of(100 + number, 0) + " Hanoi" * (number % 4)
        found.append(
            {"id": f"s{number:02}", "title": "Bericht", "text": text, "date": "2025-05-01"}
        )
    random.Random(5).shuffle(found)  # noqa: S311
    return found


def write(path: Path, records: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=engine_names())
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("duplicates")
    build_index(write(folder / "docs.jsonl", corpus()), folder / "index", engine=request.param)
    return folder / "index"


@pytest.fixture(scope="module")
def searcher(index: Path) -> Iterator[Searcher]:
    with open_index(index) as opened:
        yield opened


def pages(searcher: Searcher, query: str, **options: Any) -> list[Page]:
    """All pages, until one is empty."""
    found: list[Page] = []
    while not found or found[-1].hits:
        found.append(searcher.search(query, page=len(found) + 1, **options))
    return found[:-1]


def hits(found: list[Page]) -> list[Hit]:
    return [hit for page in found for hit in page.hits]


EVERYTHING = {record["id"] for record in corpus()}
WAYS = [
    pytest.param({}, id="relevance"),
    pytest.param({"sort": "date"}, id="date"),
    pytest.param({"date_from": "2025-04"}, id="filtered"),
]


@pytest.mark.parametrize("size", [1, 4, 100])
@pytest.mark.parametrize("query", ["Moskau", "", "anders1", "nirgends"])
@pytest.mark.parametrize("way", WAYS)
def test_every_group_is_shown_once_and_no_document_is_lost(
    searcher: Searcher, query: str, size: int, way: dict[str, Any]
) -> None:
    shown = hits(pages(searcher, query, size=size, duplicates="show", **way))
    assert not any(hit.duplicates for hit in shown)
    order = [hit.id for hit in shown]
    assert len(order) == len(set(order))
    found = pages(searcher, query, size=size, **way)
    folded = hits(found)
    told = [doc_id for hit in folded for doc_id in (hit.id, *hit.duplicates)]
    assert sorted(told) == sorted(order), "documents are lost or told twice"
    assert [hit.id for hit in folded] == sorted((hit.id for hit in folded), key=order.index), (
        "the order is another"
    )
    for hit in folded:
        ranks = [order.index(doc_id) for doc_id in (hit.id, *hit.duplicates)]
        assert ranks == sorted(ranks), "another document ranks above the one that stands"
        assert {doc_id[:2] for doc_id in hit.duplicates} <= {hit.id[:2]}
    families = [hit.id[:2] for hit in folded if hit.id.startswith("f")]
    assert len(families) == len(set(families)), "a group is shown twice"
    assert all(len(page.hits) == size for page in found[:-1])
    if found:
        assert found[-1].total == len(order)
        assert found[-1].folded == len(order) - len(folded)
        assert [page.total - page.folded >= len(folded) for page in found] == [True] * len(found)


def test_all_that_were_copied_are_folded(searcher: Searcher) -> None:
    folded = hits(pages(searcher, "Moskau", size=50))
    assert sorted(len(hit.duplicates) + 1 for hit in folded if hit.duplicates) == sorted(FAMILIES)
    assert len(folded) == len(FAMILIES) + SINGLES


@pytest.mark.parametrize("numbers", [(3, 1, 2), (4, 4, 1), (99, 2, 3), (2, 99, 1)])
def test_pages_may_be_asked_for_in_any_order(
    index: Path, searcher: Searcher, numbers: tuple[int, ...]
) -> None:
    """Whatever is remembered of other pages, or nothing at all."""
    expected = {n: page_json(searcher.search("Moskau", page=n, size=4)) for n in range(1, 5)}
    for cached_pages in (0, 50):
        with open_index(index, settings=load_settings(cached_pages=cached_pages)) as opened:
            for number in numbers:
                page = page_json(opened.search("Moskau", page=number, size=4))
                if number in expected:
                    assert page | {"took_ms": 0} == expected[number] | {"took_ms": 0}
                else:
                    assert page["hits"] == []


def test_far_pages_are_reached_in_steps(
    searcher: Searcher, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = [hit.id for hit in searcher.search("Moskau", page=6, size=5).hits]
    monkeypatch.setattr(module, "_CHUNK", 2)
    monkeypatch.setattr(module, "_SPARE", 1)
    with open_index(index) as opened:
        assert [hit.id for hit in opened.search("Moskau", page=6, size=5).hits] == expected


def test_a_large_group_is_passed_over_in_few_steps() -> None:
    names = [f"{number:04}" for number in range(3_000)]
    fetched: list[int] = []

    def fetch(first: int, count: int) -> EngineResult:
        fetched.append(count)
        found = names[first : first + count]
        return EngineResult(len(names), tuple(EngineHit(name, 1.0, b"") for name in found))

    walk = Walk(Duplicates([names[2:2_990]]), size=10)
    hits, count = walk.page(1, fetch)
    assert [hit.id for hit in hits] == [*names[:3], *names[2_990:2_997]]
    assert count == 2_987
    assert len(fetched) < 5
    del fetched[:]
    assert [hit.id for hit in walk.page(2, fetch)[0]] == names[2_997:]
    assert fetched == [14]
    assert walk.page(400, fetch) == ([], 0)


def test_the_copies_of_a_document(searcher: Searcher) -> None:
    page = searcher.search("Moskau", copies_of="f1-2", size=10)
    assert {hit.id for hit in page.hits} == {"f1-0", "f1-1", "f1-2", "f1-3"}
    assert (page.total, page.folded) == (4, 0)
    hit = next(hit for hit in hits(pages(searcher, "anders1", size=10)) if hit.id[:2] == "f0")
    like = searcher.search("anders1", copies_of=hit.id)
    assert {found.id for found in like.hits} == {hit.id, *hit.duplicates}, "what the link says"
    assert len(hit.duplicates) < FAMILIES[0] - 1, "those that do not match are not told"
    assert {hit.id for hit in searcher.search("", copies_of="s01").hits} == {"s01"}
    assert searcher.search("Moskau", copies_of="nobody").total == 0
    assert searcher.search("nirgends", copies_of="f1-2").total == 0


def test_a_document_knows_its_near_duplicates(searcher: Searcher) -> None:
    assert searcher.document("f4-1").duplicates == ("f4-0",)
    assert document_json(searcher.document("f2-0", "Moskau"))["duplicates"] == ["f2-1", "f2-2"]
    assert searcher.document("s00").duplicates == ()


def test_stats_count_documents_with_near_duplicates(searcher: Searcher) -> None:
    assert searcher.stats().near_duplicates == sum(FAMILIES)


def test_run_files_are_not_folded(searcher: Searcher) -> None:
    assert {doc_id for doc_id, _ in searcher.ranking("Moskau", 100)} == EVERYTHING


def test_there_are_two_ways(searcher: Searcher) -> None:
    with pytest.raises(UsageError, match="fold, show"):
        searcher.search("Moskau", duplicates="hide")


def test_on_the_command_line(index: Path) -> None:
    folded = CliRunner().invoke(main, ["search", "Moskau", "--index", str(index), "--size", "50"])
    assert "6 more like this: f0-" in folded.output
    arguments = ["search", "Moskau", "--index", str(index), "--size", "50", "--json"]
    shown = json.loads(CliRunner().invoke(main, [*arguments, "--duplicates", "show"]).stdout)
    assert {hit["id"] for hit in shown["hits"]} == EVERYTHING
    assert [hit["duplicates"] for hit in shown["hits"]] == [[]] * len(EVERYTHING)


def test_order_and_jobs_do_not_matter(index: Path, tmp_path: Path) -> None:
    documents = corpus()
    random.Random(9).shuffle(documents)  # noqa: S311
    half = len(documents) // 2
    for number, part in enumerate((documents[:half], documents[half:])):
        write(tmp_path / f"{number}.jsonl", part)
    sources = [tmp_path / "1.jsonl", tmp_path / "0.jsonl"]
    build_index(sources, tmp_path / "index", jobs=2)
    for name in (GROUPS, SIGNATURES):
        ours, theirs = (folder / "gen-000001" / name for folder in (tmp_path / "index", index))
        assert ours.read_bytes() == theirs.read_bytes()


@pytest.mark.parametrize("engine", engine_names())
def test_updates_carry_signatures_over(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = {name: [r for r in corpus() if r["id"][-1] in name] for name in ("02468", "13579")}
    for name, part in parts.items():
        write(tmp_path / f"{name}.jsonl", part)
    build_index(sorted(tmp_path.glob("*.jsonl")), tmp_path / "index", engine=engine)
    before = (tmp_path / "index" / "gen-000001" / GROUPS).read_bytes()
    signed: list[bytes] = []
    ours = "indexer.records.prepare.signature"
    sign = load_signatures(tmp_path / "index" / "gen-000001")
    monkeypatch.setattr(ours, lambda *_: signed.append(b"") or b"")
    write(tmp_path / "02468.jsonl", [])
    write(tmp_path / "13579.jsonl", parts["13579"])
    update_index(tmp_path / "index")
    assert not signed, "an unchanged document was signed again"
    kept = load_signatures(tmp_path / "index" / "gen-000002")
    assert kept == {doc_id: each for doc_id, each in sign.items() if doc_id[-1] in "13579"}
    assert Duplicates.load(tmp_path / "index" / "gen-000002").group("f0-1") == (
        "f0-1", "f0-3", "f0-5",
    )  # fmt: skip
    assert (tmp_path / "index" / "gen-000001" / GROUPS).read_bytes() == before
    with open_index(tmp_path / "index") as opened:
        opened.check()


def test_damage_is_noticed(tmp_path: Path) -> None:
    build_index(write(tmp_path / "docs.jsonl", corpus()), tmp_path / "index")
    path = tmp_path / "index" / "gen-000001" / GROUPS
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"\xc1")
    with pytest.raises(CorruptIndex, match=GROUPS):
        open_index(tmp_path / "index")
    path.write_bytes(data)
    path = path.with_name(SIGNATURES)
    path.write_bytes(path.read_bytes()[::-1])
    with open_index(tmp_path / "index") as opened, pytest.raises(CorruptIndex, match=SIGNATURES):
        opened.check()
