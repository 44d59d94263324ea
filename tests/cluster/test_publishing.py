"""An index on a cluster is published, updated and read as one in a folder is."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from opensearch_cluster import Cluster

from indexer import build_index, load_settings, open_index, update_index
from indexer.cli.commands import main
from indexer.cluster import files, index
from indexer.engines.opensearch_client import Client
from indexer.errors import (
    CorruptIndex,
    IndexNotFound,
    NothingToIndex,
    StaleIndex,
    UsageError,
)
from indexer.model import Progress, Step

from .indexes import answers, cluster_index, indexes, name_of


def test_a_build_answers_as_one_in_a_folder(
    one_node: Cluster, address: str, seeds: Path, tmp_path: Path
) -> None:
    report = build_index(seeds, address)
    build_index(seeds, tmp_path / "index")
    assert report.generation == f"{name_of(address)}-000001"
    assert indexes(one_node, address) == {"-000001", "-000001-files", "-lock"}
    with open_index(address) as there, open_index(tmp_path / "index") as here:
        for query in ("Kalganow", "du lịch", "Москва", '"hợp tác"~3', "lang:de Moskau", "Mosk*"):
            one, other = there.search(query, size=100), here.search(query, size=100)
            assert one.total == other.total
            assert {hit.id for hit in one.hits} == {hit.id for hit in other.hits}
            assert one.facets == other.facets
        assert there.stats().documents == here.stats().documents
        there.check()


def test_a_page_takes_few_requests(
    address: str, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words are looked up together, however many a query has."""
    build_index(seeds, address)
    requests: list[str] = []
    send = Client.send

    def watched(client: Client, method: str, path: str, *given: Any, **options: Any) -> Any:
        requests.append(path)
        return send(client, method, path, *given, **options)

    with open_index(address, settings=load_settings(cached_pages=0)) as searcher:
        searcher.search("dai hoc tong hop")  # has the words of the index read
        monkeypatch.setattr(Client, "send", watched)
        for query in (
            "Welche Delegation besuchte die Universität und das Rathaus von Kaluga?",
            "hop tac du lich giua tinh Lang Son va thanh pho Kaluga cua Lien bang Nga",
            "Вячеслав Калганов встретил делегацию провинции Лангшон в Санкт-Петербурге",
        ):
            requests.clear()
            assert searcher.search(query).total
            assert len(requests) <= 8, (query, requests)
            requests.clear()
            searcher.suggest(query[:20])
            assert len(requests) <= 3, (query, requests)


def test_the_generation_before_is_kept_and_older_ones_go(
    one_node: Cluster, address: str, source: Path
) -> None:
    for _ in range(3):
        build_index(source, address)
    name = name_of(address)
    assert one_node.ask("GET", f"/_alias/{name}").keys() == {f"{name}-000003"}
    both = {f"-{number}{beside}" for number in ("000002", "000003") for beside in ("", "-files")}
    assert indexes(one_node, address) == {*both, "-lock"}


def test_indexes_whose_names_begin_alike_are_left_alone(
    one_node: Cluster, address: str, source: Path
) -> None:
    name = name_of(address)
    others = {f"{name}-other-000001", f"{name}-000001x", f"{name}-1"}
    for other in others:
        one_node.ask("PUT", f"/{other}")
    build_index(source, address)
    assert {other.removeprefix(name) for other in others} < indexes(one_node, address)
    assert cluster_index(address).published() == f"{name}-000001"


def test_an_update_answers_as_a_build(address: str, source: Path, tmp_path: Path) -> None:
    build_index(source, address)
    (source / "a.txt").unlink()
    (source / "b.txt").write_text("Hợp tác kinh tế với Kalganow.")
    (source / "d.txt").write_text("Moskau und die Delegation aus Lang Son.")
    report = update_index(address)
    assert (report.new, report.changed, report.removed) == (1, 1, 1)
    shutil.copytree(source, tmp_path / "copy" / "in")
    fresh = f"{address}-fresh"
    build_index(source, fresh)
    assert answers(address) == answers(fresh)
    with open_index(address) as searcher:
        searcher.check()
    again = update_index(address)
    assert (again.generation, again.new) == (report.generation, 0)


def test_an_update_writes_what_has_changed_into_a_clone(
    address: str, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(source, address)
    (source / "b.txt").write_text("Hợp tác kinh tế với Kalganow.")
    sent: list[tuple[str, object]] = []
    send = Client.send

    def watched(
        client: Client, method: str, path: str, body: object = None, *given: Any, **options: Any
    ) -> Any:
        sent.append((path, body))
        return send(client, method, path, body, *given, **options)

    monkeypatch.setattr(Client, "send", watched)
    update_index(address)
    name = name_of(address)
    assert f"/{name}-000001/_clone/{name}-000002" in [path for path, _ in sent]
    (bulk,) = [bytes(body) for path, body in sent if path.endswith("_bulk")]  # type: ignore[call-overload]
    assert bulk.count(b'{"delete"') == bulk.count(b'{"index"') == 1
    ((_, switched),) = [each for each in sent if each[0] == "/_aliases"]
    assert switched == {
        "actions": [
            {"remove": {"index": f"{name}-000001", "alias": name}},
            {"add": {"index": f"{name}-000002", "alias": name}},
        ]
    }


@pytest.mark.usefixtures("at_once")
def test_a_reader_picks_up_the_next_generation(address: str, source: Path) -> None:
    build_index(source, address)
    with open_index(address) as searcher:
        assert searcher.search("Hannover").total == 0
        (source / "d.txt").write_text("Hannover")
        update_index(address)
        assert searcher.search("Hannover").total == 1
        assert searcher.ready() == searcher.generation == f"{name_of(address)}-000002"


@pytest.mark.usefixtures("at_once")
def test_an_index_removed_and_built_anew_is_picked_up(
    one_node: Cluster, address: str, source: Path
) -> None:
    build_index(source, address)
    with open_index(address) as searcher:
        one_node.ask("DELETE", f"/{name_of(address)}-*")
        (source / "a.txt").write_text("Hannover")
        build_index(source, address)
        assert searcher.search("Hannover").total == 1


def test_the_alias_is_asked_for_now_and_then(
    address: str, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(source, address)
    asked = []
    original = index.ClusterIndex._ask

    def ask(self: index.ClusterIndex, **hurry: float) -> index.Stamp:
        asked.append(hurry)
        return original(self, **hurry)

    monkeypatch.setattr(index, "INTERVAL", 1000.0)
    monkeypatch.setattr(index.ClusterIndex, "_ask", ask)
    with open_index(address) as searcher:
        for _ in range(5):
            searcher.search("Moskau")
        assert len(asked) == 2  # once to open it, once to know what to look for
        monkeypatch.setattr(index, "INTERVAL", 0.0)
    with open_index(address) as searcher:
        asked.clear()
        for _ in range(5):
            searcher.search("Moskau")
        assert len(asked) == 5


def test_files_are_fetched_once(
    address: str, source: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(source, address)
    before = answers(address)
    monkeypatch.setattr(files, "download", None)
    assert answers(address) == before
    shutil.rmtree(own_cache)
    with pytest.raises(TypeError):
        answers(address)


def test_what_a_reader_has_no_need_of_is_removed_from_its_machine(
    address: str, source: Path, own_cache: Path
) -> None:
    for number in range(4):
        (source / "d.txt").write_text(f"Hannover {number}")
        build_index(source, address)
        assert answers(address)
    (folder,) = own_cache.iterdir()
    assert len([path for path in folder.iterdir() if path.name != "files"]) == 2


def test_another_analysis_is_refused_with_the_command(
    address: str, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(source, address)
    monkeypatch.setattr("indexer.store.manifest.fingerprint", lambda: "another")
    for call in (open_index, update_index):
        with pytest.raises(StaleIndex, match="another version of the analysis") as caught:
            call(address)
        assert f"python -m indexer build {source} --index {address}" in str(caught.value)
        assert "--engine" not in str(caught.value)


def test_another_format_is_refused(one_node: Cluster, address: str, source: Path) -> None:
    build_index(source, address)
    generation = f"/{name_of(address)}-000001"
    meta = one_node.ask("GET", f"{generation}/_mapping")
    stamp = meta[generation[1:]]["mappings"]["_meta"]
    stamp["querlang"]["format"] = 99
    one_node.ask("PUT", f"{generation}/_mapping", {"_meta": stamp})
    with pytest.raises(StaleIndex, match="has format 99"):
        open_index(address)


def test_the_stamp_is_small_whatever_the_sources(
    one_node: Cluster, address: str, tmp_path: Path
) -> None:
    for number in range(300):
        (tmp_path / f"{number}.txt").write_text(f"Moskau {number}")
    build_index(tmp_path, address)
    generation = f"{name_of(address)}-000001"
    meta = one_node.ask("GET", f"/{generation}/_mapping")[generation]["mappings"]["_meta"]
    assert len(json.dumps(meta)) < 5_000
    assert len(cluster_index(address).open_manifest(generation).sources) == 300


def test_names_of_files_need_not_be_unicode(address: str, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("Moskau")
    build_index(folder, address)
    assert update_index(address).changed == 0
    with open_index(address) as searcher:
        assert searcher.search("Moskau").total == 1


def test_a_build_that_breaks_off_leaves_the_old_index(
    one_node: Cluster, address: str, source: Path
) -> None:
    build_index(source, address)
    before = indexes(one_node, address)

    def stop(progress: Progress) -> None:
        if progress.step is step:
            raise KeyboardInterrupt

    for step in Step:
        if step in (Step.CLONE, Step.LINK, Step.CLEAN, Step.DONE):
            continue
        with pytest.raises(KeyboardInterrupt):
            build_index(source, address, progress=stop)
        assert indexes(one_node, address) == before, step
        assert cluster_index(address).published() == f"{name_of(address)}-000001"
    (source.parent / "none").mkdir()
    with pytest.raises(NothingToIndex):
        build_index(source.parent / "none", address)
    assert indexes(one_node, address) == before


def test_an_address_without_an_index_is_told(address: str) -> None:
    for call in (open_index, update_index):
        with pytest.raises(IndexNotFound, match="python -m indexer build SOURCE") as caught:
            call(address)
        assert address in str(caught.value)


def test_a_name_that_is_no_alias_is_told(one_node: Cluster, address: str) -> None:
    name = f"{name_of(address)}-x"
    one_node.ask("PUT", f"/{name}")
    with pytest.raises(CorruptIndex, match="not to one generation"):
        open_index(one_node.address(name))


def test_a_piece_that_is_damaged_is_found(one_node: Cluster, address: str, source: Path) -> None:
    build_index(source, address)
    beside = f"/{name_of(address)}-000001-files"
    one_node.ask("POST", f"{beside}/_refresh")
    hits = one_node.ask("GET", f"{beside}/_search?_source=false&size=50")["hits"]["hits"]
    with open_index(address) as searcher:
        one_node.ask("PUT", f"{beside}/_doc/{hits[0]['_id']}", {"data": "AAAA"})
        with pytest.raises(CorruptIndex, match="is not what was written"):
            searcher.check()
        one_node.ask("DELETE", f"{beside}/_doc/{hits[0]['_id']}")
        with pytest.raises(CorruptIndex, match="lacks piece 0"):
            searcher.check()


def test_the_name_of_a_file_leads_nowhere_else(
    one_node: Cluster, address: str, source: Path
) -> None:
    build_index(source, address)
    generation = f"/{name_of(address)}-000001"
    stamp = one_node.ask("GET", f"{generation}/_mapping")[generation[1:]]["mappings"]["_meta"]
    stamp["querlang"]["files"]["../../evil"] = {"size": 0, "sha256": "0" * 64}
    one_node.ask("PUT", f"{generation}/_mapping", {"_meta": stamp})
    with pytest.raises(CorruptIndex, match="has a name"):
        open_index(address)


def test_the_engine_follows_from_the_address(address: str, source: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="writes to a folder"):
        build_index(source, address, engine="tantivy")
    with pytest.raises(UsageError, match="writes to a cluster"):
        build_index(source, tmp_path / "index", engine="opensearch")
    assert not (tmp_path / "index").exists()


def test_the_commands_take_an_address(address: str, source: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        done = CliRunner().invoke(main, [*arguments, "--index", address])
        assert done.exit_code == 0, done.output
        return done.output

    assert f"{address}: {name_of(address)}-000001 published" in run("build", str(source))
    assert "nothing has changed" in run("update")
    assert json.loads(run("search", "Moskau", "--json").splitlines()[-1])["total"] >= 1
    assert "opensearch" in run("stats")
    assert "all readable" in run("check")
    assert "score of a.txt" in run("explain", "Moskau", "--doc", "a.txt")
    assert "c.txt" in run("similar", "a.txt")
    queries, found = tmp_path / "queries.jsonl", tmp_path / "found.txt"
    queries.write_text('{"id": "1", "text": "Kalganow"}\n')
    run("run", str(queries), "--output", str(found))
    assert found.read_text().startswith("1 Q0 a.txt 1 ")
