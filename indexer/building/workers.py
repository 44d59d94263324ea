"""Work for all cores: tasks go out in order, and their results come back in that order.

A worker dies with the process that started it, and leaves Ctrl-C to it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext
from typing import Any, TypeVar

from indexer.errors import WorkerLost

_AHEAD = 3
"""How many tasks there may be a worker beyond the one that is waited for: it bounds memory."""
_SELDOM = (50_000, 50, 100)
"""How often to look for garbage: analysis makes next to none, and many objects that stay."""
_PRELOADED = ["indexer.building.intake"]

T = TypeVar("T")
Task = tuple[Callable[..., T], tuple[Any, ...]]
"""A function of a module and its arguments, all of which can be pickled."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let the garbage collector look seldom: for work that leaves what it makes."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def in_order(tasks: Iterable[Task[T]], jobs: int) -> Iterator[T]:
    """Yield the results of the tasks, in their order.

    With one job the work is done here, else by so many processes. Raises
    :class:`~indexer.errors.WorkerLost` if one of them dies.
    """
    if jobs == 1:
        with seldom_collected():
            for function, arguments in tasks:
                yield function(*arguments)
        return
    pool = ProcessPoolExecutor(jobs, mp_context=_context(), initializer=_begin)
    waiting: deque[Future[T]] = deque()
    try:
        for function, arguments in tasks:
            waiting.append(pool.submit(function, *arguments))
            if len(waiting) > _AHEAD * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise WorkerLost(
            "A process that analysed documents died.",
            hint="It may have run out of memory: try again with fewer --jobs. In a script of your"
            " own, build below `if __name__ == '__main__':`, since processes load it again.",
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _context() -> Any:
    context = multiprocessing.get_context("spawn" if os.name == "nt" else "forkserver")
    if isinstance(context, ForkServerContext):
        context.set_forkserver_preload(_PRELOADED)
    return context


def _begin() -> None:
    """Make a worker leave interrupts to its parent, and end when the parent does."""
    gc.set_threshold(*_SELDOM)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
