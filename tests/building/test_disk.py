"""A disk that is full or may not be written to: a clear error, and the published index untouched.

The disk is a small one in memory, mounted in a name space of its own; where the system does not
allow that, the tests are skipped.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.engines.registry import engine_names

ROOT = Path(__file__).parents[2]
NAMESPACE = ("unshare", "--map-root-user", "--mount")
MOUNT = "mount -t tmpfs -o size=1m none {disk}"


def allowed() -> bool:
    if shutil.which("unshare") is None:
        return False
    tried = [*NAMESPACE, "sh", "-c", MOUNT.format(disk="/mnt")]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not allowed(), reason="no disk can be mounted here")

QUERLANG = f"{sys.executable} -m indexer"
SEARCH = f"{QUERLANG} search Fassung --index index --json > {{name}}.json; echo $? > {{name}}.code"
CHECK = f"{QUERLANG} check --index index > check.out 2>&1; echo $? > check.code"


def run(tmp_path: Path, *commands: str) -> None:
    """Run commands on a small disk that holds the index; what they write beside it is kept."""
    (tmp_path / "index").mkdir()
    script = ["set -u", f"cd {tmp_path}", MOUNT.format(disk="index"), *commands]
    subprocess.run(
        [*NAMESPACE, "sh", "-c", "\n".join(script)],
        check=True,
        capture_output=True,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"},
    )


def write_sources(tmp_path: Path) -> None:
    """A small source, and one whose index does not fit beside that of the small one."""
    for name, count in (("small", 3), ("large", 400)):
        lines = []
        for number in range(count):
            words = " ".join(f"Fassung{(number * 7919 + i * 104729) % 999983}" for i in range(200))
            lines.append(json.dumps({"id": f"{name}{number}", "text": f"Fassung {words}"}))
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")


def text(tmp_path: Path, name: str) -> str:
    return (tmp_path / name).read_text(encoding="utf-8").strip()


def ids(tmp_path: Path, name: str) -> list[str]:
    page = json.loads(text(tmp_path, f"{name}.json"))
    return sorted(hit["id"] for hit in page["hits"])


@pytest.mark.parametrize("engine", engine_names())
@pytest.mark.parametrize("call", ["build large.jsonl --engine ENGINE", "update large.jsonl"])
def test_a_full_disk(tmp_path: Path, call: str, engine: str) -> None:
    write_sources(tmp_path)
    run(
        tmp_path,
        f"{QUERLANG} build small.jsonl --index index --engine {engine} > first.out",
        f"{QUERLANG} {call.replace('ENGINE', engine)} --index index --jobs 1 > out 2> err",
        "echo $? > code",
        "ls index > listing",
        SEARCH.format(name="after"),
        CHECK,
        f"{QUERLANG} update small.jsonl --index index > again.out 2>&1; echo $? > again.code",
    )
    assert text(tmp_path, "code") == "3", text(tmp_path, "err")
    assert "write-failed" in text(tmp_path, "err")
    assert "Make room" in text(tmp_path, "err")
    assert "Traceback" not in text(tmp_path, "err")
    assert set(text(tmp_path, "listing").split()) == {"CURRENT", "LOCK", "gen-000001"}
    assert ids(tmp_path, "after") == ["small0", "small1", "small2"]
    assert (text(tmp_path, "check.code"), text(tmp_path, "again.code")) == ("0", "0")


def test_a_disk_that_may_not_be_written_to(tmp_path: Path) -> None:
    write_sources(tmp_path)
    run(
        tmp_path,
        f"{QUERLANG} build small.jsonl --index index > first.out",
        "mount -o remount,ro index",
        f"{QUERLANG} build small.jsonl --index index 2> build.err; echo $? > build.code",
        f"{QUERLANG} update small.jsonl --index index 2> up.err; echo $? > up.code",
        SEARCH.format(name="after"),
        CHECK,
    )
    for call in ("build", "up"):
        assert text(tmp_path, f"{call}.code") == "3"
        assert text(tmp_path, f"{call}.err").startswith("write-failed: ")
        assert "Traceback" not in text(tmp_path, f"{call}.err")
    assert ids(tmp_path, "after") == ["small0", "small1", "small2"]
    assert text(tmp_path, "check.code") == "0"
