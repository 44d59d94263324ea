"""Tasks that go to other processes come back in order, and nothing outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.building.workers import Task, in_order
from indexer.errors import WorkerLost

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_results_come_in_the_order_of_the_tasks(jobs: int) -> None:
    tasks: list[Task[int]] = [(pow, (number, 2)) for number in range(40)]
    assert list(in_order(tasks, jobs)) == [number**2 for number in range(40)]
    assert list(in_order([], jobs)) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_tasks_are_taken_only_a_few_ahead(jobs: int) -> None:
    taken = 0

    def tasks() -> Iterator[Task[int]]:
        nonlocal taken
        for number in range(100):
            taken += 1
            yield abs, (number,)

    results = in_order(tasks(), jobs)
    next(results)
    assert taken <= 1 + 3 * jobs + 1
    results.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_a_task_is_raised_here(jobs: int) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        list(in_order([(int, ("x",))], jobs))


def test_a_worker_that_is_killed_is_told() -> None:
    with pytest.raises(WorkerLost, match="--jobs"):
        list(in_order([(os._exit, (9,))] * 4, 2))


def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, time\n"
        "from indexer.building.workers import in_order\n"
        "if __name__ == '__main__':\n"
        "    for found in in_order([(os.getpid, ())] * 3 + [(time.sleep, (60,))] * 9, 2):\n"
        "        print(found, flush=True)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert parent.stdout is not None
    workers = {int(parent.stdout.readline()) for _ in range(3)}
    parent.send_signal(signal.SIGKILL)
    parent.wait(timeout=10)
    for _ in range(100):
        left = [number for number in workers if Path(f"/proc/{number}").exists()]
        if not left:
            break
        time.sleep(0.1)
    assert not left
    parent.stdout.close()
