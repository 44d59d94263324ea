"""Many HTTP clients with a connection each, kept alive, in processes of their own."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

_TIMEOUT = 30.0


@dataclass(slots=True)
class Load:
    """What came of many requests: their times in seconds, and the errors in words."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0


def send(
    port: int,
    targets: Sequence[str],
    *,
    clients: int,
    seconds: float,
    processes: int = 2,
    most: int = 1_000_000,
    holds: bytes = b"",
    statuses: Collection[int] = (200,),
) -> Load:
    """Ask for the targets in turn, over and over, for some time; every client waits for answers.

    An answer of another status, or that does not hold ``holds``, is an error. No more than ``most``
    requests are sent.
    """
    processes = min(processes, clients)
    shares = [len(range(number, clients, processes)) for number in range(processes)]
    jobs = [
        (port, [*targets[at:], *targets[:at]], share, seconds, most // clients, holds, statuses)
        for at, share in enumerate(shares)
    ]
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(processes + 1)
    with context.Pool(processes, ready.wait) as pool:
        ready.wait(_TIMEOUT)
        started = time.perf_counter()
        parts = pool.starmap(_clients, jobs, chunksize=1)
        whole = Load(seconds=time.perf_counter() - started)
    for part in parts:
        whole.times += part.times
        whole.errors += part.errors
    return whole


def _clients(
    port: int,
    targets: Sequence[str],
    clients: int,
    seconds: float,
    most: int,
    holds: bytes,
    statuses: Collection[int],
) -> Load:
    load = Load()
    until = time.perf_counter() + seconds
    threads = []
    for number in range(clients):
        first = number * len(targets) // clients
        mine = [*targets[first:], *targets[:first]]
        threads.append(
            threading.Thread(target=_client, args=(port, mine, until, most, holds, statuses, load))
        )
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return load


def _client(
    port: int,
    targets: Sequence[str],
    until: float,
    most: int,
    holds: bytes,
    statuses: Collection[int],
    load: Load,
) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)
    for number in range(most):
        started = time.perf_counter()
        if started >= until:
            break
        target = targets[number % len(targets)]
        try:
            connection.request("GET", target)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, HTTPException) as error:
            load.errors.append(f"{target}: {error!r}")
            connection.close()
            continue
        load.times.append(time.perf_counter() - started)
        if answer.status not in statuses or holds not in body:
            load.errors.append(f"{target}: {answer.status}")
    connection.close()
