"""What processes take: the memory of a tree of them at its peak, the processor time of one."""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from corpus import ROOT

_EVERY = 0.2
_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds by the clock and of the processor (user and system, children included)."""

    wall: float
    cpu: float

    def __add__(self, other: Taken) -> Taken:
        return Taken(self.wall + other.wall, self.cpu + other.cpu)


def run(command: Sequence[str]) -> Taken:
    """Run a command to its end; raise if it fails. Bytecode is written, so that it is there."""
    environment = {name: os.environ[name] for name in os.environ if name != _NO_BYTECODE}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Taken(wall, cpu)


class Watch:
    """Samples a process and all below it until the block ends.

    ``cpu`` is the processor time they took meanwhile; what a process takes after its last sample
    is not seen. With ``memory``, ``peak`` is the largest sum of their PSS, in which a page that
    several share counts once, and ``anonymous`` the part of it that is no file.
    """

    def __init__(self, pid: int, *, memory: bool = False) -> None:
        self.peak = self.anonymous = 0
        self._pid = pid
        self._memory = memory
        self._first: dict[int, float] = {}
        self._last: dict[int, float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._first = {pid: cpu_seconds(pid) for pid in descendants(self._pid)}
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._sample()

    @property
    def cpu(self) -> float:
        """Seconds of the processor, user and system."""
        return sum(last - self._first.get(pid, 0.0) for pid, last in self._last.items())

    def _watch(self) -> None:
        while not self._ended.wait(_EVERY):
            self._sample()

    def _sample(self) -> None:
        pids = descendants(self._pid)
        for pid in pids:
            self._last[pid] = max(cpu_seconds(pid), self._last.get(pid, 0.0))
        if self._memory:
            found = [memory(pid) for pid in pids]
            total = sum(each.pss for each in found)
            if total > self.peak:
                self.peak = total
                self.anonymous = sum(each.anonymous for each in found)


class Memory(NamedTuple):
    """Bytes of a process: its share of all pages, and of those that are no file."""

    pss: int
    anonymous: int


def memory(pid: int | None = None) -> Memory:
    """Return the memory of a process; nothing of one that has ended."""
    try:
        text = Path(f"/proc/{pid or os.getpid()}/smaps_rollup").read_text("ascii")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return Memory(0, 0)
    rows = dict(line.split(":", 1) for line in text.splitlines()[1:])
    pss, anonymous = (int(rows[name].split()[0]) * 1024 for name in ("Pss", "Pss_Anon"))
    return Memory(pss, anonymous)


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process, without its children; 0 if it has ended."""
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def descendants(pid: int) -> list[int]:
    """Return a process and all that it and they have started."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for path in Path("/proc").glob("[0-9]*"):
        fields = _stat(int(path.name))
        if fields:
            children[int(fields[1])].append(int(path.name))
    found = [pid]
    for each in found:
        found += children[each]
    return found


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat after the name, the state first."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return text.rpartition(")")[2].split()
