"""A process that writes indexes on demand, so that a test can kill it.

Reads one JSON object a line: what to call, with which arguments, and at which step to die. For
each it forks, so that nothing has to be loaded again, prints the child's process id, and when
the child has ended how: an exit code, or minus a signal.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback

from indexer import build_index, load_settings, update_index
from indexer.analysis import analyze
from indexer.errors import QuerlangError
from indexer.model import Progress


def work(job: dict[str, str | int]) -> None:
    seen = 0

    def watch(progress: Progress) -> None:
        nonlocal seen
        if progress.step.name == job.get("die"):
            seen += 1
            if seen > int(job.get("after", 0)):
                os.kill(os.getpid(), signal.SIGKILL)

    index, source, jobs = str(job["index"]), str(job["source"]), int(job.get("jobs", 1))
    settings = load_settings(cache=job.get("cache"))
    if job["call"] == "build":
        build_index(
            source,
            index,
            engine=str(job["engine"]),
            settings=settings,
            jobs=jobs,
            lexicon="corpus" if job.get("lexicon") == "corpus" else "shipped",
            progress=watch,
        )
    else:
        update_index(index, settings=settings, jobs=jobs, progress=watch)


def child(job: dict[str, str | int]) -> int:
    try:
        work(job)
    except QuerlangError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return error.exit_code
    except BaseException:  # noqa: BLE001 - a child must not run on as its parent
        traceback.print_exc()
        return 1
    return 0


def main() -> None:
    analyze("Loaded before the first fork: Hợp tác du lịch với Đức.")
    for line in sys.stdin:
        sys.stdout.flush()
        number = os.fork()
        if number == 0:
            os._exit(child(json.loads(line)))
        print(number, flush=True)
        _, status = os.waitpid(number, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
